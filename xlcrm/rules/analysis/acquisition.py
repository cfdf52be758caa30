"""What each source channel brought: customers, conversion, cost, rank."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import ratio
from xlcrm.rules.analysis.periods import up_to
from xlcrm.rules.frames import Data
from xlcrm.rules.plain import rows
from xlcrm.rules.sources import acquisition_cost

UNNAMED = "未填渠道"


@implements("R-113")
def by_channel(data: Data, as_of: date) -> pd.DataFrame:
    """R-113 来源渠道转化: sums, rate, cost (yuan) and rank of each channel, by the totals, best first.

    Source: 《手册》第一章 表2. Rows with more converted than acquired customers, or without counts, are wrong
    and left out (the checks name them). Rank by rate, then converted customers, then name.

    >>> register = pd.DataFrame({"source_channel": ["行业展会", "合作伙伴转介绍", "线上广告"],
    ...     "acquired_date": pd.Timestamp("2023-08-20"), "customer_count": [15, 8, 25],
    ...     "converted_count": [3, 2, 5], "notes": [None, None, "成本:15元/次"]})
    >>> found = by_channel(Data({"source_register": register}), date(2023, 9, 1))
    >>> found[["source_channel", "conversion_rate", "cost", "cost_per_converted", "rank"]].values.tolist()
    [['合作伙伴转介绍', 0.25, nan, nan, 1], ['线上广告', 0.2, 375.0, 75.0, 2], ['行业展会', 0.2, nan, nan, 3]]
    """
    register = data["source_register"]
    register = register[up_to(register["acquired_date"], as_of) | register["acquired_date"].isna()]
    sound = register[register["converted_count"] <= register["customer_count"]]
    costs = [
        acquisition_cost(row.text("notes"), row.figure("customer_count"), row.figure("converted_count"))
        for row in rows(sound[["notes", "customer_count", "converted_count"]])
    ]
    priced = sound.assign(
        cost=pd.Series([float(c.total) if c else None for c in costs], index=sound.index, dtype="float64"),
        source_channel=sound["source_channel"].fillna(UNNAMED),
    )
    table = priced.groupby("source_channel", as_index=False).agg(
        customer_count=("customer_count", "sum"),
        converted_count=("converted_count", "sum"),
        cost=("cost", lambda each: each.sum(min_count=1)),
        times=("customer_count", "size"),
    )
    table["conversion_rate"] = ratio(table["converted_count"], table["customer_count"])
    table["cost_per_converted"] = ratio(table["cost"], table["converted_count"])
    order = ["conversion_rate", "converted_count", "source_channel"]
    table = table.sort_values(order, ascending=[False, False, True], na_position="last").reset_index(
        drop=True
    )
    return table.assign(rank=range(1, len(table) + 1))
