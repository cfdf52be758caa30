"""Sheets of ours: put in, replaced in their place, known again, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from xlcrm.ooxml.cells import has_formula
from xlcrm.ooxml.formulas import renamed_sheet
from xlcrm.ooxml.graft import SHEET_TYPE, Graft, drop_sheet_parts, opened
from xlcrm.ooxml.parts import whole
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


def mark_text(name: str, objects: int) -> str:
    """What the mark of a sheet says: how many objects we put on it, and its title, as a text in a formula."""
    return f'"{objects}|' + name.replace('"', '""') + '"'


def _objects_put(book: Workbook, entry: SheetEntry, mark: str) -> int | None:
    """How many objects we put on a sheet; None when it is not ours (any more)."""
    said = book.local_names(entry.position).get(mark, "")
    count = said[1:].split("|", 1)[0]
    return int(count) if count.isdigit() and said == mark_text(entry.name, int(count)) else None


def _objects_on(book: Workbook, part: str) -> int:
    """How many charts, pictures and shapes lie on a sheet, and how many notes."""
    anchors = sum(len(book.parts.tree(drawing)) for drawing in book.parts.follow(part, "drawing"))
    notes = [note for comments in book.parts.follow(part, "comments")
             for note in book.parts.tree(comments).iter(Q + "comment")]
    return anchors + len(notes) + len(book.parts.follow(part, "threadedComment"))


def is_ours(book: Workbook, entry: SheetEntry, mark: str) -> bool:
    """Whether a sheet carries the mark with its own title."""
    return _objects_put(book, entry, mark) is not None


def put_sheet(book: Workbook, name: str, content: bytes, place: Place, *, force: bool) -> None:
    """See `Package.put_sheet`."""
    book.check_name(name)
    scratch = opened(content, name)
    old = book.found(name)
    graft = Graft(book, scratch, old.name if old else name)
    _graftable(scratch, graft.part)
    if old is None:
        _structure_open(book, force=force)
        entry = _new_entry(book, name, _position(book, place))
    else:
        _only_what_we_put(book, old, place.mark)
        entry = old
        had_formulas = has_formula(book.parts.read(old.part))
        drop_sheet_parts(book.parts, old.part)
        book.drop_local_names(old.position)
        if had_formulas:
            book.drop_calculation_chain()
    graft.copy_to(entry.part)
    _set_state(book, entry, place.hidden or (graft.state if old is None else entry.element.get("state")))
    for local, text in graft.local_names().items():
        if local != place.mark:
            book.set_local_name(entry.position, local, text, hidden=local == "_xlnm._FilterDatabase")
    text = mark_text(entry.name, _objects_on(book, entry.part))
    book.set_local_name(entry.position, place.mark, text, hidden=True)
    book.recalculate()


def remove_sheet(book: Workbook, name: str, mark: str, *, force: bool) -> None:
    """See `Package.remove_sheet`."""
    entry = book.sheet(name)
    _only_what_we_put(book, entry, mark)
    _structure_open(book, force=force)
    if not any(other.element.get("state", "visible") == "visible" for other in book.sheets()
               if other.position != entry.position):
        raise Refused.because("last-sheet", name)
    drop_sheet_parts(book.parts, entry.part)
    book.parts.unrelate(book.part, [entry.element.get(RELATION_ID) or ""])
    book.drop_local_names(entry.position)
    parent = entry.element.getparent()
    assert parent is not None
    parent.remove(entry.element)
    book.shift_positions(entry.position + 1, -1)
    _show_a_sheet(book)
    for element in book.tree.iter(Q + "definedName"):
        text = renamed_sheet(element.text or "", entry.name, "\0")
        element.text = text.replace("'\0'!", "#REF!")
    book.drop_calculation_chain()
    book.recalculate()


def _show_a_sheet(book: Workbook) -> None:
    """Has the workbook open on a sheet that is there and visible."""
    entries = book.sheets()
    visible = [entry.position for entry in entries if entry.element.get("state", "visible") == "visible"]
    for view in book.tree.iter(Q + "workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if view.get(attribute) is not None and whole(view, attribute) not in visible:
                view.set(attribute, str(visible[0]))


def _structure_open(book: Workbook, *, force: bool) -> None:
    if book.locked and not force:
        raise Refused.because("structure", book.where)


def _only_what_we_put(book: Workbook, entry: SheetEntry, mark: str) -> None:
    """Refuses to lose a sheet, or objects on a sheet of ours, that a person made."""
    put = _objects_put(book, entry, mark) if entry.part else None
    if put is None:
        raise Refused.because("not-ours", entry.name)
    _graftable(book, entry.part)
    if _objects_on(book, entry.part) > put:
        raise Refused.because("extra-objects", entry.name)


def _graftable(book: Workbook, part: str) -> None:
    """Refuses objects that belong to the whole workbook, such as pivot tables: they cannot go with a sheet."""
    for relation in book.parts.relations(part):
        if relation.kind not in REPLACEABLE:
            raise Refused.because("extra-objects", f"{part} ({relation.kind})")


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
    ids = [whole(element, "sheetId") for element in sheets]
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
