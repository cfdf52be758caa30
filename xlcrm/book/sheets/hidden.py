"""The hidden sheet in which we remember: one column of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def column_of_text(texts: Sequence[str], title: str = "_xlcrm") -> bytes:
    """A workbook with one sheet that holds the texts in column A; the same texts give the same bytes."""
    from openpyxl import Workbook

    from xlcrm.book.archive import packed

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for number, text in enumerate(texts, 1):
        sheet.cell(number, 1).value = text
    return packed(book)
