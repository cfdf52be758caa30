"""Periods of an analysis: calendar months, and spans of months or days that end with a day.

A month is named by its first day. A span is half-open: ``(as_of - 12 months, as_of]``.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from xlcrm.rules.dates import add_months


def month_of(day: date) -> date:
    """First day of a day's month.

    >>> month_of(date(2023, 8, 16))
    datetime.date(2023, 8, 1)
    """
    return date(day.year, day.month, 1)


def month_end(month: date) -> date:
    """Last day of a month.

    >>> month_end(date(2024, 2, 1))
    datetime.date(2024, 2, 29)
    """
    return add_months(month_of(month), 1) - timedelta(days=1)


def months_up_to(month: date, count: int) -> list[date]:
    """So many months in order, ``month`` the last.

    >>> [spelled(each) for each in months_up_to(date(2024, 2, 1), 3)]
    ['2023年12月', '2024年1月', '2024年2月']
    """
    return [add_months(month_of(month), -back) for back in range(count - 1, -1, -1)]


def spelled(month: date) -> str:
    """A month as 表9 writes it.

    >>> spelled(date(2023, 8, 1))
    '2023年8月'
    """
    return f"{month.year}年{month.month}月"


def in_month(days: pd.Series, month: date) -> pd.Series:
    """True for the days of a calendar month; a blank is in none."""
    start = pd.Timestamp(month_of(month))
    return (days >= start) & (days < pd.Timestamp(add_months(month_of(month), 1)))


def in_months(days: pd.Series, as_of: date, months: int) -> pd.Series:
    """True for the days of ``(as_of - months, as_of]``, whatever the clock.

    >>> days = pd.to_datetime(["2023-05-10", "2023-05-11", "2024-05-10 18:00", "2024-05-11"], format="mixed")
    >>> in_months(pd.Series(days), date(2024, 5, 10), 12).tolist()
    [False, True, True, False]
    """
    return between(days, add_months(as_of, -months), as_of)


def up_to(days: pd.Series, until: date) -> pd.Series:
    """True for the days not later than ``until``, whatever the clock."""
    return days < pd.Timestamp(until + timedelta(days=1))


def between(days: pd.Series, after: date, until: date) -> pd.Series:
    """True for the days later than ``after`` and not later than ``until``."""
    one = timedelta(days=1)
    return (days >= pd.Timestamp(after + one)) & (days < pd.Timestamp(until + one))


def month_starts(days: pd.Series) -> pd.Series:
    """First day of each day's month; blank for a blank.

    >>> month_starts(pd.Series(pd.to_datetime(["2023-08-16 10:30"]))).tolist()
    [Timestamp('2023-08-01 00:00:00')]
    """
    starts: pd.Series = days.dt.normalize() - pd.to_timedelta(days.dt.day - 1, unit="D")
    return starts


def whole_days(days: pd.Series, as_of: date) -> pd.Series:
    """Calendar days from each day to ``as_of``.

    >>> whole_days(pd.Series(pd.to_datetime(["2024-05-03 16:00"])), date(2024, 5, 10)).tolist()
    [7]
    """
    gone: pd.Series = (pd.Timestamp(as_of) - days.dt.normalize()).dt.days
    return gone
