"""Time limits in hours, against a clock that is watched minute by minute."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcrm.policy import Policy, Span
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import shown
from xlcrm.rules.hours import Pause, ServiceHours, due_at, elapsed, service_hours

MOMENT = datetime.fromisoformat
PUBLISHED = WorkCalendar.seeded()
LUNCH = (Span(time(9), time(12)), Span(time(13, 30), time(18)))
DESK = ServiceHours(dict.fromkeys(range(1, 6), LUNCH), PUBLISHED, LUNCH)


@pytest.mark.parametrize(
    ("base", "hours", "due"),
    [
        pytest.param("2024-05-13 09:00", 1, "2024-05-13 10:00", id="within the morning"),
        pytest.param("2024-05-13 11:30", 1, "2024-05-13 14:00", id="over lunch"),
        pytest.param("2024-05-13 11:30", Decimal("0.5"), "2024-05-13 12:00", id="to the end of the morning"),
        pytest.param("2024-05-13 12:15", 1, "2024-05-13 14:30", id="from the lunch hour"),
        pytest.param("2024-05-13 17:30", 1, "2024-05-14 09:30", id="over night"),
        pytest.param("2024-05-13 06:00", 1, "2024-05-13 10:00", id="before the door opens"),
        pytest.param("2024-05-10 17:00", 2, "2024-05-11 10:00", id="into a Saturday worked in exchange"),
        pytest.param("2024-05-17 17:00", 2, "2024-05-20 10:00", id="over a weekend"),
        pytest.param("2024-04-30 17:00", 2, "2024-05-06 10:00", id="over a holiday"),
        pytest.param("2024-05-13 09:00", 15, "2024-05-14 18:00", id="two whole days"),
        pytest.param("2024-05-13", 24, "2024-05-14", id="a day alone counts in whole days"),
        pytest.param("2024-05-11 20:00", 0, "2024-05-11", id="no hours are the same day"),
    ],
)
def test_limits_in_service_hours(base: str, hours: Decimal | int, due: str) -> None:
    moment = MOMENT(base) if " " in base else date.fromisoformat(base)
    found = due_at(moment, hours, DESK)
    assert found is not None
    assert shown(found) == due


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param([], "2024-05-13 14:30", id="none"),
        pytest.param([("09:30", "10:30")], "2024-05-13 15:30", id="an hour waiting for the customer"),
        pytest.param([("11:30", "14:00")], "2024-05-13 15:30", id="only service hours of a pause count"),
        pytest.param([("09:30", "10:30"), ("10:00", "11:00")], "2024-05-13 16:00", id="two that overlap"),
        pytest.param([("10:00", "11:00"), ("09:30", "10:30")], "2024-05-13 16:00", id="in any order"),
        pytest.param([("08:00", "10:00")], "2024-05-13 15:30", id="begun before"),
        pytest.param([("15:00", None)], "2024-05-13 14:30", id="still on, but after the deadline"),
        pytest.param([("14:30", None)], "2024-05-13 14:30", id="from the deadline itself"),
        pytest.param([("14:29", None)], None, id="still on a minute before the deadline"),
        pytest.param([("11:00", "10:00")], "2024-05-13 14:30", id="backwards does nothing"),
        pytest.param([("12:15", "12:45")], "2024-05-13 14:30", id="within the lunch hour"),
    ],
)
def test_pauses_put_a_limit_off(pauses: list[tuple[str, str | None]], due: str | None) -> None:
    day = "2024-05-13 "
    stops = [(MOMENT(day + since), MOMENT(day + until) if until else None) for since, until in pauses]
    found = due_at(MOMENT(day + "09:00"), 4, DESK, stops)
    assert (found and shown(found)) == due


def test_pauses_count_day_and_night_too() -> None:
    start = MOMENT("2024-05-10 16:30")
    assert due_at(start, 24) == MOMENT("2024-05-11 16:30")
    pause = (MOMENT("2024-05-10 20:00"), MOMENT("2024-05-11 08:00"))
    assert due_at(start, 24, pauses=[pause]) == MOMENT("2024-05-12 04:30")
    assert due_at(start, 24, pauses=[(MOMENT("2024-05-10 20:00"), None)]) is None
    assert elapsed(start, MOMENT("2024-05-11 16:30"), pauses=[pause]) == timedelta(hours=12)


def test_the_policy_says_whether_the_clock_runs_at_night() -> None:
    assert service_hours(Policy.default(), PUBLISHED) is None
    business = Policy.default().with_values(
        {"sla.calendar": "business", "work.hours": "09:00–12:00; 13:30–18:00"}
    )
    desk = service_hours(business, PUBLISHED)
    assert desk is not None
    assert desk.on(date(2024, 5, 11)) == LUNCH
    assert desk.on(date(2024, 5, 1)) == ()
    assert due_at(MOMENT("2024-05-10 17:00"), 2, desk) == MOMENT("2024-05-11 10:00")


def test_a_desk_that_serves_on_saturdays_keeps_its_own_hours_there() -> None:
    saturday = (Span(time(10), time(16)),)
    desk = ServiceHours({1: LUNCH, 6: saturday}, PUBLISHED, LUNCH)
    assert desk.on(date(2024, 5, 11)) == saturday  # worked in exchange
    assert desk.on(date(2024, 5, 18)) == saturday
    assert desk.on(date(2024, 5, 14)) == ()


def test_spans_that_touch_or_overlap_are_one() -> None:
    desk = ServiceHours({1: [Span(time(13), time(18)), Span(time(9), time(12)), Span(time(12), time(14))]})
    assert desk.on(date(2024, 5, 13)) == (Span(time(9), time(18)),)


def test_a_desk_open_till_midnight_goes_on_in_the_morning() -> None:
    desk = ServiceHours(dict.fromkeys(range(1, 8), (Span(time(0), time.max),)))
    assert due_at(MOMENT("2024-05-10 23:00"), 2, desk) == MOMENT("2024-05-11 01:00")
    assert elapsed(MOMENT("2024-05-10 23:00"), MOMENT("2024-05-12 01:00"), desk) == timedelta(hours=26)


def test_a_desk_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        ServiceHours({1: ()})


def test_no_time_runs_backwards() -> None:
    assert elapsed(MOMENT("2024-05-13 10:00"), MOMENT("2024-05-13 09:00"), DESK) == timedelta()


# ── minute by minute ───────────────────────────────────────────────────────────────────────────────────

START = MOMENT(
    "2024-04-29 00:00"
)  # two weeks with Labour Day and two Saturdays or Sundays worked in exchange
SPAN_MINUTES = 14 * 1440
QUARTERS = st.integers(0, 96)
WEEK = st.dictionaries(
    st.integers(1, 7),
    st.lists(st.tuples(QUARTERS, QUARTERS).filter(lambda edge: edge[0] < edge[1]), min_size=1, max_size=3),
    min_size=2,
)
PAUSES = st.lists(
    st.tuples(st.integers(0, SPAN_MINUTES), st.one_of(st.none(), st.integers(1, 2000))), max_size=3
)
MINUTE = timedelta(minutes=1)


def clock(quarter: int) -> time:
    return time.max if quarter == 96 else time(quarter // 4, quarter % 4 * 15)


def desk_of(week: dict[int, list[tuple[int, int]]]) -> ServiceHours:
    spans = {weekday: [Span(clock(a), clock(b)) for a, b in edges] for weekday, edges in week.items()}
    return ServiceHours(spans, PUBLISHED, LUNCH)


def runs(moment: datetime, desk: ServiceHours | None, pauses: Sequence[Pause]) -> bool:
    """Does the clock run in the minute that begins now: the plain reading, knowing nothing of pieces."""
    if any(since <= moment and (until is None or moment < until) for since, until in pauses):
        return False
    if desk is None:
        return True
    return any(span.since <= moment.time() < span.until for span in desk.on(moment.date()))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.none(), WEEK),
    PAUSES,
    st.integers(0, 3 * 1440),
    st.integers(1, 6 * 1440),
    st.integers(1, 30 * 60),
)
def test_answers_are_those_of_a_clock_watched_minute_by_minute(
    week: dict[int, list[tuple[int, int]]] | None,
    stops: list[tuple[int, int | None]],
    begin: int,
    length: int,
    limit: int,
) -> None:
    desk = desk_of(week) if week else None
    pauses = [
        (START + since * MINUTE, None if lasts is None else START + (since + lasts) * MINUTE)
        for since, lasts in stops
    ]
    start = START + begin * MINUTE
    ran, due = 0, None
    for minute in range(length):
        ran += runs(start + minute * MINUTE, desk, pauses)
        if ran == limit and due is None:
            due = start + (minute + 1) * MINUTE
    end = start + length * MINUTE
    assert elapsed(start, end, desk, pauses) == ran * MINUTE
    found = due_at(start, Decimal(limit) / 60, desk, pauses)
    if due is None:
        assert found is None or found > end
    else:
        assert found == due
