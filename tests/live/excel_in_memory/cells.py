"""Ranges: values typed in and handed out, formats, fills."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import PatternFill
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from xlwings import base_classes as base

if TYPE_CHECKING:
    from .sheets import Sheet
from .typed_in import ERRORS, Error, Formula, as_moment, as_number, typed_in

SOLID, NONE = 1, -4142


class Range(base.Range):
    sheet = row = column = shape = None
    has_array = False
    max_cells_per_read = max_cells_per_write = None

    def __init__(
        self, sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1, more: Any = ()
    ) -> None:
        self.sheet, self.row, self.column, self.shape = sheet, row, column, (rows, columns)
        self.areas = [(row, column, rows, columns), *more]

    @property
    def api(self) -> RangeApi:
        return RangeApi(self)

    def __len__(self) -> int:
        return int(self.shape[0] * self.shape[1])

    def __call__(self, row: int, column: int | None = None) -> Range:
        return Range(self.sheet, self.row + row - 1, self.column + (column or 1) - 1)

    def cells(self) -> Iterator[Any]:
        for row, column, rows, columns in self.areas:
            for down in range(rows):
                for right in range(columns):
                    yield self.sheet.store.cell(row + down, column + right)

    @property
    def address(self) -> str:
        letter = get_column_letter
        last = (
            f":${letter(self.column + self.shape[1] - 1)}${self.row + self.shape[0] - 1}"
            if len(self) > 1
            else ""
        )
        return f"${letter(self.column)}${self.row}{last}"

    @property
    def raw_value(self) -> Any:
        self.sheet.app.cross(f"read {self.sheet.name}")
        results = self.sheet.book.results
        known = results[self.sheet.name] if self.sheet.name in results.sheetnames else None

        def out(row: int, column: int) -> Any:
            cell = self.sheet.store.cell(row, column)
            value = cell.value
            if isinstance(value, str) and cell.data_type == "f":
                value = known.cell(row, column).value if known is not None else None
            return handed_out(value, cell)

        data = [
            [out(self.row + down, self.column + right) for right in range(self.shape[1])]
            for down in range(self.shape[0])
        ]
        return data[0][0] if len(self) == 1 else data

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.sheet.guard(f"write {self.sheet.name}")
        if not isinstance(data, list | tuple):
            data = [[data] * self.shape[1]] * self.shape[0]
        rows = range(self.row, self.row + self.shape[0])
        filtered = any(self.sheet.store.row_dimensions[row].hidden for row in rows)
        for down, row in enumerate(rows):
            if filtered and self.sheet.store.row_dimensions[row].hidden:
                continue
            for right in range(self.shape[1]):
                self._type(row, self.column + right, data[0][0] if filtered else data[down][right])

    def _type(self, row: int, column: int, value: Any) -> None:
        cell = self.sheet.store.cell(row, column)
        if isinstance(cell, MergedCell):
            return
        code = None
        if isinstance(value, datetime | date):
            code = None if is_date_format(cell.number_format) else "m/d/yyyy"
            value = (
                as_number(datetime(value.year, value.month, value.day))
                if type(value) is date
                else as_number(value)
            )
            if cell.number_format == "@":
                value, code = f"{as_moment(value):%Y/%m/%d}", None
        elif isinstance(value, str):
            value, code = typed_in(value, cell.number_format)
        elif isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if cell.number_format == "@" and isinstance(value, float):
            value = f"{value:g}"
        cell.value = value
        cell.data_type = kind_of(value)
        if code and not is_date_format(cell.number_format):
            cell.number_format = code

    @property
    def formula(self) -> Any:
        self.sheet.app.cross(f"formulas {self.sheet.name}")

        def out(cell: Any) -> str:
            return "" if cell.value is None else str(cell.value)

        store = self.sheet.store
        data = tuple(
            tuple(out(store.cell(self.row + down, self.column + right)) for right in range(self.shape[1]))
            for down in range(self.shape[0])
        )
        return data[0][0] if len(self) == 1 else data

    @formula.setter
    def formula(self, data: Any) -> None:
        self.sheet.guard("write formula")
        text = data[0][0] if isinstance(data, list | tuple) else data
        cell = self.sheet.store.cell(self.row, self.column)
        cell.value, cell.data_type = text, "f"

    @property
    def number_format(self) -> str | None:
        self.sheet.app.cross("format?")
        codes = {cell.number_format for cell in self.cells()}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.sheet.guard("format")
        for cell in self.cells():
            if isinstance(cell.value, datetime | date):
                cell.value = as_number(cell.value)
            cell.number_format = code

    @property
    def color(self) -> tuple[int, int, int] | None:
        self.sheet.app.cross("colour?")
        fill = next(self.cells()).fill
        if fill.patternType != "solid":
            return None
        text = str(fill.fgColor.rgb)[-6:]
        return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self.sheet.guard("colour")
        fill = PatternFill("solid", fgColor="FF{:02X}{:02X}{:02X}".format(*value)) if value else PatternFill()
        for cell in self.cells():
            cell.fill = fill

    @property
    def merge_cells(self) -> bool | None:
        self.sheet.app.cross("merged?")
        inside = [isinstance(cell, MergedCell) or self._heads(cell) for cell in self.cells()]
        return None if any(inside) and not all(inside) else all(inside)

    def _heads(self, cell: Any) -> bool:
        return any(
            area.min_row == cell.row and area.min_col == cell.column for area in self.sheet.store.merged_cells
        )

    def get_special_cells(self, kind: str, value_type: Any) -> list[Range]:
        self.sheet.app.cross(f"{kind}?")
        store = self.sheet.store
        if kind == "visible":
            rows = [
                r for r in range(self.row, self.row + self.shape[0]) if not store.row_dimensions[r].hidden
            ]
            return [Range(self.sheet, top, self.column, height, self.shape[1]) for top, height in runs(rows)]
        assert kind == "formulas"
        return [Range(self.sheet, cell.row, cell.column) for cell in self.cells() if cell.data_type == "f"]

    def clear_contents(self) -> None:
        self.sheet.guard("clear")
        for cell in self.cells():
            cell.value = None


class RangeApi:
    """What is asked of a range by its COM names."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def Interior(self) -> Interior:  # noqa: N802
        return Interior(self.cells)

    def __bool__(self) -> bool:
        return True


