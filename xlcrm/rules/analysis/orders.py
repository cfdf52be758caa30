"""Orders that count: what may be analysed, and how much each customer bought."""

from __future__ import annotations

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.joins import looked_up
from xlcrm.rules.frames import Data


@implements("R-020")
def countable(data: Data, policy: Policy) -> pd.DataFrame:
    """R-020 异常金额: the rows of 订单/销售记录 that analyses take, with a customer, a date and an amount.

    Source: 《手册》第五章 §2. Amounts of ``anomaly.min`` or less, or from ``anomaly.max`` on, are held back
    until a review of the customer on or after the order passed.

    >>> days = pd.to_datetime(["2024-05-10"] * 4)
    >>> orders = pd.DataFrame({"customer_id": ["1", "1", "1", "2"], "order_date": days,
    ...                        "amount": [-100, 0, 9_999_999, 10_000_000]})
    >>> reviews = pd.DataFrame({"customer_id": ["2"], "verdict": ["通过"],
    ...                         "review_date": pd.to_datetime(["2024-05-10"])})
    >>> countable(Data({"order": orders}), Policy.default())["amount"].tolist()
    [9999999]
    >>> countable(Data({"order": orders, "info_review": reviews}), Policy.default())["amount"].tolist()
    [9999999, 10000000]
    """
    orders = data["order"]
    known = orders.dropna(subset=["customer_id", "order_date", "amount"])
    least, most = float(policy.number("anomaly.min")), float(policy.number("anomaly.max"))
    odd = ~((known["amount"] > least) & (known["amount"] < most))
    if not odd.any():
        return known
    reviews = data["info_review"]
    passed = reviews[reviews["verdict"] == "通过"].groupby("customer_id")["review_date"].max()
    confirmed = looked_up(known["customer_id"], passed) >= known["order_date"].dt.normalize()
    counted: pd.DataFrame = known[~odd | confirmed]
    return counted
