"""投诉分析月度报告: the month's complaints as 表9 counts them, and what the manual wants watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports import complaint_tables as tables
from xlcrm.reports.carry import EARLIER
from xlcrm.reports.complaint_tables import STATES, TREND_MONTHS, Month
from xlcrm.reports.report import Block, Chart, Field, Head, Report, Tile
from xlcrm.rules.analysis import complaint_month as counted
from xlcrm.rules.analysis.measures import gaps, measures_in, planned
from xlcrm.rules.analysis.periods import in_month, months_up_to, spelled
from xlcrm.rules.analysis.unified import unlinked_issues
from xlcrm.rules.dates import find_date, percent_text
from xlcrm.rules.frames import Data
from xlcrm.tables import ComplaintMonthlyReport

NAME = "complaints"
Table = ComplaintMonthlyReport


def complaints_report(data: Data, policy: Policy, today: date, month: date) -> Report:
    """表9 of ``month`` (its first day) as known on ``today``, with what lies behind it; R-083 to R-087."""
    found = Month.of(data, policy, today, month)
    types = counted.type_shares(found.rows)
    top = counted.top_problems(found.rows, policy)
    departments = counted.by_department(found.rows)
    repeated = counted.repeated_problems(found.log, month, policy)
    problems = list(dict.fromkeys([*top["problem_key"], *repeated["problem_key"]]))
    plans = _plans(data, problems)
    top["plan"], repeated["plan"] = top["problem_key"].map(plans), repeated["problem_key"].map(plans)
    report = Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"{spelled(month)}，统计至 {found.as_of:%Y-%m-%d}",
        fields=[
            _field(Table.period, spelled(month)),
            _field(Table.prepared_by, _typed_before(data, month, Table.prepared_by), typed=True),
            _field(Table.total_count, f"{len(found.rows)}起"),
            _field(Table.type_distribution, counted.type_text(types, policy) or "本月没有投诉"),
            _field(Table.top3_problems, counted.top_text(top) or "无"),
            _field(Table.department_distribution, counted.department_text(departments) or "无"),
            _field(
                Table.measures, _measures(data, month, [plans.get(each) for each in problems]), typed=True
            ),
        ],
        tiles=_tiles(found, policy, repeated),
        blocks=[
            *tables.paper_tables(types, top, departments, len(found.rows)),
            tables.trend(found.log, month),
            tables.levels(found),
            tables.grades(found, data, policy),
            *tables.repeats(repeated, found, data, policy),
            _earlier(),
        ],
        charts=_charts(found),
        landscape=False,
    )
    return settled(replace(report, notes=[*_rules(found, policy), *_issues(found, data, policy)]), policy)


def settled(report: Report, policy: Policy) -> Report:
    """The report with what each problem's measure, as it now stands, still lacks (R-087).

    A measure that stands in the plans of the workbook counts as well as one written in 改进措施.
    """
    values = {field.name: field.value for field in report.fields}
    month = find_date(f"{values[Table.period]}1日") or date.min
    told = measures_in(str(values[Table.measures] or ""), month, policy)
    plans = _told_plans(report)
    missing = {gap.problem: gap.missing for gap in gaps(list(plans), told)}
    for problem in list(missing):
        if (plan := plans[problem]) and not gaps([problem], measures_in(f"1.{plan}", month, policy)):
            del missing[problem]
    return replace(
        report,
        blocks=[_checked(each, missing) if each.name in _CHECKED else each for each in report.blocks],
        notes=[
            *(f"R-087 {problem}：{gap}。" for problem, gap in missing.items()),
            *(note for note in report.notes if not note.startswith("R-087 ")),
        ],
    )


_CHECKED = ("top", "repeated")


def _told_plans(report: Report) -> dict[str, str]:
    """What the plans hold for each problem, in the order of the problems."""
    found: dict[str, str] = {}
    for each in report.blocks:
        if each.name in _CHECKED:
            names = [head.name for head in each.heads]
            key, plan = names.index("problem_key"), names.index("plan")
            found |= {str(row[key]): str(row[plan] or "") for row in each.rows if str(row[key]) not in found}
    return found


def _checked(block: Block, missing: Mapping[str, str]) -> Block:
    """The block with what is missing beside each problem, in its last column."""
    at = [head.name for head in block.heads].index("problem_key")
    found = [missing.get(str(row[at])) for row in block.rows]
    rows = [[*row[:-1], gap or "已有措施"] for row, gap in zip(block.rows, found, strict=True)]
    return replace(block, rows=rows, tones=["warn" if gap else "good" for gap in found])


def _earlier() -> Block:
    """What was written for the months before; it is carried from report to report."""
    heads = [
        Head(Table.period, Table.header(Table.period), width=13),
        Head(Table.prepared_by, Table.header(Table.prepared_by), width=13, typed=True),
        Head(Table.measures, Table.header(Table.measures), "longtext", 46, typed=True),
    ]
    return Block(EARLIER, "以前各月", heads, [], key=(Table.period,), empty="还没有以前的月报。")


def _field(name: str, value: str | None, *, typed: bool = False) -> Field:
    return Field(name, Table.header(name), value, typed)


def _typed_before(data: Data, month: date, column: str) -> str | None:
    """What the workbook's own rows of 表9 hold for the month."""
    known = data[Table.id]
    found = known.loc[known[Table.period] == spelled(month), column].dropna()
    return str(found.iloc[-1]) if len(found) else None


