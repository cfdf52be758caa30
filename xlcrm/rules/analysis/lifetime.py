"""What a customer is worth over the years, and how it has bought so far."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import half_up
from xlcrm.rules.analysis.periods import in_months, up_to, whole_days
from xlcrm.rules.dates import add_months, days_between

YEAR_MONTHS, YEAR_DAYS = 12, 365


def covered_days(orders: pd.DataFrame, as_of: date) -> int:
    """Days of the last year that the orders cover: all of them, or those since the first order.

    >>> orders = pd.DataFrame({"order_date": pd.to_datetime(["2024-02-10"])})
    >>> covered_days(orders, date(2024, 5, 10))
    91
    """
    first = orders["order_date"].min()
    year = days_between(add_months(as_of, -YEAR_MONTHS), as_of)
    if pd.isna(first):
        return year
    return min(year, max(1, days_between(first.date(), as_of) + 1))


@implements("R-143")
def lifetime_values(orders: pd.DataFrame, policy: Policy, as_of: date) -> pd.DataFrame:
    """R-143 客户生命周期价值: average order × orders a year × ``ltv.years``, in yuan, with its factors.

    Source: 《手册》第五章 (the formula is a proposal). Of the last 12 months; where the orders cover less
    (``covered_days``) their number is scaled to a year. One row a customer who bought: average, per_year, ltv.

    >>> orders = pd.DataFrame({"customer_id": ["1"] * 3, "order_no": ["a", "b", "old"], "amount": [20000.0, 30000.0, 9.0],
    ...     "order_date": pd.to_datetime(["2023-06-01", "2024-05-01", "2022-01-01"])})
    >>> lifetime_values(orders, Policy.default(), date(2024, 5, 10)).values.tolist()
    [['1', 25000.0, 2.0, 150000.0]]
    """
    past = orders[up_to(orders["order_date"], as_of)]
    year = past[in_months(past["order_date"], as_of, YEAR_MONTHS)]
    numbers = year["order_no"].where(year["order_no"].notna(), year.index.to_series().map(repr))
    grouped = year.assign(number=numbers).groupby("customer_id")
    table = grouped.agg(count=("number", "nunique"), total=("amount", "sum")).reset_index()
    days, whole = covered_days(past, as_of), days_between(add_months(as_of, -YEAR_MONTHS), as_of)
    table["average"] = half_up(table["total"] / table["count"], 2)
    table["per_year"] = half_up(table["count"] * (whole / days), 2)
    scaled = table["total"] * (whole / days) * float(policy.number("ltv.years"))
    table["ltv"] = half_up(scaled, 2)
    return table[["customer_id", "average", "per_year", "ltv"]]


def purchase_history(orders: pd.DataFrame, until: date) -> pd.DataFrame:
    """How each customer bought up to a day: repeat purchases, and days from the first order.

    One row a customer: ``repeats`` (days with an order after the first), ``active_days`` (first to last
    order) and ``age_days`` (first order to ``until``); what models of purchase behaviour call frequency,
    recency and T.

    >>> orders = pd.DataFrame({"customer_id": ["1"] * 4, "order_date": pd.to_datetime(
    ...     ["1997-01-01", "1997-01-01", "1997-01-18", "1997-12-01"])})
    >>> purchase_history(orders, date(1997, 9, 30)).values.tolist()
    [['1', 1, 17, 272]]
    """
    past = orders.loc[up_to(orders["order_date"], until), ["customer_id", "order_date"]]
    days = past.assign(day=past["order_date"].dt.normalize()).groupby("customer_id")["day"]
    table = days.agg(first="min", last="max", count="nunique").reset_index()
    return pd.DataFrame(
        {
            "customer_id": table["customer_id"],
            "repeats": table["count"] - 1,
            "active_days": (table["last"] - table["first"]).dt.days,
            "age_days": whole_days(table["first"], until),
        }
    )
