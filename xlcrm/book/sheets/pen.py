"""A report drawn on a worksheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo

from xlcrm.book import look
from xlcrm.book.paper import set_up
from xlcrm.book.sheets.charts import draw_chart
from xlcrm.book.sheets.ink import dress
from xlcrm.book.sheets.paging import pages
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlcrm.book.sheets.spots import Layout, Spot
    from xlcrm.reports.report import Block, Report


def draw(sheet: Worksheet, report: Report, page: Layout) -> None:
    """Draw a report on an empty worksheet, as its page is laid out, and set it up for printing."""
    _measures(sheet, page)
    pen = _Pen(sheet)
    for spot in page.spots:
        pen.write(spot)
    blocks = {block.name: block for block in report.blocks}
    for block in report.blocks:
        _table(sheet, page, block)
        _choices(sheet, page, block)
    for chart in page.charts:
        draw_chart(sheet, chart, blocks[chart.chart.block], page.blocks[chart.chart.block])
    _print(sheet, report, page)


def _measures(sheet: Worksheet, page: Layout) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = look.ROW
    sheet.sheet_format.customHeight = True
    sheet.column_dimensions["A"].width = look.GUTTER
    for position, width in enumerate(page.grid.widths):
        sheet.column_dimensions[letters(position + 2)].width = width
    for row, points in sorted(page.heights.items()):
        sheet.row_dimensions[row].height = round(points, 1)


class _Pen:
    """Writes spots; cells that look alike share one style."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._styles: dict[tuple[object, ...], object] = {}

    def write(self, spot: Spot) -> None:
        cell = self._cell(spot.row, spot.column)
        value = spot.value
        if isinstance(value, Link):
            _lead(cell, value)
            value = value.text
        if isinstance(value, str):
            cell.value, cell.data_type = value, "s"  # openpyxl takes "=..." for a formula
        else:
            cell.value = value
        self._dress(cell, spot)
        if spot.last > spot.column:
            for column in range(spot.column + 1, spot.last + 1):
                self._dress(self._cell(spot.row, column), spot)
            self._sheet.merge_cells(None, spot.row, spot.column, spot.row, spot.last)

    def _cell(self, row: int, column: int) -> Cell:
        return cast("Cell", self._sheet.cell(row, column))

    def _dress(self, cell: Cell, spot: Spot) -> None:
        linked = isinstance(spot.value, Link)
        key = (spot.role, spot.format, spot.tone, spot.typed, spot.banded, linked)
        if key not in self._styles:
            dress(cell, spot)
            self._styles[key] = cell._style  # type: ignore[attr-defined]  # noqa: SLF001 - no public way
        cell._style = self._styles[key]  # type: ignore[attr-defined]  # noqa: SLF001 - to share a style


def _lead(cell: Cell, link: Link) -> None:
    if link.url:
        file, _, place = link.url.partition("#")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=file, location=place or None)
    elif link.sheet:
        quoted = link.sheet.replace("'", "''")
        place = f"'{quoted}'!{link.cell}"
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=link.text)


def _table(sheet: Worksheet, page: Layout, block: Block) -> None:
    if not block.register:
        return
    placed = page.blocks[block.name]
    first, last = placed.reach
    ref = f"{letters(first)}{placed.head_row}:{letters(last)}{placed.last_row}"
    table = Table(name=block.name, displayName=block.name, ref=ref)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


def _choices(sheet: Worksheet, page: Layout, block: Block) -> None:
    placed = page.blocks[block.name]
    for head in block.heads:
        if not head.typed or not head.choices:
            continue
        source = f'"{",".join(head.choices)}"'
        if aside := page.lists.get((block.name, head.name)):
            source = f"${letters(aside)}$1:${letters(aside)}${len(head.choices)}"
            sheet.column_dimensions[letters(aside)].hidden = True
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = head.header, "请从下拉列表中选择一项。"
        rule.promptTitle, rule.prompt = head.header, "可填写：从下拉列表中选择，重算后保留。"
        rule.showInputMessage = True
        column = letters(placed.columns[head.name][0])
        rule.add(f"{column}{placed.first_row}:{column}{placed.last_row}")
        sheet.add_data_validation(rule)


def _print(sheet: Worksheet, report: Report, page: Layout) -> None:
    set_up(sheet, report.title, landscape=report.landscape)
    sheet.print_area = f"A1:{letters(page.grid.last)}{max(page.last_row, 1)}"
    registers = [page.blocks[block.name].head_row for block in report.blocks if block.register]
    if page.charts or len(page.units) > 1:
        sheet.page_setup.scale, rows = pages(page, report.landscape)
        sheet.sheet_properties.pageSetUpPr = None
        for row in rows:
            sheet.row_breaks.append(Break(id=row - 1))
    if len(registers) == 1:
        sheet.print_title_rows = f"{registers[0]}:{registers[0]}"
        if registers[0] <= look.FROZEN_AT_MOST:
            sheet.freeze_panes = f"A{registers[0] + 1}"
    else:
        sheet.print_title_rows = "1:2"
