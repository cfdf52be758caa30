"""What to know before a contact: one customer on one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xlcrm.rulebook import implements
from xlcrm.rules.dates import day_of
from xlcrm.rules.key_dates import KeyDay, Milestone, timeline
from xlcrm.rules.plain import Row, rows
from xlcrm.rules.portfolio import Portfolio
from xlcrm.tables import (
    Commitment,
    ComplaintLog,
    Contract,
    CustomerMaster,
    FeedbackIssueTracker,
    FollowupRecord,
    KeyDate,
)


@dataclass(frozen=True, slots=True)
class Talk:
    """One contact: when, how, what we said, what the customer said."""

    day: date
    method: str | None
    summary: str | None
    feedback: str | None


@dataclass(frozen=True, slots=True)
class OpenAction:
    """A next action that is still open and its due date."""

    action: str
    due: date | None
    owner: str | None


@dataclass(frozen=True)
class Brief:
    """Base data, last contacts and what is open; ``first_contact`` says that nobody talked to them yet."""

    customer_id: str
    customer_name: str | None
    stage: str
    base: dict[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    talks: list[Talk] = field(default_factory=list)
    actions: list[OpenAction] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)
    promises: list[str] = field(default_factory=list)
    score: Decimal | None = None
    recommendation: float | None = None
    dates: list[Milestone] = field(default_factory=list)
    first_contact: bool = False


_BASE = (
    CustomerMaster.contact_name,
    CustomerMaster.contact_title,
    CustomerMaster.industry,
    CustomerMaster.grade,
    CustomerMaster.intent_grade,
    CustomerMaster.tags,
    CustomerMaster.need_desc,
    CustomerMaster.budget_range,
    CustomerMaster.key_people,
    CustomerMaster.product_preference,
    CustomerMaster.coop_history,
    CustomerMaster.competitor_news,
    CustomerMaster.preferred_method,
    CustomerMaster.language,
)


@implements("R-158")
def brief(customer_id: str, portfolio: Portfolio) -> Brief:
    """R-158 联系前简报: what is known of one customer before the next contact.

    Source: 《手册》第二章 §2; 《工具包》§2(一); 《跟进策略》第三章; 《跟进提醒卡》第三步. The last
    ``brief.records`` contacts, open actions, open complaints and issues, objections, promises, newest
    scores, marks and coming dates.

    >>> from xlcrm.rules.calendar import WorkCalendar
    >>> from xlcrm.rules.frames import Data
    >>> from xlcrm.policy import Policy
    >>> nobody = Portfolio(Data({}), Policy.default(), date(2023, 9, 2), WorkCalendar.seeded())
    >>> brief("2023001", nobody).first_contact
    True
    """
    p = portfolio
    customer = p.customer(customer_id)
    mine = p.data[FollowupRecord.id]
    mine = mine[(mine[FollowupRecord.customer_id] == customer_id).to_numpy()]
    records = sorted(
        rows(mine), key=lambda row: row.day(FollowupRecord.contact_date) or date.min, reverse=True
    )
    records = [row for row in records if (row.day(FollowupRecord.contact_date) or date.max) <= p.today]
    newest = records[: p.policy.count("brief.records")]
    open_rows = set(p.open_actions.index[p.open_actions.to_numpy()])
    score = p.newest_scores.get(customer_id)
    recommended = p.newest_recommendations.get(customer_id)
    return Brief(
        customer_id=customer_id,
        customer_name=customer.name,
        stage=p.stage(customer),
        base=_base(customer.row),
        marks=customer.marks,
        talks=[_talk(row) for row in newest],
        actions=[_action(row) for row in records if row.number in open_rows],
        complaints=_open_complaints(p, customer_id),
        issues=_open_issues(p, customer_id),
        objections=[text for row in newest if (text := row.text(FollowupRecord.objection))],
        promises=_open_promises(p, customer_id),
        score=score.exact if score else None,
        recommendation=recommended[1] if recommended else None,
        dates=customer_timeline(p, customer_id),
        first_contact=not records,
    )


def _base(row: Row | None) -> dict[str, str]:
    if row is None:
        return {}
    return {CustomerMaster.header(name): text for name in _BASE if (text := row.text(name))}


def _talk(row: Row) -> Talk:
    return Talk(
        row.day(FollowupRecord.contact_date) or date.min,
        row.text(FollowupRecord.method),
        row.text(FollowupRecord.summary),
        row.text(FollowupRecord.feedback),
    )


def _action(row: Row) -> OpenAction:
    owner = row.text(FollowupRecord.next_owner) or row.text(FollowupRecord.actor)
    return OpenAction(row.text(FollowupRecord.next_action) or "", row.day(FollowupRecord.due_date), owner)


def _open_complaints(p: Portfolio, customer_id: str) -> list[str]:
    return [
        f"{row.text(ComplaintLog.complaint_no)} {row.text(ComplaintLog.content) or ''}".strip()
        for row in p.rows(ComplaintLog)
        if row.text(ComplaintLog.customer_id) == customer_id
        and row.text(ComplaintLog.status) != "投诉已关闭"
        and row.text(ComplaintLog.revisit_result) != "满意"
    ]


def _open_issues(p: Portfolio, customer_id: str) -> list[str]:
    table = FeedbackIssueTracker
    return [
        f"{row.text(table.issue_no)} {row.text(table.issue_desc) or ''}".strip()
        for row in p.rows(table)
        if p.named(row.text(table.customer_name)).id == customer_id and row.text(table.progress) != "已完成"
    ]


def _open_promises(p: Portfolio, customer_id: str) -> list[str]:
    return [
        f"{row.text(Commitment.promise)}（{row.day(Commitment.due_date) or '未定时限'}）"
        for row in p.rows(Commitment)
        if row.text(Commitment.customer_id) == customer_id and row.day(Commitment.kept_date) is None
    ]


def customer_timeline(p: Portfolio, customer_id: str) -> list[Milestone]:
    """Coming key moments of a customer (R-157)."""
    keys = [
        KeyDay(row.text(KeyDate.kind_) or "重要日期", day_of(day), row.text(KeyDate.is_lunar) == "是")
        for row in p.rows(KeyDate)
        if row.text(KeyDate.customer_id) == customer_id and (day := row.day(KeyDate.event_date)) is not None
    ]
    ends = [
        day
        for row in p.rows(Contract)
        if row.text(Contract.customer_id) == customer_id and (day := row.day(Contract.end_date)) is not None
    ]
    return timeline(keys, ends, p.coop_start(p.customer(customer_id)), p.today, p.policy)
