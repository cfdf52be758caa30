"""The workbook of problems: the list as a report, then for each table the rows to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.book import look

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from xlcrm.reports.report import Report
    from xlcrm.tables.rows import Rows, Value

SUBJECT = "xlcrm 问题清单"
WRONG, ORIGIN = "问题", "来自"
"""Columns before and behind the copied rows: what is wrong, and where the row comes from."""
_PINK = "FDE9E7"
KEPT = "_xlcrm_rows"
"""Very hidden sheet with the copied rows as they were: see ``book.mended``."""


class BadRow(NamedTuple):
    """A copied row: its number, its values, what is wrong with it, and its file as the list's folder sees it.

    ``wrong`` are the positions of the values that something is wrong with.
    """

    number: int
    values: list[Value]
    what: str
    file: str
    wrong: frozenset[int] = frozenset()

    def origin(self, sheet: str) -> str:
        """What the column 来自 says: unique in a list."""
        return f"{self.file} {sheet} 第 {self.number} 行"


def problem_list(report: Report, bad: Iterable[tuple[Rows, list[BadRow]]]) -> bytes:
    """The workbook as bytes. Tables of one kind from several files follow each other on one sheet."""
    from openpyxl import Workbook

    from xlcrm.book.archive import packed
    from xlcrm.book.sheets import draw

    book = Workbook()
    book.properties.subject = SUBJECT
    look.plain(book)
    sheet = book.worksheets[0]
    sheet.title = report.sheet
    draw(sheet, report)
    kept = book.create_sheet(KEPT)
    for rows, lines in bad:
        _add(book, rows, lines)
        for line in lines:
            _append(
                kept,
                [line.origin(rows.sheet), line.file, rows.table.id, rows.sheet, line.number, *line.values],
            )
    book.move_sheet(kept, len(book.sheetnames))
    kept.sheet_state = "veryHidden"
    return packed(book)


def _add(book: Workbook, rows: Rows, lines: list[BadRow]) -> None:
    from openpyxl.styles import PatternFill

    title = rows.table.sheet()
    heads = [WRONG, *rows.headings, ORIGIN]
    if title in book.sheetnames and [cell.value for cell in book[title][1]] == heads:
        sheet = book[title]
    else:
        sheet = book.create_sheet(_free(book, title))
        _head(sheet, heads)
    first = sheet.max_row + 1
    for line in lines:
        _append(sheet, [line.what, *line.values, line.origin(rows.sheet)])
        for at in (-1, *line.wrong):
            sheet.cell(sheet.max_row, at + 2).fill = PatternFill("solid", fgColor=_PINK)
    _finish(sheet, heads, rows, first)


def _append(sheet: Worksheet, line: list[Value]) -> None:
    sheet.append(["" if value is None else value for value in line])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"  # text stays text, also when it begins with =


_HIGHEST = 400.0
_READ = 56
"""Width of what is wrong."""


def _free(book: Workbook, title: str) -> str:
    names = [title, *(f"{title[:27]}({n})" for n in range(2, 100))]
    return next(name for name in names if name not in book.sheetnames)


def _head(sheet: Worksheet, heads: list[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.append(heads)
    for cell in sheet[1]:
        cell.font = Font(name=look.FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=look.NAVY)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.freeze_panes = "B2"


def _finish(sheet: Worksheet, heads: list[str], rows: Rows, first: int) -> None:
    """Widths, heights and looks of the rows from ``first`` on, and of the sheet as a whole."""
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    own = [rows.table.columns[name].width if name else 14 for name in rows.names]
    widths = [_READ, *(max(width, 12) for width in own), 30]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    line = Side(style="thin", color=look.LINE)
    border, above = (
        Border(left=line, right=line, top=line, bottom=line),
        Alignment(wrap_text=True, vertical="top"),
    )
    _high(sheet, 1, widths)
    for row in range(first, sheet.max_row + 1):
        for cell in sheet[row]:
            cell.alignment, cell.border = above, border
        _high(sheet, row, widths)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{sheet.max_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _high(sheet: Worksheet, row: int, widths: Sequence[float]) -> None:
    """Make a row as high as its longest text needs."""
    from xlcrm.book.sheets.measure import height, lines

    texts = zip(sheet[row], widths, strict=False)
    taken = max(lines(str(cell.value), width) for cell, width in texts if cell.value is not None)
    sheet.row_dimensions[row].height = min(height(taken) + 4, _HIGHEST)


def is_problem_list(path: Path) -> bool:
    """True when a file is a list of problems made by us, which may be written anew."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return SUBJECT.encode() in archive.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
