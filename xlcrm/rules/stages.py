"""Where a customer stands: 潜在, 合作, 沉睡 or 流失, and how a sleeping one is woken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_months, months_between
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.sums import days_later

POTENTIAL, COOPERATING, DORMANT, LOST = "潜在", "合作", "沉睡", "流失"


def stage_name(label: str | None) -> str | None:
    """The stage without its remark.

    >>> stage_name("沉睡(8个月无互动)")
    '沉睡'
    """
    return label.partition("(")[0].partition("（")[0].strip() if label else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the stage is told from.

    ``last`` is the last interaction that was not merely our own mailing, ``created`` 建档日期,
    ``cooperating`` why the customer counts as one we work with (an order, a contract, a date typed), empty
    if nothing says so; ``lost`` that somebody set 流失 by hand.
    """

    last: date | None
    created: date | None
    cooperating: str = ""
    lost: bool = False

    @property
    def base(self) -> date | None:
        """Day from which the silence is counted."""
        return self.last or self.created


@implements("R-040")
def stage(standing: Standing, policy: Policy, today: date) -> Reasoned[str]:
    """R-040 客户阶段: 潜在, 合作, 沉睡(N个月无互动) or 流失.

    Source: 《手册》第二章 §1; 《跟进提醒卡》. Unit: whole calendar months since the last interaction, else
    since 建档日期, the month's end clamped. On the day the sixth month is full the customer is dormant.
    Without any date nobody can be dormant. 流失 is set by hand, or by ``churn.months`` where that is on.

    >>> policy = Policy.default()
    >>> for today in (date(2024, 7, 14), date(2024, 7, 15)):
    ...     print(stage(Standing(date(2024, 1, 15), None), policy, today).text)
    R-040 manual: 最近互动 2024-01-15，没有订单或合同 ⇒ 潜在
    R-040 manual: 最近互动 2024-01-15 + 6 个月 = 2024-07-15 ⇒ 沉睡(6个月无互动)
    >>> stage(Standing(date(2023, 1, 31), None, "有订单"), policy, date(2023, 9, 30)).value
    '沉睡(8个月无互动)'
    """

    def because(value: str, words: str) -> Reasoned[str]:
        return Reasoned(value, ("R-040",), policy.profile, f"{words} ⇒ {value}")

    if standing.lost:
        return because(LOST, "手工标为流失")
    base = standing.base
    what = f"最近互动 {base}" if standing.last else f"建档 {base}，之后没有互动" if base else "没有互动"
    if base is not None:
        silent = months_between(base, today)
        lost_after = policy.optional_count("churn.months")
        if lost_after is not None and silent >= lost_after:
            return because(LOST, f"{what} + {lost_after} 个月 = {add_months(base, lost_after)}")
        limit = policy.count("dormant.months")
        if silent >= limit:
            label = f"{DORMANT}({silent}个月无互动)"
            return because(label, f"{what} + {limit} 个月 = {add_months(base, limit)}")
    return former_stage(standing, policy, what)


def former_stage(standing: Standing, policy: Policy, what: str = "") -> Reasoned[str]:
    """The stage without the test for dormancy: what a customer returns to who answers a wake-up.

    >>> former_stage(Standing(None, None, "有订单"), Policy.default()).value
    '合作'
    """
    value, why = (
        (COOPERATING, standing.cooperating) if standing.cooperating else (POTENTIAL, "没有订单或合同")
    )
    lead = f"{what}，" if what else ""
    return Reasoned(value, ("R-040",), policy.profile, f"{lead}{why} ⇒ {value}")


@implements("R-042")
def wakeup(
    dormant_since: date, sent: date | None, touched: date | None, policy: Policy, today: date
) -> Reasoned[date]:
    """R-042 沉睡客户唤醒: the day of the next touch of a dormant customer.

    Source: 《手册》第二章 §1; 《跟进策略》第十二章. ``sent`` is the day of the newest wake-up package,
    ``touched`` that of the newest unanswered touch of any kind. Unit: days of waiting (a reply on the last
    day still counts), then months. Nothing sent since the customer fell asleep: the package is due that
    very day.

    >>> asleep, policy = date(2024, 7, 15), Policy.default()
    >>> wakeup(asleep, None, None, policy, date(2024, 7, 15)).text
    'R-042 manual: 2024-07-15 起沉睡，尚未发送唤醒礼包(优惠 15 天有效)'
    >>> wakeup(asleep, date(2024, 7, 15), None, policy, date(2024, 7, 22)).text
    'R-042 manual: 2024-07-15 已发送唤醒礼包; + 7 天 = 2024-07-22 查看回复'
    >>> wakeup(asleep, date(2024, 7, 15), None, policy, date(2024, 7, 23)).text
    'R-042 manual: 2024-07-15 的唤醒 7 天内无回复，改为每3个月; 2024-07-22 + 3 个月 = 2024-10-22'
    """

    def because(value: date, words: str) -> Reasoned[date]:
        return Reasoned(value, ("R-042",), policy.profile, words)

    if sent is None or sent < dormant_since:
        days = policy.optional_count("wakeup.offer_days")
        offer = f"(优惠 {days} 天有效)" if days else ""
        return because(dormant_since, f"{dormant_since} 起沉睡，尚未发送唤醒礼包{offer}")
    wait = policy.count("wakeup.wait_days")
    waited = sent + timedelta(days=wait)
    if today <= waited:
        return because(waited, f"{sent} 已发送唤醒礼包; + {wait} 天 = {waited} 查看回复")
    then = policy.interval("wakeup.then")
    if then is None:
        return because(waited, f"{sent} 的唤醒 {wait} 天内无回复")
    base = max(waited, touched or waited)
    day, words = days_later(base, then)
    return because(day, f"{sent} 的唤醒 {wait} 天内无回复，改为{then.every}; {words}")
