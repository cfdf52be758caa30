"""Computed columns of complaints, surveys, sources, reviews and deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xlcrm.rules.complaints import Clock, pauses_of, solution_due
from xlcrm.rules.customer_columns import ColumnRule, Proposal
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import day_of
from xlcrm.rules.delivery import milestone_reminder
from xlcrm.rules.hours import Pause, service_hours
from xlcrm.rules.plain import Row
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.reviews import late_hours
from xlcrm.rules.satisfaction import QUESTIONS, UNSCORED_GROUPS, score_100
from xlcrm.rules.sources import conversion_rate
from xlcrm.rules.verification import GAPS, complete, computed_verdict, gap, lawful, unreached, verify_status
from xlcrm.tables import (
    ComplaintLog,
    ComplaintTracking,
    CustomerMaster,
    DeliveryPlan,
    InfoReview,
    SourceRegister,
)
from xlcrm.tables import OverdueApproval as Approval
from xlcrm.tables import SatisfactionResponse as Response


def pauses(p: Portfolio) -> Mapping[str, tuple[Pause, ...]]:
    """Pauses of each complaint from its steps."""
    steps: dict[str, list[tuple[str | None, date | None]]] = {}
    for row in p.rows(ComplaintTracking):
        step = (row.text(ComplaintTracking.step), row.moment(ComplaintTracking.handled_at))
        steps.setdefault(row.text(ComplaintTracking.complaint_no) or "", []).append(step)
    return {number: pauses_of(told) for number, told in steps.items()}


def _expected(p: Portfolio) -> list[Proposal]:
    stopped, service = pauses(p), service_hours(p.policy, p.calendar)

    def told(row: Row) -> Proposal:
        clock = Clock(service, stopped.get(row.text(ComplaintLog.complaint_no) or "", ()))
        received = row.moment(ComplaintLog.received_at) or row.moment(ComplaintLog.complaint_date)
        due = solution_due(received, row.text(ComplaintLog.level), p.policy, clock)
        return due and Reasoned(day_of(due.value), due.rules, due.profile, due.words)

    return [told(row) for row in p.rows(ComplaintLog)]


def _rate(p: Portfolio) -> list[Proposal]:
    return [
        conversion_rate(
            row.figure(SourceRegister.customer_count), row.figure(SourceRegister.converted_count), p.policy
        )
        for row in p.rows(SourceRegister)
    ]


def _scores(p: Portfolio) -> list[Proposal]:
    every = list(p.rows(Response))
    answers: dict[str, list[float | None]] = {}
    for row in every:
        if row.text(Response.dimension_group) not in UNSCORED_GROUPS:
            answers.setdefault(row.text(Response.survey_no) or "", []).append(row.figure(Response.score))

    def told(row: Row) -> Proposal:
        number = row.text(Response.survey_no) or ""
        if row.text(Response.dimension_group) in UNSCORED_GROUPS or not number:
            return None
        asked = QUESTIONS.get(row.text(Response.template) or p.policy.word("survey.template"), 0)
        points = score_100(answers[number], p.policy, asked)
        return points and Reasoned(float(points.value), points.rules, points.profile, points.words)

    return [told(row) for row in every]


def _completeness(p: Portfolio) -> list[Proposal]:
    return [complete(p, row) for row in p.rows(InfoReview)]


def _compliance(p: Portfolio) -> list[Proposal]:
    consents = p.consents()
    return [lawful(p, row, consents) for row in p.rows(InfoReview)]


def _review_verdict(p: Portfolio) -> list[Proposal]:
    consents = p.consents()
    return [computed_verdict(p, row, consents) for row in p.rows(InfoReview)]


def _verify_status(p: Portfolio) -> list[Proposal]:
    """For blank cells; of typed ones only where vain attempts speak against them, the checks tell the rest."""

    def told(customer: Customer) -> Proposal:
        typed = customer.row.text(CustomerMaster.verify_status) if customer.row else None
        return verify_status(p, customer) if typed is None else unreached(p, customer)

    return [told(customer) for customer in p.master]


def _gaps(column: str) -> ColumnRule:
    return lambda p: [gap(p, customer, column) for customer in p.master]


def _late(p: Portfolio) -> list[Proposal]:
    return [
        late_hours(row.moment(Approval.deadline_at), row.moment(Approval.done_at), p.today, p.policy)
        for row in p.rows(Approval)
    ]


def _milestones(p: Portfolio) -> list[Proposal]:
    return [
        milestone_reminder(
            row.day(DeliveryPlan.planned_date), row.text(DeliveryPlan.is_key), p.policy, p.calendar
        )
        for row in p.rows(DeliveryPlan)
    ]


COLUMNS: Mapping[tuple[str, str], ColumnRule] = {
    (CustomerMaster.id, CustomerMaster.verify_status): _verify_status,
    **{(CustomerMaster.id, column): _gaps(column) for column in GAPS},
    (ComplaintLog.id, ComplaintLog.expected_date): _expected,
    (SourceRegister.id, SourceRegister.conversion_rate): _rate,
    (Response.id, Response.score_100): _scores,
    (InfoReview.id, InfoReview.completeness): _completeness,
    (InfoReview.id, InfoReview.compliance): _compliance,
    (InfoReview.id, InfoReview.verdict): _review_verdict,
    (Approval.id, Approval.late_hours): _late,
    (DeliveryPlan.id, DeliveryPlan.remind_date): _milestones,
}
"""Which rule fills which column of service, sources and reviews."""
