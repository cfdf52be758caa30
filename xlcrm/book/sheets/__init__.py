"""A report as a worksheet: drawn in a scratch workbook, from which it is taken over into the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.sheets.place import Layout, Placed, layout, matrix
from xlcrm.book.sheets.readback import typed

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlcrm.reports.report import Report

__all__ = ["Layout", "Placed", "draw", "layout", "matrix", "scratch", "typed"]


def draw(sheet: Worksheet, report: Report, page: Layout | None = None) -> Layout:
    """Draw a report on an empty worksheet; returns where everything lies, which ``page`` tells if it is known."""
    from xlcrm.book.sheets.pen import draw as drawn  # openpyxl: only for those who draw

    page = page or layout(report)
    drawn(sheet, report, page)
    return page


def scratch(report: Report, page: Layout | None = None) -> bytes:
    """A new workbook that holds nothing but the report's sheet; the same report gives the same bytes."""
    from openpyxl import Workbook

    from xlcrm.book.archive import packed
    from xlcrm.book.look import plain

    book = Workbook()
    book.remove(book.worksheets[0])
    plain(book)
    draw(book.create_sheet(report.sheet), report, page)
    return packed(book)
