"""RFM分析表: recency, frequency and amount of each customer, the class they make, and what to do (R-066, R-067)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, head, longest, named
from xlcrm.reports.report import Block, Chart, Head, Report, Tile
from xlcrm.rules.analysis import rfm
from xlcrm.rules.analysis.figures import ratio
from xlcrm.rules.analysis.lists import lists_of
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.frames import Data
from xlcrm.tables import CustomerMaster
from xlcrm.tables import RfmResult as Table

NAME = "rfm"
_BEST = {"重要价值", "冠军"}
_WIN_BACK = {"重要挽留", "重要保持", "不可失去", "有流失风险"}
_SCORES = [
    Head("r_score", "R 分", "int", 8),
    Head("f_score", "F 分", "int", 8),
    Head("m_score", "M 分", "int", 8),
]


def rfm_report(data: Data, policy: Policy, today: date) -> Report:
    """Classes of all customers on ``today``, with the rule by which they were found."""
    figures = rfm.measured(countable(data, policy), today, policy)
    method = policy.word("rfm.method")
    if method == "eight":
        bounds = rfm.thresholds(figures, policy) if len(figures) else None
        classed = rfm.eight_classes(figures, bounds) if bounds else figures.assign(rfm_class=None)
        rule = _eight_rule(bounds)
    else:
        scored = rfm.quintiles(figures) if method == "quintile" else rfm.ranged(figures)
        classed = (
            scored.assign(rfm_class=scored["segment"]) if len(figures) else figures.assign(rfm_class=None)
        )
        rule = _fifths_rule(figures, method)
    everybody = data[CustomerMaster.id][CustomerMaster.customer_id].dropna()
    table = pd.concat([classed, rfm.without_orders(everybody, figures)], ignore_index=True)
    words = lists_of(data)
    names = {name: rfm.strategy(name, policy, words) for name in table["rfm_class"].dropna().unique()}
    table["strategy"] = table["rfm_class"].map(names)
    months = policy.count("rfm.period_months")
    summary = _summary(table, names)
    listed, more = longest(_ordered(table, method))
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"按 {today:%Y-%m-%d} 计算，近 {months} 个月的订单",
        tiles=_tiles(table, len(figures)),
        blocks=[summary, rule, _list(listed, data, method)],
        charts=_charts(summary),
        notes=[
            *more,
            "R 为距最近一次购买的天数，F 为不同订单编号的个数，M 为购买金额合计；异常金额（R-020）不计入。",
        ],
    )


def _place(names: pd.Series) -> pd.Series:
    """Order of classes: the best first, those without an order last."""
    every = [*rfm.CLASSES.values(), *rfm.RANGES, rfm.OTHERS, rfm.NO_ORDER]
    return names.map({name: place for place, name in enumerate(every)})


def _ordered(table: pd.DataFrame, method: str) -> pd.DataFrame:
    """Best class first, within it the largest amount; with every column that the list shows."""
    wanted = ["r_high", "f_high", "m_high"] if method == "eight" else ["r_score", "f_score", "m_score"]
    lacking = {name: None for name in wanted if name not in table}
    placed = table.assign(**lacking, place=_place(table["rfm_class"]))
    return placed.sort_values(["place", "m_amount", "customer_id"], ascending=[True, False, True])


def _eight_rule(bounds: rfm.Thresholds | None) -> Block:
    rows = (
        [
            ["R 距最近购买天数", f"不超过 {bounds.r_days:,.1f} 天为高"],
            ["F 购买频次", f"不少于 {bounds.f_count:,.1f} 次为高"],
            ["M 购买金额", f"不少于 {bounds.m_amount:,.2f} 元为高"],
            ["分界", f"有订单客户的{bounds.rule}；等于分界算高"],
        ]
        if bounds
        else []
    )
    return Block("rule", "怎样分类", [Head("what", "项目", width=18), Head("rule", "规则", width=42)], rows)


def _fifths_rule(figures: pd.DataFrame, method: str) -> Block:
    rows = []
    if len(figures):
        for name, column, unit in (("R", "r_days", "天"), ("F", "f_count", "次"), ("M", "m_amount", "元")):
            cuts = figures[column].quantile([0.2, 0.4, 0.6, 0.8])
            rows.append([name, "、".join(f"{cut:,.1f}" for cut in cuts) + f" {unit}"])
        ties = (
            "R、M 相同的客户同分；F 按名次五等分，次数相同的按客户编号先后"
            if method == "quintile"
            else "按分位数加 1 的区间评分，相同的客户同分；按 R、F、M 三项的分值范围取第一个符合的类别"
        )
        rows.append(["规则", f"1–5 分，5 分最好；{ties}"])
    heads = [Head("what", "项目", width=12), Head("rule", "五等分的分界", width=60)]
    return Block("rule", "怎样分类", heads, rows)


def _summary(table: pd.DataFrame, names: Mapping[str, str]) -> Block:
    grouped = (
        table.groupby("rfm_class")["m_amount"].agg(["size", "sum"]).rename_axis("rfm_class").reset_index()
    )
    places = {
        name: n for n, name in enumerate([*rfm.CLASSES.values(), *rfm.RANGES, rfm.OTHERS, rfm.NO_ORDER])
    }
    grouped = grouped.sort_values("rfm_class", key=lambda each: each.map(places))
    grouped["customer_share"] = ratio(grouped["size"], float(grouped["size"].sum()))
    grouped["sales_share"] = ratio(grouped["sum"], float(grouped["sum"].sum()))
    grouped["strategy"] = grouped["rfm_class"].map(dict(names))
    return block(
        "classes",
        "各类客户",
        [
            head(Table, Table.rfm_class),
            Head("size", "客户数", "int", 9),
            Head("customer_share", "客户占比", "percent", 10),
            Head("sum", "金额(元)", "int", 14),
            Head("sales_share", "金额占比", "percent", 10),
            head(Table, Table.strategy, width=40),
        ],
        grouped,
        tones=["good" if n in _BEST else "warn" if n in _WIN_BACK else "plain" for n in grouped["rfm_class"]],
        empty="暂无客户。",
    )


def _list(table: pd.DataFrame, data: Data, method: str) -> Block:
    flags = [head(Table, name, width=9) for name in (Table.r_high, Table.f_high, Table.m_high)]
    return block(
        Table.id,
        "客户清单",
        [
            head(Table, Table.customer_id),
            Head("customer_name", CustomerMaster.header(CustomerMaster.customer_name), width=30),
            head(Table, Table.r_days, width=13),
            head(Table, Table.f_count, width=11),
            head(Table, Table.m_amount),
            *(flags if method == "eight" else _SCORES),
            head(Table, Table.rfm_class, width=13),
            head(Table, Table.strategy, width=40),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        named(table, data, "customer_name", "owner"),
        key=Table.key,
        register=True,
        empty="暂无客户。",
    )


def _tiles(table: pd.DataFrame, bought: int) -> list[Tile]:
    total = float(table["m_amount"].sum())
    best = table[table["rfm_class"].isin(_BEST)]
    back = table[table["rfm_class"].isin(_WIN_BACK)]
    share = f"{best['m_amount'].sum() / total:.1%}" if total else "–"
    return [
        Tile("有订单的客户", bought, note=f"客户共 {len(table)} 个"),
        Tile("最好的客户", len(best), note=f"占金额 {share}", tone="good" if len(best) else "plain"),
        Tile("需要挽回的客户", len(back), note="近期没有再买", tone="warn" if len(back) else "plain"),
        Tile("无订单", len(table) - bought, note="按跟进计划促成首单"),
    ]


def _charts(summary: Block) -> list[Chart]:
    if not summary.rows:
        return []
    return [
        Chart("column", "各类客户数", "classes", "rfm_class", ("size",), axis="个"),
        Chart("column", "各类金额占比", "classes", "rfm_class", ("sales_share",)),
    ]
