"""Tables behind 投诉分析月度报告: types, departments, TOP3, trend, deadlines, grades, what keeps coming back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.reports.blocks import block, named
from xlcrm.reports.report import Block, Head
from xlcrm.rules.analysis import complaint_month as counted
from xlcrm.rules.analysis.joins import by_customer
from xlcrm.rules.analysis.lists import lists_of
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import in_month, month_end, months_up_to, spelled
from xlcrm.rules.analysis.punctuality import LATE, ON_TIME, OPEN, OPEN_LATE, solved_in_time
from xlcrm.rules.analysis.unified import register
from xlcrm.rules.customers import core_name
from xlcrm.rules.dates import percent_text
from xlcrm.rules.frames import Data
from xlcrm.tables import ComplaintLog, ComplaintMonthlyReport, CustomerMaster
from xlcrm.tables.choices import GRADES
from xlcrm.tables.complaints import COMPLAINT_TYPES, LEVELS

Table = ComplaintMonthlyReport
KEY_SYNONYMS = "问题关键词"
"""List of the 选项表 in which several words for one problem are put together."""

TREND_MONTHS = 6
PRODUCTS = 3
"""Products of a problem for which customers to be checked are listed."""

NAMED = 6
"""Customers to be checked that are named for each product."""

CHECK = (Head("plan", "计划中的措施", "longtext", 30), Head("measure", "检查", width=22))
"""What the plans of the workbook hold for a problem, and what its measure still lacks."""

STATES = (ON_TIME, LATE, OPEN, OPEN_LATE)


@dataclass(frozen=True)
class Month:
    """What there is to tell of a month: the whole register, the month's rows, and how each of them stood.

    ``as_of`` is the day up to which something counts as done, ``states`` one of ``STATES`` by row.
    """

    month: date
    as_of: date
    log: pd.DataFrame
    rows: pd.DataFrame
    states: pd.Series

    @classmethod
    def of(cls, data: Data, policy: Policy, today: date, month: date) -> Month:
        """A month (its first day) as known on ``today``."""
        log = register(data, policy)
        meaning = lists_of(data).named(KEY_SYNONYMS).meaning
        log = log.assign(problem_key=counted.merged_keys(log["problem_key"], meaning))
        rows = log[in_month(log["complaint_date"], month)]
        as_of = min(today, month_end(month))
        return cls(month, as_of, log, rows, solved_in_time(rows, data, policy, as_of))


def paper_tables(
    types: pd.DataFrame, top: pd.DataFrame, departments: pd.DataFrame, total: int
) -> Iterator[Block]:
    """The figures of 表9 one by one (R-083, R-084, R-086); ``settled`` fills in what the measures lack."""
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
            Head("problem_key", ComplaintLog.header(ComplaintLog.problem_key), width=20),
            count,
            Head("first", "首次投诉", "date", 11),
            *CHECK,
        ],
        top.assign(measure=""),
        empty=none,
    )


def trend(log: pd.DataFrame, month: date) -> Block:
    """Complaints of each of six months by type; blank before the first complaint of all."""
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


def levels(found: Month) -> Block:
    """Levels against deadlines kept and missed (R-075)."""
    graded = found.rows["level"].fillna("未定级")
    lines: list[list[str | float | None]] = []
    for level in [*LEVELS.values, "未定级"]:
        of_level = found.states[graded == level]
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


def grades(found: Month, data: Data, policy: Policy) -> Block:
    """What customers of each grade complain of (R-125)."""
    current = by_customer(data["customer_master"], CustomerMaster.grade)
    table = counted.by_grade(found.rows, current)
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


def repeats(repeated: pd.DataFrame, found: Month, data: Data, policy: Policy) -> Iterator[Block]:
    """Problems that keep coming back, and the customers to be asked before they complain (R-085)."""
    months = policy.count("repeat.months")
    yield block(
        "repeated",
        f"连续 {months} 个月都出现的问题（转交产品部）",
        [
            Head("problem_key", ComplaintLog.header(ComplaintLog.problem_key), width=20),
            Head("by_month", "各月起数", width=22),
            Head("total", "合计", "int", 8),
            *CHECK,
        ],
        repeated.assign(measure=""),
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
