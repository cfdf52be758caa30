"""Cell formats: derived from the cell's own, never changed in place, so that no other cell is affected."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from lxml import etree

from xlcrm.ooxml.parts import serialised, whole
from xlcrm.ooxml.refused import Refused

if TYPE_CHECKING:
    from xlcrm.ooxml.parts import Parts

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Q: Final = f"{{{MAIN}}}"
MAX_FORMATS: Final = 65_490
FIRST_CUSTOM: Final = 164
_SEQUENCE: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
                    "tableStyles", "colors", "extLst")
_COUNTED_ON: Final = frozenset({"fonts", "fills", "borders", "cellStyleXfs", "cellXfs"})
_DATE_IDS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_BARE: Final = (
    '<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>')
_SOLID: Final = ('<fill xmlns="{main}"><patternFill patternType="solid"><fgColor rgb="FF{rgb}"/>'
                 '<bgColor indexed="64"/></patternFill></fill>')
_RGB = re.compile(r"[0-9A-Fa-f]{6}")
_LINKS: Final = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
_APPLY: Final = {"numFmtId": "applyNumberFormat", "fontId": "applyFont", "fillId": "applyFill",
                 "borderId": "applyBorder"}


def canonical(element: etree._Element) -> bytes:
    """A form in which equal elements of different files are equal bytes."""
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)


def is_date_code(code: str) -> bool:
    """Whether a number format shows a date or a time.

    >>> is_date_code("yyyy-mm-dd"), is_date_code('0.00"days"'), is_date_code("[h]:mm"), is_date_code("[Red]0")
    (True, False, True, False)
    """
    return bool(_DATE_LETTERS.search(_LITERAL.sub("", code.split(";")[0])))


def solid_colour(fill: str | None) -> str | None:
    """RRGGBB of a fill as `Package.fill_of` gives it; None when it is not one plain colour."""
    return fill.upper() if fill and _RGB.fullmatch(fill) else None


class Styles:
    """The formats of one workbook; indices stay valid because formats are only added."""

    def __init__(self, parts: Parts, workbook: str) -> None:
        self._parts, self._workbook = parts, workbook
        found = parts.follow(workbook, "styles")
        self._part = found[0] if found else ""
        self._known: dict[str, dict[bytes, int]] = {}
        self._bare: dict[bytes, int] = {}
        self._derived: dict[tuple[object, ...], int] = {}
        self._adopted: WeakKeyDictionary[Styles, dict[int, int]] = WeakKeyDictionary()
        self._dates: dict[int, bool] = {}

    @property
    def root(self) -> etree._Element:
        """The style sheet; made when the workbook has none."""
        if not self._part:
            self._part = "xl/styles.xml"
            self._parts.write(self._part, serialised(etree.fromstring(_BARE.format(main=MAIN))))
            self._parts.relate(self._workbook, "styles", self._part)
            self._parts.declare(
                self._part, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml")
        return self._parts.tree(self._part)

    def group(self, tag: str) -> list[etree._Element]:
        """The members of a group such as `fonts`."""
        group = self.root.find(Q + tag)
        return [] if group is None else [element for element in group if isinstance(element.tag, str)]

    def add(self, tag: str, element: etree._Element) -> int:
        """Index of an equal member; it is appended when there is none."""
        known = self._known.get(tag)
        if known is None:
            self._complete()
            known = self._known[tag] = {}
            for index, member in enumerate(self.group(tag)):
                known.setdefault(canonical(member), index)
        key = canonical(element)
        if key not in known:
            group = self._made(tag)
            members = self.group(tag)
            known[key] = len(members)
            group.append(element)
            group.set("count", str(len(members) + 1))
            self._parts.touch(self._part)
        return known[key]

    def _complete(self) -> None:
        """Adds the members Excel counts on: the first of each group is the plain one, the first two fills are fixed."""
        bare = etree.fromstring(_BARE.format(main=MAIN))
        for group in bare:
            tag = etree.QName(group).localname
            there = len(self.group(tag))
            if tag in _COUNTED_ON and there < len(group):
                made = self._made(tag)
                for member in list(group)[there:]:
                    made.append(copy.deepcopy(member))
                made.set("count", str(len(made)))
                self._parts.touch(self._part)

    def _made(self, tag: str) -> etree._Element:
        group = self.root.find(Q + tag)
        if group is None:
            group = etree.Element(Q + tag)
            later = {Q + name for name in _SEQUENCE[_SEQUENCE.index(tag) + 1:]}
            place = next((i for i, element in enumerate(self.root) if element.tag in later), len(self.root))
            self.root.insert(place, group)
        return group

    def format(self, index: int) -> etree._Element:
        """A copy of a cell format; the plain one for an index that does not exist."""
        formats = self.group("cellXfs")
        if 0 <= index < len(formats):
            return copy.deepcopy(formats[index])
        return etree.Element(Q + "xf", numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")

    def add_format(self, xf: etree._Element) -> int:
        """Index of a cell format."""
        index = self.add("cellXfs", xf)
        if index >= MAX_FORMATS:
            raise Refused.because("styles-full", self._part)
        return index

    # number formats

    def code(self, number_format: int) -> str:
        """The custom format code of a numFmtId; "" for built-in ones."""
        return next((element.get("formatCode") or "" for element in self.group("numFmts")
                     if element.get("numFmtId") == str(number_format)), "")

    def number_format(self, code: str) -> str:
        """NumFmtId of a format code."""
        if code == "General":
            return "0"
        taken = {element.get("formatCode"): whole(element, "numFmtId") for element in self.group("numFmts")}
        if code in taken:
            return str(taken[code])
        new = str(max([FIRST_CUSTOM - 1, *taken.values()]) + 1)
        self.add("numFmts", etree.Element(Q + "numFmt", numFmtId=new, formatCode=code))
        return new

    def is_date(self, index: int) -> bool:
        """Whether cells of this format show dates or times."""
        if index not in self._dates:
            number = whole(self.format(index), "numFmtId")
            code = self.code(number)
            self._dates[index] = is_date_code(code) if code else number in _DATE_IDS
        return self._dates[index]

    # fills

    def fill_of(self, index: int) -> str | None:
        """Fill of a format: "RRGGBB" when plain, None when there is none, else the fill's XML."""
        fills = self.group("fills")
        number = whole(self.format(index), "fillId")
        if number >= len(fills):
            return None
        fill = fills[number]
        pattern = fill.find(Q + "patternFill")
        if pattern is not None:
            kind = pattern.get("patternType") or "none"
            colour = pattern.find(Q + "fgColor")
            if kind == "none":
                return None
            if kind == "solid" and colour is not None and _is_plain(colour):
                return (colour.get("rgb") or "")[-6:].upper()
        return canonical(fill).decode()

    def _fill_id(self, fill: str | None) -> str:
        if fill is None:
            return "0"
        if _RGB.fullmatch(fill):
            for index, member in enumerate(self.group("fills")):
                colour = member.find(f"{Q}patternFill[@patternType='solid']/{Q}fgColor")
                if colour is not None and _is_plain(colour) and (colour.get("rgb") or "")[-6:].upper() == fill.upper():
                    return str(index)
            return str(self.add("fills", etree.fromstring(_SOLID.format(main=MAIN, rgb=fill.upper()))))
        try:
            element = etree.fromstring(fill)
        except etree.XMLSyntaxError as error:
            raise Refused.because("colour", fill) from error
        if element.tag != Q + "fill":
            raise Refused.because("colour", fill)
        return str(self.add("fills", element))

    # derivation

    def with_fill(self, index: int, fill: str | None) -> int:
        """The format with another fill; the format the cell had before, where it still exists."""
        key = ("fill", index, fill)
        if key not in self._derived:
            xf = self.format(index)
            number = self._fill_id(fill)
            if (xf.get("fillId") or "0") != number:
                xf.set("fillId", number)
                xf.set("applyFill", "1")
            self._derived[key] = self._alike(xf)
        return self._derived[key]

    def _alike(self, xf: etree._Element) -> int:
        """The first format that differs at most in the flag `applyFill`, which no program heeds in a cell."""
        if not self._bare:
            for index, member in enumerate(self.group("cellXfs")):
                self._bare.setdefault(_without_flag(member), index)
        key = _without_flag(xf)
        if key not in self._bare:
            self._bare[key] = self.add_format(xf)
        return self._bare[key]

    def with_number_format(self, index: int, code: str) -> int:
        """The format with another number format."""
        key = ("number", index, code)
        if key not in self._derived:
            xf = self.format(index)
            number = self.number_format(code)
            if xf.get("numFmtId") != number:
                xf.set("numFmtId", number)
                xf.set("applyNumberFormat", "1")
            self._derived[key] = self.add_format(xf)
        return self._derived[key]

    def as_date(self, index: int, code: str) -> int:
        """The format itself when it shows dates, else with a date format."""
        return index if self.is_date(index) else self.with_number_format(index, code)

    # formats of another workbook

    def adopted(self, other: Styles, index: int) -> int:
        """Index here of a format of another workbook."""
        known = self._adopted.setdefault(other, {})
        if index not in known:
            xf = other.format(index)
            xf.set("xfId", self._named(other, xf))
            for attribute, tag in _LINKS:
                members = other.group(tag)
                number = whole(xf, attribute)
                if number < len(members):
                    xf.set(attribute, str(self.add(tag, copy.deepcopy(members[number]))))
            if code := other.code(whole(xf, "numFmtId")):
                xf.set("numFmtId", self.number_format(code))
            for attribute, flag in _APPLY.items():
                if (xf.get(attribute) or "0") != "0" and xf.get(flag) is None:
                    xf.set(flag, "1")
            known[index] = self.add_format(xf)
        return known[index]

    def _named(self, other: Styles, xf: etree._Element) -> str:
        """XfId here of the named style a foreign format rests on; "0" when there is none of that name."""
        names = {style.get("xfId"): style.get("name") for style in other.group("cellStyles")}
        name = names.get(xf.get("xfId") or "0")
        return next((style.get("xfId") or "0" for style in self.group("cellStyles") if style.get("name") == name),
                    "0")

    def adopted_difference(self, other: Styles, index: int) -> int:
        """Index here of a conditional format (dxf) of another workbook."""
        members = other.group("dxfs")
        if not 0 <= index < len(members):
            return 0
        return self.add("dxfs", copy.deepcopy(members[index]))


def _without_flag(xf: etree._Element) -> bytes:
    bare = copy.deepcopy(xf)
    bare.attrib.pop("applyFill", "")
    return canonical(bare)


def _is_plain(colour: etree._Element) -> bool:
    return bool(colour.get("rgb")) and colour.get("tint") is None
