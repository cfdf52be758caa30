"""One pass over a worksheet: only the rows that hold named cells are taken apart, all else is passed through.

Bytes are searched, not parsed, so that a million rows cost little; comments and processing instructions are
blanked out in a copy that is searched in place of the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from xlcrm.ooxml.address import MAX_ROW, Area, column_of
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.row import NUMBER, REF, STYLE, Grammar, Patch, Row, patched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xlcrm.ooxml.address import Cell

_ASIDE = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_DOCUMENT = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[\w.-]+:)?worksheet[\s>]")
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?sheetData(?=[\s/>])")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_REFERENCE = re.compile(rb"\sref\s*=\s*[\"']([^\"']+)[\"']")
_SAFE_ENCODINGS: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
MOST_BUFFERED: Final = 1 << 28  # no row of Excel is that long
_AFTER_NAME: Final = frozenset({b" ", b"\t", b"\r", b"\n", b"/", b">"})

class Visit(Protocol):
    """What is done with one named cell.

    `old` is its XML, None when there is no such cell; `style` its format, or the one a new cell takes from its row
    or column. Returns its new XML; `old` itself (or None) leaves things as they are, b"" removes the cell.
    """

    def __call__(self, row: int, column: int, old: bytes | None, style: int, /) -> bytes | None:
        """Called in order of row and column."""


@dataclass
class Facts:
    """What a pass learns about a sheet besides its cells."""

    prefix: bytes = b""
    dimension: Area | None = None
    merges: list[Area] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    protected: bool = False
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)
    _styles: dict[int, int] = field(default_factory=dict)

    def style_of_column(self, column: int) -> int:
        """The format an empty cell of the column has."""
        if column not in self._styles:
            self._styles[column] = next(
                (style for first, last, style in self.column_styles if first <= column <= last), 0)
        return self._styles[column]


class SheetPass:
    """Shows each of the cells (sorted) to a visit, in one pass; an `Editor` for `deflate.rewritten` and `read`."""

    def __init__(self, cells: Sequence[Cell], visit: Visit, part: str,
                 tail: Callable[[bytes], bytes] | None = None) -> None:
        self.facts = Facts()
        self._cells, self._visit, self.part = cells, visit, part
        self._tail = tail or (lambda text: text)
        self.grammar = Grammar.of(b"")
        self._started = self._opened = False
        self._next = 0  # index of the next cell to show
        self._row = 0  # number of the last row seen
        self._emptied = b""  # the last row seen, when it has just become empty

    # windows

    def cut(self, buffer: bytes, last: bool) -> int:
        """Up to the start of the last row, which may be incomplete."""
        if last:
            return len(buffer)
        plain = self._plain(buffer)
        if not self._opened:
            root = _ROOT.search(plain)
            if root is None:
                if len(buffer) > MOST_BUFFERED:
                    raise Refused.because("damaged", self.part)
                return 0
            self._opened = True
            self.grammar = Grammar.of(root[1] + b":" if root[1] else b"")
        at = max(_last_row(plain, b"<" + self.grammar.prefix + b"row", (0, len(plain))), 0)
        if not at and len(buffer) > MOST_BUFFERED:
            raise Refused.because("damaged", self.part)
        return at

    def _plain(self, text: bytes) -> bytes:
        """The text with comments and processing instructions blanked out, at the same places."""
        if b"!" in text and b"<!" in text:
            if b"<![CDATA[" in text:
                raise Refused.because("cdata", self.part)
            if b"<!DOCTYPE" in text:
                raise Refused.because("doctype", self.part)
        elif not (b"?" in text and b"<?" in text):
            return text
        return _ASIDE.sub(lambda match: b" " * len(match[0]), text)

    def feed(self, window: bytes, last: bool) -> bytes:
        """The window as edited."""
        plain = self._plain(window)
        patches: list[Patch] = []
        start = 0
        if not self._started:
            start = self._head(window, plain, patches)
        end = len(plain)
        closing = self.grammar.data_end.search(plain, start) if last else None
        if last and closing is None:
            raise Refused.because("broken-xml", self.part)
        if closing is not None:
            end = closing.start()
        self._note_arrays(plain)
        patches += self._rows(window, plain, (start, end))
        if closing is not None:
            self._finish(window, plain, closing, patches)
        return patched(window, patches)

    # before, between and after the rows

    def _head(self, window: bytes, plain: bytes, patches: list[Patch]) -> int:
        self._started = True
        if b"\0" in window[:64]:
            raise Refused.because("encoding", self.part)
        root = _ROOT.search(plain)
        if root is None or not _DOCUMENT.match(plain):
            raise Refused.because("broken-xml", self.part)
        declared = _ENCODING.match(window.removeprefix(b"\xef\xbb\xbf"))
        if declared and declared[1].decode("ascii", "replace").casefold() not in _SAFE_ENCODINGS:
            raise Refused.because("encoding", self.part)
        self.grammar = Grammar.of(root[1] + b":" if root[1] else b"")
        prefix = self.facts.prefix = self.grammar.prefix
        for match in re.finditer(rb"<" + prefix + rb"col(\s[^>]*)>", plain[:root.start()]):
            self._note_column(match[1])
        found = re.search(rb"<" + prefix + rb"dimension\s[^>]*>", plain[:root.start()])
        reference = found and _REFERENCE.search(found[0])
        if found and reference:
            self._widen(found.start() + reference.start(1), reference[1], patches)
        return root.start()

    def _note_column(self, attributes: bytes) -> None:
        style = re.search(rb"\sstyle\s*=\s*[\"'](\d+)", attributes)
        span = [re.search(rb"\s" + name + rb"\s*=\s*[\"'](\d+)", attributes) for name in (b"min", b"max")]
        if style and span[0] and span[1] and style[1] != b"0":
            self.facts.column_styles.append((int(span[0][1]), int(span[1][1]), int(style[1])))

    def _widen(self, at: int, reference: bytes, patches: list[Patch]) -> None:
        """The extent of the sheet, made to hold the named cells that are going to be there."""
        try:
            self.facts.dimension = Area.parse(reference.decode("ascii", "replace"))
        except ValueError:
            return
        if self._cells and self.grows:
            named = Area(self._cells[0][0], min(column for _, column in self._cells),
                         self._cells[-1][0], max(column for _, column in self._cells))
            wider = str(self.facts.dimension.widened(named)).encode()
            if wider != reference:
                patches.append((at, at + len(reference), wider))

    grows = True
    """Whether named cells may come into being (reading and removing do not widen a sheet)."""

    def _note_arrays(self, plain: bytes) -> None:
        if (b"y" in plain and b"array" in plain) or (b"T" in plain and b"dataTable" in plain):
            self.facts.arrays += [area for area in _areas(match[0] for match in self.grammar.array.finditer(plain))
                                  if area.top != area.bottom or area.left != area.right]

    def _finish(self, window: bytes, plain: bytes, closing: re.Match[bytes], patches: list[Patch]) -> None:
        """The rows behind the last one, and what stands behind the rows."""
        rows = b"".join(self._new_rows(None))
        prefix = self.grammar.prefix
        if rows and plain[closing.end() - 2:closing.end()] == b"/>":
            opening = window[closing.start():closing.end() - 2].rstrip() + b">"
            patches.append((closing.start(), closing.end(), opening + rows + b"</" + prefix + b"sheetData>"))
        elif rows:
            patches.append((closing.start(), closing.start(), rows))
        tail = plain[closing.end():]
        self.facts.merges = _areas(re.findall(rb"<" + prefix + rb"mergeCell\s[^>]*>", tail))
        protection = re.search(rb"<" + prefix + rb"sheetProtection\s[^>]*>", tail)
        self.facts.protected = bool(protection and re.search(rb"\ssheet\s*=\s*[\"'](?:1|true)", protection[0]))
        old = window[closing.end():]
        new = self._tail(old)
        if new != old:
            patches.append((closing.end(), len(window), new))

    # rows

    def _rows(self, window: bytes, plain: bytes, within: tuple[int, int]) -> list[Patch]:
        patches: list[Patch] = []
        done = self._next >= len(self._cells)
        if not self._emptied and (done or self._passes_by(plain, within, self._cells[self._next][0])):
            return patches
        for match in self.grammar.row.finditer(plain, *within):
            stated = NUMBER.search(match[1])
            number = int(stated[1]) if stated else self._row + 1
            if self._emptied and not stated:
                patches.append((match.start(), match.start(), self._emptied))
            self._emptied = b""
            if number <= self._row:
                raise Refused.because("row-order", f"{self.part} {number}")
            patches += [(match.start(), match.start(), row) for row in self._new_rows(number)]
            self._row = number
            first = self._next
            while self._next < len(self._cells) and self._cells[self._next][0] == number:
                self._next += 1
            if first < self._next:
                patches += Row(self, window, plain, match).edit(self._cells[first:self._next])
        return patches

    def _passes_by(self, plain: bytes, within: tuple[int, int], wanted: int) -> bool:
        """Whether all rows up to here come before the wanted one."""
        at = _last_row(plain, b"<" + self.grammar.prefix + b"row", within)
        match = self.grammar.row.match(plain, at) if at >= 0 else None
        stated = match and NUMBER.search(match[1])
        if not stated or not self._row < int(stated[1]) < wanted:
            return False
        self._row = int(stated[1])
        return True

    def style_of_column(self, column: int) -> int:
        """The format an empty cell of the column has."""
        return self.facts.style_of_column(column)

    def emptied(self, row: bytes) -> None:
        """As `row.Shows`."""
        self._emptied = row

    def show(self, row: int, column: int, old: bytes | None, style: int) -> bytes | None:
        """What the visit makes of a cell, with the prefix of the sheet."""
        new = self._visit(row, column, old, style)
        if new and new is not old and self.grammar.prefix and new.startswith((b"<c ", b"<c>", b"<c/")):
            return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1" + self.grammar.prefix, new)
        return new

    def _new_rows(self, before: int | None) -> Iterable[bytes]:
        """Rows that have to be made because the sheet has none of their number."""
        prefix = self.grammar.prefix
        while self._next < len(self._cells) and (before is None or self._cells[self._next][0] < before):
            number = self._cells[self._next][0]
            made: list[bytes] = []
            while self._next < len(self._cells) and self._cells[self._next][0] == number:
                column = self._cells[self._next][1]
                made.append(self.show(number, column, None, self.facts.style_of_column(column)) or b"")
                self._next += 1
            if any(made):
                yield b'<%brow r="%d">%b</%brow>' % (prefix, number, b"".join(made), prefix)


class AreaPass(SheetPass):
    """Shows every cell that exists in an area, and changes nothing; with a needle, only where it occurs nearby."""

    grows = False

    def __init__(self, area: Area, take: Callable[[int, int, bytes, int], None], part: str,
                 needle: bytes = b"") -> None:
        super().__init__((), lambda _row, _column, old, _style: old, part)
        self._area, self._take, self._needle = area, take, needle

    def _rows(self, window: bytes, plain: bytes, within: tuple[int, int]) -> list[Patch]:
        wanted = self._area.top if self._needle in plain else MAX_ROW + 1
        if self._row >= self._area.bottom or self._passes_by(plain, within, wanted):
            return []
        for match in self.grammar.row.finditer(plain, *within):
            stated = NUMBER.search(match[1])
            self._row = int(stated[1]) if stated else self._row + 1
            if self._area.top <= self._row <= self._area.bottom and not match[1].endswith(b"/"):
                self._cells_of(window, plain, match.end())
        return []

    def _cells_of(self, window: bytes, plain: bytes, start: int) -> None:
        end = plain.find(b"</" + self.grammar.prefix + b"row", start)
        column = 0
        for match in self.grammar.cell.finditer(plain, start, end):
            ref = REF.search(match[1])
            column = column_of(ref[1].decode()) if ref else column + 1
            if self._area.left <= column <= self._area.right:
                style = STYLE.search(match[1])
                self._take(self._row, column, window[match.start():match.end()], int(style[1]) if style else 0)


def cells_in(area: Area, cells: Sequence[Cell]) -> Iterable[Cell]:
    """Those of the sorted cells that lie in an area."""
    for index in range(bisect_left(cells, (area.top, 0)), bisect_left(cells, (area.bottom + 1, 0))):
        if area.left <= cells[index][1] <= area.right:
            yield cells[index]


def _last_row(plain: bytes, opening: bytes, within: tuple[int, int]) -> int:
    """Where the last row begins; -1 when there is none. (`rowBreaks` begins alike, and a buffer may end anywhere.)"""
    at = plain.rfind(opening, *within)
    while at >= 0 and plain[at + len(opening):at + len(opening) + 1] not in _AFTER_NAME:
        at = plain.rfind(opening, within[0], at)
    return at


def _areas(tags: Iterable[bytes]) -> list[Area]:
    """The areas that tags refer to; what is no reference is passed over."""
    found: list[Area] = []
    for tag in tags:
        match = _REFERENCE.search(tag)
        with suppress(ValueError):
            found.append(Area.parse(match[1].decode("ascii", "replace") if match else ""))
    return found
