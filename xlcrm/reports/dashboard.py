"""客户数据分析报告, the dashboard: the month's figures, six months of trends, and what they ask for (R-122–R-125)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, head, named, whole
from xlcrm.reports.dashboard_tiles import Scene, figures
from xlcrm.reports.report import Block, Cell, Chart, Head, Report, Tone
from xlcrm.rules.analysis import churn, funnel, industries, kpi, proposals
from xlcrm.rules.analysis.acquisition import by_channel
from xlcrm.rules.analysis.complaint_month import top_problems, type_shares
from xlcrm.rules.analysis.figures import half_up
from xlcrm.rules.analysis.periods import between, in_month, month_end, months_up_to, spelled
from xlcrm.rules.analysis.presence import present
from xlcrm.rules.analysis.sentiment import moods
from xlcrm.rules.customers import core_name
from xlcrm.rules.frames import Data
from xlcrm.rules.satisfaction import UNSCORED_GROUPS
from xlcrm.tables import ComplaintLog, CustomerMaster, IndustryReport, SourceConversionReport
from xlcrm.tables import KpiReport as Table
from xlcrm.tables.choices import GRADES

NAME = "dashboard"
RISKS = 8
"""Customers listed among the risks."""


def dashboard_report(data: Data, policy: Policy, today: date, month: date) -> Report:
    """The dashboard of ``month`` as known on ``today``."""
    scene = Scene(data, policy, month, min(today, month_end(month)))
    trend = kpi.trend(data, policy, month, today)
    blocks = [
        _trend(trend),
        _suggestions(scene),
        _grades(scene),
        _industries(scene),
        _sources(scene),
        *_funnel(scene),
        _complaint_rate(trend),
        _complaints(scene),
        _top(scene),
        _dimensions(scene),
        _moods(scene),
        _risks(scene),
    ]
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"{spelled(month)}，统计至 {scene.as_of:%Y-%m-%d}",
        tiles=figures(trend, scene),
        blocks=blocks,
        charts=_charts({each.name for each in blocks if each.rows}),
        notes=_rules(policy),
    )


def _suggestions(scene: Scene) -> Block:
    found = proposals.proposals(scene.data, scene.policy, scene.month, scene.as_of)
    return block(
        "suggestions",
        Table.header(Table.suggestions),
        [
            Head("who", "谁", width=11),
            Head("due", "何时", "date", 11),
            Head("action", "做什么", "longtext", 44),
            Head("basis", "依据", "longtext", 42),
            Head("rule", "规则", width=9),
        ],
        proposals.table_of(found, scene.data),
        empty="暂无建议。",
    )


def _trend(trend: pd.DataFrame) -> Block:
    table = trend.assign(period=[spelled(month) for month in trend["month"]])
    heads = [
        head(Table, Table.period, width=13),
        *(
            whole(head(Table, name, width=11))
            for name in (Table.total_customers, Table.new_customers, Table.lost_customers)
        ),
        Head("growth", "净增客户", "int", 10),
        whole(head(Table, Table.sales, width=11)),
        whole(head(Table, Table.avg_spend, width=11)),
        head(Table, Table.complaint_rate, width=10),
        head(Table, Table.satisfaction, width=10),
        head(Table, Table.nps, width=9),
    ]
    return block(Table.id, f"近 {kpi.TREND_MONTHS} 个月", heads, table, key=Table.key)


def _grades(scene: Scene) -> Block:
    here = present(scene.data, scene.as_of)
    counts = here["grade"].fillna("未分级").value_counts()
    rows: list[list[Cell]] = [
        [grade, int(counts[grade]), int(counts[grade]) / len(here)]
        for grade in (*GRADES.values, "未分级")
        if grade in counts
    ]
    heads = [
        Head("grade", CustomerMaster.header(CustomerMaster.grade), width=12),
        Head("customers", "客户数", "int", 10),
        Head("share", "占比", "percent", 10),
    ]
    return Block("grades", "客户等级", heads, rows, empty="暂无客户。")


def _industries(scene: Scene) -> Block:
    table = industries.verdicts(industries.distribution(scene.data, scene.policy, scene.as_of), scene.policy)
    return block(
        "industries",
        "行业（近 12 个月销售额）",
        [
            head(IndustryReport, IndustryReport.industry, width=12),
            whole(head(IndustryReport, IndustryReport.sales, width=13)),
            head(IndustryReport, IndustryReport.sales_share, width=11),
            head(IndustryReport, IndustryReport.verdict, width=10),
        ],
        table.head(8),
        empty="暂无客户。",
    )


def _sources(scene: Scene) -> Block:
    return block(
        "sources",
        "来源渠道",
        [
            head(SourceConversionReport, SourceConversionReport.source_channel, width=16),
            Head("customer_count", "获取", "int", 9),
            Head("converted_count", "有效", "int", 9),
            head(SourceConversionReport, SourceConversionReport.conversion_rate, width=10),
        ],
        by_channel(scene.data, scene.as_of).head(8),
        empty="客户来源登记表还没有数据。",
    )


def _funnel(scene: Scene) -> list[Block]:
    if not scene.data.has("opportunity_stage_log"):
        return []
    table = funnel.reached(funnel.entries(scene.data, scene.as_of))
    heads = [Head("stage", "阶段", width=14), Head("customers", "到过的客户", "int", 12)]
    return [block("funnel", "商机漏斗", heads, table)]


def _of_month(scene: Scene) -> pd.DataFrame:
    log = scene.data[ComplaintLog.id]
    return log[in_month(log["complaint_date"], scene.month)]


def _complaint_rate(trend: pd.DataFrame) -> Block:
    table = trend.assign(month=[spelled(month) for month in trend["month"]], rate=trend["complaint_rate"])
    heads = [
        Head("month", "月份", width=13),
        Head("complaints", "投诉起数", "int", 10),
        Head("rate", Table.header(Table.complaint_rate), "percent", 10),
    ]
    known = table if table["rate"].notna().any() else table[:0]
    return block("complaint_rate", f"近 {kpi.TREND_MONTHS} 个月投诉率", heads, known, empty="暂无客户。")


def _complaints(scene: Scene) -> Block:
    return block(
        "complaints",
        "本月投诉类型",
        [
            Head("complaint_type", ComplaintLog.header(ComplaintLog.complaint_type), width=14),
            Head("count", "起数", "int", 9),
            Head("share", "占比", "percent", 10),
        ],
        type_shares(_of_month(scene)),
        empty="本月没有投诉。",
    )


def _top(scene: Scene) -> Block:
    return block(
        "top",
        "本月高频问题",
        [Head("problem_key", "问题", width=26), Head("count", "起数", "int", 9)],
        top_problems(_of_month(scene), scene.policy),
        empty="本月没有投诉。",
    )


def _dimensions(scene: Scene) -> Block:
    rows = scene.data["satisfaction_response"]
    scored = rows[~rows["dimension_group"].isin(UNSCORED_GROUPS) & rows["score"].between(1, 5)]
    scored = scored[between(scored["survey_date"], *scene.quarter)]
    table = scored.groupby("dimension")["score"].agg(["mean", "size"]).reset_index()
    table["mean"] = half_up(table["mean"], 2)
    heads = [
        Head("dimension", "维度", width=20),
        Head("mean", "平均分(1–5)", "decimal", 12),
        Head("size", "回答", "int", 9),
    ]
    return block(
        "dimensions",
        "本季度满意度",
        heads,
        table.sort_values("mean", ascending=False),
        empty="本季度没有问卷。",
    )


def _moods(scene: Scene) -> Block:
    told = moods(scene.data, scene.as_of)
    months = pd.DatetimeIndex([pd.Timestamp(month) for month in months_up_to(scene.month, kpi.TREND_MONTHS)])
    means = told.groupby("month")["value"].agg(["mean", "size"]).reindex(months)
    rows: list[list[Cell]] = [
        [spelled(day.date()), None if pd.isna(mean) else float(mean), 0 if pd.isna(size) else int(size)]
        for day, mean, size in zip(months, means["mean"], means["size"], strict=True)
    ]
    heads = [
        Head("month", "月份", width=13),
        Head("mean", "情绪均值", "decimal", 11),
        Head("size", "回访", "int", 9),
    ]
    known = bool(means["mean"].notna().any())
    return Block(
        "moods", "客户情绪（满意 2 至愤怒 −2）", heads, rows if known else [], empty="还没有回访记录。"
    )


def _risks(scene: Scene) -> Block:
    scored = churn.risk_scores(churn.signs(scene.data, scene.policy, scene.as_of), scene.policy)
    risky = named(
        scored[scored["risk_level"] != churn.LOW].head(RISKS), scene.data, "customer_name", "grade", "owner"
    )
    tones: list[Tone] = ["bad" if level == churn.HIGH else "warn" for level in risky["risk_level"]]
    return block(
        "risks",
        "流失风险最高的客户",
        [
            Head("name", "客户", width=24),
            Head("grade", CustomerMaster.header(CustomerMaster.grade), width=11),
            Head("risk_score", "风险分", "int", 9),
            Head("risk_level", "等级", width=8),
            Head("words", "分数怎样来的", "longtext", 56),
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=10),
        ],
        risky.assign(name=[core_name(name) for name in risky["customer_name"].fillna(risky["customer_id"])]),
        tones=tones,
        empty="没有中、高风险的客户。",
    )


def _charts(filled: set[str]) -> list[Chart]:
    charts = [
        Chart("line", "销售额", Table.id, Table.period, (Table.sales,), axis="元"),
        Chart(
            "column",
            "新增与流失客户",
            Table.id,
            Table.period,
            (Table.new_customers, Table.lost_customers),
            axis="个",
        ),
        Chart("line", "投诉率走势", "complaint_rate", "month", ("rate",)),
        Chart("doughnut", "客户等级", "grades", "grade", ("customers",)),
        Chart("column", "各行业销售额", "industries", "industry", (IndustryReport.sales,), axis="元"),
        Chart("bar", "各渠道转化率", "sources", "source_channel", ("conversion_rate",)),
        Chart("bar", "商机漏斗", "funnel", "stage", ("customers",), axis="个"),
        Chart("doughnut", "本月投诉类型", "complaints", "complaint_type", ("count",)),
        Chart("bar", "本月高频问题", "top", "problem_key", ("count",), axis="起"),
        Chart("bar", "本季度各维度平均分", "dimensions", "dimension", ("mean",), axis="分"),
        Chart("line", "客户情绪走势", "moods", "month", ("mean",)),
    ]
    return [chart for chart in charts if chart.block in filled]


def _rules(policy: Policy) -> list[str]:
    by = "订单数" if policy.word("kpi.avg_by") == "order" else "购买客户数"
    among = "当月订单数" if policy.word("kpi.complaints_by") == "order" else "月末客户数"
    return [
        f"客户总数不含流失客户；平均客单价 = 当月销售额 ÷ {by}；满意度、NPS 取本季度，NPS 每位客户取最近一次；"
        f"投诉率 = 当月投诉起数 ÷ {among}（R-122、R-123）。",
        "第一笔记录之前的月份留空；异常金额（R-020）不计入；建议里的岗位在选项表 staff.岗位 写上姓名后显示为人名。",
    ]
