"""What must hold for any workbook: an edit changes what it names and nothing else.

`examine` edits a workbook in every way and compares it with the original, part by part and element by element.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass

import openpyxl
import pytest
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from xlcrm.ooxml import KEEP, Package, Refused, a1

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLOUR = "F4B6C2"
TYPED = "核对 <&> =1+1"


@dataclass(frozen=True)
class Outcome:
    """`kind` is edited, refused or not-a-workbook; `why` the code of a refusal."""

    kind: str
    why: str = ""


def members(content: bytes) -> dict[str, bytes]:
    """Packed bytes of every member of a zip file."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            start = info.header_offset
            name, extra = (int.from_bytes(content[start + at:start + at + 2], "little") for at in (26, 28))
            begin = start + 30 + name + extra
            found[info.filename] = bytes([info.compress_type]) + content[begin:begin + info.compress_size]
    return found


def xml(content: bytes, member: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(member), etree.XMLParser(huge_tree=True))


def changed(before: bytes, after: bytes) -> tuple[set[str], set[str], set[str]]:
    """(members edited, added, gone)."""
    old, new = members(before), members(after)
    edited = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    return edited, set(new) - set(old), set(old) - set(new)


def plain(node: etree._Element) -> bytes:
    """A node as text; canonical only for elements, of which lxml can make it."""
    method = "c14n" if isinstance(node.tag, str) else "xml"
    return etree.tostring(node, method=method, with_tail=False)


def cells_and_rest(root: etree._Element) -> tuple[dict[str, bytes], list[bytes]]:
    """Every cell by its address, and everything else of a sheet in order, cells taken out."""
    found: dict[str, bytes] = {}
    rest: list[bytes] = []
    row = 0
    for child in root:
        if child.tag != MAIN + "sheetData":
            if child.tag != MAIN + "dimension":
                rest.append(plain(child))
            continue
        for line in child:
            if line.tag != MAIN + "row":
                rest.append(plain(line))
                continue
            row = int(line.get("r") or row + 1)
            column = 0
            for cell in line:
                if cell.tag != MAIN + "c":
                    rest.append(plain(cell))
                    continue
                column = _column(cell.get("r")) if cell.get("r") else column + 1
                found[a1(row, column)] = etree.tostring(cell, method="c14n", with_tail=False)
            attributes = {key: value for key, value in line.attrib.items() if key != "spans"}
            if attributes.keys() - {"r"}:
                rest.append(repr(sorted(attributes.items())).encode())
    return found, rest


def _column(reference: str | None) -> int:
    number = 0
    for letter in reference or "":
        if letter.isalpha():
            number = number * 26 + ord(letter.upper()) - 64
    return number


def sheet_part(content: bytes, title: str) -> str:
    with Package(content) as package:
        return package._book.sheet(title).part


def examine(content: bytes, scratch: bytes) -> Outcome:
    """Edits a workbook in memory and proves that nothing else changed."""
    try:
        package = Package(content)
    except Refused as refusal:
        kind = "not-a-workbook" if refusal.code in {"not-a-workbook", "old-format"} else "refused"
        return Outcome(kind, refusal.code)
    with package:
        if not package.sheets:
            return Outcome("not-a-workbook", "no worksheet")
        title = package.sheets[0]
        try:
            cells = set_some_cells(package, title)
        except Refused as refusal:
            return Outcome("refused", refusal.code)
        except etree.XMLSyntaxError:
            with pytest.raises(Refused):
                package.set_cells(title, {(1, 1): TYPED})
            return Outcome("refused", "broken-xml")
        values_only = package.to_bytes()
        proves_cells(content, values_only, title, cells)
        proves_readers(content, values_only, title, cells)
        if title != "核对报表" and not package._book.locked:
            package.put_sheet("核对报表", scratch)
            proves_graft(values_only, package.to_bytes())
    return Outcome("edited")


