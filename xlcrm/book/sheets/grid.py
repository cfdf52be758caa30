"""The columns of a report's page, and how much of them each part takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from xlcrm.book.look import ALIGNED, LANE, LANES, PORTRAIT_LANES
from xlcrm.book.sheets.measure import PADDING, shown, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcrm.reports.report import Block, Head, Report

_GAP = 2.0
SLACK = 0.4
"""So much a part may lack before it takes one more column."""
_LEAST = {"text": 1.5 * LANE, "link": 1.5 * LANE, "longtext": 2.5 * LANE}
"""Width to which a column may be narrowed whose values break into lines."""
_LEAST_PAGE = 96.0
_SEEN = 400
_CAPS = {"longtext": 42.0, "text": 28.0, "link": 28.0}
FILTER_BUTTON = 2.5
INDENT = 1.4


@dataclass(frozen=True)
class Grid:
    """Widths of the columns from B on; ``half`` is the column in which the right half of the page begins."""

    widths: tuple[float, ...]
    half: int | None = None

    @property
    def last(self) -> int:
        """Sheet column in which the page ends."""
        return len(self.widths) + 1

    def room(self, first: int, last: int) -> float:
        """Width of the sheet columns ``first`` to ``last``."""
        return sum(self.widths[first - 2 : last - 1])

    def take(self, first: int, need: float) -> int:
        """Last sheet column of a part that begins in ``first`` and needs so much width."""
        last = first
        while last < self.last and self.room(first, last) < need - SLACK:
            last += 1
        return last

    def split(self, parts: int) -> list[tuple[int, int]]:
        """The page in ``parts`` pieces as equal as the columns allow."""
        total, edges = self.room(2, self.last), [2]
        for part in range(1, parts):
            wanted = total * part / parts
            edges.append(
                min(range(2, self.last + 1), key=lambda column: abs(self.room(2, column - 1) - wanted))
            )
        edges.append(self.last + 1)
        return [(first, after - 1) for first, after in pairwise(edges) if after > first]


def head_need(block: Block, position: int) -> float:
    """Width that a column of a block asks for: its values, and its heading in at most two lines."""
    head = block.heads[position]
    if head.width is not None:
        return float(head.width)
    values = (shown(row[position], head.format) for row in block.rows[:_SEEN])
    widest = max((width(text) for text in values), default=0.0)
    choices = max((width(choice) for choice in head.choices), default=0.0)
    content = min(max(widest, choices), _CAPS.get(head.format, 24.0)) + PADDING
    aside = INDENT if ALIGNED[head.format] != "center" else 0.0
    return max(content + aside, heading_need(head, block.register) + aside, 8.0)


def heading_need(head: Head, button: bool) -> float:
    """Width of a heading; beyond eight characters it may break into two lines."""
    full = width(head.header, bold=True)
    return (full if full <= 16 else full / 2 + 2) + PADDING + (FILTER_BUTTON if button else 0)


def needs(block: Block) -> list[float]:
    """Width that each column of a block asks for."""
    return [head_need(block, position) for position in range(len(block.heads))]


def least(block: Block) -> list[float]:
    """Width below which a column of a block cannot be read; texts break into lines."""
    return [
        min(need, _LEAST.get(head.format, need)) for head, need in zip(block.heads, needs(block), strict=True)
    ]


def spread(
    grid: Grid, wanted: Sequence[float], first: int, limit: int, more: Sequence[int] = ()
) -> list[tuple[int, int]] | None:
    """Sheet columns of parts beside each other from ``first`` on; None when ``limit`` is too near.

    ``more`` says how many columns each part gets beyond what it needs.
    """
    spans = []
    for position, need in enumerate(wanted):
        last = min(grid.take(first, need), limit)
        if first > limit or grid.room(first, last) < need - SLACK:
            return None
        last += more[position] if more else 0
        if last > limit:
            return None
        spans.append((first, last))
        first = last + 1
    return spans


def half_sized(report: Report, block: Block) -> bool:
    """True when a block and its chart fit in half a page and so may stand beside another."""
    short = not block.register and len(block.rows) <= 16
    plain = all(head.format != "longtext" for head in block.heads) and not block.note
    single = sum(chart.block == block.name for chart in report.charts) <= 1
    half = Grid((LANE,) * ((LANES if report.landscape else PORTRAIT_LANES) // 2))
    return short and plain and single and spread(half, needs(block), 2, half.last) is not None


def page(report: Report) -> Grid:
    """Columns of the page: those of its registers, else lanes of one width; as many as its blocks need."""
    registers = [block for block in report.blocks if block.register]
    others = [least(block) for block in report.blocks if not block.register]
    lanes = (LANE,) * (LANES if report.landscape else PORTRAIT_LANES)
    grid = Grid(_register_widths(registers) if registers else lanes)
    while any(spread(grid, wanted, 2, grid.last) is None for wanted in others):
        grid = Grid((*grid.widths, LANE))
    if registers or len(grid.widths) % 2 or not any(half_sized(report, block) for block in report.blocks):
        return grid
    middle = len(grid.widths) // 2
    return Grid((*grid.widths[:middle], _GAP, *grid.widths[middle:]), half=middle + 3)


def _register_widths(registers: Sequence[Block]) -> tuple[float, ...]:
    widths: list[float] = []
    for block in registers:
        for position, need in enumerate(needs(block)):
            if position < len(widths):
                widths[position] = max(widths[position], need)
            else:
                widths.append(need)
    while sum(widths) < _LEAST_PAGE:
        widths.append(LANE)
    return tuple(round(need, 1) for need in widths)
