"""What the workbook reader does not tell of an xlsx sheet, taken from the stream of its XML.

How far the cells really reach (``<dimension>`` may lie, or be absent), which cells are errors, in which
columns formulas stand and which of them have no result. Sheets are large and nearly all of their cells
ordinary: one search for cells that lie outside of what is known, or are written in an unusual way, and two
for error cells and formulas go over the bytes; only what they find is taken apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from xlcrm.book.sources.scan import LAST_COLUMN, LAST_ROW, SheetScan, number
from xlcrm.tables.rows import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PIECE = 1 << 22  # bytes that are looked at in one go
LONGEST = 1 << 24  # bytes without the beginning of a cell or row; a cell holds 32,767 characters
SMALL = 1 << 13  # below this taking every cell apart costs less than the searches' set-up

_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]*)(\d*)""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_FORMULA = re.compile(
    rb"\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f\s*>)\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*(</)?"
)
_RESULT = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)")
_BEGIN = re.compile(rb"<(\w+:)?sheetData[\s/>]")
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\s[^>]*?ref=["'](?:[A-Z]+\d+:)?([A-Z]+)(\d+)["']""")
_ERROR_MARK = re.compile(rb't="e"')  # a compiled search for plain bytes is a third faster than bytes.find
_BEGINNINGS = (b"<c ", b"<row ", b":c ", b":row ")


class TooLong(ValueError):
    """A piece of XML without any cell that is longer than any cell can be."""


class _Unusual(Exception):
    """The cells are not written the way every common program writes them."""


def scan(unpack: Callable[[], Iterable[bytes]]) -> SheetScan:
    """Run through the XML of one sheet; ``unpack`` begins it anew."""
    try:
        return _fast(unpack())
    except _Unusual:
        return scan_exactly(unpack)


def scan_exactly(unpack: Callable[[], Iterable[bytes]]) -> SheetScan:
    """The same with every cell taken apart: slower, and the extent is the true one."""
    found = SheetScan(top=LAST_ROW, left=LAST_COLUMN, exact=True)
    row = column = 0
    for piece in _pieces(unpack()):
        row, column = _take_apart(piece, found, row, column)
    if not found.bottom:
        found.top = found.left = 1
    return found


def _take_apart(piece: bytes, found: SheetScan, row: int, column: int) -> tuple[int, int]:
    """Every cell of a piece; row and column are where the piece before ended."""
    for tag in _TAG.finditer(piece):
        place = _PLACE.search(tag[2])
        if tag[1] == b"row":
            row, column = int(place[2]) if place and place[2] else row + 1, 0
            continue
        column += 1
        if place and place[1] and place[2]:
            column, row = number(place[1]), int(place[2])
        found.top, found.bottom = min(found.top, row), max(found.bottom, row)
        found.left, found.right = min(found.left, column), max(found.right, column)
        if tag[2].endswith(b"/"):
            continue
        kind = _TYPE.search(tag[2])
        if _FORMULA.match(piece, tag.end()):
            is_text = kind is not None and kind[1] == b"str"
            found.note_formula(row, column, calculated=_has_result(piece, tag.end(), is_text))
        if kind and kind[1] == b"e":
            result = _RESULT.search(piece, tag.end())
            found.note_error(row, column, result[1] if result else b"")
    return row, column


def _fast(chunks: Iterable[bytes]) -> SheetScan:
    found = SheetScan()
    prefix: bytes | None = None
    for piece in _pieces(chunks):
        if prefix is None:
            begin = _BEGIN.search(piece)
            if len(piece) < SMALL or begin is None:
                raise _Unusual
            prefix = begin[1] or b""
            _believe(_DIMENSION.search(piece, 0, begin.start()), found)
        _look(piece, found, prefix)
    return found


def _believe(dimension: re.Match[bytes] | None, found: SheetScan) -> None:
    """Take the sheet's word for how far it reaches, to be refuted by the first cell outside."""
    if dimension and len(dimension[1]) <= 2 and int(dimension[2]) < LAST_ROW:
        _widen(found, int(dimension[2]), number(dimension[1]))


def _widen(found: SheetScan, row: int, column: int) -> None:
    found.bottom, found.right = max(found.bottom, _room(row)), max(found.right, column)


