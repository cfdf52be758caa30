"""Excel Tables (ListObjects)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.utils.cell import range_boundaries
from xlwings import base_classes as base

from .cells import Range

if TYPE_CHECKING:
    from .sheets import Sheet


class Tables(base.Tables):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    api = None

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, one) for one in self.sheet.store.tables.values())

    def __len__(self) -> int:
        return len(self.sheet.store.tables)

    def __contains__(self, key: str) -> bool:
        return key in self.sheet.store.tables

    def __call__(self, key: int | str) -> Table:
        for number, one in enumerate(self.sheet.store.tables.values(), 1):
            if key in (number, one.displayName):
                return Table(self.sheet, one)
        raise KeyError(key)


class Table(base.Table):
    def __init__(self, sheet: Sheet, store: Any) -> None:
        self.parent_sheet, self.store = sheet, store

    @property
    def api(self) -> Table:
        return self

    @property
    def name(self) -> str:
        return str(self.store.displayName)

    @name.setter
    def name(self, value: str) -> None:
        tables = self.parent_sheet.store.tables
        del tables[self.store.displayName]
        self.store.name = self.store.displayName = value
        tables.add(self.store)

    @property
    def show_headers(self) -> bool:
        return bool(self.store.headerRowCount)

    @property
    def show_totals(self) -> bool:
        return bool(self.store.totalsRowCount)

    @property
    def range(self) -> Range:
        self.parent_sheet.app.cross("table range")
        left, top, right, bottom = range_boundaries(self.store.ref)
        return Range(self.parent_sheet, top, left, bottom - top + 1, right - left + 1)

    def resize(self, cells: Any) -> None:
        self.parent_sheet.guard("resize")
        given = cells.impl if hasattr(cells, "impl") else cells
        old = self.range
        assert (given.row, given.column, given.shape[1]) == (old.row, old.column, old.shape[1])
        self.store.ref = given.address.replace("$", "")
        if self.store.autoFilter:
            self.store.autoFilter.ref = self.store.ref
        model = old.row + old.shape[0] - 1
        for row in range(model + 1, given.row + given.shape[0]):
            for column in range(old.column, old.column + old.shape[1]):
                source = self.parent_sheet.store.cell(model, column)
                self.parent_sheet.store.cell(row, column)._style = copy.copy(source._style)
