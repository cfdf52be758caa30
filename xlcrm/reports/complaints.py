"""投诉分析月度报告: the month's complaints as 表9 counts them, and what the manual wants watched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, named
from xlcrm.reports.report import Block, Chart, Field, Head, Report, Tile
from xlcrm.rules.analysis import complaint_month as counted
from xlcrm.rules.analysis.joins import by_customer
from xlcrm.rules.analysis.lists import lists_of
from xlcrm.rules.analysis.measures import gaps, measures_in, planned
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import in_month, month_end, months_up_to, spelled
from xlcrm.rules.analysis.punctuality import LATE, ON_TIME, OPEN, OPEN_LATE, solved_in_time
from xlcrm.rules.customers import core_name
from xlcrm.rules.dates import find_date, percent_text
from xlcrm.rules.frames import Data
from xlcrm.tables import ComplaintLog, ComplaintMonthlyReport, CustomerMaster
from xlcrm.tables.choices import GRADES
from xlcrm.tables.complaints import COMPLAINT_TYPES, LEVELS

NAME = "complaints"
Table = ComplaintMonthlyReport
KEY_SYNONYMS = "问题关键词"
"""List of the 选项表 in which several words for one problem are put together."""

TREND_MONTHS = 6
PRODUCTS = 3
"""Products of a problem for which customers to be checked are listed."""

NAMED = 6
"""Customers to be checked that are named for each product."""

STATES = (ON_TIME, LATE, OPEN, OPEN_LATE)


@dataclass(frozen=True)
class _Month:
    """The register up to a month, and the rows of the month itself."""

    month: date
    as_of: date
    log: pd.DataFrame
    rows: pd.DataFrame
    states: pd.Series

    @classmethod
    def of(cls, data: Data, policy: Policy, today: date, month: date) -> _Month:
        log = data["complaint_log"]
        meaning = lists_of(data).named(KEY_SYNONYMS).meaning
        log = log.assign(problem_key=counted.merged_keys(log["problem_key"], meaning))
        rows = log[in_month(log["complaint_date"], month)]
        as_of = min(today, month_end(month))
        return cls(month, as_of, log, rows, solved_in_time(rows, data, policy, as_of))


def complaints_report(data: Data, policy: Policy, today: date, month: date) -> Report:
    """表9 of ``month`` (its first day) as known on ``today``, with what lies behind it; R-083 to R-087."""
    found = _Month.of(data, policy, today, month)
    types = counted.type_shares(found.rows)
    top = counted.top_problems(found.rows, policy)
    departments = counted.by_department(found.rows)
    repeated = counted.repeated_problems(found.log, month, policy)
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
            _field(Table.measures, _measures(data, month, _problems(top, repeated)), typed=True),
        ],
        tiles=_tiles(found, policy, repeated),
        blocks=[
            *_paper_blocks(types, top, departments, len(found.rows)),
            _trend(found.log, month),
            _levels(found),
            _grades(found, data, policy),
            *_repeated(repeated, found, data, policy),
        ],
        charts=_charts(found),
        landscape=False,
    )
    return settled(replace(report, notes=_rules(found, policy)), policy)


def settled(report: Report, policy: Policy) -> Report:
    """The report with what each problem's measure, as it now stands, still lacks (R-087)."""
    values = {field.name: field.value for field in report.fields}
    month = find_date(f"{values[Table.period]}1日") or date.min
    blocks = {each.name: each for each in report.blocks}
    problems = dict.fromkeys(
        str(row[_at(blocks[name])]) for name in ("top", "repeated") for row in blocks[name].rows
    )
    measures = measures_in(str(values[Table.measures] or ""), month, policy)
    missing = {gap.problem: gap.missing for gap in gaps(list(problems), measures)}
    return replace(
        report,
        blocks=[
            _checked(each, missing) if each.name in ("top", "repeated") else each for each in report.blocks
        ],
        notes=[
            *(f"R-087 {problem}：{gap}。" for problem, gap in missing.items()),
            *(note for note in report.notes if not note.startswith("R-087 ")),
        ],
    )


