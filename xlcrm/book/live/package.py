"""The open workbook, edited as ``ooxml.Package`` edits a file: gathered first, then written in one go."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.book.live.host import OURS, Block, Growth, pattern, refused, stopped
from xlcrm.book.sheets.hidden import column_of_text
from xlcrm.ooxml import Appended, Package, Refused, Table
from xlcrm.ooxml.address import Area, a1
from xlcrm.ooxml.sheets import mark_text
from xlcrm.tables.rows import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlcrm.book.live.host import Host
    from xlcrm.book.live.sheet import OpenSheet
    from xlcrm.book.sheets.change import Change
    from xlcrm.book.sources.ooxml_parts import ListObject
    from xlcrm.ooxml.address import Cell
    from xlcrm.tables.rows import Value


@dataclass(frozen=True, slots=True)
class Taken:
    """A sheet of a workbook on disk, to be taken over under its own title."""

    path: Path
    title: str


@dataclass
class _Gathered:
    cells: dict[str, dict[Cell, Value]] = field(default_factory=dict)
    formats: dict[tuple[str, int], str] = field(default_factory=dict)
    fills: dict[str, dict[Cell, str | None]] = field(default_factory=dict)
    growths: dict[tuple[str, str], Growth] = field(default_factory=dict)
    sheets: dict[str, bytes | Taken] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)


class OpenPackage:
    """What the package editor offers, over a program that holds the workbook open."""

    def __init__(self, host: Host, sheets: Mapping[str, OpenSheet]) -> None:
        self._host, self._sheets, self._new = host, sheets, _Gathered()

    # reading

    @property
    def sheets(self) -> list[str]:
        """Titles of the worksheets in the order of their tabs."""
        return list(self._sheets)

    @property
    def edited(self) -> bool:
        """True when there is something to write."""
        return any(vars(self._new).values())

    def tables(self, sheet: str) -> list[Table]:
        """Excel Tables of a sheet."""
        return [_table(self._sheets[sheet], item) for item in self._sheets[sheet].objects]

    def values(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, Value]:
        """Values of cells as they stand."""
        return {cell: self._sheets[sheet].value(*cell) for cell in cells}

    def formula_cells(self, sheet: str, columns: Iterable[int] | None = None) -> set[Cell]:
        """Cells of columns with formulas, from the first formula of a column to its last."""
        known = self._sheets[sheet].formulas
        wanted = known.keys() if columns is None else known.keys() & set(columns)
        return {(row, column) for column in wanted for row in range(known[column][0], known[column][1] + 1)}

    def fill_of(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str | None]:
        """Fills of cells; those that could not be given back are left out."""
        wanted = list(cells)
        return self._host.fills(sheet, wanted) if wanted and sheet in self._sheets else {}

    def look_of(self, _sheet: str, cells: Iterable[Cell]) -> dict[Cell, str]:
        """Looks other than fills are never changed here, so they are all the same."""
        return dict.fromkeys(cells, "")

    def is_ours(self, name: str, *, mark: str = OURS) -> bool:
        """Whether there is a sheet of that name which we made."""
        return mark == OURS and self._put_objects(name) is not None

    def _put_objects(self, name: str) -> int | None:
        """How many objects we put on a sheet of ours; None for a sheet that is not."""
        said = self._host.signature(name) if name in self._sheets else None
        count = (said or "").strip('="').split("|", 1)[0]
        return int(count) if count.isdigit() and said == mark_text(name, int(count)) else None

    # gathering

    def set_cells(
        self,
        sheet: str,
        values: Mapping[Cell, Value],
        fill: Mapping[Cell, str | None] | None = None,
        number_format: Mapping[Cell, str] | None = None,
        **_: object,
    ) -> None:
        """Gather values and fills of cells, with the number format that a column's values need."""
        if values:
            self._new.cells.setdefault(sheet, {}).update(values)
        if fill:
            self._new.fills.setdefault(sheet, {}).update(fill)
        for cell, code in (number_format or {}).items():
            self._new.formats[sheet, cell[1]] = code

    def restore(self, sheet: str, state: Mapping[Cell, Value], **_: object) -> None:
        """Gather cells as they were."""
        self.set_cells(sheet, state)

    def append_rows(
        self, sheet: str, table_name: str, rows: Sequence[Sequence[Value]], **_: object
    ) -> Appended:
        """Gather rows for the end of an Excel Table, values in order of its columns; blank rows are filled first."""
        page = self._sheets[sheet]
        item = next(item for item in page.objects if item.name == table_name)
        if item.totals:
            raise Refused.because("totals-row", table_name)
        area = _area(item)
        known = self._new.growths.get((sheet, table_name))
        last = known.bottom if known else self._last_filled(page, item)
        bottom = last + len(rows)
        if bottom > item.last:
            self._new.growths[sheet, table_name] = Growth(
                sheet, table_name, area, bottom, max(last, item.first)
            )
        formulas = {column for column, (_, end) in page.formulas.items() if end >= item.first}
        cells = {
            (last + down, item.left + at): value
            for down, line in enumerate(rows, 1)
            for at, value in enumerate(line)
            if value is not None and item.left + at not in formulas
        }
        self._new.cells.setdefault(sheet, {}).update(cells)
        before = {"ref": str(area), "cells": {}, "ranges": []}
        return Appended(last + 1, bottom, json.dumps(before))

    def truncate_rows(
        self, sheet: str, table_name: str, first_row: int, before: str = "", **_: object
    ) -> None:
        """Gather the end of rows that were added: blanked, and the table as long as it was."""
        page = self._sheets[sheet]
        item = next(item for item in page.objects if item.name == table_name)
        bottom = Area.parse(json.loads(before)["ref"]).bottom if before else max(first_row - 1, item.first)
        typed = [column for column in range(item.left, item.right + 1) if column not in page.formulas]
        blank = {(row, column): None for row in range(first_row, item.last + 1) for column in typed}
        self._new.cells.setdefault(sheet, {}).update(blank)
        if bottom < item.last:
            self._new.growths[sheet, table_name] = Growth(sheet, table_name, _area(item), bottom, item.first)

    def put_sheet(self, name: str, scratch: bytes | Taken, *, mark: str = OURS, **_: object) -> None:
        """Gather a sheet of ours: in the place of the one of its name, else behind all others."""
        if name in self._sheets:
            self._only_ours(name, mark)
        self._new.sheets[name] = scratch

    def change_sheet(self, name: str, change: Change) -> None:
        """Gather what turns a sheet of ours into a newer one."""
        self._only_ours(name, OURS)
        self._new.changes[name] = change

    def _only_ours(self, name: str, mark: str) -> None:
        """Refuse a sheet of the user's own, and one of ours on which people put pictures, shapes or notes."""
        count = self._put_objects(name) if mark == OURS else None
        if count is None:
            raise Refused.because("not-ours", name)
        if self._host.objects(name) > count:
            raise Refused.because("extra-objects", name)

    def remove_sheet(self, name: str, *, mark: str = OURS) -> None:
        """Gather the end of a sheet of ours."""
        self._only_ours(name, mark)
        self._new.dropped.append(name)

    def keep_text(self, name: str, texts: Sequence[str]) -> None:
        """Gather the texts of a very hidden sheet of ours."""
        if name not in self._sheets:
            self.put_sheet(name, column_of_text(texts))
            self._new.hidden.append(name)
        elif self.is_ours(name):
            self._new.texts[name] = texts
        else:
            raise Refused.because("not-ours", name)

    # writing

    def check(self) -> None:
        """Refuse what the program would do wrongly, before anything is written."""
        new = self._new
        state = self._host.state(sheets=bool(new.sheets or new.dropped))
        if state != "open":
            raise refused(self._host.name, state)
        areas: dict[str, Area] = {}
        for block in self._blocks():
            areas[block.sheet] = areas.get(block.sheet, block.area).widened(block.area)
        for growth in new.growths.values():
            areas[growth.sheet] = areas.get(growth.sheet, growth.area).widened(growth.area)
            _free_below(self._sheets[growth.sheet], growth)
        for title, area in areas.items():
            if obstacle := self._host.obstacle(title, area):
                raise stopped(title, area, obstacle)
        for title, fills in new.fills.items():
            for cell, fill in fills.items():
                if not self._host.gives(fill):
                    raise pattern(title, cell)
        for title in new.fills.keys() - areas.keys():
            area = Area(*next(iter(new.fills[title])) * 2)
            if self._host.obstacle(title, area) == "protected":
                raise stopped(title, area, "protected")

    def write(self, folder: Path) -> None:
        """Write what was gathered; ``folder`` takes the workbooks that sheets are taken from."""
        new, host = self._new, self._host
        for growth in new.growths.values():
            if growth.bottom > growth.area.bottom:
                host.grow(growth)
        for block in self._blocks():
            host.progress(f"客户管理：正在写入“{block.sheet}”……")
            host.put(block)
        for growth in new.growths.values():
            if growth.bottom < growth.area.bottom:
                host.grow(growth)
        self._write_sheets(folder)
        for title, change in new.changes.items():
            host.progress(f"客户管理：正在更新“{title}”……")
            assert host.change_sheet is not None
            host.change_sheet(title, change)
        for title, fills in new.fills.items():
            host.fill(title, fills)
        for title, texts in new.texts.items():
            host.keep_text(title, texts)
        for title in new.hidden:
            host.hide(title)

    def _write_sheets(self, folder: Path) -> None:
        taken: dict[Path, list[str]] = {}
        made = {title: one for title, one in self._new.sheets.items() if not isinstance(one, Taken)}
        if made:
            taken[_workbook(folder, made)] = list(made)
        for one in self._new.sheets.values():
            if isinstance(one, Taken):
                taken.setdefault(one.path, []).append(one.title)
        for path, titles in taken.items():
            self._host.progress(f"客户管理：正在生成“{titles[0]}”等 {len(titles)} 张表……")
            self._host.put_sheets(path, titles)
        for title in self._new.dropped:
            self._host.drop_sheet(title)

    def _blocks(self) -> Iterator[Block]:
        """One block a column, from its first changed cell to its last."""
        for title, cells in self._new.cells.items():
            columns: dict[int, dict[int, Value]] = {}
            for (row, column), value in cells.items():
                columns.setdefault(column, {})[row] = value
            for column, values in sorted(columns.items()):
                yield from self._column(self._sheets[title], column, values)

    def _column(self, sheet: OpenSheet, column: int, changed: Mapping[int, Value]) -> Iterator[Block]:
        """What stands between is written again, but for error values, which cannot be."""
        code = self._new.formats.get((sheet.name, column))
        run: list[Value] = []
        for row in range(min(changed), max(changed) + 1):
            value = changed[row] if row in changed else sheet.value(row, column)
            if not isinstance(value, CellError):
                run.append(value)
            elif run:
                yield Block(sheet.name, column, row - len(run), run, code)
                run = []
        if run:
            yield Block(sheet.name, column, max(changed) + 1 - len(run), run, code)

    def _last_filled(self, page: OpenSheet, item: ListObject) -> int:
        """Last row of an Excel Table in which anything but a formula stands."""
        typed = [column for column in range(item.left, item.right + 1) if column not in page.formulas]
        for row in range(item.last, item.first - 1, -1):
            if any(page.value(row, column) is not None for column in typed):
                return row
        return item.first - 1


