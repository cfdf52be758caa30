"""The workbook part: the list of sheets, defined names, what Excel does on opening."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from xlcrm.ooxml.parts import OFFICE_RELS, whole
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.styles import MAIN, Q, Styles
from xlcrm.ooxml.zipped import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcrm.ooxml.parts import Parts

STRICT: Final = "http://purl.oclc.org/ooxml/"
RELATION_ID: Final = f"{{{OFFICE_RELS}}}id"
KINDS: Final = frozenset({
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml"})
_BAD_NAME = re.compile(r"[:\\/?*\[\]]")
_SEQUENCE: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches",
    "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst")


class SheetEntry(NamedTuple):
    """One sheet of the workbook: `position` counts all sheets from 0, `part` is "" when it is no worksheet."""

    name: str
    part: str
    position: int
    element: etree._Element


class Workbook:
    """The main part of a package and what hangs on it."""

    def __init__(self, parts: Parts, where: str) -> None:
        self.parts, self.where = parts, where
        if parts.find("[Content_Types].xml") is None:
            raise Refused.because("not-a-workbook", where)
        relations = parts.relations("")
        if any(relation.kind == "origin" or fold(relation.target).startswith("_xmlsignatures/")
               for relation in relations):
            raise Refused.because("signed", where)
        found = parts.follow("", "officeDocument")
        if not found:
            raise Refused.because("not-a-workbook", where)
        self.part = found[0]
        kind = parts.content_type(self.part).casefold()
        if kind not in KINDS:
            known = any(word in kind for word in ("template", "addin", "binary"))
            raise Refused.because("other-kind" if known else "not-a-workbook", where)
        if self.tree.tag.startswith("{" + STRICT):
            raise Refused.because("strict", where)
        if self.tree.tag != Q + "workbook":
            raise Refused.because("not-a-workbook", where)
        self.styles = Styles(parts, self.part)

    @property
    def tree(self) -> etree._Element:
        """The XML of the main part."""
        return self.parts.tree(self.part)

    def touch(self) -> None:
        """Takes over what was changed in the tree."""
        self.parts.touch(self.part)

    @contextmanager
    def editing(self) -> Iterator[None]:
        """All of an edit or, when it is refused, nothing of it."""
        try:
            with self.parts.editing():
                yield
        except BaseException:
            self.styles = Styles(self.parts, self.part)
            raise

    def child(self, tag: str) -> etree._Element:
        """A child of the workbook element, made in its place when missing."""
        element = self.tree.find(Q + tag)
        if element is None:
            earlier = {Q + name for name in _SEQUENCE[:_SEQUENCE.index(tag)]}
            after = max((i for i, child in enumerate(self.tree) if child.tag in earlier), default=-1)
            element = etree.Element(Q + tag)
            self.tree.insert(after + 1, element)
        return element

    # sheets

    def sheets(self) -> list[SheetEntry]:
        """All sheets in order of their tabs."""
        targets = {relation.id: relation for relation in self.parts.relations(self.part)}
        listed = self.tree.find(Q + "sheets")
        entries: list[SheetEntry] = []
        for element in listed.iter(Q + "sheet") if listed is not None else ():
            relation = targets.get(element.get(RELATION_ID) or "")
            part = self.parts.find(relation.target) if relation and relation.kind == "worksheet" else None
            entries.append(SheetEntry(element.get("name") or "", part or "", len(entries), element))
        return entries

    def sheet(self, name: str) -> SheetEntry:
        """The worksheet of a name."""
        entry = self.found(name)
        if entry is None or not entry.part:
            raise Refused.because("no-sheet", name)
        return entry

    def found(self, name: str) -> SheetEntry | None:
        """The sheet of a name, upper and lower case alike as in Excel; None when there is none."""
        entries = self.sheets()
        return next((entry for entry in entries if entry.name == name),
                    next((entry for entry in entries if entry.name.casefold() == name.casefold()), None))

    def check_name(self, name: str) -> None:
        """Refuses what Excel does not take as the name of a sheet."""
        length = len(name.encode("utf-16-le", "surrogatepass")) // 2
        if not 1 <= length <= 31 or _BAD_NAME.search(name) or name[0] == "'" or name[-1] == "'":
            raise Refused.because("sheet-name", name)

    # settings

    @cached_property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        properties = self.tree.find(Q + "workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    @property
    def locked(self) -> bool:
        """Whether sheets may not be added or removed."""
        protection = self.tree.find(Q + "workbookProtection")
        return protection is not None and protection.get("lockStructure") in ("1", "true")

    def recalculate(self) -> None:
        """Has Excel compute everything anew on opening."""
        settings = self.child("calcPr")
        if settings.get("fullCalcOnLoad") != "1":
            settings.set("fullCalcOnLoad", "1")
            self.touch()

    def drop_calculation_chain(self) -> None:
        """Removes the order of calculation, which Excel rebuilds, because formula cells came or went."""
        for relation in self.parts.relations(self.part):
            if relation.kind == "calcChain" and relation.target:
                self.parts.unrelate(self.part, [relation.id])
                self.parts.drop(relation.target)

    # defined names

    def local_names(self, position: int) -> dict[str, str]:
        """Names that belong to one sheet, with what they refer to."""
        return {element.get("name") or "": element.text or "" for element in self._names()
                if element.get("localSheetId") == str(position)}

    def set_local_name(self, position: int, name: str, text: str, *, hidden: bool = False) -> None:
        """Adds or changes a name that belongs to one sheet."""
        group = self.child("definedNames")
        for element in self._names():
            if element.get("localSheetId") == str(position) and element.get("name") == name:
                group.remove(element)
        element = etree.SubElement(group, Q + "definedName", name=name, localSheetId=str(position))
        if hidden:
            element.set("hidden", "1")
        element.text = text
        self.touch()

    def drop_local_names(self, position: int) -> None:
        """Removes the names that belong to one sheet."""
        for element in self._names():
            parent = element.getparent()
            if element.get("localSheetId") == str(position) and parent is not None:
                parent.remove(element)
                if not len(parent):
                    self.tree.remove(parent)
                self.touch()

    def shift_positions(self, start: int, by: int) -> None:
        """Renumbers what counts sheets, after one came (by=1) or went (by=-1) at a position."""
        for element in self._names():
            _shift(element, "localSheetId", start, by)
        for view in self.tree.iter(Q + "workbookView"):
            for attribute in ("activeTab", "firstSheet"):
                _shift(view, attribute, start, by)
        self.touch()

    def _names(self) -> list[etree._Element]:
        return list(self.tree.iter(f"{{{MAIN}}}definedName"))


def _shift(element: etree._Element, attribute: str, start: int, by: int) -> None:
    """Renumbers one attribute that is a position."""
    position = whole(element, attribute)
    if element.get(attribute) is not None and position >= start and position + by >= 0:
        element.set(attribute, str(position + by))
