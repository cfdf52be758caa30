"""A form drawn on a worksheet: fine lines, tinted labels, drop-downs, messages, one A4 page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.datavalidation import DataValidation

from xlcrm.book import look
from xlcrm.book.forms.cells import Lines, OneTick, Plain, Ticks
from xlcrm.book.forms.paper import ACROSS
from xlcrm.book.forms.place import LEFT, WIDTHS, label
from xlcrm.book.paper import set_up
from xlcrm.book.templates import entry
from xlcrm.book.templates.register import limit
from xlcrm.tables import FollowupCard
from xlcrm.tables.column import Choice, Score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from xlcrm.book.forms.cells import Cell, Slot
    from xlcrm.book.forms.place import Sheet
    from xlcrm.tables.column import Column
    from xlcrm.tables.rows import Value

_LONGEST = 255
_FRAME = "7F8FA3"
_THIN = Side(style="thin", color=_FRAME)
_ROUND = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LIMITED = frozenset({"date", "datetime", "time", "int", "money"})


class FormSheet:
    """Draws a laid out form on a sheet; ``values`` are what its cells hold."""

    def __init__(self, sheet: Worksheet, form: Sheet, values: Mapping[str, Value]) -> None:
        self._sheet, self._form, self._values = sheet, form, values

    def draw(self) -> None:
        """Draw labels, lines and cells."""
        for cell in self._form.cells:
            self._rectangle(cell)
            if cell.role == "entry":
                self._message(cell)
        for row, points in self._form.heights.items():
            self._sheet.row_dimensions[row].height = round(points, 1)

    def _rectangle(self, cell: Cell) -> None:
        for row in range(cell.top, cell.bottom + 1):
            for column in range(cell.left, cell.right + 1):
                self._dress(cast("SheetCell", self._sheet.cell(row, column)), cell)
        first = cast("SheetCell", self._sheet.cell(cell.top, cell.left))
        value = self._values.get(cell.address, None if cell.role == "entry" else cell.text or None)
        if isinstance(value, str) and cell.role != "total":
            first.value, first.data_type = value, "s"
        else:
            first.value = value
        if cell.right > cell.left or cell.bottom > cell.top:
            self._sheet.merge_cells(None, cell.top, cell.left, cell.bottom, cell.right)

    def _dress(self, target: SheetCell, cell: Cell) -> None:
        size, bold, color = _TYPE.get(cell.role, (look.BODY, False, look.INK))
        target.font = Font(name=look.FONT, size=size, bold=bold, color=color)
        ground = _GROUND.get(cell.role)
        if cell.role in ("label", "caption") and cell.required:
            ground = look.REQUIRED
        if ground:
            target.fill = PatternFill("solid", fgColor=ground)
        if cell.role not in ("title", "source", "foot"):
            target.border = _ROUND
        column = self._form.form.table.columns.get(cell.name)
        target.alignment = _alignment(cell, top=cell.role == "entry" and cell.top in self._form.written)
        if cell.role == "entry" and column is not None:
            target.number_format = self._format(cell, column)
        elif cell.role == "total":
            target.number_format = "#,##0.00;-#,##0.00;"  # nothing is shown on a form still to be filled

    def _format(self, cell: Cell, column: Column) -> str:
        slot = self._form.slots.get(cell.name)
        if isinstance(slot, Lines):
            return "General"
        if isinstance(slot, OneTick | Ticks) or column.number_format == "General":
            return "@"
        if self._form.form.table is FollowupCard and cell.name == FollowupCard.next_followup_date:
            return 'yyyy-mm-dd"前"'  # as the card prints it: by that day
        return column.number_format

    def _message(self, cell: Cell) -> None:
        column, slot = self._form.form.table.columns[cell.name], self._form.slots.get(cell.name)
        rule = DataValidation(type=None, allow_blank=True)
        choices = slot.drop_downs.get(cell.address) if slot else None
        if choices:
            rule.type, rule.formula1 = "list", self._list(choices)
            rule.showErrorMessage = not isinstance(slot, Plain) or _strict(column)
            rule.errorTitle, rule.error = _heading(column), "请从下拉列表中选择。"
        elif not isinstance(slot, Lines) and column.type in _LIMITED and column.number_format != "@":
            limit(rule, column)
            rule.errorTitle, rule.error = _heading(column), entry.refusal(column, "zh-CN")
        rule.prompt = _prompt(column, slot) or None
        if rule.prompt:
            rule.promptTitle, rule.showInputMessage = _heading(column), True
        if rule.prompt or rule.type:
            rule.add(cell.address)
            self._sheet.add_data_validation(rule)

    def _list(self, choices: tuple[str, ...]) -> str:
        source = f'"{",".join(choices)}"'
        if len(source) <= _LONGEST:
            return source
        column = LEFT + ACROSS + 1
        while self._sheet.cell(1, column).value is not None:
            column += 1
        for row, choice in enumerate(choices, start=1):
            target = cast("SheetCell", self._sheet.cell(row, column))
            target.value, target.data_type = choice, "s"
        self._sheet.column_dimensions[letters(column)].hidden = True
        return f"${letters(column)}$1:${letters(column)}${len(choices)}"


def page(sheet: Worksheet, form: Sheet, last_row: int) -> None:
    """Columns and print set-up of a sheet that holds a form, or several down to a row."""
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = look.GUTTER
    for at in range(LEFT, LEFT + ACROSS):
        sheet.column_dimensions[letters(at)].width = WIDTHS[form.form.landscape]
    set_up(sheet, form.form.table.title, landscape=form.form.landscape, pages_high=1)
    sheet.print_area = f"A1:{letters(LEFT + ACROSS - 1)}{last_row}"


_TYPE: Mapping[str, tuple[float, bool, str]] = {
    "title": (look.TITLE, True, look.NAVY),
    "source": (look.SMALL, False, look.MUTED),
    "label": (look.BODY, True, look.NAVY),
    "caption": (look.BODY, True, look.NAVY),
    "aside": (look.BODY, True, look.NAVY),
    "foot": (look.SMALL, False, look.MUTED),
    "total": (look.BODY, True, look.INK),
}
_GROUND = {"label": look.CARD, "caption": look.HEAD, "aside": look.HEAD, "total": look.OURS}


def _alignment(cell: Cell, top: bool) -> Alignment:
    if cell.role == "title":
        return Alignment(horizontal="center", vertical="center")
    if cell.role == "source":
        return Alignment(horizontal="right", vertical="center")
    if cell.role == "aside":
        return Alignment(horizontal="center", vertical="center", textRotation=255)
    if cell.role == "total":
        return Alignment(horizontal="right", vertical="center", indent=1)
    return Alignment(horizontal="left", vertical="top" if top else "center", wrap_text=True, indent=1)


def _strict(column: Column) -> bool:
    return isinstance(column, Score) or (
        isinstance(column, Choice) and not (column.several or column.remark or column.options.open)
    )


def _prompt(column: Column, slot: Slot | None) -> str:
    if isinstance(slot, Ticks):
        return "从下拉列表中勾选或取消，可以选几项。"
    if isinstance(slot, OneTick) and not column.computed_by:
        return "从下拉列表中选择要勾选的一项。"
    if isinstance(slot, Lines):
        return ""
    if column.computed_by:
        return "可以不填，录入登记表后由重算给出；填了就以填写的为准。"
    return entry.on_cell(column, "zh-CN")


def _heading(column: Column) -> str:
    """Title of the message beside a cell."""
    return label(column).rpartition("·")[2][:32]
