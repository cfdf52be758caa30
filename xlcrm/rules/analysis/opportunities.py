"""How sound an opportunity is, and how likely it is to be won."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import exceeds, half_up, ratio, reaches
from xlcrm.rules.analysis.funnel import LOST, STEPS, WON, outcomes, stage_days
from xlcrm.rules.analysis.joins import looked_up
from xlcrm.rules.analysis.periods import up_to, whole_days
from xlcrm.rules.analysis.replies import contacts
from xlcrm.rules.frames import Data
from xlcrm.rules.reason import Reasoned

PARTS = ("slow_points", "rival_points", "age_points", "silent_points")
RESCUE = "提供折扣或额外服务挽回"
_BEFORE = 3


def signs(data: Data, as_of: date) -> pd.DataFrame:
    """Signs of each open opportunity, with the index of its row.

    response_hours (the newest answer of the customer) and response_before (mean of up to three before it),
    rivals, stage_days and stage_median, silent_days; what is not known is blank.
    """
    chances = data["opportunity"]
    open_ones = chances[~chances["stage"].isin([WON, LOST])]
    talks = contacts(data, as_of)
    hours = (talks["replied_at"] - talks["at"]).dt.total_seconds() / 3600
    answered = talks[hours >= 0].assign(hours=hours[hours >= 0])
    back = answered.groupby("customer_id").cumcount(ascending=False)
    who = open_ones["customer_id"]
    typed = open_ones["response_hours"]
    newest = looked_up(who, answered[back == 0].set_index("customer_id")["hours"])
    last_three = answered[back < _BEFORE].groupby("customer_id")["hours"].mean()
    three_before = answered[(back > 0) & (back <= _BEFORE)].groupby("customer_id")["hours"].mean()
    last = talks[talks["at"].notna()].groupby("customer_id")["at"].max()
    return pd.DataFrame(
        {
            "opportunity_no": open_ones["opportunity_no"],
            "customer_id": who,
            "stage": open_ones["stage"],
            "response_hours": typed.where(typed.notna(), newest),
            "response_before": looked_up(who, last_three).where(typed.notna(), looked_up(who, three_before)),
            "rivals": open_ones["competitor_touches"].fillna(0),
            "stage_days": whole_days(
                open_ones["stage_date"].where(up_to(open_ones["stage_date"], as_of)), as_of
            ),
            "stage_median": looked_up(open_ones["stage"], stage_days(data, as_of)),
            "silent_days": whole_days(looked_up(who, last), as_of),
        },
        index=open_ones.index,
    )


@implements("R-118")
def health(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-118 商机健康度: 100 less the points of each bad sign; ``alert`` under ``health.min``.

    Source: 《跟进策略》第十章. ``table`` as ``signs`` yields it. Points for an answer ``health.slow_ratio`` times
    slower than before, for each contact of a rival, for a stage that takes over ``health.age_ratio`` times its
    median, for ``silent.days`` without contact. What is not known costs nothing.

    >>> table = pd.DataFrame({"response_hours": [30.0, None], "response_before": [12.0, None], "rivals": [2, 5],
    ...     "stage_days": [10, 16], "stage_median": [10.0, 10.0], "silent_days": [6, 7]})
    >>> found = health(table, Policy.default())
    >>> found[[*PARTS, "health_score", "alert"]].values.tolist()
    [[30.0, 20.0, 0.0, 0.0, 50.0, True], [0.0, 30.0, 20.0, 20.0, 30.0, True]]
    >>> found["words"][0]
    '答复 12→30 小时 −30；竞品互动 2 次 −20 ⇒ 50'
    """

    def figure(name: str) -> float:
        return float(policy.number(f"health.{name}"))

    slower = ratio(table["response_hours"].astype("float64"), table["response_before"].astype("float64"))
    older = ratio(table["stage_days"].astype("float64"), table["stage_median"].astype("float64"))
    rivals = table["rivals"].astype("float64").clip(lower=0)
    scored = table.assign(
        slow_points=reaches(slower, figure("slow_ratio")) * figure("slow_points"),
        rival_points=(rivals * figure("rival_points")).clip(upper=figure("rival_max")),
        age_points=exceeds(older, figure("age_ratio")) * figure("age_points"),
        silent_points=reaches(table["silent_days"], policy.count("silent.days")) * figure("silent_points"),
    )
    scored["health_score"] = half_up((100 - scored[list(PARTS)].sum(axis=1)).clip(lower=0))
    scored["alert"] = scored["health_score"] < figure("min")
    return scored.assign(words=list(_words(scored)))


