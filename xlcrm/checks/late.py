"""Deadlines: is what the row tells in time, and if not, is it explained and approved (R-091)?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from xlcrm.checks.context import Context
from xlcrm.checks.place import Place, Row, key_text
from xlcrm.problems import deadlines
from xlcrm.problems.record import Kind, Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_days, day_of, kept, shown
from xlcrm.tables import FollowupRecord


def is_late(done: Moment | None, due: Moment, today: date) -> bool:
    """True when done after the deadline, or still open once the deadline's day is over.

    >>> is_late(None, date(2023, 9, 1), date(2023, 9, 1)), is_late(None, date(2023, 9, 1), date(2023, 9, 2))
    (False, True)
    """
    return day_of(due) < today if done is None else not kept(done, due)


class State(TypedDict):
    """What became of a deadline, in words for the messages."""

    state: str
    state_en: str


def state(done: Moment | None, today: date) -> State:
    """When it was done, or that it is still open."""
    if done is None:
        return {"state": f"到今天 {today} 还没有做", "state_en": f"still open on {today}"}
    return {"state": f"实际是 {shown(done)}", "state_en": f"done on {shown(done)}"}


@implements("R-091")
def overdue(context: Context, row: Row, place: Place, due: Moment, reason: str = "") -> Iterator[Problem]:
    """R-091 超时须有原因和审批: a missed deadline is explained and, but for other profiles, approved.

    ``reason`` is what the row itself says. Nothing is asked within ``overdue.grace`` days, nor where the
    workbook has no 超时审批表.
    """
    grace = context.policy.count("overdue.grace")
    if grace and context.today <= add_days(day_of(due), grace):
        return
    yield from overdue_keys(context, place, (row.sheet.table.id,), record_keys(row), reason)


def overdue_keys(
    context: Context, place: Place, tables: Sequence[str], keys: Sequence[str], reason: str = ""
) -> Iterator[Problem]:
    """R-091 for a row that 来源表 and 来源编号 may call by any of the tables and keys."""
    if not context.needs("R-091", "overdue_approval"):
        return
    approvals = context.known.approvals
    answers = [approvals[table, key] for table in tables for key in keys if (table, key) in approvals]
    if any(answers) or ((answers or reason) and not context.policy.flag("overdue.approval")):
        return
    kind = deadlines.OVERDUE_UNAPPROVED if answers or reason else deadlines.OVERDUE_UNEXPLAINED
    yield place.problem(kind, key=keys[0] if keys else "")


def record_keys(row: Row) -> tuple[str, ...]:
    """What a 来源编号 may call the row: its number, or the customer with the day.

    The first one is what the message proposes.
    """
    parts = [shown(day) if (day := _plain_day(row, name)) else row.text(name) for name in row.sheet.table.key]
    filled = [part for part in parts if part]
    if len(row.sheet.table.key) == 1:
        return tuple(filled)
    numbers = [key_text(row.raw(name)) for name in ("customer_id", "contract_no", "complaint_no")]
    joined = [mark.join(filled[:count]) for mark in (" ", "/") for count in (2, len(filled))]
    return tuple(dict.fromkeys([*joined, *filter(None, numbers)]))


def _plain_day(row: Row, name: str) -> date | None:
    return row.day(name) if name in row.sheet.moments else None


def stated_reason(row: Row) -> str:
    """The reason that the row itself gives."""
    return row.text(FollowupRecord.overdue_reason)


class Due(NamedTuple):
    """A deadline: when it was done, None while open, and by when it should have been."""

    done: Moment | None
    by: Moment


def missed(
    context: Context,
    row: Row,
    name: str,
    due: Due,
    kind: Kind,
    *,
    severity: Severity | None = None,
    rule: str | None = None,
    **fields: str,
) -> Iterator[Problem]:
    """A missed deadline at the cell ``name`` and, when it is an error, what R-091 asks for."""
    if not is_late(due.done, due.by, context.today):
        return
    place, told = row.place(name), state(due.done, context.today)
    yield place.problem(kind, severity=severity, rule=rule, due=shown(due.by), **told, **fields)
    if (severity or kind.severity) == "error":
        yield from overdue(context, row, place, due.by, stated_reason(row))
