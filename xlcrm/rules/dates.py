"""Date arithmetic of the manuals: month steps, deadlines, spans, dates in words. No pandas, no clock.

A moment is a date, or a date with a time. What has no time is counted in whole days.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from xlcrm.policy import Interval, Policy

Moment: TypeAlias = "date | datetime"
M = TypeVar("M", date, datetime)


def day_of(moment: Moment) -> date:
    """The calendar day of a moment.

    >>> day_of(datetime(2024, 5, 10, 16, 30))
    datetime.date(2024, 5, 10)
    """
    return moment.date() if isinstance(moment, datetime) else moment


def shown(moment: Moment) -> str:
    """A moment as reasons write it.

    >>> shown(date(2024, 5, 10)), shown(datetime(2024, 5, 10, 16, 30))
    ('2024-05-10', '2024-05-10 16:30')
    """
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else moment.isoformat()


def add_days(moment: M, days: int) -> M:
    """So many calendar days later; beyond the years 1 and 9999 the calendar's own end.

    >>> add_days(date(2023, 8, 25), 14), add_days(date(9999, 12, 30), 7)
    (datetime.date(2023, 9, 8), datetime.date(9999, 12, 31))
    """
    return _plus(moment, timedelta(days=days))


def add_months(moment: M, months: int) -> M:
    """The same day number so many months later, clamped to the month's end (R-031).

    A chain counts from its first day (``step``), so that a clamp does not carry on.

    >>> add_months(date(2024, 1, 31), 1), add_months(date(2023, 8, 31), 6)
    (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29))
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    if not date.min.year <= year <= date.max.year:
        return type(moment).max if year > date.max.year else type(moment).min
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def add_interval(moment: Moment, interval: Interval) -> Moment:
    """One interval later (R-031): calendar days, clamped months; hours on a date alone are whole days.

    >>> from xlcrm.policy import Interval
    >>> add_interval(date(2023, 8, 25), Interval(14, "d"))
    datetime.date(2023, 9, 8)
    >>> shown(add_interval(datetime(2024, 5, 10, 16, 30), Interval(48, "h")))
    '2024-05-12 16:30'
    """
    return step(moment, interval, 1)


