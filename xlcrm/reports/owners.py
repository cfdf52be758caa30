"""负责人业绩: what each owner and department achieved in the last 12 months (R-156)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block
from xlcrm.reports.report import Block, Chart, Head, Report, Tile
from xlcrm.rules.analysis import owners
from xlcrm.rules.analysis.answers import newest, recommendation, satisfied, surveys
from xlcrm.rules.analysis.periods import in_months
from xlcrm.rules.frames import Data
from xlcrm.tables import ComplaintLog, CustomerMaster

NAME = "owners"
SHEET = "负责人业绩"


def owners_report(data: Data, policy: Policy, today: date) -> Report:
    """Owners and departments on ``today``."""
    table = owners.by_owner(data, policy, today)
    departments = owners.by_department(data, policy, today)
    return Report(
        NAME,
        SHEET,
        SHEET,
        subtitle=f"按 {today:%Y-%m-%d} 计算，近 {owners.MONTHS} 个月",
        tiles=_tiles(table, data, policy, today),
        blocks=[_owners(table), _departments(departments)],
        charts=_charts(table, departments),
        notes=[
            "客户、销售额、投诉按客户现在的负责人归属；满意度为名下客户最近一次得分的平均，"
            f"不足 {policy.count('owner.min_answers')} 份标明样本偏少（R-156）。",
            "跟进按时率 = 按时完成 ÷ 到期的下一步行动、回访和计划跟进（R-127）。部门按时率不含处理中且未到期的投诉。",
        ],
    )


def _tiles(table: pd.DataFrame, data: Data, policy: Policy, today: date) -> list[Tile]:
    answers = surveys(data["satisfaction_response"], policy)
    answers = answers[in_months(answers["survey_date"], today, owners.MONTHS)]
    liked, asked = (
        satisfied(answers["score_100"], policy),
        recommendation(newest(answers, "recommend_score")["recommend_score"], policy),
    )
    planned, kept = table["planned"].sum(), table["on_time"].sum()
    return [
        Tile("负责人", int((table["owner"] != owners.NOBODY).sum())),
        Tile("销售额(元)", float(table["sales"].sum())),
        Tile(
            "跟进按时率",
            kept / planned if planned else None,
            "percent",
            note=f"到期 {planned:.0f} 项，按时 {kept:.0f} 项",
        ),
        Tile(
            "满意率",
            liked.share if liked else None,
            "percent",
            note=f"95% 区间 {liked.interval.percent()}，平均 {liked.mean:g} 分" if liked else "还没有问卷",
        ),
        Tile(
            "NPS",
            asked.value if asked else None,
            "decimal",
            note=asked.words(policy) if asked else "还没有回答",
        ),
    ]


def _owners(table: pd.DataFrame) -> Block:
    return block(
        "owners",
        "按负责人",
        [
            Head("owner", CustomerMaster.header(CustomerMaster.owner), width=12),
            Head("customers", "客户数", "int", 9),
            Head("sales", "销售额(元)", "int", 14),
            Head("satisfaction", "满意度", "decimal", 10),
            Head("answers", "问卷", "int", 8),
            Head("nps", "NPS", "decimal", 9),
            Head("planned", "到期事项", "int", 10),
            Head("on_time_rate", "跟进按时率", "percent", 12),
            Head("complaints", "投诉", "int", 8),
            Head("note", "说明", width=14),
        ],
        table,
        key=("owner",),
        empty="客户信息总表还没有负责人。",
    )


def _departments(table: pd.DataFrame) -> Block:
    return block(
        "departments",
        "按责任部门的投诉",
        [
            Head("department", ComplaintLog.header(ComplaintLog.department), width=12),
            Head("complaints", "投诉", "int", 9),
            Head("on_time", "按时解决", "int", 10),
            Head("late", "超时", "int", 9),
            Head("on_time_rate", "按时率", "percent", 11),
        ],
        table,
        key=("department",),
        empty="近 12 个月没有投诉。",
    )


def _charts(table: pd.DataFrame, departments: pd.DataFrame) -> list[Chart]:
    charts = []
    if len(table):
        charts = [
            Chart("column", "销售额", "owners", "owner", ("sales",), axis="元"),
            Chart("column", "跟进按时率", "owners", "owner", ("on_time_rate",)),
        ]
    if len(departments):
        charts.append(
            Chart("column", "按时解决与超时", "departments", "department", ("on_time", "late"), axis="起")
        )
    return charts