def _plans(data: Data, problems: Sequence[str]) -> dict[str, str]:
    """What action_plan and improvement_plan hold for each problem."""
    found = {key: planned(key, data["action_plan"], data["improvement_plan"]) for key in problems}
    return {key: plan for key, plan in found.items() if plan}


def _measures(data: Data, month: date, plans: Sequence[str | None]) -> str | None:
    """改进措施: as written for the month, else from the plans, numbered as the problems are."""
    if typed := _typed_before(data, month, Table.measures):
        return typed
    return ";".join(f"{number}.{plan}" for number, plan in enumerate(plans, 1) if plan) or None


def _tiles(found: Month, policy: Policy, repeated: pd.DataFrame) -> list[Tile]:
    before = months_up_to(found.month, 2)[0]
    last = int(in_month(found.log["complaint_date"], before).sum())
    total = len(found.rows)
    on_time, late, _, open_late = (int((found.states == state).sum()) for state in STATES)
    done = on_time + late
    return [
        Tile("投诉总量", total, note=f"上月 {last} 起"),
        Tile(
            "按时解决率",
            on_time / done if done else None,
            "percent",
            note=f"已解决 {done} 起，按时 {on_time} 起",
            tone="plain" if not done else "good" if on_time == done else "warn",
        ),
        Tile("未解决", total - done, note=f"其中已超时 {open_late} 起", tone="bad" if open_late else "plain"),
        Tile(
            "连续多月的问题",
            len(repeated),
            note=f"连续 {policy.count('repeat.months')} 个月都有投诉",
            tone="bad" if len(repeated) else "good",
        ),
    ]


def _charts(found: Month) -> list[Chart]:
    charts = [Chart("line", f"近 {TREND_MONTHS} 个月投诉起数", "trend", "month", ("total",), axis="起")]
    if len(found.rows):
        charts.insert(0, Chart("doughnut", "投诉类型占比", "types", "complaint_type", ("count",)))
        charts.insert(1, Chart("column", "责任部门分布", "departments", "department", ("count",), axis="起"))
    return charts


def _issues(found: Month, data: Data, policy: Policy) -> list[str]:
    """How the feedback issues of the month stand to its complaints (C-060)."""
    issues = unlinked_issues(data)
    count = int(in_month(issues["complaint_date"], found.month).sum())
    if not count:
        return []
    if policy.flag("issues.unified"):
        return [f"投诉总量含客户反馈问题跟踪表里没有关联投诉的 {count} 个问题（issues.unified）。"]
    return [f"另有 {count} 个问题登记在客户反馈问题跟踪表，没有关联投诉，不计入本表（C-060）。"]


def _rules(found: Month, policy: Policy) -> list[str]:
    unkeyed = int(found.rows["problem_key"].isna().sum())
    notes = [
        "统计口径：按投诉日期计入当月；占比四舍五入到"
        f"{policy.count('percent.decimals')}位小数；高频问题同次数的，先投诉的排前（R-083、R-084）。",
        "时限：按 R-075 由接收时间和投诉等级计算，扣除跟踪表里的暂停；到期当时仍算按时。",
    ]
    if unkeyed:
        notes.insert(0, f"R-084：有 {unkeyed} 起投诉没有填问题关键词，没有计入高频问题。")
    if len(found.rows):
        untyped = found.rows["complaint_type"].isna().mean()
        if untyped:
            notes.insert(0, f"R-083：{percent_text(untyped, policy)}的投诉没有填投诉类型，计为“未分类”。")
    return notes
