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

from xlcrm.checks.place import BLANKS, Sheet
from xlcrm.tables.rows import Value

SIZE = 128
"""Rows in a block: many enough to pay, few enough that a mistake in one does not make many slow."""

SEP = "\u241f"
"""Between the cells of a column that are searched as one text; a character that nobody types."""

_NOTHING, _DAYS, _MOMENTS = {type(None)}, {date}, {datetime}

Screen = Callable[["Block"], "bool | Sequence[int]"]


class Block:
    """Neighbouring rows of a table, as rows and as columns."""

    __slots__ = ("_days", "_filled", "_formed", "_texts", "columns", "numbers", "rows", "sheet")

    def __init__(self, sheet: Sheet, numbers: Sequence[int], rows: Sequence[Sequence[Value]]) -> None:
        self.sheet = sheet
        self.numbers = numbers
        self.rows = rows
        self.columns: list[tuple[Value, ...]] = list(zip(*rows, strict=True))
        self._texts: dict[str, str | None] = {}
        self._days: dict[str, bool] = {}
        self._filled: dict[str, bool] = {}
        self._formed: dict[str, bool] = {}

    def column(self, name: str) -> Sequence[Any]:
        """Cells of a column, of any type; nothing where the sheet lacks it."""
        at = self.sheet.at.get(name)
        return () if at is None else self.columns[at]

    def blank(self, name: str) -> bool:
        """True when no cell of the column holds anything."""
        return not any(self.column(name))

    def filled(self, name: str) -> bool:
        """True when every cell of the column says something; a dash says nothing."""
        if name not in self._filled:
            cells = self.column(name)
            text = self.text(name)
            self._filled[name] = (
                bool(cells)
                and None not in cells
                and BLANKS.isdisjoint(cells)
                and (text is None or (f"{SEP} " not in text and text[0] != " " and text.isprintable()))
            )
        return self._filled[name]

    def numbers_only(self, *names: str) -> bool:
        """True when every cell of the columns is a number."""
        return all({int, float}.issuperset(map(type, self.column(name))) for name in names)

    def disordered(self, name: str, other: str) -> bool | Sequence[int]:
        """Rows in which ``name`` lies before ``other``, or that hold something else than days and moments."""
        later, earlier = self.column(name), self.column(other)
        if not any(later):
            return True
        kinds = set(map(type, later)) - _NOTHING, set(map(type, earlier)) - _NOTHING
        if not (kinds[0] <= _DAYS or kinds[0] <= _MOMENTS) or not (kinds[1] <= _DAYS or kinds[1] <= _MOMENTS):
            return False
        rows = enumerate(zip(later, earlier, strict=True))
        if kinds[0] <= _MOMENTS and kinds[1] <= _DAYS:
            return [
                at
                for at, (end, start) in rows
                if end is not None and start is not None and end.date() < start
            ]
        if kinds[0] <= _DAYS and kinds[1] <= _MOMENTS and kinds[1]:
            return [
                at
                for at, (end, start) in rows
                if end is not None and start is not None and end < start.date()
            ]
        if None not in later and None not in earlier and all(map(ge, later, earlier)):
            return True
        return [at for at, (end, start) in rows if end is not None and start is not None and end < start]

    def moments(self, day: str, clock: str) -> Sequence[Any] | None:
        """Days with their clock times, or days alone where the clock column is blank; None for anything else."""
        days, clocks = self.column(day), self.column(clock)
        if not self.all_days(day):
            return None
        if not any(clocks):
            return days
        return list(map(datetime.combine, days, clocks)) if set(map(type, clocks)) == {time} else None

    def text(self, name: str) -> str | None:
        """The filled cells of a column as one text, SEP behind each; None when some are no text."""
        if name not in self._texts:
            try:
                self._texts[name] = SEP.join((*filter(None, self.column(name)), ""))
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

    def all_match(self, name: str, pattern: re.Pattern[str]) -> bool:
        """True when every filled cell of the column is text of that form; always asked with one pattern."""
        if name not in self._formed:
            try:
                self._formed[name] = all(map(pattern.fullmatch, filter(None, self.column(name))))
            except TypeError:
                self._formed[name] = False
        return self._formed[name]

    def all_days(self, name: str) -> bool:
        """True when every cell of the column is a day without a time."""
        if name not in self._days:
            column = self.column(name)
            self._days[name] = bool(column) and set(map(type, column)) == {date}
        return self._days[name]


def blocks(sheet: Sheet) -> Iterator[Block]:
    """The rows of a table, block by block; short rows are filled up with blanks."""
    width = len(sheet.rows.names)
    stream = iter(sheet.rows.rows)
    while chunk := list(islice(stream, SIZE)):
        numbers, rows = zip(*chunk, strict=True)
        if min(map(len, rows)) < width or max(map(len, rows)) > width:
            rows = tuple((*values, *(None,) * (width - len(values)))[:width] for values in rows)
        yield Block(sheet, numbers, rows)
