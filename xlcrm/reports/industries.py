"""行业分布分析表: customers, sales and growth of each industry, and how each is best followed up (R-068, R-069)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, head, whole
from xlcrm.reports.report import Block, Chart, Head, Report, Tile, Tone
from xlcrm.rules.analysis import industries, replies
from xlcrm.rules.analysis.joins import looked_up
from xlcrm.rules.analysis.periods import month_of, spelled
from xlcrm.rules.dates import percent_text
from xlcrm.rules.frames import Data
from xlcrm.tables import IndustryReport as Table

NAME = "industries"
_TONES: dict[str, Tone] = {industries.STRONG: "good", industries.PROMISING: "warn"}


def industries_report(data: Data, policy: Policy, today: date) -> Report:
    """Industries on ``today``; with the reply rate (R-114) and the best interval (R-116) of each."""
    table = industries.verdicts(industries.distribution(data, policy, today), policy)
    first = replies.first_contacts(data, policy, today)
    months = policy.count("industry.period_months")
    young = "" if industries.too_young(data, policy, today) is None else f"上期不足 {months} 个月"
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"按 {today:%Y-%m-%d} 计算，近 {months} 个月的销售额，与之前 {months} 个月对比",
        tiles=_tiles(table, young),
        blocks=[_list(table), _replies(first, policy, today), _intervals(data, policy, today)],
        charts=_charts(table, young),
        notes=[*_short(data, policy, today), *_rules(policy)],
    )


def _tiles(table: pd.DataFrame, young: str) -> list[Tile]:
    """What stands out; ``young`` says why a growth is no news, where the period before was hardly recorded."""
    strong = table.loc[table["verdict"] == industries.STRONG, "industry"].tolist()
    promising = table.loc[table["verdict"] == industries.PROMISING, "industry"].tolist()
    fastest = table.dropna(subset=["growth"]).nlargest(0 if young else 1, "growth")
    name = fastest["industry"].iloc[0] if len(fastest) else "–"
    return [
        Tile("行业数", len(table), note=f"客户共 {int(table['customers'].sum())} 个"),
        Tile("优势行业", "、".join(strong) or "–", "text", tone="good" if strong else "plain"),
        Tile(
            "潜力行业",
            "、".join(promising) or "–",
            "text",
            tone="warn" if promising and not young else "plain",
            note=f"{young}，仅供参考" if promising and young else "",
        ),
        Tile("增长最快", name, "text", note=f"{fastest['growth'].iloc[0]:+.1%}" if len(fastest) else young),
    ]


def _list(table: pd.DataFrame) -> Block:
    return block(
        Table.id,
        "行业分布",
        [
            head(Table, Table.industry, width=14),
            head(Table, Table.customers, width=10),
            head(Table, Table.customer_share, width=11),
            whole(head(Table, Table.sales, width=15)),
            head(Table, Table.sales_share, width=12),
            Head("sales_before", "上期销售额", "int", 15),
            head(Table, Table.growth, width=10),
            head(Table, Table.verdict, width=12),
            Head("words", "判定理由", width=32),
        ],
        table,
        key=Table.key,
        tones=[_TONES.get(verdict, "plain") for verdict in table["verdict"]],
        empty="暂无客户。",
    )


def _charts(table: pd.DataFrame, young: str) -> list[Chart]:
    if table.empty:
        return []
    charts = [
        Chart("column", "各行业客户占比与销售额占比", Table.id, "industry", ("customer_share", "sales_share"))
    ]
    if table["growth"].notna().any() and not young:
        charts.append(Chart("column", "各行业销售额增速", Table.id, "industry", ("growth",)))
    return charts


def _replies(first: pd.DataFrame, policy: Policy, today: date) -> Block:
    rates = replies.reply_rates(first, "industry")
    month = month_of(today)
    now = replies.industry_benchmark(first, month)
    now = now.set_index("industry")
    merged = rates.assign(
        month_rate=looked_up(rates["industry"], now["rate"]),
        benchmark=looked_up(rates["industry"], now["benchmark"]),
    )
    hours = policy.hours("reply.hours").normalize()
    return block(
        "replies",
        f"首次联系 {hours:f} 小时内的回复率",
        [
            head(Table, Table.industry, width=14),
            Head("contacts", "首次联系", "int", 10),
            Head("answered", "已回复", "int", 9),
            Head("rate", "回复率", "percent", 10),
            Head("interval", "95% 区间", width=15),
            Head("month_rate", f"{spelled(month)}", "percent", 12),
            Head("benchmark", "此前各月基准", "percent", 13),
        ],
        merged,
        empty="暂无首次联系的记录。",
        note="联系未满时限、还没有回复的不计入",
    )


def _intervals(data: Data, policy: Policy, today: date) -> Block:
    rates = replies.interval_rates(replies.intervals(data, today), policy)
    best = rates[rates["best"]]
    least = policy.count("interval.min_contacts")
    return block(
        "intervals",
        "最佳跟进间隔",
        [
            head(Table, Table.industry, width=14),
            Head("span", "间隔", width=12),
            Head("contacts", "联系次数", "int", 10),
            Head("replies", "有回复", "int", 9),
            Head("rate", "回复率", "percent", 10),
        ],
        best.sort_values("rate", ascending=False),
        empty=f"各间隔的联系都不足 {least} 次，按跟进策略的频率联系。",
        note="回复率最高的间隔；相同时取较长的",
    )


def _short(data: Data, policy: Policy, today: date) -> list[str]:
    """A warning where the orders do not reach back over both periods."""
    first = industries.too_young(data, policy, today)
    if first is None:
        return []
    months = policy.count("industry.period_months")
    return [f"订单从 {first:%Y-%m-%d} 起才有记录，上期不足 {months} 个月，增速仅供参考。"]


def _rules(policy: Policy) -> list[str]:
    def share(name: str) -> str:
        return percent_text(policy.number(f"industry.{name}"), policy)

    return [
        f"优势行业：销售额占比不低于 {share('strong_share')}，且高于客户占比；"
        f"潜力行业：客户占比不超过 {share('potential_share')}，且增速不低于 {share('potential_growth')}；"
        f"客户不足 {policy.count('industry.min_customers')} 个的不作判定（R-069）。",
        "客户数不含已流失客户；上期没有销售额的，增速留空；没有填行业的客户计入“未知”（R-068）。",
    ]
