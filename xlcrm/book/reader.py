"""Reading workbooks of every usual kind: sheets as streams of plain values at their true places.

A whole number is an int (ids and phones are plain digits), a blank is None, an error cell a CellError, a
day a date, a day with a clock time a datetime; text that looks like a date stays text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.book import guard
from xlcrm.book.guard import refuse
from xlcrm.book.port import CannotRead
from xlcrm.problems import files

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import BinaryIO, Protocol, Self

    from python_calamine import CalamineSheet, CalamineWorkbook

    from xlcrm.book.sources.archive import Archive
    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.tables.rows import CellError, Value

    class Sheet(Protocol):
        """One sheet: rows are numbered as the program shows them, values stand from column ``left`` on."""

        name: str
        hidden: bool
        objects: tuple[ListObject, ...]
        formulas: frozenset[int]

        @property
        def left(self) -> int:
            """Number of the column in which the values of a row begin."""
            ...

        @property
        def bottom(self) -> int:
            """Number of the last row that may hold something; 0 for an empty sheet."""
            ...

        def rows(self) -> Iterator[tuple[int, list[Value]]]:
            """Rows from the first filled one on; can be run through again."""
            ...


@dataclass
class Source:
    """An open workbook. ``kind`` is xlsx, xlsb, ods, xls or text."""

    path: Path
    kind: str
    sheets: tuple[Sheet, ...]
    _stream: BinaryIO

    def close(self) -> None:
        """Let go of the file."""
        self.sheets = ()
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass
class WorkbookSheet:
    """A sheet that python-calamine reads, with what it does not tell laid over its values."""

    name: str
    hidden: bool
    where: str
    workbook: CalamineWorkbook
    objects: tuple[ListObject, ...] = ()
    formulas: frozenset[int] = frozenset()
    errors: Mapping[int, Mapping[int, CellError]] = field(default_factory=dict)
    _loaded: CalamineSheet | None = None

    def _sheet(self) -> CalamineSheet:
        if self._loaded is None:
            with _reading(self.where):
                self._loaded = self.workbook.get_sheet_by_name(self.name)
        return self._loaded

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
        first, left, errors = sheet.start[0] + 1, self.left, self.errors
        for number, row in enumerate(
            sheet.iter_rows(), 1
        ):  # begins in row 1, though in the first filled column
            if number < first:
                continue
            values: list[Value] = [
                (value or None)
                if value.__class__ is str
                else (int(value) if value.__class__ is float and value.is_integer() else value)  # type: ignore[misc]
                for value in row
            ]
            if number in errors:
                for column, error in errors[number].items():
                    values[column - left] = error
            yield number, values


@dataclass
class TextSheet:
    """The one sheet of a text file."""

    name: str
    where: str
    stream: BinaryIO
    hidden: bool = False
    objects: tuple[ListObject, ...] = ()
    formulas: frozenset[int] = frozenset()
    left: int = 1

    def __post_init__(self) -> None:
        from xlcrm.book.sources.text import TextTable

        self.table = TextTable(self.stream, self.where)
        self.bottom = self.table.bottom

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Rows from the first on; can be run through again."""
        for number, record in self.table.records():
            yield number, [cell or None for cell in record]


def open_source(path: str | os.PathLike[str], password: str | None = None) -> Source:
    """Open a workbook for reading; raises CannotRead with one sentence."""
    path = Path(path)
    stream = guard.open_file(path, path.name)
    try:
        return _open(path, stream, password)
    except BaseException:
        stream.close()
        raise


def _open(path: Path, stream: BinaryIO, password: str | None) -> Source:
    where = path.name
    content = guard.sniff(stream.read(4096), where)
    if content == "text":
        return Source(path, "text", (TextSheet(path.stem, where, stream),), stream)
    if content == "ole":
        from xlcrm.book.sources import ole

        kind = ole.content(stream, where)
        if kind == "encrypted" or ole.is_encrypted(stream):
            plain = ole.decrypt(stream, where, password)
            stream.close()
            return _open_plain(path, plain)
        return Source(path, "xls", _old_sheets(stream, where), stream)
    return _open_zip(path, stream)


