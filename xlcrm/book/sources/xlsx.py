"""Workbooks as xlsx, xlsm and xltx packages."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.book import guard
from xlcrm.book.guard import refuse
from xlcrm.book.sources import ooxml_parts
from xlcrm.book.sources.cell_formats import Formats
from xlcrm.book.sources.cell_values import Readings
from xlcrm.book.sources.shared_strings import shared_strings
from xlcrm.book.sources.usual_sheet import UsualSheet
from xlcrm.book.sources.xml_text import NotUsual
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from xlcrm.book.sources.archive import Archive
    from xlcrm.book.sources.calamine import WorkbookSheet
    from xlcrm.book.sources.ooxml_parts import Relations, SheetPart

_FROM_1904 = re.compile(rb"""\sdate1904\s*=\s*["'](?!(?:0|false)["'])""")


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


def sheets(archive: Archive, stream: BinaryIO, where: str) -> tuple[UsualSheet | WorkbookSheet, ...]:
    """Worksheets; every part has been looked at before a reader is called that may not bear it.

    Sheets that are written in the usual way are read here, the others by the reader.
    """
    workbook = ooxml_parts.workbook_part(archive)
    related = ooxml_parts.relations(archive, workbook)
    parts = list(ooxml_parts.sheets(archive, workbook, related))
    if len({part.name for part in parts}) != len(parts):
        raise refuse(where, files.BROKEN, error="two sheets of one name")
    strings, styles = (_shared(archive, workbook, related, kind) for kind in _LIMITS)
    usual = dict(_usual(archive, workbook, parts, strings, styles))
    odd = [part for part in parts if part.name not in usual]
    scans = {name: sheet.scan for name, sheet in usual.items()}
    if odd:
        from xlcrm.book.sources import odd_sheets

        scans |= odd_sheets.scans(archive, odd)
    guard.check_areas(where, scans, lambda: _cells(archive, parts))
    found: dict[str, UsualSheet | WorkbookSheet] = {**usual}
    if odd:
        found |= odd_sheets.read(archive, stream, workbook, odd, scans, styles)
    return tuple(
        replace(found[part.name], objects=tuple(ooxml_parts.list_objects(archive, part.part)))
        for part in parts
        if part.name in found
    )


def _usual(
    archive: Archive, workbook: str, parts: Sequence[SheetPart], strings: Sequence[str], styles: Sequence[str]
) -> Iterator[tuple[str, UsualSheet]]:
    """Sheets that are written in the usual way, by name."""
    try:
        readings = _readings(archive, workbook, strings, styles)
    except NotUsual:
        return
    for part in parts:
        sheet = UsualSheet(part.name, part.hidden)
        with suppress(NotUsual):
            sheet.take(archive.plain_xml(part.part), readings)
            yield part.name, sheet


def _readings(archive: Archive, workbook: str, strings: Sequence[str], styles: Sequence[str]) -> Readings:
    if len(strings) > 1 or len(styles) > 1:
        raise NotUsual
    return Readings(
        [text for part in strings for text in shared_strings(archive.plain_xml(part))],
        Formats(archive.tree(styles[0]) if styles else None),
        from_1904=_FROM_1904.search(archive.read(workbook)) is not None,
    )


def _shared(archive: Archive, workbook: str, related: Relations, kind: str) -> list[str]:
    """Parts that the sheets share, which are not larger than they may be; there should be one at most."""
    usual = posixpath.join(posixpath.dirname(workbook), f"{kind}.xml")
    parts = {usual, *(part for name, part in related.values() if name == kind)}
    found = [part for part in sorted(parts) if part in archive]
    for part in found:
        _count(archive, part, _LIMITS[kind])
    return found


def _cells(archive: Archive, parts: Iterable[SheetPart]) -> int:
    """Number of cells, nearly."""
    return sum(
        chunk.count(b"<c ") + chunk.count(b":c ") for part in parts for chunk in archive.unpack(part.part)
    )


def _count(archive: Archive, part: str, limit: _Limit) -> None:
    """Elements and bytes of a part must stay below the limits; a part that is small enough is not looked at."""
    if archive.size(part) < limit.most * len(limit.mark):
        return
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
