"""R-030 … R-038: how often, and when next."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from xlcrm.policy import Interval, Policy
from xlcrm.rules.cadence import (
    Course,
    first_contact_due,
    frequency,
    next_contact,
    next_date,
    region_interval,
    rhythm,
    second_contact_due,
)
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.dates import kept, shown
from xlcrm.rules.signals import Heard

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
CALENDAR = WorkCalendar.seeded()


def next_day(course: Course, today: str, policy: Policy | None = None) -> str | None:
    found = next_contact(course, policy or Policy.default(), CALENDAR, DAY(today))
    return shown(found.value) if found else None


@pytest.mark.parametrize(
    ("profile", "stage", "grade", "every"),
    [
        pytest.param("manual", "潜在", "A类", "7天", id="the handbook: potential A weekly"),
        pytest.param("manual", "潜在", "B类", "14天", id="potential B every two weeks"),
        pytest.param("manual", "潜在", "C类", "1个月", id="potential C monthly"),
        pytest.param("manual", "合作", "A类", "1个月", id="cooperating monthly, whatever the grade"),
        pytest.param("manual", "合作", "C类", "1个月", id="cooperating C monthly too"),
        pytest.param("manual", "沉睡", "A类", "3个月", id="dormant quarterly"),
        pytest.param("deck", "合作", "A类", "7天", id="the deck: A weekly at every stage"),
        pytest.param("deck", "合作", "B类", "14天", id="the deck: B every two weeks"),
        pytest.param("deck", "潜在", "C类", "1个月", id="the deck: C monthly"),
        pytest.param("process", "潜在", "C类", "7天", id="the process: C weekly"),
        pytest.param("process", "潜在", "A类", "7天", id="the process is silent on A: the handbook"),
        pytest.param("card", "潜在", "B类", "7天", id="the card: every potential customer weekly"),
        pytest.param("card", "合作", "B类", "1个月", id="the card is silent on cooperating ones"),
        pytest.param("toolkit", "潜在", "B类", "14天", id="the toolkit falls back on the handbook"),
        pytest.param("strict", "潜在", "C类", "7天", id="strict takes the shortest"),
        pytest.param("strict", "合作", "A类", "7天", id="strict for cooperating A: the deck"),
    ],
)
def test_frequency(profile: str, stage: str, grade: str, every: str) -> None:
    found = frequency(stage, grade, None, Policy.of(profile))
    assert found is not None
    assert str(found.value) == every
    assert found.profile == profile, "the reason names the active profile"


def test_no_grade_counts_as_c_and_says_so() -> None:
    found = frequency("潜在", None, None, Policy.default())
    assert found is not None
    assert (str(found.value), "按C类" in found.words) == ("1个月", True)


def test_lost_customers_have_no_rhythm() -> None:
    assert frequency("流失", "A类", None, Policy.default()) is None


def test_a_value_set_for_the_company_wins_over_every_profile() -> None:
    own = Policy.of("card").with_values({"cadence.潜在.B": "10 d"})
    found = frequency("潜在", "B类", None, own)
    assert found is not None
    assert (str(found.value), found.rules) == ("10天", ("R-038",))


@pytest.mark.parametrize(
    ("last", "every", "due"),
    [
        pytest.param("2023-08-25", "14 d", "2023-09-08", id="two weeks after the last contact"),
        pytest.param("2023-08-25", "7 d", "2023-09-01", id="a week after"),
        pytest.param("2024-01-31", "1 month", "2024-02-29", id="a month after the 31st is the month's end"),
        pytest.param("2023-11-30", "3 months", "2024-02-29", id="a quarter over New Year"),
    ],
)
def test_next_date(last: str, every: str, due: str) -> None:
    interval = frequency("潜在", "B类", None, Policy.default().with_values({"cadence.潜在.B": every}))
    assert interval is not None
    assert shown(next_date(DAY(last), interval).value) == due


@pytest.mark.parametrize(
    ("created", "acquired", "due"),
    [
        pytest.param("2023-08-15", None, "2023-08-17", id="two whole days after the date"),
        pytest.param("2023-08-15", "2024-05-10 16:30", "2024-05-12 16:30", id="48 hours to the minute"),
        pytest.param(
            "2023-08-15", "2023-08-16", "2023-08-17", id="a first contact without a time does not count"
        ),
        pytest.param(None, "2023-08-16", "2023-08-18", id="unless nothing else is known"),
    ],
)
def test_first_contact(created: str | None, acquired: str | None, due: str) -> None:
    moment = acquired and (MOMENT(acquired) if " " in acquired else DAY(acquired))
    found = first_contact_due(created and DAY(created), moment or None, Policy.default())
    assert found is not None
    assert shown(found.value) == due


def test_first_contact_at_48_hours_is_in_time() -> None:
    due = first_contact_due(None, MOMENT("2024-05-10 16:30"), Policy.default())
    assert due is not None
    assert kept(MOMENT("2024-05-12 16:30"), due.value)
    assert not kept(MOMENT("2024-05-12 16:31"), due.value)


def test_nothing_to_count_from_gives_no_date() -> None:
    assert first_contact_due(None, None, Policy.default()) is None
    assert next_day(Course("潜在", "B类"), "2024-05-10") is None


@pytest.mark.parametrize(
    ("profile", "grade", "due"),
    [
        pytest.param("process", "A类", "2024-05-11 16:30", id="process A within 24 hours"),
        pytest.param("process", "B类", "2024-05-12 16:30", id="process B within 48 hours"),
        pytest.param("process", "C类", "2024-05-17", id="process C after a week"),
        pytest.param("card", "A类", "2024-05-13", id="card within three days"),
        pytest.param("strict", "B类", "2024-05-12 16:30", id="strict takes the shorter of both"),
    ],
)
def test_second_contact(profile: str, grade: str, due: str) -> None:
    found = second_contact_due(MOMENT("2024-05-10 16:30"), grade, Policy.of(profile))
    assert found is not None
    assert shown(found.value) == due


@pytest.mark.parametrize("profile", ["manual", "deck", "toolkit"])
def test_where_nobody_speaks_of_a_second_contact_there_is_none(profile: str) -> None:
    assert second_contact_due(MOMENT("2024-05-10 16:30"), "A类", Policy.of(profile)) is None


def test_the_second_contact_is_given_once_then_the_rhythm_holds() -> None:
    first = DAY("2024-05-10")
    before = Course("潜在", "B类", first=first, last=first)
    assert next_day(before, "2024-05-11", Policy.of("card")) == "2024-05-13"
    after = replace(before, again=True, last=DAY("2024-05-13"))
    assert next_day(after, "2024-05-14", Policy.of("card")) == "2024-05-20"


def test_a_first_contact_without_a_record_asks_for_the_second() -> None:
    course = Course(
        "潜在", None, "A类", first=MOMENT("2024-05-10 16:30"), acquired=MOMENT("2024-05-10 16:30")
    )
    assert next_day(course, "2024-05-10", Policy.of("process")) == "2024-05-11 16:30"
    assert next_day(course, "2024-05-10") == "2024-05-12 16:30", (
        "the handbook: the first follow-up in 48 hours"
    )


def test_cooperating_without_a_contact_counts_from_the_start() -> None:
    course = Course("合作", "A类", created=DAY("2023-01-01"), coop_start=DAY("2024-01-31"))
    assert next_day(course, "2024-02-01") == "2024-02-29"


CALLED = Course("潜在", "B类", last=DAY("2023-08-25"), first=DAY("2023-08-16"), again=True)


def test_the_promised_date_wins_when_it_is_earlier() -> None:
    assert next_day(CALLED, "2023-09-01") == "2023-09-08"
    assert next_day(replace(CALLED, promised=DAY("2023-08-30")), "2023-09-01") == "2023-08-30"
    assert next_day(replace(CALLED, promised=DAY("2023-09-30")), "2023-09-01") == "2023-09-08"


def test_a_positive_signal_makes_it_one_step_faster() -> None:
    heard = replace(CALLED, last=DAY("2024-03-08"), heard=Heard("积极", DAY("2024-03-08")))
    assert next_day(heard, "2024-03-09") == "2024-03-15"


def test_a_negative_signal_puts_the_look_again_in_its_place() -> None:
    heard = replace(CALLED, last=DAY("2024-03-08"), heard=Heard("消极", DAY("2024-03-08")))
    assert next_day(heard, "2024-03-09") == "2024-06-08"


def test_the_card_goes_quarterly_when_there_is_no_need() -> None:
    heard = replace(CALLED, last=DAY("2024-05-13"), heard=Heard("消极", DAY("2024-05-13")))
    found = next_contact(heard, Policy.of("card"), CALENDAR, DAY("2024-05-14"))
    assert found is not None
    assert (shown(found.value), found.rules[0]) == ("2024-08-13", "R-036")


def test_the_card_calls_daily_for_two_weeks_after_strong_interest() -> None:
    heard = replace(
        CALLED, last=DAY("2024-05-13"), heard=Heard("积极", DAY("2024-05-13"), 1, DAY("2024-05-13"))
    )
    assert next_day(heard, "2024-05-14", Policy.of("card")) == "2024-05-14"
    later = replace(heard, last=DAY("2024-05-27"))
    assert next_day(later, "2024-05-27", Policy.of("card")) == "2024-05-28", (
        "on the fourteenth day still daily"
    )
    assert next_day(later, "2024-05-28", Policy.of("card")) == "2024-06-03", "then weekly again"


def test_an_open_sale_may_cap_the_interval() -> None:
    capped = rhythm(replace(CALLED, cap=Interval(3, "d")), Policy.default(), DAY("2023-09-01"))
    assert capped is not None
    assert str(capped.value) == "3天"
    longer = rhythm(replace(CALLED, cap=Interval(30, "d")), Policy.default(), DAY("2023-09-01"))
    assert longer is not None
    assert str(longer.value) == "14天", "it never makes it slower"


def test_a_region_never_makes_it_slower() -> None:
    on = Policy.default().with_values({"region.apply": True})
    assert region_interval("美国", Interval(7, "d"), on) is None
    assert region_interval("德国", Interval(14, "d"), on) is None
