"""Time limits in hours: the clock day and night, or service hours with breaks, holidays and pauses.

Every answer is worked out anew from the moments given; nothing counts in the background.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from xlcrm.policy import Policy, Span
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import Moment, deadline, length

Pause: TypeAlias = "tuple[datetime, datetime | None]"
_MONDAY_TO_FRIDAY = range(1, 6)
_FOREVER = datetime(9999, 12, 31)  # noqa: DTZ001 - wall-clock time, as everywhere


class Piece(NamedTuple):
    """A stretch of time in which the clock runs."""

    since: datetime
    until: datetime


class ServiceHours:
    """Hours in which somebody serves: spans by weekday (1 = Monday), holidays, days worked in exchange.

    ``exchanged`` are the spans of a Saturday or Sunday worked in exchange that has none of its own; without
    a calendar there are neither holidays nor exchanges.

    >>> desk = ServiceHours.of(Policy.default(), WorkCalendar.seeded())
    >>> [len(desk.on(date(2024, 5, day))) for day in (1, 10, 11, 12)]  # Labour Day, Friday, exchanged, Sunday
    [0, 1, 1, 0]
    """

    def __init__(
        self,
        week: Mapping[int, Sequence[Span]],
        calendar: WorkCalendar | None = None,
        exchanged: Sequence[Span] = (),
    ) -> None:
        """Spans of a day may touch or overlap; ValueError when no weekday has any."""
        self._week = {weekday: _merged(spans) for weekday, spans in week.items() if spans}
        if not self._week:
            raise ValueError("service hours need a span on one weekday at least")
        self._calendar, self._exchanged = calendar, _merged(exchanged)

    @classmethod
    def of(cls, policy: Policy, calendar: WorkCalendar | None) -> ServiceHours:
        """``work.hours`` on Monday to Friday and on days worked in exchange."""
        spans = policy.spans("work.hours")
        return cls(dict.fromkeys(_MONDAY_TO_FRIDAY, spans), calendar, spans)

    def on(self, day: date) -> tuple[Span, ...]:
        """Spans of one day, none on a holiday."""
        usual = self._week.get(day.isoweekday(), ())
        match self._calendar.exception(day) if self._calendar else None:
            case False:
                return ()
            case True:
                return usual or self._exchanged
        return usual

    def pieces(self, start: datetime) -> Iterator[Piece]:
        """Stretches of service from ``start`` on, to the end of the calendar."""
        day = start.date()
        while True:
            for span in self.on(day):
                piece = Piece(_at(day, span.since), _at(day, span.until))
                if piece.until > start:
                    yield Piece(max(piece.since, start), piece.until)
            if day == date.max - timedelta(days=1):
                return
            day += timedelta(days=1)


def service_hours(policy: Policy, calendar: WorkCalendar | None) -> ServiceHours | None:
    """Hours in which time limits run (``sla.calendar``, C-031); None: day and night."""
    return ServiceHours.of(policy, calendar) if policy.word("sla.calendar") == "business" else None


def due_at(
    base: Moment,
    hours: Decimal | int,
    service: ServiceHours | None = None,
    pauses: Iterable[Pause] = (),
) -> Moment | None:
    """End of a time limit: the first moment at which so many hours have run; None while a pause holds it up.

    For R-075, R-076 and R-092 (C-031). Day and night without ``service``. A pause is (from, to), or
    (from, None) while it lasts. A base without a time counts in whole days, whatever the service hours.

    >>> desk = ServiceHours.of(Policy.default(), WorkCalendar.seeded())
    >>> mail = datetime(2024, 5, 10, 16, 30)
    >>> str(due_at(mail, 2)), str(due_at(mail, 2, desk))  # Saturday 05-11 is worked in exchange
    ('2024-05-10 18:30:00', '2024-05-11 09:30:00')
    >>> waiting = datetime(2024, 5, 10, 17, 0)
    >>> str(due_at(mail, 2, desk, [(waiting, datetime(2024, 5, 11, 10, 0))]))
    '2024-05-11 11:30:00'
    >>> due_at(mail, 2, desk, [(waiting, None)])
    """
    pauses = tuple(pauses)
    if not isinstance(base, datetime) or not hours or (service is None and not pauses):
        return deadline(base, hours)
    left = length(hours)
    for piece in _running(base, service, pauses):
        if piece.until - piece.since >= left:
            return piece.since + left
        left -= piece.until - piece.since
    return None


def elapsed(
    start: datetime,
    end: datetime,
    service: ServiceHours | None = None,
    pauses: Iterable[Pause] = (),
) -> timedelta:
    """Time that has run between two moments; none when ``end`` is the earlier.

    >>> desk = ServiceHours.of(Policy.default(), None)
    >>> str(elapsed(datetime(2024, 5, 10, 16, 30), datetime(2024, 5, 13, 9, 30), desk))
    '2:00:00'
    """
    total = timedelta()
    for piece in _running(start, service, pauses):
        if piece.since >= end:
            break
        total += min(piece.until, end) - piece.since
    return total


def _running(start: datetime, service: ServiceHours | None, pauses: Iterable[Pause]) -> Iterator[Piece]:
    """Stretches in which the clock runs, pauses taken out."""
    stops = sorted(((since, until or _FOREVER) for since, until in pauses), key=lambda stop: stop[0])
    for piece in service.pieces(start) if service else [Piece(start, _FOREVER)]:
        since = piece.since
        for stop, resume in stops:
            if stop >= piece.until:
                break
            if stop > since:
                yield Piece(since, stop)
            since = max(since, stop, resume)
        if since == _FOREVER:
            return
        if since < piece.until:
            yield Piece(since, piece.until)


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.since <= merged[-1].until:
            merged[-1] = Span(merged[-1].since, max(span.until, merged[-1].until))
        else:
            merged.append(span)
    return tuple(merged)


def _at(day: date, clock: time) -> datetime:
    """The moment of a clock time; ``time.max`` is the next midnight."""
    if clock == time.max:
        return datetime.combine(day, time.min) + timedelta(days=1)
    return datetime.combine(day, clock)
