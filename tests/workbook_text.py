"""A workbook as text that a person can review: what stands where, in which format, what a cell offers."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import load_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet


def workbook_text(content: bytes, *, most_rows: int = 60) -> str:
    """Sheets with their values, formats, drop-downs, colours and print set-up, a row a line.

    Rows beyond ``most_rows`` of a sheet are only counted.
    """
    book = load_workbook(BytesIO(content))
    lines = [f"property {item.name} = {item.value}" for item in book.custom_doc_props.props]
    lines += [f"name {name} = {defined.attr_text}" for name, defined in sorted(book.defined_names.items())]
    for sheet in book.worksheets:
        lines += ["", *_sheet(sheet, most_rows)]
    return "\n".join(lines) + "\n"


def _sheet(sheet: Worksheet, most_rows: int) -> Iterator[str]:
    yield f"=== {sheet.title} ({sheet.dimensions})"
    yield from _set_up(sheet)
    for name, ref in sheet.tables.items():
        yield f"table {name} {ref}"
    widths = sorted((key, dimension) for key, dimension in sheet.column_dimensions.items() if dimension.width)
    yield "widths " + " ".join(f"{key}{'+' * d.outlineLevel}{d.width:g}" for key, d in widths)
    for chart in sheet._charts:
        yield _chart(chart)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > most_rows:
            yield f"... {sheet.max_row - most_rows} more rows"
            break
        cells = [text for cell in row if (text := _cell(cell))]
        if cells:
            yield " | ".join(cells)
    yield from _rules(sheet)


def _set_up(sheet: Worksheet) -> Iterator[str]:
    setup = sheet.page_setup
    fit = sheet.sheet_properties.pageSetUpPr
    fitted = (
        f"fit {setup.fitToWidth}x{setup.fitToHeight}" if fit and fit.fitToPage else f"scale {setup.scale}"
    )
    breaks = [brk.id for brk in sheet.row_breaks.brk]
    yield (
        f"page A{setup.paperSize and 4} {setup.orientation} {fitted} area {sheet.print_area}"
        f" titles {sheet.print_title_rows} {sheet.print_title_cols} frozen {sheet.freeze_panes}"
        + (f" breaks {breaks}" if breaks else "")
    )


def _cell(cell: Cell) -> str:
    value = cell.value
    if value is None or value == "":
        return ""
    said = f"{cell.coordinate}"
    if cell.number_format != "General":
        said += f" [{cell.number_format}]"
    if cell.hyperlink:
        said += f" -> {cell.hyperlink.location or cell.hyperlink.target}"
    fill = cell.fill.fgColor.rgb if cell.fill.patternType else None
    ground = f" #{fill[2:]}" if fill and cell.row == 1 else ""
    return f"{said}{ground} {str(value).replace(chr(10), '⏎')}"


def _rules(sheet: Worksheet) -> Iterator[str]:
    for rule in sheet.data_validations.dataValidation:
        bounds = " ".join(filter(None, (rule.operator, rule.formula1, rule.formula2)))
        style = f" {rule.errorStyle or 'stop'}: {rule.error}" if rule.showErrorMessage else ""
        prompt = f" “{rule.promptTitle}” {rule.prompt}" if rule.prompt else ""
        yield f"entry {rule.sqref} {rule.type or 'any'} {bounds}{style}{prompt}".replace("\n", "⏎")
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            fill = rule.dxf.fill.bgColor.rgb
            yield f"colour {area.sqref} #{fill[2:]} if {rule.formula[0]}"


def _chart(chart: object) -> str:
    start, end = chart.anchor._from, chart.anchor.to
    series = [(one.cat.strRef.f, one.val.numRef.f) for one in chart.series]
    title = "".join(run.t for run in chart.title.tx.rich.p[0].r)
    return (
        f"chart {type(chart).__name__} {title} at {start.row},{start.col}-{end.row},{end.col} over {series}"
    )
