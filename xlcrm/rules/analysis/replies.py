"""How customers answer: the reply rate of first contacts, and the interval after which they answer best."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.policy.values import Range
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import ratio
from xlcrm.rules.analysis.joins import by_customer, looked_up
from xlcrm.rules.analysis.periods import month_of, month_starts, up_to
from xlcrm.rules.analysis.shares import wilson
from xlcrm.rules.frames import Data

UNKNOWN = "未知"
NO_TEMPLATE, NO_METHOD = "未填模板", "未填方式"


def contacts(data: Data, as_of: date) -> pd.DataFrame:
    """Follow-up records up to ``as_of`` by customer and time.

    Columns: customer_id, at (day and clock), timed, method, script_template, industry, replied_at.
    """
    records = data["followup_record"]
    kept = records[up_to(records["contact_date"], as_of) & records["customer_id"].notna()]
    times = pd.Series(kept["contact_time"].unique()).dropna()
    clocks = dict(zip(times, pd.to_timedelta(times.astype("string") + ":00", errors="coerce"), strict=True))
    clock = kept["contact_time"].map(clocks).astype("timedelta64[us]")
    trades = by_customer(data["customer_master"], "industry")
    table = pd.DataFrame(
        {
            "customer_id": kept["customer_id"],
            "at": kept["contact_date"].dt.normalize() + clock.fillna(pd.Timedelta(0)),
            "timed": clock.notna(),
            "method": kept["method"].fillna(NO_METHOD),
            "script_template": kept["script_template"].fillna(NO_TEMPLATE),
            "industry": looked_up(kept["customer_id"], trades).fillna(UNKNOWN),
            "replied_at": kept["replied_at"].where(up_to(kept["replied_at"], as_of)),
        }
    )
    return table.sort_values(["customer_id", "at"], kind="stable")


def first_contacts(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """First contact of each customer with ``answered``: a reply within ``reply.hours``.

    A contact without a clock time counts whole days. Contacts that are younger and unanswered are left out.
    """
    first = contacts(data, as_of).drop_duplicates("customer_id")
    span = timedelta(hours=float(policy.hours("reply.hours")))
    last = first["at"] + span
    last = last.where(
        first["timed"], last.dt.normalize() + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    )
    answered = first["replied_at"] <= last
    ripe = last < pd.Timestamp(as_of + timedelta(days=1))
    return first.assign(answered=answered, month=month_starts(first["at"]))[answered | ripe]


@implements("R-114")
def reply_rates(first: pd.DataFrame, by: str) -> pd.DataFrame:
    """R-114 48小时回复率: contacts, answered, rate and its 95 % interval by method, template or industry.

    Source: 《跟进策略》第九章. ``first`` as ``first_contacts`` yields it; most contacts first.

    >>> first = pd.DataFrame({"method": "电话", "answered": [True] * 7 + [False] * 13})
    >>> reply_rates(first, "method").values.tolist()
    [['电话', 20, 7, 0.35, '18.1%–56.7%']]
    """
    table = first.groupby(by)["answered"].agg(contacts="size", answered="sum").reset_index()
    table["rate"] = ratio(table["answered"], table["contacts"])
    intervals = (wilson(*pair) for pair in zip(table["answered"], table["contacts"], strict=True))
    table["interval"] = [found.percent() if found else "" for found in intervals]
    return table.sort_values(["contacts", by], ascending=[False, True]).reset_index(drop=True)


@implements("R-114")
def industry_benchmark(first: pd.DataFrame, month: date) -> pd.DataFrame:
    """R-114 行业基准: rate of each industry in a month, and in all months before it as benchmark.

    >>> first = pd.DataFrame({"industry": "教育", "answered": [True, True, False, True, False],
    ...     "month": pd.to_datetime(["2024-05-01"] * 3 + ["2024-06-01"] * 2)})
    >>> industry_benchmark(first, date(2024, 6, 1)).round(3).values.tolist()
    [['教育', 2, 0.5, 0.667]]
    """
    start = pd.Timestamp(month_of(month))
    now, before = first[first["month"] == start], first[first["month"] < start]
    table = now.groupby("industry")["answered"].agg(contacts="size", rate="mean")
    table["benchmark"] = before.groupby("industry")["answered"].mean().reindex(table.index)
    return table.reset_index()


@implements("R-116")
def interval_rates(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-116 最佳跟进间隔: contacts, replies and rate by industry and days since the contact before.

    Source: 《跟进策略》第九章. ``table`` has industry, days and replied; ``interval.classes`` are the classes.
    Days of no class (0) are left out. ``best`` marks the class to recommend: the highest rate of those with
    ``interval.min_contacts``, the longer interval of equals; none where no class has so many.

    >>> table = pd.DataFrame({"industry": "信息技术", "days": [5] * 30 + [10] * 28 + [20],
    ...                       "replied": [True] * 12 + [False] * 18 + [True] * 14 + [False] * 14 + [True]})
    >>> found = interval_rates(table, Policy.default())
    >>> found[["span", "contacts", "replies", "rate", "best"]].values.tolist()
    [['4–7 天', 30, 12, 0.4, False], ['8–14 天', 28, 14, 0.5, True], ['15–30 天', 1, 1, 1.0, False]]
    """
    classes = policy.ranges("interval.classes")
    inside = [table["days"].between(float(c.low), float(c.high)) if c.high is not None else table["days"] > float(c.low)
              for c in classes]  # fmt: skip
    codes = np.select(inside, range(len(classes)), default=-1)
    known = table.assign(code=codes)[codes >= 0]
    found = known.groupby(["industry", "code"])["replied"].agg(contacts="size", replies="sum").reset_index()
    found["rate"] = ratio(found["replies"], found["contacts"])
    found["span"] = [_span(classes[code]) for code in found["code"]]
    enough = found[found["contacts"] >= policy.count("interval.min_contacts")]
    ranked = enough.sort_values(["industry", "rate", "code"], ascending=[True, False, False])
    best = ranked.drop_duplicates("industry").index
    return found.assign(best=found.index.isin(best))


def _span(span: Range) -> str:
    return f">{span.low:f} 天" if span.high is None else f"{span.low:f}–{span.high:f} 天"


def intervals(data: Data, as_of: date) -> pd.DataFrame:
    """Days between consecutive contacts of a customer and whether the later one was answered."""
    table = contacts(data, as_of)
    days = table["at"].dt.normalize()
    gaps = days.groupby(table["customer_id"]).diff().dt.days
    found = table.assign(days=gaps, replied=table["replied_at"].notna())
    spaced: pd.DataFrame = found[["industry", "days", "replied"]][gaps.notna()]
    return spaced
