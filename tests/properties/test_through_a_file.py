"""What is told of rows is told of a workbook that holds them, at the addresses that a program shows."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
import xlsxwriter
from customs import CUSTOMS
from faults import FAULTS, Fault, places
from lawful import COUNT, TODAY, Lawful, Record, sheets

from xlcrm.actions.settings import Settings
from xlcrm.actions.validate import validate_file
from xlcrm.checks import check_tables
from xlcrm.policy import Policy
from xlcrm.problems.record import Problem
from xlcrm.tables import TABLES
from xlcrm.tables.rows import CellError

SEED = 7


def write(path: Path, rows: dict[str, list[Record]]) -> None:
    """A sheet a table, with its title and an Excel Table of its name."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, records in rows.items():
            columns = TABLES[name].columns.values()
            sheet = book.add_worksheet(TABLES[name].sheet())
            heads = [{"header": column.header} for column in columns]
            sheet.add_table(0, 0, len(records), len(heads) - 1, {"name": name, "columns": heads})
            for place, column in enumerate(columns):
                look = book.add_format({"num_format": column.number_format})
                for row, record in enumerate(records, 1):
                    put(sheet, row, place, record.get(column.name), look)


def put(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: object, look: object) -> None:
    if isinstance(value, CellError):
        sheet.write_formula(row, place, "=NA()", None, str(value))
    elif isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, date | time):
        sheet.write_datetime(row, place, value, look)
    elif value is not None:
        sheet.write_number(row, place, value)


def told(problems: list[Problem]) -> list[tuple[str | None, ...]]:
    return sorted((p.sheet, p.cell, p.kind.code, p.rule, p.message()) for p in problems)  # type: ignore[type-var]


def workbook() -> dict[str, list[Record]]:
    return Lawful(SEED, CUSTOMS).workbook()


@pytest.mark.parametrize("fault", [None, *FAULTS], ids=lambda fault: fault.name if fault else "none")
def test_a_file_is_told_as_its_rows_are(fault: Fault | None, tmp_path: Path) -> None:
    rows = workbook()
    if fault:
        table, column, at = next(
            (table, column, at)
            for table, column in places(fault)
            for at in range(COUNT)
            if fault.applies(column, rows[table.id][at])
        )
        record = rows[table.id][at]
        record[column.name] = fault.wrong(column, record)
    write(tmp_path / "客户管理.xlsx", rows)
    found = told(validate_file(tmp_path / "客户管理.xlsx", Settings(TODAY)))
    assert found == told(list(check_tables(sheets(rows), Policy.default(), TODAY)))
    assert bool(found) == bool(fault)
