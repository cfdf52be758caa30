"""A report as it lies on its sheet, without a look at each cell of its long table.

A register of twenty thousand rows is laid out as one of a single row; where the others lie, and what they look
like, follows from it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from xlcrm import __version__
from xlcrm.book import look
from xlcrm.book.sheets.grid import page
from xlcrm.book.sheets.paging import pages
from xlcrm.book.sheets.place import Layout, day_or_moment, layout, listed_aside, row_spots, unit_end
from xlcrm.book.sheets.spots import clean
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlcrm.book.sheets.spots import Placed, Spot
    from xlcrm.reports.report import Block, Cell, Report, Tone

Value: TypeAlias = "Cell | Link"
Look: TypeAlias = "tuple[object, ...]"
T = TypeVar("T")
_LEAST = 3
"""Rows of a register from which on it is laid out as one of a single row."""


class Drawn:
    """The page of a report; ``register`` is its one long table, None where it has none or several.

    None too where the list of a drop-down lies beside it, row by row.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        registers = [block for block in report.blocks if block.register]
        aside = any(listed_aside(head) for block in report.blocks for head in block.heads)
        long = len(registers) == 1 and len(registers[0].rows) >= _LEAST and not aside
        self.register: Block | None = registers[0] if long else None
        self._known: dict[tuple[Value, ...], dict[str, Any]] = {}

    @cached_property
    def stamp(self) -> str:
        """A digest of the report but for what people type in it: what has the same stamp is drawn the same."""
        report = self.report
        blocks = [replace(block, rows=_without_typing(block)) for block in report.blocks]
        fields = [replace(entry, value=None) if entry.typed else entry for entry in report.fields]
        told = repr((__version__, replace(report, blocks=blocks, fields=fields)))
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    @cached_property
    def frame(self) -> Layout:
        """The layout with a single row in the register."""
        if self.register is None:
            return layout(self.report)
        blocks = [
            replace(block, rows=block.rows[:1], tones=block.tones[:1]) if block is self.register else block
            for block in self.report.blocks
        ]
        return layout(replace(self.report, blocks=blocks), page(self.report))

    @cached_property
    def placed(self) -> Placed | None:
        """Where the register lies, with all its rows."""
        if self.register is None:
            return None
        short = self.frame.blocks[self.register.name]
        return replace(short, last_row=short.first_row + len(self.register.rows) - 1)

    def reckon(self) -> None:
        """Reckon ahead all that takes its time."""
        _ = self.others, self.texts, self.breaks

    def where(self, block: Block) -> Placed:
        """Where a block lies."""
        if self.placed and block is self.register:
            return self.placed
        short = self.frame.blocks[block.name]
        head, first, last = map(self.below, (short.head_row, short.first_row, short.last_row))
        return replace(short, head_row=head, first_row=first, last_row=last)

    def below(self, row: int) -> int:
        """The row on the sheet of a row of the frame."""
        if self.placed is None or row <= self.placed.first_row:
            return row
        return row + self.placed.last_row - self.placed.first_row

    @cached_property
    def others(self) -> dict[int, list[Spot]]:
        """What stands outside of the register, by row of the sheet."""
        inside = self.placed.first_row if self.placed else 0
        found: dict[int, list[Spot]] = {}
        for spot in self.frame.spots:
            if not inside or spot.row != inside:
                found.setdefault(self.below(spot.row), []).append(spot)
        return found

    @cached_property
    def rows(self) -> list[tuple[Value, ...]]:
        """Rows of the register as cells can hold them, with their tone behind."""
        if self.register is None:
            return []
        tones: Sequence[Tone] = self.register.tones
        plain = ("plain",) * (len(self.register.rows) - len(tones))
        return [
            (*map(_kept, row), tone)
            for row, tone in zip(self.register.rows, (*tones, *plain), strict=False)
        ]

    @cached_property
    def columns(self) -> list[int]:
        """Sheet columns of the register."""
        return [first for first, _ in self.placed.columns.values()] if self.placed else []

    def spots(self, at: int) -> list[Spot]:
        """The cells of a row of the register."""
        assert self.register is not None
        assert self.placed is not None
        columns = self.placed.columns
        return list(row_spots(self.register, columns, self.placed.first_row + at, at, self.rows[at][:-1]))

    def learn(self, other: Drawn) -> None:
        """Take over what is known of the rows of a page that is built the same."""
        self._known = other._known
        self.__dict__.pop("_facts", None)

    @cached_property
    def _facts(self) -> list[dict[str, Any]]:
        """What is known of each row of the register; equal rows share it."""
        return [self._known.setdefault(row, {}) for row in self.rows]

    def once(self, what: str, at: int, reckon: Callable[[int], T]) -> T:
        """What is reckoned of a row of the register, once for equal rows of pages that are built the same."""
        known = self._facts[at]
        if what not in known:
            known[what] = reckon(at)
        found: T = known[what]
        return found

    def height(self, at: int) -> float:
        """The height of a row of the register, in points."""
        return self.once("height", at, self._height)

    def _height(self, at: int) -> float:
        page = Layout(self.frame.grid)
        for spot in self.spots(at):
            page.put(spot)
        return page.heights[self.placed.first_row + at] if self.placed else look.ROW

    def look(self, at: int) -> Look:
        """What a row of the register looks like but for its band and height."""
        row = self.rows[at]
        moments = [day_or_moment("datetime", row[column]) for column in self._moments]
        return (row[-1], *moments, *(value.__class__ is Link for value in row))

    @cached_property
    def _moments(self) -> list[int]:
        """Places of the columns in which a day and a moment look different."""
        heads = self.register.heads if self.register else ()
        return [at for at, head in enumerate(heads) if head.format == "datetime"]

    @cached_property
    def texts(self) -> list[list[Cell]]:
        """Rows of the register as their cells hold them, blanks as None."""
        return [[None if (told := text(value)) == "" else told for value in row[:-1]] for row in self.rows]

    @cached_property
    def breaks(self) -> tuple[int, list[int]]:
        """Scale of the printed page and the rows that begin one; nothing where Excel is left to it."""
        frame = self.frame
        if not frame.charts and len(frame.units) <= 1:
            return 0, []
        whole = Layout(frame.grid, charts=frame.charts, last_row=self.below(frame.last_row))
        whole.heights = {self.below(row): points for row, points in frame.heights.items()}
        if self.placed:
            whole.heights |= {self.placed.first_row + at: self.height(at) for at in range(len(self.rows))}
        whole.units = [self._unit(*unit) for unit in frame.units]
        return pages(whole, self.report.landscape)

    def _unit(self, first: int, last: int) -> tuple[int, int]:
        if self.placed and first <= self.placed.head_row <= last:
            return first, unit_end(self.placed.head_row, self.placed.last_row)
        return self.below(first), self.below(last)

    def line(self, at: int) -> dict[int, Cell]:
        """What stands in a row of the register, by column."""
        return {column: text(value) for column, value in zip(self.columns, self.rows[at], strict=False)}

    def each(self, what: str, reckon: Callable[[int, dict[int, Cell]], T]) -> Iterator[T]:
        """What is reckoned of each row of the sheet, from top to bottom: of its number, and its values by column.

        Of the rows of the register the number must not matter but that it lies within.
        """
        first, last = (self.placed.first_row, self.placed.last_row) if self.placed else (0, 0)
        others = sorted(self.others)
        for row in others:
            if row < first or not first:
                yield reckon(row, _cells(self.others[row]))
        for at in range(len(self.rows)):
            yield self.once(what, at, lambda at: reckon(first + at, self.line(at)))
        for row in others:
            if first and row > last:
                yield reckon(row, _cells(self.others[row]))


def _without_typing(block: Block) -> Sequence[Sequence[Value]]:
    typed = [at for at, head in enumerate(block.heads) if head.typed]
    if not typed:
        return block.rows
    return [[None if at in typed else value for at, value in enumerate(row)] for row in block.rows]


def text(value: Value) -> Cell:
    """A value as a cell holds it."""
    return value.text if isinstance(value, Link) else value


def _cells(spots: Sequence[Spot]) -> dict[int, Cell]:
    return {spot.column: text(spot.value) for spot in spots}


def _kept(value: Value) -> Value:
    return clean(value) if isinstance(value, str) else value
