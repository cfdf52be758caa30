"""When to call: hours to avoid, hours to prefer, and the customer's own clock (R-072, R-137)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.policy import Blocked, Policy
from xlcrm.rulebook import implements
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import Moment, day_of, shown

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_WEEKDAYS = "一二三四五六日"
_SATURDAY = 6
_DAYS_AHEAD = 14  # no run of holidays is longer


class Slot(NamedTuple):
    """A time to call: on our clock and on the customer's; ``fits`` when both sides are at work."""

    ours: datetime
    theirs: datetime
    fits: bool


def zone_named(name: str | None) -> ZoneInfo | None:
    """The time zone of an IANA name; None when there is no such zone.

    >>> zone_named("Europe/Berlin"), zone_named("柏林")
    (zoneinfo.ZoneInfo(key='Europe/Berlin'), None)
    """
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        return None


@implements("R-072")
def blocked_at(moment: datetime, policy: Policy) -> Blocked | None:
    """R-072 宜与不宜致电的时段: the blocked hours into which a call falls; None when it may be made.

    Source: 《手册》第三章 注意事项. ``moment`` is the customer's local time; ``slot.blocked``.

    >>> policy = Policy.default()
    >>> mondays, fridays = ([datetime(2024, 5, day, hour) for hour in (11, 12)] for day in (13, 10))
    >>> [blocked_at(moment, policy) is not None for moment in (*mondays, *fridays)]
    [True, False, False, True]
    """
    for rest in policy.blocked("slot.blocked"):
        if moment.isoweekday() == rest.weekday and rest.since <= moment.time() < rest.until:
            return rest
    return None


def blocked_words(rest: Blocked) -> str:
    """Blocked hours as a person says them.

    >>> [blocked_words(rest) for rest in Policy.default().blocked("slot.blocked")]
    ['周一12:00以前', '周五12:00以后']
    """
    edge = f"{rest.until:%H:%M}以前" if rest.since == time.min else f"{rest.since:%H:%M}以后"
    return f"周{_WEEKDAYS[rest.weekday - 1]}{edge}"


def slot_starts(policy: Policy, opened: Sequence[datetime] = ()) -> tuple[time, ...]:
    """R-072: when preferred slots begin.

    Source: 《手册》第三章 注意事项; 《跟进策略》第九章. With ``slot.source`` history and enough opened mails
    (``slot.min_history``) the hour in which the customer opens most, the earliest of equals.

    >>> [f"{start:%H:%M}" for start in slot_starts(Policy.default())]
    ['10:00', '15:00']
    """
    if policy.word("slot.source") == "history" and len(opened) >= policy.count("slot.min_history"):
        hours = Counter(moment.hour for moment in opened)
        return (time(min(hours, key=lambda hour: (-hours[hour], hour))),)
    return policy.clocks("slot.starts")


@implements("R-072", "R-137")
def next_slot(
    moment: Moment,
    policy: Policy,
    calendar: WorkCalendar,
    zone: tzinfo | None = None,
    opened: Sequence[datetime] = (),
) -> Slot:
    """R-072/R-137: the moment itself if it lies in a preferred slot, else the next slot.

    Source: 《手册》第三章 注意事项; 《跟进策略》第十三章. ``moment`` is on our clock (``work.zone``), slots
    are on the customer's (``zone``). A slot lasts ``slot.minutes``, its end included; none begins in
    blocked hours or on a day off. It is the first that lies in the working hours of both sides; where
    none does within two weeks, the first for the customer.

    >>> policy, calendar = Policy.default(), WorkCalendar.seeded()
    >>> for called in (datetime(2024, 5, 13, 9, 30), datetime(2024, 5, 10, 14, 0), date(2024, 5, 14)):
    ...     print(next_slot(called, policy, calendar).ours)  # Saturday 05-11 is worked in exchange
    2024-05-13 15:00:00
    2024-05-11 10:00:00
    2024-05-14 10:00:00
    >>> slot = next_slot(date(2024, 5, 14), policy, calendar, zone_named("Europe/Berlin"))
    >>> print(slot.theirs, slot.ours, slot.fits)
    2024-05-14 10:00:00 2024-05-14 16:00:00 True
    """
    from zoneinfo import ZoneInfo

    here = ZoneInfo(policy.word("work.zone"))
    there = zone or here
    first: Slot | None = None
    for theirs in _candidates(_local(moment, here, there), policy, slot_starts(policy, opened)):
        ours = theirs.replace(tzinfo=there).astimezone(here).replace(tzinfo=None)
        if not _open(theirs.date(), calendar, foreign=there != here) or not calendar.is_working_day(ours):
            continue
        slot = Slot(ours, theirs, _at_work(ours, policy) and _at_work(theirs, policy))
        if slot.fits:
            return slot
        first = first or slot
    return first or _as_it_is(moment, here, there)


def local_words(slot: Slot, zone: str, policy: Policy) -> str:
    """Both clocks of a slot, for its reason (R-137).

    >>> slot = Slot(datetime(2024, 5, 14, 16), datetime(2024, 5, 14, 10), True)
    >>> local_words(slot, "Europe/Berlin", Policy.default())
    'Europe/Berlin 2024-05-14 10:00 = Asia/Shanghai 2024-05-14 16:00'
    """
    return f"{zone} {shown(slot.theirs)} = {policy.word('work.zone')} {shown(slot.ours)}"


def _local(moment: Moment, here: tzinfo, there: tzinfo) -> Moment:
    """The moment on the customer's clock; a day stays that day."""
    if not isinstance(moment, datetime):
        return moment
    return moment.replace(tzinfo=here).astimezone(there).replace(tzinfo=None)


def _candidates(theirs: Moment, policy: Policy, starts: Sequence[time]) -> Iterator[datetime]:
    """The moment itself if it lies in a slot, then the beginnings of slots that are not blocked."""
    length = timedelta(minutes=policy.count("slot.minutes"))
    for days in range(_DAYS_AHEAD + 1):
        for start in starts:
            begin = datetime.combine(day_of(theirs) + timedelta(days=days), start)
            if isinstance(theirs, datetime) and begin < theirs:
                begin = theirs if theirs <= begin + length else begin
                if begin != theirs:
                    continue
            if blocked_at(begin, policy) is None:
                yield begin


def _open(day: date, calendar: WorkCalendar, *, foreign: bool) -> bool:
    """A working day where the customer is; abroad only the weekend is known."""
    return day.isoweekday() < _SATURDAY if foreign else calendar.is_working_day(day)


def _at_work(moment: datetime, policy: Policy) -> bool:
    return any(span.since <= moment.time() < span.until for span in policy.spans("work.hours"))


def _as_it_is(moment: Moment, here: tzinfo, there: tzinfo) -> Slot:
    ours = moment if isinstance(moment, datetime) else datetime.combine(moment, time.min)
    local = _local(ours, here, there)
    return Slot(ours, local if isinstance(local, datetime) else ours, fits=False)
