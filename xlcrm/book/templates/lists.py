"""Drop-downs: each takes its values from the sheet 选项表, or from a column of another register."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter as letters
from openpyxl.workbook.defined_name import DefinedName

from xlcrm.tables import TABLES, ChoiceListTable
from xlcrm.tables.column import Choice, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl import Workbook

    from xlcrm.tables.column import Column
    from xlcrm.tables.table import Table


class DropDowns:
    """Named ranges of a workbook, made when a column first asks for one.

    The values of a list stand together in 选项表, where they may be added to; a register's numbers grow.
    """

    def __init__(self, workbook: Workbook, tables: Iterable[type[Table]], titles: Mapping[str, str]) -> None:
        self._workbook = workbook
        self._titles = titles
        self._tables = {table.id for table in tables}

    def source(self, column: Column) -> str | None:
        """Formula of the drop-down of a column, None when it has none."""
        if isinstance(column, Choice) and column.options.values:
            return self._name(f"选项_{column.options.name}", self._values(column.options.name))
        if isinstance(column, Ref):
            target, _, name = column.to.partition(".")
            table = TABLES[target]
            if target in self._tables and (name or len(table.key) == 1):
                return self._name(f"已有_{table.title}_{name}", self._column(table, name or table.key[0]))
        return None

    def _name(self, wanted: str, formula: str) -> str:
        name = re.sub(r"[^\w.]+", "_", wanted).strip("_")
        if name not in self._workbook.defined_names:
            self._workbook.defined_names[name] = DefinedName(name, attr_text=formula)
        return name

    def _sheet(self, table: type[Table]) -> str:
        return "'" + self._titles[table.id].replace("'", "''") + "'!"

    def _values(self, words: str) -> str:
        sheet = self._sheet(ChoiceListTable)
        names, first = (self.letter(ChoiceListTable, name) for name in ("list_name", "value"))
        names = f"{sheet}${names}:${names}"
        return f'OFFSET({sheet}${first}$1,MATCH("{words}",{names},0)-1,0,COUNTIF({names},"{words}"),1)'

    def _column(self, table: type[Table], name: str) -> str:
        sheet, letter = self._sheet(table), self.letter(table, name)
        return f"OFFSET({sheet}${letter}$2,0,0,MAX(1,COUNTA({sheet}${letter}:${letter})-1),1)"

    def letter(self, table: type[Table], name: str) -> str:
        """Letter of a column of a table as its template has it."""
        return letters(list(table.columns).index(name) + 1)
