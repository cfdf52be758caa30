"""Sheets of generated workbooks put into an existing one, with everything that hangs on them."""

from __future__ import annotations

import copy
import io
import posixpath
from typing import TYPE_CHECKING, Final

from lxml import etree

from xlcrm.ooxml.formulas import renamed_sheet
from xlcrm.ooxml.parts import OFFICE_RELS, PACKAGE_RELS, Parts, parsed, rels_of, serialised, whole
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.strings import SharedStrings
from xlcrm.ooxml.styles import MAIN, Q
from xlcrm.ooxml.tables import tables_of
from xlcrm.ooxml.workbook import SheetEntry, Workbook
from xlcrm.ooxml.zipped import Archive, ZipWriter, fold, packed

if TYPE_CHECKING:
    from collections.abc import Iterable

CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}f"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORMULA_TAGS: Final = frozenset({"f", "formula", "formula1", "formula2", "calculatedColumnFormula",
                                  "totalsRowFormula"})
_SHIFT_1904: Final = 1462


def opened(content: bytes, where: str) -> Workbook:
    """A generated workbook, in memory."""
    return Workbook(Parts(Archive(io.BytesIO(content), where)), where)


def reached(parts: Parts, start: Iterable[str]) -> list[str]:
    """Parts that can be reached from some, these included, in the order they are met."""
    found: dict[str, str] = {}
    todo = list(start)
    while todo:
        part = todo.pop()
        if fold(part) not in found:
            found[fold(part)] = part
            todo += [name for relation in parts.relations(part)
                     if relation.target and (name := parts.find(relation.target))]
    return list(found.values())


def drop_sheet_parts(parts: Parts, sheet: str) -> None:
    """Removes the part of a sheet and what only this sheet refers to."""
    mine = {fold(part): part for part in reached(parts, [sheet])}
    others = [base for name in parts.names() if (base := _base_of(name)) is not None and fold(base) not in mine]
    claimed = [relation.target for other in others for relation in parts.relations(other)
               if fold(relation.target) in mine and fold(relation.target) != fold(sheet)]
    kept = {fold(part) for part in reached(parts, claimed)}
    for key, part in mine.items():
        if key not in kept:
            parts.drop(part)


def _base_of(rels_part: str) -> str | None:
    """The part whose relations a part holds; None when it holds none."""
    folder, name = posixpath.split(rels_part.replace("\\", "/").lstrip("/"))
    if posixpath.basename(folder) != "_rels":
        return None
    return posixpath.join(posixpath.dirname(folder), name[:-len(".rels")])


