"""R-040 客户阶段, R-042 唤醒, R-046 合作时长, R-059 致谢."""

from datetime import date

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.cooperation import coop_length, thanks_due
from xlcrm.rules.stages import Standing, former_stage, stage, stage_name, wakeup

DAY = date.fromisoformat
MANUAL = Policy.default()


@pytest.mark.parametrize(
    ("last", "today", "label"),
    [
        pytest.param("2024-01-15", "2024-07-14", "潜在", id="the day before the sixth month is full"),
        pytest.param("2024-01-15", "2024-07-15", "沉睡(6个月无互动)", id="on the day it is full"),
        pytest.param("2023-08-31", "2024-02-28", "潜在", id="six months from the 31st end on 29 February"),
        pytest.param("2023-08-31", "2024-02-29", "沉睡(6个月无互动)", id="that day itself"),
        pytest.param("2023-01-31", "2023-09-29", "沉睡(7个月无互动)", id="the eighth month is not full"),
        pytest.param("2023-01-31", "2023-09-30", "沉睡(8个月无互动)", id="it is at the month's end"),
    ],
)
def test_dormant(last: str, today: str, label: str) -> None:
    assert stage(Standing(DAY(last), None), MANUAL, DAY(today)).value == label


@pytest.mark.parametrize(
    ("standing", "label"),
    [
        pytest.param(Standing(None, DAY("2024-05-01"), ""), "潜在", id="new and without an order"),
        pytest.param(Standing(None, DAY("2024-05-01"), "有订单"), "合作", id="an order makes a partner"),
        pytest.param(
            Standing(None, DAY("2023-11-10"), "有订单"),
            "沉睡(6个月无互动)",
            id="no interaction since the entry",
        ),
        pytest.param(Standing(None, None, ""), "潜在", id="without any date nobody is dormant"),
        pytest.param(Standing(DAY("2024-05-09"), None, "有订单", lost=True), "流失", id="lost by hand"),
    ],
)
def test_stage(standing: Standing, label: str) -> None:
    assert stage(standing, MANUAL, DAY("2024-05-10")).value == label


def test_a_year_of_silence_may_count_as_lost() -> None:
    own = MANUAL.with_values({"churn.months": 12})
    standing = Standing(DAY("2023-05-10"), None)
    assert stage(standing, own, DAY("2024-05-09")).value == "沉睡(11个月无互动)"
    assert stage(standing, own, DAY("2024-05-10")).value == "流失"
    assert stage(standing, MANUAL, DAY("2024-05-10")).value == "沉睡(12个月无互动)"


def test_who_wakes_up_is_what_they_were() -> None:
    assert former_stage(Standing(DAY("2020-01-01"), None, "有订单"), MANUAL).value == "合作"
    assert former_stage(Standing(DAY("2020-01-01"), None), MANUAL).value == "潜在"


def test_the_remark_of_a_stage() -> None:
    assert [stage_name(label) for label in ("沉睡(8个月无互动)", "沉睡（8个月无互动）", "合作", None)] == [
        "沉睡",
        "沉睡",
        "合作",
        None,
    ]


@pytest.mark.parametrize(
    ("sent", "touched", "today", "due"),
    [
        pytest.param(
            None, None, "2024-07-15", "2024-07-15", id="the package is due when the customer falls asleep"
        ),
        pytest.param(
            "2024-01-10", None, "2024-08-01", "2024-07-15", id="one sent long before does not count"
        ),
        pytest.param(
            "2024-07-15", None, "2024-07-22", "2024-07-22", id="on the seventh day a reply still counts"
        ),
        pytest.param(
            "2024-07-15", None, "2024-07-23", "2024-10-22", id="then quarterly, from the end of the wait"
        ),
        pytest.param("2024-07-15", "2024-10-22", "2024-10-23", "2025-01-22", id="and from the last touch on"),
    ],
)
def test_wakeup(sent: str | None, touched: str | None, today: str, due: str) -> None:
    days = [day and DAY(day) for day in (sent, touched)]
    assert wakeup(DAY("2024-07-15"), days[0] or None, days[1] or None, MANUAL, DAY(today)).value == DAY(due)


def test_the_offer_of_the_package_has_an_end_or_none() -> None:
    asleep = DAY("2024-07-15")
    assert "15 天有效" in wakeup(asleep, None, None, MANUAL, asleep).words
    none = MANUAL.with_values({"wakeup.offer_days": "none"})
    assert "有效" not in wakeup(asleep, None, None, none, asleep).words


@pytest.mark.parametrize(
    ("start", "day", "length"),
    [
        pytest.param("2023-07-10", "2023-09-10", "2个月", id="as in 表5"),
        pytest.param("2022-09-05", "2023-09-05", "1年", id="a whole year"),
        pytest.param("2023-03-20", "2023-09-20", "6个月", id="half a year"),
        pytest.param("2023-01-31", "2023-02-28", "1个月", id="the end of a shorter month"),
        pytest.param("2023-01-31", "2023-02-27", "不足1个月", id="the day before"),
        pytest.param("2021-09-05", "2023-12-05", "2年3个月", id="years and months"),
        pytest.param("2024-05-10", "2024-05-10", "不足1个月", id="the first day"),
    ],
)
def test_coop_length(start: str, day: str, length: str) -> None:
    found = coop_length(DAY(start), DAY(day), MANUAL)
    assert found is not None
    assert found.value == length


def test_no_length_before_the_start() -> None:
    assert coop_length(DAY("2024-05-10"), DAY("2024-05-09"), MANUAL) is None
    assert coop_length(None, DAY("2024-05-09"), MANUAL) is None


def test_thanks_are_due_at_three_months_and_a_year() -> None:
    assert [due.value for due in thanks_due(DAY("2023-11-30"), MANUAL)] == [
        DAY("2024-02-29"),
        DAY("2024-11-30"),
    ]
