"""Drop-downs and messages of columns (data validations): read, added, taken away; and names of whole workbooks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from xlcrm.ooxml.address import Area
from xlcrm.ooxml.cells import Reading
from xlcrm.ooxml.deflate import read
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.sheet import SheetPass
from xlcrm.ooxml.splice import rewritten
from xlcrm.ooxml.styles import Q

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xlcrm.ooxml.workbook import SheetEntry, Workbook

_RULE = re.compile(rb"<(?:[\w.-]+:)?dataValidation\s(?:[^>]*?)(?:/>|>.*?</(?:[\w.-]+:)?dataValidation>)", re.DOTALL)
_LIST = re.compile(rb"\btype\s*=\s*[\"']list[\"']")
_SQREF = re.compile(rb"\bsqref\s*=\s*[\"']([^\"']*)[\"']|<(?:[\w.-]+:)?sqref>([^<]*)<")
_EARLIER: Final = (
    b"sheetCalcPr", b"sheetProtection", b"protectedRanges", b"scenarios", b"autoFilter", b"sortState",
    b"dataConsolidate", b"customSheetViews", b"mergeCells", b"phoneticPr", b"conditionalFormatting")
"""What stands between the rows and the validations (ECMA-376, CT_Worksheet)."""


class Source(NamedTuple):
    """A generated sheet with headings in its first row, from which columns are taken over."""

    book: Workbook
    entry: SheetEntry

    @classmethod
    def of(cls, book: Workbook) -> Source:
        """The first sheet of a generated workbook."""
        return cls(book, next(entry for entry in book.sheets() if entry.part))


def add_drop_downs(book: Workbook, sheet: str, source: Source, columns: Mapping[int, Area], *,
                   force: bool = False) -> list[str]:
    """Adds the drop-downs of columns of a generated sheet to areas of a sheet; returns them as `drop_rules` takes them."""
    entry = book.sheet(sheet)
    given = _RULE.findall(_tail_of(source.book, source.entry))
    rules = [
        _SQREF.sub(f'sqref="{area}"'.encode(), rule, count=1)
        for old, area in columns.items() for rule in given
        if _LIST.search(rule) and any(one.left == old for one in _areas(rule))]
    if rules:
        _rewrite_tail(book, entry, with_rules(rules), force=force)
    return [rule.decode() for rule in rules]


def drop_rules(book: Workbook, sheet: str, rules: Sequence[str], *, force: bool = False) -> None:
    """Takes drop-downs and messages away again, as far as they are still as they were added."""
    entry = book.sheet(sheet)
    _rewrite_tail(book, entry, without_rules([rule.encode() for rule in rules]), force=force)


def rules_on(book: Workbook, sheet: str) -> list[str]:
    """All drop-downs, messages and limits of a sheet, as XML."""
    return [rule.decode("utf-8", "replace") for rule in _RULE.findall(_tail_of(book, book.sheet(sheet)))]


def listed_areas(book: Workbook, sheet: str) -> list[Area]:
    """Areas of a sheet that have drop-downs of any kind."""
    tail = _tail_of(book, book.sheet(sheet))
    return [area for rule in _RULE.findall(tail) if _LIST.search(rule) for area in _areas(rule)]


def set_name(book: Workbook, name: str, formula: str) -> bool:
    """Gives a formula a name in the whole workbook, unless the name is taken; whether it was given.

    A name that stands for nothing any more (#REF!) is free.
    """
    known = {other.casefold(): text for other, text in names_of(book).items()}
    if "#REF!" not in known.get(name.casefold(), "#REF!"):
        return False
    with book.editing():
        _drop(book, name)
        etree.SubElement(book.child("definedNames"), Q + "definedName", name=name).text = formula
        book.touch()
    return True


def drop_broken_names(book: Workbook, names: Iterable[str]) -> None:
    """Takes names away that `set_name` gave and that stand for nothing any more (#REF!)."""
    known = names_of(book)
    with book.editing():
        for name in names:
            if "#REF!" in known.get(name, ""):
                _drop(book, name)


def _drop(book: Workbook, name: str) -> None:
    for element in list(book.tree.iter(Q + "definedName")):
        parent = element.getparent()
        own = element.get("localSheetId") is None and (element.get("name") or "").casefold() == name.casefold()
        if own and parent is not None:
            parent.remove(element)
            if not len(parent):
                book.tree.remove(parent)
            book.touch()


def rules_of(source: Source, old: int, new: int, down: int) -> list[bytes]:
    """Drop-downs and messages of a column, for another column some rows further down."""
    found = []
    for rule in _RULE.findall(_tail_of(source.book, source.entry)):
        areas = [area for area in _areas(rule) if (area.left, area.right) == (old, old)]
        if areas:
            moved = " ".join(str(Area(a.top + down, new, a.bottom + down, new)) for a in areas)
            found.append(_SQREF.sub(f'sqref="{moved}"'.encode(), rule, count=1))
    return found


def _areas(rule: bytes) -> list[Area]:
    """Areas of a rule; whole columns reach to the edge of the sheet."""
    match = _SQREF.search(rule)
    return [Area.parse(ref) for ref in (match[1] or match[2] or b"").decode().split()] if match else []


def _tail_of(book: Workbook, entry: SheetEntry) -> bytes:
    """What stands behind the rows of a sheet."""
    found: list[bytes] = []

    def keep(text: bytes) -> bytes:
        found.append(text)
        return text
    read(book.parts.text(entry.part), SheetPass((), Reading(lambda *_: None), entry.part, keep))
    return found[0] if found else b""


def with_rules(rules: Sequence[bytes]) -> Callable[[bytes], bytes]:
    """What puts rules into the part of a sheet behind its rows."""
    def tail(text: bytes) -> bytes:
        if not rules:
            return text
        prefix = _prefix(text)
        made = b"".join(re.sub(rb"<(/?)(?:[\w.-]+:)?(?=[a-zA-Z])", rb"<\1" + prefix, rule) for rule in rules)
        group = re.search(rb"<%bdataValidations(\s[^>]*)?>" % prefix, text)
        if group is None:
            at = _place(text, prefix)
            opening = b'<%bdataValidations count="%d">' % (prefix, len(rules))
            return text[:at] + opening + made + b"</%bdataValidations>" % prefix + text[at:]
        end = text.index(b"</%bdataValidations>" % prefix, group.end())
        return _counted(text[:end] + made + text[end:], prefix, len(rules))
    return tail


def without_rules(rules: Sequence[bytes]) -> Callable[[bytes], bytes]:
    """What takes rules out again; those that were changed since stay."""
    def tail(text: bytes) -> bytes:
        prefix, gone = _prefix(text), 0
        for rule in rules:
            made = re.sub(rb"<(/?)(?:[\w.-]+:)?(?=[a-zA-Z])", rb"<\1" + prefix, rule)
            if made in text:
                text, gone = text.replace(made, b"", 1), gone + 1
        text = _counted(text, prefix, -gone)
        return re.sub(rb"<%bdataValidations[^>]*>\s*</%bdataValidations>" % (prefix, prefix), b"", text)
    return tail


def _counted(text: bytes, prefix: bytes, more: int) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        return match[1] + str(int(match[2]) + more).encode()
    return re.sub(rb"(<%bdataValidations[^>]*?\scount\s*=\s*[\"'])(\d+)" % prefix, one, text, count=1)


def _prefix(tail: bytes) -> bytes:
    """The prefix of the sheet's own elements, from its closing tag."""
    match = re.search(rb"</([\w.-]+:)?worksheet\s*>\s*\Z", tail)
    return match[1] or b"" if match else b""


def _place(tail: bytes, prefix: bytes) -> int:
    """Where validations go: behind the last of the elements that come before them."""
    last = 0
    for name in _EARLIER:
        for match in re.finditer(rb"<%b%b(?=[\s/>])" % (prefix, name), tail):
            closing = re.compile(rb"/>|>").search(tail, match.end())
            end = closing.end() if closing else match.end()
            if closing is not None and closing[0] == b">":
                end = tail.index(b"</%b%b>" % (prefix, name), end) + len(prefix) + len(name) + 3
            last = max(last, end)
    return last


def _rewrite_tail(book: Workbook, entry: SheetEntry, tail: Callable[[bytes], bytes], *, force: bool) -> None:
    scan = SheetPass((), Reading(lambda *_: None), entry.part, tail)
    with book.editing():
        text = book.parts.text(entry.part)
        new = rewritten(text, scan)
        if scan.facts.protected and not force:
            raise Refused.because("protected", entry.name)
        if new is not text:
            book.parts.write(entry.part, new)


def names_of(book: Workbook) -> dict[str, str]:
    """Names of a whole workbook with what they stand for."""
    group = book.tree.find(Q + "definedNames")
    return {element.get("name") or "": element.text or "" for element in (() if group is None else group)
            if element.get("localSheetId") is None}
