"""One table on one sheet: headings in row 1, an Excel Table, formats, drop-downs, messages, print set-up."""

from __future__ import annotations

from copy import copy
from math import ceil
from typing import TYPE_CHECKING, cast

from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo

from xlcrm.book import look
from xlcrm.book.paper import set_up
from xlcrm.book.sheets.measure import height, lines, width
from xlcrm.book.templates import entry
from xlcrm.book.templates.due import dues, formulas
from xlcrm.tables import AcceptanceReport, NegotiationRecord, SolutionProposal
from xlcrm.tables.column import Choice, Column, Id, Text, _Number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from xlcrm.book.templates.lists import DropDowns
    from xlcrm.language import Language
    from xlcrm.tables.rows import Value
    from xlcrm.tables.table import Table

REACH = 5000
"""Drop-downs, messages and colours are laid down to this row; the table itself begins with one blank row."""
STYLE = "xlcrm"
_FILTER = 2.6
_LEAST = {"id": 18.0, "ref": 16.0, "text": 18.0, "money": 16.0}
"""Room for a long number or name and its indent."""
_WIDEST = 44.0
_PAGE = 190.0
"""Widths that can still be read when they are fitted to an A4 page across."""
_RIGHT = frozenset({"int", "decimal", "percent", "money"})
_CENTRE = frozenset({"date", "datetime", "time", "month"})
_LINE = Side(style="thin", color=look.LINE)


class Filed:
    """Helper columns (hence the _) behind the register of a form that is kept as a file of its own."""

    form_no = Id("_表单编号", "_表單編號", "_Form no.", note="表单的编号，没有可不填")
    file_name = Text("_文件名", "_文件名", "_File name", note="表单保存的文件", wide=28)

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        """The columns."""
        return tuple(value for value in vars(cls).values() if isinstance(value, Column))


FILED = (SolutionProposal, NegotiationRecord, AcceptanceReport)


