"""The forms of the manuals as sheets that look like the paper: new, filled from a row, and read back."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xlcrm.book.forms.declared import FORMS
from xlcrm.book.forms.fill import addresses, collected, written
from xlcrm.book.forms.place import Sheet, place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcrm.tables.rows import Value

__all__ = ["FORMS", "cards", "filled_form", "form_cells", "new_form", "read_form"]

CARDS_A_PAGE = 2
CARD_SCALE = 84


@lru_cache
def _laid_out(table: str) -> Sheet:
    return place(FORMS[table])


def form_cells(table: str) -> dict[str, str]:
    """Cell address of each column of a form by name; a range such as ``G7:Y7`` where it takes several.

    >>> form_cells("satisfaction_survey")["customer_name"]
    'F3'
    """
    return addresses(_laid_out(table))


def read_form(table: str, cells: Mapping[str, Value]) -> list[dict[str, Value]]:
    """Rows that a filled form stands for, from its values by cell address; most forms hold one row."""
    return collected(_laid_out(table), cells)


def new_form(table: str, sample: bool = False) -> bytes:
    """An empty form as a workbook's bytes; ``sample`` fills it in as an example."""
    from xlcrm.book.forms.examples import examples

    return filled_form(table, examples(table) if sample else [])


def filled_form(table: str, rows: Sequence[Mapping[str, Value]]) -> bytes:
    """A form filled from rows of its register: one, or one a stage where the form has stages."""
    from openpyxl import Workbook
    from openpyxl.packaging.custom import StringProperty

    from xlcrm import __version__
    from xlcrm.book import look
    from xlcrm.book.archive import packed
    from xlcrm.book.forms.draw import FormSheet, page

    form = _laid_out(table)
    book = Workbook()
    look.plain(book)
    book.custom_doc_props.append(StringProperty(name="xlcrm", value=__version__))  # type: ignore[attr-defined]
    book.custom_doc_props.append(StringProperty(name="xlcrm.form", value=table))  # type: ignore[attr-defined]
    sheet = book.worksheets[0]
    sheet.title = form.form.table.sheet()
    FormSheet(sheet, form, written(form, rows)).draw()
    page(sheet, form, form.row - 1)
    return packed(book)


def cards(rows: Sequence[Mapping[str, Value]]) -> bytes:
    """Reminder cards, several to a page, one a row of ``followup_card``."""
    from openpyxl import Workbook
    from openpyxl.worksheet.pagebreak import Break

    from xlcrm.book import look
    from xlcrm.book.archive import packed
    from xlcrm.book.forms.draw import FormSheet, page

    book = Workbook()
    look.plain(book)
    sheet = book.worksheets[0]
    sheet.title = FORMS["followup_card"].table.sheet()
    top = 1
    for number, row in enumerate(rows, start=1):
        form = place(FORMS["followup_card"], top)
        FormSheet(sheet, form, written(form, [row])).draw()
        top = form.row + 2
        if number % CARDS_A_PAGE == 0 and number < len(rows):
            sheet.row_breaks.append(Break(id=top - 1))
    page(sheet, _laid_out("followup_card"), max(top - 3, 1))
    sheet.sheet_properties.pageSetUpPr = None  # a sheet that is fitted to the page has no breaks of its own
    sheet.page_setup.scale = CARD_SCALE
    return packed(book)
