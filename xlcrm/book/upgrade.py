"""What a workbook lacks that today's templates have: columns, drop-downs, sheets, seeded settings.

Everything is added: columns at the right end of their Excel Table, rows at the end of settings, sheets behind the
one they follow in the template. Nothing moves, no heading is renamed, and what is added is the user's own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.book.run import Ruled, Sheet, Widened, content_digest
from xlcrm.book.templates import tables_of
from xlcrm.book.templates.seeds import seeds
from xlcrm.reports.contents import SHEET
from xlcrm.tables import TABLES, ChoiceListTable, HolidayCalendar, PolicyProfile
from xlcrm.tables.rows import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlcrm.book.file import FileBook
    from xlcrm.book.templates.single import Standing
    from xlcrm.language import Language
    from xlcrm.ooxml import Package, Refused
    from xlcrm.ooxml.drop_downs import Source
    from xlcrm.ooxml.tables import Table as Item
    from xlcrm.tables.rows import Rows, Value
    from xlcrm.tables.table import Pack, Table

Row: TypeAlias = "Mapping[str, Value]"

GIVEN = "_xlcrm.given"
"""The mark by which an undo knows a sheet that an upgrade put in; to everything else the sheet is the user's own."""


@dataclass
class Added:
    """What was added, by title of the sheet, and what could not be."""

    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    drop_downs: dict[str, list[str]] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


