"""每月回顾: actions without an effect, problems that last, how the month's plans were kept (R-128)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block
from xlcrm.reports.report import Block, Cell, Chart, Head, Report, Tile
from xlcrm.rules.analysis import complaint_month, reviews
from xlcrm.rules.analysis.lists import calendar_of
from xlcrm.rules.analysis.periods import month_end, month_starts, months_up_to, spelled, up_to
from xlcrm.rules.dates import add_days
from xlcrm.rules.frames import Data
from xlcrm.tables import ActionPlan, ImprovementPlan

NAME = "monthly"
SHEET = "每月回顾"
MONTHS = 6


def monthly_report(data: Data, policy: Policy, today: date, month: date) -> Report:
    """Review of ``month`` as known on ``today``: plan, do, check, act."""
    actions = data[ActionPlan.id]
    waiting = reviews.without_effect(actions, month)
    open_plans = _unverified(data, month)
    repeated = complaint_month.repeated_problems(data["complaint_log"], month, policy)
    months = _months(data, month, today)
    due = actions[up_to(actions["due_date"], month_end(month))]
    meeting = reviews.review_meeting(month, calendar_of(data))
    return Report(
        NAME,
        SHEET,
        SHEET,
        subtitle=f"{spelled(month)}；回顾会议：{meeting:%Y-%m-%d}（下月第一个工作日）",
        tiles=[
            Tile("到期的行动", len(due)),
            Tile("没有填效果", len(waiting), tone="warn" if len(waiting) else "good"),
            Tile("待验证的提升计划", len(open_plans), tone="warn" if len(open_plans) else "good"),
            Tile("连续出现的问题", len(repeated), tone="bad" if len(repeated) else "good"),
        ],
        blocks=[months, _actions(waiting), _plans(open_plans), _repeated(repeated, policy), _agenda()],
        charts=[
            Chart(
                "line",
                f"近 {MONTHS} 个月跟进的完成率与按时率",
                "months",
                "month",
                ("done_rate", "on_time_rate"),
            )
        ],
        notes=["每项行动都要写明效果，才算走完计划、执行、检查、改进（R-128）。"],
    )


def _unverified(data: Data, month: date) -> pd.DataFrame:
    plans = data[ImprovementPlan.id]
    open_ones = plans["verified"].isna() | (plans["verified"] == "待验证")
    return plans[open_ones & up_to(plans["due_date"], month_end(month))].sort_values("due_date")


def _months(data: Data, month: date, today: date) -> Block:
    names = ("planned", "done", "on_time", "late", "done_rate", "on_time_rate")
    months = months_up_to(month, MONTHS)
    items = reviews.planned_items(data, add_days(months[0], -1), month_end(month), today)
    kept = reviews.kept_share(items.assign(month=month_starts(items["due"])), "month").set_index("month")
    table = kept.reindex(pd.DatetimeIndex(months))[list(names)]
    table[["planned", "done", "on_time", "late"]] = table[["planned", "done", "on_time", "late"]].fillna(0)
    rows: list[list[Cell]] = [
        [spelled(each), *(None if pd.isna(figure) else float(figure) for figure in figures)]
        for each, figures in zip(months, table.itertuples(index=False), strict=True)
    ]
    heads = [
        Head("month", "月份", width=13),
        Head("planned", "计划", "int", 9),
        Head("done", "完成", "int", 9),
        Head("on_time", "按时", "int", 9),
        Head("late", "超时", "int", 9),
        Head("done_rate", "完成率", "percent", 10),
        Head("on_time_rate", "按时率", "percent", 10),
    ]
    return Block("months", "计划的执行", heads, rows)


def _actions(waiting: pd.DataFrame) -> Block:
    return block(
        "actions",
        "已到期而没有填效果的行动",
        [
            Head("due_date", ActionPlan.header(ActionPlan.due_date), "date", 12),
            Head("strategy_kind", ActionPlan.header(ActionPlan.strategy_kind), width=12),
            Head("action", ActionPlan.header(ActionPlan.action), "longtext", 40),
            Head("basis", ActionPlan.header(ActionPlan.basis), "longtext", 28),
            Head("owner", ActionPlan.header(ActionPlan.owner), width=10),
            Head("status", ActionPlan.header(ActionPlan.status), width=10),
        ],
        waiting,
        tones=["plain" if status == "已完成" else "warn" for status in waiting["status"]],
        empty="到期的行动都填了效果。",
        note="请在策略行动计划表的“效果”里填写结果",
    )


def _plans(plans: pd.DataFrame) -> Block:
    return block(
        "plans",
        "已到期而没有验证的提升计划",
        [
            Head("plan_no", ImprovementPlan.header(ImprovementPlan.plan_no), width=14),
            Head("trigger", ImprovementPlan.header(ImprovementPlan.trigger), width=16),
            Head("measure", ImprovementPlan.header(ImprovementPlan.measure), "longtext", 40),
            Head("department", ImprovementPlan.header(ImprovementPlan.department), width=10),
            Head("lead", ImprovementPlan.header(ImprovementPlan.lead), width=10),
            Head("due_date", ImprovementPlan.header(ImprovementPlan.due_date), "date", 12),
        ],
        plans,
        tones=["warn"] * len(plans),
        empty="没有待验证的提升计划。",
    )


def _repeated(repeated: pd.DataFrame, policy: Policy) -> Block:
    months = policy.count("repeat.months")
    return block(
        "repeated",
        f"连续 {months} 个月都出现的投诉问题",
        [
            Head("problem_key", "问题", width=26),
            Head("by_month", "各月起数", width=34),
            Head("total", "合计", "int", 9),
        ],
        repeated,
        tones=["bad"] * len(repeated),
        empty=f"没有连续 {months} 个月都出现的问题。",
    )


def _agenda() -> Block:
    rows = [
        ["策略", "各项行动有没有效果？哪些继续，哪些停止？"],
        ["提醒卡", "卡片的内容和格式是否好用，要不要调整？"],
        ["共性问题", "反复出现的问题由哪个部门、何时解决？"],
    ]
    return Block(
        "agenda",
        "会议要点",
        [Head("what", "议题", width=14), Head("question", "请讨论", "longtext", 60)],
        rows,
    )
