"""Measures against the frequent problems of a month (R-087).

>>> told = "1.产品部9月底前优化服务器散热设计;2.客服部增加技术支持人员2名;3.销售部组织合同条款培训"
>>> [missing for _, missing in incomplete(told)]
[('when',), ('when',)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from xlcrm.problems import complaints
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import find_date
from xlcrm.tables.choices import DEPARTMENTS

Part = Literal["who", "when"]

_NUMBERED = re.compile(r"(?:^|[;；\n])\s*\d{1,2}\s*[.．、)）]\s*")
_TIME = re.compile(
    r"\d{1,2}月|\d{1,2}[日号]前|[本下]?[月季年](?:底|末|初|内)|\d+\s*(?:个)?(?:天|日|周|月|工作日)(?:内|之内|以内)|季度"
)
_WORDS = {"who": ("部门", "department"), "when": ("时间", "date")}


def listed(text: str) -> list[str]:
    """The numbered lines of a cell; without numbers its parts between semicolons.

    >>> listed("1.甲(2起);2.乙(1起)"), listed("甲；乙")
    (['甲(2起)', '乙(1起)'], ['甲', '乙'])
    """
    parts = _NUMBERED.split(text) if _NUMBERED.search(text) else re.split(r"[;；\n]", text)
    return [part.strip(" ;；。") for part in parts if part.strip(" ;；。")]


def incomplete(measures: str) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Measures that name no department or no time; a rough time will do."""
    for measure in listed(measures):
        lacks: list[Part] = []
        if not re.search("|".join((*DEPARTMENTS.values, "[\u4e00-\u9fff]{1,4}部", "主管", "经理")), measure):
            lacks.append("who")
        if not _TIME.search(measure) and find_date(measure) is None:
            lacks.append("when")
        if lacks:
            yield measure, tuple(lacks)


@implements("R-087")
def missing_measures(problems: Sequence[str], measures: str, sheet: str | None = None) -> Iterator[Problem]:
    """R-087 高频问题都有措施: one measure for each frequent problem, each with department and time.

    ``problems`` are the names of the TOP3 and of the repeat alerts, ``measures`` the cell 改进措施. A problem
    counts as met when there are at least as many measures as problems up to it.
    """
    told = listed(measures)
    for number, problem in enumerate(problems, 1):
        if number > len(told):
            yield Problem(complaints.MEASURE_MISSING, sheet=sheet, fields={"problem": problem})
    for measure, lacks in incomplete(measures):
        zh, en = "和".join(_WORDS[part][0] for part in lacks), " and ".join(_WORDS[part][1] for part in lacks)
        yield Problem(
            complaints.MEASURE_INCOMPLETE,
            sheet=sheet,
            fields={"measure": measure, "missing": zh, "missing_en": en},
        )
