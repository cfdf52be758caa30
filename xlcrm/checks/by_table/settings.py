"""Settings in the workbook: lists, consents, reviews and approvals that later rows are judged by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from operator import ne

from xlcrm.checks.block import Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import BLANKS, Row
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import settings
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_interval, day_of
from xlcrm.tables import (
    TABLES,
    ChoiceListTable,
    Commitment,
    ConsentRecord,
    HolidayCalendar,
    RolePermission,
)
from xlcrm.tables.headings import fold
from xlcrm.tables.lists import choice_lists


@cache
def _known_lists() -> frozenset[str]:
    return frozenset(words.name for words in choice_lists())


@of_rows(ChoiceListTable, ChoiceListTable.list_name, ChoiceListTable.value)
@implements("R-012")
def list_rows(context: Context) -> RowCheck:
    """R-012 选项取自预设: a row of the 选项表 adds a value to its list or takes it away."""
    known = _known_lists()

    def check(row: Row) -> Iterable[Problem]:
        name, value = row.text(ChoiceListTable.list_name), row.text(ChoiceListTable.value)
        if not name or not value:
            return FINE
        enabled = row.choice(ChoiceListTable.enabled) != "否"
        context.lists.add(name, value, row.text(ChoiceListTable.synonyms), enabled)
        if name in known:
            return FINE
        return (row.problem(settings.UNKNOWN_LIST, ChoiceListTable.list_name),)

    def screen(block: Block) -> bool:
        """Take the rows of a block that says nothing unusual."""
        names, values = block.column(ChoiceListTable.list_name), block.column(ChoiceListTable.value)
        words = block.column(ChoiceListTable.synonyms) or (None,) * len(names)
        if not {None, "是"}.issuperset(block.column(ChoiceListTable.enabled)) or not known.issuperset(names):
            return False
        if not block.filled(ChoiceListTable.value) or block.kinds(ChoiceListTable.value) != {str}:
            return False
        if any(map(ne, values, map(str.strip, values))) or not {str, type(None)}.issuperset(map(type, words)):
            return False
        said = [word.strip() if word else "" for word in words]
        context.lists.add_all(names, values, ["" if word in BLANKS else word for word in said])
        return True

    return Screened(check, screen)


@of_rows(ConsentRecord, ConsentRecord.customer_id, ConsentRecord.scope)
def consents(context: Context) -> RowCheck:
    """Consents by customer (R-003)."""
    months = context.policy.interval("consent.validity_months")

    def check(row: Row) -> Iterable[Problem]:
        customer = row.text(ConsentRecord.customer_id)
        given: date | None = row.day(ConsentRecord.given_date)
        until = row.day(ConsentRecord.withdrawn_date)
        if months and given:
            end = day_of(add_interval(given, months))
            until = min(until, end) if until else end
        scopes = frozenset(row.choices(ConsentRecord.scope))
        context.known.consents.setdefault(customer, []).append((scopes, given, until))
        return FINE

    return check


@of_rows(Commitment, Commitment.customer_id, Commitment.due_date)
def promises(context: Context) -> RowCheck:
    """Customers to whom something was promised with a date (R-028)."""

    def check(row: Row) -> Iterable[Problem]:
        if row.has(Commitment.due_date):
            context.known.promises.add(row.text(Commitment.customer_id))
        return FINE

    return check


@of_rows(RolePermission, RolePermission.sheet_)
@implements("R-135")
def permitted_sheets(_: Context) -> RowCheck:
    """R-135 角色权限: a right is given for a sheet that there is."""
    known = {fold(title) for table in TABLES.values() for title in (table.title, table.hant, table.id)}

    def check(row: Row) -> Iterable[Problem]:
        sheet = row.text(RolePermission.sheet_)
        if not sheet or fold(sheet) in known or sheet in ("全部", "*"):
            return FINE
        return (row.problem(settings.UNKNOWN_SHEET, RolePermission.sheet_),)

    return check


@of_rows(HolidayCalendar, HolidayCalendar.date, HolidayCalendar.kind_)
def holidays(context: Context) -> RowCheck | None:
    """Days off and days worked in exchange (R-138), where no calendar was given."""
    if context.calendar is not None:
        return None
    names = tuple(HolidayCalendar.columns)

    def check(row: Row) -> Iterable[Problem]:
        day = row.day(HolidayCalendar.date)
        if day is not None:
            told: dict[str, object] = {name: row.text(name) for name in names}
            context.known.holidays.append({**told, HolidayCalendar.date: day})
        return FINE

    return check
