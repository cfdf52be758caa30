"""What the workbook reader does not tell of a sheet: how far it reaches, its error cells, its formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from xlcrm.tables.rows import CellError, letters

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
KNOWN = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")  # errors of the file format
NO_RESULT = CellError("公式没有结果")  # stands for the value of a formula that nobody has calculated yet


@dataclass
class SheetScan:
    """What was found in a sheet; rows and columns count from 1.

    All cells lie between (``top``, ``left``) and (``bottom``, ``right``), which is exact if ``exact``.
    ``errors`` maps row -> column -> error, ``strange`` tells that some are newer than the file format;
    ``formulas`` maps column -> first and last row with a formula.
    """

    top: int = 1
    left: int = 1
    bottom: int = 0
    right: int = 0
    exact: bool = False
    strange: bool = False
    errors: dict[int, dict[int, CellError]] = field(default_factory=dict)
    formulas: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def area(self) -> int:
        """Rows x columns that a reader has to make room for."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def corner(self) -> str:
        """Address of the lower right corner."""
        return f"{letters(self.right)}{self.bottom}"

    def note_error(self, row: int, column: int, text: bytes) -> None:
        """An error cell stands here."""
        found = self.errors.setdefault(row, {})[column] = error(text)
        self.strange = self.strange or found not in KNOWN

    def note_formula(self, row: int, column: int, *, calculated: bool) -> None:
        """A formula stands here."""
        first, last = self.formulas.get(column, (row, row))
        self.formulas[column] = (min(first, row), max(last, row))
        if not calculated:
            self.errors.setdefault(row, {})[column] = NO_RESULT


@lru_cache(maxsize=64)
def error(text: bytes) -> CellError:
    """The error that a cell shows."""
    return CellError(text.decode("utf-8", "replace").strip() or "#N/A")


@lru_cache(maxsize=LAST_COLUMN)
def number(column: bytes) -> int:
    """Number of a column's letters.

    >>> number(b"A"), number(b"XFD")
    (1, 16384)
    """
    out = 0
    for letter in column.upper():
        out = out * 26 + letter - 64
    return out
