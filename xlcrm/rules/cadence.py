"""How often a customer is followed up, and when next: the manuals' intervals by stage and grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from xlcrm.policy import Interval, Policy
from xlcrm.rulebook import implements
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import Moment, day_of, shown, step
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.signals import NEGATIVE, Heard, after_signal, reevaluation
from xlcrm.rules.stages import COOPERATING, DORMANT, LOST, POTENTIAL
from xlcrm.rules.sums import added, hours_later

_RULE_OF = {"manual": "R-030", "deck": "R-032", "process": "R-035", "card": "R-036"}
_AMERICA = {"美国", "USA", "US", "United States"}


def cadence_grade(stage: str, grade: str | None, intent: str | None, policy: Policy) -> str | None:
    """The grade that sets the rhythm: of a potential customer the intent where it is known (C-004).

    >>> [cadence_grade(stage, "B类", "A类", Policy.default()) for stage in ("潜在", "合作")]
    ['A类', 'B类']
    """
    if stage != POTENTIAL:
        return grade
    by = policy.word("cadence.grade_for_potential")
    return {"intent_first": intent or grade, "grade": grade, "intent": intent}[by]


@implements("R-030", "R-032", "R-036", "R-038")
def frequency(stage: str, grade: str | None, intent: str | None, policy: Policy) -> Reasoned[Interval] | None:
    """R-030/R-032/R-036 跟进频率, R-038 策略方案与回退: the interval between two contacts.

    Source: 《手册》第二章 §1 (manual); 《跟进策略》第二、四章 (deck); 《跟进提醒卡》第二步 (card). Unit: days
    or calendar months. The active profile decides, where it is silent the manual, then the only text that
    speaks; strict takes the shortest. No grade counts as C类; a lost customer has no rhythm (None).

    >>> for stage, grade in (("潜在", "B类"), ("合作", "A类"), ("沉睡", "C类")):
    ...     print(frequency(stage, grade, None, Policy.default()).text)
    R-030 manual: 潜在·B类 每14天
    R-030 manual: 合作·A类 每1个月
    R-030 manual: 沉睡·C类 每3个月
    >>> for profile in ("process", "manual", "deck", "card", "strict"):
    ...     print(frequency("潜在", "C类", None, Policy.of(profile)).text)
    R-035 process: 潜在·C类 每7天
    R-030 manual: 潜在·C类 每1个月
    R-030 deck: 潜在·C类 每1个月（沿用 manual）
    R-036 card: 潜在·C类 每7天
    R-038 strict: 潜在·C类 每7天（取自 process）
    >>> frequency("合作", "A类", None, Policy.of("deck")).text
    'R-032 deck: 合作·A类 每7天'
    """
    if stage == LOST:
        return None
    known = cadence_grade(stage, grade, intent, policy)
    name = f"cadence.{stage}.{(known or 'C')[0]}"
    interval, origin = policy.interval(name), policy.origin(name)
    if interval is None:
        return None
    rule = "R-038" if policy.profile == "strict" else _RULE_OF.get(origin, "R-038")
    words = f"{stage}·{known or '无等级，按C类'} {interval.every}{_borrowed(origin, policy)}"
    return Reasoned(interval, (rule,), policy.profile, words)


def _borrowed(origin: str, policy: Policy) -> str:
    if origin == policy.profile:
        return ""
    return f"（取自 {origin}）" if policy.profile == "strict" or origin != "manual" else "（沿用 manual）"


@implements("R-034")
def first_contact_due(
    created: date | None, acquired: Moment | None, policy: Policy
) -> Reasoned[Moment] | None:
    """R-034 首次跟进时限: moment by which a new potential customer is contacted.

    Source: 《手册》第二章. Unit: clock hours from ``acquired`` (初次接触时间) where it has a time, else
    whole days from 建档日期. None without either. Exactly on it is on time.

    >>> first_contact_due(date(2023, 8, 15), None, Policy.default()).text
    'R-034 manual: 首次跟进; 2023-08-15 + 48 小时 = 2023-08-17'
    >>> first_contact_due(None, datetime(2024, 5, 10, 16, 30), Policy.default()).value
    datetime.datetime(2024, 5, 12, 16, 30)
    """
    base = acquired if isinstance(acquired, datetime) else created or acquired
    if base is None:
        return None
    due, words = hours_later(base, policy.hours("first.max_hours"))
    return Reasoned(due, ("R-034",), policy.profile, f"首次跟进; {words}")


@implements("R-035", "R-036")
def second_contact_due(first: Moment, grade: str | None, policy: Policy) -> Reasoned[Moment] | None:
    """R-035/R-036 第二次跟进: moment by which the second contact follows the first.

    Source: 《流程工具》(一); 《跟进提醒卡》第二步. Unit: hours keep the clock, days give a date. None where
    the active profile names no time: then the normal rhythm holds (C-007).

    >>> first, process = datetime(2024, 5, 10, 16, 30), Policy.of("process")
    >>> for grade in ("A类", "B类", "C类"):
    ...     print(second_contact_due(first, grade, process).text)
    R-035 process: A类第二次跟进; 2024-05-10 16:30 + 24 小时 = 2024-05-11 16:30
    R-035 process: B类第二次跟进; 2024-05-10 16:30 + 48 小时 = 2024-05-12 16:30
    R-035 process: C类第二次跟进; 2024-05-10 + 7 天 = 2024-05-17
    >>> second_contact_due(date(2024, 5, 10), "B类", Policy.of("card")).value
    datetime.date(2024, 5, 13)
    >>> second_contact_due(first, "A类", Policy.default())
    """
    name = f"second.{(grade or 'C')[0]}"
    interval = policy.interval(name)
    if interval is None:
        return None
    due, words = added(first, interval)
    rule = "R-036" if policy.origin(name) == "card" else "R-035"
    who = grade or "无等级，按C类"
    return Reasoned(due, (rule,), policy.profile, f"{who}第二次跟进; {words}")


@implements("R-031")
def next_date(last: Moment, every: Reasoned[Interval]) -> Reasoned[Moment]:
    """R-031 下次跟进日期: the last contact + the interval.

    Source: 《手册》表3; 《流程工具》表1; 《跟进提醒卡》. Unit: days, or calendar months, the month's end
    clamped.

    >>> every = frequency("潜在", "B类", None, Policy.default())
    >>> next_date(date(2023, 8, 25), every).text
    'R-030/R-031 manual: 潜在·B类 每14天; 2023-08-25 + 14 天 = 2023-09-08'
    >>> monthly = frequency("合作", "B类", None, Policy.default())
    >>> next_date(date(2024, 1, 31), monthly).value
    datetime.date(2024, 2, 29)
    """
    due, words = added(last, every.value)
    return Reasoned(due, (*every.rules, "R-031"), every.profile, f"{every.words}; {words}")


@dataclass(frozen=True, slots=True)
class Course:
    """What the next contact of a customer is told from; every date may be unknown.

    ``typed`` is the frequency that a person wrote, ``last`` the last interaction, ``first`` the first
    contact (``again`` once there was another), ``promised`` the due date of the newest open next
    action, ``cap`` an interval that an open opportunity sets (``stage.days``).
    """

    stage: str
    grade: str | None = None
    intent: str | None = None
    typed: Interval | None = None
    created: date | None = None
    acquired: Moment | None = None
    first: Moment | None = None
    again: bool = False
    last: Moment | None = None
    coop_start: date | None = None
    heard: Heard | None = None
    promised: date | None = None
    region: str | None = None
    cap: Interval | None = None


def rhythm(course: Course, policy: Policy, today: date) -> Reasoned[Interval] | None:
    """The interval that holds now: the one a person typed, else the policy's as signal and region change it.

    >>> course = Course("潜在", "B类", typed=Interval.parse("每周1次"))
    >>> rhythm(course, Policy.default(), date(2023, 9, 1)).text
    'R-030 manual: 跟进频率手工填写为每周1次'
    """
    if course.typed is not None and policy.flag("cadence.keep_typed"):
        words = f"跟进频率手工填写为{course.typed.frequency}"
        return Reasoned(course.typed, ("R-030",), policy.profile, words)
    every = frequency(course.stage, course.grade, course.intent, policy)
    if every is None:
        return None
    if policy.profile == "card" and course.heard is not None and course.heard.kind == NEGATIVE:
        return _declined(course.heard, policy) or every
    if course.stage != DORMANT:
        changed = after_signal(every.value, course.heard, policy, today)
        if changed.rules:
            every = _and(every, changed)
    if course.region is not None:
        if (regional := region_interval(course.region, every.value, policy)) is not None:
            every = _and(every, regional)
        elif note := region_note(course.region, every.value, policy):
            every = Reasoned(every.value, every.rules, every.profile, f"{every.words}（{note}）")
    if course.cap is not None and course.cap < every.value:
        capped = Reasoned(course.cap, ("R-032",), policy.profile, f"商机所处阶段要求{course.cap.every}")
        every = _and(every, capped)
    return every


def _and(every: Reasoned[Interval], changed: Reasoned[Interval]) -> Reasoned[Interval]:
    words = f"{every.words}; {changed.words}"
    return Reasoned(changed.value, (*every.rules, *changed.rules), every.profile, words)


def _declined(heard: Heard, policy: Policy) -> Reasoned[Interval] | None:
    interval = policy.interval("card.no_need")
    if interval is None:
        return None
    words = f"{heard.day} 客户表示暂无需求，改为{interval.every}"
    return Reasoned(interval, ("R-036",), policy.profile, words)


@implements("R-140")
def region_interval(region: str, interval: Interval, policy: Policy) -> Reasoned[Interval] | None:
    """R-140 地区对频率的影响: the shorter interval that is acceptable in the customer's region.

    Source: 《跟进策略》第十三章. Only with ``region.apply``; without it ``region_note`` says what would be
    possible. None where nothing changes.

    >>> on = Policy.default().with_values({"region.apply": True})
    >>> region_interval("美国", Interval.parse("14 d"), on).text
    'R-140 manual: 美国客户可每7天跟进'
    >>> region_interval("美国", Interval.parse("14 d"), Policy.default())
    >>> region_note("美国", Interval.parse("14 d"), Policy.default())
    '美国客户可每7天跟进'
    """
    note = region_note(region, interval, policy)
    weekly = policy.interval("region.us_days")
    if not policy.flag("region.apply") or note is None or region.strip() not in _AMERICA or weekly is None:
        return None
    return Reasoned(weekly, ("R-140",), policy.profile, note)


def region_note(region: str | None, interval: Interval, policy: Policy) -> str | None:
    """What the customer's region allows or asks for, as a remark."""
    place = (region or "").strip()
    weekly = policy.interval("region.us_days")
    if place in _AMERICA and weekly is not None and weekly < interval:
        return f"{place}客户可{weekly.every}跟进"
    return "中东客户先建立个人关系，再谈业务" if "中东" in place else None


