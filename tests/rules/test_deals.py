"""R-095 … R-098 contracts and quotations, R-100, R-102, R-103 delivery, R-111 offers, R-113 sources."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.care import offer_end
from xlcrm.rules.contracts import call_after_view, draft_late, renewal_reminder, unanswered_quote
from xlcrm.rules.dates import shown
from xlcrm.rules.delivery import delay_days, milestone_reminder, next_sync, stages_out_of_order, sync_gaps
from xlcrm.rules.sources import acquisition_cost, conversion_rate

DAY, MOMENT = date.fromisoformat, datetime.fromisoformat
MANUAL = Policy.default()


@pytest.mark.parametrize(
    ("end", "state", "first"),
    [
        pytest.param("2024-12-31", None, "2024-12-01", id="thirty days before the end of the year"),
        pytest.param("2024-03-15", "跟进中", "2024-02-14", id="over a leap February"),
        pytest.param("2024-03-15", "已续签", None, id="renewed"),
        pytest.param("2024-03-15", "不续签", None, id="given up"),
        pytest.param(None, None, None, id="without an end"),
    ],
)
def test_renewal(end: str | None, state: str | None, first: str | None) -> None:
    found = renewal_reminder((end and DAY(end)) or None, state, MANUAL)
    assert (str(found.value) if found else None) == first


def test_31_days_ahead_nothing_is_seen(portfolio) -> None:
    from xlcrm.rules.reminders import reminders

    tables = {
        "customer_master": [{"customer_id": "2023001", "customer_status": "流失", "owner": "李某"}],
        "contract": [
            {"contract_no": "HT1", "customer_id": "2023001", "end_date": DAY("2024-12-31"), "owner": "李某"}
        ],
    }
    before, first = (reminders(portfolio(tables, DAY(day))) for day in ("2024-11-30", "2024-12-01"))
    assert [one.rule_id for one in before] == []
    assert [(one.rule_id, one.due_at, one.urgency) for one in first] == [("R-095", DAY("2024-12-31"), "")]


def test_a_draft_three_days_ahead_is_in_time() -> None:
    signing = DAY("2024-06-20")
    assert not draft_late(signing, DAY("2024-06-17"), MANUAL)
    assert draft_late(signing, DAY("2024-06-18"), MANUAL)
    assert not draft_late(None, DAY("2024-06-18"), MANUAL)


@pytest.mark.parametrize(
    ("viewed", "answered", "called", "due"),
    [
        pytest.param(
            "2024-05-10 16:30", None, None, "2024-05-12 16:30", id="within 48 hours of the first view"
        ),
        pytest.param("2024-05-10 16:30", "2024-05-11 09:00", None, None, id="answered"),
        pytest.param("2024-05-10 16:30", None, "2024-05-10 17:00", None, id="called since"),
        pytest.param(
            "2024-05-10 16:30",
            None,
            "2024-05-10 16:00",
            "2024-05-12 16:30",
            id="a call before does not count",
        ),
        pytest.param(None, None, None, None, id="not opened"),
    ],
)
def test_call_after_view(
    viewed: str | None, answered: str | None, called: str | None, due: str | None
) -> None:
    moments = [(text and MOMENT(text)) or None for text in (viewed, answered, called)]
    found = call_after_view(*moments, MANUAL)
    assert (shown(found.value) if found else None) == due


def test_a_quote_is_a_bottleneck_after_three_full_days() -> None:
    found = unanswered_quote(MOMENT("2024-05-07 16:30"), None, MANUAL)
    assert found is not None
    assert shown(found.value) == "2024-05-10 16:30"
    assert unanswered_quote(DAY("2024-05-07"), DAY("2024-05-08"), MANUAL) is None


@pytest.mark.parametrize(
    ("planned", "option", "day"),
    [
        pytest.param("2024-06-20", "keep", "2024-06-19", id="the day before"),
        pytest.param("2024-05-13", "keep", "2024-05-12", id="a Sunday stays"),
        pytest.param("2024-05-13", "previous_workday", "2024-05-11", id="a made-up Saturday is worked"),
        pytest.param("2024-05-20", "next_workday", "2024-05-17", id="a reminder never moves later"),
    ],
)
def test_milestone(planned: str, option: str, day: str) -> None:
    policy = MANUAL.with_values({"next.weekend": option})
    found = milestone_reminder(DAY(planned), "是", policy, WorkCalendar.seeded())
    assert found is not None
    assert str(found.value) == day


def test_a_milestone_that_is_not_key_reminds_nobody() -> None:
    assert milestone_reminder(DAY("2024-06-20"), "否", MANUAL, WorkCalendar.seeded()) is None


def test_weekly_reports() -> None:
    days = [DAY("2024-05-10"), DAY("2024-05-17"), DAY("2024-05-25")]
    assert sync_gaps(days, MANUAL) == [(DAY("2024-05-25"), 8)], "seven days are fine, eight are late"
    due = next_sync([], DAY("2024-05-10"), MANUAL)
    assert due is not None
    assert due.value == DAY("2024-05-17"), "the first one a week after the start"
    assert next_sync([], None, MANUAL) is None


def test_delay_of_a_stage() -> None:
    planned = DAY("2024-05-10")
    assert delay_days(planned, DAY("2024-05-14"), DAY("2024-06-01")) == 4
    assert delay_days(planned, DAY("2024-05-08"), DAY("2024-06-01")) == -2, "early is negative"
    assert delay_days(planned, None, planned) is None, "due today is not late"
    assert delay_days(planned, None, DAY("2024-05-11")) == 1


def test_stages_follow_each_other() -> None:
    done = [("需求调研", DAY("2024-05-10")), ("开发实施", DAY("2024-05-20")), ("测试验收", DAY("2024-05-15"))]
    assert stages_out_of_order(done) == ["测试验收"]
    assert stages_out_of_order(done[:2]) == []


@pytest.mark.parametrize(
    ("acquired", "converted", "rate"),
    [
        pytest.param(15, 3, 0.2, id="row 1 of 表2"),
        pytest.param(8, 2, 0.25, id="row 2 of 表2"),
        pytest.param(0, 0, None, id="nobody acquired gives a blank"),
        pytest.param(None, 3, None, id="no count"),
        pytest.param(15, None, None, id="no converted count"),
        pytest.param(5, 6, None, id="more converted than acquired is a mistake"),
        pytest.param(5, 0, 0.0, id="nobody converted is nought"),
    ],
)
def test_conversion_rate(acquired: float | None, converted: float | None, rate: float | None) -> None:
    found = conversion_rate(acquired, converted, MANUAL)
    assert (found.value if found else None) == rate


@pytest.mark.parametrize(
    ("notes", "total", "each"),
    [
        pytest.param("成本:15元/次", "375", "75", id="a price a time is taken once a customer"),
        pytest.param("成本：1万元", "10000", "2000", id="a total in 万元, full-width colon"),
        pytest.param("展位号:A08;成本:1,500元", "1500", "300", id="beside other notes"),
    ],
)
def test_cost(notes: str, total: str, each: str) -> None:
    found = acquisition_cost(notes, 25, 5)
    assert found is not None
    assert (found.total, found.per_converted) == (Decimal(total), Decimal(each))


def test_no_cost_in_the_notes() -> None:
    assert acquisition_cost("展位号:A08", 25, 5) is None
    assert acquisition_cost(None, 25, 5) is None
    nobody = acquisition_cost("成本:100元", 25, 0)
    assert nobody is not None
    assert nobody.per_converted is None


def test_offers_end() -> None:
    start = DAY("2024-05-10")
    assert [offer_end(start, kind, MANUAL).value for kind in ("展会优惠", "激活")] == [
        DAY("2024-06-09"),
        DAY("2024-05-25"),
    ]
