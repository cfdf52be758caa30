"""Binary workbooks (xlsb): records of a number, a size and a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book import guard
from xlcrm.book.guard import refuse
from xlcrm.book.sources import calamine, ooxml_parts
from xlcrm.book.sources.scan import LAST_COLUMN, LAST_ROW, SheetScan
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from xlcrm.book.sources.archive import Archive
    from xlcrm.book.sources.calamine import WorkbookSheet

_ROW, _BLANK, _ERROR, _LAST_CELL, _FORMULA_ERROR = 0, 1, 3, 11, 11
_FIRST_FORMULA = 8
_SHEET = 156
ERRORS = {
    0x00: b"#NULL!",
    0x07: b"#DIV/0!",
    0x0F: b"#VALUE!",
    0x17: b"#REF!",
    0x1D: b"#NAME?",
    0x24: b"#NUM!",
    0x2A: b"#N/A",
}


def sheets(archive: Archive, stream: BinaryIO, where: str) -> tuple[WorkbookSheet, ...]:
    """Worksheets; the parts that the reader will parse have been looked at before it is called."""
    workbook = "xl/workbook.bin"
    relations = ooxml_parts.relations(archive, workbook)
    for kind, target in relations.values():
        if kind == "sharedStrings" and archive.size(target) > guard.STRING_BYTES:
            raise refuse(where, files.TOO_LONG, part=target)
    scans = {}
    cells = 0
    for name, link in _sheet_names(archive.unpack(workbook)):
        kind, target = relations.get(link, ("", ""))
        if kind == "worksheet" and target in archive:
            scans[name], count = _scan(archive.unpack(target))
            cells += count
    guard.check_areas(where, scans, lambda: cells)
    return tuple(calamine.worksheets(calamine.open_workbook(stream, where), where, scans))


def _sheet_names(chunks: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Title of each sheet and the id of the relation to its part."""
    for kind, body in _records(chunks):
        if kind == _SHEET:
            link, at = _wide_text(body, 8)
            name, _ = _wide_text(body, at)
            yield name, link


def _wide_text(body: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * int.from_bytes(body[at : at + 4], "little")
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _scan(chunks: Iterable[bytes]) -> tuple[SheetScan, int]:
    """What is in a sheet, and how many cells."""
    found = SheetScan(top=LAST_ROW, left=LAST_COLUMN, exact=True)
    row = cells = 0
    for kind, body in _records(chunks):
        if kind == _ROW:
            row = int.from_bytes(body[:4], "little") + 1
        elif _BLANK < kind <= _LAST_CELL:
            column = int.from_bytes(body[:4], "little") + 1
            cells += 1
            found.top, found.bottom = min(found.top, row), max(found.bottom, row)
            found.left, found.right = min(found.left, column), max(found.right, column)
            if kind >= _FIRST_FORMULA:
                found.note_formula(row, column, calculated=True)
            if kind in (_ERROR, _FORMULA_ERROR):
                found.note_error(row, column, ERRORS.get(body[8], b"") if len(body) > 8 else b"")
    if not cells:
        found.top = found.left = 1
    return found, cells


def _records(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        at = 0
        while at + 6 <= len(data) or (at < len(data) and not chunk):
            start = at
            kind, at = data[at], at + 1
            if kind & 0x80:
                kind, at = kind & 0x7F | (data[at] & 0x7F) << 7, at + 1
            size = shift = 0
            while True:
                byte, at = data[at], at + 1
                size |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift > 21:
                    break
            if at + size > len(data):
                at = start
                break
            yield kind, data[at : at + size]
            at += size
        rest = data[at:]
