"""The sales funnel: how many reach each stage, how many go on, how long they stay."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import ratio, reaches
from xlcrm.rules.analysis.joins import looked_up
from xlcrm.rules.analysis.periods import between, up_to
from xlcrm.rules.frames import Data
from xlcrm.tables.opportunities import OPPORTUNITY_STAGES

WON, LOST = "赢单", "输单"
STEPS = tuple(stage for stage in OPPORTUNITY_STAGES.values if stage != LOST)
WATCHED = ("需求确认", "方案接受")


def entries(data: Data, as_of: date) -> pd.DataFrame:
    """Day on which each customer first entered each stage, up to ``as_of``; one row a customer.

    A stage that was skipped counts as entered with the next one. An opportunity whose customer is unknown
    stands for a customer of its own.
    """
    log = data["opportunity_stage_log"]
    log = log[up_to(log["entered_date"], as_of) & log["stage"].isin(STEPS)]
    chances = data["opportunity"].dropna(subset=["opportunity_no"]).drop_duplicates("opportunity_no")
    whose = looked_up(log["opportunity_no"], chances.set_index("opportunity_no")["customer_id"])
    named = log.assign(who=whose.where(whose.notna(), log["opportunity_no"]))
    first = named.pivot_table(index="who", columns="stage", values="entered_date", aggfunc="min")
    return first.reindex(columns=list(STEPS)).astype("datetime64[us]").bfill(axis=1)


@implements("R-115")
def steps(table: pd.DataFrame, policy: Policy, after: date, until: date) -> pd.DataFrame:
    """R-115 漏斗转化率: for each step the customers who entered it and the share that later entered the next.

    Source: 《跟进策略》第九章. ``table`` as ``entries`` yields it; counted are customers who entered the first
    of the two in ``(after, until]``. The last row is the watched pair 需求确认 → 方案接受; ``alert`` marks a
    rate under ``funnel.min``.

    >>> reached = {"需求确认": 40, "方案评估": 18, "方案接受": 18}
    >>> table = pd.DataFrame({s: [pd.Timestamp("2024-05-01") if n < reached.get(s, 0) else pd.NaT
    ...                           for n in range(40)] for s in STEPS})
    >>> found = steps(table, Policy.default(), date(2024, 1, 1), date(2024, 6, 1))
    >>> found[["step", "entered", "went_on", "rate", "alert"]].values.tolist()[-1]
    ['需求确认 → 方案接受', 40, 18, 0.45, False]
    """
    pairs = [*pairwise(STEPS), WATCHED]
    found = []
    for first, following in pairs:
        inside = between(table[first], after, until)
        went = inside & (table[following] >= table[first])
        found.append((f"{first} → {following}", first, int(inside.sum()), int(went.sum())))
    counted = pd.DataFrame(found, columns=["step", "stage", "entered", "went_on"])
    counted["rate"] = ratio(counted["went_on"], counted["entered"])
    counted["alert"] = counted["rate"].notna() & ~reaches(counted["rate"], policy.number("funnel.min"))
    return counted


def reached(table: pd.DataFrame) -> pd.DataFrame:
    """Customers who ever entered each stage: the figure of the funnel."""
    return pd.DataFrame(
        {"stage": list(STEPS), "customers": [int(table[stage].notna().sum()) for stage in STEPS]}
    )


def stage_days(data: Data, as_of: date) -> pd.Series:
    """Median days that opportunities spent in each stage before the next, by stage.

    >>> log = pd.DataFrame({"opportunity_no": ["a", "a", "b", "b"], "stage": ["需求确认", "方案评估"] * 2,
    ...     "entered_date": pd.to_datetime(["2024-05-01", "2024-05-11", "2024-05-01", "2024-05-21"])})
    >>> stage_days(Data({"opportunity_stage_log": log}), date(2024, 6, 1)).to_dict()
    {'需求确认': 15.0}
    """
    log = data["opportunity_stage_log"]
    log = log[up_to(log["entered_date"], as_of)]
    places = {stage: place for place, stage in enumerate(OPPORTUNITY_STAGES.values)}
    ordered = log.assign(place=log["stage"].map(places)).sort_values(
        ["opportunity_no", "entered_date", "place"]
    )
    left = ordered.groupby("opportunity_no")["entered_date"].shift(-1)
    days = (left - ordered["entered_date"]).dt.days
    medians: pd.Series = days.dropna().groupby(ordered["stage"]).median()
    return medians


def outcomes(data: Data, as_of: date) -> pd.DataFrame:
    """Closed cases with the stages they reached: one row an opportunity, a column a stage, and ``won``."""
    log = data["opportunity_stage_log"]
    log = log[up_to(log["entered_date"], as_of) & log["opportunity_no"].notna()]
    closed = pd.concat(
        [log[["opportunity_no", "stage"]], data["opportunity"][["opportunity_no", "stage"]].dropna()]
    )
    seen = closed.assign(one=True).pivot_table(
        index="opportunity_no", columns="stage", values="one", aggfunc="any"
    )
    seen = seen.reindex(columns=list(OPPORTUNITY_STAGES.values)).notna()
    ended = seen[seen[WON] | seen[LOST]]
    steps_seen = ended[list(STEPS)].to_numpy()
    through = np.maximum.accumulate(steps_seen[:, ::-1], axis=1)[:, ::-1]
    return pd.DataFrame(through, index=ended.index, columns=list(STEPS)).assign(won=ended[WON])
