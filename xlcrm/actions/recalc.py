"""重算: numbers, dates, deadlines, grades, plans and the summary sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from xlcrm.actions.draft import Draft, Sheet
from xlcrm.actions.session import Session, records
from xlcrm.actions.settings import Settings
from xlcrm.book.memory import Place
from xlcrm.book.port import Book, BookRefused
from xlcrm.checks import check_tables
from xlcrm.problems import Problem
from xlcrm.problems.recalculation import FORMULA_KEPT, SHEET_KEPT, TYPED_DIFFERS
from xlcrm.reports.reasons import Line
from xlcrm.rules.frames import Data, frame
from xlcrm.rules.reason import Reasoned
from xlcrm.tables import TABLES, ChoiceListTable, FollowupRecord
from xlcrm.tables.lists import choice_lists
from xlcrm.tables.rows import Rows, Value, letters

if TYPE_CHECKING:
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

    ``inputs`` are the tables with what people typed alone, ``data`` the tables as they will stand.
    """

    session: Session
    draft: Draft
    inputs: Data
    data: Data
    lines: list[Line]
    typed: list[Problem]
    taken_in: int = 0
    _problems: list[Problem] | None = None

    @cached_property
    def portfolio(self) -> Portfolio:
        """Every customer with what the rules know of it."""
        from xlcrm.rules.portfolio import Portfolio

        session = self.session
        return Portfolio(self.inputs, session.policy, session.settings.today, session.calendar)

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
            checked = check_tables(
                self.rows, session.policy, session.settings.today, calendar=session.calendar_kept
            )
            self._problems = [*session.found.problems, *session.policy_problems, *checked, *self.typed]
        return self._problems


def compute(book: Book, settings: Settings) -> State:
    """Everything a recalculation computes, without writing anything."""
    from xlcrm.rules.plans import missing_plan_rows, new_numbers
    from xlcrm.rules.portfolio import Portfolio
    from xlcrm.rules.recalculation import COLUMNS, computed_columns

    session = Session(book, settings)
    managed: dict[str, set[str]] = {}
    for table, column in COLUMNS:
        managed.setdefault(table, set()).add(column)
    draft = Draft(book, session.found.tables, managed)
    today, policy, calendar = settings.today, session.policy, session.calendar
    for table, numbers in new_numbers(_data(draft), policy, today).items():
        draft[table].number(numbers)
    taken_in = _take_in_ticks(book, draft, lambda: Portfolio(_data(draft), policy, today, calendar))
    plans = missing_plan_rows(Portfolio(_data(draft), policy, today, calendar))
    for table, rows in plans.items():
        for row in rows if table in draft else ():
            draft[table].append(row)
    lines: list[Line] = []
    typed: list[Problem] = []
    inputs = _data(draft)
    for table, columns in computed_columns(inputs, policy, today, calendar).items():
        for column, reasoned in columns.items():
            _take(draft[table], column, reasoned, lines, typed)
    return State(session, draft, inputs, _data(draft), lines, typed, taken_in)


def _take_in_ticks(book: Book, draft: Draft, portfolio: Callable[[], Portfolio]) -> int:
    """Rows of the follow-up record for what was ticked on 提醒清单; returns how many.

    The next action is the next contact by the policy, which counts from this one: so the rows go in first
    without it, then the dates are worked out.
    """
    from xlcrm.actions.ticks import new_records, ticks, with_next_step
    from xlcrm.rules.dates import day_of

    records = draft.get(FollowupRecord.id)
    found = ticks(book, portfolio().today) if records is not None else []
    if records is None or not found:
        return 0
    rows = list(new_records(found, portfolio()))
    first = len(records.numbers)
    for row in rows:
        records.append(row)
    after = portfolio()
    for at, row in enumerate(rows, first):
        due = after.followup_due(after.customer(str(row[FollowupRecord.customer_id])))
        records.complete(at, with_next_step(row, day_of(due.value) if due else None))
    return len(rows)


def _data(draft: Draft) -> Data:
    """The tables as typed frames; choices are read as the workbook's own 选项表 has them."""
    lists = _lists(draft.get(ChoiceListTable.id))
    return Data({name: frame(sheet.as_rows(), lists) for name, sheet in draft.items()})


def _lists(sheet: Sheet | None) -> Mapping[str, ChoiceList]:
    from xlcrm.rules.words import Words

    if sheet is None:
        return {}
    own = Words.of(row for _, row in records(sheet.as_rows())).lists
    return {shipped.name: own.of(shipped) for shipped in choice_lists()}


def _take(
    sheet: Sheet,
    column: str,
    reasoned: Sequence[Reasoned[object] | None],
    lines: list[Line],
    typed: list[Problem],
) -> None:
    """Propose a computed column, note the reasons, and report where a person typed otherwise."""
    rows, table = sheet.rows, sheet.rows.table
    sheet.propose(column, [cast("Value", one.value) if one else None for one in reasoned])
    letter = letters(rows.left + rows.names.index(column)) if column in rows.names else None
    header = table.header(column)
    if column in rows.formulas:
        typed.append(Problem(FORMULA_KEPT, sheet=rows.sheet, column=letter, header=header, table=table.id))
    for at, one in enumerate(reasoned):
        if one is None or one.value is None:
            continue
        number = sheet.numbers[at]
        typed_value = sheet.typed_value(column, at)
        cell = f"{letter}{number}" if letter else None
        lines.append(Line(rows.sheet, cell, sheet.label(at), header, one, typed_value))  # type: ignore[arg-type]
        if typed_value is not None and sheet.differs(column, at, cast("Value", one.value)):
            typed.append(
                Problem(
                    TYPED_DIFFERS,
                    sheet=rows.sheet,
                    row=number,
                    column=letter,
                    header=header,
                    table=table.id,
                    value=shown(typed_value),
                    fields={"policy": shown(one.value), "why": one.text},
                    rule_here=one.rules[0],
                    owner=sheet.owner(at),
                )
            )


def shown(value: object) -> str:
    """A value as a sentence shows it."""
    from xlcrm.book.memory import plain

    return plain(value)  # type: ignore[arg-type]


def recalc(book: Book, settings: Settings, *, dry_run: bool = False, out: Path | None = None) -> Recalculated:
    """Recalculate a workbook: compute everything, then write what differs, then keep it."""
    from xlcrm.actions.reports import standing_reports

    state = compute(book, settings)
    reports = standing_reports(state, book)
    result = Recalculated(problems=state.problems, taken_in=state.taken_in)
    remembered: dict[Place, Value] = {}
    for name, sheet in state.draft.items():
        if changed := sheet.changed_cells():
            result.cells[TABLES[name].title] = changed
        if rows := sheet.to_append():
            result.added[TABLES[name].title] = len(rows)
        remembered.update(sheet.to_remember())
    if dry_run:
        result.sheets = [report.sheet for report in reports]
        return result
    for name, sheet in state.draft.items():
        book.update(name, sheet.to_update())
        book.append(name, sheet.to_append())
    for report in reports:
        try:
            if book.put_report(report):
                result.sheets.append(report.sheet)
        except BookRefused as error:
            result.refused.append(Problem(SHEET_KEPT, sheet=report.sheet, fields={"why": error.why, "cure": error.cure}))
    book.remember(remembered)
    result.backup = book.save(out)
    return result


