"""When a customer we work with is revisited: by grade, by length of cooperation, after acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from xlcrm.policy import Interval, Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_months, months_between
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.sums import days_later

Tier = Literal["VIP", "new", "gap", "old"]

NEW_UNTIL, OLD_FROM = 3, 6
"""Whole months of cooperation up to which a customer is new, from which old (《手册》第三章 §1)."""

_TIER_WORDS: dict[Tier, str] = {
    "VIP": "A类(VIP)客户",
    "new": "新客户",
    "gap": "合作4至5个月",
    "old": "老客户",
}


def revisit_policy(policy: Policy) -> Policy:
    """The policy whose revisit intervals hold: the active one, or that of ``revisit.profile`` (C-008).

    >>> revisit_policy(Policy.of("deck").with_values({"revisit.profile": "process"})).profile
    'process'
    """
    wanted = policy.word("revisit.profile")
    return policy if wanted == "auto" else policy.under(wanted)


@dataclass(frozen=True, slots=True)
class Revisiting:
    """What the revisits of a customer are told from.

    ``typed`` is the frequency that a person wrote, ``at_risk`` the mark 流失风险客户; ``accepted`` the day
    of a passed acceptance.
    """

    start: date | None
    vip: bool = False
    last: date | None = None
    accepted: date | None = None
    typed: Interval | None = None
    at_risk: bool = False


def tier(start: date, day: date, *, vip: bool) -> Tier:
    """Tier of a customer on a day: VIP, then new, gap, old.

    >>> start = date(2024, 1, 31)
    >>> [tier(start, add_months(start, months), vip=False) for months in (3, 4, 5, 6)]
    ['new', 'gap', 'gap', 'old']
    """
    if vip:
        return "VIP"
    months = months_between(start, day)
    return "new" if months <= NEW_UNTIL else "gap" if months < OLD_FROM else "old"


@implements("R-050")
def revisit_frequency(plan: Revisiting, reference: date, policy: Policy) -> Reasoned[Interval] | None:
    """R-050 回访分层与频率: the interval between two revisits on a day.

    Source: 《手册》第三章 §1. Unit: whole months of cooperation on ``reference``. None without a start, and
    where the tier's interval is off.

    >>> def told(start, day, vip=False):
    ...     return revisit_frequency(Revisiting(start, vip), day, Policy.default()).text
    >>> print(told(date(2023, 7, 10), date(2023, 9, 10)))
    R-050 manual: 合作2个月，新客户 每月1次
    >>> print(told(date(2022, 9, 5), date(2023, 9, 5), vip=True))
    R-050 manual: 合作12个月，A类(VIP)客户 每月1次
    >>> print(told(date(2023, 3, 20), date(2023, 9, 20)))
    R-050 manual: 合作6个月，老客户 每季度1次
    >>> print(told(date(2023, 4, 20), date(2023, 9, 20)))
    R-050 manual: 合作5个月，合作4至5个月按新客户 每月1次
    """
    if plan.start is None:
        return None
    rules = revisit_policy(policy)
    months = max(months_between(plan.start, reference), 0)
    if rules.profile == "toolkit":
        return _toolkit_frequency(plan, rules, policy)
    where = tier(plan.start, reference, vip=plan.vip)
    words = _TIER_WORDS[where]
    if where == "gap":
        as_new = rules.word("revisit.gap") == "new"
        where, words = ("new", f"{words}按新客户") if as_new else ("old", f"{words}按老客户")
    interval = rules.interval(f"revisit.{where.lower()}")
    if interval is None:
        return None
    return Reasoned(interval, ("R-050",), policy.profile, f"合作{months}个月，{words} {interval.frequency}")


@implements("R-037")
def _toolkit_frequency(plan: Revisiting, rules: Policy, policy: Policy) -> Reasoned[Interval] | None:
    """R-037 工具包的回访周期: every quarter or half-year; VIP and 流失风险客户 take the shorter of both.

    Source: 《工具包》§1. Unit: calendar months from the last revisit.

    >>> half = Policy.of("toolkit").with_values({"toolkit.revisit": "6 months"})
    >>> plan = Revisiting(date(2020, 1, 1), last=date(2024, 2, 29))
    >>> planned_revisit(plan, Policy.of("toolkit")).value, planned_revisit(plan, half).value
    (datetime.date(2024, 5, 29), datetime.date(2024, 8, 29))
    """
    usual, quick = rules.interval("toolkit.revisit"), rules.interval("revisit.vip")
    if usual is None:
        return None
    interval = min(usual, quick) if quick is not None and (plan.vip or plan.at_risk) else usual
    return Reasoned(interval, ("R-037",), policy.profile, f"老客户定期回访 {interval.frequency}")


@implements("R-051")
def planned_revisit(plan: Revisiting, policy: Policy) -> Reasoned[date] | None:
    """R-051 计划回访日期: the last revisit, else the start of cooperation, + the interval of the tier.

    Source: 《手册》第三章 §1、表5. Unit: calendar months, the month's end clamped. The tier is that of the
    planned day: who will be old by then is planned as an old customer. The first revisit is R-071, after
    an acceptance R-101. None without any date to count from.

    >>> start = date(2023, 7, 10)
    >>> for last in (date(2023, 9, 10), date(2023, 10, 10)):
    ...     print(planned_revisit(Revisiting(start, last=last), Policy.default()).text)
    R-051 manual: 新客户; 2023-09-10 + 1 个月 = 2023-10-10
    R-051 manual: 合作4至5个月按新客户; 2023-10-10 + 1 个月 = 2023-11-10
    >>> old = Revisiting(date(2023, 1, 5), last=date(2024, 11, 30))
    >>> planned_revisit(old, Policy.default()).text
    'R-051 manual: 老客户; 2024-11-30 + 3 个月 = 2025-02-28'
    """
    if plan.last is None or (plan.accepted is not None and plan.last < plan.accepted):
        first = first_after_acceptance(plan.accepted, policy) or first_use_revisit(plan.start, policy)
        if plan.last is None:
            return first
        if first is not None and plan.accepted is not None:
            return first
    if plan.typed is not None and policy.flag("cadence.keep_typed"):
        due, words = days_later(plan.last, plan.typed)
        words = f"回访频率手工填写为{plan.typed.frequency}; {words}"
        return Reasoned(due, ("R-051",), policy.profile, words)
    rules = revisit_policy(policy)
    if rules.profile == "process" and plan.accepted is not None:
        return next_after_acceptance(plan.last, policy)
    if rules.profile == "toolkit" or plan.start is None:
        every = _toolkit_frequency(plan, rules, policy)
        return _from(plan.last, every, policy) if every else None
    return _by_tier(plan, plan.start, plan.last, policy)


def _from(base: date, every: Reasoned[Interval], policy: Policy) -> Reasoned[date]:
    due, words = days_later(base, every.value)
    return Reasoned(due, every.rules, policy.profile, f"{every.words}; {words}")


def _by_tier(plan: Revisiting, start: date, last: date, policy: Policy) -> Reasoned[date] | None:
    rules = revisit_policy(policy)

    def by(name: str, words: str) -> Reasoned[date] | None:
        interval = rules.interval(f"revisit.{name}")
        if interval is None:
            return None
        return _from(last, Reasoned(interval, ("R-051",), policy.profile, words), policy)

    if plan.vip:
        return by("vip", _TIER_WORDS["VIP"])
    soon = by("new", _TIER_WORDS["new"])
    if soon is None:
        return by("old", _TIER_WORDS["old"])
    where = tier(start, soon.value, vip=False)
    if where == "old":
        return by("old", _TIER_WORDS["old"])
    if where == "new":
        return soon
    gap = rules.word("revisit.gap")
    if gap == "none":
        due = add_months(start, OLD_FROM)
        words = f"合作4至5个月不回访; {start} + {OLD_FROM} 个月 = {due}"
        return Reasoned(due, ("R-051",), policy.profile, words)
    return by(gap, f"{_TIER_WORDS['gap']}按{_TIER_WORDS['new' if gap == 'new' else 'old']}")


@implements("R-071")
def first_use_revisit(start: date | None, policy: Policy) -> Reasoned[date] | None:
    """R-071 首月使用回访: one month after the purchase, once.

    Source: 《手册》第三章 场景. Unit: calendar months after the start of cooperation (else the first order),
    the month's end clamped.

    >>> first_use_revisit(date(2024, 1, 31), Policy.default()).text
    'R-071 manual: 首次使用回访; 2024-01-31 + 1 个月 = 2024-02-29'
    """
    if start is None:
        return None
    months = policy.count("first_use.months")
    due = add_months(start, months)
    return Reasoned(due, ("R-071",), policy.profile, f"首次使用回访; {start} + {months} 个月 = {due}")


@implements("R-101")
def first_after_acceptance(accepted: date | None, policy: Policy) -> Reasoned[date] | None:
    """R-101 验收后首次回访: within a week of the acceptance. None without a passed acceptance.

    Source: 《流程工具》(五). Unit: calendar days.

    >>> first_after_acceptance(date(2024, 4, 30), Policy.of("process")).text
    'R-101 process: 验收后首次回访; 2024-04-30 + 7 天 = 2024-05-07'
    """
    days = policy.interval("accept.first_days")
    if accepted is None or days is None:
        return None
    due, words = days_later(accepted, days)
    return Reasoned(due, ("R-101",), policy.profile, f"验收后首次回访; {words}")


@implements("R-101")
def next_after_acceptance(last: date, policy: Policy) -> Reasoned[date] | None:
    """R-101 验收后季度回访: every quarter after the last revisit (profile process).

    >>> next_after_acceptance(date(2024, 5, 7), Policy.of("process")).value
    datetime.date(2024, 8, 7)
    """
    every = policy.interval("accept.then")
    if every is None:
        return None
    due, words = days_later(last, every)
    return Reasoned(due, ("R-101",), policy.profile, f"验收后定期回访; {words}")
