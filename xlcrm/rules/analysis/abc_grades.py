"""Value grades A, B, C by what customers bring in, and whether their numbers look sound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.policy.values import Range
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import exceeds, ratio, reaches
from xlcrm.rules.analysis.joins import by_customer
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import in_months
from xlcrm.rules.frames import Data

GRADES = ("A类", "B类", "C类")


def revenues(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """Each customer of the master with the revenue of ``abc.period_months`` and the grade in force."""
    orders = countable(data, policy)
    counted = orders[in_months(orders["order_date"], as_of, policy.count("abc.period_months"))]
    sums = counted.groupby("customer_id")["amount"].sum()
    current = by_customer(data["customer_master"], "grade")
    everybody = current.index.union(sums.index, sort=False)
    return pd.DataFrame(
        {
            "customer_id": everybody,
            "revenue": sums.reindex(everybody, fill_value=0.0).to_numpy(),
            "current_grade": current.reindex(everybody).to_numpy(),
        }
    )


@implements("R-060")
def value_grades(customers: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-060 按营收分价值等级: A类 while the cumulative share is ``abc.cut_a`` or less, B类 up to ``abc.cut_b``.

    Source: 《跟进策略》第二章. ``customers`` has customer_id, revenue (yuan) and current_grade; the result
    adds share, cum_share, value_grade and change, largest first. The largest customer is A类 in any case,
    equal revenues share the better grade, no revenue is C类; without any revenue there are no grades.
    ``abc.method`` count grades by place instead, up to the greatest customer shares of ``abc.band``.

    >>> sums = [65, 10, 8, 6, 3, 2, 2, 2, 1, 1]
    >>> customers = pd.DataFrame({"customer_id": range(10), "revenue": sums, "current_grade": "B类"})
    >>> graded = value_grades(customers, Policy.default())
    >>> graded["value_grade"].value_counts().to_dict()
    {'C类': 6, 'B类': 3, 'A类': 1}
    >>> graded["cum_share"].round(2).tolist()[:5], graded["change"].tolist()[:5]
    ([0.65, 0.75, 0.83, 0.89, 0.92], ['升', '平', '平', '平', '降'])
    """
    ordered = customers.sort_values(["revenue", "customer_id"], ascending=[False, True]).reset_index(
        drop=True
    )
    total = float(ordered["revenue"].sum())
    ordered["share"] = ratio(ordered["revenue"], total)
    ordered["cum_share"] = ordered["share"].cumsum()
    place = (
        pd.Series(np.arange(1, len(ordered) + 1), dtype="float64") / max(len(ordered), 1)
        if policy.word("abc.method") == "count"
        else ordered["cum_share"]
    )
    best = place.groupby(ordered["revenue"]).transform("min")
    upper_a, upper_b = _cuts(policy)
    worse = exceeds(best, upper_a).astype(int) + exceeds(best, upper_b).astype(int)
    worse = worse.where(ordered["revenue"] < ordered["revenue"].max(), 0).where(ordered["revenue"] > 0, 2)
    ordered["value_grade"] = _named(worse) if total > 0 else None
    ordered["change"] = _changes(ordered["value_grade"], ordered["current_grade"])
    return ordered


def _cuts(policy: Policy) -> tuple[float, float]:
    if policy.word("abc.method") == "count":
        a, b = (policy.ranges(f"abc.band.{letter}")[0].high or 1 for letter in "AB")
        return float(a), float(a + b)
    return float(policy.number("abc.cut_a")), float(policy.number("abc.cut_b"))


def _named(worse: pd.Series) -> pd.Series:
    return pd.Series(np.array(GRADES, dtype=object)[worse.to_numpy()], index=worse.index)


def _changes(new: pd.Series, old: pd.Series) -> pd.Series:
    places = dict(zip(GRADES, range(len(GRADES)), strict=True))
    steps = old.map(places).astype("float64") - new.map(places).astype("float64")
    named: pd.Series = steps.clip(-1, 1).map({1.0: "升", -1.0: "降", 0.0: "平"})
    return named


@implements("R-061")
def structure(graded: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-061 ABC结构检查: customers and revenue of each grade against ``abc.band``, and what is out of it.

    Source: 《跟进策略》第二章. One row a grade: customers, customer_share, revenue, revenue_share, the bands in
    words, and ``message``, blank where all is inside. Bands include their ends; C类 is over half.

    >>> sums = [65, 10, 8, 6, 3, 2, 2, 2, 1, 1]
    >>> customers = pd.DataFrame({"customer_id": range(10), "revenue": sums, "current_grade": None})
    >>> check = structure(value_grades(customers, Policy.default()), Policy.default())
    >>> check[["customer_share", "revenue_share"]].round(2).values.tolist(), check["message"].tolist()
    ([[0.1, 0.65], [0.3, 0.24], [0.6, 0.11]], ['', '', ''])
    """
    grouped = (
        graded.groupby("value_grade")["revenue"].agg(["size", "sum"]).reindex(list(GRADES), fill_value=0)
    )
    check = pd.DataFrame(
        {
            "value_grade": list(GRADES),
            "customers": grouped["size"].to_numpy(),
            "customer_share": ratio(grouped["size"], float(grouped["size"].sum())).to_numpy(),
            "revenue": grouped["sum"].to_numpy(),
            "revenue_share": ratio(grouped["sum"], float(grouped["sum"].sum())).to_numpy(),
        }
    )
    bands = [policy.ranges(f"abc.band.{grade[0]}") for grade in GRADES]
    check["customer_band"] = [_words(band[0]) for band in bands]
    check["revenue_band"] = [_words(band[1]) for band in bands]
    check["message"] = [
        "；".join(
            f"{what}占比 {share:.1%} 不在 {_words(band)}"
            for what, share, band in zip(("客户", "营收"), shares, pair, strict=True)
            if not _inside(share, band)
        )
        for shares, pair in zip(_share_pairs(check), bands, strict=True)
    ]
    return check


def _share_pairs(check: pd.DataFrame) -> Sequence[tuple[float, float]]:
    return list(zip(check["customer_share"], check["revenue_share"], strict=True))


def _inside(share: float, band: Range) -> bool:
    """A band without an upper end begins after its lower one."""
    one = pd.Series([share])
    if band.high is None:
        return bool(exceeds(one, band.low).iloc[0])
    return bool((reaches(one, band.low) & ~exceeds(one, band.high)).iloc[0])


def _words(band: Range) -> str:
    if band.high is None:
        return f">{(band.low * 100).normalize():f}%"
    return f"{(band.low * 100).normalize():f}–{(band.high * 100).normalize():f}%"
