"""Contacts noted in time and with consent (R-003, R-025, R-091)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from xlcrm.checks.block import Block
from xlcrm.checks.cells.moments import clock_of
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.late import is_late, overdue
from xlcrm.checks.place import Row, key_text
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import customers, deadlines
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, deadline, kept, shown
from xlcrm.tables import FollowupRecord, RevisitLog

_DAY, _CLOCK, _CUSTOMER = FollowupRecord.contact_date, FollowupRecord.contact_time, FollowupRecord.customer_id
_DAY_HOURS = 24
_METHOD, _SUMMARY, _TOPIC = FollowupRecord.method, FollowupRecord.summary, FollowupRecord.topic


def contact_moment(row: Row) -> Moment | None:
    """Day of a follow-up, with its time where one is written."""
    day = row.day(_DAY)
    value = row.raw(_CLOCK)
    clock = clock_of(value) if value is not None else None
    return datetime.combine(day, clock) if day is not None and clock is not None else day


@of_rows(FollowupRecord, _DAY, FollowupRecord.entered_at, absent="R-025")
@implements("R-025", "R-014")
def record_entered(context: Context) -> RowCheck:
    """R-025 及时录入记录: a record is entered within ``record.max_hours`` of the contact.

    >>> from datetime import time
    >>> from xlcrm.checks.example import said
    >>> talk = {"contact_date": date(2024, 5, 10), "contact_time": time(16, 30)}
    >>> said("R-025", followup_record={**talk, "entered_at": datetime(2024, 5, 11, 16, 30)})
    []
    >>> said("R-025", followup_record={**talk, "entered_at": datetime(2024, 5, 11, 16, 31)})
    ['警告 录入时间：记录应在 2024-05-11 16:30 前录入，实际 2024-05-11 16:31 才录入。']
    """
    hours = context.policy.hours("record.max_hours")

    def check(row: Row) -> Iterable[Problem]:
        entered, contact = row.moment(FollowupRecord.entered_at), contact_moment(row)
        if entered is None or contact is None or kept(entered, due := deadline(contact, hours)):
            return FINE
        return (row.problem(deadlines.ENTERED_LATE, FollowupRecord.entered_at, due=shown(due)),)

    def screen(block: Block) -> bool | Sequence[int]:
        if block.blank(FollowupRecord.entered_at):
            return True
        pairs = zip(block.column(FollowupRecord.entered_at), block.column(_DAY), strict=True)
        return [
            at for at, (entered, day) in enumerate(pairs) if entered is not None and not same(entered, day)
        ]

    def same(entered: object, day: object) -> bool:
        """True for a record entered on the day itself, which is in time whatever the hour."""
        return (
            type(entered) is datetime and type(day) is date and hours >= _DAY_HOURS and entered.date() == day
        )

    return Screened(check, screen)


@of_rows(RevisitLog, RevisitLog.contact_at, RevisitLog.entered_at, absent="R-025")
@implements("R-025")
def revisit_entered(context: Context) -> RowCheck:
    """R-025 及时录入记录: a revisit is entered within ``record.max_hours``."""
    hours = context.policy.hours("record.max_hours")

    def check(row: Row) -> Iterable[Problem]:
        entered, contact = row.moment(RevisitLog.entered_at), row.moment(RevisitLog.contact_at)
        if entered is None or contact is None or kept(entered, due := deadline(contact, hours)):
            return FINE
        return (row.problem(deadlines.ENTERED_LATE, RevisitLog.entered_at, due=shown(due)),)

    return Screened(check, lambda block: block.blank(RevisitLog.entered_at))


@of_rows(FollowupRecord, FollowupRecord.due_date, FollowupRecord.action_status)
@implements("R-091", "R-090")
def late_action(context: Context) -> RowCheck:
    """R-091 超时须有原因和审批: an action done after its date, or open past it, says why."""
    status, done_on, due_on = (
        FollowupRecord.action_status,
        FollowupRecord.action_done_date,
        FollowupRecord.due_date,
    )
    reason = FollowupRecord.overdue_reason

    def check(row: Row) -> Iterable[Problem]:
        due = row.raw(due_on)
        done, told = row.day(done_on), row.choice(status)
        if due is None or (not told and done is None) or (told == "已完成" and done is None):
            return FINE
        by = row.day(due_on)
        if by is None or not is_late(done, by, context.today):
            return FINE
        if told := row.text(reason):
            return list(overdue(context, row, row.place(reason), by, told))
        if reason in row.sheet.at:
            keys = f"{row.text(_CUSTOMER)} {shown(row.day(_DAY) or by)}"
            return (row.problem(deadlines.ACTION_OVERDUE, reason, due=shown(by), key=keys),)
        return FINE

    return Screened(check, lambda block: block.blank(status) and block.blank(done_on))


_MARKETING = ("营销", "促销", "推广", "宣传", "产品资料", "白皮书", "新品", "优惠活动")
_MATERIAL = ("产品资料", "白皮书", "宣传册", "产品手册")
_WORDS = (*_MARKETING, *_MATERIAL, "录音")
_MAILING = ("资料推送", "唤醒")


@of_rows(FollowupRecord, _DAY, _CUSTOMER, _METHOD)
@implements("R-003")
def consent_before_contact(context: Context) -> RowCheck | None:
    """R-003 授权记录: material, marketing mail, text messages and recordings need a consent of their scope."""
    if not context.needs("R-003", "consent_record"):
        return None
    wanted = frozenset(context.policy.words("consent.required_for"))

    def check(row: Row) -> Iterable[Problem]:
        needed = scope_needed(row.text(_METHOD), row.text(_SUMMARY), row.text(_TOPIC), wanted)
        day, customer = row.day(_DAY), key_text(row.raw(_CUSTOMER))
        if needed is None or day is None or not customer or context.allowed(customer, needed.scope, day):
            return FINE
        kind = customers.MAIL_WITHOUT_CONSENT if needed.marketing else customers.CONTACT_WITHOUT_CONSENT
        return (row.problem(kind, _METHOD, day=day.isoformat(), customer=customer, scope=needed.scope),)

    def screen(block: Block) -> bool:
        said = block.says_any(_SUMMARY, _WORDS) or block.says_any(_METHOD, ("短信",))
        return not said and block.blank(_TOPIC)

    return Screened(check, screen)


class Needed(NamedTuple):
    """The scope of consent that a contact needs."""

    scope: str
    marketing: bool = False


def scope_needed(method: str, said: str, topic: str, wanted: frozenset[str]) -> Needed | None:
    """What a contact needs of ``consent.required_for``; None when it needs nothing (R-003).

    >>> scope_needed("邮件", "发送产品资料", "", frozenset({"营销邮件"}))
    Needed(scope='允许发送产品资料', marketing=True)
    """
    mailing = topic in _MAILING
    if "邮件" in method and "营销邮件" in wanted and (mailing or any(word in said for word in _MARKETING)):
        return Needed("允许发送产品资料", marketing=True)
    if "邮件" not in method and "产品资料" in wanted and (mailing or any(word in said for word in _MATERIAL)):
        return Needed("允许发送产品资料")
    if "短信" in method and "短信" in wanted:
        return Needed("短信联系")
    return Needed("录音") if "录音" in said and "录音" in wanted else None
