"""A table as it lies in a sheet: its columns by position and its rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol, TypeAlias, runtime_checkable

from xlcrm.tables.table import Table


class CellError(str):
    """An error cell such as ``#N/A``: not text, and not a blank."""

    __slots__ = ()


Value: TypeAlias = str | int | float | bool | date | datetime | time | CellError | None


@runtime_checkable
class Columnar(Protocol):
    """Rows that can also be read as columns, which is quicker."""

    def columns(self, size: int) -> Iterator[tuple[Sequence[int], list[Sequence[Value]]]]:
        """At most ``size`` rows at a time: their numbers and their columns."""
        ...


def letters(column: int) -> str:
    """Letters of a 1-based column.

    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


@dataclass(frozen=True)
class Rows:
    """One table of a workbook.

    ``names`` gives the catalogue name of each position from ``left`` on (None: a column of the user's own),
    ``headings`` the text that stands there. ``top`` is the row of the headings, ``rows`` yields
    ``(row number, values by position)`` and may be a stream that can be run through once, or Columnar.
    ``formulas`` are the names of columns in which formulas stand.
    """

    table: type[Table]
    sheet: str
    top: int
    left: int
    names: tuple[str | None, ...]
    headings: tuple[str, ...]
    rows: Iterable[tuple[int, Sequence[Value]]]
    formulas: frozenset[str] = field(default=frozenset())

    def by_column(self) -> tuple[list[int], dict[str, list[Value]]]:
        """Numbers of all rows, and the cells of each known column; short rows end in blanks."""
        numbers: list[int] = []
        cells: list[Sequence[Value]] = []
        for number, values in self.rows:
            numbers.append(number)
            cells.append(values)
        return numbers, {
            name: [values[at] if at < len(values) else None for values in cells]
            for at, name in enumerate(self.names)
            if name
        }

    def position(self, name: str) -> int | None:
        """0-based position of a column, None when the sheet lacks it."""
        return self.names.index(name) if name in self.names else None

    @property
    def headed(self) -> dict[str, str]:
        """Heading of each known column as it stands in the sheet."""
        known = zip(self.names, self.headings, strict=True)
        return {name: str(heading) for name, heading in known if name}

    def letter(self, name: str) -> str:
        """Letters of the sheet column that holds ``name``."""
        return letters(self.left + self.names.index(name))
