"""Old workbooks (xls, and et of WPS): error cells are found by their records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlcrm.book.sources import calamine, ole
from xlcrm.book.sources.scan import SheetScan
from xlcrm.book.sources.xlsb import ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from xlcrm.book.sources.calamine import WorkbookSheet

_CODES = b"[%b]" % re.escape(bytes(ERRORS))
_ERROR_CELL = re.compile(rb"\x05\x02\x08\x00.{6}%b\x01" % _CODES, re.DOTALL)
_ERROR_FORMULA = re.compile(rb"\x06\x00.{8}\x02.%b.{3}\xff\xff" % _CODES, re.DOTALL)
_BEGIN, _SHEET, _CELL, _FORMULA = 0x0809, 0x0085, 0x0205, 0x0006


def sheets(stream: BinaryIO, where: str) -> tuple[WorkbookSheet, ...]:
    """Worksheets; they hold 65,536 x 256 cells at most, so that nothing has to be measured."""
    data = ole.workbook_stream(stream, where)
    workbook = calamine.open_workbook(stream, where)
    scans: dict[str, SheetScan] = {}
    if _ERROR_CELL.search(data) or _ERROR_FORMULA.search(data):
        scans = dict(zip(workbook.sheet_names, _error_cells(data), strict=False))
    return tuple(calamine.worksheets(workbook, where, scans))


def _error_cells(data: bytes) -> list[SheetScan]:
    """What was found in each sheet, in the order of their tabs."""
    starts: dict[int, SheetScan] = {}
    scan = SheetScan()
    for at, kind, body in _records(data):
        if kind == _SHEET:
            starts[int.from_bytes(body[:4], "little")] = SheetScan()
        elif kind == _BEGIN:
            scan = starts.get(at, scan)
        elif kind == _CELL and body[7:8] == b"\1":
            _note(scan, body, body[6])
        elif kind == _FORMULA and body[6:7] == b"\2" and body[12:14] == b"\xff\xff":
            _note(scan, body, body[8])
    return list(starts.values())


def _note(scan: SheetScan, body: bytes, code: int) -> None:
    row, column = int.from_bytes(body[:2], "little"), int.from_bytes(body[2:4], "little")
    scan.note_error(row + 1, column + 1, ERRORS.get(code, b""))


def _records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, number and body of each record."""
    at = 0
    while at + 4 <= len(data):
        kind = int.from_bytes(data[at : at + 2], "little")
        end = at + 4 + int.from_bytes(data[at + 2 : at + 4], "little")
        yield at, kind, data[at + 4 : end]
        at = end