def _words(scored: pd.DataFrame) -> Iterator[str]:
    names = (
        "response_before",
        "response_hours",
        "rivals",
        "stage_days",
        "stage_median",
        "silent_days",
        *PARTS,
    )
    columns = (scored[name].astype("float64").tolist() for name in (*names, "health_score"))
    for before, now, rivals, days, median, silent, slow, rival, age, quiet, score in zip(
        *columns, strict=True
    ):
        lost = [
            (slow, f"答复 {before:g}→{now:g} 小时"),
            (rival, f"竞品互动 {rivals:g} 次"),
            (age, f"本阶段 {days:g} 天，中位数 {median:g} 天"),
            (quiet, f"{silent:g} 天未联系"),
        ]
        told = [f"{what} −{points:g}" for points, what in lost if points]
        yield f"{'；'.join(told) or '没有扣分项'} ⇒ {score:g}"


@implements("R-118")
def win_shares(closed: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-118 赢单概率: cases, wins and share of wins by the stage that a closed case had reached.

    ``closed`` as ``outcomes`` yields it. Blank under ``health.min_cases`` closed cases.

    >>> closed = pd.DataFrame({stage: [True] * 40 for stage in STEPS}).assign(won=[True] * 14 + [False] * 26)
    >>> win_shares(closed, Policy.default()).loc["需求确认"].tolist()
    [40.0, 14.0, 0.35]
    """
    cases = closed[list(STEPS)].sum()
    wins = closed.loc[closed["won"], list(STEPS)].sum()
    table = pd.DataFrame({"cases": cases, "wins": wins})
    table["win_prob"] = ratio(table["wins"], table["cases"]).where(
        table["cases"] >= policy.count("health.min_cases")
    )
    return table


def assessed(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """Open opportunities with health and win probability, the least healthy first."""
    table = health(signs(data, as_of), policy)
    shares = win_shares(outcomes(data, as_of), policy)
    for name in ("cases", "wins", "win_prob"):
        table[name] = looked_up(table["stage"], shares[name])
    return table.sort_values(["health_score", "opportunity_no"])


def reasoned(data: Data, policy: Policy, as_of: date) -> dict[str, list[Reasoned[object] | None]]:
    """The computed columns health_score and win_prob of 商机表; None for closed cases and unknown shares."""
    table = assessed(data, policy, as_of)
    rows = data["opportunity"].index
    profile = policy.profile

    def placed(values: list[Reasoned[object] | None]) -> list[Reasoned[object] | None]:
        by_row = dict(zip(table.index, values, strict=True))
        return [by_row.get(row) for row in rows]

    healthy: list[Reasoned[object] | None] = [
        Reasoned(
            int(score),
            ("R-118",),
            profile,
            words + (f"，低于 {policy.text('health.min')}：{RESCUE}" if alert else ""),
        )
        for score, words, alert in zip(table["health_score"], table["words"], table["alert"], strict=True)
    ]
    likely: list[Reasoned[object] | None] = [
        None
        if np.isnan(share)
        else Reasoned(
            float(share), ("R-118",), profile, f"到过“{stage}”的 {cases:g} 个结案中赢单 {wins:g} 个"
        )
        for share, stage, cases, wins in zip(
            table["win_prob"].astype("float64"), table["stage"], table["cases"], table["wins"], strict=True
        )
    ]
    return {"health_score": placed(healthy), "win_prob": placed(likely)}
