"""Computed columns of the customers, their follow-ups and revisits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from xlcrm.rules.cadence import frequency, next_date, on_working_day, rhythm, second_contact_due
from xlcrm.rules.contacts import previous_contact
from xlcrm.rules.cooperation import coop_length
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import add_months, day_of, shown
from xlcrm.rules.grades import intent_grade
from xlcrm.rules.management import customer_marks
from xlcrm.rules.plain import Row
from xlcrm.rules.plans import months_together
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.revisits import planned_revisit, revisit_frequency
from xlcrm.rules.stages import COOPERATING, DORMANT, LOST
from xlcrm.tables import (
    CustomerIntake,
    CustomerMaster,
    FollowupCard,
    FollowupPlan,
    FollowupRecord,
    RevisitLog,
    RevisitPlan,
)
from xlcrm.tables import RevisitCommunicationRecord as Talk

Proposal: TypeAlias = "Reasoned[object] | None"
ColumnRule: TypeAlias = Callable[[Portfolio], Sequence[Proposal]]


def _day(found: Reasoned[date] | None) -> Reasoned[date] | None:
    """The same with the day alone, for a column of dates; the words keep the time."""
    return found and Reasoned(day_of(found.value), found.rules, found.profile, found.words)


def _last_contact(p: Portfolio) -> list[Proposal]:
    def told(customer: Customer) -> Proposal:
        last = p.last.get(customer.id)
        if last is None:
            return None
        words = f"各表中最近一次互动在 {shown(last)}"
        return Reasoned(day_of(last), ("R-041",), p.policy.profile, words)

    return [told(customer) for customer in p.master]


def _next_followup(p: Portfolio) -> list[Proposal]:
    return [_day(p.followup_due(customer)) for customer in p.master]


def _intent(p: Portfolio) -> list[Proposal]:
    return [p.proposed_intent(customer) for customer in p.master]


def _marks(p: Portfolio) -> list[Proposal]:
    every = [
        customer_marks(
            vip=p.is_vip(customer),
            coop_months=months_together(customer, p),
            stage=p.stage(customer),
            risk=p.risk.get(customer.id),
            policy=p.policy,
        )
        for customer in p.master
    ]
    return [found if found.value else None for found in every]


def _status_date(p: Portfolio) -> list[Proposal]:
    """Day from which the status can be told to hold; of 流失, set by hand, the day of the last update."""

    def told(customer: Customer) -> Proposal:
        base = p.standing(customer).base
        asleep = base and add_months(base, p.policy.count("dormant.months"))
        days = {
            "潜在": (customer.created, "建档日期"),
            COOPERATING: (p.coop_start(customer), "合作开始"),
            DORMANT: (asleep, f"满 {p.policy.count('dormant.months')} 个月无互动"),
            LOST: (customer.updated, "最后更新日期"),
        }
        day, words = days.get(customer.status or "", (None, ""))
        if day is None:
            return None
        return Reasoned(day, ("R-122",), p.policy.profile, f"{customer.status}：{words} {day}")

    return [told(customer) for customer in p.master]


def _intake_intent(p: Portfolio) -> list[Proposal]:
    def told(row: Row) -> Proposal:
        known = bool(row.text(CustomerIntake.budget_range) and row.text(CustomerIntake.decision_chain))
        first, need = row.moment(CustomerIntake.first_contact_at), row.text(CustomerIntake.need_desc)
        expected = p.named(row.text(CustomerIntake.customer_name)).need_date
        return intent_grade(first, expected, need, p.policy, complete=known)

    return [told(row) for row in p.rows(CustomerIntake)]


def _intake_next(p: Portfolio) -> list[Proposal]:
    def told(row: Row, proposed: Proposal) -> Proposal:
        first = row.moment(CustomerIntake.first_contact_at)
        if first is None:
            return None
        grade = row.text(CustomerIntake.intent_grade) or (str(proposed.value) if proposed else None)
        second = second_contact_due(first, grade, p.policy)
        if second is not None:
            return second
        every = frequency("潜在", None, grade, p.policy)
        return on_working_day(next_date(first, every), p.policy, p.calendar) if every else None

    return [told(row, one) for row, one in zip(p.rows(CustomerIntake), _intake_intent(p), strict=True)]


def _plan_stage(p: Portfolio) -> list[Proposal]:
    return [p.stages.get(row.text(FollowupPlan.customer_id) or "") for row in p.rows(FollowupPlan)]


def _frequency(p: Portfolio) -> list[Proposal]:
    """The rhythm by stage and grade. A signal changes the next date; under card it changes this too (R-036)."""

    def told(row: Row) -> Proposal:
        course = replace(p.course(p.customer(row.text(FollowupPlan.customer_id)), row), typed=None)
        if p.policy.profile != "card":
            course = replace(course, heard=None)
        every = rhythm(course, p.policy, p.today)
        return every and Reasoned(every.value.frequency, every.rules, every.profile, every.words)

    return [told(row) for row in p.rows(FollowupPlan)]


def _plan_next(p: Portfolio) -> list[Proposal]:
    return [
        _day(p.next_followup(p.customer(row.text(FollowupPlan.customer_id)), row))
        for row in p.rows(FollowupPlan)
    ]


def _card_next(p: Portfolio) -> list[Proposal]:
    return [
        _day(p.followup_due(p.named(row.text(FollowupCard.customer_name)))) for row in p.rows(FollowupCard)
    ]


def _planned(p: Portfolio, row: Row) -> Reasoned[date] | None:
    plan = p.revisiting(p.customer(row.text(RevisitPlan.customer_id)), row)
    due = planned_revisit(plan, p.policy)
    return on_working_day(due, p.policy, p.calendar) if due else None


def _planned_date(p: Portfolio) -> list[Proposal]:
    return [_day(_planned(p, row)) for row in p.rows(RevisitPlan)]


def _reference(p: Portfolio, row: Row) -> date:
    """The day for which a revisit is planned, typed or computed, else today."""
    typed = row.day(RevisitPlan.planned_date)
    planned = _planned(p, row)
    return typed or (day_of(planned.value) if planned else p.today)


def _coop_length(p: Portfolio) -> list[Proposal]:
    def told(row: Row) -> Proposal:
        start = p.coop_start(p.customer(row.text(RevisitPlan.customer_id)))
        return coop_length(start, _reference(p, row), p.policy)

    return [told(row) for row in p.rows(RevisitPlan)]


def _revisit_frequency(p: Portfolio) -> list[Proposal]:
    def told(row: Row) -> Proposal:
        plan = p.revisiting(p.customer(row.text(RevisitPlan.customer_id)), row)
        every = revisit_frequency(plan, _reference(p, row), p.policy)
        return every and Reasoned(every.value.frequency, every.rules, every.profile, every.words)

    return [told(row) for row in p.rows(RevisitPlan)]


def _previous(p: Portfolio, talks: Sequence[tuple[str, date | None]]) -> list[Proposal]:
    """Contact before each talk, over follow-up records and revisits of the same customer."""
    wanted = {customer for customer, _ in talks if customer}
    days: dict[str, list[date]] = {}
    log = p.data[RevisitLog.id]
    reached = p.records[~p.records["missed"]]
    for customers, moments in (
        (reached["customer"], reached["at"]),
        (log[RevisitLog.customer_id], log[RevisitLog.contact_at]),
    ):
        known = customers.isin(wanted) & moments.notna()
        seen = moments[known].to_numpy(dtype="datetime64[D]").tolist()
        for customer, day in zip(customers[known], seen, strict=True):
            days.setdefault(customer, []).append(day)

    def told(customer: str, day: date | None) -> Proposal:
        before = previous_contact(days.get(customer, ()), day) if day else None
        if before is None:
            return None
        words = f"{day} 之前最近一次联系在 {before}"
        return Reasoned(before, ("R-041",), p.policy.profile, words)

    return [told(customer, day) for customer, day in talks]


def _revisit_previous(p: Portfolio) -> list[Proposal]:
    return _previous(
        p,
        [
            (row.text(RevisitLog.customer_id) or "", row.day(RevisitLog.contact_at))
            for row in p.rows(RevisitLog)
        ],
    )


def _talk_previous(p: Portfolio) -> list[Proposal]:
    return _previous(
        p,
        [(p.named(row.text(Talk.customer_name)).id, row.day(Talk.contact_at)) for row in p.rows(Talk)],
    )


COLUMNS: Mapping[tuple[str, str], ColumnRule] = {
    (CustomerMaster.id, CustomerMaster.last_contact_date): _last_contact,
    (CustomerMaster.id, CustomerMaster.next_followup_date): _next_followup,
    (CustomerMaster.id, CustomerMaster.intent_grade): _intent,
    (CustomerMaster.id, CustomerMaster.customer_mark): _marks,
    (CustomerMaster.id, CustomerMaster.status_date): _status_date,
    (CustomerIntake.id, CustomerIntake.intent_grade): _intake_intent,
    (CustomerIntake.id, CustomerIntake.next_followup_date): _intake_next,
    (FollowupPlan.id, FollowupPlan.stage): _plan_stage,
    (FollowupPlan.id, FollowupPlan.frequency): _frequency,
    (FollowupPlan.id, FollowupPlan.next_followup_date): _plan_next,
    (FollowupRecord.id, FollowupRecord.signal): lambda p: p.signals,
    (FollowupCard.id, FollowupCard.next_followup_date): _card_next,
    (RevisitPlan.id, RevisitPlan.coop_length): _coop_length,
    (RevisitPlan.id, RevisitPlan.revisit_frequency): _revisit_frequency,
    (RevisitPlan.id, RevisitPlan.planned_date): _planned_date,
    (RevisitLog.id, RevisitLog.prev_contact_at): _revisit_previous,
    (Talk.id, Talk.prev_contact_at): _talk_previous,
}
"""Which rule fills which column of the customers and their plans."""