class Interior:
    def __init__(self, cells: Range) -> None:
        self.__dict__["cells"] = cells

    def _one(self) -> Any:
        self.cells.sheet.app.cross("colour?")
        looks = {
            (c.fill.patternType, str(c.fill.fgColor.rgb), c.fill.fgColor.type) for c in self.cells.cells()
        }
        return next(self.cells.cells()).fill if len(looks) == 1 else None

    @property
    def Pattern(self) -> int | None:  # noqa: N802
        fill = self._one()
        return None if fill is None else {None: NONE, "solid": SOLID}.get(fill.patternType, 17)

    @property
    def ThemeColor(self) -> int | None:  # noqa: N802
        fill = self._one()
        return fill.fgColor.theme + 1 if fill is not None and fill.fgColor.type == "theme" else None

    @property
    def TintAndShade(self) -> float:  # noqa: N802
        fill = self._one()
        return float(fill.fgColor.tint) if fill is not None else 0.0

    def __setattr__(self, name: str, value: Any) -> None:
        self.cells.sheet.guard("colour")
        for cell in self.cells.cells():
            fill = copy.copy(cell.fill)
            colour = copy.copy(fill.fgColor)
            if name == "ThemeColor":
                cell.fill = PatternFill("solid", fgColor=openpyxl.styles.Color(theme=value - 1, type="theme"))
            elif name == "TintAndShade":
                colour.tint = value
                cell.fill = PatternFill("solid", fgColor=colour)


def handed_out(value: Any, cell: Any) -> Any:
    """A value as COM hands it out."""
    if isinstance(value, Error) or (isinstance(value, str) and cell.data_type == "e"):
        return ERRORS[str(value)]
    if isinstance(value, datetime):
        value = as_number(value)
    elif hasattr(value, "hour"):
        value = (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    elif isinstance(value, date):
        value = as_number(datetime(value.year, value.month, value.day))
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return as_moment(value) if is_date_format(cell.number_format) else float(value)


def kind_of(value: Any) -> str:
    if isinstance(value, Formula):
        return "f"
    if isinstance(value, Error):
        return "e"
    return "b" if isinstance(value, bool) else "s" if isinstance(value, str) else "n"


def runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """First row and height of rows that follow upon one another."""
    while rows:
        height = next((at for at, row in enumerate(rows) if row != rows[0] + at), len(rows))
        yield rows[0], height
        rows = rows[height:]