def set_some_cells(package: Package, title: str) -> dict[str, object]:
    """A value far below, a value in between, a mark on a cell that is there; what was set, by address."""
    part = package._book.sheet(title).part
    old, _ = cells_and_rest(etree.fromstring(package._parts.read(part), etree.XMLParser(huge_tree=True)))
    formulas = package.formula_cells(title)
    places = sorted((_row(address), _column(address)) for address in old)
    last = places[-1] if places else (1, 1)
    below = (min(last[0] + 3, 1_048_576), min(last[1] + 1, 16_384))
    marked = next((cell for cell in places if cell in formulas), places[len(places) // 2] if places else (2, 2))
    if below in places:
        below = (1, 1)
    values: dict[tuple[int, int], object] = {below: TYPED, marked: KEEP}
    package.set_cells(title, values, fill={marked: COLOUR}, force=True)
    assert package.fill_of(title, [marked]) == {marked: COLOUR}
    assert package.values(title, [below]) == {below: TYPED}
    return {a1(*below): TYPED, a1(*marked): KEEP}


def _row(address: str) -> int:
    return int("".join(letter for letter in address if letter.isdigit()))


def proves_cells(before: bytes, after: bytes, title: str, cells: dict[str, object]) -> None:
    part = sheet_part(before, title)
    with Package(before) as package:
        allowed = {part, package._book.part, *package._parts.follow(package._book.part, "styles")}
        had_styles = len(allowed) == 3
    edited, added, gone = changed(before, after)
    if not had_styles:
        allowed |= {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"} | edited & {part for part in edited if "rels" in part}
        assert added <= {"xl/styles.xml"}
        added = set()
    assert edited <= allowed, edited - allowed
    assert not added, added
    assert not gone, gone
    old, old_rest = cells_and_rest(xml(before, part))
    new, new_rest = cells_and_rest(xml(after, part))
    assert old_rest == new_rest
    different = {address for address in old.keys() | new.keys() if old.get(address) != new.get(address)}
    assert different <= set(cells), different
    for address, value in cells.items():
        if value is KEEP and address in old:
            assert _content(old[address]) == _content(new[address])
    proves_styles(before, after)


def _content(cell: bytes) -> list[bytes]:
    return [etree.tostring(child, method="c14n") for child in etree.fromstring(cell)]


def proves_styles(before: bytes, after: bytes) -> None:
    """Formats are only added behind the others."""
    with Package(before) as old, Package(after) as new:
        styles = old._parts.follow(old._book.part, "styles")
        if not styles:
            return
        first, second = old._parts.tree(styles[0]), new._parts.tree(styles[0])
        for group in first:
            if not isinstance(group.tag, str):
                continue
            kept = [etree.tostring(member, method="c14n", with_tail=False) for member in group]
            now = [etree.tostring(member, method="c14n", with_tail=False) for member in second.find(group.tag)]
            assert now[:len(kept)] == kept, group.tag


def proves_graft(before: bytes, after: bytes) -> None:
    with Package(before) as package:
        book = package._book
        allowed = {book.part, package._parts.find("[Content_Types].xml"), *package._parts.follow(book.part, "styles")}
        allowed |= {name for name in package._parts.names() if name.casefold().endswith("workbook.xml.rels")
                    or ("/_rels/" in name and name.split("/")[-1] == book.part.split("/")[-1] + ".rels")}
        chain = set(package._parts.follow(book.part, "calcChain"))
    edited, added, gone = changed(before, after)
    assert edited <= allowed, edited - allowed
    assert not gone - chain, gone
    assert any("chart" in name for name in added)
    proves_styles(before, after)
    with Package(after) as package:
        assert package.is_ours("核对报表")
        assert package.sheets[-1] == "核对报表"


SLOW = 60_000
"""Bytes of a workbook beyond which openpyxl takes seconds."""
FAR = 20_000_000
"""Cells from A1 to the last one; beyond, python-calamine takes all memory there is."""


def proves_readers(before: bytes, after: bytes, title: str, cells: dict[str, object]) -> None:
    """openpyxl and python-calamine see what was written, and everything else as before."""
    old, _ = cells_and_rest(xml(before, sheet_part(before, title)))
    new, _ = cells_and_rest(xml(after, sheet_part(after, title)))
    extent = max((_row(address) for address in new), default=1) * max((_column(address) for address in new), default=1)
    typed = next(address for address, value in cells.items() if value == TYPED)
    if extent < FAR:
        seen, now = calamine(before, title), calamine(after, title)
        if now is not None and seen is not None:
            assert now.pop(typed) == TYPED
            seen.pop(typed, None)
            assert now == seen
    if len(before) > SLOW:
        return
    book, again = openpyxl_book(before), openpyxl_book(after)
    if book is None or again is None:
        assert (book is None) == (again is None)
        return
    if title in book.sheetnames and typed not in old:
        assert again[title][typed].value == TYPED
    assert again.sheetnames == book.sheetnames


def calamine(content: bytes, title: str) -> dict[str, object] | None:
    """Every value of a sheet that is not empty; None when the reader cannot."""
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(title)
    except (CalamineError, ValueError, KeyError):
        return None
    return {a1(row, column): value
            for row, line in enumerate(sheet.to_python(skip_empty_area=False), 1)
            for column, value in enumerate(line, 1) if value != ""}


def openpyxl_book(content: bytes) -> openpyxl.Workbook | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:  # ten kinds, on files that are not quite as they should be
        return None
