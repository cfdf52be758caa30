"""What a report is: title, notes, tiles, tables and charts; how it is drawn is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell: TypeAlias = str | int | float | date | datetime | bool | None
Format = Literal["text", "longtext", "int", "decimal", "money", "percent", "date", "datetime", "link"]
Tone = Literal["plain", "good", "warn", "bad", "muted"]


@dataclass(frozen=True)
class Head:
    """Heading of a report column.

    ``name`` is the catalogue name (or an own one), ``typed`` marks a column in which people write: what
    they wrote is found again by the block's key and carried over when the report is made anew.
    """

    name: str
    header: str
    format: Format = "text"
    width: int | None = None
    typed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere: ``sheet`` and ``cell`` in this workbook, or a ``url``."""

    text: str
    sheet: str | None = None
    cell: str = "A1"
    url: str | None = None


@dataclass(frozen=True)
class Block:
    """A table inside a report. ``key`` names the columns that identify a row; ``tones`` colours rows."""

    name: str
    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell | Link]]
    key: tuple[str, ...] = ()
    tones: Sequence[Tone] = ()
    note: str = ""
    empty: str = "暂无数据"
    register: bool = False
    """True: drawn as an Excel Table with filter buttons from which it can be read back."""


@dataclass(frozen=True)
class Tile:
    """A figure to be seen from afar: label, value, what it is compared with."""

    label: str
    value: Cell
    format: Format = "int"
    note: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True)
class Chart:
    """A native chart over a block of the same report: one category column, one or more value columns."""

    kind: Literal["column", "bar", "line", "doughnut", "pareto"]
    title: str
    block: str
    category: str
    values: tuple[str, ...]
    axis: str = ""


@dataclass(frozen=True)
class Field:
    """A labelled line of a paper form: 报告周期 2023年8月. ``typed`` as in Head."""

    name: str
    label: str
    value: Cell
    typed: bool = False


@dataclass(frozen=True)
class Report:
    """A finished report. ``name`` is what ``xlcrm report NAME`` takes, ``sheet`` the worksheet's title."""

    name: str
    sheet: str
    title: str
    subtitle: str = ""
    fields: Sequence[Field] = ()
    tiles: Sequence[Tile] = ()
    blocks: Sequence[Block] = ()
    charts: Sequence[Chart] = ()
    notes: Sequence[str] = field(default=())
    landscape: bool = True
