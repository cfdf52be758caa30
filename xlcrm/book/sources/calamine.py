"""Sheets as python-calamine reads them, with what it does not tell laid over their values."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from xlcrm.book.guard import refuse
from xlcrm.book.port import CannotRead
from xlcrm.book.sources.scan import SheetScan
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

    from python_calamine import CalamineSheet, CalamineWorkbook

    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.tables.rows import CellError, Value

_NOTHING = SheetScan()
_TEXT, _DAYS = {str}, {date}
_MIDNIGHT = datetime.combine(date.min, time())


@dataclass
class WorkbookSheet:
    """One sheet; it is parsed when it is first asked for and then kept.

    With ``once`` it is let go of when its columns have been run through; asked again, it is parsed again.
    """

    name: str
    hidden: bool
    where: str
    workbook: CalamineWorkbook
    scan: SheetScan = field(default_factory=SheetScan)
    objects: tuple[ListObject, ...] = ()
    typed: bool = True
    once: bool = False
    _loaded: CalamineSheet | None = None

    def _sheet(self) -> CalamineSheet:
        if self._loaded is None:
            with reading(self.where):
                self._loaded = self.workbook.get_sheet_by_name(self.name)
        return self._loaded

    @property
    def formulas(self) -> Mapping[int, tuple[int, int]]:
        """Columns with formulas: number -> first and last row with one."""
        return self.scan.formulas

    @property
    def left(self) -> int:
        """Number of the column in which the values of a row begin."""
        start = self._sheet().start
        return start[1] + 1 if start else 1

    @property
    def bottom(self) -> int:
        """Number of the last row that may hold something; 0 for an empty sheet."""
        end = self._sheet().end
        return end[0] + 1 if end else 0

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Rows from the first filled one on; can be run through again."""
        sheet = self._sheet()
        if sheet.start is None:
            return
        first, left, errors = sheet.start[0] + 1, self.left, self.scan.errors
        for number, row in enumerate(self._lines(sheet), 1):  # begins in row 1, though in the first filled column
            if number < first and number not in errors:
                continue
            values = _values(row)
            if number in errors:
                _lay_over(values, errors[number], left)
            yield number, values

    def columns(
        self, after: int, last: int | None, size: int
    ) -> Iterator[tuple[Sequence[int], list[Sequence[Value]]]]:
        """Rows below row ``after``, down to ``last``, at most ``size`` at a time: numbers, columns."""
        sheet = self._sheet()
        if sheet.start is None:
            return
        number, left, errors = after + 1, self.left, self.scan.errors
        stream = islice(self._lines(sheet), after, last)
        while chunk := list(islice(stream, size)):
            columns = [_plain(column) for column in zip(*chunk, strict=True)]
            here = errors.keys() & range(number, number + len(chunk)) if errors else ()
            for at in {column - left for row in here for column in errors[row]} & set(range(len(columns))):
                cells = columns[at] = [*columns[at]]
                for row in here:
                    cells[row - number] = errors[row].get(at + left, cells[row - number])
            yield range(number, number + len(chunk)), columns
            number += len(chunk)
        if self.once:
            self._loaded = None

    def _lines(self, sheet: CalamineSheet) -> Iterator[list[Any]]:
        try:
            yield from sheet.iter_rows()
        except OverflowError as error:  # a span of time of more days than Python can count
            raise refuse(self.where, files.BROKEN, error=error) from None


def _plain(column: tuple[Any, ...]) -> Sequence[Value]:
    """The cells of a column as ``rows`` would give them."""
    kinds = set(map(type, column))
    if kinds == _TEXT:
        return column if all(column) else [text or None for text in column] if any(column) else _blank(column)
    if kinds == _DAYS:
        return column
    return _values(column)


def _values(cells: Sequence[Any]) -> list[Value]:
    """What the library gives, as plain values: whole numbers, blanks, clock times."""
    return [
        value or None
        if (kind := value.__class__) is str
        else int(value)
        if kind is float and value.is_integer()
        else clock(value)
        if kind is timedelta
        else value
        for value in cells
    ]


def _blank(column: tuple[Any, ...]) -> Sequence[Value]:
    return (None,) * len(column)


def clock(span: timedelta) -> Value:
    """A span of time as the cell shows it: a clock time, or hours beyond a day.

    >>> clock(timedelta(hours=9, minutes=30)), clock(timedelta(hours=37, minutes=5))
    (datetime.time(9, 30), '37:05:00')
    """
    if timedelta() <= span < timedelta(days=1):
        return (_MIDNIGHT + span).time()
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _lay_over(values: list[Value], errors: Mapping[int, CellError], left: int) -> None:
    for column, error in errors.items():
        if 0 <= column - left < len(values):
            values[column - left] = error


def open_workbook(stream: BinaryIO, where: str) -> CalamineWorkbook:
    """The workbook, taken into memory as it is packed: the file is free again."""
    from python_calamine import CalamineWorkbook

    stream.seek(0)
    with reading(where):
        return CalamineWorkbook.from_filelike(stream)


def worksheets(
    workbook: CalamineWorkbook, where: str, scans: Mapping[str, SheetScan]
) -> Iterator[WorkbookSheet]:
    """Worksheets in the order of their tabs."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for data in workbook.sheets_metadata:
        if data.typ == SheetTypeEnum.WorkSheet:
            hidden = data.visible != SheetVisibleEnum.Visible
            yield WorkbookSheet(data.name, hidden, where, workbook, scans.get(data.name, _NOTHING))


@contextmanager
def reading(where: str) -> Iterator[None]:
    """Turns whatever the reading library raises, its panics too, into one sentence."""
    try:
        yield
    except (CannotRead, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if type(error).__name__ == "PasswordError":
            raise refuse(where, files.ENCRYPTED) from None
        raise refuse(where, files.BROKEN, error=error) from None
