"""One sheet of a pack by itself, for a workbook that lacks it or some of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl import Workbook

from xlcrm.book import look
from xlcrm.book.archive import packed
from xlcrm.book.templates.lists import DropDowns
from xlcrm.book.templates.register import Register
from xlcrm.book.templates.seeds import seeds
from xlcrm.book.templates.workbook import tab

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcrm.language import Language
    from xlcrm.tables.table import Table


@dataclass(frozen=True)
class Standing:
    """A workbook as it stands: its tables, the titles of their sheets, and letters of columns that lie elsewhere."""

    tables: Sequence[type[Table]]
    titles: Mapping[str, str]
    letters: Mapping[tuple[str, str], str]
    language: Language


class _DropDowns(DropDowns):
    """Drop-downs whose values lie where the workbook has them."""

    def __init__(self, workbook: Workbook, standing: Standing) -> None:
        super().__init__(workbook, standing.tables, standing.titles)
        self._letters = standing.letters

    def letter(self, table: type[Table], name: str) -> str:
        """Letter of a column as the workbook has it."""
        return self._letters.get((table.id, name)) or super().letter(table, name)


def one_sheet(table: type[Table], standing: Standing, *, seeded: bool = True) -> tuple[bytes, dict[str, str]]:
    """The sheet of a table as a workbook of its own, and the names that its drop-downs speak of."""
    book = Workbook()
    book.remove(book.worksheets[0])
    look.plain(book)
    sheet = book.create_sheet(standing.titles[table.id])
    sheet.sheet_properties.tabColor = tab(table, standing.tables)
    Register(sheet, table, _DropDowns(book, standing), standing.language).draw(seeds(table.id) if seeded else [])
    names = {name: defined.attr_text or "" for name, defined in book.defined_names.items()}
    return packed(book), names
