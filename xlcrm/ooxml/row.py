"""One row of a sheet, taken apart to reach some of its cells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from xlcrm.ooxml.address import a1, column_of, letters
from xlcrm.ooxml.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcrm.ooxml.address import Cell

NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d+)[\"']")
REF = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)\d*[\"']")
STYLE = re.compile(rb"\ss\s*=\s*[\"'](\d+)[\"']")
_CUSTOM = re.compile(rb"\scustomFormat\s*=\s*[\"'](?:1|true)[\"']")
_SPANS = re.compile(rb"\sspans\s*=\s*[\"'](\d+):(\d+)[\"']")
_BARE_ROW = re.compile(rb"(?:\s(?:r|spans|x14ac:dyDescent)\s*=\s*[\"'][^\"']*[\"'])*\s*/?")

FEW = 8  # cells of a row that are searched for one by one
NEAR = 8  # so far before a cell its neighbour is looked for

Patch = tuple[int, int, bytes]
"""(start, end, what stands there instead)."""


class Grammar(NamedTuple):
    """The tags of a sheet whose elements carry a prefix (most carry none)."""

    prefix: bytes
    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    array: re.Pattern[bytes]
    data_end: re.Pattern[bytes]

    @staticmethod
    @lru_cache(maxsize=16)
    def of(prefix: bytes) -> Grammar:
        """The patterns for `b"x:"` or `b""`."""
        p = re.escape(prefix)
        return Grammar(
            prefix,
            re.compile(rb"<" + p + rb"row((?:\s[^>]*)?/?)>"),
            re.compile(rb"<" + p + rb"c((?:\s[^>]*?)?)(?:/>|>(.*?)</" + p + rb"c\s*>)", re.DOTALL),
            re.compile(rb"<" + p + rb"f[\s/>]"),
            re.compile(rb"<" + p + rb"f\s[^>]*\bt\s*=\s*[\"'](?:array|dataTable)[\"'][^>]*>"),
            re.compile(rb"</" + p + rb"sheetData\s*>|<" + p + rb"sheetData(?:\s[^>]*)?/>"))


class Shows(Protocol):
    """What a row asks of the pass it belongs to."""

    part: str
    grammar: Grammar

    def show(self, row: int, column: int, old: bytes | None, style: int) -> bytes | None:
        """What becomes of a cell; see `Visit`."""

    def emptied(self, row: bytes) -> None:
        """Takes note of a row that goes; it stays, as given, when the next row has no number of its own."""

    def style_of_column(self, column: int) -> int:
        """The format an empty cell of the column has."""


class Row:
    """One row that holds named cells."""

    def __init__(self, sheet: Shows, window: bytes, plain: bytes, match: re.Match[bytes]) -> None:
        self._sheet, self._window, self._plain, self._tag = sheet, window, plain, match
        self._grammar = sheet.grammar
        self._start = match.end()
        self._closed = match[1].endswith(b"/")
        self._end = match.end() if self._closed else plain.find(b"</" + self._grammar.prefix + b"row", match.end())
        if self._end < 0:
            raise Refused.because("broken-xml", sheet.part)
        style = STYLE.search(match[1]) if _CUSTOM.search(match[1]) else None
        self._style = int(style[1]) if style else None

    def edit(self, cells: Sequence[Cell]) -> list[Patch]:
        """Shows the cells; what changes."""
        mine: list[Patch] = []
        done = 0
        if len(cells) <= FEW and not self._closed:
            while done < len(cells) and self._by_search(*cells[done], mine):
                done += 1
        if done < len(cells):
            self._by_walk(cells[done:], mine)
        return self._whole(cells, mine) if mine else []

    def _by_search(self, row: int, column: int, patches: list[Patch]) -> bool:
        """Finds a cell by its address, or sees that it belongs behind the last one; False when that is unclear."""
        opening = b"<" + self._grammar.prefix + b"c "
        at = self._plain.find(b' r="%b%d"' % (letters(column).encode(), row), self._start, self._end)
        last = self._plain.rfind(opening, self._start, self._end if at < 0 else at + 1)
        match = self._grammar.cell.match(self._plain, last, self._end) if last >= 0 else None
        if match is None:
            return False
        if at >= 0:
            if match.end(1) < at:  # a text that looks like the address
                return False
            self._present(row, column, match, patches)
            return True
        ref = REF.search(match[1])
        follows = self._plain.find(opening[:-1], match.end(), self._end) >= 0  # without an address of its own
        if ref is None or follows:
            return False
        if column_of(ref[1].decode()) >= column:
            return self._by_neighbour(row, column, patches)
        self._absent(row, column, self._end, patches)
        return True

    def _by_neighbour(self, row: int, column: int, patches: list[Patch]) -> bool:
        """Sees that a cell belongs behind one of those just before it, as the next one lies beyond; False when unclear."""
        opening = b"<" + self._grammar.prefix + b"c "
        for before in range(column - 1, max(column - NEAR, 0), -1):
            at = self._plain.find(b' r="%b%d"' % (letters(before).encode(), row), self._start, self._end)
            if at < 0:
                continue
            left = self._plain.rfind(opening, self._start, at + 1)
            match = self._grammar.cell.match(self._plain, left, self._end) if left >= 0 else None
            after = self._grammar.cell.match(self._plain, match.end(), self._end) if match else None
            ref = REF.search(after[1]) if after else None
            if match is None or match.end(1) < at or ref is None or column_of(ref[1].decode()) <= column:
                return False
            self._absent(row, column, match.end(), patches)
            return True
        return False

    def _by_walk(self, cells: Sequence[Cell], patches: list[Patch]) -> None:
        """Goes through all cells of the row; those without address follow the one before."""
        column = index = 0
        for match in self._grammar.cell.finditer(self._plain, self._start, self._end):
            ref = REF.search(match[1])
            column = column_of(ref[1].decode()) if ref else column + 1
            while index < len(cells) and cells[index][1] < column:
                self._absent(*cells[index], match.start(), patches)
                index += 1
            if index < len(cells) and cells[index][1] == column:
                self._present(*cells[index], match, patches)
                index += 1
            if index == len(cells):
                return
        for cell in cells[index:]:
            self._absent(*cell, self._end, patches)

    def _absent(self, row: int, column: int, at: int, patches: list[Patch]) -> None:
        style = self._sheet.style_of_column(column) if self._style is None else self._style
        new = self._sheet.show(row, column, None, style)
        if new:
            patches.append((at, at, new))

    def _present(self, row: int, column: int, match: re.Match[bytes], patches: list[Patch]) -> None:
        style = STYLE.search(match[1])
        old = self._window[match.start():match.end()]
        new = self._sheet.show(row, column, old, int(style[1]) if style else 0)
        if new is None or new == old:
            return
        if not new:
            follows = self._grammar.cell.search(self._plain, match.end(), self._end)
            if follows is not None and not REF.search(follows[1]):  # it counts on this one for its place
                new = b'<%bc r="%b"/>' % (self._grammar.prefix, a1(row, column).encode())
        patches.append((match.start(), match.end(), new))

    def _whole(self, cells: Sequence[Cell], mine: list[Patch]) -> list[Patch]:
        """The patches of the row with what they mean for its tag; a row that becomes empty goes."""
        prefix = self._grammar.prefix
        tag, start = self._tag[0], self._tag.start()
        spans = _SPANS.search(tag)
        if spans and not (int(spans[1]) <= cells[0][1] and cells[-1][1] <= int(spans[2])):
            tag = tag.replace(spans[0], b"")
        if self._closed:
            made = b"".join(new for _, _, new in mine)
            return [(start, self._end, tag[:-2].rstrip() + b">" + made + b"</" + prefix + b"row>")]
        if not all(new for _, _, new in mine) and self._empties(mine):
            self._sheet.emptied(b"<%brow%b/>" % (prefix, self._tag[1]))
            return [(start, self._plain.find(b">", self._end) + 1, b"")]
        return mine if tag == self._tag[0] else [(start, self._tag.end(), tag), *mine]

    def _empties(self, mine: list[Patch]) -> bool:
        """Whether nothing is left of the row that is worth keeping."""
        moved = [(start - self._start, end - self._start, new) for start, end, new in mine]
        left = patched(self._window[self._start:self._end], moved).strip()
        return not left and bool(NUMBER.search(self._tag[1]) and _BARE_ROW.fullmatch(self._tag[1]))


def patched(text: bytes, patches: list[Patch]) -> bytes:
    """The text with the patches (in order, not overlapping) applied; the same object when there are none."""
    if not patches:
        return text
    pieces: list[bytes] = []
    at = 0
    for start, end, new in patches:
        pieces += text[at:start], new
        at = end
    pieces.append(text[at:])
    return b"".join(pieces)
