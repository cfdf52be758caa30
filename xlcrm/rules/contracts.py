"""Contracts and quotations: what runs out, what waits for an answer."""

from __future__ import annotations

from datetime import date

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_days, day_of, kept
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.sums import hours_later

SETTLED = frozenset({"已续签", "不续签"})


@implements("R-095")
def renewal_reminder(end: date | None, renewal: str | None, policy: Policy) -> Reasoned[date] | None:
    """R-095 合同30天内到期: day from which the renewal is to be talked about.

    Source: 《跟进策略》第四章; 《跟进提醒卡》第一步. Unit: calendar days before 合同到期日, the first
    included. None without an end, or once renewed or given up.

    >>> renewal_reminder(date(2024, 12, 31), None, Policy.default()).text
    'R-095 manual: 合同到期前 30 天提醒; 2024-12-31 − 30 天 = 2024-12-01'
    >>> renewal_reminder(date(2024, 3, 15), "跟进中", Policy.default()).value
    datetime.date(2024, 2, 14)
    >>> renewal_reminder(date(2024, 3, 15), "已续签", Policy.default())
    """
    if end is None or renewal in SETTLED:
        return None
    days = policy.count("contract.lead_days")
    first = add_days(end, -days)
    return Reasoned(
        first, ("R-095",), policy.profile, f"合同到期前 {days} 天提醒; {end} − {days} 天 = {first}"
    )


@implements("R-096")
def draft_due(planned_signing: date | None, policy: Policy) -> Reasoned[date] | None:
    """R-096 合同草案提前3天: day by which the draft is with the customer.

    Source: 《流程工具》(三). Unit: calendar days before the planned signing; that day itself is in time.

    >>> draft_due(date(2024, 6, 20), Policy.default()).text
    'R-096 manual: 合同草案提前 3 天提交; 2024-06-20 − 3 天 = 2024-06-17'
    """
    if planned_signing is None:
        return None
    days = policy.count("draft.lead_days")
    due = add_days(planned_signing, -days)
    words = f"合同草案提前 {days} 天提交; {planned_signing} − {days} 天 = {due}"
    return Reasoned(due, ("R-096",), policy.profile, words)


def draft_late(planned_signing: date | None, sent: date | None, policy: Policy) -> bool:
    """True for a draft that was sent too late.

    >>> [draft_late(date(2024, 6, 20), date(2024, 6, day), Policy.default()) for day in (17, 18)]
    [False, True]
    """
    due = draft_due(planned_signing, policy)
    return due is not None and sent is not None and not kept(sent, due.value)


@implements("R-097")
def call_after_view(
    viewed: Moment | None, answered: Moment | None, called: Moment | None, policy: Policy
) -> Reasoned[Moment] | None:
    """R-097 报价查看后48小时内致电: moment by which a customer who opened the quotation is called.

    Source: 《跟进策略》第十章. Unit: clock hours after the first view. None when it was not opened, is
    answered, or somebody called since (``called``: the newest call).

    >>> from datetime import datetime
    >>> call_after_view(datetime(2024, 5, 10, 16, 30), None, None, Policy.default()).text
    'R-097 manual: 客户已查看报价; 2024-05-10 16:30 + 48 小时 = 2024-05-12 16:30'
    >>> call_after_view(date(2024, 5, 10), None, date(2024, 5, 11), Policy.default())
    """
    if viewed is None or answered is not None or (called is not None and _after(called, viewed)):
        return None
    due, words = hours_later(viewed, policy.hours("quote.view_hours"))
    return Reasoned(due, ("R-097",), policy.profile, f"客户已查看报价; {words}")


def _after(call: Moment, view: Moment) -> bool:
    return not kept(call, view) or day_of(call) > day_of(view)


@implements("R-098")
def unanswered_quote(sent: Moment | None, answered: Moment | None, policy: Policy) -> Reasoned[Moment] | None:
    """R-098 报价3天未回复: moment from which a quotation without an answer is a bottleneck.

    Source: 《跟进策略》第四章. Unit: full days (72 hours where the time is known). None when it is answered.

    >>> unanswered_quote(date(2024, 5, 7), None, Policy.default()).text
    'R-098 manual: 报价 3 天未回复，二次跟进; 2024-05-07 + 3 天 = 2024-05-10'
    """
    if sent is None or answered is not None:
        return None
    days = policy.count("quote.silent_days")
    due: Moment = add_days(sent, days)
    from_day = day_of(sent)
    words = f"报价 {days} 天未回复，二次跟进; {from_day} + {days} 天 = {day_of(due)}"
    return Reasoned(due, ("R-098",), policy.profile, words)