class Graft:
    """Copies the first sheet of a scratch workbook, under a name, to a part of the target workbook."""

    def __init__(self, target: Workbook, scratch: Workbook, name: str) -> None:
        self._target, self._source, self._name = target, scratch, name
        self._entry = next((entry for entry in scratch.sheets() if entry.part), None) or _none(scratch.where)
        self._moved: dict[str, str] = {}
        self._tables: dict[str, int] = {}

    @property
    def part(self) -> str:
        """The scratch sheet."""
        return self._entry.part

    def copy_to(self, part: str) -> None:
        """Writes the sheet to the part, with all it refers to."""
        self._moved[fold(self._entry.part)] = part
        self._tables = self._table_names()
        self._copy(self._entry.part, part)

    def local_names(self) -> dict[str, str]:
        """Print titles and the like, pointing at the sheet under its new name."""
        return {name: renamed_sheet(text, self._entry.name, self._name)
                for name, text in self._source.local_names(self._entry.position).items()}

    @property
    def state(self) -> str | None:
        """Whether the scratch sheet is hidden."""
        return self._entry.element.get("state")

    # parts

    def _copy(self, part: str, new: str) -> None:
        source, target = self._source.parts, self._target.parts
        kind = source.content_type(part)
        if part == self._entry.part:
            content: bytes | None = self._sheet(part)
        elif kind.endswith("spreadsheetml.table+xml"):
            content = self._table(part)
        elif kind.endswith("drawingml.chart+xml"):
            content = self._chart(part)
        else:
            content = None
        target.write(new, source.text(part) if content is None else content)
        target.declare(new, kind)
        if source.find(rels_of(part)) is None:
            return
        relations = copy.deepcopy(source.tree(rels_of(part)))
        targets = {relation.id: relation.target for relation in source.relations(part)}
        for element in relations.iter(f"{{{PACKAGE_RELS}}}Relationship"):
            found = source.find(targets.get(element.get("Id") or "") or "?")
            if element.get("TargetMode") != "External" and found:
                element.set("Target", "/" + self._place(found))
        target.write(rels_of(new), serialised(relations))

    def _place(self, part: str) -> str:
        key = fold(part)
        if key not in self._moved:
            new = self._moved[key] = self._target.parts.free_name(part)
            self._target.parts.write(new, b"")  # takes the name
            self._copy(part, new)
        return self._moved[key]

    # contents

    def _sheet(self, part: str) -> bytes:
        root = parsed(self._source.parts.read(part), part)  # of its own: a large sheet is not held twice
        if root.tag != Q + "worksheet":
            raise Refused.because("broken-xml", part)
        self._use_styles(root)
        strings_inlined(root, self._source)
        self._rename(root)
        for view in root.iter(Q + "sheetView"):
            view.attrib.pop("tabSelected", "")
        for properties in root.iter(Q + "sheetPr"):
            properties.attrib.pop("codeName", "")
        return serialised(root)

    def _use_styles(self, root: etree._Element) -> None:
        ours, theirs = self._target.styles, self._source.styles
        shift = _SHIFT_1904 * (self._source.date1904 - self._target.date1904)
        for cell in root.iter(Q + "c"):
            style = whole(cell, "s")
            if shift and cell.get("t", "n") == "n" and theirs.is_date(style):
                value = cell.find(Q + "v")
                if value is not None and value.text:
                    value.text = repr(float(value.text) + shift)
            if style:
                cell.set("s", str(ours.adopted(theirs, style)))
        for tag, attribute in (("row", "s"), ("col", "style")):
            for element in root.iter(Q + tag):
                if element.get(attribute, "0") != "0":
                    element.set(attribute, str(ours.adopted(theirs, whole(element, attribute))))
        for rule in root.iter(Q + "cfRule"):
            if rule.get("dxfId"):
                rule.set("dxfId", str(ours.adopted_difference(theirs, whole(rule, "dxfId"))))

    def _rename(self, root: etree._Element) -> None:
        old, new = self._entry.name, self._name
        for element in root.iter("*") if old != new else ():
            if etree.QName(element).localname in _FORMULA_TAGS and element.text:
                element.text = renamed_sheet(element.text, old, new)
            elif element.tag == Q + "hyperlink" and element.get("location"):
                element.set("location", renamed_sheet(element.get("location") or "", old, new))

    def _chart(self, part: str) -> bytes | None:
        root = copy.deepcopy(self._source.parts.tree(part))
        for element in root.iter(CHART):
            element.text = renamed_sheet(element.text or "", self._entry.name, self._name)
        return serialised(root) if self._entry.name != self._name else None

    def _table_names(self) -> dict[str, int]:
        """Names that are taken in the target, and the highest table number under ''."""
        parts = self._target.parts
        taken = {(element.get("name") or "").casefold(): 0
                 for element in self._target.tree.iter(f"{{{MAIN}}}definedName")}
        taken[""] = 0
        for entry in self._target.sheets():
            for table in tables_of(parts, entry.name, entry.part) if entry.part else ():
                number = whole(parts.tree(table.part), "id")
                taken[table.name.casefold()] = number
                taken[""] = max(taken[""], number)
        return taken

    def _table(self, part: str) -> bytes:
        root = copy.deepcopy(self._source.parts.tree(part))
        self._tables[""] += 1
        root.set("id", str(self._tables[""]))
        base = name = root.get("displayName") or root.get("name") or "Table"
        number = 2
        while name.casefold() in self._tables:
            name, number = f"{base}_{number}", number + 1
        self._tables[name.casefold()] = self._tables[""]
        root.set("name", name)
        root.set("displayName", name)
        for element in root.iter(Q + "tableColumn"):
            for attribute in ("dataDxfId", "headerRowDxfId", "totalsRowDxfId"):
                if element.get(attribute):
                    element.set(attribute, str(self._target.styles.adopted_difference(
                        self._source.styles, whole(element, attribute))))
        self._rename(root)
        return serialised(root)


