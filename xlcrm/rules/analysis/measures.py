"""改进措施: which measure answers which problem, and what it still lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.periods import month_end
from xlcrm.rules.dates import find_date
from xlcrm.tables.choices import DEPARTMENTS

_NUMBERED = re.compile(r"(?:^|[;；。\n])\s*(\d{1,2})\s*[.、．)）]\s*")
_PARTS = re.compile(r"[;；\n]+")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its number in the list, what it says, the department and the day it names."""

    number: int
    text: str
    department: str | None
    due: date | None


def measures_in(text: str | None, month: date, policy: Policy) -> list[Measure]:
    """Measures of a numbered text, or one a line; days without a year are near the report month's end.

    >>> policy = Policy.default()
    >>> for found in measures_in("1.产品部9月底前优化散热;2.客服部增加技术支持2名", date(2023, 8, 1), policy):
    ...     print(found.number, found.department, found.due)
    1 产品部 2023-09-30
    2 客服部 None
    """
    pieces = _NUMBERED.split(text or "")
    if len(pieces) > 1:
        told = [(int(number), said) for number, said in zip(pieces[1::2], pieces[2::2], strict=True)]
    else:
        told = list(enumerate(_PARTS.split(text or ""), 1))
    near, guess = month_end(month), policy.count("date.year_guess_days")
    return [
        Measure(number, said.strip(), _department(said), find_date(said, near, guess))
        for number, said in told
        if said.strip()
    ]


def _department(text: str) -> str | None:
    at = {name: text.find(name) for name in DEPARTMENTS.values if name in text}
    return min(at, key=at.__getitem__) if at else None


@dataclass(frozen=True, slots=True)
class Gap:
    """A problem whose measure lacks something, in words."""

    problem: str
    missing: str


@implements("R-087")
def gaps(problems: Sequence[str], measures: Sequence[Measure]) -> list[Gap]:
    """R-087 每个高频问题都有措施: problems without a measure, or whose measure names no department or time.

    Source: 《手册》表9; 《流程工具》(六). ``problems`` are the TOP3 and then the problems of three months
    running. A measure belongs to the problem that it names; one that names none of them to the problem of
    its number. 9月底前 is a time.

    >>> text = "1.产品部9月底前优化服务器散热设计;2.客服部增加技术支持人员2名;3.销售部组织合同条款培训"
    >>> measures = measures_in(text, date(2023, 8, 1), Policy.default())
    >>> for gap in gaps(["服务器噪音大", "技术响应超时", "合同条款解释不清"], measures):
    ...     print(gap.problem, gap.missing)
    技术响应超时 措施没有写完成时间
    合同条款解释不清 措施没有写完成时间
    >>> [gap.missing for gap in gaps(["划痕"], [])]
    ['还没有改进措施']
    """
    found = []
    for number, problem in enumerate(problems, 1):
        measure = _answer(problem, number, measures, problems)
        if measure is None:
            found.append(Gap(problem, "还没有改进措施"))
            continue
        lacking = [
            word for word, there in (("责任部门", measure.department), ("完成时间", measure.due)) if not there
        ]
        if lacking:
            found.append(Gap(problem, f"措施没有写{'和'.join(lacking)}"))
    return found


def _answer(
    problem: str, number: int, measures: Sequence[Measure], problems: Sequence[str]
) -> Measure | None:
    named = [measure for measure in measures if problem in measure.text]
    others = [other for other in problems if other != problem]
    numbered = [
        measure
        for measure in measures
        if measure.number == number and not any(other in measure.text for other in others)
    ]
    return next(iter(named or numbered), None)


def planned(problem: str, actions: pd.DataFrame, plans: pd.DataFrame) -> str | None:
    """The measure that the plans of the workbook hold for a problem, in words of 改进措施; None for none.

    ``actions`` are rows of action_plan, ``plans`` of improvement_plan; the last row that names the problem
    counts.

    >>> actions = pd.DataFrame({"basis": ["R-084 噪音大2起"], "action": ["产品部优化散热"], "owner": ["罗毅"],
    ...                         "due_date": pd.to_datetime(["2023-09-30"])})
    >>> plans = pd.DataFrame({"measure": pd.Series([], dtype=object)})
    >>> planned("噪音大", actions, plans)
    '产品部9月30日前优化散热(噪音大，罗毅)'
    """
    improving = plans[_names(plans["measure"], problem)]
    if len(improving):
        row = improving.iloc[-1]
        return _line(problem, row["measure"], row["due_date"], row["department"], row["lead"])
    acting = actions[_names(actions["basis"], problem) | _names(actions["action"], problem)]
    if len(acting):
        row = acting.iloc[-1]
        return _line(problem, row["action"], row["due_date"], None, row["owner"])
    return None


def _names(texts: pd.Series, problem: str) -> pd.Series:
    return texts.str.contains(problem, regex=False).fillna(False).astype(bool)


def _line(problem: str, what: str | None, due: object, department: object, who: object) -> str:
    """Department, day, what, and in brackets the problem and the person where the words do not say them."""
    told = (what or "").strip("。;； ")
    head = _department(told)
    if head and told.startswith(head):
        told = told[len(head) :]
    else:
        head = department if isinstance(department, str) and department not in told else None
    until = f"{due.month}月{due.day}日前" if isinstance(due, pd.Timestamp) else ""
    behind = [*([problem] if problem not in told else []), *([who] if isinstance(who, str) else [])]
    return f"{head or ''}{until}{told}" + (f"({'，'.join(behind)})" if behind else "")
