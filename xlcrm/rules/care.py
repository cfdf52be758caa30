"""Touches beside the plain follow-up: reports, meetings, mailings, the steps after a visit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_days, add_months, day_of, shown
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.sums import days_later, hours_later

CALLING, VISITING = "电话", "上门拜访"
VISITED = "拜访"
"""A visit in the words of 客户跟进记录表, which stand within 上门拜访 too."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A kind of touch of a grade: what it is called, its parameter, the topic or method that marks it."""

    grade: str
    matter: str
    parameter: str
    marked_by: str
    rule: str


TOUCHES = (
    Touch("A类", "上门拜访", "touch.A.visit", VISITING, "R-032"),
    Touch("A类", "定制报告", "touch.A.report", "定制报告", "R-033"),
    Touch("A类", "高层战略会议", "touch.A.meeting", "高层会议", "R-033"),
    Touch("B类", "行业简报", "touch.B.newsletter", "资料推送", "R-032"),
    Touch("B类", "需求复盘会", "touch.B.review", "需求复盘", "R-033"),
    Touch("C类", "满意度调研", "touch.C.survey", "满意度调研", "R-033"),
)
"""Extra touches of the profile deck (《跟进策略》第二、四章)."""


@implements("R-032", "R-033")
def touch_dates(
    grade: str | None, last: Mapping[str, date], since: date, policy: Policy
) -> Iterator[tuple[Touch, Reasoned[date]]]:
    """R-032/R-033 各等级的附加触达: next date of each kind of touch; kinds run independently of each other.

    Source: 《跟进策略》第二、四章 (deck). ``last`` is the day of the newest touch by its mark (a topic or
    method), else it counts from ``since``. Unit: days or calendar months, the month's end clamped.

    >>> deck, visited = Policy.of("deck"), {"上门拜访": date(2024, 5, 3), "定制报告": date(2024, 1, 31)}
    >>> for touch, due in touch_dates("A类", visited, date(2024, 1, 1), deck):
    ...     print(due.text)
    R-032 deck: 上门拜访; 2024-05-03 + 14 天 = 2024-05-17
    R-033 deck: 定制报告; 2024-01-31 + 1 个月 = 2024-02-29
    R-033 deck: 高层战略会议; 2024-01-01 + 3 个月 = 2024-04-01
    >>> [due.value for _, due in touch_dates("C类", {"满意度调研": date(2024, 1, 31)}, date(2024, 1, 1), deck)]
    [datetime.date(2024, 7, 31)]
    """
    for touch in TOUCHES:
        every = policy.interval(touch.parameter) if touch.grade == grade else None
        if every is not None:
            due, words = days_later(last.get(touch.marked_by, since), every)
            yield touch, Reasoned(due, (touch.rule,), policy.profile, f"{touch.matter}; {words}")


@implements("R-109")
def after_meeting(
    met: Moment, mailed: Moment | None, policy: Policy
) -> dict[Literal["mail", "case"], Reasoned[Moment]]:
    """R-109 会面之后: the summary mail and, days later, a related case by WeChat.

    Source: 《跟进策略》第四章. Unit: clock hours for the mail, calendar days for the case, which may
    count from the mail once it is sent (``after_meeting.base``).

    >>> from datetime import datetime
    >>> for due in after_meeting(datetime(2024, 5, 10, 16, 30), None, Policy.default()).values():
    ...     print(due.text)
    R-109 manual: 会面纪要邮件; 2024-05-10 16:30 + 24 小时 = 2024-05-11 16:30
    R-109 manual: 微信发送相关案例; 2024-05-10 + 3 天 = 2024-05-13
    """
    mail, words = hours_later(met, policy.hours("after_meeting.mail_hours"))
    by_mail = policy.word("after_meeting.base") == "mail"
    base = day_of((mailed or mail) if by_mail else met)
    days = policy.count("after_meeting.case_days")
    case = add_days(base, days)
    return {
        "mail": Reasoned(mail, ("R-109",), policy.profile, f"会面纪要邮件; {words}"),
        "case": Reasoned(case, ("R-109",), policy.profile, f"微信发送相关案例; {base} + {days} 天 = {case}"),
    }