def next_contact(
    course: Course, policy: Policy, calendar: WorkCalendar, today: date
) -> Reasoned[Moment] | None:
    """R-031 下次跟进日期 with everything that bears on it, for a customer who is not dormant.

    First the first contact (R-034; a cooperating customer without any: 合作开始 + the interval), then a
    second contact where the profile names one, then the rhythm; a negative signal puts the re-evaluation in
    its place; an earlier promised date wins; last the weekend and, if wished, rolling forward. None for a
    lost customer, or where there is nothing to count from.
    """
    every = rhythm(course, policy, today)
    if every is None:
        return None
    found = _unmoved(course, every, policy)
    if course.promised is not None and (found is None or day_of(found.value) > course.promised):
        lead = f"{found.words}; " if found else ""
        rules = found.rules if found else ("R-031",)
        words = f"{lead}下一步行动约定 {course.promised}，以较早者为准"
        found = Reasoned(course.promised, rules, policy.profile, words)
    if found is None:
        return None
    return on_working_day(_rolled(found, every.value, policy, today), policy, calendar)


def _unmoved(course: Course, every: Reasoned[Interval], policy: Policy) -> Reasoned[Moment] | None:
    if course.stage == POTENTIAL and course.first is not None and not course.again:
        grade = cadence_grade(course.stage, course.grade, course.intent, policy)
        if (second := second_contact_due(course.first, grade, policy)) is not None:
            return second
    if course.last is None:
        if course.stage == COOPERATING and course.coop_start is not None:
            return next_date(course.coop_start, every)
        return first_contact_due(course.created, course.acquired, policy)
    if course.typed is None and policy.profile != "card" and (again := reevaluation(course.heard, policy)):
        return again
    return next_date(course.last, every)


