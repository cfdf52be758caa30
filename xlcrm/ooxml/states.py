"""Cells as they are, remembered as text that stands for itself, and brought back."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from xlcrm.ooxml.address import a1
from xlcrm.ooxml.cells import Reading, Stored, blank, has_formula, restyled, stored_value
from xlcrm.ooxml.deflate import read
from xlcrm.ooxml.parts import whole
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.sheet import SheetPass
from xlcrm.ooxml.strings import SharedStrings
from xlcrm.ooxml.styles import MAIN, Q, canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xlcrm.ooxml.address import Cell
    from xlcrm.ooxml.workbook import Workbook

_PREFIXED = re.compile(rb"<(/?)[A-Za-z_][\w.-]*:")
_PLACE = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+\d+[\"']")
_SHARED = re.compile(rb"^<c\s[^>]*\bt=[\"']s[\"'][^>]*>.*?<v>\s*(\d+)\s*</v>", re.DOTALL)
_STYLE = re.compile(rb"^<c(?:\s[^>]*?)?\ss=[\"'](\d+)[\"']")
_DEPENDENT = re.compile(rb"<f\s[^>]*\bt=[\"'](?:shared|array|dataTable)[\"']")
_LINKS: Final = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))


def values_of(book: Workbook, part: str, cells: Sequence[Cell]) -> tuple[dict[Cell, Stored], dict[Cell, int]]:
    """What cells hold, and their formats."""
    found: dict[Cell, Stored] = {}
    formats: dict[Cell, int] = {}
    shared: dict[Cell, int] = {}

    def take(row: int, column: int, cell: bytes | None, style: int) -> None:
        def later(index: int) -> str:
            shared[row, column] = index
            return ""
        found[row, column] = stored_value(cell, later)
        formats[row, column] = style
    read(book.parts.text(part), SheetPass(cells, Reading(take), part))
    texts = SharedStrings(book.parts, book.part).texts(shared.values())
    for cell, index in shared.items():
        found[cell] = texts[index]
    return found, formats


def states_of(book: Workbook, part: str, cells: Sequence[Cell]) -> dict[Cell, str]:
    """Content and format of cells, as `Restoring` takes them."""
    raw: dict[Cell, bytes] = {}

    def take(row: int, column: int, cell: bytes | None, _style: int) -> None:
        raw[row, column] = b"" if cell is None else _PREFIXED.sub(rb"<\1", _PLACE.sub(b"", cell, count=1))
    read(book.parts.text(part), SheetPass(cells, Reading(take), part))
    shared = {cell: int(match[1]) for cell, content in raw.items() if (match := _SHARED.search(content))}
    items = SharedStrings(book.parts, book.part).items(shared.values())
    formats: dict[str, str] = {}
    found: dict[Cell, str] = {}
    for cell, content in raw.items():
        if not content:
            found[cell] = ""
            continue
        state = {"c": content.decode()}
        style = _STYLE.search(content)
        if style:
            index = style[1].decode()
            if index not in formats:
                formats[index] = definition(book, int(index))
            state["f"] = formats[index]
        if cell in shared:
            state["s"] = canonical(items[shared[cell]]).decode()
        found[cell] = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return found


def looks_of(book: Workbook, part: str, cells: Sequence[Cell]) -> dict[Cell, str]:
    """How cells look but for their number format, as text that is equal for the same look."""
    looks: dict[int, str] = {}
    found: dict[Cell, str] = {}

    def take(row: int, column: int, _cell: bytes | None, style: int) -> None:
        if style not in looks:
            looks[style] = _look(definition(book, style))
        found[row, column] = looks[style]
    read(book.parts.text(part), SheetPass(cells, Reading(take), part))
    return found


def _look(definition: str) -> str:
    holder = etree.fromstring(definition)
    holder.attrib.pop("code", "")
    for xf in holder.iterfind(Q + "xf"):
        for attribute in ("numFmtId", "applyNumberFormat", *(link for link, _ in _LINKS), "xfId"):
            xf.attrib.pop(attribute, "")
    return canonical(holder).decode()


def definition(book: Workbook, index: int) -> str:
    """A format with everything it points at."""
    styles = book.styles
    xf = styles.format(index)
    holder = etree.fromstring(f'<format xmlns="{MAIN}"/>')
    code = styles.code(whole(xf, "numFmtId"))
    if code:
        holder.set("code", code)
    holder.append(xf)
    for attribute, tag in _LINKS:
        members = styles.group(tag)
        number = whole(xf, attribute)
        if number < len(members):
            holder.append(copy.deepcopy(members[number]))
    return canonical(holder).decode()


class Restoring:
    """Puts cells back; those of `looking` only their content, and they stay as they look."""

    def __init__(self, state: Mapping[Cell, str], book: Workbook, looking: Collection[Cell] = ()) -> None:
        self._state, self._book, self._looking = state, book, frozenset(looking)
        self._formats: dict[tuple[str, str], int] = {}
        shared: set[int] = set()
        for text in state.values():
            if text and "s" in (one := _loaded(text)) and (match := _SHARED.search(one["c"].encode())):
                shared.add(int(match[1]))
        self._items = SharedStrings(book.parts, book.part).items(shared)

    def __call__(self, row: int, column: int, old: bytes | None, style: int) -> bytes | None:
        """As `sheet.Visit`."""
        text = self._state[row, column]
        stays = (row, column) in self._looking
        if not text:
            return blank(row, column, style) if stays else b"" if old is not None else None
        state = _loaded(text)
        cell = state["c"].encode()
        found = _STYLE.search(cell)
        if found:
            number = style if stays else self._format(found[1].decode(), state.get("f", ""))
            if number != int(found[1]):
                cell = restyled(cell, number)
        elif stays and style:
            cell = restyled(cell, style)
        if has_formula(cell):
            return self._formula(cell, old, a1(row, column))
        if "s" in state and (match := _SHARED.search(cell)):
            item = self._items[int(match[1])]
            if canonical(item).decode() != state["s"]:
                cell = _inlined(cell, state["s"])
        return cell[:2] + f' r="{a1(row, column)}"'.encode() + cell[2:]

    def _formula(self, cell: bytes, old: bytes | None, address: str) -> bytes:
        """A formula that is still there keeps its present text and result: nothing of ours ever changed them."""
        if old is not None and has_formula(old):
            stated = _STYLE.search(cell)
            return restyled(old, int(stated[1]) if stated else 0)
        if _DEPENDENT.search(cell):
            raise Refused.because("no-undo", address)
        return cell[:2] + f' r="{address}"'.encode() + cell[2:]

    def _format(self, index: str, wanted: str) -> int:
        """The format of that number when it is still the one remembered, else one made like it."""
        key = (index, wanted)
        if key not in self._formats:
            same = not wanted or definition(self._book, int(index)) == wanted
            self._formats[key] = int(index) if same else made(self._book, wanted)
        return self._formats[key]


def made(book: Workbook, wanted: str) -> int:
    """Index of a format given by its definition."""
    styles = book.styles
    holder = etree.fromstring(wanted)
    xf = holder.find(Q + "xf")
    if xf is None:
        raise Refused.because("no-undo", "format")
    xf = copy.deepcopy(xf)
    for attribute, tag in _LINKS:
        member = holder.find(Q + {"fonts": "font", "fills": "fill", "borders": "border"}[tag])
        if member is not None:
            xf.set(attribute, str(styles.add(tag, copy.deepcopy(member))))
    if code := holder.get("code"):
        xf.set("numFmtId", styles.number_format(code))
    if whole(xf, "xfId") >= len(styles.group("cellStyleXfs")):
        xf.set("xfId", "0")
    return styles.add_format(xf)


def _inlined(cell: bytes, item: str) -> bytes:
    """A cell of a shared string with the string in itself."""
    element = etree.fromstring(cell)
    for child in list(element):
        element.remove(child)
    element.set("t", "inlineStr")
    string = etree.fromstring(item)
    bare = etree.fromstring(_PREFIXED.sub(rb"<\1", etree.tostring(string)).replace(f' xmlns="{MAIN}"'.encode(), b""))
    bare.tag = "is"
    element.append(bare)
    return etree.tostring(element)


def _loaded(text: str) -> dict[str, str]:
    try:
        state = json.loads(text)
        return {"c": state["c"], **{key: state[key] for key in ("f", "s") if key in state}}
    except (ValueError, KeyError, TypeError) as error:
        raise Refused.because("no-undo", text[:40]) from error
