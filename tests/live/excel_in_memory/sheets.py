"""Worksheets, and what becomes of them when they are copied or deleted."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils.cell import range_boundaries
from xlwings import base_classes as base

from .cells import Range
from .names import Names
from .tables import Tables
from .typed_in import FAILED, Api, Rejected

VERY_HIDDEN, VISIBLE = 2, -1

if TYPE_CHECKING:
    from .app import Book


class Sheets(base.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.store.active)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, one) for one in self.book.store.worksheets)

    def __len__(self) -> int:
        return len(self.book.store.worksheets)

    def __call__(self, key: int | str) -> Sheet:
        for number, one in enumerate(self.book.store.worksheets, 1):
            if key == number or str(key).lower() == one.title.lower():
                return Sheet(self.book, one)
        raise KeyError(key)

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Sheet:
        self.book.app.cross("add sheet")
        at = after.index if after else before.index - 1 if before else 0
        one = self.book.store.create_sheet(name or "Sheet99", at)
        self.book.store.active = self.book.store.index(one)
        return Sheet(self.book, one)


class Sheet(base.Sheet):
    book = None

    def __init__(self, book: Book, store: Any) -> None:
        self.book, self.store, self.app = book, store, book.app

    @property
    def api(self) -> SheetApi:
        return SheetApi(self)

    @property
    def name(self) -> str:
        return str(self.store.title)

    @name.setter
    def name(self, value: str) -> None:
        self.app.cross("rename")
        self.store.title = value

    @property
    def index(self) -> int:
        return int(self.book.store.index(self.store)) + 1

    @property
    def visible(self) -> int:
        return VISIBLE if self.store.sheet_state == "visible" else 0

    @property
    def names(self) -> Names:
        return Names(self.app, self.store.defined_names)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def used_range(self) -> Range:
        self.app.cross("used range")
        left, top, right, bottom = range_boundaries(self.store.dimensions)
        return Range(self, top, left, bottom - top + 1, right - left + 1)

    @property
    def shapes(self) -> Shapes:
        self.app.cross("shapes?")
        return Shapes(self)

    @property
    def notes(self) -> list[Any]:
        self.app.cross("notes?")
        return [cell.comment for row in self.store.iter_rows() for cell in row if cell.comment]

    def range(self, first: Any, last: Any = None) -> Range:
        areas = (
            [self._area(part) for part in first.split(",")] if isinstance(first, str) else [self._area(first)]
        )
        if last is not None:
            end = self._area(last)
            row, column, _, _ = areas[0]
            areas = [(row, column, end[0] + end[2] - row, end[1] + end[3] - column)]
        return Range(self, *areas[0], more=areas[1:])

    def _area(self, given: Any) -> tuple[int, int, int, int]:
        if isinstance(given, Range):
            return given.row, given.column, *given.shape
        if isinstance(given, str):
            if len(given) > 255:
                raise Rejected(FAILED, "Method 'Range' of object failed")
            left, top, right, bottom = range_boundaries(given.replace("$", ""))
            return top, left, bottom - top + 1, right - left + 1
        return given[0], given[1], 1, 1

    def activate(self) -> None:
        self.book.store.active = self.book.store.index(self.store)

    def delete(self) -> None:
        self.guard("delete sheet")
        if self.book.api.ProtectStructure:
            raise Rejected(FAILED, "Workbook is protected")
        for other in self.book.store.worksheets:
            break_references(other, self.name)
        self.book.store.remove(self.store)

    def copy(self, before: Sheet | None = None, after: Sheet | None = None) -> None:
        self.app.cross("copy sheet")
        target = before or after
        assert target is not None
        title = self.name
        while title.lower() in (one.title.lower() for one in target.book.store.worksheets):
            title = f"{title} (2)"
        made = target.book.store.create_sheet(title, target.index - (1 if before else 0))
        target.book.states[title] = Api(ProtectContents=False)
        transplant(self.store, made)
        target.book.store.active = target.book.store.index(made)
        target.book.activate()

    def guard(self, what: str) -> None:
        self.app.cross(what)
        if self.book.states.get(self.name, self.api).ProtectContents:
            raise Rejected(FAILED, "The cell you're trying to change is on a protected sheet.", -2146827284)


class Shapes(base.Collection):
    """Charts and pictures."""

    api = None

    def __init__(self, sheet: Sheet) -> None:
        self.all = [Shape("chart") for _ in sheet.store._charts] + [
            Shape("picture") for _ in sheet.store._images
        ]

    def __iter__(self) -> Iterator[Shape]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


class Shape(base.Shape):
    type = ""

    def __init__(self, kind: str) -> None:
        self.type = kind


class SheetApi:
    """What is asked of a worksheet by its COM names."""

    def __init__(self, sheet: Sheet) -> None:
        self.__dict__["sheet"] = sheet

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        self.sheet.app.cross("protected?")
        state = self.sheet.book.states.get(self.sheet.name)
        return bool(state and state.ProtectContents)

    @property
    def Visible(self) -> int:  # noqa: N802
        return {"visible": VISIBLE, "hidden": 0, "veryHidden": VERY_HIDDEN}[self.sheet.store.sheet_state]

    def __setattr__(self, name: str, value: Any) -> None:
        assert name == "Visible"
        self.sheet.store.sheet_state = {VISIBLE: "visible", 0: "hidden", VERY_HIDDEN: "veryHidden"}[value]


def break_references(sheet: Any, title: str) -> None:
    """What becomes of formulas whose sheet is deleted."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and title in str(cell.value):
                for quoted in (f"'{title}'!", f"{title}!"):
                    cell.value = str(cell.value).replace(quoted, "#REF!")


def transplant_cells(source: Any, made: Any) -> None:
    """Values, looks and links; cells that look alike share a look again."""
    looks: dict[int, Any] = {}
    for row in source.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            new = made.cell(cell.row, cell.column)
            new.value, new.data_type = cell.value, cell.data_type
            if cell.style_id not in looks:
                for look in ("font", "fill", "border", "alignment", "number_format", "protection"):
                    setattr(new, look, copy.copy(getattr(cell, look)))
                looks[cell.style_id] = new._style
            new._style = copy.copy(looks[cell.style_id])
            new.hyperlink = copy.copy(cell.hyperlink)


def transplant(source: Any, made: Any) -> None:
    """A worksheet with all that hangs on it, in another workbook."""
    transplant_cells(source, made)
    for area in source.merged_cells.ranges:
        made.merge_cells(str(area))
    for dimensions in ("row_dimensions", "column_dimensions"):
        for key, one in getattr(source, dimensions).items():
            mine = getattr(made, dimensions)[key]
            mine.hidden = one.hidden
            if dimensions == "column_dimensions":
                mine.width = one.width
            else:
                mine.height = one.height
    made._charts = copy.deepcopy(source._charts)
    made.data_validations = copy.deepcopy(source.data_validations)
    made.conditional_formatting = ConditionalFormattingList()
    known = {name for one in made.parent.worksheets for name in one.tables}
    for table in source.tables.values():
        name = table.displayName
        mine = copy.deepcopy(table)
        mine.id = 1
        while name in known:
            name = f"{name}2"
        mine.name = mine.displayName = name
        made.add_table(mine)
    for name, one in source.defined_names.items():
        made.defined_names[name] = copy.copy(one)