@implements("R-110")
def vip_step(touches: Sequence[tuple[date, str]], policy: Policy) -> tuple[str, Reasoned[date] | None] | None:
    """R-110 VIP三步: the next step after a plan was mailed: call two days later, then offer a demonstration.

    Source: 《跟进策略》第四章. ``touches`` are days with their methods, the oldest first. Unit:
    calendar days; the visit has no date. None where no plan was mailed, or the visit was made.

    >>> vip_step([(date(2024, 5, 10), "邮件")], Policy.default())[1].text
    'R-110 manual: 方案已发送; 2024-05-10 + 2 天 = 2024-05-12 致电'
    >>> vip_step([(date(2024, 5, 10), "邮件"), (date(2024, 5, 12), "电话")], Policy.default())
    ('上门拜访', None)
    """
    mailed = next((day for day, method in reversed(touches) if "邮件" in method), None)
    if mailed is None:
        return None
    after = [method for day, method in touches if day >= mailed and "邮件" not in method]
    if any(VISITED in method for method in after):
        return None
    if any(CALLING in method for method in after):
        return VISITING, None
    days = policy.count("vip.call_days")
    due = add_days(mailed, days)
    words = f"方案已发送; {mailed} + {days} 天 = {due} 致电"
    return CALLING, Reasoned(due, ("R-110",), policy.profile, words)


@implements("R-149")
def hot_lead(touched: Moment, kind: str | None, policy: Policy) -> Reasoned[date] | None:
    """R-149 点赞评论标记高意向: day by which a potential customer who liked or commented is contacted.

    Source: 《跟进策略》第十章. Unit: calendar days. None for other kinds of touch.

    >>> hot_lead(date(2024, 5, 10), "点赞", Policy.default()).text
    'R-149 manual: 2024-05-10 点赞 ⇒ 高意向; 2024-05-10 + 1 天 = 2024-05-11'
    """
    if kind not in {"点赞", "评论"}:
        return None
    day, days = day_of(touched), policy.count("hot_lead.days")
    due = add_days(day, days)
    words = f"{day} {kind} ⇒ 高意向; {day} + {days} 天 = {due}"
    return Reasoned(due, ("R-149",), policy.profile, words)


@implements("R-155")
def content_day(last: date | None, today: date, policy: Policy) -> Reasoned[date]:
    """R-155 每月价值内容: day on which industry material goes out, this month or, when it did, the next.

    Source: 《跟进策略》第二、七章; 《工具包》§2(三). Unit: a day of the month, clamped to the month's end.

    >>> late = Policy.default().with_values({"content.day_of_month": 31})
    >>> content_day(None, date(2024, 4, 2), late).text
    'R-155 manual: 每月 31 日发送行业资料 ⇒ 2024-04-30'
    >>> content_day(date(2024, 4, 10), date(2024, 4, 20), Policy.default()).value
    datetime.date(2024, 5, 10)
    """
    day = policy.count("content.day_of_month")
    month = today.replace(day=1)
    if last is not None and last >= month:
        month = add_months(month, 1)
    due = min(add_days(month, day - 1), add_days(add_months(month, 1), -1))
    return Reasoned(due, ("R-155",), policy.profile, f"每月 {day} 日发送行业资料 ⇒ {due}")


OFFER = re.compile(r"优惠|折扣|折|代金券|限时|活动价")


@implements("R-111")
def offer_end(start: date, kind: str, policy: Policy) -> Reasoned[date]:
    """R-111 优惠须有截止日期: last day of a limited offer, included.

    Source: 《跟进策略》第六、十二章. Unit: calendar days after the start: ``offer.days``, for 激活
    ``wakeup.offer_days``.

    >>> for kind in ("展会优惠", "激活"):
    ...     print(offer_end(date(2024, 5, 10), kind, Policy.default()).text)
    R-111 manual: 展会优惠; 2024-05-10 + 30 天 = 2024-06-09
    R-111 manual: 激活; 2024-05-10 + 15 天 = 2024-05-25
    """
    waking = policy.optional_count("wakeup.offer_days") if kind == "激活" else None
    days = waking or policy.count("offer.days")
    end = add_days(start, days)
    return Reasoned(end, ("R-111",), policy.profile, f"{kind}; {start} + {days} 天 = {shown(end)}")
