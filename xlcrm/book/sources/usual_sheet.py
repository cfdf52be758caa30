"""A sheet of an xlsx workbook whose rows are written in the usual way: all of it read, by columns."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import ge
from typing import TYPE_CHECKING

from xlcrm.book.sources.scan import LAST_COLUMN, LAST_ROW, SheetScan
from xlcrm.book.sources.usual_rows import RowReader
from xlcrm.book.sources.xml_text import NotUsual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlcrm.book.sources.cell_values import Readings
    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.book.sources.usual_rows import Block
    from xlcrm.tables.rows import Value


@dataclass
class UsualSheet:
    """One sheet; only columns in which something stands take room."""

    name: str
    hidden: bool
    objects: tuple[ListObject, ...] = ()
    typed: bool = True
    formulas: dict[int, tuple[int, int]] = field(default_factory=dict)
    _blocks: list[Block] = field(default_factory=list)
    _left: int = LAST_COLUMN
    _right: int = 0

    def take(self, chunks: Iterable[bytes], readings: Readings) -> None:
        """Read the XML of the sheet; raises NotUsual."""
        for block in RowReader(readings).read(chunks):
            if any(map(ge, [self.bottom, *block.numbers], block.numbers)) or block.numbers[-1] > LAST_ROW:
                raise NotUsual
            for column, (first, last) in block.formulas.items():
                self.formulas[column] = self.formulas.get(column, (first, last))[0], last
            self._blocks.append(block)
            self._left = min(self._left, *block.columns)
            self._right = max(self._right, *block.columns)

    @property
    def left(self) -> int:
        """Number of the column in which the values of a row begin."""
        return self._left if self._blocks else 1

    @property
    def bottom(self) -> int:
        """Number of the last row that holds something; 0 for an empty sheet."""
        return self._blocks[-1].numbers[-1] if self._blocks else 0

    @property
    def scan(self) -> SheetScan:
        """How far it reaches."""
        top = self._blocks[0].numbers[0] if self._blocks else 1
        return SheetScan(top, self.left, self.bottom, self._right, exact=True)

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Rows from the first filled one on; can be run through again."""
        above = self._blocks[0].numbers[0] - 1 if self._blocks else 0
        for block in self._blocks:
            for row, values in zip(block.numbers, zip(*self._columns(block), strict=True), strict=True):
                for blank in range(above + 1, row):
                    yield blank, [None] * len(values)
                yield row, list(values)
                above = row

    def columns(
        self, after: int, last: int | None, size: int
    ) -> Iterator[tuple[Sequence[int], list[Sequence[Value]]]]:
        """Filled rows below row ``after``, down to ``last``, at most ``size`` at a time: numbers, columns."""
        for block in self._blocks:
            begin = bisect_right(block.numbers, after)
            end = len(block.numbers) if last is None else bisect_right(block.numbers, last)
            columns = self._columns(block) if begin < end else []
            for at in range(begin, end, size):
                here = slice(at, min(at + size, end))
                yield block.numbers[here], [column[here] for column in columns]

    def _columns(self, block: Block) -> list[list[Value]]:
        blank: list[Value] = [None] * len(block.numbers)
        return [block.columns.get(column, blank) for column in range(self._left, self._right + 1)]
