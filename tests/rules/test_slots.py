"""When to call: R-072 and R-137."""

from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.slots import blocked_at, blocked_words, local_words, next_slot, slot_starts, zone_named

MOMENT = datetime.fromisoformat
POLICY = Policy.default()
PUBLISHED = WorkCalendar.seeded()
WEEKENDS_ONLY = WorkCalendar([])


@pytest.mark.parametrize(
    ("moment", "blocked"),
    [
        pytest.param("2024-05-13 09:30", "周一12:00以前", id="Monday morning"),
        pytest.param("2024-05-13 11:59", "周一12:00以前", id="the last minute of Monday morning"),
        pytest.param("2024-05-13 12:00", None, id="Monday noon"),
        pytest.param("2024-05-10 11:59", None, id="Friday before noon"),
        pytest.param("2024-05-10 12:00", "周五12:00以后", id="Friday noon"),
        pytest.param("2024-05-10 23:59", "周五12:00以后", id="late on Friday"),
        pytest.param("2024-05-14 09:30", None, id="a Tuesday"),
    ],
)
def test_hours_in_which_nobody_should_call(moment: str, blocked: str | None) -> None:
    rest = blocked_at(MOMENT(moment), POLICY)
    assert (rest and blocked_words(rest)) == blocked


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        pytest.param("2024-05-13 09:30", "2024-05-13 15:00", id="Monday morning is put off to the afternoon"),
        pytest.param("2024-05-14 09:30", "2024-05-14 10:00", id="a Tuesday's first slot"),
        pytest.param("2024-05-14 10:00", "2024-05-14 10:00", id="the beginning of a slot"),
        pytest.param("2024-05-14 10:40", "2024-05-14 10:40", id="within a slot"),
        pytest.param("2024-05-14 11:00", "2024-05-14 11:00", id="the end of a slot is allowed"),
        pytest.param("2024-05-14 11:01", "2024-05-14 15:00", id="a minute after it"),
        pytest.param("2024-05-14 16:01", "2024-05-15 10:00", id="after the last slot"),
        pytest.param("2024-05-10 10:30", "2024-05-10 10:30", id="Friday morning"),
        pytest.param("2024-05-10 14:00", "2024-05-11 10:00", id="Friday afternoon, the Saturday is worked"),
        pytest.param("2024-05-17 14:00", "2024-05-20 15:00", id="Friday afternoon of a usual week"),
        pytest.param("2024-04-30 17:00", "2024-05-06 15:00", id="over the holidays to a Monday afternoon"),
        pytest.param("2024-05-01 10:30", "2024-05-06 15:00", id="within a slot, but on a holiday"),
        pytest.param("2024-05-13", "2024-05-13 15:00", id="a Monday without a time"),
        pytest.param("2024-05-14", "2024-05-14 10:00", id="a day without a time"),
    ],
)
def test_the_next_slot(moment: str, slot: str) -> None:
    asked = MOMENT(moment) if " " in moment else date.fromisoformat(moment)
    found = next_slot(asked, POLICY, PUBLISHED)
    assert (found.ours, found.theirs, found.fits) == (MOMENT(slot), MOMENT(slot), True)


def test_without_a_published_calendar_only_weekends_are_skipped() -> None:
    assert next_slot(MOMENT("2024-05-10 14:00"), POLICY, WEEKENDS_ONLY).ours == MOMENT("2024-05-13 15:00")


@pytest.mark.parametrize(
    ("zone", "moment", "ours", "theirs", "fits"),
    [
        pytest.param(
            "Europe/Berlin", "2024-05-14", "2024-05-14 16:00", "2024-05-14 10:00", True, id="Berlin in summer"
        ),
        pytest.param(
            "Europe/Berlin", "2024-01-16", "2024-01-16 17:00", "2024-01-16 10:00", True, id="Berlin in winter"
        ),
        pytest.param(
            "Europe/Berlin",
            "2024-05-10 14:00",
            "2024-05-10 16:00",
            "2024-05-10 10:00",
            True,
            id="Friday there is morning",
        ),
        pytest.param(
            "America/New_York",
            "2024-05-14",
            "2024-05-14 22:00",
            "2024-05-14 10:00",
            False,
            id="no hours in common",
        ),
        pytest.param(
            "Asia/Tokyo", "2024-05-14", "2024-05-14 09:00", "2024-05-14 10:00", True, id="an hour ahead"
        ),
        pytest.param(
            "Asia/Tokyo",
            "2024-05-11",
            "2024-05-13 14:00",
            "2024-05-13 15:00",
            True,
            id="our exchanged Saturday is free there",
        ),
        pytest.param(
            "Asia/Tokyo", "2024-05-01", "2024-05-06 14:00", "2024-05-06 15:00", True, id="our holiday"
        ),
    ],
)
def test_slots_lie_on_the_customers_clock(zone: str, moment: str, ours: str, theirs: str, fits: bool) -> None:
    asked = MOMENT(moment) if " " in moment else date.fromisoformat(moment)
    found = next_slot(asked, POLICY, PUBLISHED, zone_named(zone))
    assert found == (MOMENT(ours), MOMENT(theirs), fits)


def test_both_clocks_are_named() -> None:
    slot = next_slot(date(2024, 5, 14), POLICY, PUBLISHED, zone_named("Europe/Berlin"))
    words = "Europe/Berlin 2024-05-14 10:00 = Asia/Shanghai 2024-05-14 16:00"
    assert local_words(slot, "Europe/Berlin", POLICY) == words


@pytest.mark.parametrize("name", ["", None, "柏林", "Europe/Nowhere", "../etc/passwd", "Asia"])
def test_what_is_no_zone_is_none(name: str | None) -> None:
    assert zone_named(name) is None


OPENED = [datetime(2024, 5, day, hour, 20) for day, hour in ((6, 9), (7, 14), (8, 14), (9, 9), (10, 20))]


@pytest.mark.parametrize(
    ("source", "opened", "starts"),
    [
        pytest.param("fixed", OPENED, ["10:00", "15:00"], id="history is not asked for"),
        pytest.param("history", OPENED[:4], ["10:00", "15:00"], id="too little history"),
        pytest.param("history", OPENED, ["09:00"], id="the earlier of two equal hours"),
        pytest.param("history", [*OPENED, datetime(2024, 5, 11, 14)], ["14:00"], id="the hour most used"),
    ],
)
def test_slots_may_follow_the_customers_habit(source: str, opened: list[datetime], starts: list[str]) -> None:
    policy = POLICY.with_values({"slot.source": source})
    assert [f"{start:%H:%M}" for start in slot_starts(policy, opened)] == starts


def test_a_slot_outside_working_hours_does_not_fit() -> None:
    late = POLICY.with_values({"slot.starts": "19:00"})
    assert next_slot(date(2024, 5, 14), late, PUBLISHED) == (MOMENT("2024-05-14 19:00"),) * 2 + (False,)


def test_when_every_slot_is_blocked_the_moment_stays_and_does_not_fit() -> None:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    never = POLICY.with_values({"slot.blocked": [f"{day} ≥00:00" for day in days]})
    noon = MOMENT("2024-05-14 12:00")
    assert next_slot(noon, never, PUBLISHED) == (noon, noon, False)
