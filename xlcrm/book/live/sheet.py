"""A sheet of an open workbook, read in one go and no further than asked."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from xlcrm.ooxml.address import Area

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlcrm.book.live.host import Host, SheetFacts
    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.tables.rows import Value

_HEAD = 40
"""Rows read first of a sheet without an Excel Table: enough to see whether it is one of ours."""


class OpenSheet:
    """As ``reader.Sheet``: rows are numbered as the program shows them, values stand from ``left`` on."""

    def __init__(self, host: Host, facts: SheetFacts) -> None:
        self._host, self._facts = host, facts
        self._grid: list[list[Value]] = []

    @property
    def name(self) -> str:
        """Title."""
        return self._facts.name

    @property
    def hidden(self) -> bool:
        """True when its tab is not shown."""
        return self._facts.hidden

    @property
    def typed(self) -> bool:
        """Values have their types."""
        return True

    @property
    def objects(self) -> tuple[ListObject, ...]:
        """Excel Tables on it."""
        return self._facts.objects

    @property
    def left(self) -> int:
        """Number of the column in which the values of a row begin."""
        return self._facts.used.left if self._facts.used else 1

    @property
    def bottom(self) -> int:
        """Number of the last row that may hold something; 0 for an empty sheet."""
        return self._facts.used.bottom if self._facts.used else 0

    @cached_property
    def formulas(self) -> Mapping[int, tuple[int, int]]:
        """Columns with formulas: number -> first and last row with one."""
        used = self._facts.used
        return self._host.formulas(self.name, used) if used else {}

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Rows from the first filled one on; can be run through again."""
        used = self._facts.used
        if used is None:
            return
        for number in range(used.top, used.bottom + 1):
            yield number, self._row(used, number)

    def value(self, row: int, column: int) -> Value:
        """What stands in a cell."""
        used = self._facts.used
        if used is None or not used.holds(row, column):
            return None
        return self._row(used, row)[column - used.left]

    def _row(self, used: Area, number: int) -> list[Value]:
        at = number - used.top
        if at >= len(self._grid):
            self._read(used, at)
        return self._grid[at]

    def _read(self, used: Area, at: int) -> None:
        """Read on: the head of a sheet that may be anything, else all the rest."""
        have, height = len(self._grid), used.bottom - used.top + 1
        until = _HEAD if not self.objects and have == 0 and at < _HEAD < height else height
        part = Area(used.top + have, used.left, used.top + until - 1, used.right)
        self._grid += self._host.read(self.name, part)