def _at(block: Block) -> int:
    return [head.name for head in block.heads].index("problem_key")


def _checked(block: Block, missing: Mapping[str, str]) -> Block:
    """The block with what is missing beside each problem, in its last column."""
    found = [missing.get(str(row[_at(block)])) for row in block.rows]
    rows = [[*row[:-1], gap or "已有措施"] for row, gap in zip(block.rows, found, strict=True)]
    return replace(block, rows=rows, tones=["warn" if gap else "good" for gap in found])


def _field(name: str, value: str | None, *, typed: bool = False) -> Field:
    return Field(name, Table.header(name), value, typed)


def _typed_before(data: Data, month: date, column: str) -> str | None:
    """What the workbook's own rows of 表9 hold for the month."""
    known = data[Table.id]
    found = known.loc[known[Table.period] == spelled(month), column].dropna()
    return str(found.iloc[-1]) if len(found) else None


def _problems(top: pd.DataFrame, repeated: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys([*top["problem_key"], *repeated["problem_key"]]))


def _measures(data: Data, month: date, problems: Sequence[str]) -> str | None:
    if typed := _typed_before(data, month, Table.measures):
        return typed
    lines = (
        planned(problem, number, data["action_plan"], data["improvement_plan"])
        for number, problem in enumerate(problems, 1)
    )
    return ";".join(filter(None, lines)) or None


def _tiles(found: _Month, policy: Policy, repeated: pd.DataFrame) -> list[Tile]:
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


def _paper_blocks(
    types: pd.DataFrame, top: pd.DataFrame, departments: pd.DataFrame, total: int
) -> Iterator[Block]:
    count = Head("count", "起数", "int", 9)
    none = "本月没有投诉。"
    yield block(
        "types",
        "投诉类型",
        [
            Head("complaint_type", ComplaintLog.columns["complaint_type"].header),
            count,
            Head("share", "占比", "percent"),
        ],
        types,
        empty=none,
    )
    yield block(
        "departments",
        "责任部门",
        [
            Head("department", ComplaintLog.header(ComplaintLog.department)),
            count,
            Head("share", "占比", "percent"),
        ],
        departments.assign(share=departments["count"] / max(total, 1)),
        empty=none,
    )
    yield block(
        "top",
        Table.header(Table.top3_problems),
        [
            Head("rank", "名次", "int", 8),
            Head("problem_key", ComplaintLog.header(ComplaintLog.problem_key), width=26),
            count,
            Head("first", "首次投诉", "date", 13),
            Head("measure", "改进措施", width=22),
        ],
        top.assign(measure=""),
        empty=none,
    )


def _trend(log: pd.DataFrame, month: date) -> Block:
    months = months_up_to(month, TREND_MONTHS)
    first = log["complaint_date"].min()
    kinds = COMPLAINT_TYPES.values
    counts: list[list[str | int | None]] = []
    for each in months:
        if pd.isna(first) or pd.Timestamp(month_end(each)) < first:
            counts.append([spelled(each), *[None] * (len(kinds) + 1)])
            continue
        told = log.loc[in_month(log["complaint_date"], each), "complaint_type"]
        of_kind = told.value_counts()
        counts.append([spelled(each), *(int(of_kind.get(kind, 0)) for kind in kinds), len(told)])
    heads = [
        Head("month", "月份", width=13),
        *(Head(kind, kind, "int", 10) for kind in kinds),
        Head("total", "合计", "int", 9),
    ]
    return Block("trend", f"近 {TREND_MONTHS} 个月走势", heads, counts)


def _levels(found: _Month) -> Block:
    levels = found.rows["level"].fillna("未定级")
    lines: list[list[str | float | None]] = []
    for level in [*LEVELS.values, "未定级"]:
        of_level = found.states[levels == level]
        if of_level.empty and level == "未定级":
            continue
        numbers = [int((of_level == state).sum()) for state in STATES]
        done = numbers[0] + numbers[1]
        lines.append([level, len(of_level), *numbers, numbers[0] / done if done else None])
    heads = [
        Head("level", ComplaintLog.header(ComplaintLog.level), width=11),
        Head("count", "起数", "int", 8),
        *(Head(name, name, "int", 10) for name in STATES),
        Head("rate", "按时率", "percent", 9),
    ]
    return Block("levels", "等级与时限", heads, lines)