def _open_plain(path: Path, stream: BinaryIO) -> Source:
    """A workbook that was decrypted."""
    if guard.sniff(stream.read(4096), path.name) == "zip":
        return _open_zip(path, stream)
    return Source(path, "xls", _old_sheets(stream, path.name), stream)


def _open_zip(path: Path, stream: BinaryIO) -> Source:
    from xlcrm.book.sources.archive import Archive

    where = path.name
    archive = Archive(stream, where)
    kind, sheets = _zip_sheets(archive, stream, where)
    if not sheets:
        raise refuse(where, files.NO_SHEET)
    return Source(path, kind, sheets, stream)


def _zip_sheets(archive: Archive, stream: BinaryIO, where: str) -> tuple[str, tuple[Sheet, ...]]:
    if "content.xml" in archive and "mimetype" in archive:
        if b"spreadsheet" not in archive.read("mimetype"):
            raise refuse(
                where, files.NO_WORKBOOK, what="别的 OpenDocument 文档", what_en="another OpenDocument file"
            )
        return "ods", _plain_sheets(_calamine(stream, where), where)
    for folder, what, what_en in (
        ("word/", " Word 文档", "a Word document"),
        ("ppt/", "演示文稿", "a presentation"),
    ):
        if any(name.startswith(folder) for name in archive.names()):
            raise refuse(where, files.NO_WORKBOOK, what=what, what_en=what_en)
    if "[Content_Types].xml" not in archive:
        raise refuse(where, files.NO_WORKBOOK, what="普通压缩包", what_en="an ordinary archive")
    if "xl/workbook.bin" in archive:
        return "xlsb", _plain_sheets(_calamine(stream, where), where)
    return "xlsx", _xlsx_sheets(archive, stream, where)


def _xlsx_sheets(archive: Archive, stream: BinaryIO, where: str) -> tuple[Sheet, ...]:
    from xlcrm.book.sources import ooxml_parts
    from xlcrm.book.sources.sheet_xml import scan

    workbook = ooxml_parts.workbook_part(archive)
    parts = tuple(ooxml_parts.sheets(archive, workbook))
    scans = {}
    for part in parts:
        found = scans[part.name] = scan(archive.unpack(part.part))
        guard.check_area(where, part.name, found.corner, found.area, found.cells)
    calamine = _calamine(stream, where)
    known = set(calamine.sheet_names)
    return tuple(
        WorkbookSheet(
            part.name,
            part.hidden,
            where,
            calamine,
            tuple(ooxml_parts.list_objects(archive, part.part)),
            frozenset(scans[part.name].formulas),
            scans[part.name].errors,
        )
        for part in parts
        if part.name in known
    )


def _old_sheets(stream: BinaryIO, where: str) -> tuple[Sheet, ...]:
    return _plain_sheets(_calamine(stream, where), where)


def _plain_sheets(calamine: CalamineWorkbook, where: str) -> tuple[Sheet, ...]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return tuple(
        WorkbookSheet(data.name, data.visible != SheetVisibleEnum.Visible, where, calamine)
        for data in calamine.sheets_metadata
        if data.typ == SheetTypeEnum.WorkSheet
    )


def _calamine(stream: BinaryIO, where: str) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    stream.seek(0)
    with _reading(where):
        return CalamineWorkbook.from_filelike(stream)


class _reading:  # noqa: N801 - reads as a phrase: with _reading(where)
    """Turns whatever the reading library raises, its panics too, into one sentence."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, CannotRead | KeyboardInterrupt | SystemExit | GeneratorExit):
            return
        if type(error).__name__ == "PasswordError":
            raise refuse(self.where, files.ENCRYPTED) from None
        raise refuse(self.where, files.BROKEN, error=error) from None
