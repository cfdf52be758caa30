"""Some rows at once: what is wrong nowhere is told at the speed of C, the rest is looked at row by row.

A check may come with a screen. It is asked of a block of rows and answers True when the check has nothing
to say about any of them, False when it must be asked of each row, or the positions of the rows of which it
must be asked. A screen never finds a problem: it may be wrong in one direction only, which is to name rows
that are in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from operator import ge
from typing import Any

from xlcrm.checks.place import BLANKS, UNKNOWN, Sheet
from xlcrm.tables.rows import CellError, Columnar, Value

SIZE = 256
"""Rows in a block: many enough to pay, few enough that memory does not grow."""

SEP = "\u241f"
"""Between the cells of a column that are searched as one text; a character that nobody types."""

_MARKS = BLANKS | {UNKNOWN}
_FACTS = frozenset({date, datetime, time, int, float, bool})

Screen = Callable[["Block"], "bool | Sequence[int]"]


class Block:
    """Neighbouring rows of a table, as rows and as columns."""

    __slots__ = (
        "_blank",
        "_filled",
        "_kinds",
        "_misfits",
        "_rows",
        "_texts",
        "columns",
        "notes",
        "numbers",
        "sheet",
    )

    def __init__(self, sheet: Sheet, numbers: Sequence[int], columns: list[Sequence[Value]]) -> None:
        self.sheet = sheet
        self.numbers = numbers
        self.columns = columns
        self.notes: dict[str, list[int]] = {}
        self._blank: dict[str, bool] = {}
        self._filled: dict[str, bool] = {}
        self._kinds: dict[str, set[type]] = {}
        self._misfits: dict[str, Sequence[int]] = {}
        self._rows: list[tuple[Value, ...]] | None = None
        self._texts: dict[str, str | None] = {}

    @property
    def rows(self) -> Sequence[Sequence[Value]]:
        """The same cells row by row."""
        if self._rows is None:
            self._rows = list(zip(*self.columns, strict=True))
        return self._rows

    def column(self, name: str) -> Sequence[Any]:
        """Cells of a column, of any type; nothing where the sheet lacks it."""
        at = self.sheet.at.get(name)
        return () if at is None else self.columns[at]

    def blank(self, name: str) -> bool:
        """True when no cell of the column holds anything."""
        if name not in self._blank:
            cells = self.column(name)
            self._blank[name] = not any(cells) and cells.count(None) == len(cells)
        return self._blank[name]

    def filled(self, name: str) -> bool:
        """True when every cell of the column says something; a dash says nothing."""
        if name not in self._filled:
            cells, text = self.column(name), self.text(name)
            if text is not None:
                said = None not in cells and says_something(text, cells)
                self._filled[name] = said and ("#" not in text or CellError not in self.kinds(name))
            else:
                self._filled[name] = bool(cells) and (
                    _FACTS.issuperset(self.kinds(name)) or not any(map(_silent, cells))
                )
        return self._filled[name]

    def mute(self, name: str) -> Sequence[int]:
        """Positions of the cells that say nothing."""
        cells = self.column(name) or (None,) * len(self.numbers)
        return [
            at for at, cell in enumerate(cells) if cell is None or (type(cell) is not date and _silent(cell))
        ]

    def kinds(self, name: str) -> set[type]:
        """Types of the cells of a column."""
        if name not in self._kinds:
            self._kinds[name] = set(map(type, self.column(name)))
        return self._kinds[name]

    def all_days(self, name: str) -> bool:
        """True when every cell of the column is a day without a time."""
        return self.kinds(name) == {date}

    def numbers_only(self, *names: str) -> bool:
        """True when every cell of the columns is a number."""
        return all({int, float}.issuperset(self.kinds(name)) for name in names)

    def disordered(self, name: str, other: str) -> bool | Sequence[int]:
        """Rows in which ``name`` lies before ``other``, or in which one of the two is no moment."""
        if self.blank(name) or self.blank(other):
            return True
        later, earlier = self.column(name), self.column(other)
        if self.kinds(name) == {datetime} and self.all_days(other):
            later = tuple(map(datetime.date, later))
        elif not (self.all_days(name) and self.all_days(other)):
            rows = enumerate(zip(later, earlier, strict=True))
            return [
                at for at, (end, start) in rows if end is not None and start is not None and _odd(end, start)
            ]
        if all(map(ge, later, earlier)):
            return True
        return [at for at, (end, start) in enumerate(zip(later, earlier, strict=True)) if end < start]

    def moments(self, day: str, clock: str) -> Sequence[Any]:
        """Days with their clock times, or days alone where the clock is blank; None where they are neither."""
        days, clocks = self.column(day), self.column(clock)
        if self.all_days(day) and self.blank(clock):
            return days
        if self.all_days(day) and self.kinds(clock) == {time}:
            return list(map(datetime.combine, days, clocks))
        return [_moment(*pair) for pair in zip(days, clocks or (None,) * len(days), strict=True)]

    def text(self, name: str) -> str | None:
        """The filled cells of a column as one text, SEP behind each; None when some are no text."""
        if name not in self._texts:
            cells = self.column(name)
            try:
                filled = _given(cells)
                self._texts[name] = SEP.join(filled) + SEP if filled else ""
            except TypeError:
                self._texts[name] = None
        return self._texts[name]

    def says_any(self, name: str, words: Iterable[str]) -> bool:
        """True unless the column is text that holds none of the words."""
        text = self.text(name)
        return text is None or any(word in text for word in words)

    def finds(self, name: str, pattern: re.Pattern[str]) -> bool:
        """True unless the column is text in which the pattern is nowhere found."""
        text = self.text(name)
        return text is None or pattern.search(text) is not None

    def misfits(self, name: str, pattern: re.Pattern[str]) -> Sequence[int]:
        """Rows in which the column is filled, but not with text of that form; always asked with one pattern."""
        if name not in self._misfits:
            fits, cells = pattern.fullmatch, self.column(name)
            try:
                if all(map(fits, _given(cells))):
                    self._misfits[name] = ()
                    return ()
            except TypeError:
                pass  # some cell is no text: look at each
            self._misfits[name] = [
                at
                for at, cell in enumerate(cells)
                if cell is not None and not (type(cell) is str and fits(cell))
            ]
        return self._misfits[name]


def says_something(text: str, cells: Sequence[Any]) -> bool:
    """True when none of the cells, joined as ``text``, is a mere dash or begins or ends with a blank."""
    longest_mark = 3
    if min(map(len, cells), default=0) <= longest_mark and not _MARKS.isdisjoint(map(str.strip, cells)):
        return False
    if "\n" in text and not all(map(str.strip, cells)):
        return False
    return " " not in text or (f" {SEP}" not in text and f"{SEP} " not in text and text[:1] != " ")


def _given(cells: Sequence[Any]) -> Sequence[Any]:
    return cells if None not in cells else [cell for cell in cells if cell is not None]


def _silent(cell: Value) -> bool:
    return cell is None or isinstance(cell, CellError) or (type(cell) is str and cell.strip() in _MARKS)


def _odd(end: Any, start: Any) -> bool:
    kinds = type(end), type(start)
    if kinds in ((date, date), (datetime, datetime)):
        return bool(end < start)
    if kinds == (datetime, date):
        return bool(end.date() < start)
    return kinds != (date, datetime) or bool(end < start.date())


def _moment(day: Any, clock: Any) -> date | None:
    if type(day) is not date or (clock is not None and type(clock) is not time):
        return None
    return day if clock is None else datetime.combine(day, clock)


def blocks(sheet: Sheet) -> Iterator[Block]:
    """The rows of a table, block by block, as wide as its headings."""
    width, rows = len(sheet.rows.names), sheet.rows.rows
    for numbers, columns in rows.columns(SIZE) if isinstance(rows, Columnar) else _turned(rows, width):
        blank: Sequence[Value] = (None,) * len(numbers)
        yield Block(sheet, numbers, [*columns[:width], *[blank] * (width - len(columns))])


def _turned(
    rows: Iterable[tuple[int, Sequence[Value]]], width: int
) -> Iterator[tuple[Sequence[int], list[Sequence[Value]]]]:
    """Rows as columns; short ones are filled up with blanks."""
    stream = iter(rows)
    while chunk := list(islice(stream, SIZE)):
        numbers, values = zip(*chunk, strict=True)
        if min(map(len, values)) < width or max(map(len, values)) > width:
            values = tuple((*row, *(None,) * (width - len(row)))[:width] for row in values)
        yield numbers, list(zip(*values, strict=True))