def _rolled(found: Reasoned[Moment], every: Interval, policy: Policy, today: date) -> Reasoned[Moment]:
    """With ``next.past`` roll_forward, the first date of the rhythm that is not past."""
    if policy.word("next.past") != "roll_forward" or day_of(found.value) >= today:
        return found
    times = 1
    while day_of(due := step(day_of(found.value), every, times)) < today:
        times += 1
    words = f"{found.words}; 已过期，顺延 {times} 次至 {shown(due)}"
    return Reasoned(due, found.rules, found.profile, words)


def on_working_day(found: Reasoned[Moment], policy: Policy, calendar: WorkCalendar) -> Reasoned[Moment]:
    """The date as ``next.weekend`` wants it, the reason saying why it moved or could not (R-138).

    >>> found, policy = Reasoned(date(2023, 9, 2), ("R-031",), "manual", "…"), Policy.default()
    >>> on = policy.with_values({"next.weekend": "next_workday"})
    >>> on_working_day(found, on, WorkCalendar.seeded()).text
    'R-031/R-138 manual: …; 2023-09-02 是周六，顺延到 2023-09-04'
    """
    moved = calendar.shift(found.value, policy.word("next.weekend"))
    if not moved.words:
        return found
    return Reasoned(moved.moment, (*found.rules, "R-138"), found.profile, f"{found.words}; {moved.words}")