class Register:
    """Draws a table on an empty sheet."""

    def __init__(self, sheet: Worksheet, table: type[Table], drops: DropDowns, language: Language) -> None:
        self._sheet, self._table, self._drops, self._language = sheet, table, drops, language
        self._columns = [*table.columns.values(), *(Filed.columns() if table in FILED else ())]
        self._letters = {column.name: letters(at) for at, column in enumerate(self._columns, start=1)}

    def draw(self, rows: Sequence[Mapping[str, Value]]) -> None:
        """Draw the table with these rows, or with a blank one."""
        self._head(rows if self._table.kind == "config" else ())
        self._body(rows)
        last = max(len(rows), 1) + 1
        frame = ExcelTable(
            name=self._table.id,
            displayName=self._table.id,
            ref=f"A1:{letters(len(self._columns))}{last}",
        )
        frame.tableStyleInfo = TableStyleInfo(name=STYLE, showRowStripes=True)
        self._sheet.add_table(frame)
        for column in self._columns:
            self._message(column)
            self._entry(column)
        self._colours()
        self._set_up()

    def _head(self, seeded: Sequence[Mapping[str, Value]]) -> None:
        """Headings; the columns of settings are as wide as what they begin with."""
        tall = 1
        for at, column in enumerate(self._columns, start=1):
            text = entry.heading(column, self._language)
            content = max((width(str(row.get(column.name) or "")) for row in seeded), default=0.0)
            wide = max(_wide(column, text), round(min(content, _WIDEST) + 4, 1))
            dimension = self._sheet.column_dimensions[letters(at)]
            dimension.width = wide
            if column.extension:
                dimension.outlineLevel = 1
            cell = self._cell(1, at)
            cell.value, cell.data_type = text, "s"
            _head_style(cell, column)
            tall = max(tall, lines(text, wide - _FILTER, look.BODY * 1.06))
        self._sheet.row_dimensions[1].height = height(tall) + 8
        self._sheet.sheet_properties.outlinePr.summaryRight = False  # type: ignore[union-attr]

    def _body(self, rows: Sequence[Mapping[str, Value]]) -> None:
        self._sheet.sheet_format.defaultRowHeight = look.ROW
        self._sheet.sheet_format.customHeight = True
        for at, column in enumerate(self._columns, start=1):
            blank = self._cell(2, at)
            _body_style(blank, column)
            style = blank._style  # type: ignore[attr-defined]  # noqa: SLF001 - no public way to share a style
            self._sheet.column_dimensions[letters(at)]._style = copy(style)  # type: ignore[attr-defined]  # noqa: SLF001
            for number, row in enumerate(rows, start=2):
                cell = self._cell(number, at)
                value = row.get(column.name)
                if isinstance(value, str):
                    cell.value, cell.data_type = value, "s"
                else:
                    cell.value = value
                cell._style = copy(style)  # type: ignore[attr-defined]  # noqa: SLF001
        for number, row in enumerate(rows, start=2):
            self._sheet.row_dimensions[number].height = self._tall(row)

    def _tall(self, row: Mapping[str, Value]) -> float:
        taken = 1
        for column in self._columns:
            value = row.get(column.name)
            if isinstance(value, str):
                taken = max(taken, lines(value, self._width(column) - 1.2))
        return height(taken)

    def _width(self, column: Column) -> float:
        return float(self._sheet.column_dimensions[self._letters[column.name]].width)

    def _cell(self, row: int, column: int) -> Cell:
        return cast("Cell", self._sheet.cell(row, column))

    def _message(self, column: Column) -> None:
        """What is to be known of the column, beside its heading."""
        rule = DataValidation(type=None, allow_blank=True, showInputMessage=True)
        rule.promptTitle = entry.title(column, self._language)
        rule.prompt = entry.on_heading(column, self._language)
        if rule.prompt:
            rule.add(f"{self._letters[column.name]}1")
            self._sheet.add_data_validation(rule)

    def _entry(self, column: Column) -> None:
        """What the cells of the column take, and what is said on the way."""
        rule = DataValidation(type=None, allow_blank=True)
        source = self._drops.source(column)
        if source:
            rule.type, rule.formula1 = "list", source
            rule.showErrorMessage = isinstance(column, Choice) and _strict(column)
            rule.errorStyle = "warning" if isinstance(column, Choice) and column.options.open else "stop"
        elif column.type in _LIMITED and column.number_format != "@" and not column.says_none:
            limit(rule, column)
        if rule.showErrorMessage:
            rule.errorTitle = entry.title(column, self._language)
            rule.error = entry.refusal(column, self._language)
        rule.prompt = entry.on_cell(column, self._language) or None
        if rule.prompt:
            rule.promptTitle, rule.showInputMessage = entry.title(column, self._language), True
        if rule.prompt or rule.type:
            letter = self._letters[column.name]
            rule.add(f"{letter}2:{letter}{REACH}")
            self._sheet.add_data_validation(rule)

    def _colours(self) -> None:
        cells = {name: f"${letter}2" for name, letter in self._letters.items()}
        for due in dues(self._table):
            letter = self._letters[due.column]
            area = f"{letter}2:{letter}{REACH}"
            overdue, today = formulas(due, cells)
            for formula, ground, ink in (
                (overdue, look.OVERDUE, "9C3500"),
                (today, look.DUE_TODAY, "7A5200"),
            ):
                fill = PatternFill("solid", bgColor=ground, fgColor=ground)
                font = Font(color=ink, bold=True)
                rule = FormulaRule(formula=[formula], fill=fill, font=font)  # type: ignore[no-untyped-call]
                self._sheet.conditional_formatting.add(area, rule)

    def _set_up(self) -> None:
        set_up(self._sheet, self._sheet.title, landscape=True)
        total = sum(self._width(column) for column in self._columns)
        self._sheet.page_setup.fitToWidth = max(1, ceil(total / _PAGE))
        self._sheet.print_title_rows = "1:1"
        held = self._held()
        if total > _PAGE:
            self._sheet.print_title_cols = f"A:{letters(held)}"
        self._sheet.freeze_panes = f"{letters(held + 1)}2"

    def _held(self) -> int:
        """Columns that stay in sight: up to the customer's name, if that comes early."""
        names = [column.name for column in self._columns]
        return names.index("customer_name") + 1 if "customer_name" in names[:3] else 1


