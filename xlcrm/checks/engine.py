"""The order of a run: tables stream by once, those that others refer to first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xlcrm.checks.cells import cell_check, remembers
from xlcrm.checks.cells.keys import customer_named, row_named
from xlcrm.checks.context import CellCheck, Context, RowCheck, readers
from xlcrm.checks.headings import check_headings
from xlcrm.checks.place import Row, Sheet
from xlcrm.checks.registry import row_checks
from xlcrm.problems import references
from xlcrm.problems.record import Problem
from xlcrm.tables import TABLES, CustomerMaster
from xlcrm.tables.rows import Rows, Value

if TYPE_CHECKING:
    pass

FIRST = (
    "choice_list",
    "holiday_calendar",
    "culture_note",
    "role_permission",
    "consent_record",
    "info_review",
    "commitment",
    "overdue_approval",
    "compensation_approval",
    "customer_master",
    "contract",
    "opportunity",
)
"""Settings and approvals, then what rows refer to; the rest follows in the order of the catalogue."""

_REMEMBERED = 4096
"""So many different values of a column are kept as being fine; further ones are judged again."""


def run(context: Context, tables: Mapping[str, Rows]) -> Iterator[Problem]:
    """All problems of the tables; each is read once."""
    ends: list[RowCheck] = []
    for table in (*FIRST, *(name for name in TABLES if name not in FIRST)):
        if table in tables and tables[table].table.kind != "report":
            yield from _table(context, tables[table], ends)
            context.read.add(table)
    for target, key, place, by_name in context.pending:
        yield from customer_named(key, place, context) if by_name else row_named(key, place, target, context)
    for check in ends:
        yield from check.end()  # type: ignore[attr-defined]
    if context.skipped:
        yield _skipped(context)


def _table(context: Context, rows: Rows, ends: list[RowCheck]) -> Iterator[Problem]:
    sheet = Sheet(rows)
    yield from check_headings(sheet, context)
    columns = rows.table.columns
    row = Row(sheet, readers(context, columns))
    if rows.table is CustomerMaster:
        context.known.customers.begin(sheet, readers(context, columns))
    settled: list[tuple[int, set[Value], CellCheck]] = []
    asked: list[tuple[int, CellCheck]] = []
    for name, at in sheet.at.items():
        column = columns[name]
        if column.computed and column.computed_by != "R-113":
            continue
        check = cell_check(column, context, row)
        if remembers(column):
            asked.append((at, check))
        else:
            settled.append((at, set(), check))
    whole = row_checks(context, sheet)
    ends.extend(check for check in whole if hasattr(check, "end"))
    yield from _stream(row, settled, asked, whole)


def _stream(
    row: Row,
    settled: list[tuple[int, set[Value], CellCheck]],
    asked: list[tuple[int, CellCheck]],
    whole: list[RowCheck],
) -> Iterator[Problem]:
    width = len(row.sheet.rows.names)
    for number, values in row.sheet.rows.rows:
        if len(values) < width:
            values = (*values, *(None,) * (width - len(values)))
        row.number, row.values = number, values
        for at, fine, check in settled:
            value = values[at]
            if value not in fine:
                found = check(value)
                if found:
                    yield from found
                elif len(fine) < _REMEMBERED:
                    fine.add(value)
        for at, check in asked:
            if found := check(values[at]):
                yield from found
        for judge in whole:
            if found := judge(row):
                yield from found


def _skipped(context: Context) -> Problem:
    titles = (
        f"{TABLES[table].title}（{'、'.join(sorted(rules))}）"
        for table, rules in sorted(context.skipped.items())
    )
    return Problem(references.RULES_SKIPPED, fields={"skipped": "；".join(titles)})
