"""What passes over a sheet do with its cells: write values and formats, or read them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from lxml import etree

from xlcrm.ooxml.address import MAX_COLUMN, MAX_ROW, a1
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.values import KEEP, CellError, Value, body, date_format, moment_of, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xlcrm.ooxml.address import Cell
    from xlcrm.ooxml.styles import Styles
    from xlcrm.ooxml.workbook import Workbook

Stored = str | int | float | bool | CellError | dt.date | None
"""What a cell holds, dates as serial numbers unless they are stored as text in ISO form."""

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_STYLE = re.compile(rb"\ss\s*=\s*[\"'][^\"']*[\"']")
_NAME = re.compile(rb"<(?:[\w.-]+:)?c(?![\w.-])")
_TAGS = re.compile(rb"<(/?)[\w.-]+:")
_PARSER: Final = etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True)  # attributes may have prefixes
_NUMERIC: Final = frozenset({"n", ""})


def has_formula(cell: bytes | None) -> bool:
    """Whether the XML of a cell holds a formula."""
    return cell is not None and _FORMULA.search(cell) is not None


def restyled(cell: bytes, style: int) -> bytes:
    """The XML of a cell with another format index."""
    tag, rest = cell[:cell.index(b">")], cell[cell.index(b">"):]
    stated = b' s="%d"' % style if style else b""
    if _STYLE.search(tag):
        return _STYLE.sub(stated, tag, count=1) + rest
    return _NAME.sub(lambda match: match[0] + stated, tag, count=1) + rest


def with_value(row: int, column: int, value: Value, style: int, book: Workbook, sheet: str) -> bytes:
    """A cell that holds a value."""
    address = a1(row, column)
    attribute, content = body(value, book.date1904, f"{sheet}!{address}")
    if not content:
        return blank(row, column, style)
    return f'<c r="{address}"{_stated(style)}{attribute}>{content}</c>'.encode()


def with_formula(row: int, column: int, formula: str, style: int) -> bytes:
    """A cell that holds a formula whose result is not known yet."""
    return f'<c r="{a1(row, column)}"{_stated(style)}><f>{escape(formula)}</f></c>'.encode()


def blank(row: int, column: int, style: int) -> bytes:
    """An empty cell."""
    return f'<c r="{a1(row, column)}"{_stated(style)}/>'.encode()


def _stated(style: int) -> str:
    return f' s="{style}"' if style else ""


class Setting:
    """Writes values, fills and number formats into cells."""

    def __init__(self, book: Workbook, sheet: str, values: Mapping[Cell, Value], fill: Mapping[Cell, str | None],
                 number_format: Mapping[Cell, str]) -> None:
        self._book, self._sheet, self._styles = book, sheet, book.styles
        self._values, self._fill, self._number_format = values, fill, number_format

    def cells(self) -> list[Cell]:
        """All cells named, in order; refused when one is outside of the sheet."""
        named = {*self._values, *self._fill, *self._number_format} if self._fill or self._number_format else None
        cells = sorted(self._values if named is None else named)
        for row, column in cells:
            if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
                raise Refused.because("outside", f"{self._sheet} ({row}, {column})")
        return cells

    def written(self) -> list[Cell]:
        """The cells whose content changes, in order."""
        return sorted(cell for cell, value in self._values.items() if value is not KEEP)

    def __call__(self, row: int, column: int, old: bytes | None, style: int) -> bytes | None:
        """As `sheet.Visit`."""
        value = self._values.get((row, column), KEEP)
        new_style = self._style(row, column, value, style)
        if value is KEEP:
            if new_style == style:
                return old
            return blank(row, column, new_style) if old is None else restyled(old, new_style)
        if has_formula(old):
            raise Refused.because("formula", f"{self._sheet}!{a1(row, column)}")
        if old is None and value in (None, "") and new_style == style:
            return None
        return with_value(row, column, value, new_style, self._book, self._sheet)

    def _style(self, row: int, column: int, value: Value, style: int) -> int:
        if self._number_format and (row, column) in self._number_format:
            style = self._styles.with_number_format(style, self._number_format[row, column])
        elif code := date_format(value):
            style = self._styles.as_date(style, code)
        if self._fill and (row, column) in self._fill:
            style = self._styles.with_fill(style, self._fill[row, column])
        return style


class Reading:
    """Collects something of each named cell, and changes nothing."""

    def __init__(self, take: Callable[[int, int, bytes | None, int], None]) -> None:
        self._take = take

    def __call__(self, row: int, column: int, old: bytes | None, style: int) -> bytes | None:
        """As `sheet.Visit`."""
        self._take(row, column, old, style)
        return old


def stored_value(cell: bytes | None, shared: Callable[[int], str]) -> Stored:
    """What the XML of a cell holds; of a formula, its last result."""
    if cell is None:
        return None
    element = etree.fromstring(_TAGS.sub(rb"<\1", cell) if b":" in cell else cell, _PARSER)
    kind = element.get("t") or ""
    if kind == "inlineStr":
        string = element.find("is")
        return text_of(string) if string is not None else None
    content = element.findtext("v")
    if content is None:
        return None
    if kind == "s":
        return shared(int(content))
    if kind == "b":
        return content.strip() in ("1", "true")
    if kind == "e":
        return CellError(content)
    if kind in _NUMERIC:
        return _plain_number(content.strip())
    if kind == "d":
        return _iso_moment(content.strip())
    return unescaped(content)


def text_of(string: etree._Element) -> str:
    """The text of a string item: its runs, without phonetic hints."""
    pieces: list[str] = []
    for element in string:
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if tag == "t":
            pieces.append(element.text or "")
        elif tag == "r":
            pieces += [run.text or "" for run in element if isinstance(run.tag, str)
                       and etree.QName(run).localname == "t"]
    return unescaped("".join(pieces))


def _iso_moment(content: str) -> dt.date | str:
    try:
        moment = dt.datetime.fromisoformat(content)
    except ValueError:
        return content
    return moment if moment.time() != dt.time() else moment.date()


def _plain_number(content: str) -> int | float | None:
    if not content:
        return None
    try:
        return int(content)
    except ValueError:
        return float(content)


def as_moment(value: Stored, style: int, styles: Styles, date1904: bool) -> Stored | dt.date | dt.time:
    """A number in a cell that shows dates as a date or time."""
    if isinstance(value, int | float) and not isinstance(value, bool) and styles.is_date(style):
        return moment_of(value, date1904)
    return value


def sorted_cells(cells: Iterable[Cell]) -> list[Cell]:
    """The cells in order, each once."""
    return sorted(set(cells))
