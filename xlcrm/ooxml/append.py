"""Rows added to the end of an Excel table, and taken away again."""

from __future__ import annotations

import html
import json
import re
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.ooxml.address import MAX_ROW, Area, a1, moved_bottom
from xlcrm.ooxml.cells import Reading, has_formula, sorted_cells, with_formula, with_value
from xlcrm.ooxml.deflate import read
from xlcrm.ooxml.formulas import has_relative_rows, moved_down
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.sheet import AreaPass, SheetPass
from xlcrm.ooxml.splice import rewritten
from xlcrm.ooxml.states import Restoring, states_of
from xlcrm.ooxml.tables import Table, set_area, tables_of
from xlcrm.ooxml.values import KEEP, date_format

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlcrm.ooxml.address import Cell
    from xlcrm.ooxml.sheet import Facts
    from xlcrm.ooxml.values import Value
    from xlcrm.ooxml.workbook import SheetEntry, Workbook

    Permit = Callable[[Facts, Sequence[Cell]], None]

_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:f[\s/>]|[vt](?:\s[^>]*)?>[^<])")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f((?:\s[^>]*)?)(?:/>|>(.*?)</)", re.DOTALL)
_SQREF = re.compile(rb"(<(?:[\w.-]+:)?(?:dataValidation|conditionalFormatting|ignoredError)\s[^>]*?\bsqref\s*=\s*[\"']"
                    rb"|<(?:[\w.-]+:)?sqref>)([^<\"']*)([\"']|</)")


class Appended(NamedTuple):
    """Where rows went; `before` is what `truncate_rows` wants to know."""

    first_row: int
    last_row: int
    before: str


class _Last(NamedTuple):
    """The last filled row of a table and the row new rows look like."""

    row: int
    model: int


def append_rows(book: Workbook, entry: SheetEntry, table: Table, rows: Sequence[Sequence[Value]],
                permit: Permit) -> Appended:
    """See `Package.append_rows`."""
    if table.totals:
        raise Refused.because("totals-row", table.name)
    if table.query:
        raise Refused.because("query-table", table.name)
    last = _last_filled(book, entry.part, table)
    first_row, last_row = last.row + 1, last.row + len(rows)
    if not rows:
        return Appended(first_row, last_row, "")
    if last_row > MAX_ROW:
        raise Refused.because("full", table.name)
    area = table.area._replace(bottom=max(last_row, table.area.bottom))
    _free_below(book, entry, table, area)
    styles, formulas = _model(book, entry.part, table, last.model, first_row)
    values = _values(table, rows, first_row)
    cells = [(row, column) for row in range(first_row, last_row + 1)
             for column in range(table.area.left, table.area.right + 1)]
    existing = [cell for cell in cells if cell[0] <= table.last_row]
    remembered = {a1(*cell): state for cell, state in states_of(book, entry.part, existing).items()}
    ranges: list[tuple[int, str, str]] = []

    def longer(number: int, ref: str) -> str:
        new = moved_bottom(ref, table.area, table.area.bottom, area.bottom)
        if new != ref:
            ranges.append((number, ref, new))
        return new
    visit = _Appending(book, entry.name, values, styles, formulas)
    scan = SheetPass(cells, visit, entry.part, lambda text: _with_ranges(text, longer))
    new = rewritten(book.parts.text(entry.part), scan)
    permit(scan.facts, cells)
    book.parts.write(entry.part, new)
    if area != table.area:
        set_area(book.parts, table, area)
    if formulas:
        book.drop_calculation_chain()
    book.recalculate()
    before = _Remembered(table.ref, last_row, remembered, ranges)._asdict()
    return Appended(first_row, last_row, json.dumps(before, ensure_ascii=False))


def _last_filled(book: Workbook, part: str, table: Table) -> _Last:
    """Most often the table's last row; else all its rows are looked at."""
    filled = table.first_row - 1
    typed = {table.area.left + index for index, name in enumerate(table.columns) if name not in table.formulas}

    def take(row: int, column: int, cell: bytes | None, _style: int) -> None:
        nonlocal filled
        if cell is not None and column in typed and _CONTENT.search(cell):
            filled = max(filled, row)
    text = book.parts.text(part)
    read(text, _reading([(table.last_row, column) for column in sorted(typed)], take, part))
    if filled < table.first_row:
        read(text, AreaPass(table.area._replace(top=table.first_row, bottom=table.last_row), take, part))
    return _Last(filled, max(filled, table.first_row))


def _reading(cells: Sequence[Cell], take: Callable[[int, int, bytes | None, int], None], part: str) -> SheetPass:
    scan = SheetPass(cells, Reading(take), part)
    scan.grows = False
    return scan


def _free_below(book: Workbook, entry: SheetEntry, table: Table, area: Area) -> None:
    """Refuses to grow over cells with content or over another table."""
    below = area._replace(top=table.area.bottom + 1)
    if below.top > below.bottom:
        return
    for other in tables_of(book.parts, entry.name, entry.part):
        if other.name != table.name and other.area.meets(below):
            raise Refused.because("occupied", f"{entry.name}!{other.area}")

    def take(row: int, column: int, cell: bytes, _style: int) -> None:
        if _CONTENT.search(cell):
            raise Refused.because("occupied", f"{entry.name}!{a1(row, column)}")
    scan = AreaPass(below, take, entry.part)
    read(book.parts.text(entry.part), scan)
    for merge in scan.facts.merges:
        if merge.meets(below):
            raise Refused.because("occupied", f"{entry.name}!{merge}")


