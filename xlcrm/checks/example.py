"""Worked examples: what the checks say, of one rule, about a few cells. The docstrings of rules are made of it.

>>> said("R-008", customer_master={"customer_name": "科技"})
['警告 客户名称(个人/公司)：公司名称“科技”太短，不像全称。']
>>> said("R-008", customer_master={"customer_name": "示例云图科技有限公司"})
[]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from xlcrm.checks import check_tables
from xlcrm.policy import Policy
from xlcrm.problems.record import SEVERITY_WORDS, Problem
from xlcrm.tables import TABLES
from xlcrm.tables.rows import Rows, Value

Record: TypeAlias = Mapping[str, Value]
TODAY = date(2024, 6, 1)


def said(
    rule: str,
    *,
    today: date = TODAY,
    profile: str = "manual",
    policy: Policy | None = None,
    **tables: Record | Sequence[Record],
) -> list[str]:
    """Severity, heading and sentence of each problem of a rule in tables of one or several rows.

    The tables are named by their ids, the cells by the names of their columns; there are no other cells.
    """
    held = {name: table_of(name, told) for name, told in tables.items()}
    problems = check_tables(held, policy or Policy.of(profile), today)
    return [line_of(problem) for problem in problems if problem.rule == rule]


def table_of(name: str, told: Record | Sequence[Record]) -> Rows:
    """A table as the reader hands it over, headings in row 1, columns in the order in which they are named.

    >>> rows = table_of("customer_master", {"customer_id": "2024001", "备用1": None})
    >>> rows.names, rows.headings
    (('customer_id', None), ('客户编号', '备用1'))
    """
    table, records = TABLES[name], [told] if isinstance(told, Mapping) else list(told)
    names = list(dict.fromkeys(column for record in records for column in record))
    return Rows(
        table,
        table.sheet(),
        top=1,
        left=1,
        names=tuple(column if column in table.columns else None for column in names),
        headings=tuple(table.columns[n].header if n in table.columns else n for n in names),
        rows=[(line, [record.get(n) for n in names]) for line, record in enumerate(records, 2)],
    )


def line_of(problem: Problem) -> str:
    """A problem in one line; of a problem without a cell the sheet is named.

    >>> from xlcrm.problems.cells import REQUIRED
    >>> line_of(Problem(REQUIRED, header="客户等级"))
    '错误 客户等级：“客户等级”没有填写。'
    """
    place = problem.header or problem.sheet
    sentence = f"{place}：{problem.message()}" if place else problem.message()
    return f"{SEVERITY_WORDS[problem.severity]} {sentence}"
