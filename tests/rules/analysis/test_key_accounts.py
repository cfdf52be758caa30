"""Key accounts: who they are, twelve indicators, gaps in their service (R-131 to R-133)."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from xlcrm.policy import Policy
from xlcrm.rules.analysis import key_accounts as keys
from xlcrm.rules.frames import Data
from xlcrm.rules.words import Words

DEFAULT = Policy.default()
TODAY = date(2024, 6, 30)
Make = Callable[..., Data]


@pytest.mark.parametrize(
    ("indicator", "value", "threshold", "alert"),
    [
        pytest.param("账户健康度", 60, 60, "正常", id="health on the threshold"),
        pytest.param("账户健康度", 59, 60, "预警", id="health below"),
        pytest.param("业务收益", 0, 0, "正常", id="as much as last year"),
        pytest.param("业务收益", -0.1, 0, "预警", id="a little less"),
        pytest.param("年采购额", 99, 100, "预警", id="less than last year"),
        pytest.param("采购增速", -0.1, 0, "预警", id="slower"),
        pytest.param("订单数", 3, 3, "正常", id="as many orders"),
        pytest.param("订单数", 2, 3, "预警", id="fewer orders"),
        pytest.param("回款及时率", 89.9, 90, "预警", id="89.9 % paid in time"),
        pytest.param("满意度", 76.0, 80, "预警", id="76 points"),
        pytest.param("推荐值", 7, 7, "正常", id="seven"),
        pytest.param("投诉数", 1, 0, "预警", id="an open complaint"),
        pytest.param("投诉数", 0, 0, "正常", id="none"),
        pytest.param("平均解决时长", 48, 48, "正常", id="48 hours"),
        pytest.param("平均解决时长", 48.1, 48, "预警", id="over 48 hours"),
        pytest.param("跟进按时率", 90, 90, "正常", id="90 % on time"),
        pytest.param("合同剩余天数", 30, 30, "预警", id="30 days left"),
        pytest.param("合同剩余天数", 31, 30, "正常", id="31 days left"),
        pytest.param("合同剩余天数", -5, 30, "预警", id="run out"),
        pytest.param("满意度", None, 80, "无数据", id="nothing known"),
        pytest.param("满意度", float("nan"), 80, "无数据", id="not a number"),
        pytest.param("年采购额", 99, None, "无数据", id="nothing to compare with"),
    ],
)
def test_alert(indicator: str, value: float | None, threshold: float | None, alert: str) -> None:
    assert keys.alert(indicator, value, threshold) == alert


HISTORY = {
    "customer_master": [{"customer_id": "1", "customer_name": "甲", "grade": "A类"}],
    "order": [
        {
            "customer_id": "1", "order_no": "a", "order_date": "2024-06-01", "amount": 300,
            "payment_due": "2024-06-10", "paid_date": "2024-06-10", "paid_amount": 300,
        },
        {
            "customer_id": "1", "order_no": "b", "order_date": "2024-02-01", "amount": 200,
            "payment_due": "2024-03-10", "paid_date": "2024-03-11", "paid_amount": 200,
        },
        {
            "customer_id": "1", "order_no": "c", "order_date": "2023-02-01", "amount": 250,
            "payment_due": "2023-03-10", "paid_date": "2023-03-10", "paid_amount": 250,
        },
    ],
    "complaint_log": [
        {"customer_id": "1", "complaint_date": "2024-05-01", "received_at": "2024-05-01 10:00", "solved_at": "2024-05-02 10:00", "status": "已完成"},
        {"customer_id": "1", "complaint_date": "2024-06-29", "status": "处理中"},
    ],
    "contract": [
        {"customer_id": "1", "end_date": "2024-07-30"},
        {"customer_id": "1", "end_date": "2025-07-30", "renewal_status": "不续签"},
    ],
    "followup_record": [
        {"customer_id": "1", "contact_date": "2024-06-01", "due_date": "2024-06-05", "action_status": "已完成", "action_done_date": "2024-06-05"},
        {"customer_id": "1", "contact_date": "2024-06-02", "due_date": "2024-06-06", "action_status": "待处理"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        pytest.param("账户健康度", 70.0, id="100 less a risk of 30: two complaints more"),
        pytest.param("业务收益", 100.0, id="paid 500 against 250"),
        pytest.param("年采购额", 500.0, id="bought"),
        pytest.param("采购增速", 50.0, id="three months against the three before"),
        pytest.param("订单数", 2.0, id="orders of the year"),
        pytest.param("回款及时率", 50.0, id="one of two in time"),
        pytest.param("投诉数", 1.0, id="open complaints"),
        pytest.param("平均解决时长", 24.0, id="hours of the solved one"),
        pytest.param("跟进按时率", 50.0, id="one action of two"),
        pytest.param("合同剩余天数", 30.0, id="the contract that may be renewed"),
        pytest.param("满意度", None, id="never asked"),
        pytest.param("推荐值", None, id="never asked to recommend"),
    ],
)
def test_indicators(make_data: Make, indicator: str, value: float | None) -> None:
    found = keys.indicator_values(make_data(HISTORY), DEFAULT, TODAY).loc["1", indicator]
    assert np.isnan(found) if value is None else found == pytest.approx(value)


def test_the_thresholds_of_purchases_are_last_year_s(make_data: Make) -> None:
    values = keys.indicator_values(make_data(HISTORY), DEFAULT, TODAY)
    bounds = keys.default_thresholds(values, DEFAULT).loc["1"]
    assert (bounds["年采购额"], bounds["订单数"], bounds["账户健康度"]) == (250, 1, 60)
    own = keys.default_thresholds(
        values, DEFAULT.with_values({"key.health": 80, "satisfaction.min": 85})
    ).loc["1"]
    assert (own["账户健康度"], own["满意度"]) == (80, 85)


def test_a_workbook_without_complaints_says_nothing_of_them(make_data: Make) -> None:
    data = make_data({"customer_master": [{"customer_id": "1"}]})
    assert np.isnan(keys.indicator_values(data, DEFAULT, TODAY).loc["1", "投诉数"])


@pytest.mark.parametrize(
    ("plan", "gaps"),
    [
        pytest.param({}, 1, id="none"),
        pytest.param({"basis": "年度合作路线图 甲", "due_date": "2024-03-01"}, 0, id="by name"),
        pytest.param(
            {"basis": "年度合作路线图", "action": "客户 2023001", "due_date": "2024-03-01"}, 0, id="by number"
        ),
        pytest.param({"basis": "年度合作路线图 甲", "due_date": "2023-03-01"}, 1, id="last year's"),
        pytest.param({"basis": "路线图 甲", "due_date": "2024-03-01"}, 1, id="something else"),
    ],
)
def test_roadmap_of_the_year(make_data: Make, plan: dict[str, object], gaps: int) -> None:
    master = [{"customer_id": "2023001", "customer_name": "甲"}]
    data = make_data({"customer_master": master, "action_plan": [plan]})
    staffed = Words.of([{"list_name": "staff.客户总监", "value": "赵敏"}])
    assert len(keys.service_gaps(["2023001"], data, staffed, TODAY)) == gaps
    assert len(keys.service_gaps(["2023001"], data, Words(), TODAY)) == gaps + 1, "nobody is director"
    assert keys.service_gaps([], data, Words(), TODAY) == []
