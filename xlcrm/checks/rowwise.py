"""Checks of rows that follow from the declarations: conditions, order of dates, bounds by another column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import ge, le
from types import MappingProxyType

from xlcrm.checks.block import Block
from xlcrm.checks.cells.numbers import rule_of
from xlcrm.checks.context import FINE, RowCheck
from xlcrm.checks.place import Row, Sheet
from xlcrm.checks.registry import Screened
from xlcrm.problems import cells, dates
from xlcrm.problems.record import Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.rules.dates import day_of, shown
from xlcrm.tables.column import Choice, Column, Score, When, _Moment, _Number
from xlcrm.tables.rows import CellError


def declared(sheet: Sheet, chosen: frozenset[str] = frozenset()) -> Iterator[RowCheck]:
    """The checks that the declarations of a sheet's columns ask for.

    ``chosen`` names columns of which the policy says when they must be filled.
    """
    columns = sheet.table.columns
    for name, column in columns.items():
        if name not in sheet.at or column.computed:
            continue
        if isinstance(column.required, When) and column.required.column and name not in chosen:
            yield from _conditional(column, column.required, sheet)
        if isinstance(column, _Moment) and column.not_before and column.not_before in sheet.at:
            yield not_before(name, column.not_before, sheet)
        if isinstance(column, _Number):
            for bound, upper in ((column.least, False), (column.most, True)):
                if isinstance(bound, str) and bound in sheet.at:
                    yield bounded_by(column, bound, upper, sheet)


def _conditional(column: Column, when: When, sheet: Sheet) -> Iterator[RowCheck]:
    other = sheet.table.columns[when.column]
    back = other.required
    if isinstance(back, When) and back.column == column.name and when.test(None) and back.test(None):
        if other.name not in sheet.at or sheet.at[column.name] < sheet.at[other.name]:
            yield either(column, other, sheet)
    elif (sheet.table.id, column.name) not in _ELSEWHERE:
        yield required_when(column, when, sheet)


@implements("R-001")
def either(column: Column, other: Column, sheet: Sheet) -> RowCheck:
    """R-001 必填项完整: one of two cells must be filled (phone or e-mail, tags or description)."""
    at, name = sheet.at[column.name], column.name

    def check(row: Row) -> Iterable[Problem]:
        if row.has(name) or row.has(other.name):
            return FINE
        if isinstance(row.values[at], CellError) or isinstance(row.raw(other.name), CellError):
            return FINE  # that it is an error has been told
        return (row.problem(cells.EITHER_REQUIRED, name, other=row.sheet.header(other.name)),)

    return Screened(check, lambda block: block.filled(name) or block.filled(other.name))


@implements("R-001")
def required_when(column: Column, when: When, sheet: Sheet) -> RowCheck:
    """R-001 必填项完整: a cell that must be filled under a condition on another cell of its row."""
    at, name, other = sheet.at[column.name], column.name, when.column
    condition = sheet.table.columns[other]
    known = {*condition.options.values, None} if isinstance(condition, Choice) else set()
    rule, severity = _RULES.get((sheet.table.id, name), ("R-001", "warning" if column.extension else "error"))

    def check(row: Row) -> Iterable[Problem]:
        if isinstance(row.values[at], CellError) or row.has(name):
            return FINE
        if not when.test(_said(row, other, condition)):
            return FINE
        return (
            row.problem(
                cells.REQUIRED_WHEN, name, severity=severity, rule=rule, why=when.zh, why_en=when.phrase
            ),
        )

    def screen(block: Block) -> bool:
        if block.filled(name):
            return True
        others = block.column(other) or (None,) * len(block.numbers)
        values = {others[at] for at in block.mute(name)}
        plain = not isinstance(condition, Choice) or values <= known
        return plain and len(values) <= _FEW and not any(map(when.test, values))

    return Screened(check, screen)


_FEW = 16


_RULES: Mapping[tuple[str, str], tuple[str, Severity]] = MappingProxyType(
    {
        **{
            ("feedback_issue_tracker", name): ("R-089", "error")
            for name in ("solution", "done_date", "verdict", "satisfaction_score", "archived_date")
        },
        ("revisit_communication_record", "responsible"): ("R-048", "error"),
        ("revisit_communication_record", "expected_date"): ("R-048", "error"),
        ("complaint_log", "solved_at"): ("R-081", "error"),
        ("tech_ticket", "informed"): ("R-093", "warning"),
        ("tech_ticket", "report"): ("R-094", "error"),
        ("knowledge_base", "anonymised"): ("R-136", "warning"),
        ("compensation_approval", "decided_date"): ("R-079", "error"),
        ("issue_resolution", "adoption"): ("R-147", "warning"),
    }
)
"""Rule and severity of conditions that a rule of their own lays down; the others are R-001."""

_ELSEWHERE = frozenset({("contract", "scan_filed")})
"""Conditions with a time limit, which the table's own checks judge."""


def _said(row: Row, name: str, column: Column) -> object:
    """The other cell as conditions ask for it: canonical choice, number, text, None for a blank."""
    if isinstance(column, Choice):
        return row.choice(name) or None
    if isinstance(column, Score):
        return row.amount(name)
    return row.raw(name) if row.has(name) else None


@implements("R-011")
def not_before(name: str, other: str, sheet: Sheet) -> RowCheck:
    """R-011 日期真实且有序: a day that may not lie before another day of its row.

    >>> from datetime import date
    >>> from xlcrm.checks.example import said
    >>> created = {"created_date": date(2023, 8, 15)}
    >>> said("R-011", customer_master={**created, "updated_date": date(2023, 8, 14)})
    ['错误 最后更新日期：“最后更新日期”2023-08-14 早于“建档日期”2023-08-15。']
    >>> said("R-011", customer_master={**created, "updated_date": date(2023, 8, 16)})
    []
    """
    rule = "R-111" if "R-111" in sheet.table.columns[name].rules else None

    def check(row: Row) -> Iterable[Problem]:
        end, start = row.moment(name), row.moment(other)
        if end is None or start is None:
            return FINE
        both = isinstance(end, datetime) and isinstance(start, datetime)
        if (end >= start) if both else (day_of(end) >= day_of(start)):
            return FINE
        heading, before = row.sheet.header(other), shown(start)
        return (row.problem(dates.DATE_ORDER, name, rule=rule, other=heading, before=before),)

    return Screened(check, lambda block: block.disordered(name, other))


def bounded_by(column: _Number, other: str, upper: bool, sheet: Sheet) -> RowCheck:
    """A figure that another figure of its row bounds."""
    name, rule = column.name, rule_of(column, sheet.table.id)
    kind, fits = (cells.ABOVE_OTHER, le) if upper else (cells.BELOW_OTHER, ge)

    def check(row: Row) -> Iterable[Problem]:
        number, bound = row.amount(name), row.amount(other)
        if number is None or bound is None or fits(number, bound):
            return FINE
        return (row.problem(kind, name, rule=rule, other=row.sheet.header(other), bound=f"{bound:g}"),)

    def screen(block: Block) -> bool:
        return block.numbers_only(name, other) and all(map(fits, block.column(name), block.column(other)))

    return Screened(check, screen)