def _none(where: str) -> SheetEntry:
    raise Refused.because("no-sheet", where)


def snapshot(book: Workbook, entry: SheetEntry) -> bytes:
    """One sheet as a workbook of its own, from which a `Graft` brings it back."""
    out = io.BytesIO()
    writer = ZipWriter(out, entry.name)
    parts = reached(book.parts, [entry.part])
    styles = book.parts.follow(book.part, "styles")
    types = copy.deepcopy(book.parts.tree("[Content_Types].xml"))
    wanted = {fold(part) for part in [*parts, *styles]}
    for element in [e for e in types if e.get("PartName") and fold(e.get("PartName") or "") not in wanted]:
        types.remove(element)
    types.append(etree.Element(types[0].tag.replace("Default", "Override"), PartName="/book.xml",
                               ContentType=book.parts.content_type(book.part)))
    writer.add("[Content_Types].xml", packed("", serialised(types)))
    relations = ((("", "book.xml", "officeDocument"),), tuple(
        (f"rId{number}", part, kind) for number, (part, kind) in enumerate(
            [(entry.part, "worksheet"), *((part, "styles") for part in styles)], 1)))
    for owner, related in zip(("", "book.xml"), relations, strict=True):
        writer.add(rels_of(owner), packed("", _relations(related)))
    writer.add("book.xml", packed("", _bare_workbook(book, entry)))
    for part in [*parts, *styles]:
        if part == entry.part:
            root = copy.deepcopy(book.parts.tree(part))
            strings_inlined(root, book)
            writer.add(part, packed(part, serialised(root)))
        else:
            writer.add(part, book.parts.text(part))
        if book.parts.find(rels_of(part)):
            writer.add(rels_of(part), book.parts.text(rels_of(part)))
    writer.close()
    return out.getvalue()


def strings_inlined(root: etree._Element, book: Workbook) -> None:
    """Puts the shared strings of a sheet into its cells."""
    cells = [cell for cell in root.iter(Q + "c") if cell.get("t") == "s" and (cell.findtext(Q + "v") or "").strip().isdigit()]
    items = SharedStrings(book.parts, book.part).items(int(cell.findtext(Q + "v") or 0) for cell in cells)
    for cell in cells:
        value = cell.find(Q + "v")
        assert value is not None
        item = copy.deepcopy(items[int(value.text or 0)])
        item.tag = Q + "is"
        cell.remove(value)
        cell.append(item)
        cell.set("t", "inlineStr")


def _relations(related: Iterable[tuple[str, str, str]]) -> bytes:
    lines = "".join(f'<Relationship Id="{number or "rId1"}" Type="{OFFICE_RELS}/{kind}" Target="/{part}"/>'
                    for number, part, kind in related)
    return f'<Relationships xmlns="{PACKAGE_RELS}">{lines}</Relationships>'.encode()


def _bare_workbook(book: Workbook, entry: SheetEntry) -> bytes:
    root = etree.fromstring(f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_RELS}"/>')
    if book.date1904:
        etree.SubElement(root, Q + "workbookPr", date1904="1")
    sheet = etree.SubElement(etree.SubElement(root, Q + "sheets"), Q + "sheet", name=entry.name, sheetId="1")
    sheet.set(f"{{{OFFICE_RELS}}}id", "rId1")
    if state := entry.element.get("state"):
        sheet.set("state", state)
    names = book.local_names(entry.position)
    if names:
        group = etree.SubElement(root, Q + "definedNames")
        for name, text in names.items():
            etree.SubElement(group, Q + "definedName", name=name, localSheetId="0").text = text
    return serialised(root)
