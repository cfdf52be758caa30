"""Products that the same customers buy."""

from __future__ import annotations

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import half_up, ratio


@implements("R-126")
def bundles(orders: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-126 产品组合: pairs of products that at least ``bundle.min_customers`` customers bought, most first.

    Source: 《手册》第五章 §5. A pair counts once a customer; ``support`` is its share of the customers who
    bought. ``price`` adds the mean prices of one piece of each (yuan), ``bundle_price`` is that less
    ``bundle.discount``.

    >>> orders = pd.DataFrame([(n, product, 1.0, price) for n in range(5)
    ...                        for product, price in (("服务器", 50000.0), ("备份", 10000.0))],
    ...                       columns=["customer_id", "product", "quantity", "amount"])
    >>> found = bundles(orders, Policy.default())
    >>> found[["customers", "support", "price", "bundle_price"]].values.tolist()
    [[5.0, 1.0, 60000.0, 55200.0]]
    """
    named = orders.dropna(subset=["product"])
    pieces = named["quantity"].where(named["quantity"] > 0, 1)
    sums = named.assign(pieces=pieces).groupby("product")[["amount", "pieces"]].sum()
    prices = sums["amount"] / sums["pieces"]
    bought = named[["customer_id", "product"]].drop_duplicates()
    popular = bought["product"].value_counts()
    enough = popular.index[popular >= policy.count("bundle.min_customers")]
    kept = bought[bought["product"].isin(enough)]
    pairs = kept.merge(kept, on="customer_id", suffixes=("", "_with"))
    pairs = pairs[pairs["product"] < pairs["product_with"]]
    table = pairs.groupby(["product", "product_with"]).size().rename("customers").reset_index()
    table = table[table["customers"] >= policy.count("bundle.min_customers")]
    table["support"] = ratio(table["customers"], float(named["customer_id"].nunique()))
    both = prices.reindex(table["product"]).to_numpy() + prices.reindex(table["product_with"]).to_numpy()
    table["price"] = half_up(pd.Series(both, index=table.index), 2)
    table["bundle_price"] = half_up(table["price"] * (1 - float(policy.number("bundle.discount"))), 2)
    order = ["customers", "product", "product_with"]
    return table.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)