def _grades(found: _Month, data: Data, policy: Policy) -> Block:
    grades = by_customer(data["customer_master"], CustomerMaster.grade)
    table = counted.by_grade(found.rows, grades)
    crossed = table.pivot_table(index="problem", columns="grade", values="count", aggfunc="sum", fill_value=0)
    names = [grade for grade in (*GRADES.values, counted.UNGRADED) if grade in crossed]
    crossed["total"] = crossed.sum(axis=1)
    crossed = crossed.sort_values("total", ascending=False, kind="stable").reset_index()
    tops = table.drop_duplicates("grade")
    said = (
        f"{grade} {problem} {percent_text(share, policy)}"
        for grade, problem, share in zip(tops["grade"], tops["problem"], tops["share"], strict=True)
    )
    heads = [
        Head("problem", "问题", width=26),
        *(Head(grade, grade, "int", 10) for grade in names),
        Head("total", "合计", "int", 9),
    ]
    note = f"各等级最多的：{'；'.join(said)}（按客户现在的等级）" if len(tops) else ""
    return block("grades", "各等级客户投诉什么", heads, crossed, empty="本月没有投诉。", note=note)


def _repeated(repeated: pd.DataFrame, found: _Month, data: Data, policy: Policy) -> Iterator[Block]:
    months = policy.count("repeat.months")
    yield block(
        "repeated",
        f"连续 {months} 个月都出现的问题",
        [
            Head("problem_key", ComplaintLog.header(ComplaintLog.problem_key), width=26),
            Head("by_month", "各月起数", width=30),
            Head("total", "合计", "int", 8),
            Head("to", "转交", width=10),
            Head("measure", "改进措施", width=22),
        ],
        repeated.assign(to="产品部", measure=""),
        empty=f"没有连续 {months} 个月都出现的问题。",
    )
    if repeated.empty:
        return
    checks = counted.preventive_checks(repeated, countable(data, policy), found.log)
    waiting = named(checks[~checks["complained"]], data, "customer_name")
    waiting = waiting.sort_values("order_date", ascending=False)
    grouped = waiting.groupby(["problem_key", "product"], sort=False)["customer_name"]
    lines = grouped.agg(count="size", customers=_names).reset_index()
    yield block(
        "preventive",
        "预防性排查：买过同一产品、还没有投诉的客户",
        [
            Head("problem_key", ComplaintLog.header(ComplaintLog.problem_key), width=18),
            Head("product", ComplaintLog.header(ComplaintLog.product), width=16),
            Head("count", "客户数", "int", 8),
            Head("customers", f"客户（最近购买的前 {NAMED} 位）", "longtext", 46),
        ],
        lines.sort_values(["problem_key", "count"], ascending=[True, False])
        .groupby("problem_key")
        .head(PRODUCTS),
        note=f"每个问题列出客户最多的 {PRODUCTS} 种产品",
        empty="没有买过同一产品而还没有投诉的客户。",
    )


def _names(names: pd.Series) -> str:
    known = [core_name(name) for name in names.head(NAMED) if isinstance(name, str)]
    return "、".join(known) + (" 等" if len(names) > NAMED else "")


def _charts(found: _Month) -> list[Chart]:
    charts = [Chart("line", f"近 {TREND_MONTHS} 个月投诉起数", "trend", "month", ("total",), axis="起")]
    if len(found.rows):
        charts.insert(0, Chart("doughnut", "投诉类型占比", "types", "complaint_type", ("count",)))
        charts.insert(1, Chart("column", "责任部门分布", "departments", "department", ("count",), axis="起"))
    return charts


def _rules(found: _Month, policy: Policy) -> list[str]:
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
