"""R-067: visits to customers of the class 重要价值, every two weeks besides the rhythm."""

from __future__ import annotations

from datetime import date

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.care_tasks import valued_visits

DAY = date.fromisoformat
ORDERS = [("1", "2024-05-01", 900_000), ("1", "2024-04-01", 100_000), ("2", "2023-08-01", 10_000)]
CUSTOMERS = [{"customer_id": n, "customer_name": f"示例{n}有限公司", "customer_status": "合作"} for n in "12"]


def tables(*visits: str) -> dict[str, list[dict[str, object]]]:
    met = {"customer_id": "1", "method": "上门拜访", "summary": "拜访", "feedback": "认可"}
    orders = [
        {"order_no": f"D{at}", "customer_id": who, "order_date": DAY(day), "amount": amount}
        for at, (who, day, amount) in enumerate(ORDERS)
    ]
    records = [{**met, "contact_date": DAY(day)} for day in visits]
    return {"customer_master": CUSTOMERS, "order": orders, "followup_record": records}


@pytest.mark.parametrize(
    ("visits", "settings", "due"),
    [
        pytest.param(["2024-05-10"], {}, ["2024-05-24"], id="two weeks after the visit"),
        pytest.param(["2024-04-10", "2024-05-10"], {}, ["2024-05-24"], id="the newest visit counts"),
        pytest.param(
            ["2024-05-10"], {"rfm.visit_days": 7}, ["2024-05-17"], id="a week, if the company says so"
        ),
        pytest.param([], {}, ["None"], id="nobody was ever there: without a date"),
        pytest.param(["2024-05-10"], {"rfm.method": "quintile"}, [], id="fifths have no such class"),
    ],
)
def test_visits(portfolio, visits, settings, due) -> None:
    policy = Policy.default().with_values(settings)
    tasks = list(valued_visits(portfolio(tables(*visits), DAY("2024-05-12"), policy)))
    assert [str(task.due) for task in tasks] == due
    assert all(task.customer_id == "1" and task.method == "上门拜访" for task in tasks)


def test_no_orders_no_classes(portfolio) -> None:
    assert list(valued_visits(portfolio({"customer_master": CUSTOMERS}, DAY("2024-05-12")))) == []
