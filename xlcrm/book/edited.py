"""What books of every kind have in common: tables recognised in sheets, changes made through an editor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from xlcrm.book.memory import SHEET as MEMORY_SHEET
from xlcrm.book.memory import Memory, Place, Remembered, same
from xlcrm.book.port import BookBusy, BookRefused, Found, Mark
from xlcrm.book.recognise import find_tables
from xlcrm.tables.column import Column, Date, DateTime, Percent, Time
from xlcrm.tables.rows import Rows, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcrm.book.editor import Editor
    from xlcrm.book.journal import Run
    from xlcrm.book.reader import Sheet as SheetRead
    from xlcrm.book.reader import Source
    from xlcrm.book.run import Verb
    from xlcrm.book.sheets.drawn import Drawn
    from xlcrm.reports.report import Report

FORMATTED = (Date, DateTime, Time, Percent)
"""Columns whose values need a number format to be read as what they are."""


class EditedBook(ABC):
    """Most of the port, over sheets that are read (``source``) and an editor that changes them (``package``)."""

    source: Source
    _force = False

    def __init__(self) -> None:
        self._held: dict[str, Rows] = {}
        self._known = Memory()

    @property
    @abstractmethod
    def package(self) -> Editor:
        """The editor; edits reach the workbook with ``save``."""

    @property
    @abstractmethod
    def run(self) -> Run:
        """What will be noted of this run."""

    # reading

    @cached_property
    def _found(self) -> Found:
        return find_tables(self.source)

    def found(self) -> Found:
        """Recognised tables; rows are read when they are run through."""
        return self._found

    def read(self, table: str) -> Rows:
        """One table with all rows held; KeyError when the workbook lacks it."""
        from dataclasses import replace

        if table not in self._held:
            rows = self._found.tables[table]
            self._held[table] = replace(rows, rows=[(number, list(values)) for number, values in rows.rows])
        return self._held[table]

    def _sheet(self, title: str) -> SheetRead | None:
        return next((sheet for sheet in self.source.sheets if sheet.name == title), None)

    def sheet_rows(self, title: str) -> list[tuple[int, list[Value]]]:
        """Rows of a sheet with values from column A on; empty when there is none of that title."""
        return list(self._rows_of(title))

    def _rows_of(self, title: str) -> Iterator[tuple[int, list[Value]]]:
        sheet = self._sheet(title)
        if sheet is not None:
            shift: list[Value] = [None] * (sheet.left - 1)
            for number, values in sheet.rows():
                yield number, [*shift, *values]

    @cached_property
    def memory(self) -> Memory:
        """What we remember about this workbook; changes are kept by ``save``."""
        found = Memory.of([values[0] if values else None for _, values in self.sheet_rows(MEMORY_SHEET)])
        self._known = found.copy()
        return found

    def remembered(self) -> Mapping[Place, Value]:
        """Values last written by us."""
        return self.memory.values

    def update(self, table: str, columns: Mapping[str, Sequence[Value]]) -> int:
        """Write whole named columns, aligned with the rows last read; returns how many cells changed."""
        rows = self.read(table)
        cells: dict[tuple[int, int], Value] = {}
        for name, values in columns.items():
            at = rows.position(name)
            if at is None or name in rows.formulas:
                continue
            for (number, old), new in zip(rows.rows, values, strict=True):
                if not same(old[at] if at < len(old) else None, new):
                    cells[number, rows.left + at] = new
        self._set(rows, cells)
        return len(cells)

    def set_cells(self, rows: Rows, cells: Mapping[tuple[int, int], Value]) -> None:
        """Write single cells of a table: (row, sheet column) -> value."""
        self._set(rows, cells)

    def _set(self, rows: Rows, cells: Mapping[tuple[int, int], Value]) -> None:
        if cells:
            self._write(rows, cells)
            self.run.touched.put(rows, cells)

    def _write(self, rows: Rows, cells: Mapping[tuple[int, int], Value]) -> None:
        formats = {}
        for (number, column), value in cells.items():
            name = rows.names[column - rows.left]
            code = _format(rows.table.columns[name], value) if name else None
            if code:
                formats[number, column] = code
        with refusing():
            self.package.set_cells(rows.sheet, cells, number_format=formats, force=self._force)

    def append(self, table: str, rows: Sequence[Mapping[str, Value]]) -> None:
        """Add rows at the end of a table, by column name; the table grows with its formats and drop-downs."""
        from xlcrm.book.run import Appended

        if not rows:
            return
        place = self.read(table)
        lines = [[row.get(name) if name else None for name in place.names] for row in rows]
        with refusing():
            item = next(
                (
                    t
                    for t in self.package.tables(place.sheet)
                    if t.header_row == place.top and t.area.left == place.left
                ),
                None,
            )
            if item is not None:
                done = self.package.append_rows(place.sheet, item.name, lines, force=self._force)
                where = Appended(place.sheet, table, item.name, place.left, done.first_row, done.before)
                self.run.touched.append(where, lines)
                return
        first = max((number for number, _ in place.rows), default=place.top) + 1
        cells = {
            (first + down, place.left + at): value
            for down, line in enumerate(lines)
            for at, value in enumerate(line)
            if value is not None
        }
        self._write(place, cells)
        self.run.touched.append(Appended(place.sheet, table, "", place.left, first, ""), lines)

    def typed(self, report: Report) -> Mapping[str, Mapping[tuple[str, ...], Mapping[str, Value]]]:
        """What people typed on the report's sheet: block name -> key of the row -> column -> value."""
        from xlcrm.book.sheets import typed

        return typed(report, self._rows_of(report.sheet))

    def put_report(self, report: Report) -> bool:
        """Make the report's sheet anew; False when it is already the same. Refuses a user's own sheet."""
        from xlcrm.book.ours import account, content, stamp_of
        from xlcrm.book.run import Sheet
        from xlcrm.book.sheets.drawn import Drawn

        there = self._sheet(report.sheet) is not None
        known = self.memory.reports.get(report.sheet, "")
        page = Drawn(report)
        if there:
            if not self.package.is_ours(report.sheet):
                raise BookRefused(
                    f"工作表“{report.sheet}”", "是您自己的工作表，不能覆盖", "请把它改名后再运行。"
                )
            if stamp_of(known) == page.stamp:
                return False
        with refusing():
            self._put_page(page, known if there else "")
        self.memory.reports[report.sheet] = account(page)
        verb: Verb = "replaced" if there else "added"
        self.run.touched.sheets[report.sheet] = Sheet(verb, content(page))
        return True

    def _put_page(self, page: Drawn, known: str) -> None:
        """Draw a sheet; ``known`` is what is remembered of the one in its place, "" where nothing is."""
        from xlcrm.book.ours import strange_rows
        from xlcrm.book.sheets import scratch

        title = page.report.sheet
        if known and (strange := strange_rows(known, self.sheet_rows(title))):
            raise BookRefused(
                f"工作表“{title}”第 {strange[0]} 行",
                "有在可填写列以外手工输入或改动的内容，重新生成会丢失",
                "请把这些内容移到别的工作表，或把本表改名保留，再运行一次。",
            )
        self.package.put_sheet(title, scratch(page.report))

    def mark(self, marks: Iterable[Mark]) -> int:
        """Colour cells; what was there before is remembered. Returns how many cells changed."""
        from xlcrm.book.marks import mark

        return mark(self, marks)

    def clear_marks(self) -> int:
        """Give marked cells their own look back."""
        from xlcrm.book.marks import clear

        return clear(self)

    def fill(self, sheet: str, fills: Mapping[tuple[int, int], str | None]) -> None:
        """Give cells a fill (as ``fills_of`` tells it), None takes it away."""
        if fills:
            with refusing():
                self.package.set_cells(sheet, {}, fill=fills, force=self._force)
            here = [rows for rows in self.found().tables.values() if rows.sheet == sheet]
            self.run.touched.fill(sheet, fills, here)

    def fills_of(self, sheet: str, cells: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], str | None]:
        """Fills of cells, as text that ``fill`` takes back."""
        with refusing():
            return self.package.fill_of(sheet, list(cells))

    def remember(self, values: Mapping[Place, Value]) -> None:
        """Replace what is remembered."""
        self.memory.values = Remembered.of(values)

    def _memory_cells(self) -> list[str] | None:
        """Texts of the sheet in which we remember; None when it holds them already."""
        return None if self.memory == self._known else self.memory.cells()


def _format(column: Column, value: Value) -> str | None:
    return column.number_format if isinstance(column, FORMATTED) and value is not None else None


@contextmanager
def refusing() -> Iterator[None]:
    """What the package editor refuses, as the port says it."""
    from xlcrm.ooxml import Busy, Changed, Refused

    try:
        yield
    except Refused as error:
        raise BookRefused(error.where, error.why, error.cure) from error
    except (Busy, Changed) as error:
        where, _, sentence = str(error).partition("：")
        why, _, cure = sentence.partition("。")
        raise BookBusy(where, why, cure) from error
