"""The order of a run: tables stream by once, those that others refer to first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xlcrm.checks.block import Block, blocks
from xlcrm.checks.cells import cell_check, remembers
from xlcrm.checks.cells.keys import customer_named, row_named
from xlcrm.checks.cells.screens import screen_of
from xlcrm.checks.context import Context, RowCheck, readers
from xlcrm.checks.headings import check_headings
from xlcrm.checks.place import Row, Sheet
from xlcrm.checks.registry import not_checked, row_checks, screen
from xlcrm.problems import references
from xlcrm.problems.cells import REQUIRED
from xlcrm.problems.record import Problem
from xlcrm.tables import TABLES, CustomerMaster
from xlcrm.tables.column import Column
from xlcrm.tables.rows import Rows, Value

FIRST = (
    "choice_list",
    "holiday_calendar",
    "culture_note",
    "role_permission",
    "consent_record",
    "info_review",
    "overdue_approval",
    "commitment",
    "compensation_approval",
    "customer_master",
    "contract",
    "opportunity",
)
"""Settings and approvals, then what rows refer to; the rest follows in the order of the catalogue."""

_REMEMBERED = 1024
"""So many different values of a column are kept as being fine; of further ones nothing is kept."""

_TRUE_AND_FALSE = frozenset({0, 1})
"""Numbers that are not remembered, as they equal True and False, which are no numbers."""

_TYPED_ALL_THE_SAME = frozenset({"R-113"})
"""Computed columns in which the paper form has figures of its own, which are compared."""


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
        yield from _sound(context, check.end())  # type: ignore[attr-defined]
    if context.skipped:
        yield _skipped(context)


def _table(context: Context, rows: Rows, ends: list[RowCheck]) -> Iterator[Problem]:
    sheet = Sheet(rows)
    yield from check_headings(sheet, context)
    yield from not_checked(sheet)
    columns = rows.table.columns
    row = Row(sheet, readers(context, columns))
    if rows.table is CustomerMaster:
        context.known.customers.begin(sheet, readers(context, columns))
    cells = [
        Cells(columns[name], context, row)
        for name in sheet.at
        if not columns[name].computed or columns[name].computed_by in _TYPED_ALL_THE_SAME
    ]
    whole = row_checks(context, sheet)
    ends.extend(check for check in whole if hasattr(check, "end"))
    for block in blocks(sheet):
        found = [problem for column in cells for problem in column.problems(block)]
        context.unsound.update(map(_cell, filter(_unsound, found)))
        found.extend(_sound(context, _whole_rows(block, row, whole)))
        found.sort(key=_row_number)
        yield from found


def _sound(context: Context, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems without those that only follow from a cell whose content is wrong in itself."""
    return (problem for problem in problems if _cell(problem) not in context.unsound)


def _unsound(problem: Problem) -> bool:
    return problem.severity == "error" and problem.kind is not REQUIRED


def _cell(problem: Problem) -> tuple[str | None, int | None, str | None]:
    return problem.table, problem.row, problem.column


def _row_number(problem: Problem) -> int:
    return problem.row or 0


def _whole_rows(block: Block, row: Row, whole: list[RowCheck]) -> Iterator[Problem]:
    for check in whole:
        screened = screen(check, block)
        if screened is True:
            continue
        for at in screened or range(len(block.rows)):
            row.number, row.values = block.numbers[at], block.rows[at]
            if found := check(row):
                yield from found


class Cells:
    """The cells of one column: screened by the block, then judged one by one."""

    def __init__(self, column: Column, context: Context, row: Row) -> None:
        self._at = row.sheet.at[column.name]
        self._row = row
        self._check = cell_check(column, context, row)
        self._screen = screen_of(column, context, row.sheet)
        self._fine: set[Value] | None = None if remembers(column) else set()

    def problems(self, block: Block) -> Iterable[Problem]:
        """What is wrong with the cells of a block."""
        column, fine = block.columns[self._at], self._fine
        if fine is not None and len(fine) < _REMEMBERED and fine.issuperset(column):
            return ()
        suspects = self._screen(block) if self._screen is not None else False
        if suspects is True or suspects == []:
            if fine is not None and len(fine) < _REMEMBERED:
                fine.update(column)
                fine -= _TRUE_AND_FALSE
            return ()
        return self._one_by_one(block, suspects or range(len(column)))

    def _one_by_one(self, block: Block, suspects: Sequence[int]) -> Iterator[Problem]:
        row, fine, check, column = self._row, self._fine, self._check, block.columns[self._at]
        for at in suspects:
            value = column[at]
            if fine is not None and value in fine:
                continue
            row.number, row.values = block.numbers[at], block.rows[at]
            if found := check(value):
                yield from found
            elif fine is not None and len(fine) < _REMEMBERED and value not in _TRUE_AND_FALSE:
                fine.add(value)


def _skipped(context: Context) -> Problem:
    titles = (
        f"{TABLES[table].title}（{'、'.join(sorted(rules))}）"
        for table, rules in sorted(context.skipped.items())
    )
    return Problem(references.RULES_SKIPPED, fields={"skipped": "；".join(titles)})
