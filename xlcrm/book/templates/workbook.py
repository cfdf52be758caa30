"""A new workbook: 首页, a sheet a table, the settings seeded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.table import TableStyle, TableStyleElement, TableStyleList
from openpyxl.workbook.defined_name import DefinedName

from xlcrm import __version__
from xlcrm.book import look
from xlcrm.book.archive import packed
from xlcrm.book.sheets import draw
from xlcrm.book.templates.lists import DropDowns
from xlcrm.book.templates.register import STYLE, Register
from xlcrm.book.templates.seeds import seeds
from xlcrm.ooxml.package import MARK
from xlcrm.ooxml.sheets import mark_text
from xlcrm.reports.contents import SHEET, group, start_page
from xlcrm.tables.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcrm.language import Language
    from xlcrm.tables.rows import Value
    from xlcrm.tables.table import Table

MADE_BY = "xlcrm"
"""Custom property by which a workbook is known as ours; its value is the version that made it."""

_TABS = ("2F6DB5", "009E73", "56B4E9", "CC79A7", "D55E00", "E69F00", "1F3A5F", "8C6BB1", "66A182", "A9B4C0")


def made(
    tables: Sequence[type[Table]],
    language: Language,
    sample: bool,
    rows: Mapping[str, Sequence[Mapping[str, Value]]] | None = None,
) -> bytes:
    """The workbook of these tables as bytes; ``rows`` by table stand in the place of seeds and samples."""
    book = Workbook()
    book.remove(book.worksheets[0])
    look.plain(book)
    _stripes(book)
    book.custom_doc_props.append(  # type: ignore[attr-defined]
        StringProperty(name=MADE_BY, value=__version__)
    )
    titles = {table.id: title(table, language) for table in tables}
    home = book.create_sheet(SHEET)
    draw(home, start_page(tables, titles))
    home.sheet_properties.tabColor = look.NAVY
    home.defined_names[MARK] = DefinedName(MARK, attr_text=mark_text(SHEET, 0), hidden=True)
    drops = DropDowns(book, tables, titles)
    for table in tables:
        sheet = book.create_sheet(titles[table.id])
        sheet.sheet_properties.tabColor = tab(table, tables)
        given = (rows or {}).get(table.id)
        Register(sheet, table, drops, language).draw(_rows(table, sample) if given is None else given)
    return packed(book)


def tab(table: type[Table], tables: Sequence[type[Table]]) -> str:
    """Colour of a sheet's tab: one for each group of tables."""
    groups = list(dict.fromkeys(group(other) for other in tables))
    return _TABS[groups.index(group(table)) % len(_TABS)]


def title(table: type[Table], language: Language) -> str:
    """Title of a table's sheet in a language."""
    return table.hant.replace("/", "／") if language == "zh-TW" else table.sheet()


def _rows(table: type[Table], sample: bool) -> list[Mapping[str, Value]]:
    rows: list[Mapping[str, Value]] = list(seeds(table.id))
    if sample and not rows:
        rows.extend(SAMPLES.get(table.id, []))
    return rows


def _stripes(book: Workbook) -> None:
    """Our own look of an Excel Table: hair lines and a faint stripe, also under rows added later."""
    line = Side(style="thin", color=look.LINE)
    whole = DifferentialStyle(
        border=Border(bottom=line, top=line, horizontal=line, vertical=line, left=line, right=line)
    )
    stripe = DifferentialStyle(fill=PatternFill("solid", bgColor=look.BAND, fgColor=look.BAND))
    styles = book._differential_styles  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl offers no other way
    elements = [
        TableStyleElement(type="wholeTable", dxfId=styles.add(whole)),
        TableStyleElement(type="secondRowStripe", dxfId=styles.add(stripe)),
    ]
    own = TableStyle(name=STYLE, pivot=False, table=True, count=len(elements), tableStyleElement=elements)
    book._table_styles = TableStyleList(tableStyle=[own])  # type: ignore[attr-defined]  # noqa: SLF001
