"""来源渠道转化汇总: what each channel brought and cost (R-113), and which touches made the deals (R-121)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, head
from xlcrm.reports.report import Block, Cell, Chart, Head, Report, Tile
from xlcrm.rules.analysis import attribution, experiments, funnel, replies
from xlcrm.rules.analysis.acquisition import by_channel
from xlcrm.rules.analysis.periods import up_to
from xlcrm.rules.analysis.shares import wilson
from xlcrm.rules.dates import add_months, percent_text
from xlcrm.rules.frames import Data
from xlcrm.rules.sources import conversion_rate
from xlcrm.tables import AbTest
from xlcrm.tables import SourceConversionReport as Table

NAME = "sources"
YEAR = 12


def sources_report(data: Data, policy: Policy, today: date) -> Report:
    """Channels up to ``today``; with attribution, the funnel (R-115), replies (R-114) and tests (R-117)."""
    table = by_channel(data, today)
    deals = (
        attribution.attribution(attribution.steps(data, policy, today)) if data.has("touchpoint") else None
    )
    first = replies.first_contacts(data, policy, today)
    stages = _stages(data, policy, today)
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"截至 {today:%Y-%m-%d} 登记的全部来源",
        tiles=_tiles(table, policy),
        blocks=[
            _list(table),
            *_deals(data, deals),
            *stages,
            _replies(first, "method", "方式", policy),
            _replies(first, "script_template", "话术模板", policy),
            *_tests(data, policy, today),
        ],
        charts=[*_charts(table), *_deal_charts(deals), *_stage_charts(stages)],
        notes=_rules(),
    )


def _tiles(table: pd.DataFrame, policy: Policy) -> list[Tile]:
    acquired, converted = float(table["customer_count"].sum()), float(table["converted_count"].sum())
    rate = conversion_rate(acquired, converted, policy)
    best = table.head(1)
    cost = table["cost"].sum(min_count=1)
    sure = wilson(converted, acquired)
    return [
        Tile("获取客户", acquired, note=f"有效客户 {converted:g} 个"),
        Tile(
            "总转化率",
            rate.value if rate else None,
            "percent",
            note=f"95% 区间 {sure.percent()}" if sure else "",
        ),
        Tile(
            "转化率最高",
            best["source_channel"].iloc[0] if len(best) else "–",
            "text",
            note=percent_text(best["conversion_rate"].iloc[0], policy) if len(best) and rate else "",
            tone="good" if len(best) else "plain",
        ),
        Tile("登记的成本(元)", None if pd.isna(cost) else float(cost), note="来自备注里的“成本:”"),
    ]


def _list(table: pd.DataFrame) -> Block:
    return block(
        Table.id,
        "各渠道的转化",
        [
            head(Table, Table.rank, width=8),
            head(Table, Table.source_channel, width=18),
            head(Table, Table.customer_count, width=13),
            head(Table, Table.converted_count, width=13),
            head(Table, Table.conversion_rate, width=10),
            head(Table, Table.cost, width=14),
            head(Table, Table.cost_per_converted, width=13),
            Head("times", "登记次数", "int", 10),
        ],
        table,
        key=Table.key,
        empty="客户来源登记表还没有数据。",
    )


def _charts(table: pd.DataFrame) -> list[Chart]:
    if table.empty:
        return []
    return [
        Chart("column", "各渠道转化率", Table.id, "source_channel", ("conversion_rate",)),
        Chart(
            "column",
            "获取客户与有效客户",
            Table.id,
            "source_channel",
            ("customer_count", "converted_count"),
            axis="个",
        ),
    ]


def _deals(data: Data, deals: pd.DataFrame | None) -> list[Block]:
    if not data.has("touchpoint"):
        return []
    heads = [
        Head("channel", "渠道", width=14),
        Head("touches", "触点数", "int", 9),
        Head("removal", "移除影响", "percent", 11),
        Head("share", "贡献占比", "percent", 11),
        Head("deals", "归因成交数", "decimal", 12),
        Head("first", "首次触点", "decimal", 11),
        Head("last", "末次触点", "decimal", 11),
        Head("linear", "平均分摊", "decimal", 11),
    ]
    note = "移除影响：去掉这个渠道后，成交机会减少的部分（马尔可夫链）；右边三列是其他常用算法得出的成交数"
    if deals is None:
        return [Block("deals", "成交归因", heads, [], empty="还没有成交，暂不归因。")]
    return [block("deals", "成交归因", heads, deals, note=note)]


def _deal_charts(deals: pd.DataFrame | None) -> list[Chart]:
    if deals is None:
        return []
    return [
        Chart(
            "column",
            "四种算法的成交归因",
            "deals",
            "channel",
            ("deals", "first", "last", "linear"),
            axis="单",
        )
    ]


def _stages(data: Data, policy: Policy, today: date) -> list[Block]:
    if not data.has("opportunity_stage_log"):
        return []
    table = funnel.steps(funnel.entries(data, today), policy, add_months(today, -YEAR), today)
    days = funnel.stage_days(data, today)
    rows: list[list[Cell]] = [
        [
            step,
            int(entered),
            int(went),
            None if pd.isna(rate) else float(rate),
            days.get(stage),
            "偏低" if alert else "",
        ]
        for step, stage, entered, went, rate, alert in table.itertuples(index=False)
    ]
    heads = [
        Head("step", "步骤", width=24),
        Head("entered", "进入客户", "int", 10),
        Head("went_on", "进入下一步", "int", 11),
        Head("rate", "转化率", "percent", 10),
        Head("days", "停留天数(中位数)", "decimal", 12),
        Head("alert", "提示", width=9),
    ]
    least = percent_text(policy.number("funnel.min"), policy)
    tones = ["warn" if alert else "plain" for alert in table["alert"]]
    note = f"近 {YEAR} 个月进入前一步的客户；低于 {least} 提示；最后一行为重点关注的一对"
    return [Block("funnel", "商机漏斗", heads, rows, tones=tones, note=note)]  # type: ignore[arg-type]


def _stage_charts(stages: list[Block]) -> list[Chart]:
    return [Chart("bar", "商机漏斗：各步转化率", "funnel", "step", ("rate",))] if stages else []


def _replies(first: pd.DataFrame, by: str, title: str, policy: Policy) -> Block:
    hours = policy.hours("reply.hours").normalize()
    return block(
        f"replies_{by}",
        f"首次联系 {hours:f} 小时回复率 · 按{title}",
        [
            Head(by, title, width=16),
            Head("contacts", "联系", "int", 8),
            Head("answered", "已回复", "int", 9),
            Head("rate", "回复率", "percent", 9),
            Head("interval", "95% 区间", width=14),
        ],
        replies.reply_rates(first, by),
        empty="暂无首次联系的记录。",
    )


def _tests(data: Data, policy: Policy, today: date) -> list[Block]:
    if not data.has(AbTest.id):
        return []
    tests = data[AbTest.id]
    tests = tests[up_to(tests["start_date"], today) | tests["start_date"].isna()]
    found = experiments.comparisons(tests, policy)
    table = experiments.ranked(tests)
    told = {number: one.words for number, one in found.items()}
    return [
        block(
            "tests",
            "A/B 测试（按回复率，再按转化率）",
            [
                Head("test_no", AbTest.header(AbTest.test_no), width=12),
                Head("variant", AbTest.header(AbTest.variant), width=8),
                Head("content", AbTest.header(AbTest.content), "longtext", 24),
                Head("sent_count", AbTest.header(AbTest.sent_count), "int", 9),
                Head("reply_rate", "回复率", "percent", 10),
                Head("convert_rate", "转化率", "percent", 10),
                Head("verdict", AbTest.header(AbTest.verdict), "longtext", 46),
            ],
            table.assign(verdict=table["test_no"].map(told).fillna("只有一个版本，无法比较")),
        )
    ]


def _rules() -> list[str]:
    return [
        "转化率 = 有效客户合计 ÷ 客户数量合计，不是各次转化率的平均；有效客户多于获取客户的行不计入（R-113）。",
        "排名：先看转化率，再看有效客户数，再按名称；成本取自备注“成本:N元”或“成本:N元/次”，没有写的留空。",
    ]
