"""Workbooks as xlsx, xlsm and xltx packages."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

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


def sheets(archive: Archive, stream: BinaryIO, where: str) -> tuple[WorkbookSheet, ...]:
    """Worksheets; every part that the reader will parse has been looked at before it is called."""
    workbook = ooxml_parts.workbook_part(archive)
    related = ooxml_parts.relations(archive, workbook)
    parts = {part.name: part for part in ooxml_parts.sheets(archive, workbook, related)}
    for kind, target in related.values():
        if kind == "sharedStrings" and target in archive:
            _count(archive, target, b"<si", ("条文字", "strings"), (guard.STRINGS, guard.STRING_BYTES))
        if kind == "styles" and target in archive:
            _count(archive, target, b"<xf", ("种格式", "cell formats"), (guard.FORMATS, guard.FORMAT_BYTES))
    scans = {name: _scan(archive, part.part) for name, part in parts.items()}
    guard.check_areas(
        where,
        scans,
        lambda: sum(sheet_xml.count_cells(archive.unpack(part.part)) for part in parts.values()),
    )
    strange = {archive.key(part.part) for name, part in parts.items() if scans[name].strange}
    if strange or not workbook.lower().endswith("/workbook.xml"):
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


def _count(archive: Archive, part: str, mark: bytes, what: tuple[str, str], limits: tuple[int, int]) -> None:
    """Elements and bytes of a part must stay below the limits."""
    count = size = 0
    for chunk in archive.plain_xml(part):
        count, size = count + chunk.count(mark), size + len(chunk)
        if count > limits[0]:
            raise refuse(
                archive.where, files.TOO_MANY, part=part, what=what[0], what_en=what[1], limit=limits[0]
            )
        if size > limits[1]:
            raise refuse(archive.where, files.TOO_LONG, part=part)


def _as_the_reader_likes_it(archive: Archive, workbook: str, strange: set[str]) -> BinaryIO:
    """The package in memory, its workbook part under the usual name, newer errors (#SPILL!) as older ones."""
    folder, name = posixpath.split(workbook)
    usual = {
        archive.key(workbook): f"{folder}/workbook.xml",
        archive.key(f"{folder}/_rels/{name}.rels"): f"{folder}/_rels/workbook.xml.rels",
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
