"""What lies on the page of a report: values, blocks and charts with the cells they cover."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from xlcrm.book import look
from xlcrm.book.sheets.grid import INDENT, Grid
from xlcrm.book.sheets.measure import height, lines, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcrm.reports.report import Cell, Chart, Format, Link, Tone

Role: TypeAlias = Literal[
    "title", "subtitle", "label", "field", "tile-label", "tile", "tile-note", "block", "head", "cell", "note", "list"
]  # fmt: skip
_INDENTED = frozenset({"title", "subtitle", "label", "field", "tile-note", "head", "cell"})
_HIGHEST = 400.0
"""Points that a row may be high; Excel allows 409."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
"""Characters that a cell holds."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value on the page: its cell, the last column it covers, and what it is."""

    row: int
    column: int
    last: int
    value: Cell | Link
    role: Role
    format: Format = "text"
    tone: Tone = "plain"
    typed: bool = False
    banded: bool = False


@dataclass(frozen=True)
class Placed:
    """Where a block lies: row of its headings, rows of its values, and the columns of each head."""

    head_row: int
    first_row: int
    last_row: int
    columns: Mapping[str, tuple[int, int]]

    @property
    def reach(self) -> tuple[int, int]:
        """First and last sheet column."""
        spans = list(self.columns.values())
        return spans[0][0], spans[-1][1]


@dataclass(frozen=True)
class PlacedChart:
    """A chart and the cells it covers."""

    chart: Chart
    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Layout:
    """The page of a report.

    ``blocks`` and ``fields`` tell by name where values stand (1-based rows and columns); ``lists`` are the
    hidden columns right of the page that hold a drop-down too long for its cell, by block and head.
    """

    grid: Grid
    spots: list[Spot] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    blocks: dict[str, Placed] = field(default_factory=dict)
    fields: dict[str, tuple[int, int]] = field(default_factory=dict)
    lists: dict[tuple[str, str], int] = field(default_factory=dict)
    charts: list[PlacedChart] = field(default_factory=list)
    units: list[tuple[int, int]] = field(default_factory=list)
    """First and last rows of what a printed page must not tear apart."""
    last_row: int = 0

    def put(self, spot: Spot, size: float = look.BODY) -> None:
        """Add a value and make its row high enough."""
        if isinstance(spot.value, str) and (text := clean(spot.value)) is not spot.value:
            spot = replace(spot, value=text)
        self.spots.append(spot)
        self.last_row = max(self.last_row, spot.row)
        text = shown(spot.value, spot.format)
        room = self.grid.room(spot.column, spot.last) - (INDENT if spot.role in _INDENTED else 0)
        taken = lines(text, room, size) if text else 1
        self.raise_row(spot.row, height(taken, size))

    def raise_row(self, row: int, points: float) -> None:
        """Let a row be at least so high."""
        self.heights[row] = min(max(self.heights.get(row, look.ROW), points), _HIGHEST)


def clean(text: str) -> str:
    r"""Text as a cell can hold it.

    >>> clean("甲\x0b乙")
    '甲乙'
    """
    if text.isprintable() and len(text) <= _LONGEST:
        return text
    return _NOT_IN_XML.sub("", text)[:_LONGEST]