def _values(table: Table, rows: Sequence[Sequence[Value]], first_row: int) -> dict[Cell, Value]:
    values: dict[Cell, Value] = {}
    for row, given in enumerate(rows, first_row):
        if len(given) > len(table.columns):
            raise Refused.because("row-width", f"{table.name} {row}")
        for column, (name, value) in enumerate(zip(table.columns, given, strict=False), table.area.left):
            if name in table.formulas:
                if value is not None and value is not KEEP:
                    raise Refused.because("calculated", f"{table.name}[{name}]")
            elif value is not KEEP:
                values[row, column] = value
    return values


def _model(book: Workbook, part: str, table: Table, row: int,
           first_row: int) -> tuple[dict[int, int], dict[int, tuple[str, int]]]:
    """Formats and formulas that new rows copy: per column the format, and the formula with the row it is for."""
    styles: dict[int, int] = {}
    formulas: dict[int, tuple[str, int]] = {}
    calculated = {table.area.left + index: table.formulas[name]
                  for index, name in enumerate(table.columns) if name in table.formulas}
    cells: dict[int, bytes | None] = {}

    def take(_row: int, column: int, cell: bytes | None, style: int) -> None:
        styles[column], cells[column] = style, cell
    read(book.parts.text(part), _reading(
        [(row, column) for column in range(table.area.left, table.area.right + 1)], take, part))
    for column, formula in calculated.items():
        if not has_relative_rows(formula):
            formulas[column] = (formula, first_row)
            continue
        found = _FORMULA.search(cells[column] or b"")
        text = _text_of(found) if found and b"array" not in found[1] else ""
        if not text:
            raise Refused.because("formula-copy", f"{table.name}[{table.columns[column - table.area.left]}]")
        formulas[column] = (text, row)
    return styles, formulas


def _text_of(formula: re.Match[bytes]) -> str:
    return html.unescape((formula[2] or b"").decode())


class _Appending:
    """Writes the cells of new rows."""

    def __init__(self, book: Workbook, sheet: str, values: Mapping[Cell, Value], styles: Mapping[int, int],
                 formulas: Mapping[int, tuple[str, int]]) -> None:
        self._book, self._sheet = book, sheet
        self._values, self._styles, self._formulas = values, styles, formulas

    def __call__(self, row: int, column: int, old: bytes | None, style: int) -> bytes | None:
        """As `sheet.Visit`."""
        style = style if old is not None and style else self._styles.get(column, 0)
        if column in self._formulas:
            formula, at = self._formulas[column]
            return with_formula(row, column, moved_down(formula, row - at), style)
        if has_formula(old):
            raise Refused.because("formula", f"{self._sheet}!{a1(row, column)}")
        value = self._values.get((row, column))
        if code := date_format(value):
            style = self._book.styles.as_date(style, code)
        if value is None and not style:
            return b""
        return with_value(row, column, value, style, self._book, self._sheet)


def _with_ranges(text: bytes, change: Callable[[int, str], str]) -> bytes:
    """The lists of ranges of drop-downs, conditional formats and ignored errors, each changed; they are numbered."""
    numbers = count()

    def one(match: re.Match[bytes]) -> bytes:
        return match[1] + change(next(numbers), match[2].decode()).encode() + match[3]
    return _SQREF.sub(one, text)


class _Remembered(NamedTuple):
    """What `append_rows` remembers of a table: its bounds, last row written, old cells, ranges as (number, old, new)."""

    ref: str
    last: int
    cells: dict[str, str]
    ranges: list[tuple[int, str, str]]

    @classmethod
    def of(cls, before: str) -> _Remembered | None:
        """As it was written; None when nothing was given."""
        if not before:
            return None
        try:
            known = json.loads(before)
            return cls(known["ref"], known["last"], known["cells"], known["ranges"])
        except (ValueError, KeyError, TypeError) as error:
            raise Refused.because("no-undo", before[:40]) from error

    def ranges_back(self, text: bytes) -> bytes:
        """The ranges as they were; by their text when another program put them in another order."""
        now = [match[2].decode() for match in _SQREF.finditer(text)]
        if all(number < len(now) and now[number] == new for number, _, new in self.ranges):
            old = {number: one for number, one, _ in self.ranges}
            return _with_ranges(text, lambda number, ref: old.get(number, ref))
        by_text = {new: one for _, one, new in self.ranges}
        return _with_ranges(text, lambda _, ref: by_text.get(ref, ref))


def truncate_rows(book: Workbook, entry: SheetEntry, table: Table, first_row: int, before: str,
                  permit: Permit) -> None:
    """See `Package.truncate_rows`."""
    known = _Remembered.of(before)
    first_row = max(first_row, table.first_row)
    if known and table.last_row > max(known.last, Area.parse(known.ref).bottom):
        raise Refused.because("rows-behind", table.name)
    area = Area.parse(known.ref) if known else table.with_last_row(max(first_row - 1, table.first_row))
    last_row = known.last if known else table.last_row
    state = dict.fromkeys(((row, column) for row in range(first_row, last_row + 1)
                           for column in range(table.area.left, table.area.right + 1)), "")
    for address, text in known.cells.items() if known else ():
        place = Area.parse(address)
        if (place.top, place.left) in state:
            state[place.top, place.left] = text

    def tail(text: bytes) -> bytes:
        if area == table.area:
            return text
        if known:
            return known.ranges_back(text)
        return _with_ranges(text, lambda _, ref: moved_bottom(ref, table.area, table.area.bottom, area.bottom))
    scan = SheetPass(sorted_cells(state), Restoring(state, book), entry.part, tail)
    scan.grows = False
    new = rewritten(book.parts.text(entry.part), scan)
    permit(scan.facts, sorted_cells(state))
    book.parts.write(entry.part, new)
    if area != table.area:
        set_area(book.parts, table, area)
    if table.formulas:
        book.drop_calculation_chain()
    book.recalculate()
