"""流失风险评分表: which customers may leave, from which signs, and what is to be done (R-064, R-065, R-120)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, head, longest, named
from xlcrm.reports.report import Block, Chart, Head, Report, Tile, Tone
from xlcrm.rules.analysis import churn
from xlcrm.rules.analysis.presence import lost_by
from xlcrm.rules.analysis.sentiment import falling, moods
from xlcrm.rules.customers import core_name
from xlcrm.rules.frames import Data
from xlcrm.tables import ChurnRiskResult as Table
from xlcrm.tables import CustomerMaster

NAME = "churn"
TOP = 10
"""Customers shown with their reasons."""

_TONES: dict[str, Tone] = {churn.HIGH: "bad", churn.MEDIUM: "warn"}


def churn_report(data: Data, policy: Policy, today: date) -> Report:
    """Scores of all customers on ``today``, each with its parts."""
    scored = churn.risk_scores(churn.signs(data, policy, today), policy)
    master = data[CustomerMaster.id]
    gone = master.loc[lost_by(master, today), CustomerMaster.customer_id]
    actions = churn.interventions(scored, gone, data, policy, today)
    table = named(scored.assign(action=actions.to_numpy()), data, "customer_name", "grade", "owner")
    listed, more = longest(table)
    days = policy.count("churn.window_days")
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"按 {today:%Y-%m-%d} 计算，近 {days} 天与之前 {days} 天对比",
        tiles=_tiles(scored),
        blocks=[_worst(listed), _moods(data, policy, today), _list(listed, policy)],
        charts=[
            Chart(
                "bar", f"风险最高的 {TOP} 位客户的风险分", "worst", "short_name", ("risk_score",), axis="分"
            )
        ]
        if (listed["risk_score"] > 0).any()
        else [],
        notes=[*more, *_rules(policy)],
    )


def _tiles(scored: pd.DataFrame) -> list[Tile]:
    counts = scored["risk_level"].value_counts()
    high, medium = (int(counts.get(level, 0)) for level in (churn.HIGH, churn.MEDIUM))
    worst = scored["risk_score"].max()
    return [
        Tile("高风险客户", high, note="需要高层联系", tone="bad" if high else "good"),
        Tile("中风险客户", medium, note="请负责人关注", tone="warn" if medium else "good"),
        Tile("低风险客户", int(counts.get(churn.LOW, 0)), tone="plain"),
        Tile("最高风险分", None if pd.isna(worst) else float(worst), note="满分 100"),
    ]


def _worst(listed: pd.DataFrame) -> Block:
    worst = listed[listed["risk_score"] > 0].head(TOP)
    names = [core_name(name) for name in worst["customer_name"].fillna(worst["customer_id"])]
    return block(
        "worst",
        f"风险最高的 {TOP} 位客户",
        [
            Head("short_name", "客户", width=24),
            head(Table, Table.risk_score, width=10),
            head(Table, Table.risk_level, width=11),
            Head("words", "分数怎样来的", width=64),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        worst.assign(short_name=names),
        tones=[_TONES.get(level, "plain") for level in worst["risk_level"]],
        empty="没有有风险的客户。",
    )


def _moods(data: Data, policy: Policy, today: date) -> Block:
    found = named(falling(moods(data, today), policy), data, "customer_name", "owner")
    months = policy.count("mood.fall_months")
    return block(
        "moods",
        "情绪连续下降的客户",
        [
            Head("customer_id", CustomerMaster.header(CustomerMaster.customer_id), width=13),
            Head("customer_name", CustomerMaster.header(CustomerMaster.customer_name), width=30),
            Head("curve", "各月情绪均值（满意 2，一般 1，不满 −1，愤怒 −2）", width=46),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        found,
        tones=["warn"] * len(found),
        empty=f"没有情绪连续 {months} 个月下降的客户。",
    )


def _list(listed: pd.DataFrame, policy: Policy) -> Block:
    liked = (
        []
        if policy.is_off("churn.satisfaction_points")
        else [Head("satisfaction_points", "满意度分", "decimal", 11)]
    )
    return block(
        Table.id,
        "客户清单",
        [
            head(Table, Table.customer_id),
            Head("customer_name", CustomerMaster.header(CustomerMaster.customer_name), width=30),
            Head("grade", CustomerMaster.header(CustomerMaster.grade), width=11),
            head(Table, Table.interaction_change, width=13),
            Head("interaction_points", "互动分", "decimal", 10),
            head(Table, Table.complaint_change, width=11),
            Head("complaint_points", "投诉分", "decimal", 10),
            head(Table, Table.payment_delay_days, width=13),
            Head("payment_points", "付款分", "decimal", 10),
            head(Table, Table.satisfaction_100, width=12),
            *liked,
            head(Table, Table.risk_score, width=10),
            head(Table, Table.risk_level, width=11),
            head(Table, Table.action, width=36),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        listed,
        key=Table.key,
        tones=[_TONES.get(level, "plain") for level in listed["risk_level"]],
        register=True,
        empty="暂无客户。",
    )


def _rules(policy: Policy) -> list[str]:
    def figure(name: str) -> str:
        return policy.text(f"churn.{name}")

    return [
        f"互动分：跟进和回访次数比之前下降，降幅达 {figure('full_drop')} 计满 {figure('interaction_points')} 分；"
        f"投诉分：每多 1 起 {figure('points_per_complaint')} 分，最多 {figure('complaint_max')} 分；"
        f"付款分：每延迟 1 天 1 分，最多 {figure('delay_max')} 分（R-064，权重为建议，可在策略参数表修改）。",
        f"{figure('high')} 分起为高，{figure('medium')} 分起为中；之前没有互动的，互动分为 0；好转不加分。",
    ]
