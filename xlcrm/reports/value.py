"""客户价值分级表: revenue, cumulative share and grade of each customer, and whether the grades look sound."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, head, longest, named, whole
from xlcrm.reports.report import Block, Chart, Head, Report, Tile
from xlcrm.rules.analysis import abc_grades as abc
from xlcrm.rules.analysis.combinations import bundles
from xlcrm.rules.analysis.lifetime import covered_days, lifetime_values, purchase_history
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import in_months, up_to
from xlcrm.rules.analysis.potential import HIGH, potentials
from xlcrm.rules.customers import core_name
from xlcrm.rules.dates import percent_text
from xlcrm.rules.frames import Data
from xlcrm.tables import CustomerMaster
from xlcrm.tables import ValueGradeResult as Table

NAME = "value"
TOP = 12
"""Customers in the Pareto chart."""

MOVES = 12
"""Rises and falls of grade listed at most, each."""


def value_report(data: Data, policy: Policy, today: date) -> Report:
    """Value grades on ``today`` (R-060, R-061), lifetime value (R-143), bundles (R-126), potential (R-063)."""
    graded = abc.value_grades(abc.revenues(data, policy, today), policy)
    orders = countable(data, policy)
    orders = orders[up_to(orders["order_date"], today)]
    worth = graded.merge(lifetime_values(orders, policy, today), on="customer_id", how="left")
    worth = worth.merge(
        purchase_history(orders, today)[["customer_id", "repeats"]], on="customer_id", how="left"
    )
    listed, more = longest(named(worth, data, "customer_name", "owner"))
    months = policy.count("abc.period_months")
    top = listed[listed["revenue"] > 0].head(TOP)
    bought = orders[in_months(orders["order_date"], today, months)]
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"按 {today:%Y-%m-%d} 计算，近 {months} 个月的营收",
        tiles=_tiles(graded),
        blocks=[
            *([_top(top)] if len(top) else []),
            _structure(graded, policy),
            *_potential(data, policy),
            _bundles(bought, policy),
            _changes(listed),
            _list(listed),
        ],
        charts=[
            Chart(
                "pareto",
                f"前 {len(top)} 位客户的营收与累计占比",
                "top",
                "short_name",
                ("revenue", "cum_share"),
            )
        ]
        if len(top)
        else [],
        notes=[*more, *_rules(orders, policy, today)],
    )


def _tiles(graded: pd.DataFrame) -> list[Tile]:
    a = graded[graded["value_grade"] == "A类"]
    changes = graded["change"].value_counts()
    share = a["share"].sum() if len(a) else None
    return [
        Tile(
            "期间营收(元)",
            float(graded["revenue"].sum()),
            "int",
            note=f"{int((graded['revenue'] > 0).sum())} 位客户",
        ),
        Tile("A类客户", len(a), note=f"占营收 {share:.1%}" if share is not None else "还没有营收"),
        Tile("建议升级", int(changes.get("升", 0)), tone="good" if changes.get("升", 0) else "plain"),
        Tile("建议降级", int(changes.get("降", 0)), tone="warn" if changes.get("降", 0) else "plain"),
    ]


def _structure(graded: pd.DataFrame, policy: Policy) -> Block:
    check = abc.structure(graded, policy)
    check["message"] = check["message"].where(check["message"] != "", "在参考区间内")
    if not graded["revenue"].sum():
        check = check[:0]
    return block(
        "structure",
        "结构检查",
        [
            head(Table, Table.value_grade),
            Head("customers", "客户数", "int", 9),
            Head("customer_share", "客户占比", "percent", 11),
            Head("customer_band", "参考区间", width=12),
            Head("revenue", "营收(元)", "int", 14),
            Head("revenue_share", "营收占比", "percent", 11),
            Head("revenue_band", "参考区间 ", width=12),
            Head("message", "结论", width=36),
        ],
        check,
        tones=["good" if text == "在参考区间内" else "warn" for text in check["message"]],
        empty="期间没有营收，暂不分级。",
    )


def _changes(listed: pd.DataFrame) -> Block:
    moved = pd.concat([listed[listed["change"] == way].head(MOVES) for way in ("升", "降")])
    return block(
        "changes",
        "等级变动建议",
        [
            head(Table, Table.customer_id),
            Head("customer_name", CustomerMaster.header(CustomerMaster.customer_name), width=30),
            head(Table, Table.current_grade, width=11),
            head(Table, Table.value_grade, width=11),
            head(Table, Table.change, width=8),
            whole(head(Table, Table.revenue)),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        moved,
        tones=["good" if each == "升" else "warn" for each in moved["change"]],
        note=f"建议；确认后请自行修改客户信息总表里的客户等级（升、降各列前 {MOVES} 个）",
        empty="没有等级变动。",
    )


def _top(top: pd.DataFrame) -> Block:
    return block(
        "top",
        "营收最多的客户",
        [
            Head("short_name", "客户", width=24),
            whole(head(Table, Table.revenue)),
            head(Table, Table.share),
            head(Table, Table.cum_share),
            head(Table, Table.value_grade, width=11),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        top.assign(short_name=[core_name(name) for name in top["customer_name"].fillna(top["customer_id"])]),
    )


def _potential(data: Data, policy: Policy) -> list[Block]:
    checks = data["high_potential_check"]
    if checks.empty:
        return []
    found = named(potentials(checks, policy).assign(customer_id=checks["customer_id"]), data, "customer_name")
    return [
        block(
            "potential",
            "高潜力客户",
            [
                Head("customer_id", CustomerMaster.header(CustomerMaster.customer_id), width=13),
                Head("customer_name", CustomerMaster.header(CustomerMaster.customer_name), width=30),
                Head("met_count", "满足项数", "int", 10),
                Head("verdict", "结论", width=10),
                Head("words", "怎样得出", width=40),
            ],
            found.sort_values(["met_count", "customer_id"], ascending=[False, True]),
            tones=[
                "good" if v == HIGH else "plain"
                for v in found.sort_values("met_count", ascending=False)["verdict"]
            ],
        )
    ]


def _bundles(orders: pd.DataFrame, policy: Policy) -> Block:
    discount = percent_text(policy.number("bundle.discount"), policy)
    return block(
        "bundles",
        "常一起购买的产品",
        [
            Head("product", "产品", width=20),
            Head("product_with", "一起购买", width=20),
            Head("customers", "客户数", "int", 9),
            Head("support", "占购买客户", "percent", 11),
            Head("price", "单价合计(元)", "money", 14),
            Head("bundle_price", f"组合价(优惠{discount})", "money", 16),
        ],
        bundles(orders, policy).head(10),
        empty=f"没有 {policy.count('bundle.min_customers')} 个以上客户一起购买的产品。",
    )


def _list(listed: pd.DataFrame) -> Block:
    return block(
        Table.id,
        "客户清单",
        [
            head(Table, Table.customer_id),
            Head("customer_name", CustomerMaster.header(CustomerMaster.customer_name), width=30),
            head(Table, Table.revenue),
            head(Table, Table.share),
            head(Table, Table.cum_share),
            head(Table, Table.value_grade, width=11),
            head(Table, Table.current_grade, width=11),
            head(Table, Table.change, width=9),
            Head("repeats", "复购次数", "int", 11),
            Head("average", "平均每单(元)", "money", 14),
            Head("per_year", "每年订单", "decimal", 11),
            Head("ltv", "生命周期价值(元)", "money", 16),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        listed,
        key=Table.key,
        register=True,
        empty="暂无客户。",
    )


def _rules(orders: pd.DataFrame, policy: Policy, today: date) -> list[str]:
    a, b = (percent_text(policy.number(f"abc.cut_{letter}"), policy) for letter in "ab")
    by_count = policy.word("abc.method") == "count"
    days = covered_days(orders, today)
    scaled = f"；订单只覆盖 {days} 天，已折算为一年" if days < 365 else ""
    return [
        "分级：按名次分级，A、B 类的客户占比取参考区间的上限（R-060）。"
        if by_count
        else f"分级：按营收从高到低累计，占比 {a} 以内为 A类，{b} 以内为 B类，其余 C类；"
        "营收相同的同级，第一名总是 A类（R-060）。",
        f"生命周期价值 = 平均每单 × 每年订单 × {policy.number('ltv.years'):f} 年{scaled}（R-143，公式为建议）。",
        "异常金额（R-020）不计入；营收为 0 的客户为 C类。",
    ]
