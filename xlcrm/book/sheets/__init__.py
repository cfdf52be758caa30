"""A report as a worksheet: drawn in a scratch workbook, from which it is taken over into the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.sheets.place import Layout, Placed, layout, matrix
from xlcrm.book.sheets.readback import typed

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlcrm.reports.report import Report

__all__ = ["Layout", "Placed", "draw", "layout", "matrix", "scratch", "typed", "workbook"]


def draw(sheet: Worksheet, report: Report) -> Layout:
    """Draw a report on an empty worksheet; returns where everything lies."""
    from xlcrm.book.sheets.pen import draw as drawn  # openpyxl: only for those who draw

    return drawn(sheet, report)


def workbook(*reports: Report) -> bytes:
    """A new workbook with one sheet a report; the same reports give the same bytes."""
    from openpyxl import Workbook

    from xlcrm.book.archive import packed
    from xlcrm.book.look import plain

    book = Workbook()
    book.remove(book.worksheets[0])
    plain(book)
    for report in reports:
        draw(book.create_sheet(report.sheet), report)
    return packed(book)


def scratch(report: Report) -> bytes:
    """A workbook that holds nothing but the report's sheet."""
    return workbook(report)
