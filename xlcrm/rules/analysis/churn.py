"""Which customers may leave, and from which signs that is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.answers import newest_scores
from xlcrm.rules.analysis.figures import change, exceeds, half_up, reaches
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import between, whole_days
from xlcrm.rules.dates import add_days
from xlcrm.rules.frames import Data

HIGH, MEDIUM, LOW = "高", "中", "低"
PARTS = ("interaction_points", "complaint_points", "payment_points", "satisfaction_points")


def signs(data: Data, policy: Policy, as_of: date) -> pd.DataFrame:
    """The signs of each customer of the master in the two windows of ``churn.window_days`` up to ``as_of``.

    Contacts (follow-up records and revisits) and complaints now and before, payment_delay_days (the worst of
    the orders due in the newer window; unpaid: up to ``as_of``), satisfaction_100 of the newest survey.
    """
    days = timedelta(days=policy.count("churn.window_days"))
    customers = data["customer_master"]["customer_id"].dropna().drop_duplicates()
    windows = {"now": (as_of - days, as_of), "before": (as_of - 2 * days, as_of - days)}
    table = pd.DataFrame({"customer_id": customers.to_numpy()}).set_index("customer_id", drop=False)
    for name, (after, until) in windows.items():
        talks = _counted(data["followup_record"], "contact_date", after, until)
        visits = _counted(data["revisit_log"], "contact_at", after, until)
        told = _counted(data["complaint_log"], "complaint_date", after, until)
        table[f"contacts_{name}"] = talks.add(visits, fill_value=0).reindex(table.index, fill_value=0)
        table[f"complaints_{name}"] = told.reindex(table.index, fill_value=0)
    table["payment_delay_days"] = _delays(data, policy, as_of, days).reindex(table.index)
    table["satisfaction_100"] = newest_scores(data, policy, as_of)["score_100"].reindex(table.index)
    return table.reset_index(drop=True)


def _counted(table: pd.DataFrame, column: str, after: date, until: date) -> pd.Series:
    rows = table[between(table[column], after, until) & table["customer_id"].notna()]
    return rows.groupby("customer_id").size()


def _delays(data: Data, policy: Policy, as_of: date, days: timedelta) -> pd.Series:
    orders = countable(data, policy)
    due = orders[between(orders["payment_due"], as_of - days, as_of)]
    paid = due["paid_date"].where(due["paid_date"] <= pd.Timestamp(as_of))
    late = whole_days(due["payment_due"], as_of) - whole_days(paid, as_of).fillna(0)
    return late.clip(lower=0).groupby(due["customer_id"]).max()


@implements("R-064")
def risk_scores(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-064 流失风险评分: 0–100 points with their parts, highest first.

    Source: 《跟进策略》第一章. ``table`` as ``signs`` yields it. Adds interaction_change (a share, blank
    without contacts before), complaint_change, the points of each sign, risk_score, risk_level and ``words``.
    A sign that got better gives no credit; ``churn.satisfaction_points`` counts a low satisfaction too.

    >>> rows = [("1", 8, 5, 0, 1, 12), ("2", 8, 4, 1, 3, 20), ("3", 0, 3, 2, 0, None)]
    >>> columns = "customer_id contacts_before contacts_now complaints_before complaints_now payment_delay_days"
    >>> table = pd.DataFrame(rows, columns=columns.split()).assign(satisfaction_100=None)
    >>> scored = risk_scores(table, Policy.default())
    >>> scored[["customer_id", *PARTS[:3], "risk_score", "risk_level"]].values.tolist()
    [['2', 40.0, 30.0, 20.0, 90.0, '高'], ['1', 30.0, 15.0, 12.0, 57.0, '中'], ['3', 0.0, 0.0, 0.0, 0.0, '低']]
    >>> scored["words"][1]
    '互动 8→5 次 30 分；投诉 0→1 起 15 分；付款延迟 12 天 12 分 ⇒ 57 分 中'
    """

    def figure(name: str) -> float:
        return float(policy.number(f"churn.{name}"))

    scored = table.copy()
    before, now = (table[f"contacts_{when}"].astype("float64") for when in ("before", "now"))
    scored["interaction_change"] = change(now, before)
    scored["complaint_change"] = table["complaints_now"] - table["complaints_before"]
    dropped = (-scored["interaction_change"]).clip(lower=0).fillna(0) / (figure("full_drop") or 1)
    delay = table["payment_delay_days"].astype("float64").fillna(0)
    rise = scored["complaint_change"].clip(lower=0)
    scored["interaction_points"] = figure("interaction_points") * dropped.clip(upper=1)
    scored["complaint_points"] = (figure("points_per_complaint") * rise).clip(upper=figure("complaint_max"))
    scored["payment_points"] = delay.clip(upper=figure("delay_max"))
    scored["satisfaction_points"] = _satisfaction_points(table["satisfaction_100"], policy)
    scored["risk_score"] = half_up(scored[list(PARTS)].sum(axis=1)).clip(upper=100)
    levels = [reaches(scored["risk_score"], figure("high")), reaches(scored["risk_score"], figure("medium"))]
    scored["risk_level"] = np.select(levels, [HIGH, MEDIUM], default=LOW)
    scored = scored.sort_values(["risk_score", "customer_id"], ascending=[False, True]).reset_index(drop=True)
    scored["words"] = list(_words(scored))
    return scored


