"""高潜力客户: four criteria, counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.reason import Reasoned

CRITERIA = {
    "need_match": "需求匹配",
    "chain_clear": "决策链明确",
    "budget_ok": "预算充足",
    "substitution_low": "不易被替代",
}
HIGH, WATCH, NOT = "高潜力", "观察", "否"


@implements("R-063")
def potentials(checks: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-063 高潜力客户: met_count, verdict and ``words`` of each row of 高潜力客户评估.

    Source: 《跟进策略》第二章. ``potential.high`` criteria answered 是 make 高潜力, ``potential.watch`` 观察.
    A blank is no; the words say so.

    >>> answers = pd.DataFrame([["是", "是", "否", "是"], ["是", "是", None, "否"], ["是", "否", "否", "否"]],
    ...                        columns=list(CRITERIA))
    >>> found = potentials(answers, Policy.default())
    >>> found[["met_count", "verdict"]].values.tolist()
    [[3, '高潜力'], [2, '观察'], [1, '否']]
    >>> found["words"][1]
    '满足需求匹配、决策链明确，共 2 项；未填预算充足按否计 ⇒ 观察'
    """
    answers = checks[list(CRITERIA)]
    met = (answers == "是").sum(axis=1)
    grades = [met >= policy.count("potential.high"), met >= policy.count("potential.watch")]
    verdict = pd.Series(np.select(grades, [HIGH, WATCH], default=NOT), index=checks.index)
    words = [
        _words(row, verdict=end) for row, end in zip(answers.itertuples(index=False), verdict, strict=True)
    ]
    return pd.DataFrame({"met_count": met, "verdict": verdict, "words": words}, index=checks.index)


def _words(row: tuple[object, ...], verdict: str) -> str:
    yes = [name for name, answer in zip(CRITERIA.values(), row, strict=True) if answer == "是"]
    blank = [name for name, answer in zip(CRITERIA.values(), row, strict=True) if pd.isna(answer)]  # type: ignore[call-overload]
    missing = f"；未填{'、'.join(blank)}按否计" if blank else ""
    return f"满足{'、'.join(yes) or '无'}，共 {len(yes)} 项{missing} ⇒ {verdict}"


def reasoned(checks: pd.DataFrame, policy: Policy) -> dict[str, list[Reasoned[object] | None]]:
    """The computed columns met_count and verdict of 高潜力客户评估 with their reasons."""
    found = potentials(checks, policy)
    return {
        name: [
            Reasoned(value, ("R-063",), policy.profile, words)
            for value, words in zip(found[name].tolist(), found["words"], strict=True)
        ]
        for name in ("met_count", "verdict")
    }
