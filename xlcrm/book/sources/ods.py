"""OpenDocument spreadsheets: a short line may stand for a million rows, so they are counted first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlcrm.book import guard
from xlcrm.book.guard import refuse
from xlcrm.book.sources import calamine
from xlcrm.book.sources.scan import SheetScan
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from xlcrm.book.sources.archive import Archive
    from xlcrm.book.sources.calamine import WorkbookSheet

_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_NAME = re.compile(rb'table:name="([^"]*)"')
_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')
_SHOWN = re.compile(rb"<text:p>([^<]*)")
_PIECE = 1 << 22
_ENTITIES = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"), (b"&amp;", b"&"))


def sheets(archive: Archive, stream: BinaryIO, where: str) -> tuple[WorkbookSheet, ...]:
    """Sheets; the content has been looked at before the reader is called."""
    if b"spreadsheet" not in archive.read("mimetype"):
        raise refuse(
            where, files.NO_WORKBOOK, what="别的 OpenDocument 文档", what_en="another OpenDocument file"
        )
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise refuse(where, files.STRANGE_ENCRYPTION, error="OpenDocument")
    found = _Content()
    for piece in _pieces(archive.plain_xml("content.xml")):
        found.look(piece)
    guard.check_areas(where, found.scans, lambda: found.cells)
    return tuple(calamine.worksheets(calamine.open_workbook(stream, where), where, found.scans))


class _Content:
    """Where the content of an OpenDocument spreadsheet has got to, and what was found on the way."""

    def __init__(self) -> None:
        self.scans: dict[str, SheetScan] = {}
        self.cells = 0
        self._scan = SheetScan()
        self._row = self._next_row = self._column = 0

    def look(self, piece: bytes) -> None:
        """Take the tags of a piece apart."""
        for tag in _TAG.finditer(piece):
            if tag[1] == b"table":
                name = _NAME.search(tag[2])
                self._scan = SheetScan()
                self.scans[_text(name[1] if name else b"")] = self._scan
                self._row, self._next_row = 0, 1
            elif tag[1] == b"table-row":
                self._row, self._column = self._next_row, 1
                self._next_row += _times(_ROWS, tag[2])
            else:
                self._cell(tag[2], piece, tag.end())

    def _cell(self, attributes: bytes, piece: bytes, end: int) -> None:
        times = _times(_COLUMNS, attributes)
        column, self._column = self._column, self._column + times
        if attributes.endswith(b"/") and b"value-type" not in attributes:
            return
        scan = self._scan
        scan.bottom = max(scan.bottom, self._next_row - 1)
        scan.right = max(scan.right, self._column - 1)
        self.cells += times * (self._next_row - self._row)
        if b"table:formula" in attributes:
            scan.note_formula(self._row, column, calculated=b"value-type" in attributes)
        if b'calcext:value-type="error"' in attributes:
            shown = _SHOWN.search(piece, end)
            scan.note_error(self._row, column, shown[1] if shown else b"")


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    repeated = pattern.search(attributes)
    return int(repeated[1]) if repeated and len(repeated[1]) < 10 else 1


def _text(raw: bytes) -> str:
    for entity, character in _ENTITIES:
        raw = raw.replace(entity, character)
    return raw.decode("utf-8", "replace")


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The XML, cut where a cell, row or table begins."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        if len(rest) >= _PIECE:
            cut = max(rest.rfind(b"<table:"), 0)
            yield rest[:cut]
            rest = rest[cut:]
    yield rest
