"""Which customers may leave: windows, points and levels (R-064, R-065)."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis import churn
from xlcrm.rules.frames import Data

DEFAULT = Policy.default()
TODAY = date(2024, 6, 30)
Make = Callable[..., Data]


def table(**signs: float | None) -> pd.DataFrame:
    usual = {
        "contacts_before": 0, "contacts_now": 0, "complaints_before": 0, "complaints_now": 0,
        "payment_delay_days": None, "satisfaction_100": None,
    }  # fmt: skip
    return pd.DataFrame([{"customer_id": "1", **usual, **signs}])


@pytest.mark.parametrize(
    ("signs", "score"),
    [
        pytest.param({}, 0, id="nothing known, nothing lost"),
        pytest.param({"contacts_before": 8, "contacts_now": 4}, 40, id="half the contacts: the full points"),
        pytest.param({"contacts_before": 8, "contacts_now": 0}, 40, id="no contacts: not more"),
        pytest.param({"contacts_before": 8, "contacts_now": 5}, 30, id="three eighths fewer"),
        pytest.param({"contacts_before": 4, "contacts_now": 9}, 0, id="more contacts: no credit"),
        pytest.param({"contacts_now": 3}, 0, id="none before: no fall"),
        pytest.param({"complaints_now": 1}, 15, id="one complaint more"),
        pytest.param({"complaints_now": 3}, 30, id="three more: the most"),
        pytest.param({"complaints_before": 3}, 0, id="fewer complaints: no credit"),
        pytest.param({"payment_delay_days": 29}, 29, id="a day a point"),
        pytest.param({"payment_delay_days": 31}, 30, id="thirty days are the most"),
        pytest.param(
            {"contacts_before": 16, "contacts_now": 15, "payment_delay_days": 1}, 6, id="rounded half up"
        ),
    ],
)
def test_points(signs: dict[str, float], score: float) -> None:
    scored = churn.risk_scores(table(**signs), DEFAULT)
    assert scored["risk_score"].tolist() == [score]
    parts = float(scored[list(churn.PARTS)].sum(axis=1).iloc[0])
    assert abs(parts - score) <= 0.5, "the parts make the score"


@pytest.mark.parametrize(
    ("delay", "complaints", "level"),
    [
        pytest.param(29, 0, "低", id="29 is low"),
        pytest.param(30, 0, "中", id="30 is medium"),
        pytest.param(29, 3, "中", id="59 is medium"),
        pytest.param(30, 2, "高", id="60 is high"),
    ],
)
def test_levels(delay: int, complaints: int, level: str) -> None:
    scored = churn.risk_scores(table(payment_delay_days=delay, complaints_now=complaints), DEFAULT)
    assert scored["risk_level"].tolist() == [level]


@pytest.mark.parametrize(
    ("points", "score_100", "risk"),
    [
        pytest.param("off", 60, 0, id="off: not counted"),
        pytest.param(10, 79.9, 10, id="under 80"),
        pytest.param(10, 80, 0, id="80 is fine"),
        pytest.param(10, None, 0, id="never asked"),
    ],
)
def test_low_satisfaction_counts_when_switched_on(
    points: object, score_100: float | None, risk: float
) -> None:
    policy = DEFAULT.with_values({"churn.satisfaction_points": points})
    assert churn.risk_scores(table(satisfaction_100=score_100), policy)["risk_score"].tolist() == [risk]


def test_never_over_a_hundred() -> None:
    policy = DEFAULT.with_values({"churn.satisfaction_points": 50})
    worst = table(contacts_before=9, complaints_now=9, payment_delay_days=90, satisfaction_100=20)
    assert churn.risk_scores(worst, policy)["risk_score"].tolist() == [100]


@pytest.mark.parametrize(
    ("day", "now", "before"),
    [
        pytest.param("2024-06-30", 1, 0, id="today"),
        pytest.param("2024-04-02", 1, 0, id="the first of 90 days"),
        pytest.param("2024-04-01", 0, 1, id="the last of the 90 before"),
        pytest.param("2024-01-03", 0, 1, id="the first of the 90 before"),
        pytest.param("2024-01-02", 0, 0, id="too long ago"),
        pytest.param("2024-07-01", 0, 0, id="tomorrow"),
    ],
)
def test_windows(make_data: Make, day: str, now: int, before: int) -> None:
    data = make_data(
        {
            "customer_master": [{"customer_id": "1"}],
            "followup_record": [{"customer_id": "1", "contact_date": day}],
            "revisit_log": [{"customer_id": "1", "contact_at": f"{day} 15:00"}],
            "complaint_log": [{"customer_id": "1", "complaint_date": day}],
        }
    )
    found = churn.signs(data, DEFAULT, TODAY).iloc[0]
    assert (found["contacts_now"], found["contacts_before"]) == (2 * now, 2 * before)
    assert (found["complaints_now"], found["complaints_before"]) == (now, before)


@pytest.mark.parametrize(
    ("order", "days"),
    [
        pytest.param({"payment_due": "2024-06-10", "paid_date": "2024-06-15"}, 5, id="paid late"),
        pytest.param(
            {"payment_due": "2024-06-10", "paid_date": "2024-06-08"}, 0, id="paid early is no credit"
        ),
        pytest.param({"payment_due": "2024-06-10"}, 20, id="unpaid: up to today"),
        pytest.param({"payment_due": "2024-06-10", "paid_date": "2024-07-05"}, 20, id="paid after today"),
        pytest.param({"payment_due": "2024-03-01"}, None, id="due before the window"),
        pytest.param({"payment_due": "2024-07-10"}, None, id="not due yet"),
    ],
)
def test_payment_delay(make_data: Make, order: dict[str, object], days: int | None) -> None:
    rows = [{"customer_id": "1", "order_date": "2024-01-01", "amount": 100, **order}]
    data = make_data({"customer_master": [{"customer_id": "1"}], "order": rows})
    found = churn.signs(data, DEFAULT, TODAY)["payment_delay_days"].iloc[0]
    assert pd.isna(found) if days is None else found == days


def test_a_running_plan_is_not_made_twice(make_data: Make) -> None:
    scored = pd.DataFrame({"customer_id": ["1", "2"], "risk_level": ["高", "高"]})
    plan = {"basis": "R-065 流失风险 1", "action": "高层拜访", "status": "处理中"}
    data = make_data({"action_plan": [plan, {**plan, "basis": "R-065 流失风险 2", "status": "已完成"}]})
    found = churn.interventions(scored, pd.Series([], dtype=object), data, DEFAULT, TODAY)
    assert found["1"] == "已有专项跟进计划，继续执行"
    assert found["2"].startswith("2024-07-03 前由高层经理联系")
