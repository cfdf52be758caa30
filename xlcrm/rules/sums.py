"""A moment worked out, together with the sum in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xlcrm.policy import Interval
from xlcrm.rules.dates import Moment, add_interval, day_of, deadline, shown

_UNITS = {"min": "分钟", "h": "小时", "d": "天", "month": "个月"}


def added(base: Moment, interval: Interval) -> tuple[Moment, str]:
    """``base`` + ``interval`` and the sum in words; days and months count from the day, hours keep the clock.

    >>> added(date(2023, 8, 25), Interval(14, "d"))
    (datetime.date(2023, 9, 8), '2023-08-25 + 14 天 = 2023-09-08')
    """
    since = base if interval.unit in {"h", "min"} else day_of(base)
    result = add_interval(since, interval)
    return result, f"{shown(since)} + {interval.n} {_UNITS[interval.unit]} = {shown(result)}"


def days_later(base: Moment, interval: Interval) -> tuple[date, str]:
    """The same for intervals that give a day.

    >>> days_later(date(2024, 1, 31), Interval(1, "month"))
    (datetime.date(2024, 2, 29), '2024-01-31 + 1 个月 = 2024-02-29')
    """
    result, words = added(day_of(base), interval)
    return day_of(result), words


def hours_later(base: Moment, hours: Decimal) -> tuple[Moment, str]:
    """``base`` + clock hours and the sum in words.

    >>> hours_later(date(2023, 8, 16), Decimal(48))
    (datetime.date(2023, 8, 18), '2023-08-16 + 48 小时 = 2023-08-18')
    """
    result = deadline(base, hours)
    return result, f"{shown(base)} + {hours.normalize():f} 小时 = {shown(result)}"
