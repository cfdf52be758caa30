"""Headings of tables under another name: the cell and, in an Excel Table, its column; never where a name is spoken of."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from xlcrm.ooxml.address import a1
from xlcrm.ooxml.cells import Setting
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.sheet import SheetPass, cells_in
from xlcrm.ooxml.splice import rewritten
from xlcrm.ooxml.styles import Q
from xlcrm.ooxml.tables import tables_of
from xlcrm.ooxml.zipped import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from xlcrm.ooxml.address import Cell
    from xlcrm.ooxml.tables import Table
    from xlcrm.ooxml.workbook import Workbook

_OVERLAP: Final = 40_000
"""Bytes of a window that are read again with the next: more than the longest formula."""
_WHOLE: Final = re.compile(r"pivotcache|slicer|querytable|connections|/richdata|/model/", re.IGNORECASE)
"""Parts that speak of columns by name in other ways than formulas."""
_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?(?:f|\w*[fF]ormula\d?|definedName)(?:\s[^>]*)?>([^<]+)<")
_QUOTED: Final = re.compile(r"(['\[\]#@])")
"""Characters before which formulas put a mark in the name of a column."""
_MUTE: Final = re.compile(
    r"sharedstrings\.xml$|styles\.xml$|/theme/|/media/|docprops/|/comments|\.rels$", re.IGNORECASE
)


def rename_headings(book: Workbook, sheet: str, names: Mapping[Cell, str], *, force: bool = False) -> None:
    """Gives headings of a sheet other texts, in the cell and in the Excel Table whose heading row it lies in.

    Refused: headings of which something in the workbook speaks by name (`spoken_of` tells), two columns of one
    name, tables that a query fills, merged bodies, protected sheets.
    """
    entry = book.sheet(sheet)
    tables = [
        (table, cells)
        for table in tables_of(book.parts, entry.name, entry.part)
        if (cells := _within(table, names))
    ]
    for table, cells in tables:
        _permit(table, sheet, {cell[1] - table.area.left: names[cell] for cell in cells})
    with book.editing():
        setting = Setting(book, entry.name, names, {}, {})
        scan = SheetPass(setting.cells(), setting, entry.part)
        new = rewritten(book.parts.text(entry.part), scan)
        if scan.facts.protected and not force:
            raise Refused.because("protected", entry.name)
        for merge in scan.facts.merges:
            for cell in cells_in(merge, setting.written()):
                if cell != (merge.top, merge.left):
                    raise Refused.because("merge", f"{entry.name}!{a1(*cell)}")
        book.parts.write(entry.part, new)
        for table, cells in tables:
            columns = book.parts.tree(table.part).findall(f"{Q}tableColumns/{Q}tableColumn")
            for cell in cells:
                columns[cell[1] - table.area.left].set("name", names[cell])
            book.parts.touch(table.part)


def _within(table: Table, names: Mapping[Cell, str]) -> list[Cell]:
    area = table.area
    return [cell for cell in names if cell[0] == table.header_row and area.left <= cell[1] <= area.right]


def _permit(table: Table, sheet: str, renamed: Mapping[int, str]) -> None:
    if table.query:
        raise Refused.because("query-table", table.name)
    seen: set[str] = set()
    for at, name in enumerate(table.columns):
        new = renamed.get(at, name)
        if new.casefold() in seen:
            raise Refused.because("same-heading", f"{sheet} {new}")
        seen.add(new.casefold())


def spoken_of(book: Workbook, headings: Collection[str]) -> dict[str, str]:
    """Headings of which a formula, a pivot table, a slicer or a query speaks by name, and the part where it does.

    Macros may speak of any heading and cannot be read: with macros all of them are told.
    """
    names = book.parts.names()
    macros = next((name for name in names if fold(name).endswith("vbaproject.bin")), None)
    if macros:
        return dict.fromkeys(headings, macros)
    spelled = {
        spelling: heading for heading in headings for spelling in (heading, _QUOTED.sub(r"'\1", heading))
    }
    if not spelled:
        return {}
    called = re.compile("|".join(re.escape(spelling) for spelling in sorted(spelled, key=len, reverse=True)))
    found: dict[str, str] = {}
    for part in names:
        if _MUTE.search(part) or not part.lower().endswith((".xml", ".vml")):
            continue
        for window in _windows(book, part):
            for text in [window] if _WHOLE.search(part) else _FORMULA.findall(window):
                for hit in called.findall(unescape(text.decode(errors="replace"))):
                    found.setdefault(spelled[hit], part)
    return found


def _windows(book: Workbook, part: str) -> Iterator[bytes]:
    rest = b""
    for chunk in book.parts.text(part).chunks():
        yield rest + chunk
        rest = (rest + chunk)[-_OVERLAP:]
