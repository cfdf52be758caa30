"""Working days: weekends, public holidays, days worked in exchange (R-138, R-048).

A year counts as published when its holidays are known. Nothing is moved in a year that is not: there
only weekends are certain, so a date stays as computed and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_days, day_of, parse_date
from xlcrm.tables import HolidayCalendar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days: TypeAlias = "npt.NDArray[np.datetime64]"
    Places: TypeAlias = "npt.NDArray[np.int64]"

HOLIDAY, WORKED, FESTIVAL = "法定节假日", "调休上班", "地区节日"
HOME = "中国"
_WEEKDAYS = "一二三四五六日"
_FRIDAY = 5
_WORDS = (HolidayCalendar.kind_, HolidayCalendar.name, HolidayCalendar.region)


class Entry(NamedTuple):
    """One row of the 节假日表."""

    day: date
    kind: str
    name: str
    region: str = HOME


class Moved(NamedTuple):
    """A date as R-138 leaves it, with the reason in words ("" when it did not move).

    ``unpublished`` is the year whose holidays are not known yet and for which nothing was moved.
    """

    moment: Moment
    words: str = ""
    unpublished: int | None = None


class WorkCalendar:
    """Working days of one country.

    >>> calendar = WorkCalendar.seeded()
    >>> calendar.is_working_day(date(2024, 5, 11)), calendar.why_closed(date(2024, 5, 1))
    (True, '劳动节')
    """

    def __init__(self, entries: Iterable[Entry], region: str = HOME) -> None:
        """Rows of other regions are left out; 地区节日 are days to greet on, not days off."""
        own = [entry for entry in entries if entry.region == region]
        self._closed = {entry.day: entry.name for entry in own if entry.kind == HOLIDAY}
        self._worked = frozenset(entry.day for entry in own if entry.kind == WORKED)
        self._published = _published(self._closed)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, object]], region: str = HOME) -> WorkCalendar:
        """From rows of the 节假日表 by column name; a row without a real date (R-011) is left out."""
        return cls(filter(None, map(_entry, rows)), region)

    @classmethod
    def seeded(cls) -> WorkCalendar:
        """As the State Council has published it, with which the 节假日表 is filled."""
        return cls(published_entries())

    @property
    def years(self) -> tuple[int, ...]:
        """Published years."""
        return tuple(sorted(self._published))

    def published(self, year: int) -> bool:
        """True when the year's holidays are known."""
        return year in self._published

    def unpublished(self, start: Moment, end: Moment) -> tuple[int, ...]:
        """Years from ``start`` to ``end`` whose holidays are not known, so that counting there is a guess."""
        return tuple(year for year in range(start.year, end.year + 1) if year not in self._published)

    def is_working_day(self, day: Moment) -> bool:
        """True on Monday to Friday but for holidays, and on days worked in exchange."""
        day = day_of(day)
        return day in self._worked or (day.isoweekday() <= _FRIDAY and day not in self._closed)

    def why_closed(self, day: Moment) -> str:
        """Name of the holiday, else of the weekday: 国庆节, 周六."""
        return self._closed.get(day_of(day)) or f"周{_WEEKDAYS[day.weekday()]}"

    def exception(self, day: date) -> bool | None:
        """True for a day worked in exchange, False for a holiday, None where the weekday decides."""
        return True if day in self._worked else False if day in self._closed else None

    def exceptions(self) -> Iterator[tuple[date, bool]]:
        """Days that are not what their weekday says, and whether they are worked."""
        yield from ((day, False) for day in self._closed)
        yield from ((day, True) for day in self._worked)

    @cached_property
    def exception_columns(self) -> tuple[Days, npt.NDArray[np.bool_]]:
        """``exceptions`` as two arrays: the days, and whether each is worked."""
        import numpy as np

        known = dict(self.exceptions())
        return np.array(list(known), dtype="datetime64[D]"), np.array(list(known.values()), dtype=np.bool_)

    def working_day(self, day: date, *, backward: bool = False) -> date:
        """The day itself if it is worked, else the next one, or the one before."""
        while not self.is_working_day(day):
            day = add_days(day, -1 if backward else 1)
        return day

    @implements("R-048")
    def add_working_days(self, day: date, days: int) -> date:
        """R-048 未解决事项须有责任人和时限: so many working days later; the first day does not count.

        Source: 《工具包》表2. Unit: working days, exchanged ones count; negative goes back, 0 stays.
        In a year that is not published only weekends are skipped: ask ``unpublished``.

        >>> WorkCalendar.seeded().add_working_days(date(2024, 5, 10), 2)  # Sat 05-11 is worked
        datetime.date(2024, 5, 13)
        """
        for _ in range(abs(days)):
            day = self.working_day(add_days(day, 1 if days > 0 else -1), backward=days < 0)
        return day

    @implements("R-138")
    def shift(self, moment: Moment, mode: str) -> Moved:
        """R-138 周末与节假日: the date as it is, or moved to the next or previous working day.

        Source: 《手册》第三章; 《流程工具》(五). ``mode`` is ``next.weekend``; a clock time stays.

        >>> calendar = WorkCalendar.seeded()
        >>> calendar.shift(date(2023, 9, 2), "keep").moment
        datetime.date(2023, 9, 2)
        >>> [calendar.shift(date(2023, 9, 2), mode).words for mode in ("next_workday", "previous_workday")]
        ['2023-09-02 是周六，顺延到 2023-09-04', '2023-09-02 是周六，提前到 2023-09-01']
        >>> calendar.shift(date(2099, 5, 2), "next_workday")
        Moved(moment=datetime.date(2099, 5, 2), words='2099 年节假日未公布，日期不变', unpublished=2099)
        """
        if mode == "keep":
            return Moved(moment)
        day = day_of(moment)
        target = self.working_day(day, backward=mode == "previous_workday")
        for year in (day.year, target.year):
            if not self.published(year):
                return Moved(moment, f"{year} 年节假日未公布，日期不变", year)
        if target == day:
            return Moved(moment)
        moved: Moment = datetime.combine(target, moment.timetz()) if isinstance(moment, datetime) else target
        how = "提前到" if target < day else "顺延到"
        return Moved(moved, f"{day} 是{self.why_closed(day)}，{how} {target}")

    def shift_all(self, days: Days, mode: str) -> Days:
        """``shift`` of an array of ``datetime64[D]`` (R-138); NaT and days of unpublished years stay."""
        if mode == "keep" or not _known(days).any():
            return days
        span = _Span(self, days, 0)
        return span.look_up(span.shifted(backward=mode == "previous_workday"), days)

    def add_all(self, days: Days, count: int) -> Days:
        """``add_working_days`` of an array of ``datetime64[D]``; NaT stays."""
        if not count or not _known(days).any():
            return days
        span = _Span(self, days, count)
        return span.look_up(span.later(count), days)


