"""Sheets of xlsx workbooks that are not written in the usual way, as the workbook reader reads them."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from functools import partial
from typing import TYPE_CHECKING

from xlcrm.book.guard import refuse
from xlcrm.book.sources import calamine, sheet_xml
from xlcrm.book.sources.cell_formats import CHINESE, Formats
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import BinaryIO

    from xlcrm.book.sources.archive import Archive
    from xlcrm.book.sources.calamine import WorkbookSheet
    from xlcrm.book.sources.ooxml_parts import SheetPart
    from xlcrm.book.sources.scan import SheetScan

_ERROR_RESULT = re.compile(
    rb"""(\st\s*=\s*["']e["'][^>]*>(?:\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f\s*>))?"""
    rb"""\s*<(?:\w+:)?v(?:\s[^>]*)?>)[^<]*"""
)
_FORMATS_GO_TO = (
    (re.compile(rb"<numFmts(?=[\s>])[^>]*(?<!/)>"), b"", b""),
    (re.compile(rb"<styleSheet(?=[\s>])[^>]*>"), b"<numFmts>", b"</numFmts>"),
)


def scans(archive: Archive, parts: Sequence[SheetPart]) -> dict[str, SheetScan]:
    """What the reader does not tell of these sheets, by their names."""
    return {part.name: _scan(archive, part.part) for part in parts}


def _scan(archive: Archive, part: str) -> SheetScan:
    try:
        return sheet_xml.scan(lambda: archive.plain_xml(part))
    except sheet_xml.TooLong:
        raise refuse(archive.where, files.TOO_LONG, part=part) from None


def read(
    archive: Archive,
    stream: BinaryIO,
    workbook: str,
    parts: Sequence[SheetPart],
    known: Mapping[str, SheetScan],
    styles: Sequence[str],
) -> dict[str, WorkbookSheet]:
    """These sheets by name; ``styles`` are the parts with the cell formats."""
    changes: dict[str, Callable[[bytes], bytes]] = {
        archive.key(part.part): _with_known_errors for part in parts if known[part.name].strange
    }
    for part in styles:
        if unnamed := Formats(archive.tree(part)).unnamed:
            changes[archive.key(part)] = partial(_with_described_formats, unnamed)
    if changes or posixpath.basename(workbook).lower() != "workbook.xml":
        stream = _changed(archive, workbook, changes)
    wanted = {part.name for part in parts}
    reader = calamine.open_workbook(stream, archive.where)
    found = calamine.worksheets(reader, archive.where, known)
    return {sheet.name: sheet for sheet in found if sheet.name in wanted}


def _with_known_errors(sheet: bytes) -> bytes:
    """The sheet with errors that are newer than the file format (#SPILL!) as older ones."""
    return _ERROR_RESULT.sub(rb"\1#N/A", sheet)


def _with_described_formats(numbers: Iterable[str], styles: bytes) -> bytes:
    """The styles part with the formats described that programs in China know by number alone."""
    codes = "".join(
        '<numFmt numFmtId="{}" formatCode="{}"/>'.format(number, CHINESE[number].replace('"', "&quot;"))
        for number in numbers
    ).encode()
    for place, before, behind in _FORMATS_GO_TO:
        found = place.search(styles)
        if found:
            return b"%b%b%b%b%b" % (styles[: found.end()], before, codes, behind, styles[found.end() :])
    return styles


def _changed(archive: Archive, workbook: str, changes: Mapping[str, Callable[[bytes], bytes]]) -> BinaryIO:
    """The package in memory with some parts changed, and its workbook part under the usual name."""
    folder, name = posixpath.split(workbook)
    usual = {
        archive.key(workbook): posixpath.join(folder, "workbook.xml"),
        archive.key(posixpath.join(folder, f"_rels/{name}.rels")): posixpath.join(
            folder, "_rels/workbook.xml.rels"
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for part in archive.names():
            key = archive.key(part)
            if "/media/" in key or "/embeddings/" in key:
                continue
            data = b"".join(archive.unpack(part))
            copy.writestr(usual.get(key, part), changes[key](data) if key in changes else data)
    return out
