"""Rows in the XML of xlsx sheets, as every common program writes them, read without a parser.

The rows of a table look alike: the same columns, in each cells of one or two kinds, and only the contents
differ. The first rows are taken apart cell by cell; of what was seen a pattern is made that describes a row
to its last character, by which the next rows are read in one go. A row that does not fit is taken apart
again, and after a while there is a new pattern that knows it too. Whatever is written in another way raises
NotUsual.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from xlcrm.book.sources.scan import LAST_COLUMN, number
from xlcrm.book.sources.xml_text import NotUsual, without_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlcrm.book.sources.cell_values import Reading, Readings
    from xlcrm.tables.rows import Value

_PIECE = 1 << 20  # bytes that are looked at in one go
_LONGEST = 1 << 24  # bytes without the end of a row
_FEW = 6  # rows that do not fit before the first pattern is made; for each further one twice as many
_MANY = 2000  # rows that do not fit, if they are more than half of all: rows are not alike
_LARGE = 1 << 16  # bytes of a pattern: rows of more columns and kinds are not worth it

_BEGIN = re.compile(rb"<(\w+:)?sheetData ?(/?)>")
_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["'](?!(?i:utf-8)["'])""")
_ROW_END = b"</row>"
_SHARED, _NUMBERS = b"s", (b"", b"n")  # types of cells: number of a shared text, number
_ROW = re.compile(rb'<row r="(\d{1,7})"(?: [^<>]*?)?(/?)>')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"((?: [a-z]+="[^"<>&]*")*)(?: ?(/))?>')
_ATTRIBUTES = re.compile(rb'(?: s="(\d{1,9})")?(?: t="(\w+)")?(?: (?:[cv]m="\d+"|ph="\d"))*')
_FORMULA = re.compile(rb"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)")
_CONTENT = re.compile(
    rb'(?:<v( xml:space="preserve")?>([^<]*)</v>|(<v ?/>)|<is><t( xml:space="preserve")?>([^<]*)</t></is>)?</c>'
)

_AS_WRITTEN = {
    "nothing": rb" ?/>",
    "nothing at length": rb">(?:<v></v>|<v ?/>)?</c>",
    "value": rb"><v>([^<]+)</v></c>",
    "value with its blanks": rb'><v xml:space="preserve">([^<]+)</v></c>',
    "text": rb"><is><t>([^<]*)</t></is></c>",
    "text with its blanks": rb'><is><t xml:space="preserve">([^<]*)</t></is></c>',
    "result": rb'>%b<v(?: xml:space="preserve")?>([^<]*)</v></c>' % _FORMULA.pattern,
    "empty result": rb">%b<v ?/>()</c>" % _FORMULA.pattern,
    "no result": rb">%b()</c>" % _FORMULA.pattern,
}
"""Patterns of what follows the attributes of a cell, by what the cell holds."""


class _Kind(NamedTuple):
    """What a cell is: what it holds, its type, how its content is read (None if it has none)."""

    holds: str
    type: bytes
    reading: Reading | None

    @property
    def formula(self) -> bool:
        return self.holds.endswith("result")

    def pattern(self, styles: set[bytes]) -> bytes:
        """From the attributes of the cell on; where numbers mean what their style says, it must be a known one."""
        written = _AS_WRITTEN[self.holds]
        if self.type == _SHARED:
            written = written.replace(b"[^<]", rb"\d")
        return _style(styles, any_other=not self.reading or self.type not in _NUMBERS) + (
            (rb' t="%b"' % self.type if self.type else b"") + written
        )


def _style(styles: set[bytes], *, any_other: bool) -> bytes:
    """The attribute s; where it does not matter, one that varies may be any."""
    if len(styles) == 1:
        return b"".join(rb' s="%b"' % style for style in styles if style)
    if any_other:
        return rb'(?: s="\d+")?'
    known = b"|".join(sorted(styles - {b""}))
    return rb'(?: s="(?:%b)")%b' % (known, b"?" if b"" in styles else b"")


class _Cells(NamedTuple):
    """Cells of a column that are of one kind: how they are read, and whether they are formulas."""

    column: int
    reading: Reading
    formula: bool