def _look(piece: bytes, found: SheetScan, prefix: bytes) -> None:
    at = 0
    while True:
        stranger = _outside(prefix, found.right, found.bottom).search(piece, at)
        if stranger is None:
            break
        at = stranger.end()
        if piece[at : at + 1].isalpha():
            continue  # <color>, <charset> or the like in a rich text
        cell = _cell(prefix).match(piece, stranger.start())
        if cell is None or len(cell[1]) > 3 or len(cell[2]) > 7:
            raise _Unusual
        _widen(found, int(cell[2]), number(cell[1]))
    for mark in _ERROR_MARK.finditer(piece):
        cell = _cell(prefix).match(piece, piece.rfind(b"<", 0, mark.start()))
        if cell:
            result = _RESULT.search(piece, mark.end())
            found.note_error(int(cell[2]), number(cell[1]), result[1] if result else b"")
    for mark in _formula_mark(prefix).finditer(piece):
        cell = _cell(prefix).match(piece, piece.rfind(b"<", 0, mark.start()))
        if cell:
            calculated = _has_result(piece, mark.start(), b't="str"' in piece[cell.end() : mark.start()])
            found.note_formula(int(cell[2]), number(cell[1]), calculated=calculated)


def _has_result(piece: bytes, at: int, is_text: bool) -> bool:
    """True unless the cell ends behind the formula; an empty result counts for text only."""
    formula = _FORMULA.match(piece, at)
    return not formula or not formula[2] or bool(formula[1] and is_text)


def _room(row: int) -> int:
    """The row rounded up, so that a growing sheet does not need a new search for every row.

    >>> _room(7), _room(20001), _room(199999), _room(1000001)
    (99, 29999, 199999, 1048576)
    """
    unit: int = 10 ** max(len(str(row)) - (1 if row < 100_000 else 2), 1)
    return min((row // unit + 1) * unit - 1, LAST_ROW) if row >= 10 else 99


def _columns_up_to(right: int) -> str:
    """Pattern of the letters of columns 1 to ``right``."""
    if right < 1:
        return "(?!)"
    last = letters(right)
    if len(last) == 1:
        return f"[A-{last}]"
    if len(last) == 3:
        return "[A-Z]{1,3}"
    before = f"|[A-{chr(ord(last[0]) - 1)}][A-Z]" if last[0] > "A" else ""
    return f"(?:[A-Z]{before}|{last[0]}[A-{last[1]}])"


def _rows_up_to(bottom: int) -> str:
    r"""Pattern of the numbers of rows 1 to ``bottom``, or a little further; the frequent ones come first.

    >>> _rows_up_to(29999), _rows_up_to(129999)
    ('(?:[1-2]\\d{4}|\\d{1,4}+)', '(?:1[0-2]\\d{4}|\\d{1,5}+)')
    """
    text = str(max(bottom, 99))
    rest = len(text) - 1
    if bottom < 100_000:
        return rf"(?:[1-{text[0]}]\d{{{rest}}}|\d{{1,{rest}}}+)"
    below = rf"[1-{int(text[0]) - 1}]\d{{{rest}}}|" if text[0] > "1" else ""
    return rf"(?:{below}{text[0]}[0-{text[1]}]\d{{{rest - 1}}}|\d{{1,{rest}}}+)"


@lru_cache(maxsize=256)
def _outside(prefix: bytes, right: int, bottom: int) -> re.Pattern[bytes]:
    """Beginning of a cell beyond column ``right`` or row ``bottom``, or written unusually."""
    inside = rf' r="{_columns_up_to(right)}{_rows_up_to(bottom)}"'
    return re.compile(rb"<%bc(?!%b)" % (prefix, inside.encode()))


@lru_cache(maxsize=8)
def _formula_mark(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<%bf" % prefix)


@lru_cache(maxsize=8)
def _cell(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<%bc r="([A-Z]+)(\d+)"' % prefix)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The XML, cut where a cell or row begins."""
    rest: list[bytes] = []
    size = 0
    for chunk in chunks:
        rest.append(chunk)
        size += len(chunk)
        if size < PIECE:
            continue
        piece = b"".join(rest)
        cut = next((at for mark in _BEGINNINGS if (at := piece.rfind(mark)) > 0), 0)
        if cut or len(piece) > LONGEST:
            cut = piece.rfind(b"<", 0, cut + 1 if cut else None)
            if cut <= 0:  # one endless text
                raise TooLong
        yield piece[:cut]
        rest, size = [piece[cut:]], len(piece) - cut
    yield b"".join(rest)
