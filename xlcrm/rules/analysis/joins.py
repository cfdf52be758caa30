"""Values of one table looked up by a key of another."""

from __future__ import annotations

import pandas as pd


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Value of each key, blank where there is none; the index of ``values`` is unique.

    >>> looked_up(pd.Series(["b", "x"], index=[2, 3]), pd.Series([1.0, 2.0], index=["a", "b"])).tolist()
    [2.0, nan]
    """
    return pd.Series(values.reindex(keys.to_numpy()).to_numpy(), index=keys.index)


def by_customer(table: pd.DataFrame, column: str) -> pd.Series:
    """A column by customer; of several rows for one customer the last counts."""
    known = table.dropna(subset=["customer_id"]).drop_duplicates("customer_id", keep="last")
    column_by_id: pd.Series = known.set_index("customer_id")[column]
    return column_by_id
