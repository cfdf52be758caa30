"""Cells of days, clock times and months (R-011)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from xlcrm.checks.cells.blank import Blank
from xlcrm.checks.cells.forbidden import forbidden_numbers
from xlcrm.checks.context import FINE, CellCheck, Context
from xlcrm.checks.place import Row
from xlcrm.problems import dates
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import day_of, lost_digits, parse_date, shown
from xlcrm.tables.column import Column, _Moment
from xlcrm.tables.rows import Value

_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
"""Day numbers of the years 1954 to 2118: what a date shows once its format is lost."""

_CLOCK = re.compile(r"(上午|下午|晚上)?\s*(\d{1,2})[:时点](\d{1,2})?(?::(\d{1,2}))?分?")
_MONTH = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})月?(?:份)?")
_LOST_TAIL = re.compile(r"\d{4}.*[–—]$|.*[–—].*\d{1,2}:\d{2}$")


@implements("R-011")
def moment_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """R-011 日期真实且有序: a real day, and for facts none in the future.

    >>> from xlcrm.checks.example import said
    >>> said("R-011", customer_master={"created_date": "2024–"})
    ['错误 建档日期：“建档日期”里的“2024–”缺了数字，看不出是哪一天。']
    >>> said("R-011", today=date(2024, 6, 1), customer_master={"created_date": date(2024, 6, 2)})
    ['错误 建档日期：“建档日期”是 2024-06-02，晚于今天 2024-06-01。']
    >>> said("R-011", today=date(2024, 6, 1), customer_master={"created_date": date(2024, 6, 1)})
    []
    """
    assert isinstance(column, _Moment)
    name = column.name
    tolerance = context.policy.count("date.future_tolerance_days")
    latest = _later(context.today, tolerance) if column.past else date.max

    def check(value: Value) -> Iterable[Problem]:
        if type(value) is date:
            return FINE if value <= latest else future()
        if type(value) is datetime:
            return FINE if value.date() <= latest else future()
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def future() -> Iterable[Problem]:
        return (row.problem(dates.IN_FUTURE, name, today=context.today.isoformat()),)

    def closer(value: Value) -> Iterator[Problem]:
        if isinstance(value, str) and (moment := parse_date(value)):
            yield row.problem(dates.TEXT_DATE, name, fixed=moment, day=shown(moment))
            if day_of(moment) > latest:
                yield from future()
        else:
            yield from _no_moment(value, name, context, row)

    return check


def _no_moment(value: Value, name: str, context: Context, row: Row) -> Iterator[Problem]:
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in _SERIALS:
        day = _EPOCH + timedelta(days=int(value))
        yield row.problem(dates.DATE_AS_NUMBER, name, day=day.isoformat())
        return
    if isinstance(value, str):
        others = (row.day(other) for other in row.sheet.moments if other != name)
        near = next(filter(None, others), None)
        guess = parse_date(value, near, context.policy.count("date.year_guess_days")) if near else None
        if guess is not None:
            yield row.problem(dates.DATE_WITHOUT_YEAR, name, day=shown(guess))
            return
        if lost_digits(value) or _LOST_TAIL.fullmatch(value.strip()):
            yield row.problem(dates.DATE_DIGITS_LOST, name)
            return
    yield from forbidden_numbers(value, name, context, row)
    yield row.problem(dates.NOT_A_DATE, name)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days) if day < date.max - timedelta(days=days) else date.max


def clock_of(value: Value) -> time | None:
    """The clock time that a cell names, None when it names none.

    >>> clock_of("14:30"), clock_of("下午2点"), clock_of(0.5), clock_of("25:00")
    (datetime.time(14, 30), datetime.time(14, 0), datetime.time(12, 0), None)
    """
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(value * 1440)
        return time(minutes // 60, minutes % 60) if minutes < 1440 else None
    if not isinstance(value, str):
        return None
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if found is None:
        return None
    hour = int(found[2]) + (12 if found[1] in ("下午", "晚上") and int(found[2]) < 12 else 0)
    minute, second = int(found[3] or 0), int(found[4] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def time_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """A clock time."""
    name = column.name

    def check(value: Value) -> Iterable[Problem]:
        if type(value) is time:
            return FINE
        settled = blank.settles(value)
        if settled is not None:
            return settled
        if clock_of(value) is None:
            return (*forbidden_numbers(value, name, context, row), row.problem(dates.NOT_A_TIME, name))
        return FINE

    return check


def month_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """A calendar month."""
    name = column.name

    def check(value: Value) -> Iterable[Problem]:
        if isinstance(value, date):
            return FINE
        settled = blank.settles(value)
        if settled is not None:
            return settled
        found = _MONTH.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
        if found and 1 <= int(found[2]) <= 12:
            return FINE
        return (*forbidden_numbers(value, name, context, row), row.problem(dates.NOT_A_MONTH, name))

    return check