class Upgrade:
    """One upgrade of one workbook; the caller saves the book."""

    def __init__(self, book: FileBook) -> None:
        self._book = book
        self._found = book.found().tables
        self._added = Added()
        self._sheets: dict[str, _Today] = {}

    def all(self) -> Added:
        """Add whatever is missing."""
        for table, missing in self._missing_rows():
            self._book.append(table, missing)
            self._added.rows[self._found[table].sheet] = len(missing)
        for rows in self._found.values():
            self._complete(rows)
        for absent in self._absent:
            self._add_sheet(absent)
        return self._added

    # what the workbook is

    @cached_property
    def pack(self) -> Pack:
        """The smallest pack that holds the tables of the workbook."""
        packs = {TABLES[name].pack for name in self._found}
        if "full" in packs or {"sales", "service"} <= packs:
            return "full"
        return "sales" if "sales" in packs else "service" if "service" in packs else "core"

    @cached_property
    def language(self) -> Language:
        """The language in which most headings of the workbook are written."""
        spoken: Counter[Language] = Counter()
        for rows in self._found.values():
            for name, heading in zip(rows.names, rows.headings, strict=False):
                if name:
                    column = rows.table.columns[name]
                    spoken["zh-TW"] += heading == column.hant != column.header
                    spoken["en"] += heading == column.label
                    spoken["zh-CN"] += heading == column.header
        return max(("zh-CN", "zh-TW", "en"), key=lambda language: spoken[language])

    @cached_property
    def _absent(self) -> list[type[Table]]:
        """Tables of the pack that the workbook lacks and for which there is room."""
        there = {name.casefold() for name in self._book.package.sheets}
        absent = []
        for table in tables_of(self.pack):
            if table.id in self._found:
                continue
            title = self._title(table)
            if title.casefold() in there:
                self._added.left.append(f"工作表“{title}”：已有同名的工作表，但认不出表头，没有新增。")
            else:
                absent.append(table)
        return absent

    def _title(self, table: type[Table]) -> str:
        from xlcrm.book.templates.workbook import title

        rows = self._found.get(table.id)
        return rows.sheet if rows else title(table, self.language)

    @cached_property
    def _standing(self) -> Standing:
        from xlcrm.book.templates.single import Standing

        tables = [table for table in tables_of("full") if table.id in self._found or table in self._absent]
        known = {
            (rows.table.id, name): rows.letter(name)
            for rows in self._found.values()
            for name in rows.names
            if name
        }
        known |= {
            (table, name): letters(item.area.right + at)
            for table, (item, names) in self._growing.items()
            for at, name in enumerate(names, 1)
        }
        return Standing(tables, {table.id: self._title(table) for table in tables}, known, self.language)

    @cached_property
    def _growing(self) -> dict[str, tuple[Item, list[str]]]:
        """Tables that lack columns: their Excel Table and the names of the columns."""
        growing = {}
        for rows in self._found.values():
            absent = [name for name in rows.table.columns if name not in rows.names]
            item = self._item(rows)
            if absent and item is None:
                self._added.left.append(
                    f"{rows.sheet}：缺 {len(absent)} 列，但不是 Excel 表格，没有补。"
                    "请选中表头和数据按 Ctrl+T 套用表格后再运行。"
                )
            elif absent and item is not None and self._may_grow(rows, item, len(absent)):
                growing[rows.table.id] = (item, absent)
        return growing

    def _may_grow(self, rows: Rows, item: Item, count: int) -> bool:
        from xlcrm.ooxml import Refused
        from xlcrm.ooxml.columns import permit_columns

        try:
            permit_columns(self._book.package.workbook, rows.sheet, item.name, count)
        except Refused as error:
            self._added.left.append(_sentence(f"{rows.sheet}：缺 {count} 列，没有补", error))
            return False
        return True

    def _item(self, rows: Rows) -> Item | None:
        tables = self._book.package.tables(rows.sheet)
        found = (item for item in tables if item.header_row == rows.top and item.area.left == rows.left)
        return next(found, None)

    # columns and drop-downs

    def _complete(self, rows: Rows) -> None:
        """Add the columns that a table lacks, and the drop-downs that its columns lack."""
        from xlcrm.ooxml import Refused

        try:
            if rows.table.id in self._growing:
                self._widen(rows, *self._growing[rows.table.id])
            self._give_drop_downs(rows)
        except Refused as error:
            self._added.left.append(_sentence(f"{rows.sheet}：没有补列和下拉", error))

    def _widen(self, rows: Rows, item: Item, names: list[str]) -> None:
        from xlcrm.ooxml.columns import add_columns

        places = list(rows.table.columns)
        columns = [places.index(name) + 1 for name in names]
        package, source = self._book.package, self._today(rows.table).source
        rules = add_columns(package.workbook, rows.sheet, item.name, source, columns, force=package.force)
        self._name(rows.table, rules)
        headings = [self._heading(rows.table, name) for name in names]
        note = Widened(rows.sheet, rows.table.id, item.name, tuple(headings), tuple(rules))
        self._book.run.touched.widened.append(note)
        self._added.columns[rows.sheet] = headings

    def _heading(self, table: type[Table], name: str) -> str:
        from xlcrm.book.templates.entry import heading

        return heading(table.columns[name], self.language)

    def _give_drop_downs(self, rows: Rows) -> None:
        """Give drop-downs to columns that should have one and have none of any kind."""
        from xlcrm.book.templates.register import REACH
        from xlcrm.ooxml.address import Area
        from xlcrm.ooxml.drop_downs import add_drop_downs, listed_areas, rules_on

        package, source = self._book.package, self._today(rows.table).source
        self._name(rows.table, rules_on(package.workbook, rows.sheet))
        taken = listed_areas(package.workbook, rows.sheet)
        listed = {area.left for area in listed_areas(source.book, source.entry.name)}
        wanted: dict[int, Area] = {}
        for place, name in enumerate(rows.table.columns, 1):
            at = rows.position(name)
            if at is not None and place in listed:
                column = rows.left + at
                area = Area(rows.top + 1, column, rows.top + REACH - 1, column)
                if not any(area.meets(other) for other in taken):
                    wanted[place] = area
        if wanted:
            rules = add_drop_downs(package.workbook, rows.sheet, source, wanted, force=package.force)
            self._name(rows.table, rules)
            self._book.run.touched.ruled.append(Ruled(rows.sheet, tuple(rules)))
            headings = {rows.left + at: heading for at, heading in enumerate(rows.headings)}
            self._added.drop_downs[rows.sheet] = [headings[area.left] for area in wanted.values()]

    def _today(self, table: type[Table]) -> _Today:
        """The sheet of a table as a new workbook would have it."""
        from xlcrm.book.templates.single import one_sheet

        if table.id not in self._sheets:
            self._sheets[table.id] = _Today(*one_sheet(table, self._standing, seeded=table.id not in self._found))
        return self._sheets[table.id]

    def _name(self, table: type[Table], rules: Iterable[str]) -> None:
        """Give the workbook the names that rules speak of."""
        spoken = unescape(" ".join(rules))
        for name, formula in self._today(table).names.items():
            if f">{name}<" in spoken:
                self._set_name(name, formula)

    def _set_name(self, name: str, formula: str) -> None:
        from xlcrm.ooxml.drop_downs import set_name

        if set_name(self._book.package.workbook, name, formula):
            self._book.run.touched.named.append(name)

    # sheets

    def _add_sheet(self, table: type[Table]) -> None:
        package, title, today = self._book.package, self._title(table), self._today(table)
        package.put_sheet(title, today.content, mark=GIVEN, after=self._neighbour(table))
        for name, formula in today.names.items():
            self._set_name(name, formula)
        content = content_digest(_rows_of(package, title))
        self._book.run.touched.sheets[title] = Sheet("added", content, GIVEN)
        self._added.sheets.append(title)

    def _neighbour(self, table: type[Table]) -> str | None:
        """The sheet that comes before a table's in the template, as far as it is there."""
        there = set(self._book.package.sheets)
        order = [SHEET, *(self._title(other) for other in tables_of(self.pack))]
        before = order[: order.index(self._title(table))]
        return next((title for title in reversed(before) if title in there), None)

    # settings

    def _missing_rows(self) -> Iterator[tuple[str, list[Row]]]:
        """Seeded rows that settings lack: whole lists, parameters, years of holidays."""
        telling = {ChoiceListTable.id: _list, PolicyProfile.id: _parameter, HolidayCalendar.id: _year}
        for table, tell in telling.items():
            if table in self._found:
                rows = self._book.read(table)
                known = {tell(_row(rows, values)) for _, values in rows.rows}
                known.discard("")
                missing: list[Row] = [row for row in seeds(table) if tell(row) not in known]
                if table == HolidayCalendar.id:
                    missing = [row for row in missing if tell(row) > max(known, default="")]
                if known and missing:
                    yield table, missing


