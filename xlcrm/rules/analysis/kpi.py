"""The figures of a month and of the six months up to it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.answers import newest, recommendation, surveys
from xlcrm.rules.analysis.figures import half_up
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import between, in_month, month_end, month_of, months_up_to
from xlcrm.rules.analysis.presence import DORMANT, LOST, present
from xlcrm.rules.dates import add_days
from xlcrm.rules.frames import Data

TREND_MONTHS = 6


def quarter_start(month: date) -> date:
    """First day of a month's calendar quarter.

    >>> quarter_start(date(2024, 5, 1))
    datetime.date(2024, 4, 1)
    """
    return date(month.year, (month.month - 1) // 3 * 3 + 1, 1)


def average_spend(orders: pd.DataFrame, policy: Policy) -> float | None:
    """R-122 平均客单价: sales ÷ customers who bought, or ÷ orders with ``kpi.avg_by``; yuan, None without any.

    >>> orders = pd.DataFrame({"customer_id": ["C1", "C1", "C2"], "order_no": ["a", "b", "c"],
    ...                        "amount": [3000.0, 2000.0, 5000.0]})
    >>> average_spend(orders, Policy.default())
    5000.0
    >>> average_spend(orders, Policy.default().with_values({"kpi.avg_by": "order"}))
    3333.33
    """
    whom = _orders(orders) if policy.word("kpi.avg_by") == "order" else orders["customer_id"].nunique()
    return float(half_up(pd.Series([orders["amount"].sum() / whom]), 2).iloc[0]) if whom else None


def _orders(orders: pd.DataFrame) -> int:
    """Different orders; a row without a number is one of its own."""
    return orders["order_no"].nunique() + int(orders["order_no"].isna().sum())


@implements("R-122")
def month_figures(data: Data, policy: Policy, month: date, today: date) -> dict[str, float | None]:
    """R-122 客户指标总览: the figures of a month as known on ``today``.

    Source: 《手册》第五章 §4. total_customers at the month's end without the lost, new_customers and
    lost_customers of the month, dormant_customers (shown apart, not lost), sales and avg_spend (yuan),
    satisfaction (mean of the quarter's surveys, points of 100), nps (newest answers of the quarter),
    complaints and complaint_rate (÷ customers at the month's end, or ÷ orders of the month with
    ``kpi.complaints_by``, R-123). What nothing is known of is None.

    >>> orders = pd.DataFrame({"customer_id": ["C1", "C1", "C2"], "order_no": ["a", "b", "c"],
    ...     "amount": [3000.0, 2000.0, 5000.0], "order_date": pd.to_datetime(["2024-06-03"] * 3)})
    >>> master = pd.DataFrame({"customer_id": ["C1", "C2", "C3"], "customer_status": ["合作", "沉睡", "流失"],
    ...     "created_date": pd.to_datetime(["2024-01-01", "2024-06-02", "2024-01-01"]),
    ...     "status_date": pd.to_datetime([None, None, "2024-06-20"])})
    >>> found = month_figures(Data({"order": orders, "customer_master": master}), Policy.default(),
    ...                       date(2024, 6, 1), date(2024, 7, 1))
    >>> [found[name] for name in ("total_customers", "new_customers", "lost_customers", "avg_spend", "nps")]
    [2, 1, 1, 5000.0, None]
    """
    as_of = min(today, month_end(month))
    master, here = data["customer_master"], present(data, as_of)
    orders = countable(data, policy)
    bought = orders[in_month(orders["order_date"], month)]
    answers = surveys(data["satisfaction_response"], policy)
    quarter = answers[between(answers["survey_date"], add_days(quarter_start(month), -1), as_of)]
    asked = recommendation(newest(quarter, "recommend_score")["recommend_score"], policy)
    complaints = int(in_month(data["complaint_log"]["complaint_date"], month).sum())
    among = _orders(bought) if policy.word("kpi.complaints_by") == "order" else len(here)
    scores = quarter["score_100"].dropna()
    return {
        "total_customers": len(here),
        "new_customers": int(in_month(master["created_date"], month).sum()),
        "lost_customers": int(
            ((master["customer_status"] == LOST) & in_month(master["status_date"], month)).sum()
        ),
        "dormant_customers": int((here["customer_status"] == DORMANT).sum()),
        "avg_spend": average_spend(bought, policy),
        "satisfaction": float(half_up(pd.Series([scores.mean()]), 1).iloc[0]) if len(scores) else None,
        "sales": float(bought["amount"].sum()),
        "complaints": complaints,
        "complaint_rate": complaints / among if among else None,
        "nps": asked.value if asked else None,
    }


@implements("R-123")
def trend(data: Data, policy: Policy, month: date, today: date) -> pd.DataFrame:
    """R-123 六个月走势: the figures of ``TREND_MONTHS`` calendar months, ``month`` the last; one row each.

    Source: 《手册》第五章 §4. A month without anything is 0, one before the first record of all is blank.
    The complaint rate is complaints ÷ customers at the month's end, or ÷ orders of the month. ``growth`` is new less lost customers.

    >>> log = pd.DataFrame({"complaint_date": pd.to_datetime(["2024-06-05"] * 3)})
    >>> master = pd.DataFrame({"customer_id": range(150), "customer_status": "合作", "status_date": pd.NaT,
    ...                        "created_date": pd.Timestamp("2024-02-01")})
    >>> found = trend(Data({"complaint_log": log, "customer_master": master}), Policy.default(),
    ...               date(2024, 6, 1), date(2024, 7, 1))
    >>> found[["month", "total_customers", "complaint_rate"]].values.tolist()[::5]
    [[datetime.date(2024, 1, 1), nan, nan], [datetime.date(2024, 6, 1), 150.0, 0.02]]
    """
    first = _first_month(data)
    lines = []
    for each in months_up_to(month, TREND_MONTHS):
        known = first is not None and each >= first
        lines.append(month_figures(data, policy, each, today) if known else {})
    names = month_figures(Data({}), policy, month, today)
    table = pd.DataFrame(lines, columns=list(names)).astype("float64")
    table.insert(0, "month", months_up_to(month, TREND_MONTHS))
    return table.assign(growth=table["new_customers"] - table["lost_customers"])


def _first_month(data: Data) -> date | None:
    """Month of the first customer, order or complaint."""
    starts = [
        data[name][column].min()
        for name, column in (
            ("customer_master", "created_date"),
            ("order", "order_date"),
            ("complaint_log", "complaint_date"),
        )
    ]
    known = [start for start in starts if not pd.isna(start)]
    return month_of(min(known).date()) if known else None