def _workbook(folder: Path, sheets: Mapping[str, bytes]) -> Path:
    """A workbook with these sheets, each signed as ours, and an empty one before them."""
    path = folder / "xlcrm.xlsx"
    path.write_bytes(column_of_text([], " "))
    with Package(path) as package:
        for title, content in sheets.items():
            package.put_sheet(title, content)
        package.save()
    return path


def _area(item: ListObject) -> Area:
    """Headings, data and totals."""
    return Area(item.head or item.first, item.left, item.last + item.totals, item.right)


def _table(page: OpenSheet, item: ListObject) -> Table:
    heads = [
        page.value(item.head, column) if item.head else None for column in range(item.left, item.right + 1)
    ]
    names = tuple(str(head) if head is not None else f"#{at}" for at, head in enumerate(heads))
    formulas = {
        name: ""
        for column, name in enumerate(names, item.left)
        if (rows := page.formulas.get(column)) and rows[1] >= item.first
    }
    return Table(item.name, page.name, _area(item), names, item.head, item.totals, formulas, False, "")


def _free_below(page: OpenSheet, growth: Growth) -> None:
    below = growth.area._replace(top=growth.area.bottom + 1, bottom=growth.bottom)
    for row in range(below.top, below.bottom + 1):
        for column in range(below.left, below.right + 1):
            if page.value(row, column) is not None:
                raise Refused.because("occupied", f"{page.name}!{a1(row, column)}")
    for item in page.objects:
        if item.name != growth.item and below.top <= below.bottom and _area(item).meets(below):
            raise Refused.because("occupied", f"{page.name}!{_area(item)}")
