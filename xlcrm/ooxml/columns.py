"""Columns taken over from a generated sheet to the right end of an Excel Table; nothing that is there moves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from xlcrm.ooxml.address import MAX_COLUMN, Area, a1
from xlcrm.ooxml.cells import Reading, blank, has_formula, stored_value, with_value
from xlcrm.ooxml.deflate import read
from xlcrm.ooxml.drop_downs import rules_of, with_rules, without_rules
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.sheet import AreaPass, SheetPass
from xlcrm.ooxml.splice import rewritten
from xlcrm.ooxml.strings import SharedStrings
from xlcrm.ooxml.styles import Q
from xlcrm.ooxml.tables import set_area, table_named, tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcrm.ooxml.address import Cell
    from xlcrm.ooxml.drop_downs import Source
    from xlcrm.ooxml.row import Patch
    from xlcrm.ooxml.tables import Table
    from xlcrm.ooxml.workbook import SheetEntry, Workbook

_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:v|is|f)[\s/>]")


class Given(NamedTuple):
    """A column of the generated sheet: heading, formats of heading and body, width."""

    heading: str
    head_style: int
    body_style: int
    width: float | None


def add_columns(book: Workbook, sheet: str, table_name: str, source: Source, columns: Sequence[int], *,
                force: bool = False) -> list[str]:
    """Adds columns of a generated sheet to a table, with headings, formats, widths, drop-downs and messages.

    Returns the drop-downs and messages, as `drop_columns` wants them. Refused where cells beside the table are
    occupied.
    """
    entry = book.sheet(sheet)
    table = table_named(tables_of(book.parts, entry.name, entry.part), table_name, sheet)
    wide = table.area._replace(right=table.area.right + len(columns))
    given = _given(source, columns)
    _permit(book, entry, table, wide)
    for column in given:
        if column.heading.casefold() in {name.casefold() for name in table.columns}:
            raise Refused.because("same-heading", f"{sheet} {column.heading}")
    places = {old: table.area.right + at for at, old in enumerate(columns, 1)}
    rules = [rule for old, new in places.items() for rule in rules_of(source, old, new, table.area.top - 1)]
    with book.editing():
        scan = _Widening(_cells(wide, table.area.right), _Beside(book, source, table, given), entry.part,
                         with_rules(rules))
        scan.widths = {new: column.width for new, column in zip(places.values(), given, strict=True) if column.width}
        _written(book, entry, scan, force=force)
        _name_columns(book, table, [column.heading for column in given])
        set_area(book.parts, table, wide)
    return [rule.decode() for rule in rules]


def permit_columns(book: Workbook, sheet: str, table_name: str, count: int) -> None:
    """Refuses, as `add_columns` would, a table that cannot take so many columns at its right end."""
    entry = book.sheet(sheet)
    table = table_named(tables_of(book.parts, entry.name, entry.part), table_name, sheet)
    _permit(book, entry, table, table.area._replace(right=table.area.right + count))


def drop_columns(book: Workbook, sheet: str, table_name: str, headings: Sequence[str], rules: Sequence[str], *,
                 force: bool = False) -> None:
    """Takes columns that `add_columns` added out of a table again; refused when anything was written into them."""
    entry = book.sheet(sheet)
    table = table_named(tables_of(book.parts, entry.name, entry.part), table_name, sheet)
    if table.columns[-len(headings):] != tuple(headings) or len(headings) >= len(table.columns):
        raise Refused.because("no-undo", f"{sheet} {table_name}")
    narrow = table.area._replace(right=table.area.right - len(headings))
    beside = table.area._replace(left=narrow.right + 1)
    _free(book, entry, table, beside, but=table.header_row)
    with book.editing():
        tail = without_rules([rule.encode() for rule in rules])
        scan = SheetPass(_cells(table.area, narrow.right), _removed, entry.part, tail)
        scan.grows = False
        _written(book, entry, scan, force=force)
        listed = _listed(book, table)
        for element in list(listed)[-len(headings):]:
            listed.remove(element)
        listed.set("count", str(len(listed)))
        set_area(book.parts, table, narrow)


def _removed(_row: int, _column: int, old: bytes | None, _style: int) -> bytes | None:
    return b"" if old is not None else None


def _permit(book: Workbook, entry: SheetEntry, table: Table, wide: Area) -> None:
    """Refuses a table that cannot grow to the right."""
    if table.query:
        raise Refused.because("query-table", table.name)
    if table.header_row is None:
        raise Refused.because("no-headings", table.name)
    if wide.right > MAX_COLUMN:
        raise Refused.because("outside", f"{entry.name} {table.name}")
    _free(book, entry, table, wide._replace(left=table.area.right + 1))


def _written(book: Workbook, entry: SheetEntry, scan: SheetPass, *, force: bool) -> None:
    new = rewritten(book.parts.text(entry.part), scan)
    if scan.facts.protected and not force:
        raise Refused.because("protected", entry.name)
    book.parts.write(entry.part, new)


def _given(source: Source, columns: Sequence[int]) -> list[Given]:
    head: dict[int, tuple[str, int]] = {}
    body: dict[int, int] = {}
    shared: dict[int, int] = {}

    def take(row: int, column: int, cell: bytes | None, style: int) -> None:
        if row == 1:
            def later(index: int) -> str:
                shared[column] = index
                return ""
            head[column] = (str(stored_value(cell, later) or ""), style)
        else:
            body[column] = style
    wanted = sorted((row, column) for row in (1, 2) for column in columns)
    scan = SheetPass(wanted, Reading(take), source.entry.part)
    read(source.book.parts.text(source.entry.part), scan)
    texts = SharedStrings(source.book.parts, source.book.part).texts(shared.values())
    widths = {number: whole for first, last, whole in _widths(source) for number in range(first, last + 1)}
    return [Given(texts[shared[c]] if c in shared else head[c][0], head[c][1], body[c], widths.get(c)) for c in columns]


def _widths(source: Source) -> list[tuple[int, int, float]]:
    root = source.book.parts.tree(source.entry.part)
    return [(int(col.get("min") or 0), int(col.get("max") or 0), float(col.get("width") or 0))
            for col in root.iterfind(f"{Q}cols/{Q}col") if col.get("width")]


def _cells(area: Area, left: int) -> list[Cell]:
    """The cells of an area right of a column."""
    return [(row, column) for row in range(area.top, area.bottom + 1) for column in range(left + 1, area.right + 1)]


class _Beside:
    """Writes headings and blank cells beside a table."""

    def __init__(self, book: Workbook, source: Source, table: Table, given: Sequence[Given]) -> None:
        self._given = {table.area.right + at: (column, book.styles.adopted(source.book.styles, column.head_style),
                                               book.styles.adopted(source.book.styles, column.body_style))
                       for at, column in enumerate(given, 1)}
        self._heading, self._totals = table.header_row, table.area.bottom if table.totals else 0
        self._book, self._sheet = book, table.sheet

    def __call__(self, row: int, column: int, old: bytes | None, _style: int) -> bytes | None:
        given, head, body = self._given[column]
        if row == self._heading:
            return with_value(row, column, given.heading, head, self._book, self._sheet)
        return old if row == self._totals else blank(row, column, body)


class _Widening(SheetPass):
    """A pass that also sets the widths of columns that have none of their own."""

    widths: Mapping[int, float]

    def _head(self, window: bytes, plain: bytes, patches: list[Patch]) -> int:
        start = super()._head(window, plain, patches)
        prefix = self.grammar.prefix
        made = b"".join(b'<%bcol min="%d" max="%d" width="%b" customWidth="1"/>' % (prefix, n, n, f"{w:g}".encode())
                        for n, w in sorted(self.widths.items()))
        columns = re.search(rb"<%bcols>(.*?)</%bcols>" % (prefix, prefix), plain[:start], re.DOTALL)
        if columns is None and made:
            patches.append((start, start, b"<%bcols>%b</%bcols>" % (prefix, made, prefix)))
        elif columns is not None and made and not self._covered(columns[1]):
            patches.append((columns.end(1), columns.end(1), made))
        return start

    def _covered(self, columns: bytes) -> bool:
        """Whether widths of the sheet reach over the new columns already."""
        last = [int(number) for number in re.findall(rb"\smax\s*=\s*[\"'](\d+)", columns)]
        return max(last, default=0) >= min(self.widths)


def _name_columns(book: Workbook, table: Table, headings: Sequence[str]) -> None:
    listed = _listed(book, table)
    highest = max((int(element.get("id") or 0) for element in listed), default=0)
    for at, heading in enumerate(headings, 1):
        etree.SubElement(listed, Q + "tableColumn", id=str(highest + at), name=heading)
    listed.set("count", str(len(listed)))
    book.parts.touch(table.part)


def _listed(book: Workbook, table: Table) -> etree._Element:
    listed = book.parts.tree(table.part).find(f"{Q}tableColumns")
    if listed is None:
        raise Refused.because("damaged", table.part)
    return listed


def _free(book: Workbook, entry: SheetEntry, table: Table, beside: Area, but: int | None = None) -> None:
    """Refuses where something stands beside a table (in any row but one), or where cells belong to another."""
    for other in tables_of(book.parts, entry.name, entry.part):
        if other.name != table.name and other.area.meets(beside):
            raise Refused.because("occupied-right", f"{entry.name}!{other.area}")

    def take(row: int, column: int, cell: bytes, _style: int) -> None:
        if row != but and (_CONTENT.search(cell) or has_formula(cell)):
            raise Refused.because("occupied-right", f"{entry.name}!{a1(row, column)}")
    scan = AreaPass(beside, take, entry.part)
    read(book.parts.text(entry.part), scan)
    for merge in scan.facts.merges:
        if merge.meets(beside):
            raise Refused.because("occupied-right", f"{entry.name}!{merge}")