def _satisfaction_points(scores: pd.Series, policy: Policy) -> pd.Series:
    points = policy.optional_number("churn.satisfaction_points") or 0
    low = exceeds(-scores.astype("float64"), -policy.number("satisfaction.min"))
    return low.astype("float64") * float(points)


def _words(scored: pd.DataFrame) -> Iterator[str]:
    columns = [
        *("contacts_before", "contacts_now", "interaction_points"),
        *("complaints_before", "complaints_now", "complaint_points"),
        *("payment_delay_days", "payment_points", "satisfaction_points", "risk_score"),
    ]
    figures = zip(*(scored[name].astype("float64").fillna(0).tolist() for name in columns), strict=True)
    for values, level in zip(figures, scored["risk_level"], strict=True):
        talked, now, talk_points, told, told_now, told_points, late, paid_points, liked, total = values
        parts = [
            f"互动 {talked:g}→{now:g} 次 {round(talk_points, 1):g} 分",
            f"投诉 {told:g}→{told_now:g} 起 {round(told_points, 1):g} 分",
            f"付款延迟 {late:g} 天 {round(paid_points, 1):g} 分",
            *([f"满意度低 {round(liked, 1):g} 分"] if liked else []),
        ]
        yield f"{'；'.join(parts)} ⇒ {round(total, 1):g} 分 {level}"


def levels(data: Data, policy: Policy, as_of: date) -> dict[str, str]:
    """Risk level by customer, as the customer marks take it (R-070)."""
    scored = risk_scores(signs(data, policy, as_of), policy)
    return dict(zip(scored["customer_id"], scored["risk_level"], strict=True))


@implements("R-065")
def interventions(
    scored: pd.DataFrame, lost: pd.Series, data: Data, policy: Policy, as_of: date
) -> pd.Series:
    """R-065 高风险客户干预: 建议动作 by customer; blank for who needs none.

    Source: 《跟进策略》第一章. A customer at high risk is contacted by a senior manager within
    ``churn.first_contact_days`` and offered a compensation for a time; one lost (``lost``, customer ids)
    hears of us every ``churn.return_every``. Where an open line of 策略行动计划表 names R-065 and the
    customer there is no second one.

    >>> scored = pd.DataFrame({"customer_id": ["1", "2", "3"], "risk_level": ["高", "低", "低"], "risk_score": [90, 0, 9]})
    >>> found = interventions(scored, pd.Series(["3"]), Data({}), Policy.default(), date(2024, 5, 10))
    >>> found["1"]
    '2024-05-13 前由高层经理联系，提供临时折扣或额外服务'
    >>> found["3"], found["2"]
    ('已流失：每3个月寄送行业动态或改进报告', '')
    """
    due = add_days(as_of, policy.count("churn.first_contact_days"))
    every = policy.interval("churn.return_every")
    plans = data["action_plan"]
    running = plans[
        (plans["status"] != "已完成") & plans["basis"].str.contains("R-065").fillna(False).astype(bool)
    ]
    planned = " ".join(filter(None, [*running["basis"], *running["action"].dropna()]))
    gone = set(lost)
    actions = []
    for customer, level in zip(scored["customer_id"], scored["risk_level"], strict=True):
        if customer in gone:
            actions.append(f"已流失：{every.every}寄送行业动态或改进报告" if every else "")
        elif level == HIGH and customer in planned:
            actions.append("已有专项跟进计划，继续执行")
        else:
            senior = f"{due} 前由高层经理联系，提供临时折扣或额外服务"
            actions.append(senior if level == HIGH else "")
    return pd.Series(actions, index=scored["customer_id"].to_numpy(), dtype=object)
