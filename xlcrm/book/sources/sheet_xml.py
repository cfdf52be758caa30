"""What the reader does not tell of an xlsx sheet, taken from the stream of its XML.

How far the cells really reach (``<dimension>`` may lie), which cells are errors, which columns hold formulas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlcrm.tables.rows import CellError, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>(\s*<(?:\w+:)?f[\s/>])?")
_R = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)""")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_V = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")


@dataclass
class SheetScan:
    """Extent (1-based), number of cells, error cells by row and column, columns with formulas."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    cells: int = 0
    errors: dict[int, dict[int, CellError]] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)

    @property
    def area(self) -> int:
        """Rows x columns between the first and the last cell."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.cells else 0

    @property
    def corner(self) -> str:
        """Address of the lower right corner."""
        return f"{letters(self.right)}{self.bottom}"

    def see(self, row: int, column: int) -> None:
        """Widen the extent to this cell."""
        if not self.cells:
            self.top = self.bottom = row
            self.left = self.right = column
        self.cells += 1
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)


def number(column: bytes) -> int:
    """Number of a column's letters.

    >>> number(b"A"), number(b"XFD")
    (1, 16384)
    """
    out = 0
    for letter in column.upper():
        out = out * 26 + letter - 64
    return out


def scan(chunks: Iterable[bytes]) -> SheetScan:
    """Run through the XML of one sheet."""
    found = SheetScan()
    row = column = 0
    for piece in _pieces(chunks):
        for tag in _TAG.finditer(piece):
            place = _R.search(tag[2])
            if tag[1] == b"row":
                row = int(place[2]) if place and place[2] else row + 1
                column = 0
                continue
            column += 1
            if place and place[1] and place[2]:
                column, row = number(place[1]), int(place[2])
            found.see(row, column)
            if tag[3]:
                found.formulas.add(column)
            if _ERROR.search(tag[2]):
                text = _V.search(piece, tag.end())
                found.errors.setdefault(row, {})[column] = CellError(text[1].decode() if text else "#N/A")
    return found


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The cells' part of the XML, cut where a cell or row begins."""
    rest = b""
    stream = iter(chunks)
    for chunk in stream:
        piece = rest + chunk
        end = _END.search(piece)
        if end:
            yield piece[: end.start()]
            for _ in stream:  # measured, not looked at
                pass
            return
        cut = max(piece.rfind(b"<c "), piece.rfind(b"<row"), piece.rfind(b":c "), 0)
        yield piece[:cut]
        rest = piece[cut:]
    yield rest
