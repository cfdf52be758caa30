"""When a customer is asked for an opinion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from xlcrm.policy import Interval, Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_days, add_months, day_of
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.sums import days_later, hours_later

RULES = ("R-055",)


@dataclass(frozen=True, slots=True)
class Surveying:
    """What the surveys of a customer are told from; ``events`` are key events with what happened."""

    start: date | None
    last: date | None = None
    grade: str | None = None
    events: tuple[tuple[Moment, str], ...] = ()


@implements("R-055")
def survey_dates(course: Surveying, policy: Policy) -> list[Reasoned[Moment]]:
    """R-055 满意度调查时机: the surveys that are due next, the earliest first.

    Source: 《手册》第三章; 《跟进策略》第二、九章; 《工具包》. Unit: calendar months after the last
    survey (else the start of cooperation), half a year and a year after the start, and under deck hours
    after a key event and, for C类, the rhythm of its own. What a survey since has answered is left out;
    two within ``survey.merge_days`` become the earlier one.

    >>> asked = Surveying(date(2023, 11, 30), last=date(2024, 4, 1))
    >>> for due in survey_dates(asked, Policy.default()):
    ...     print(due.text)
    R-055 manual: 合作满 6 个月调查; 2023-11-30 + 6 个月 = 2024-05-30
    R-055 manual: 每3个月调查; 2024-04-01 + 3 个月 = 2024-07-01
    R-055 manual: 合作满 12 个月调查; 2023-11-30 + 12 个月 = 2024-11-30
    >>> from datetime import datetime
    >>> signed = Surveying(None, events=((datetime(2024, 5, 10, 16, 30), "签约"),))
    >>> survey_dates(signed, Policy.of("deck"))[0].text
    'R-055 deck: 签约后调查; 2024-05-10 16:30 + 24 小时 = 2024-05-11 16:30'
    """
    found = sorted(_every(course, policy), key=lambda due: (day_of(due.value), due.words))
    merged: list[Reasoned[Moment]] = []
    days = policy.count("survey.merge_days")
    for due in found:
        if not merged or day_of(due.value) > add_days(day_of(merged[-1].value), days):
            merged.append(due)
    return merged


def _every(course: Surveying, policy: Policy) -> Iterator[Reasoned[Moment]]:
    every, words = _rhythm(course, policy)
    base = course.last or course.start
    if every is not None and base is not None:
        due, total = days_later(base, every)
        yield Reasoned(due, RULES, policy.profile, f"{words}; {total}")
    if course.start is not None:
        yield from _anniversaries(course.start, course.last, policy)
    hours = policy.optional_hours("survey.after_event_hours")
    for moment, what in course.events if hours is not None else ():
        if course.last is None or course.last < day_of(moment):
            due_at, total = hours_later(moment, hours) if hours is not None else (moment, "")
            yield Reasoned(due_at, RULES, policy.profile, f"{what}后调查; {total}")


def _rhythm(course: Surveying, policy: Policy) -> tuple[Interval | None, str]:
    if policy.profile == "deck" and course.grade == "C类":
        every = policy.interval("touch.C.survey")
        return every, f"C类客户{every.every}调查" if every else ""
    every = policy.interval("survey.every")
    return every, f"{every.every}调查" if every else ""


def _anniversaries(start: date, last: date | None, policy: Policy) -> Iterator[Reasoned[Moment]]:
    """Anniversaries not answered yet; a survey shortly before one counts for it."""
    near = policy.count("survey.merge_days")
    for months in policy.counts("survey.anniversary_months"):
        due = add_months(start, months)
        if last is None or last < add_days(due, -near):
            words = f"合作满 {months} 个月调查; {start} + {months} 个月 = {due}"
            yield Reasoned(due, RULES, policy.profile, words)


def newest(dates: Iterable[date | None]) -> date | None:
    """The newest of some days.

    >>> newest([date(2024, 1, 1), None, date(2024, 2, 1)])
    datetime.date(2024, 2, 1)
    """
    return max((day for day in dates if day is not None), default=None)
