"""Workbooks that a program holds open: what they have in common, and those of Excel and WPS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.live.book import OpenBook

if TYPE_CHECKING:
    import xlwings


class LiveBook(OpenBook):
    """Adapter of the port for a workbook open in Excel or WPS, handed over by xlwings."""

    def __init__(self, book: xlwings.Book, command: str = "") -> None:
        from xlcrm.book.live.excel import ExcelHost

        super().__init__(ExcelHost(book), command)
