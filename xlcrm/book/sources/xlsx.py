"""Workbooks as xlsx, xlsm and xltx packages."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.book import guard
from xlcrm.book.guard import refuse
from xlcrm.book.sources import calamine, ooxml_parts, sheet_xml
from xlcrm.problems import files

if TYPE_CHECKING:
    from typing import BinaryIO

    from xlcrm.book.sources.archive import Archive
    from xlcrm.book.sources.calamine import WorkbookSheet
    from xlcrm.book.sources.scan import SheetScan

_ERROR_RESULT = re.compile(
    rb"""(\st\s*=\s*["']e["'][^>]*>(?:\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f\s*>))?"""
    rb"""\s*<(?:\w+:)?v(?:\s[^>]*)?>)[^<]*"""
)


class _Limit(NamedTuple):
    """How many elements that begin with ``mark`` a part may hold, and how many bytes."""

    mark: bytes
    what: tuple[str, str]
    most: int
    bytes: int


_LIMITS = {
    "sharedStrings": _Limit(b"<si", ("条文字", "strings"), guard.STRINGS, guard.STRING_BYTES),
    "styles": _Limit(b"<xf", ("种格式", "cell formats"), guard.FORMATS, guard.FORMAT_BYTES),
}


def sheets(archive: Archive, stream: BinaryIO, where: str) -> tuple[WorkbookSheet, ...]:
    """Worksheets; every part that the reader will parse has been looked at before it is called."""
    workbook = ooxml_parts.workbook_part(archive)
    related = ooxml_parts.relations(archive, workbook)
    listed = list(ooxml_parts.sheets(archive, workbook, related))
    parts = {part.name: part for part in listed}
    if len(parts) != len(listed):
        raise refuse(where, files.BROKEN, error="two sheets of one name")
    for kind, limit in _LIMITS.items():
        usual = posixpath.join(posixpath.dirname(workbook), f"{kind}.xml")
        for target in {usual, *(part for name, part in related.values() if name == kind)}:
            if target in archive:
                _count(archive, target, limit)
    scans = {name: _scan(archive, part.part) for name, part in parts.items()}
    guard.check_areas(
        where,
        scans,
        lambda: sum(sheet_xml.count_cells(archive.unpack(part.part)) for part in parts.values()),
    )
    strange = {archive.key(part.part) for name, part in parts.items() if scans[name].strange}
    if strange or posixpath.basename(workbook).lower() != "workbook.xml":
        stream = _as_the_reader_likes_it(archive, workbook, strange)
    return tuple(
        replace(sheet, objects=tuple(ooxml_parts.list_objects(archive, parts[sheet.name].part)))
        for sheet in calamine.worksheets(calamine.open_workbook(stream, where), where, scans)
        if sheet.name in parts
    )


def _scan(archive: Archive, part: str) -> SheetScan:
    try:
        return sheet_xml.scan(lambda: archive.plain_xml(part))
    except sheet_xml.TooLong:
        raise refuse(archive.where, files.TOO_LONG, part=part) from None


def _count(archive: Archive, part: str, limit: _Limit) -> None:
    """Elements and bytes of a part must stay below the limits."""
    count = size = 0
    for chunk in archive.plain_xml(part):
        count, size = count + chunk.count(limit.mark), size + len(chunk)
        if count > limit.most:
            what, what_en = limit.what
            raise refuse(
                archive.where, files.TOO_MANY, part=part, what=what, what_en=what_en, limit=limit.most
            )
        if size > limit.bytes:
            raise refuse(archive.where, files.TOO_LONG, part=part)


def _as_the_reader_likes_it(archive: Archive, workbook: str, strange: set[str]) -> BinaryIO:
    """The package in memory, its workbook part under the usual name, newer errors (#SPILL!) as older ones."""
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
            if key in strange:
                data = _ERROR_RESULT.sub(rb"\1#N/A", data)
            copy.writestr(usual.get(key, part), data)
    return out
