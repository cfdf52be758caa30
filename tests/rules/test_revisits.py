"""R-050, R-051, R-037, R-071, R-101: revisits by tier, after the first month, after acceptance."""

from datetime import date

import pytest

from xlcrm.policy import Interval, Policy
from xlcrm.rules.dates import add_months
from xlcrm.rules.revisits import Revisiting, planned_revisit, revisit_frequency

DAY = date.fromisoformat
START = DAY("2024-01-10")


@pytest.mark.parametrize(
    ("months", "vip", "word"),
    [
        pytest.param(0, False, "每月1次", id="the first month"),
        pytest.param(3, False, "每月1次", id="three months are new"),
        pytest.param(4, False, "每月1次", id="the fourth by the gap default"),
        pytest.param(5, False, "每月1次", id="the fifth by the gap default"),
        pytest.param(6, False, "每季度1次", id="six months exactly are old"),
        pytest.param(36, False, "每季度1次", id="years"),
        pytest.param(36, True, "每月1次", id="a VIP monthly whatever the time"),
    ],
)
def test_revisit_frequency(months: int, vip: bool, word: str) -> None:
    found = revisit_frequency(Revisiting(START, vip), add_months(START, months), Policy.default())
    assert found is not None
    assert found.value.frequency == word


@pytest.mark.parametrize(
    ("last", "vip", "due"),
    [
        pytest.param("2024-02-10", False, "2024-03-10", id="new: monthly"),
        pytest.param("2024-03-10", False, "2024-04-10", id="still new on the planned day"),
        pytest.param("2024-04-10", False, "2024-05-10", id="in the gap monthly by default"),
        pytest.param("2024-05-10", False, "2024-06-10", id="the fifth month"),
        pytest.param("2024-06-10", False, "2024-09-10", id="old on the planned day: quarterly"),
        pytest.param("2024-11-30", False, "2025-02-28", id="quarterly from the month's end"),
        pytest.param("2024-11-30", True, "2024-12-30", id="a VIP monthly"),
    ],
)
def test_planned_revisit(last: str, vip: bool, due: str) -> None:
    found = planned_revisit(Revisiting(START, vip, DAY(last)), Policy.default())
    assert found is not None
    assert found.value == DAY(due)


def test_the_monthly_chain_of_the_handbook() -> None:
    start, last, chain = DAY("2023-07-10"), DAY("2023-09-10"), []
    for _ in range(2):
        found = planned_revisit(Revisiting(start, last=last), Policy.default())
        assert found is not None
        last = found.value
        chain.append(last)
    assert chain == [DAY("2023-10-10"), DAY("2023-11-10")]


def test_the_first_revisit_is_the_use_revisit() -> None:
    found = planned_revisit(Revisiting(DAY("2024-01-31")), Policy.default())
    assert found is not None
    assert (found.value, found.rules) == (DAY("2024-02-29"), ("R-071",))


@pytest.mark.parametrize("profile", ["manual", "process", "strict"])
def test_an_acceptance_asks_for_a_revisit_within_a_week(profile: str) -> None:
    plan = Revisiting(DAY("2024-01-31"), accepted=DAY("2024-04-30"), last=DAY("2024-03-01"))
    found = planned_revisit(plan, Policy.of(profile))
    assert found is not None
    assert (found.value, found.rules) == (DAY("2024-05-07"), ("R-101",))


def test_after_the_acceptance_the_process_goes_quarterly_the_handbook_by_tier() -> None:
    plan = Revisiting(DAY("2024-01-31"), accepted=DAY("2024-04-30"), last=DAY("2024-05-07"))
    process, manual = (planned_revisit(plan, Policy.of(name)) for name in ("process", "manual"))
    assert process is not None
    assert manual is not None
    assert (process.value, manual.value) == (DAY("2024-08-07"), DAY("2024-06-07"))


def test_the_toolkit_takes_the_shorter_one_for_vips_and_customers_at_risk() -> None:
    half = Policy.of("toolkit").with_values({"toolkit.revisit": "6 months"})
    due = {}
    for who in ("old", "vip", "risk"):
        plan = Revisiting(DAY("2020-01-01"), who == "vip", DAY("2024-02-29"), at_risk=who == "risk")
        found = planned_revisit(plan, half)
        assert found is not None
        due[who] = str(found.value)
    assert due == {"old": "2024-08-29", "vip": "2024-05-29", "risk": "2024-05-29"}


def test_a_typed_frequency_is_followed() -> None:
    plan = Revisiting(START, last=DAY("2024-02-10"), typed=Interval(6, "month"))
    found = planned_revisit(plan, Policy.default())
    assert found is not None
    assert found.value == DAY("2024-08-10")


def test_without_any_date_there_is_no_revisit() -> None:
    assert planned_revisit(Revisiting(None), Policy.default()) is None
    assert revisit_frequency(Revisiting(None), START, Policy.default()) is None
