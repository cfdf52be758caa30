"""Where the customers come from: industries, their sales and growth, and which are worth more attention."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import change, exceeds, ratio, reaches
from xlcrm.rules.analysis.joins import by_customer, looked_up
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import between, in_months
from xlcrm.rules.analysis.presence import present
from xlcrm.rules.dates import add_months
from xlcrm.rules.frames import Data

UNKNOWN = "未知"
STRONG, PROMISING, ORDINARY = "优势行业", "潜力行业", "一般"


@implements("R-068")
def distribution(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """R-068 行业分布: customers, sales, their shares and growth of each industry, most sales first.

    Source: 《手册》第五章 §3. Sales are those of ``industry.period_months`` (yuan), growth is against as many
    months before and blank where nothing was sold then. Lost customers do not count among the customers.
    A blank industry is 未知.

    >>> master = pd.DataFrame({"customer_id": range(10), "industry": ["信息技术"] * 4 + ["医疗"] * 5 + [None],
    ...     "created_date": pd.Timestamp("2022-01-01"), "customer_status": "合作", "status_date": pd.NaT})
    >>> orders = pd.DataFrame({"customer_id": [0, 4, 4], "amount": [5.0, 1.3, 1.0],
    ...     "order_date": pd.to_datetime(["2024-01-01", "2024-01-01", "2023-01-01"])})
    >>> found = distribution(Data({"customer_master": master, "order": orders}), Policy.default(), date(2024, 5, 10))
    >>> found[["industry", "customers", "customer_share", "sales", "growth"]].round(2).values.tolist()
    [['信息技术', 4, 0.4, 5.0, nan], ['医疗', 5, 0.5, 1.3, 0.3], ['未知', 1, 0.1, 0.0, nan]]
    """
    months = policy.count("industry.period_months")
    orders = countable(data, policy)
    trades = by_customer(data["customer_master"], "industry").fillna(UNKNOWN)
    trade = looked_up(orders["customer_id"], trades).fillna(UNKNOWN)
    days, before = orders["order_date"], add_months(as_of, -months)
    now = orders["amount"].where(in_months(days, as_of, months), 0).groupby(trade).sum()
    then = (
        orders["amount"].where(between(days, add_months(as_of, -2 * months), before), 0).groupby(trade).sum()
    )
    heads = present(data, as_of)["industry"].fillna(UNKNOWN).value_counts()
    table = pd.DataFrame({"customers": heads, "sales": now, "sales_before": then}).fillna(0)
    table["customers"] = table["customers"].astype(int)
    table["customer_share"] = ratio(table["customers"], float(table["customers"].sum()))
    table["sales_share"] = ratio(table["sales"], float(table["sales"].sum()))
    table["growth"] = change(table["sales"], table["sales_before"])
    ordered = table.rename_axis("industry").reset_index()
    return ordered.sort_values(
        ["sales", "customers", "industry"], ascending=[False, False, True]
    ).reset_index(drop=True)


def too_young(data: Data, policy: Policy, as_of: date) -> date | None:
    """Day of the first order when the orders do not reach back over both periods of R-068; else None.

    >>> orders = pd.DataFrame({"customer_id": [0], "amount": [1.0], "order_date": pd.to_datetime(["2023-01-01"])})
    >>> [too_young(Data({"order": orders}), Policy.default(), day) for day in (date(2024, 5, 10), date(2025, 1, 1))]
    [datetime.date(2023, 1, 1), None]
    """
    first = countable(data, policy)["order_date"].min()
    young = pd.notna(first) and first.date() > add_months(as_of, -2 * policy.count("industry.period_months"))
    return first.date() if young else None


@implements("R-069")
def verdicts(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-069 优势与潜力行业: verdict of each industry, and why in ``words``.

    Source: 《手册》第五章 §3. 优势行业 has ``industry.strong_share`` of the sales and more than its share of
    the customers; 潜力行业 at most ``industry.potential_share`` of the customers and at least
    ``industry.potential_growth``. Under ``industry.min_customers`` all are 一般.

    >>> table = pd.DataFrame({"industry": ["信息技术", "医疗", "教育"], "customers": [40, 10, 4],
    ...     "customer_share": [0.4, 0.1, 0.04], "sales_share": [0.5, 0.13, 0.05], "growth": [0.1, 0.3, 0.9]})
    >>> verdicts(table, Policy.default())["verdict"].tolist()
    ['优势行业', '潜力行业', '一般']
    """
    strong = reaches(table["sales_share"], policy.number("industry.strong_share")) & exceeds(
        table["sales_share"] - table["customer_share"], 0
    )
    small = ~exceeds(table["customer_share"], policy.number("industry.potential_share"))
    growing = reaches(table["growth"], policy.number("industry.potential_growth"))
    few = table["customers"] < policy.count("industry.min_customers")
    chosen = [few, strong, small & growing]
    verdict = np.select(chosen, [ORDINARY, STRONG, PROMISING], default=ORDINARY)
    reasons = [
        f"客户不足 {policy.count('industry.min_customers')} 个，不作判定",
        "销售额占比高于客户占比",
        "客户不多而增长快",
    ]
    return table.assign(verdict=verdict, words=np.select(chosen, reasons, default=""))
