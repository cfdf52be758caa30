"""A complaint: how serious it is, who answers for it, and by when it is answered, solved and revisited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.amounts import amounts
from xlcrm.rules.dates import Moment, add_days, day_of, shown
from xlcrm.rules.hours import Pause, ServiceHours, due_at
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.words import Words

ORDINARY, SERIOUS, MAJOR = "一般", "严重", "重大"
OUTAGE_HOURS = 2
"""An outage that lasts longer is serious (《手册》第四章 §2)."""

_OUTAGES = frozenset({"宕机", "停机", "中断"})
_FIGURES = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?|[一两二三四五六七八九十半])\s*个?\s*(小时|天|日)")
_NOT_ALONE = "赔偿"
_ANY_CHANNEL = frozenset({"deck", "process", "card", "strict"})
_RANK = {"客服专员": 1, "客服主管": 2, "技术支持": 2, "管理层": 3}
_NEEDED = {ORDINARY: 1, SERIOUS: 2, MAJOR: 3}
_POST_WORDS = (
    ("高层", 3),
    ("管理层", 3),
    ("总经理", 3),
    ("总监", 3),
    ("主管", 2),
    ("技术支持", 2),
    ("专员", 1),
)


def outage_hours(content: str) -> float:
    """Longest length of time that a text names, in hours; 0 for none.

    >>> [outage_hours(text) for text in ("宕机4小时", "停机一天", "宕机半小时", "宕机")]
    [4.0, 24.0, 0.5, 0.0]
    """
    lengths = []
    for number, unit in _LENGTH.findall(content):
        count = 0.5 if number == "半" else float(_FIGURES.get(number) or number)
        lengths.append(count * (1 if unit == "小时" else 24))
    return max(lengths, default=0.0)


@implements("R-074")
def suggested_level(content: str | None, policy: Policy, words: Words) -> Reasoned[str] | None:
    """R-074 投诉等级: 重大, 严重 or 一般 by what the complaint says; a proposal, the choice is a person's.

    Source: 《手册》第四章 §2; 《跟进策略》第十二章. Unit: hours of outage; two hours exactly are still
    一般. None for a blank text.

    >>> for content in ("服务器宕机4小时", "宕机2小时", "外观划痕", "客户数据泄露"):
    ...     print(suggested_level(content, Policy.default(), Words()).text)
    R-074 manual: “宕机”4 小时，超过 2 小时 ⇒ 严重
    R-074 manual: 没有严重或重大的字样 ⇒ 一般
    R-074 manual: 没有严重或重大的字样 ⇒ 一般
    R-074 manual: “泄露” ⇒ 重大
    """
    if not content:
        return None

    def because(level: str, why: str) -> Reasoned[str]:
        return Reasoned(level, ("R-074",), policy.profile, f"{why} ⇒ {level}")

    if major := words.found("words.major", content):
        return because(MAJOR, f"“{major[0]}”")
    hours = outage_hours(content)
    for word in words.found("words.serious", content):
        if word not in _OUTAGES:
            return because(SERIOUS, f"“{word}”")
        if hours > OUTAGE_HOURS:
            return because(SERIOUS, f"“{word}”{hours:g} 小时，超过 {OUTAGE_HOURS} 小时")
    return because(ORDINARY, "没有严重或重大的字样")


@implements("R-093")
def ticket_priority(level: str | None, content: str | None, words: Words) -> str | None:
    """R-093 技术优先级: priority proposed for the ticket of a complaint, by the list ``severity_map`` (C-056).

    Source: 《跟进策略》第十一章; 《手册》第四章 §2. A serious complaint of an outage reads 严重停机 there. The
    scales stay apart: nothing is filled in. None without a level, and for one that the list does not know.

    >>> told = [("重大", "客户数据泄露"), ("严重", "服务器宕机4小时"), ("严重", "无法使用"), ("一般", "外观划痕")]
    >>> [ticket_priority(level, content, Words()) for level, content in told]
    ['P0', 'P0', 'P1', '低']
    """
    outage = any(word in (content or "") for word in _OUTAGES)
    answer = words.answer("severity_map", f"{level}停机" if level and outage else level)
    return answer[1] if answer else None


@dataclass(frozen=True, slots=True)
class Clock:
    """How the hours of one complaint run: service hours (None: day and night) and the pauses of its steps."""

    service: ServiceHours | None = None
    pauses: tuple[Pause, ...] = ()

    def limit(self, base: Moment, hours: Decimal, what: str) -> tuple[Moment | None, str]:
        """End of a limit and the sum in words; None while a pause holds the clock."""
        due = due_at(base, hours, self.service, self.pauses)
        kind = "个工作小时" if self.service is not None and isinstance(base, datetime) else " 小时"
        paused = f"，扣除暂停 {len(self.pauses)} 次" if self.pauses else ""
        end = shown(due) if due is not None else "暂停中，时限顺延"
        return due, f"{what}; {shown(base)} + {hours.normalize():f}{kind}{paused} = {end}"


DAY_AND_NIGHT = Clock()


def pauses_of(steps: Iterable[tuple[str | None, Moment | None]]) -> tuple[Pause, ...]:
    """Pauses between the steps 暂停 and 恢复 of a complaint, in the order of their times.

    >>> at = [datetime(2024, 5, 10, hour) for hour in (9, 10, 12, 15)]
    >>> pauses_of(zip(("接收安抚", "暂停", "恢复", "暂停"), at))[1]
    (datetime.datetime(2024, 5, 10, 15, 0), None)
    """
    marks = sorted((at, step) for step, at in steps if isinstance(at, datetime) and step in {"暂停", "恢复"})
    pauses: list[Pause] = []
    for at, step in marks:
        standing = bool(pauses) and pauses[-1][1] is None
        if step == "暂停" and not standing:
            pauses.append((at, None))
        elif step == "恢复" and standing:
            pauses[-1] = (pauses[-1][0], at)
    return tuple(pauses)


@implements("R-075")
def solution_due(
    received: Moment | None, level: str | None, policy: Policy, clock: Clock = DAY_AND_NIGHT
) -> Reasoned[Moment] | None:
    """R-075 按等级的解决时限: moment by which a complaint must be solved.

    Source: 《手册》第四章 §2、表7; 《跟进策略》第十二章 (重大). Unit: hours after 接收时间, whole days
    after a date alone; they run day and night unless ``sla.calendar`` says otherwise, and stand still
    between 暂停 and 恢复. None without a level or a date, and while the clock stands.

    >>> from datetime import date
    >>> for level in ("一般", "严重"):
    ...     print(solution_due(date(2023, 8, 16), level, Policy.default()).text)
    R-075 manual: 一般投诉 24 小时内解决; 2023-08-16 + 24 小时 = 2023-08-17
    R-075 manual: 严重投诉 48 小时内解决; 2023-08-16 + 48 小时 = 2023-08-18
    >>> solution_due(datetime(2024, 5, 10, 16, 30), "重大", Policy.default()).text
    'R-075 manual: 重大投诉 72 小时内解决（取自 deck）; 2024-05-10 16:30 + 72 小时 = 2024-05-13 16:30'
    """
    if received is None or level is None:
        return None
    name = f"complaint.hours.{level}"
    hours = policy.optional_hours(name)
    if hours is None:
        return None
    origin = policy.origin(name)
    borrowed = f"（取自 {origin}）" if origin not in {policy.profile, "manual"} else ""
    due, words = clock.limit(received, hours, f"{level}投诉 {hours.normalize():f} 小时内解决{borrowed}")
    return None if due is None else Reasoned(due, ("R-075",), policy.profile, words)


@implements("R-075")
def emergency_due(
    received: Moment | None, level: str | None, policy: Policy, clock: Clock = DAY_AND_NIGHT
) -> Reasoned[Moment] | None:
    """R-075 重大投诉的应急方案: moment by which the plan for a major complaint is started.

    >>> emergency_due(datetime(2024, 5, 10, 16, 30), "重大", Policy.default()).text
    'R-075 manual: 启动应急方案; 2024-05-10 16:30 + 24 小时 = 2024-05-11 16:30'
    """
    if received is None or level != MAJOR:
        return None
    due, words = clock.limit(received, policy.hours(f"complaint.start_hours.{level}"), "启动应急方案")
    return None if due is None else Reasoned(due, ("R-075",), policy.profile, words)


@implements("R-076")
def first_response_due(
    received: Moment | None, channel: str | None, policy: Policy, clock: Clock = DAY_AND_NIGHT
) -> Reasoned[Moment] | None:
    """R-076 投诉首次响应: moment by which somebody has answered.

    Source: 《手册》第四章 §1、第二章; 《跟进策略》第八、十二章; 《流程工具》; 《跟进提醒卡》. Unit:
    hours. Of a telephone call the manual only counts the rings (``response.rings``): None; the other
    profiles bind every channel.

    >>> mail = datetime(2024, 5, 10, 16, 30)
    >>> for profile in ("manual", "deck", "process", "card"):
    ...     print(first_response_due(mail, "邮件", Policy.of(profile)).text)
    R-076 manual: 首次响应; 2024-05-10 16:30 + 2 小时 = 2024-05-10 18:30
    R-076 deck: 首次响应; 2024-05-10 16:30 + 0.5 小时 = 2024-05-10 17:00
    R-076 process: 首次响应; 2024-05-10 16:30 + 1 小时 = 2024-05-10 17:30
    R-076 card: 首次响应; 2024-05-10 16:30 + 2 小时 = 2024-05-10 18:30
    >>> first_response_due(mail, "电话", Policy.default())
    """
    if received is None or (channel == "电话" and policy.profile not in _ANY_CHANNEL):
        return None
    due, words = clock.limit(received, policy.hours("response.message_hours"), "首次响应")
    return None if due is None else Reasoned(due, ("R-076",), policy.profile, words)


@implements("R-076")
def rung_too_long(rings: float | None, channel: str | None, policy: Policy) -> bool:
    """R-076 响铃次数: True for a call that rang more than ``response.rings`` times.

    >>> [rung_too_long(rings, "电话", Policy.default()) for rings in (3, 4, None)]
    [False, True, False]
    """
    return channel == "电话" and rings is not None and rings > policy.count("response.rings")


@implements("R-077")
def responsible_fits(level: str | None, responsible: str | None, words: Words) -> bool | None:
    """R-077 按等级的责任人: True when the person's post is high enough, None when nobody can tell.

    Source: 《手册》第四章 §2. The post stands in the list ``staff.<post>``, else as a word in the cell
    (*主管); a higher one is always accepted.

    >>> told = [("严重", "*主管"), ("严重", "客服专员"), ("一般", "总经理"), ("重大", "赵敏")]
    >>> [responsible_fits(level, person, Words()) for level, person in told]
    [True, False, True, None]
    """
    if level not in _NEEDED or not responsible:
        return None
    held = [rank for post, rank in _RANK.items() if any(p in responsible for p in words.staff(post))]
    named = [rank for word, rank in _POST_WORDS if word in responsible]
    rank = max(held or named[:1], default=None)
    return None if rank is None else rank >= _NEEDED[level]


@implements("R-078")
def escalation(
    level: str | None, told: str, granted: float | None, policy: Policy, words: Words
) -> Reasoned[str] | None:
    """R-078 重大投诉立即上报: why a complaint goes to the management at once; None when it need not.

    Source: 《手册》第四章 §2; 《跟进策略》第十一章. ``told`` is content and demand. Unit: yuan, from
    ``escalate.compensation`` on. The word 赔偿 alone is not enough.

    >>> escalation("严重", "服务器宕机4小时 道歉+赔偿2万元", None, Policy.default(), Words()).text
    'R-078 manual: 索赔 20000 元，达到 10000 元 ⇒ 上报管理层'
    >>> escalation("一般", "要求赔偿", None, Policy.default(), Words())
    """

    def because(why: str) -> Reasoned[str]:
        return Reasoned("管理层", ("R-078",), policy.profile, f"{why} ⇒ 上报管理层")

    if level == MAJOR:
        return because("重大投诉")
    bound = policy.number("escalate.compensation")
    sums = [*amounts(told), *([] if granted is None else [Decimal(str(granted))])]
    if sums and max(sums) >= bound:
        return because(f"索赔 {max(sums).normalize():f} 元，达到 {bound.normalize():f} 元")
    strong = [word for word in words.found("words.escalate", told) if word != _NOT_ALONE]
    return because(f"“{strong[0]}”") if strong else None


@implements("R-080")
def revisit_due(solved: Moment | None, reported: Moment | None, policy: Policy) -> Reasoned[Moment] | None:
    """R-080 解决后3日内回访: day by which the customer is revisited.

    Source: 《手册》第四章 §4; 《流程工具》(五); 《跟进提醒卡》. Unit: calendar days, the day of the
    solution is day 0 and the last day is on time. ``after_solution.base`` may count from the report
    instead. None while nothing is solved.

    >>> revisit_due(datetime(2023, 8, 17, 11, 0), None, Policy.default()).text
    'R-080 manual: 解决后回访; 2023-08-17 + 3 天 = 2023-08-20'
    """
    if solved is None:
        return None
    by_report = policy.word("after_solution.base") == "reported" and reported is not None
    base = day_of(reported if by_report and reported is not None else solved)
    days = policy.count("after_solution.days")
    due = add_days(base, days)
    return Reasoned(due, ("R-080",), policy.profile, f"解决后回访; {base} + {days} 天 = {due}")
