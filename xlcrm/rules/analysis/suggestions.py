"""Suggestions that follow from the figures: on what ground, what, who, by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import reaches
from xlcrm.rules.analysis.kpi import quarter_start
from xlcrm.rules.dates import add_days, add_months, percent_text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposal: the rule, the figures it rests on, what to do, which post does it, by when."""

    rule: str
    basis: str
    action: str
    post: str
    due: date


def quarter_end(day: date) -> date:
    """Last day of the quarter after a day's own.

    >>> quarter_end(date(2024, 5, 10))
    datetime.date(2024, 9, 30)
    """
    return add_days(add_months(quarter_start(day), 6), -1)


@implements("R-124")
def suggestions(
    dormant: int, customers: int, industries: pd.DataFrame, policy: Policy, as_of: date
) -> list[Suggestion]:
    """R-124 策略建议: a wake-up plan for many dormant customers, more exhibitions for industries that grow.

    Source: 《手册》第五章 §4. From ``suggest.dormant`` of the customers on; an industry from
    ``suggest.growth`` on. Nothing is suggested under ``suggest.min_customers`` customers.

    >>> industries = pd.DataFrame({"industry": ["医疗", "教育"], "growth": [1.3 / 1.0 - 1, 0.2]})
    >>> for each in suggestions(30, 150, industries, Policy.default(), date(2024, 6, 30)):
    ...     print(each.basis, each.action, each.due)
    沉睡客户 30 ÷ 150 = 20%，达到 20% 启动唤醒计划：发送唤醒礼包和活动邀请 2024-07-30
    医疗行业销售额增长 30%，达到 30% 下季度增加医疗行业展会预算 2024-09-30
    >>> [len(suggestions(d, n, industries[:0], Policy.default(), date(2024, 6, 30))) for d, n in ((29, 150), (9, 9))]
    [0, 0]
    """
    if customers < policy.count("suggest.min_customers"):
        return []
    return [*_wake_up(dormant, customers, policy, as_of), *_exhibitions(industries, policy, as_of)]


def _wake_up(dormant: int, customers: int, policy: Policy, as_of: date) -> Iterator[Suggestion]:
    bound, share = policy.number("suggest.dormant"), dormant / customers
    if reaches(pd.Series([share]), bound).iloc[0]:
        yield Suggestion(
            "R-124",
            f"沉睡客户 {dormant} ÷ {customers} = {percent_text(share, policy)}，达到 {percent_text(bound, policy)}",
            "启动唤醒计划：发送唤醒礼包和活动邀请",
            "销售主管",
            add_days(as_of, policy.count("improve.days")),
        )


def _exhibitions(industries: pd.DataFrame, policy: Policy, as_of: date) -> Iterator[Suggestion]:
    bound = policy.number("suggest.growth")
    growing = industries[reaches(industries["growth"], bound)]
    for industry, growth in zip(growing["industry"], growing["growth"], strict=True):
        yield Suggestion(
            "R-124",
            f"{industry}行业销售额增长 {percent_text(round(growth, 9), policy)}，达到 {percent_text(bound, policy)}",
            f"下季度增加{industry}行业展会预算",
            "管理层",
            quarter_end(as_of),
        )
