"""Reading workbooks of every usual kind: sheets as streams of plain values at their true places.

A whole number is an int (ids and phones are plain digits), a blank is None, an error cell a CellError, a
day a date, a day with a clock time a datetime; text that looks like a date stays text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from xlcrm.book import guard
from xlcrm.book.guard import refuse
from xlcrm.problems import files

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import BinaryIO, Self

    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.tables.rows import Value

_MARKS = {
    "xlsx": ("xl/workbook.xml",),
    "xlsb": ("xl/workbook.bin",),
    "ods": ("mimetype", "content.xml"),
}
_OFFICE = (("word/", " Word 文档", "a Word document"), ("ppt/", "演示文稿", "a presentation"))


class Sheet(Protocol):
    """One sheet: rows are numbered as the program shows them, values stand from column ``left`` on."""

    @property
    def name(self) -> str:
        """Title."""
        ...

    @property
    def hidden(self) -> bool:
        """True when its tab is not shown."""
        ...

    @property
    def typed(self) -> bool:
        """False when every value is text because the file knows no types."""
        ...

    @property
    def objects(self) -> tuple[ListObject, ...]:
        """Excel Tables on it."""
        ...

    @property
    def formulas(self) -> Mapping[int, tuple[int, int]]:
        """Columns with formulas: number -> first and last row with one."""
        ...

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
    _stream: BinaryIO | None = None

    def read_once(self) -> None:
        """Keep no sheet whose columns have been run through."""
        from xlcrm.book.sources.calamine import WorkbookSheet

        for sheet in self.sheets:
            if isinstance(sheet, WorkbookSheet):
                sheet.once = True

    def close(self) -> None:
        """Let go of the file and of what was read."""
        self.sheets = ()
        if self._stream:
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass
class TextSheet:
    """The one sheet of a text file."""

    name: str
    where: str
    stream: BinaryIO
    hidden: bool = False
    typed: bool = False
    objects: tuple[ListObject, ...] = ()
    formulas: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    left: int = 1

    def __post_init__(self) -> None:
        from xlcrm.book.sources.text import TextTable

        self.table = TextTable(self.stream, self.where)
        self.bottom = self.table.bottom

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Rows from the first on; can be run through again."""
        width = self.table.right
        for number, record in self.table.records():
            values: list[Value] = [cell or None for cell in record[:width]]
            yield number, values + [None] * (width - len(values))


def open_source(path: str | os.PathLike[str], password: str | None = None) -> Source:
    """Open a workbook for reading; raises CannotRead with one sentence."""
    path = Path(path)
    stream = guard.open_file(path, path.name or str(path))
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

        if ole.content(stream, where) == "encrypted":
            with stream:
                stream = ole.decrypt(stream, where, password)
            content = guard.sniff(stream.read(4096), where)
    kind, sheets = _zip_sheets(stream, where) if content == "zip" else ("xls", _xls_sheets(stream, where))
    stream.close()
    if not sheets:
        raise refuse(where, files.NO_SHEET)
    return Source(path, kind, sheets)


def _zip_sheets(stream: BinaryIO, where: str) -> tuple[str, tuple[Sheet, ...]]:
    from xlcrm.book.sources.archive import Archive

    archive = Archive(stream, where)
    kinds = [kind for kind, parts in _MARKS.items() if all(part in archive for part in parts)]
    if len(kinds) > 1:  # which of them would the reader take?
        raise refuse(where, files.TWO_FORMATS, kinds=" + ".join(kinds))
    for folder, what, what_en in _OFFICE:
        if any(name.startswith(folder) for name in archive.names()):
            raise refuse(where, files.NO_WORKBOOK, what=what, what_en=what_en)
    if kinds == ["ods"]:
        from xlcrm.book.sources import ods

        return "ods", ods.sheets(archive, stream, where)
    if kinds == ["xlsb"]:
        from xlcrm.book.sources import xlsb

        return "xlsb", xlsb.sheets(archive, stream, where)
    if "[Content_Types].xml" not in archive:
        raise refuse(where, files.NO_WORKBOOK, what="普通压缩包", what_en="an ordinary archive")
    from xlcrm.book.sources import xlsx

    return "xlsx", xlsx.sheets(archive, stream, where)


def _xls_sheets(stream: BinaryIO, where: str) -> tuple[Sheet, ...]:
    from xlcrm.book.sources import xls

    return xls.sheets(stream, where)