_LIMITED = frozenset({"date", "datetime", "time", "int", "decimal", "percent", "money"})


def _strict(column: Choice) -> bool:
    """True when the cell must hold exactly one value of the list."""
    return not (column.several or column.remark or column.says_none)


def limit(rule: DataValidation, column: Column) -> None:
    """Let a cell take what its column may hold; bounds that name another column are left to the checks."""
    rule.operator, rule.showErrorMessage, rule.errorStyle = "between", True, "stop"
    if column.type in ("date", "datetime"):
        rule.type, rule.formula1, rule.formula2 = "date", "DATE(1950,1,1)", "DATE(2100,12,31)"
    elif column.type == "time":
        rule.type, rule.formula1, rule.formula2 = "time", "0", "0.99999"
    else:
        rule.type = "whole" if column.type == "int" else "decimal"
        low = column.least if isinstance(column, _Number) else None
        high = column.most if isinstance(column, _Number) else None
        rule.formula1 = f"{low:g}" if isinstance(low, int | float) else "-1000000000000"
        rule.formula2 = f"{high:g}" if isinstance(high, int | float) else "1000000000000"
        if isinstance(column, _Number) and column.above is not None:
            rule.operator, rule.formula1, rule.formula2 = "greaterThan", f"{column.above:g}", None


def _wide(column: Column, text: str) -> float:
    """Width of a column: as declared, and its heading in at most two lines (three where it is very long)."""
    full = width(text, bold=True)
    rows = 1 if full <= 12 else 2 if full <= 32 else 3
    heading = full / rows + (2.0 if rows > 1 else 0.5) + 3.0 + _FILTER
    choices = (
        max((width(value) for value in column.options.values), default=0) if isinstance(column, Choice) else 0
    )
    example = min(width(column.example), 22.0)
    own = _LEAST.get(column.type, 0.0)
    return round(max(column.wide or column.width, own, heading, min(choices, 24) + 5, example + 4), 1)


def _head_style(cell: Cell, column: Column) -> None:
    ground = look.HEAD
    if column.computed_by is not None:
        ground = look.COMPUTED
    elif column.required:
        ground = look.REQUIRED
    cell.font = Font(name=look.FONT, size=look.BODY, bold=True, color=look.NAVY)
    cell.fill = PatternFill("solid", fgColor=ground)
    middle = _across(column) != "left"
    cell.alignment = Alignment(
        horizontal="center" if middle else "left", vertical="center", wrap_text=True, indent=int(not middle)
    )
    cell.border = Border(bottom=Side(style="medium", color=look.NAVY), right=_LINE)


def _body_style(cell: Cell, column: Column) -> None:
    cell.font = Font(name=look.FONT, size=look.BODY, color=look.INK)
    if column.computed:
        cell.fill = PatternFill("solid", fgColor=look.OURS)
    across = _across(column)
    cell.alignment = Alignment(
        horizontal=across,
        vertical="center",
        wrap_text=column.type in ("text", "longtext", "choice", "mchoice"),
        indent=int(across != "center"),
    )
    cell.border = Border(bottom=_LINE, right=_LINE)
    cell.number_format = _format(column)


def _across(column: Column) -> str:
    if column.type in _CENTRE:
        return "center"
    return "right" if column.type in _RIGHT and column.number_format != "@" else "left"


def _format(column: Column) -> str:
    """Text stays text; a choice such as 3-1 must not become a date."""
    return "@" if column.number_format == "General" else column.number_format
