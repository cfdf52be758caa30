"""Cell addresses: A1 references, ranges and lists of ranges (sqref)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

Cell = tuple[int, int]
"""(row, column), both counted from 1."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_WHOLE = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})|\$?(\d+):\$?(\d+)")


@lru_cache(maxsize=MAX_COLUMN)
def letters(column: int) -> str:
    """Letters of a column.

    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=MAX_COLUMN)
def column_of(name: str) -> int:
    """Number of a column.

    >>> column_of("XFD")
    16384
    """
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def a1(row: int, column: int) -> str:
    """Address of a cell.

    >>> a1(3, 28)
    'AB3'
    """
    return f"{letters(column)}{row}"


class Area(NamedTuple):
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, ref: str) -> Area:
        """The rectangle a reference names; whole columns and rows reach to the edge of the sheet.

        >>> Area.parse("B2:D9"), Area.parse("C:C")
        (Area(top=2, left=2, bottom=9, right=4), Area(top=1, left=3, bottom=1048576, right=3))
        """
        if match := _RANGE.fullmatch(ref):
            left, top = column_of(match[1]), int(match[2])
            right, bottom = (column_of(match[3]), int(match[4])) if match[3] else (left, top)
            return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
        if match := _WHOLE.fullmatch(ref):
            if match[1]:
                return cls(1, column_of(match[1]), MAX_ROW, column_of(match[2]))
            return cls(int(match[3]), 1, int(match[4]), MAX_COLUMN)
        raise ValueError(f"not a range: {ref!r}")

    def __str__(self) -> str:
        first, last = a1(self.top, self.left), a1(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Whether both have a cell in common."""
        return (self.top <= other.bottom and other.top <= self.bottom
                and self.left <= other.right and other.left <= self.right)

    def widened(self, other: Area) -> Area:
        """The smallest rectangle that holds both."""
        return Area(min(self.top, other.top), min(self.left, other.left),
                    max(self.bottom, other.bottom), max(self.right, other.right))


def moved_bottom(sqref: str, columns: Area, old: int, new: int) -> str:
    """A list of ranges in which those that end at row `old`, in the columns of a table, end at row `new`.

    >>> moved_bottom("B2:B5 Z9", Area(1, 1, 5, 3), 5, 8)
    'B2:B8 Z9'
    """
    moved = []
    for ref in sqref.split():
        try:
            area = Area.parse(ref)
        except ValueError:
            moved.append(ref)
            continue
        ours = area.bottom == old and columns.left <= area.left and area.right <= columns.right
        moved.append(str(area._replace(bottom=new)) if ours and area.top <= new else ref)
    return " ".join(moved)
