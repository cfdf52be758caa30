"""How long we have worked with a customer, and the thanks that are due on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_months, months_between
from xlcrm.rules.reason import Reasoned


def coop_start(typed: date | None, first_signed: date | None, first_order: date | None) -> date | None:
    """Start of the cooperation: the date typed, else the first signed contract, else the first order.

    >>> coop_start(None, None, date(2024, 1, 31))
    datetime.date(2024, 1, 31)
    """
    return typed or first_signed or first_order


@implements("R-046")
def coop_length(start: date | None, reference: date, policy: Policy) -> Reasoned[str] | None:
    """R-046 合作时长: N个月 below a year, N年 at whole years, N年M个月 otherwise.

    Source: 《手册》第三章 表5. Unit: whole calendar months; one is full when its day number is reached, or
    the end of a shorter month. None without a start or with one after ``reference`` (the planned day of a
    revisit, else today).

    >>> def told(start, day):
    ...     return coop_length(date.fromisoformat(start), date.fromisoformat(day), Policy.default()).text
    >>> print(told("2023-07-10", "2023-09-10"))
    R-046 manual: 2023-07-10 至 2023-09-10 为 2个月
    >>> print(told("2022-09-05", "2023-09-05"))
    R-046 manual: 2022-09-05 至 2023-09-05 为 1年
    >>> print(told("2023-01-31", "2023-02-28"))
    R-046 manual: 2023-01-31 至 2023-02-28 为 1个月
    >>> print(told("2023-03-20", "2023-09-20"))
    R-046 manual: 2023-03-20 至 2023-09-20 为 6个月
    >>> coop_length(date(2024, 5, 10), date(2024, 5, 20), Policy.default()).value
    '不足1个月'
    """
    if start is None or start > reference:
        return None
    years, months = divmod(months_between(start, reference), 12)
    text = (f"{years}年" if years else "") + (f"{months}个月" if months else "") or "不足1个月"
    return Reasoned(text, ("R-046",), policy.profile, f"{start} 至 {reference} 为 {text}")


@implements("R-059")
def thanks_due(start: date, policy: Policy) -> Iterator[Reasoned[date]]:
    """R-059 合作满3个月和1年致谢: the days on which a letter of thanks with an offer is due.

    Source: 《手册》第二章 §1. Unit: calendar months after the start (``thanks.months``), the month's end
    clamped.

    >>> for due in thanks_due(date(2023, 11, 30), Policy.default()):
    ...     print(due.text)
    R-059 manual: 合作满 3 个月致谢; 2023-11-30 + 3 个月 = 2024-02-29
    R-059 manual: 合作满 12 个月致谢; 2023-11-30 + 12 个月 = 2024-11-30
    """
    for months in policy.counts("thanks.months"):
        due = add_months(start, months)
        words = f"合作满 {months} 个月致谢; {start} + {months} 个月 = {due}"
        yield Reasoned(due, ("R-059",), policy.profile, words)
