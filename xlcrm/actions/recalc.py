"""重算: numbers, dates, deadlines, grades, plans and the summary sheets of a workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.computed import Reasons, take
from xlcrm.actions.draft import Draft, Sheet
from xlcrm.actions.merging import merge_proposals
from xlcrm.actions.session import Session, records
from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book, BookRefused
from xlcrm.checks import check_tables
from xlcrm.problems import Problem
from xlcrm.problems.recalculation import SHEET_KEPT
from xlcrm.tables import TABLES, ChoiceListTable, CustomerMaster, FollowupRecord
from xlcrm.tables.lists import choice_lists
from xlcrm.tables.rows import Rows

if TYPE_CHECKING:
    from xlcrm.rules.frames import Data
    from xlcrm.rules.portfolio import Portfolio
    from xlcrm.rules.reminders import Reminder, Waiting
    from xlcrm.tables.choices import ChoiceList


AHEAD = 7
"""Days ahead that 提醒清单 looks."""


@dataclass
class Recalculated:
    """What a recalculation did: cells by table, rows added, sheets made anew, what could not be done."""

    cells: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    taken_in: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    backup: Path | None = None

    @property
    def wrote(self) -> bool:
        """True when the workbook changed."""
        return bool(self.cells or self.added or self.sheets)


@dataclass
class State:
    """A workbook computed but not yet written: what the reports are made from.

    The ``portfolio`` knows the tables with what people typed alone, ``data`` are the tables as they will stand.
    """

    session: Session
    draft: Draft
    portfolio: Portfolio
    data: Data
    reasons: Reasons
    typed: list[Problem]
    taken_in: int = 0
    _problems: list[Problem] | None = None

    @cached_property
    def reminders(self) -> list[Reminder]:
        """What is to be done, the most pressing first."""
        from xlcrm.rules.reminders import reminders

        return reminders(self.portfolio, days=AHEAD)

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Customers without a next step, by value and silence."""
        from xlcrm.rules.reminders import without_next_step

        return without_next_step(self.portfolio)

    @property
    def rows(self) -> Mapping[str, Rows]:
        """The tables as they will stand."""
        return {name: sheet.as_rows() for name, sheet in self.draft.items()}

    @property
    def problems(self) -> list[Problem]:
        """Problems of the tables as they will stand, with what a person typed against the policy."""
        if self._problems is None:
            session = self.session
            rows, today = self.rows, session.settings.today
            checked = list(check_tables(rows, session.policy, today, calendar=session.calendar_kept))
            master = rows.get(CustomerMaster.id)
            merging = merge_proposals(checked, self.data, master, session.policy, today)
            self._problems = [*session.found.problems, *session.policy_problems, *checked, *merging, *self.typed]
        return self._problems


def compute(book: Book, settings: Settings) -> State:
    """Everything a recalculation computes, without writing anything."""
    from xlcrm.rules.plans import missing_plan_rows, new_choices, new_numbers
    from xlcrm.rules.portfolio import Portfolio
    from xlcrm.rules.recalculation import RHYTHM, columns_of

    session = Session(book, settings)
    session.refuse_without_tables()
    draft = Draft(book, session.found.tables, _managed())
    choices = _lists(draft.get(ChoiceListTable.id))
    today, policy, calendar = settings.today, session.policy, session.calendar
    for table, numbers in new_numbers(draft.data(choices), policy, today).items():
        draft[table].number(numbers)
    portfolio = Portfolio(draft.data(choices), policy, today, calendar)
    added = _take_in_ticks(book, draft, portfolio)
    if added:
        portfolio = Portfolio(draft.data(choices), policy, today, calendar)
        _plan_next_steps(draft[FollowupRecord.id], added, portfolio)
        portfolio = Portfolio(draft.data(choices), policy, today, calendar)
    lists = {ChoiceListTable.id: new_choices(portfolio.data, choices, policy)}
    for table, rows in {**missing_plan_rows(portfolio), **lists}.items():
        for row in rows if table in draft else ():
            draft[table].append(row)
    portfolio = portfolio.with_plans(draft.data(choices))
    reasons = Reasons()
    typed: list[Problem] = []
    kept = policy.flag("cadence.keep_typed")
    for table, columns in columns_of(portfolio).items():
        for column, proposals in columns.items():
            reasons.add(draft[table], column, proposals)
            stands = kept or (table, column) not in RHYTHM
            typed += take(draft[table], column, proposals, keep_typed=stands)
    return State(session, draft, portfolio, draft.data(choices), reasons, typed, len(added))


def _managed() -> Mapping[str, Collection[str]]:
    """The columns that are computed, by table."""
    from xlcrm.rules.recalculation import COLUMNS

    managed: dict[str, set[str]] = {}
    for table, column in COLUMNS:
        managed.setdefault(table, set()).add(column)
    return managed


def _lists(sheet: Sheet | None) -> Mapping[str, ChoiceList]:
    """Lists of choices as the workbook's own 选项表 has them."""
    from xlcrm.rules.words import Words

    if sheet is None:
        return {}
    own = Words.of(row for _, row in records(sheet.as_rows())).lists
    return {shipped.name: own.of(shipped) for shipped in choice_lists()}


def _take_in_ticks(book: Book, draft: Draft, portfolio: Portfolio) -> range:
    """Append rows to the follow-up record for what was ticked on 提醒清单; returns their places."""
    from xlcrm.actions.ticks import new_records, ticks

    records = draft.get(FollowupRecord.id)
    if records is None:
        return range(0)
    first = len(records.numbers)
    for row in list(new_records(ticks(book, portfolio.today), portfolio)):
        records.append(row)
    return range(first, len(records.numbers))


def _plan_next_steps(sheet: Sheet, places: range, portfolio: Portfolio) -> None:
    """Give added records their next action: the next contact by the policy, which counts from them."""
    from xlcrm.actions.ticks import next_step
    from xlcrm.rules.dates import day_of

    for at in places:
        due = portfolio.followup_due(portfolio.customer(str(sheet.columns[FollowupRecord.customer_id][at])))
        if due is not None:
            sheet.complete(at, next_step(day_of(due.value), str(sheet.columns[FollowupRecord.method][at])))


def recalc(book: Book, settings: Settings, *, dry_run: bool = False, out: Path | None = None) -> Recalculated:
    """Recalculate a workbook: compute everything, then write what differs, then keep it.

    With ``dry_run``, for a file, all of it but the last.
    """
    from xlcrm.actions.reports import standing_reports

    state = compute(book, settings)
    reports = standing_reports(state, book)
    result = Recalculated(problems=state.problems, taken_in=state.taken_in)
    changed = {name: sheet.changed() for name, sheet in state.draft.items()}
    for name, sheet in state.draft.items():
        if changed[name]:
            result.cells[TABLES[name].title] = sum(changed[name].values())
        if rows := sheet.to_append():
            result.added[TABLES[name].title] = len(rows)
    for name, sheet in state.draft.items():
        book.update(name, sheet.to_update(changed[name]))
        book.append(name, sheet.to_append())
    for report in reports:
        try:
            if book.put_report(report):
                result.sheets.append(report.sheet)
        except BookRefused as error:
            result.refused.append(
                Problem(SHEET_KEPT, sheet=report.sheet, fields={"why": error.why, "cure": error.cure})
            )
    if dry_run:
        return result
    book.remember(state.draft.to_remember())
    result.backup = book.save(out)
    return result