@dataclass
class _Today:
    """A sheet as a new workbook would have it, and what the names in its drop-downs stand for."""

    content: bytes
    names: Mapping[str, str]

    @cached_property
    def source(self) -> Source:
        """To take columns and drop-downs from."""
        from xlcrm.ooxml import Package
        from xlcrm.ooxml.drop_downs import Source

        return Source.of(Package(self.content).workbook)


def _row(rows: Rows, values: Sequence[Value]) -> Row:
    return {name: value for name, value in zip(rows.names, values, strict=False) if name}


def _list(row: Row) -> str:
    return str(row.get(ChoiceListTable.list_name) or "").strip()


def _parameter(row: Row) -> str:
    return str(row.get(PolicyProfile.parameter) or "").strip()


def _year(row: Row) -> str:
    day = row.get(HolidayCalendar.date)
    return f"{day.year:04}" if isinstance(day, date) else ""


def _rows_of(package: Package, title: str) -> list[tuple[int, list[Value]]]:
    """All that stands in the Excel Tables of a sheet, values from column A on."""
    areas = [item.area for item in package.tables(title)]
    rows = {row: range(1, area.right + 1) for area in areas for row in range(area.top, area.bottom + 1)}
    found = package.values(title, [(row, column) for row, columns in rows.items() for column in columns])
    return [(row, [found[row, column] for column in columns]) for row, columns in sorted(rows.items())]


def _sentence(what: str, error: Refused) -> str:
    return f"{what}，{error.where}：{error.why}。{error.cure}。"
