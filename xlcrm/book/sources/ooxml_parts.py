"""What an xlsx package says of its sheets: names, parts, Excel Tables."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book.guard import refuse
from xlcrm.book.sources.scan import number
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcrm.book.sources.archive import Archive


Relations: TypeAlias = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ListObject:
    """An Excel Table: name, row of its headings (None: hidden), first and last row of data, columns."""

    name: str
    head: int | None
    first: int
    last: int
    left: int
    right: int
    totals: bool


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the package."""

    name: str
    part: str
    hidden: bool


def workbook_part(archive: Archive) -> str:
    """Name of the part that lists the sheets; there must be no doubt which one it is."""
    named = [
        name
        for name in archive.names()
        if posixpath.basename(name.replace("\\", "/")).lower() == "workbook.xml"
    ]
    pointed = [
        target
        for kind, target in relations(archive, "").values()
        if kind == "officeDocument" and target in archive
    ]
    parts = {archive.key(name): name for name in (*named, *pointed)}
    if len(parts) > 1:
        raise refuse(archive.where, files.TWO_MEMBERS, part="workbook.xml")
    if not parts:
        raise refuse(archive.where, files.BROKEN, error="workbook.xml")
    return next(iter(parts.values()))


def sheets(archive: Archive, workbook: str, related: Relations) -> Iterator[SheetPart]:
    """Worksheets in the order of their tabs; chart sheets and macro sheets are left out."""
    for element in archive.tree(workbook).iter():
        if not element.tag.endswith("}sheet"):
            continue
        link = next((value for key, value in element.items() if key.endswith("}id")), "")
        kind, target = related.get(link, ("", ""))
        if kind == "worksheet" and target in archive:
            state = element.get("state", "visible")
            yield SheetPart(element.get("name", ""), target, state != "visible")


def list_objects(archive: Archive, part: str) -> Iterator[ListObject]:
    """Excel Tables on a worksheet."""
    for kind, target in relations(archive, part).values():
        if kind == "table" and target in archive:
            found = _list_object(archive, target)
            if found:
                yield found


def _list_object(archive: Archive, part: str) -> ListObject | None:
    table = archive.tree(part)
    corners = table.get("ref", "").replace("$", "").split(":")
    try:
        (left, top), (right, bottom) = (_place(corner) for corner in (corners[0], corners[-1]))
        heads = int(table.get("headerRowCount", "1"))
        totals = int(table.get("totalsRowCount", "0"))
    except ValueError:
        return None
    name = table.get("displayName") or table.get("name") or ""
    return ListObject(name, top if heads else None, top + heads, bottom - totals, left, right, bool(totals))


def _place(address: str) -> tuple[int, int]:
    column = address.rstrip("0123456789")
    return number(column.encode("ascii")), int(address[len(column) :])


def relations(archive: Archive, part: str) -> Relations:
    """Relations of a part by id: last word of the type, target's name in the archive."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive:
        return {}
    out = {}
    for element in archive.tree(rels):
        if element.get("TargetMode") == "External":
            continue
        target = element.get("Target", "")
        if "%" in target:
            from urllib.parse import unquote

            target = unquote(target)
        if not target.startswith("/"):
            target = posixpath.join("/", folder, target)
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        out[element.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))
    return out
