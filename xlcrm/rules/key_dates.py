"""Birthdays, anniversaries, holidays and other days that a customer cares about."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.calendar import Entry
from xlcrm.rules.dates import add_days, add_months
from xlcrm.rules.reason import Reasoned

BIRTHDAY, CONTRACT_END, BUDGET, HOLIDAY = "客户生日", "合同到期日", "预算周期", "节假日"
_LEADS = {BIRTHDAY: "lead.birthday", CONTRACT_END: "contract.lead_days", BUDGET: "lead.budget"}
_ONCE = frozenset({CONTRACT_END})


@dataclass(frozen=True, slots=True)
class KeyDay:
    """One row of 重要日期表."""

    kind: str
    day: date
    lunar: bool = False
    lead: int | None = None


def occurrence(key: KeyDay, today: date) -> date | None:
    """The day of the occasion, this year or next; 29 February is kept on the 28th in other years.

    Days that come once, and lunar ones (their date is typed anew each year), do not repeat: None when past.

    >>> leap = KeyDay("客户生日", date(2024, 2, 29))
    >>> occurrence(leap, date(2025, 1, 1)), occurrence(leap, date(2027, 6, 1))
    (datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    >>> occurrence(KeyDay("客户生日", date(2024, 2, 9), lunar=True), date(2024, 3, 1))
    """
    if key.lunar or key.kind in _ONCE:
        return key.day if key.day >= today else None
    for year in (today.year, today.year + 1):
        day = _in_year(key.day, year)
        if day >= max(today, key.day) or (year > today.year):
            return max(day, key.day)
    return None


def _in_year(day: date, year: int) -> date:
    return (
        date(year, 2, 28) if (day.month, day.day) == (2, 29) and not isleap(year) else day.replace(year=year)
    )


@implements("R-107")
def send_date(key: KeyDay, today: date, policy: Policy) -> Reasoned[date] | None:
    """R-107 生日与纪念日: day on which the wishes go out, or the matter is taken up.

    Source: 《跟进提醒卡》第二步; 《跟进策略》第七章; 《工具包》. Unit: calendar days before the day, by
    its kind or as typed. It may lie in the old year. None for a day that is past and does not come
    again.

    >>> policy = Policy.default()
    >>> send_date(KeyDay("客户生日", date(2020, 6, 3)), date(2024, 5, 10), policy).text
    'R-107 manual: 客户生日 2024-06-03 − 3 天 = 2024-05-31'
    >>> send_date(KeyDay("客户生日", date(2020, 2, 29)), date(2025, 1, 10), policy).value
    datetime.date(2025, 2, 25)
    >>> send_date(KeyDay("客户生日", date(2020, 1, 2)), date(2024, 12, 20), policy).value
    datetime.date(2024, 12, 30)
    """
    day = occurrence(key, today)
    if day is None:
        return None
    lead = policy.count(_LEADS.get(key.kind, "lead.other")) if key.lead is None else key.lead
    due = add_days(day, -lead)
    return Reasoned(due, ("R-107",), policy.profile, f"{key.kind} {day} − {lead} 天 = {due}")


def gift_month(key: KeyDay, today: date) -> date | None:
    """First of the month of a birthday, when a high-value customer's gift is prepared (R-107).

    >>> gift_month(KeyDay("客户生日", date(2020, 6, 3)), date(2024, 5, 10))
    datetime.date(2024, 6, 1)
    """
    day = occurrence(key, today) if key.kind == BIRTHDAY else None
    return day.replace(day=1) if day else None


@implements("R-150")
def greeting_days(
    holidays: Iterable[Entry], today: date, policy: Policy
) -> Iterator[tuple[Entry, Reasoned[date]]]:
    """R-150 节日问候: the first day of each coming holiday and the day on which greetings go out.

    Source: 《手册》第三章; 《流程工具》(五); 《跟进策略》第七章. Unit: calendar days ahead
    (``lead.holiday``). Days of one name in a row are one holiday; days worked in exchange are none.

    >>> days = [Entry(date(2024, 9, day), "法定节假日", "中秋") for day in (17, 18)]
    >>> [due.text for _, due in greeting_days(days, date(2024, 9, 1), Policy.default())]
    ['R-150 manual: 中秋 2024-09-17 − 3 天 = 2024-09-14']
    """
    lead = policy.count("lead.holiday")
    before: Entry | None = None
    for entry in sorted(entry for entry in holidays if entry.kind != "调休上班"):
        runs_on = before is not None and before.name == entry.name and entry.day == add_days(before.day, 1)
        before = entry
        if not runs_on and entry.day >= today:
            due = add_days(entry.day, -lead)
            words = f"{entry.name} {entry.day} − {lead} 天 = {due}"
            yield entry, Reasoned(due, ("R-150",), policy.profile, words)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One entry of a customer's timeline: what, on which day, from which day it is to be seen."""

    what: str
    day: date
    remind: date


_USE_MONTHS = (1, 3, 6, 12)


@implements("R-157")
def timeline(
    keys: Iterable[KeyDay], contract_ends: Iterable[date], start: date | None, today: date, policy: Policy
) -> list[Milestone]:
    """R-157 关键节点时间线: what comes up for a customer in the next ``timeline.days``, by the day of reminding.

    Source: 《跟进策略》第三章. Key dates, contract ends, and the stages of use 1, 3, 6 and 12 months
    after the start.

    >>> birthday = KeyDay("客户生日", date(1990, 6, 10))
    >>> for entry in timeline([birthday], [date(2024, 6, 30)], None, date(2024, 5, 10), Policy.default()):
    ...     print(entry.what, entry.day, entry.remind)
    合同到期日 2024-06-30 2024-05-31
    客户生日 2024-06-10 2024-06-07
    """
    found = []
    for key in (*keys, *(KeyDay(CONTRACT_END, end) for end in contract_ends)):
        day, due = occurrence(key, today), send_date(key, today, policy)
        if day is not None and due is not None:
            found.append(Milestone(key.kind, day, due.value))
    for months in _USE_MONTHS if start else ():
        day = add_months(start, months) if start else today
        if day >= today:
            found.append(Milestone(f"使用满 {months} 个月", day, day))
    end = add_days(today, policy.count("timeline.days"))
    return sorted((entry for entry in found if entry.day <= end), key=lambda e: (e.remind, e.day, e.what))