def step(base: Moment, interval: Interval, times: int) -> Moment:
    """The so-manieth link of a chain that starts at ``base`` (R-031, R-051).

    >>> from xlcrm.policy import Interval
    >>> [shown(step(date(2024, 1, 31), Interval(1, "month"), n)) for n in (1, 2, 3)]
    ['2024-02-29', '2024-03-31', '2024-04-30']
    """
    n = interval.n * times
    if interval.unit == "month":
        return add_months(base, n)
    if interval.unit == "d":
        return add_days(base, n)
    minutes = n * (60 if interval.unit == "h" else 1)
    return (
        _plus(base, timedelta(minutes=minutes))
        if isinstance(base, datetime)
        else add_days(base, minutes // 1440)
    )


def length(hours: Decimal | int) -> timedelta:
    """So many hours, to the nearest second.

    >>> str(length(Decimal("0.5"))), str(length(Decimal(1) / 3))
    ('0:30:00', '0:20:00')
    """
    return timedelta(seconds=round(hours * 3600))


def deadline(base: Moment, hours: Decimal | int) -> Moment:
    """End of a time limit in hours, the clock running day and night (Conventions; R-034, R-075).

    A date alone gives date + hours/24 whole days, below 24 h the same day. No hours (0) mean the same day,
    to its end.

    >>> shown(deadline(date(2023, 8, 16), 48)), shown(deadline(date(2023, 8, 16), 2))
    ('2023-08-18', '2023-08-16')
    >>> shown(deadline(datetime(2024, 5, 10, 16, 30), 72)), shown(deadline(datetime(2024, 5, 10, 16, 30), 0))
    ('2024-05-13 16:30', '2024-05-10')
    """
    if not isinstance(base, datetime):
        return add_days(base, int(hours // 24))
    return _plus(base, length(hours)) if hours else base.date()


def kept(done: Moment, due: Moment) -> bool:
    """True when done in time: on the deadline is in time, a deadline without a time lasts to the day's end.

    Where ``done`` has no time its day decides (Conventions; R-014, R-034).

    >>> due = datetime(2023, 8, 17, 10, 0)
    >>> [kept(done, due) for done in (due, due + timedelta(minutes=1), date(2023, 8, 17), date(2023, 8, 18))]
    [True, False, True, False]
    >>> kept(datetime(2023, 8, 17, 23, 59), date(2023, 8, 17))
    True
    """
    if isinstance(done, datetime) and isinstance(due, datetime):
        return done <= due
    return day_of(done) <= day_of(due)


def days_between(start: Moment, end: Moment) -> int:
    """Calendar days from one day to another, negative when ``end`` is earlier.

    >>> days_between(date(2024, 5, 10), datetime(2024, 5, 17, 8, 0))
    7
    """
    return (day_of(end) - day_of(start)).days


def months_between(start: Moment, end: Moment) -> int:
    """Whole months (R-046): a month counts from its day number on, or from a shorter month's end.

    Negative where ``end`` is earlier.

    >>> months_between(date(2023, 1, 31), date(2023, 2, 28))
    1
    >>> months_between(date(2023, 7, 10), date(2023, 9, 9))
    1
    >>> months_between(date(2022, 9, 5), date(2023, 9, 5))
    12
    """
    since, until = day_of(start), day_of(end)
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if add_months(since, months) <= until else months - 1


_DAY = (
    r"(?P<y1>\d{4})(?P<sep>[-/])(?P<m1>\d{1,2})(?P=sep)(?P<d1>\d{1,2})"
    r"|(?:(?P<y2>\d{4})年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号]"
)
_ROUGH = r"(?:(?P<y3>\d{4})年)?(?P<m3>\d{1,2})月份?(?P<part>上旬|中旬|下旬|底|末)"
_CLOCK = (
    r"(?P<half>上午|中午|下午|晚上)?\s*(?P<hour>\d{1,2})"
    r"(?:[:时点](?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?分?|[时点](?P<thirty>半)?)"
)
_WHOLE = rf"(?:{_DAY})(?:[T\s]*{_CLOCK})?"
_SAID = rf"(?<!\d)(?:{_DAY}|{_ROUGH})"
_LOST = r"\d{4}\s*[-–—/年]\s*(?:前|\d{1,2}:\d{2}(?::\d{2})?)?"
_DAY_OF_PART = {"上旬": 10, "中旬": 20}


def parse_date(text: str, near: date | None = None, guess_days: int | None = None) -> Moment | None:
    """The moment that a cell's text names; None when it is no real date (R-011).

    ``YYYY-MM-DD``, ``YYYY/M/D``, ``YYYY年M月D日``, each with a clock time or without, full-width digits too.
    ``8月25日`` takes the year of ``near`` (the row's date), or the next one when it would lie more than
    ``guess_days`` before it (``date.year_guess_days``); without them it is refused.

    >>> [shown(parse_date(text)) for text in ("2023年8月5日", "2024/5/10", "2024-05-10 16:30")]
    ['2023-08-05', '2024-05-10', '2024-05-10 16:30']
    >>> parse_date("2023-02-29"), parse_date("2024–"), parse_date("8月25日")
    (None, None, None)
    >>> parse_date("1月5日", date(2023, 12, 20), 180), parse_date("8月25日", date(2023, 12, 20), 180)
    (datetime.date(2024, 1, 5), datetime.date(2023, 8, 25))
    """
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    found = re.fullmatch(_WHOLE, unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    day = _day(found, near, guess_days)
    if day is None or found["hour"] is None:
        return day
    clock = _time(found)
    return None if clock is None else datetime.combine(day, clock)


def find_date(text: str, near: date | None = None, guess_days: int | None = None) -> date | None:
    """The first day that a sentence names, also roughly: a month's end is its last day (R-087, R-129).

    >>> find_date("产品部9月底前优化服务器散热设计", date(2023, 9, 1), 180)
    datetime.date(2023, 9, 30)
    >>> find_date("2023年8月20日发送配置方案"), find_date("尽快发送配置方案")
    (datetime.date(2023, 8, 20), None)
    """
    for found in re.finditer(_SAID, unicodedata.normalize("NFKC", text)):
        day = _rough(found, near, guess_days) if found["part"] else _day(found, near, guess_days)
        if day is not None:
            return day
    return None


def lost_digits(text: str) -> bool:
    """True where only the year of a date is left, as copying from a web page does to it (R-011).

    >>> lost_digits("2024–"), lost_digits("2024–14:30"), lost_digits("2024-05-10")
    (True, True, False)
    """
    return re.fullmatch(_LOST, unicodedata.normalize("NFKC", text).strip()) is not None


def round_half_up(value: Decimal | float, places: int = 0) -> Decimal:
    """Rounded half up on the decimal digits as written, not on the binary fraction (Conventions).

    >>> round_half_up(2.675, 2), round_half_up(Decimal("86.65"), 1), round_half_up(0.5)
    (Decimal('2.68'), Decimal('86.7'), Decimal('1'))
    """
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent_text(share: Decimal | float, policy: Policy) -> str:
    """A share as reports print it: ``percent.decimals`` places, a final ``.0`` dropped (R-083, R-113).

    >>> from xlcrm.policy import Policy
    >>> percent_text(Decimal(5) / 12, Policy.default()), percent_text(0.25, Policy.default())
    ('41.7%', '25%')
    """
    number = share if isinstance(share, Decimal) else Decimal(str(share))
    digits = f"{round_half_up(number * 100, policy.count('percent.decimals')):f}"
    if policy.flag("percent.strip_zero") and "." in digits:
        digits = digits.rstrip("0").removesuffix(".")
    return f"{digits}%"


def _plus(moment: M, span: timedelta) -> M:
    try:
        return moment + span
    except OverflowError:
        return type(moment).max if span > timedelta() else type(moment).min


def _day(found: re.Match[str], near: date | None, guess_days: int | None) -> date | None:
    month, day = int(found["m1"] or found["m2"]), int(found["d1"] or found["d2"])
    year = found["y1"] or found["y2"]
    return _real(int(year) if year else _guess_year(month, day, near, guess_days), month, day)


def _rough(found: re.Match[str], near: date | None, guess_days: int | None) -> date | None:
    month = int(found["m3"])
    year = int(found["y3"]) if found["y3"] else _guess_year(month, 31, near, guess_days)
    if not year or not 1 <= month <= 12:
        return None
    return _real(year, month, _DAY_OF_PART.get(found["part"]) or monthrange(year, month)[1])


def _guess_year(month: int, day: int, near: date | None, guess_days: int | None) -> int:
    """Year of a date without one; 0 when there is nothing to guess from."""
    if near is None or guess_days is None or not 1 <= month <= 12:
        return 0
    here = date(near.year, month, min(day, monthrange(near.year, month)[1]) or 1)
    return near.year + ((day_of(near) - here).days > guess_days)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), 30 if found["thirty"] else int(found["minute"] or 0)
    if found["half"] in {"下午", "晚上"} and hour < 12:
        hour += 12
    try:
        return time(hour, minute, int(found["second"] or 0))
    except ValueError:
        return None