class _Row(NamedTuple):
    """A row that was taken apart: its number, the cells that hold something, and their contents."""

    number: bytes
    cells: list[tuple[_Cells, bytes]]


class _Pattern:
    """The rows that are known so far; the first group is the number of the row."""

    def __init__(self, columns: dict[int, tuple[bytes, dict[_Kind, set[bytes]]]]) -> None:
        self.groups: list[_Cells] = []
        cells = []
        for column, (letters, kinds) in sorted(columns.items()):
            cells.append(
                rb'(?:<c r="%b\1"(?:%b))?+'
                % (letters, b"|".join(kind.pattern(styles) for kind, styles in kinds.items()))
            )
            self.groups += [_Cells(column, kind.reading, kind.formula) for kind in kinds if kind.reading]
        row = b"".join(cells)
        if len(row) > _LARGE:
            raise NotUsual
        self.match = re.compile(rb'<row r="(\d{1,7})"(?: [^<>]*)?(?<!/)>%b</row>' % row).match


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring rows that hold something: their numbers, values and formulas (first and last row) by column."""

    numbers: list[int]
    columns: dict[int, list[Value]]
    formulas: dict[int, tuple[int, int]]


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._columns: dict[int, tuple[bytes, dict[_Kind, set[bytes]]]] = {}
        self._pattern = _Pattern({})
        self._kinds: dict[tuple[bytes, str], tuple[_Kind, bytes]] = {}
        self._patience = _FEW
        self._taken_apart = self._since = self._all = 0

    def read(self, chunks: Iterable[bytes]) -> Iterator[Block]:
        """Rows in the order of the file; those that hold nothing are left out."""
        for piece in _pieces(chunks):
            at = 0
            while at < len(piece):
                rows, apart, groups, at = self._rows(piece, at)
                if rows:
                    self._all += len(rows)
                    yield _block(rows, apart, groups)

    def _rows(
        self, piece: bytes, at: int
    ) -> tuple[list[tuple[Any, ...]], dict[int, _Row], list[_Cells], int]:
        """Rows up to the end of the piece or to a new pattern.

        Their contents by the groups of the pattern; those that had to be taken apart, by their place among
        the rows; the groups; and where the rows end.
        """
        match, groups = self._pattern.match, self._pattern.groups
        rows: list[tuple[Any, ...]] = []
        apart: dict[int, _Row] = {}
        end = len(piece)
        while at < end:
            while row := match(piece, at):
                at = row.end()
                if row.lastindex != 1:
                    rows.append(row.groups())
            if at == end:
                break
            odd, at = self._take_apart(piece, at)
            if odd.cells:
                apart[len(rows)] = odd
                rows.append((odd.number, *(None,) * len(groups)))
            if self._since == self._patience:
                self._renew()
                break
        return rows, apart, groups, at

    def _renew(self) -> None:
        """Make a new pattern."""
        self._taken_apart += self._since
        if self._taken_apart > max(_MANY, self._all // 2):
            raise NotUsual
        self._pattern = _Pattern(self._columns)
        self._patience *= 2
        self._since = 0

    def _take_apart(self, piece: bytes, at: int) -> tuple[_Row, int]:
        """The row that begins here, and where it ends."""
        row = _ROW.match(piece, at)
        if row is None:
            raise NotUsual
        found = _Row(row[1], [])
        at, before = row.end(), 0
        if row[2]:
            return found, at
        self._since += 1
        while cell := _CELL.match(piece, at):
            letters, digits, attributes, empty = cell.groups()
            holds, content, at = ("nothing", b"", cell.end()) if empty else _content(piece, cell.end())
            column = number(letters)
            if digits != row[1] or not before < column <= LAST_COLUMN:
                raise NotUsual
            before = column
            kind = self._kind(column, letters, attributes, holds)
            if kind.type == _SHARED and content and not content.isdigit():
                raise NotUsual
            if kind.reading:
                found.cells.append((_Cells(column, kind.reading, kind.formula), content))
        if not piece.startswith(_ROW_END, at):
            raise NotUsual
        return found, at + len(_ROW_END)

    def _kind(self, column: int, letters: bytes, attributes: bytes, holds: str) -> _Kind:
        """Kind of a cell, which is remembered for the next pattern."""
        known = self._kinds.get((attributes, holds))
        if known is None:
            said = _ATTRIBUTES.fullmatch(attributes)
            if said is None:
                raise NotUsual
            style, kind = said[1] or b"", said[2] or b""
            known = _Kind(holds, kind, self._reading(holds, kind, int(style or 0))), style
            self._kinds[attributes, holds] = known
        _, kinds = self._columns.setdefault(column, (letters, {}))
        kinds.setdefault(known[0], set()).add(known[1])
        return known[0]

    def _reading(self, holds: str, kind: bytes, style: int) -> Reading | None:
        if holds.startswith("nothing"):
            return None
        if holds == "no result":
            return self._readings.no_result
        if holds.startswith("text"):
            return self._readings.inline(kept=holds != "text")
        return self._readings.of(kind, style)


def _content(piece: bytes, at: int) -> tuple[str, bytes, int]:
    """What the cell holds whose tag ends here, its content, and where it ends."""
    formula = _FORMULA.match(piece, at)
    content = _CONTENT.match(piece, formula.end() if formula else at)
    if content is None:
        raise NotUsual
    blanks, value, empty, text_blanks, text = content.groups()
    if formula is None:
        if text is not None:
            holds, value = "text with its blanks" if text_blanks else "text", text
        elif value:
            holds = "value with its blanks" if blanks else "value"
        else:
            holds, value = "nothing at length", b""
    elif text is not None:
        raise NotUsual
    elif value is not None:
        holds = "result"
    else:
        holds, value = "empty result" if empty else "no result", b""
    return holds, value, content.end()


def _block(rows: Sequence[tuple[Any, ...]], apart: Mapping[int, _Row], groups: Sequence[_Cells]) -> Block:
    """Contents by rows turned into values by columns."""
    digits, *contents = zip(*rows, strict=True)
    block = Block(list(map(int, digits)), {}, {})
    for (column, reading, formula), caught in zip(groups, contents, strict=True):
        if caught.count(None) == len(caught):
            continue
        values, before = reading(caught), block.columns.get(column)
        if before is not None:
            values = [one if one is not None else other for one, other in zip(before, values, strict=True)]
        block.columns[column] = values
        if formula:
            for row, content in zip(block.numbers, caught, strict=True):
                if content is not None:
                    _note(block, column, row)
    for place, odd in apart.items():
        for (column, reading, formula), content in odd.cells:
            if column not in block.columns:
                block.columns[column] = [None] * len(rows)
            block.columns[column][place] = reading((content,))[0]
            if formula:
                _note(block, column, block.numbers[place])
    return block


def _note(block: Block, column: int, row: int) -> None:
    first, last = block.formulas.get(column, (row, row))
    block.formulas[column] = min(first, row), max(last, row)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole rows of a sheet, some at a time, without prefixes; the part is run through to its end."""
    stream = iter(chunks)
    rest, prefix = _first_rows(stream)
    row_end, end = b"</%brow>" % prefix, b"</%bsheetData>" % prefix
    held, size = [rest], len(rest)
    for chunk in chain(stream, (b"",)):
        held.append(chunk)
        size += len(chunk)
        if chunk and size < _PIECE:
            continue
        piece = b"".join(held)
        last = piece.rfind(row_end)
        cut = last + len(row_end) if last >= 0 else 0
        stop = piece.find(end, cut)
        if stop >= 0:
            yield without_prefix(piece[:stop], prefix)
            break
        if not chunk or len(piece) - cut > _LONGEST:
            raise NotUsual
        yield without_prefix(piece[:cut], prefix)
        held, size = [piece[cut:]], len(piece) - cut
    for _ in stream:
        pass  # its size is measured on the way


def _first_rows(stream: Iterator[bytes]) -> tuple[bytes, bytes]:
    """The beginning of the rows, and the prefix that their elements bear."""
    head = b""
    for chunk in stream:
        head += chunk
        begin = _BEGIN.search(head)
        if begin:
            if b"<!--" in head[: begin.start()] or _OTHER_ENCODING.match(head):
                raise NotUsual
            prefix, empty = begin[1] or b"", begin[2]
            return (b"</%bsheetData>" % prefix) if empty else head[begin.end() :], prefix
        if len(head) > _LONGEST:
            break
    raise NotUsual