class _Span:
    """Every day from the first to the last of an array: the answer is found once a day, then looked up.

    The span reaches as far beyond the array as ``count`` working days may lie, were all holidays in a row.
    """

    def __init__(self, calendar: WorkCalendar, days: Days, count: int) -> None:
        import numpy as np

        exceptions, worked = calendar.exception_columns
        margin = 14 + 2 * (abs(count) + exceptions.size)
        known = days[_known(days)]
        self.days: Days = np.arange(known.min() - margin, known.max() + margin + 1)
        self.worked = np.is_busday(self.days)
        inside = (exceptions >= self.days[0]) & (exceptions <= self.days[-1])
        self.worked[(exceptions[inside] - self.days[0]).view("int64")] = worked[inside]
        years = self.days.astype("datetime64[Y]").astype(np.int64) + 1970
        self.published = np.isin(years, calendar.years)
        self.working_days: Days = self.days[self.worked]
        self.through: Places = np.cumsum(self.worked)  # working days up to and with each day
        self.before: Places = self.through - self.worked

    def later(self, count: int) -> Days:
        """For each day of the span the working day so many later; at its ends any."""
        return self._working(self.through - 1 + count if count > 0 else self.before + count)

    def shifted(self, *, backward: bool) -> Days:
        """For each day the nearest working day, the day itself where either year is not published."""
        import numpy as np

        target = self._working(self.through - 1 if backward else self.before)
        sure = self.published & self.published[np.searchsorted(self.days, target)]
        return np.where(sure, target, self.days)

    def look_up(self, answers: Days, days: Days) -> Days:
        """The answer for each of the days; NaT stays."""
        known, found = _known(days), days.copy()
        found[known] = answers[(days[known] - self.days[0]).view("int64")]
        return found

    def _working(self, places: Places) -> Days:
        found: Days = self.working_days.take(places, mode="clip")
        return found


def _known(days: Days) -> npt.NDArray[np.bool_]:
    import numpy as np

    return ~np.isnat(days)


@cache
def published_entries() -> tuple[Entry, ...]:
    """Rows with which the 节假日表 is filled: holidays and exchanged days since 2004, the oldest first."""
    from chinese_calendar.constants import Holiday, holidays, workdays

    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    closed = [Entry(day, HOLIDAY, chinese[name]) for day, name in holidays.items()]
    worked = [Entry(day, WORKED, chinese[name]) for day, name in workdays.items()]
    return tuple(sorted(closed + worked))


def _entry(row: Mapping[str, object]) -> Entry | None:
    day = row.get(HolidayCalendar.date)
    if isinstance(day, str):
        day = parse_date(day)
    if not isinstance(day, date):
        return None
    kind, name, region = (str(row.get(each) or "").strip() for each in _WORDS)
    return Entry(day_of(day), kind, name, region or HOME)


def _published(closed: Iterable[date]) -> frozenset[int]:
    """Years with holidays in more than one month: a new year's notice may reach into the old December."""
    months: dict[int, set[int]] = {}
    for day in closed:
        months.setdefault(day.year, set()).add(day.month)
    return frozenset(year for year, named in months.items() if len(named) > 1)
