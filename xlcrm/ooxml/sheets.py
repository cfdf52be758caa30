"""Sheets of ours: put in, replaced in their place, known again, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from xlcrm.ooxml.formulas import renamed_sheet
from xlcrm.ooxml.graft import SHEET_TYPE, Graft, drop_sheet_parts, opened
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.styles import Q
from xlcrm.ooxml.workbook import RELATION_ID, SheetEntry, Workbook

if TYPE_CHECKING:
    from typing import Literal

REPLACEABLE: Final = frozenset({"drawing", "table", "hyperlink", "comments", "vmlDrawing", "printerSettings",
                                "threadedComment", "image"})


class Place(NamedTuple):
    """Where a sheet goes and how it is known again; see `Package.put_sheet`."""

    mark: str
    before: str | None
    after: str | None
    hidden: Literal["visible", "hidden", "veryHidden"] | None


def _title(name: str) -> str:
    """A text as a formula writes it."""
    return '"' + name.replace('"', '""') + '"'


def is_ours(book: Workbook, entry: SheetEntry, mark: str) -> bool:
    """Whether a sheet carries the mark with its own title."""
    return book.local_names(entry.position).get(mark) == _title(entry.name)


def put_sheet(book: Workbook, name: str, content: bytes, place: Place, *, force: bool) -> None:
    """See `Package.put_sheet`."""
    book.check_name(name)
    graft_source = opened(content, name)
    old = book.found(name)
    if old is None:
        _structure_open(book, force=force)
        entry = _new_entry(book, name, _position(book, place))
    else:
        if not is_ours(book, old, place.mark):
            raise Refused.because("not-ours", name)
        _only_what_we_put(book, old)
        entry = old
        had_formulas = b"<f" in book.parts.read(old.part)
        drop_sheet_parts(book.parts, old.part)
        book.drop_local_names(old.position)
        if had_formulas:
            book.drop_calculation_chain()
    graft = Graft(book, graft_source, entry.name)
    graft.copy_to(entry.part)
    _set_state(book, entry, place.hidden or (graft.state if old is None else entry.element.get("state")))
    for local, text in graft.local_names().items():
        if local != place.mark:
            book.set_local_name(entry.position, local, text, hidden=local == "_xlnm._FilterDatabase")
    book.set_local_name(entry.position, place.mark, _title(entry.name), hidden=True)
    book.recalculate()


def remove_sheet(book: Workbook, name: str, mark: str, *, force: bool) -> None:
    """See `Package.remove_sheet`."""
    entry = book.sheet(name)
    if not is_ours(book, entry, mark):
        raise Refused.because("not-ours", name)
    _structure_open(book, force=force)
    if not any(other.element.get("state", "visible") == "visible" for other in book.sheets()
               if other.position != entry.position):
        raise Refused.because("last-sheet", name)
    _only_what_we_put(book, entry)
    drop_sheet_parts(book.parts, entry.part)
    book.parts.unrelate(book.part, [entry.element.get(RELATION_ID) or ""])
    book.drop_local_names(entry.position)
    parent = entry.element.getparent()
    assert parent is not None
    parent.remove(entry.element)
    book.shift_positions(entry.position + 1, -1)
    for element in book.tree.iter(Q + "definedName"):
        text = renamed_sheet(element.text or "", entry.name, "\0")
        element.text = text.replace("'\0'!", "#REF!")
    book.drop_calculation_chain()
    book.recalculate()


def _structure_open(book: Workbook, *, force: bool) -> None:
    if book.locked and not force:
        raise Refused.because("structure", book.where)


def _only_what_we_put(book: Workbook, entry: SheetEntry) -> None:
    """Refuses to lose objects that no generated sheet holds, so that a person must have put them there."""
    for relation in book.parts.relations(entry.part):
        if relation.kind not in REPLACEABLE:
            raise Refused.because("extra-objects", f"{entry.name} ({relation.kind})")


def _position(book: Workbook, place: Place) -> int:
    if place.before is not None:
        return book.sheet(place.before).position
    if place.after is not None:
        return book.sheet(place.after).position + 1
    return len(book.sheets())


def _new_entry(book: Workbook, name: str, position: int) -> SheetEntry:
    """Room for a sheet at a position, with a part that is still to be written."""
    folder = "xl/worksheets/sheet1.xml"
    part = book.parts.free_name(folder)
    book.parts.write(part, b"")
    book.parts.declare(part, SHEET_TYPE)
    sheets = book.child("sheets")
    ids = [int(element.get("sheetId") or 0) for element in sheets]
    element = etree.Element(Q + "sheet", name=name, sheetId=str(max([0, *ids]) + 1))
    element.set(RELATION_ID, book.parts.relate(book.part, "worksheet", part))
    book.shift_positions(position, 1)
    sheets.insert(position, element)
    book.touch()
    return SheetEntry(name, part, position, element)


def _set_state(book: Workbook, entry: SheetEntry, state: str | None) -> None:
    if state in (None, "visible"):
        entry.element.attrib.pop("state", "")
    else:
        assert state is not None
        entry.element.set("state", state)
    book.touch()
