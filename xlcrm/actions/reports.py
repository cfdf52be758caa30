"""汇总表: the sheets that every recalculation makes anew, and single ones on request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from xlcrm.book.port import Book, BookRefused
from xlcrm.reports import REPORTS
from xlcrm.reports.carry import Typed, carried
from xlcrm.reports.home import home_report
from xlcrm.reports.labels import with_labels
from xlcrm.reports.problems import problems_report
from xlcrm.reports.reasons import reasons_report
from xlcrm.reports.reminders import TICK, WORDS, reminders_report

if TYPE_CHECKING:
    from xlcrm.actions.recalc import State
    from xlcrm.reports.report import Report

OWN = ("home", "reminders", "problems", "reasons")
"""Reports about the workbook itself; all others are made from its tables alone."""


def names() -> tuple[str, ...]:
    """Names that ``xlcrm report`` takes."""
    return (*OWN, *REPORTS)


def report_month(today: date) -> date:
    """First day of the month that a monthly report is about: the last one that is over.

    >>> report_month(date(2023, 9, 1)), report_month(date(2023, 8, 30)), report_month(date(2023, 8, 31))
    (datetime.date(2023, 8, 1), datetime.date(2023, 7, 1), datetime.date(2023, 8, 1))
    """
    tomorrow = today + timedelta(days=1)
    return (tomorrow.replace(day=1) - timedelta(days=1)).replace(day=1)


def standing_reports(state: State, book: Book) -> list[Report]:
    """Every report that the tables present can feed, with what people typed carried over; 首页 first."""
    policy = state.session.policy
    made = [
        finished(state, make(state), book)
        for name, make in _makers(state).items()
        if name in OWN or REPORTS[name].wanted(policy)
    ]
    sheets = {report.sheet for report in made} | {rows.sheet for rows in state.session.found.tables.values()}
    return [home_report(state.data, state.reminders, state.problems, state.session.settings.today, sheets), *made]


def finished(state: State, report: Report, book: Book) -> Report:
    """A report with what people typed carried over, and what follows from it."""
    typed = carried(report, _without_ticks(book.typed(report)) if report.name == "reminders" else book.typed(report))
    maker = REPORTS.get(report.name)
    return maker.settled(typed, state.session.policy) if maker else typed


def _without_ticks(typed: Typed) -> Typed:
    """What was typed on 提醒清单 but for the ticks, which have been taken into the follow-up record."""
    return {
        block: {
            key: {name: value for name, value in cells.items() if name not in (TICK, WORDS) or not cells.get(TICK)}
            for key, cells in rows.items()
        }
        for block, rows in typed.items()
    }


def one_report(state: State, name: str, month: date | None = None) -> Report:
    """A single report; refused with a sentence where its tables are missing."""
    if name == "home":
        sheets = {rows.sheet for rows in state.session.found.tables.values()}
        return home_report(state.data, state.reminders, state.problems, state.session.settings.today, sheets)
    makers = _makers(state, month)
    if name not in makers:
        from xlcrm.tables import TABLES

        missing = [TABLES[t].title for t in REPORTS[name].needs if t not in state.session.found.tables]
        raise BookRefused(state.session.book.name, f"缺少{'、'.join(missing)}", "请用含有这些表的工作簿，或用 xlcrm new --upgrade 补上。")
    return makers[name](state)


def _makers(state: State, month: date | None = None) -> Mapping[str, Callable[[State], Report]]:
    today = state.session.settings.today
    own: dict[str, Callable[[State], Report]] = {
        "reminders": lambda s: reminders_report(s.reminders, s.waiting, today),
        "problems": lambda s: problems_report(s.problems, today, s.session.settings.language),
        "reasons": lambda s: reasons_report(s.reasons, today),
    }
    makers = own | dict(_from_tables(state, month or report_month(today)))
    return {name: _labelled(make) for name, make in makers.items()}


def _labelled(make: Callable[[State], Report]) -> Callable[[State], Report]:
    return lambda state: with_labels(make(state), state.session.policy)


def _from_tables(state: State, month: date) -> Iterator[tuple[str, Callable[[State], Report]]]:
    for name, maker in REPORTS.items():
        if all(table in state.session.found.tables for table in maker.needs):
            yield name, lambda s, m=maker: m.make(s.data, s.session.policy, s.session.settings.today, month)  # type: ignore[misc]


