"""Problems that customers report: by when they are answered, solved, passed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.complaints import DAY_AND_NIGHT, Clock, revisit_due
from xlcrm.rules.dates import Moment, add_days, day_of, shown
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.sums import hours_later
from xlcrm.rules.words import Words

_CLASSES = {"产品": "产品部", "服务": "客服部", "价格": "销售部"}


def reported_moment(day: date | None, clock: str | None) -> Moment | None:
    """Moment of a report from its day and clock time; the day alone where the time is missing.

    >>> reported_moment(date(2024, 5, 10), "16:30"), reported_moment(date(2024, 5, 10), None)
    (datetime.datetime(2024, 5, 10, 16, 30), datetime.date(2024, 5, 10))
    """
    if day is None or not clock:
        return day
    try:
        return datetime.combine(day, time.fromisoformat(clock.zfill(5)))
    except ValueError:
        return day


@dataclass(frozen=True, slots=True)
class IssueLimits:
    """The limits of an issue; None where the profile sets none."""

    acknowledge: Reasoned[Moment] | None
    respond: Reasoned[Moment] | None
    plan: Reasoned[Moment] | None
    follow: Reasoned[Moment] | None
    revisit: Reasoned[Moment] | None


@implements("R-092")
def issue_limits(
    reported: Moment | None, solved: Moment | None, policy: Policy, clock: Clock = DAY_AND_NIGHT
) -> IssueLimits:
    """R-092 问题处理时限: first response, proposal, result followed up, revisit.

    Source: 《流程工具》(五); 《手册》第四章 §1. Unit: hours after the report, for the revisit days
    after the solution. Where a profile names no response time, feedback is acknowledged within
    ``feedback.ack_hours`` and answered within ``feedback.answer_hours`` (R-076, C-064); proposal and
    follow-up then have no limit.

    >>> reported, solved = datetime(2024, 5, 10, 16, 30), datetime(2024, 5, 11, 11, 0)
    >>> limits = issue_limits(reported, solved, Policy.of("process"))
    >>> for due in (limits.respond, limits.plan, limits.follow, limits.revisit):
    ...     print(due.text)
    R-092 process: 首次响应; 2024-05-10 16:30 + 1 小时 = 2024-05-10 17:30
    R-092 process: 给出方案; 2024-05-10 16:30 + 4 小时 = 2024-05-10 20:30
    R-092 process: 跟进结果; 2024-05-10 16:30 + 24 小时 = 2024-05-11 16:30
    R-080 process: 解决后回访; 2024-05-11 + 3 天 = 2024-05-14
    >>> issue_limits(reported, None, Policy.default()).respond.text
    'R-076 manual: 反馈答复; 2024-05-10 16:30 + 24 小时 = 2024-05-11 16:30'
    """

    def limit(name: str, what: str, rule: str = "R-092") -> Reasoned[Moment] | None:
        hours = policy.optional_hours(name)
        if reported is None or hours is None:
            return None
        due, words = clock.limit(reported, hours, what)
        return None if due is None else Reasoned(due, (rule,), policy.profile, words)

    respond = limit("issue.respond_hours", "首次响应")
    return IssueLimits(
        None if respond else limit("feedback.ack_hours", "确认收到", "R-076"),
        respond or limit("feedback.answer_hours", "反馈答复", "R-076"),
        limit("issue.plan_hours", "给出方案"),
        limit("issue.follow_hours", "跟进结果"),
        revisit_due(solved, reported, policy),
    )


@implements("R-093")
def ticket_limit(priority: str | None, submitted: Moment | None, policy: Policy) -> Reasoned[Moment] | None:
    """R-093 技术优先级 P0/P1: moment by which a ticket is taken up (P0) or handled (P1); None for others.

    Source: 《跟进策略》第十一章. Unit: minutes for P0, hours for P1, after the ticket was submitted.

    >>> for priority in ("P0", "P1"):
    ...     print(ticket_limit(priority, datetime(2024, 5, 10, 16, 30), Policy.default()).text)
    R-093 manual: P0 介入; 2024-05-10 16:30 + 15 分钟 = 2024-05-10 16:45
    R-093 manual: P1 处理完成; 2024-05-10 16:30 + 2 小时 = 2024-05-10 18:30
    """
    if submitted is None:
        return None
    if priority == "P0":
        minutes = policy.count("ticket.P0_start_minutes")
        timed = isinstance(submitted, datetime)
        due: Moment = submitted + timedelta(minutes=minutes) if timed else submitted
        words = f"P0 介入; {shown(submitted)} + {minutes} 分钟 = {shown(due)}"
    elif priority == "P1":
        due, total = hours_later(submitted, policy.hours("ticket.P1_finish_hours"))
        words = f"P1 处理完成; {total}"
    else:
        return None
    return Reasoned(due, ("R-093",), policy.profile, words)


@implements("R-145")
def department(issue_class: str | None, text: str | None, policy: Policy, words: Words) -> Reasoned[str]:
    """R-145 按分类转派: the department that takes a problem.

    Source: 《工具包》§2(三); 《手册》第三、四章. The list ``routing`` decides by the words of the text,
    else the class; what is unclear goes to 客服部.

    >>> department("产品", "系统数据同步延迟", Policy.default(), Words()).text
    'R-145 manual: “延迟” ⇒ 技术部'
    >>> [department(issue, "", Policy.default(), Words()).value for issue in ("价格", None)]
    ['销售部', '客服部']
    """
    hit = words.answer("routing", text)
    if hit is not None:
        why, answer = f"“{hit[0]}”", hit[1]
    elif issue_class in _CLASSES:
        why, answer = f"{issue_class}问题", _CLASSES[issue_class]
    else:
        why, answer = "分类不明", "客服部"
    return Reasoned(answer, ("R-145",), policy.profile, f"{why} ⇒ {answer}")


@implements("R-147")
def suggestion_reply_due(reported: Moment | None, policy: Policy) -> Reasoned[Moment] | None:
    """R-147 客户建议回复: moment by which a suggestion is answered.

    Source: 《手册》第三章 §3; 《跟进策略》第八章. Unit: clock hours after the suggestion. An answer
    that it is not feasible, with the reason, counts.

    >>> suggestion_reply_due(datetime(2024, 5, 10, 16, 30), Policy.default()).text
    'R-147 manual: 建议答复; 2024-05-10 16:30 + 24 小时 = 2024-05-11 16:30'
    """
    if reported is None:
        return None
    due, words = hours_later(reported, policy.hours("suggestion.reply_hours"))
    return Reasoned(due, ("R-147",), policy.profile, f"建议答复; {words}")


@implements("R-148")
def immediate_due(reported: Moment | None, policy: Policy) -> Reasoned[Moment] | None:
    """R-148 即时问题: moment by which trouble in handling or a small fault is solved, remotely or on site.

    Source: 《手册》第三章 §3. Unit: clock hours after the report.

    >>> immediate_due(datetime(2024, 5, 10, 16, 30), Policy.default()).value
    datetime.datetime(2024, 5, 11, 16, 30)
    """
    if reported is None:
        return None
    due, words = hours_later(reported, policy.hours("immediate.hours"))
    return Reasoned(due, ("R-148",), policy.profile, f"即时问题处理; {words}")


@implements("R-154")
def thanks_for_suggestion(suggested: Moment | None, policy: Policy) -> Reasoned[date] | None:
    """R-154 建议致谢: day by which a customer is thanked for a suggestion, once a quarter.

    Source: 《工具包》§2(三). Unit: calendar days.

    >>> thanks_for_suggestion(date(2024, 5, 10), Policy.default()).text
    'R-154 manual: 感谢客户建议; 2024-05-10 + 7 天 = 2024-05-17'
    """
    if suggested is None:
        return None
    days, day = policy.count("suggestion.thanks_days"), day_of(suggested)
    due = add_days(day, days)
    return Reasoned(due, ("R-154",), policy.profile, f"感谢客户建议; {day} + {days} 天 = {due}")


@implements("R-026", "R-146")
def common_to(mentions: Iterable[tuple[str, str]], policy: Policy) -> Mapping[str, list[str]]:
    """R-026 共性需求, R-146 共性问题: what several customers say in one month, with the customers.

    Source: 《手册》第二章 §4、第三章 §3; 《流程工具》(六). ``mentions`` are (customer, word) of the
    month; a customer counts once. From ``common.min_customers`` on.

    >>> august = [("A", "价格敏感"), ("B", "价格敏感"), ("B", "价格敏感"), ("C", "价格敏感"), ("A", "急购")]
    >>> common_to(august, Policy.default())
    {'价格敏感': ['A', 'B', 'C']}
    >>> common_to(august[:3], Policy.default())
    {}
    """
    who: dict[str, list[str]] = {}
    for customer, word in mentions:
        if customer not in who.setdefault(word, []):
            who[word].append(customer)
    return {word: found for word, found in who.items() if len(found) >= policy.count("common.min_customers")}
