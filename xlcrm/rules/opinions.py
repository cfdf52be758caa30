"""What each customer last said of us: the newest score, the newest recommendation, the last survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlcrm.policy import Policy
from xlcrm.rules.ledger import Ledger
from xlcrm.rules.plain import Row
from xlcrm.rules.satisfaction import QUESTIONS, UNSCORED_GROUPS, mean_100
from xlcrm.tables import FeedbackIssueTracker, RevisitLog, SatisfactionAssessment, SatisfactionSurvey
from xlcrm.tables import SatisfactionResponse as Response

_SURVEY_SCORES = (
    SatisfactionSurvey.score_quality_stability,
    SatisfactionSurvey.score_tech_response,
    SatisfactionSurvey.score_staff_attitude,
)
_ASSESSED = (
    SatisfactionAssessment.score_product_quality,
    SatisfactionAssessment.score_response_speed,
    SatisfactionAssessment.score_communication,
    SatisfactionAssessment.score_problem_solving,
    SatisfactionAssessment.score_overall,
)


class Opinion(NamedTuple):
    """One customer's score on a day, on the 100-point scale, not rounded."""

    customer: str
    day: date
    exact: Decimal


def opinions(ledger: Ledger) -> Iterator[Opinion]:
    """Every score: questionnaires first, then single scores of revisits and issues.

    A form whose answers stand in 满意度评分明细 too gives the same score twice; who wants the newest does not
    mind.
    """
    yield from _surveys(ledger)
    policy = ledger.policy
    for row in ledger.rows(SatisfactionSurvey):
        name, day = row.text(SatisfactionSurvey.customer_name), row.day(SatisfactionSurvey.survey_date)
        yield from _one(ledger.named(name).id, day, [row.figure(c) for c in _SURVEY_SCORES], policy)
    for row in ledger.rows(SatisfactionAssessment):
        name, day = (
            row.text(SatisfactionAssessment.customer_name),
            row.day(SatisfactionAssessment.assessed_date),
        )
        yield from _one(ledger.named(name).id, day, [row.figure(c) for c in _ASSESSED], policy)
    for row in ledger.rows(RevisitLog):
        number, day = row.text(RevisitLog.customer_id) or "", row.day(RevisitLog.contact_at)
        yield from _one(number, day, [row.figure(RevisitLog.satisfaction_score)], policy)
    for row in ledger.rows(FeedbackIssueTracker):
        number = ledger.named(row.text(FeedbackIssueTracker.customer_name)).id
        day = row.day(FeedbackIssueTracker.done_date)
        yield from _one(number, day, [row.figure(FeedbackIssueTracker.satisfaction_score)], policy)


def _one(customer: str, day: date | None, scores: list[float | None], policy: Policy) -> Iterator[Opinion]:
    exact = mean_100(scores, policy)
    if exact is not None and day is not None and customer:
        yield Opinion(customer, day, exact)


def _surveys(ledger: Ledger) -> Iterator[Opinion]:
    answers: dict[str, list[Row]] = {}
    for row in ledger.rows(Response):
        if row.text(Response.dimension_group) not in UNSCORED_GROUPS:
            answers.setdefault(row.text(Response.survey_no) or f"#{row.number}", []).append(row)
    for rows in answers.values():
        first = rows[0]
        asked = QUESTIONS.get(first.text(Response.template) or ledger.policy.word("survey.template"), 0)
        exact = mean_100([row.figure(Response.score) for row in rows], ledger.policy, asked)
        day, number = first.day(Response.survey_date), first.text(Response.customer_id)
        if exact is not None and day is not None and number:
            yield Opinion(number, day, exact)


def newest_opinions(ledger: Ledger) -> Mapping[str, Opinion]:
    """Newest score by customer, up to today."""
    found: dict[str, Opinion] = {}
    for opinion in opinions(ledger):
        before = found.get(opinion.customer)
        if opinion.day <= ledger.today and (before is None or opinion.day > before.day):
            found[opinion.customer] = opinion
    return found


def recommendations(ledger: Ledger) -> Iterator[tuple[str, date, float]]:
    """Every answer to 推荐同行: customer, day, answer."""
    for row in ledger.rows(Response):
        number, day = row.text(Response.customer_id), row.day(Response.survey_date)
        answer = row.figure(Response.score)
        if row.text(Response.dimension_group) == "推荐" and number and day and answer is not None:
            yield number, day, answer
    for row in ledger.rows(SatisfactionSurvey):
        number = ledger.named(row.text(SatisfactionSurvey.customer_name)).id
        day, answer = row.day(SatisfactionSurvey.survey_date), row.figure(SatisfactionSurvey.recommend_score)
        if number and day and answer is not None:
            yield number, day, answer


def newest_recommendations(ledger: Ledger) -> Mapping[str, tuple[date, float]]:
    """Newest answer by customer, up to today."""
    found: dict[str, tuple[date, float]] = {}
    for number, day, answer in recommendations(ledger):
        if day <= ledger.today and (number not in found or day > found[number][0]):
            found[number] = (day, answer)
    return found


def last_surveys(ledger: Ledger) -> Mapping[str, date]:
    """Day of the last questionnaire by customer, up to today."""
    asked = [
        (row.text(Response.customer_id) or "", row.day(Response.survey_date)) for row in ledger.rows(Response)
    ]
    for table, column in (
        (SatisfactionSurvey, SatisfactionSurvey.survey_date),
        (SatisfactionAssessment, SatisfactionAssessment.assessed_date),
    ):
        asked += [
            (ledger.named(row.text(table.customer_name)).id, row.day(column)) for row in ledger.rows(table)
        ]
    found: dict[str, date] = {}
    for number, day in asked:
        if number and day is not None and day <= ledger.today:
            found[number] = max(day, found.get(number, day))
    return found
