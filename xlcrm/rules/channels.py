"""How and when a customer is best reached: the channel, the hour, what to talk about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import Moment, add_days, day_of
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.words import Words

CALL, MAIL, VISIT = "电话", "邮件", "上门拜访"


@implements("R-142")
def channel(
    matter: str | None, grade: str | None, stage: str, preferred: str | None, policy: Policy, words: Words
) -> Reasoned[str]:
    """R-142 沟通渠道建议: 电话, 邮件, 上门拜访 or 电话+邮件.

    Source: 《跟进策略》第四章; 《手册》第一、二章. The matter decides by the list ``channel_map``;
    without one a dormant customer gets mail first, an A类 a visit, a potential one 电话+邮件, a
    cooperating one a call; where two are open the customer's preference decides.

    >>> def told(matter, grade, stage="合作", preferred=None):
    ...     return channel(matter, grade, stage, preferred, Policy.default(), Words()).text
    >>> print(told("发送报价单", "B类"))
    R-142 manual: “报价单”宜用邮件
    >>> print(told("投诉", "B类"))
    R-142 manual: “投诉”宜用电话
    >>> print(told("产品演示", "A类"))
    R-142 manual: “演示”宜用上门拜访
    >>> print(told(None, "B类", "潜在"))
    R-142 manual: 潜在客户 电话+邮件
    >>> print(told(None, "B类", "潜在", "邮件"))
    R-142 manual: 潜在客户 电话+邮件，客户偏好邮件
    """

    def because(value: str, why: str) -> Reasoned[str]:
        return Reasoned(value, ("R-142",), policy.profile, why)

    if (hit := words.answer("channel_map", matter)) is not None:
        return because(hit[1], f"“{hit[0]}”宜用{hit[1]}")
    if stage == "沉睡":
        return because(MAIL, "沉睡客户先发邮件")
    if stage == "潜在":
        both = f"{CALL}+{MAIL}"
        if preferred in {CALL, MAIL}:
            return because(str(preferred), f"潜在客户 {both}，客户偏好{preferred}")
        return because(both, f"潜在客户 {both}")
    if preferred in {CALL, VISIT}:
        return because(str(preferred), f"合作客户电话或上门，客户偏好{preferred}")
    return because(VISIT, "A类客户优先上门") if grade == "A类" else because(CALL, "合作客户 电话")


@implements("R-072")
def blocked(moment: datetime, policy: Policy) -> bool:
    """R-072 合适与不合适的时段: True when nobody should call (Monday morning, Friday afternoon).

    Source: 《手册》第三章 注意事项. In the customer's local time; the hours stand in ``slot.blocked``.

    >>> [blocked(datetime(2024, 5, 13, hour, 30), Policy.default()) for hour in (9, 11, 12)]
    [True, True, False]
    """
    clock, weekday = moment.time(), moment.isoweekday()
    return any(
        hours.weekday == weekday and hours.since <= clock < hours.until
        for hours in policy.blocked("slot.blocked")
    )


@implements("R-072")
def next_slot(
    planned: Moment, policy: Policy, calendar: WorkCalendar, opened: Sequence[datetime] = ()
) -> Reasoned[datetime]:
    """R-072 合适与不合适的时段: the next good hour for a call, at or after the planned moment.

    Source: 《手册》第三章 注意事项; 《跟进策略》(``slot.source`` history). Working days only, starts of
    ``slot.starts``, or the hour in which the customer opened mails most often (``opened``, from
    ``slot.min_history`` on). A planned time inside a slot stays.

    >>> calendar, policy = WorkCalendar.seeded(), Policy.default()
    >>> next_slot(datetime(2024, 5, 13, 9, 30), policy, calendar).text
    'R-072 manual: 周一 09:30 不宜打扰，改为 2024-05-13 15:00'
    >>> next_slot(datetime(2024, 5, 10, 14, 0), policy, calendar).value  # Saturday 05-11 is worked
    datetime.datetime(2024, 5, 11, 10, 0)
    >>> next_slot(datetime(2024, 5, 14, 11, 0), policy, calendar).value
    datetime.datetime(2024, 5, 14, 11, 0)
    """
    starts = _starts(policy, opened)
    moment = planned if isinstance(planned, datetime) else datetime.combine(planned, time.min)
    if isinstance(planned, datetime) and _inside(moment, starts, policy) and calendar.is_working_day(moment):
        return Reasoned(moment, ("R-072",), policy.profile, f"{_said(moment)} 合适")
    day = day_of(moment)
    while True:
        slots = [datetime.combine(day, start) for start in starts]
        good = [slot for slot in slots if slot >= moment and not blocked(slot, policy)]
        if good and calendar.is_working_day(day):
            break
        day = add_days(day, 1)
    if isinstance(planned, datetime):
        why = f"{_said(moment)} {'不宜打扰' if blocked(moment, policy) else '不在合适时段'}，改为 "
    else:
        why = f"{planned} 合适的时段 "
    return Reasoned(good[0], ("R-072",), policy.profile, f"{why}{good[0]:%Y-%m-%d %H:%M}")


def _starts(policy: Policy, opened: Sequence[datetime]) -> tuple[time, ...]:
    if policy.word("slot.source") == "history" and len(opened) >= policy.count("slot.min_history"):
        counted = Counter(moment.hour for moment in opened)
        return (time(min(hour for hour, n in counted.items() if n == max(counted.values()))),)
    return policy.clocks("slot.starts")


def _inside(moment: datetime, starts: Sequence[time], policy: Policy) -> bool:
    minutes = policy.count("slot.minutes")
    clock = moment.hour * 60 + moment.minute
    inside = any(0 <= clock - (start.hour * 60 + start.minute) <= minutes for start in starts)
    return inside and not blocked(moment, policy)


def _said(moment: datetime) -> str:
    return f"周{'一二三四五六日'[moment.weekday()]} {moment:%H:%M}"


@implements("R-151")
def talking_point(industry: str | None, words: Words) -> str | None:
    """R-151 按行业的沟通重点: what to dwell on with customers of an industry; None where nothing is set.

    Source: 《手册》第二章 注意事项; 《工具包》. Words and answers stand in the list ``talking_points``.
    It fills a blank focus and never replaces a typed one.

    >>> talking_point("金融", Words()), talking_point("制造业", Words()), talking_point("教育", Words())
    ('数据安全', '稳定性', None)
    """
    hit = words.answer("talking_points", industry)
    return hit[1] if hit else None
