"""RFM: how recently, how often and for how much each customer buys, and the class that makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.figures import reaches
from xlcrm.rules.analysis.orders import countable
from xlcrm.rules.analysis.periods import in_months, whole_days
from xlcrm.rules.dates import add_days
from xlcrm.rules.frames import Data
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.words import Words

CLASSES: Mapping[str, str] = {
    "111": "重要价值",
    "101": "重要发展",
    "011": "重要保持",
    "001": "重要挽留",
    "110": "一般价值",
    "100": "一般发展",
    "010": "一般保持",
    "000": "一般挽留",
}
"""Class by R, F and M, 1 = good."""

NO_ORDER = "无订单"
BEST = CLASSES["111"]

SEGMENTS: Mapping[str, str] = {
    "12 12": "沉睡流失",
    "12 34": "有流失风险",
    "12 5": "不可失去",
    "3 12": "即将沉睡",
    "3 3": "需要关注",
    "34 45": "忠诚",
    "4 1": "有望成长",
    "5 1": "新客户",
    "45 23": "潜在忠诚",
    "5 45": "冠军",
}
"""Ten segments by the scores of R and F, which leave no pair out and name none twice."""

RANGES: Mapping[str, str] = {
    "冠军": "4-5 4-5 4-5",
    "忠诚": "2-5 3-5 3-5",
    "潜在忠诚": "3-5 1-3 1-3",
    "新客户": "4-5 1 1",
    "有望成长": "3-4 1 1",
    "需要关注": "2-3 2-3 2-3",
    "即将沉睡": "2-3 1-2 1-2",
    "有流失风险": "1-2 2-5 2-5",
    "不可失去": "1 4-5 4-5",
    "沉睡流失": "1-2 1-2 1-2",
}
"""Segments by ranges of the scores of R, F and M; they overlap, the first that fits is meant."""

OTHERS = "其他"

OWN_STRATEGIES = "rfm.strategy"
"""List of the 选项表 in which a company writes strategies of its own."""

STRATEGIES: Mapping[str, str] = {
    "重要价值": "配专属客服和资深销售，每 {days} 天拜访一次",
    "重要发展": "换新的销售跟进并培训，提高购买频次",
    "重要保持": "近期未购买，主动联系并了解原因",
    "重要挽留": "提供优惠，尽快恢复合作",
    "一般价值": "保持服务，推荐更高价值的产品",
    "一般发展": "换新的销售跟进并培训，介绍产品",
    "一般保持": "定期发送资料，节日问候",
    "一般挽留": "低成本维护，统一推送",
    NO_ORDER: "按跟进计划促成首单",
    OTHERS: "按客户等级跟进",
    "冠军": "配专属客服和资深销售，每 {days} 天拜访一次",
    "忠诚": "推荐升级和交叉产品，邀请转介绍",
    "潜在忠诚": "提供会员或套餐，提高购买频次",
    "新客户": "做好首次使用回访",
    "有望成长": "介绍案例和试用，促成再次购买",
    "需要关注": "限时优惠，重新激活",
    "即将沉睡": "主动联系，了解需求变化",
    "有流失风险": "专人联系，给予个性化方案",
    "不可失去": "由主管上门，尽快恢复合作",
    "沉睡流失": "低成本维护，统一推送",
}


def measured(orders: pd.DataFrame, as_of: date, policy: Policy) -> pd.DataFrame:
    """r_days, f_count and m_amount of each customer with an order in ``rfm.period_months``.

    Days since the last order, different order numbers, yuan. A row without a number is an order of its own.

    >>> orders = pd.DataFrame({"customer_id": ["1", "1", "1"], "order_no": ["a", "a", "b"],
    ...     "order_date": pd.to_datetime(["2024-05-01", "2024-05-01", "2024-04-01"]), "amount": [1.0, 2.0, 4.0]})
    >>> measured(orders, date(2024, 5, 10), Policy.default()).values.tolist()
    [['1', 9.0, 2.0, 7.0]]
    """
    counted = orders[in_months(orders["order_date"], as_of, policy.count("rfm.period_months"))]
    numbers = counted["order_no"].where(counted["order_no"].notna(), counted.index.to_series().map(repr))
    grouped = counted.assign(number=numbers, days=whole_days(counted["order_date"], as_of)).groupby(
        "customer_id"
    )
    found = grouped.agg(r_days=("days", "min"), f_count=("number", "nunique"), m_amount=("amount", "sum"))
    return found.astype("float64").reset_index()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where good begins: days at most, orders and yuan at least. ``rule`` says how they were found."""

    r_days: float
    f_count: float
    m_amount: float
    rule: str


def thresholds(table: pd.DataFrame, policy: Policy) -> Thresholds:
    """Bounds of the eight classes: mean, median or fixed figures, as ``rfm.threshold`` wants it."""
    rule = policy.word("rfm.threshold")
    if rule == "fixed":
        names = ("rfm.fixed_days", "rfm.fixed_orders", "rfm.fixed_amount")
        r, f, m = (float(policy.number(name)) for name in names)
        return Thresholds(r, f, m, "固定值")
    figures = table[["r_days", "f_count", "m_amount"]]
    r, f, m = (figures.median() if rule == "median" else figures.mean()).tolist()
    return Thresholds(r, f, m, "中位数" if rule == "median" else "平均值")


@implements("R-066")
def eight_classes(table: pd.DataFrame, bounds: Thresholds) -> pd.DataFrame:
    """R-066 RFM八类: r_high, f_high, m_high (1 = good) and rfm_class of each customer.

    Source: 《手册》第五章 §3; 《跟进策略》第九章. R is good up to the bound, F and M from it on. ``table`` has
    r_days, f_count, m_amount; customers who bought nothing in the period are not in it (``without_orders``).

    >>> rows = [(20, 9, 300000), (200, 8, 250000), (30, 1, 280000), (240, 1, 220000), (15, 7, 30000),
    ...         (25, 2, 10000), (210, 6, 20000), (260, 2, 10000)]
    >>> table = pd.DataFrame(rows, columns=["r_days", "f_count", "m_amount"])
    >>> bounds = thresholds(table, Policy.default())
    >>> (bounds.r_days, bounds.f_count, bounds.m_amount, bounds.rule)
    (125.0, 4.5, 140000.0, '平均值')
    >>> eight_classes(table, bounds)["rfm_class"].tolist()
    ['重要价值', '重要保持', '重要发展', '重要挽留', '一般价值', '一般发展', '一般保持', '一般挽留']
    """
    flags = {
        "r_high": reaches(-table["r_days"], -bounds.r_days).astype(int),
        "f_high": reaches(table["f_count"], bounds.f_count).astype(int),
        "m_high": reaches(table["m_amount"], bounds.m_amount).astype(int),
    }
    codes = pd.concat([each.astype(str) for each in flags.values()], axis=1).sum(axis=1)
    return table.assign(**flags, rfm_class=codes.map(CLASSES))


def fifths(values: pd.Series) -> pd.Series:
    """Scores 1 to 5 by fifths of the values; equal values share a score.

    >>> fifths(pd.Series([5, 1, 1, 1, 1, 9, 9, 9, 9, 9])).tolist()
    [3, 1, 1, 1, 1, 3, 3, 3, 3, 3]
    """
    edges = values.quantile([0.2, 0.4, 0.6, 0.8]).to_numpy()
    return pd.Series(np.searchsorted(edges, values.to_numpy(), side="left") + 1, index=values.index)


@implements("R-066")
def quintiles(table: pd.DataFrame) -> pd.DataFrame:
    """R-066 RFM五等分: scores 1 to 5 of R, F and M, and one of ten named segments by R and F.

    ``rfm.method`` quintile. Days and yuan are cut at the fifths of their values, so that equal customers
    score alike. Orders are few and mostly equal: there the customers are ranked, ties in the order of their
    ids, and every score takes a fifth of them.

    >>> rows = {"customer_id": list("abcde"), "r_days": [3, 5, 40, 100, 200], "f_count": [7, 1, 3, 3, 9],
    ...         "m_amount": [5000.0, 100.0, 900.0, 800.0, 9000.0]}
    >>> scored = quintiles(pd.DataFrame(rows))
    >>> scored[["r_score", "f_score", "m_score"]].values.tolist()
    [[5, 4, 4], [4, 1, 1], [3, 2, 3], [2, 3, 2], [1, 5, 5]]
    >>> scored["segment"].tolist()
    ['冠军', '有望成长', '即将沉睡', '有流失风险', '不可失去']
    """
    ordered = table.sort_values("customer_id", kind="stable")
    scored = ordered.assign(
        r_score=6 - fifths(ordered["r_days"]),
        f_score=fifths(ordered["f_count"].rank(method="first")),
        m_score=fifths(ordered["m_amount"]),
    )
    names = {int(r + f): name for pair, name in SEGMENTS.items() for r, f in _crossed(pair)}
    scored["segment"] = (scored["r_score"] * 10 + scored["f_score"]).map(names)
    return scored


def _crossed(pair: str) -> list[tuple[str, str]]:
    recent, often = pair.split()
    return [(r, f) for r in recent for f in often]


def score_bounds(values: pd.Series) -> list[tuple[float, float]]:
    """From where and up to where (excluded) each fifth of whole figures reaches: a quantile and one more.

    >>> score_bounds(pd.Series(range(1, 12)))
    [(1.0, 4.0), (4.0, 6.0), (6.0, 8.0), (8.0, 10.0), (10.0, 12.0)]
    """
    cuts = [cut + 1 for cut in values.quantile([0.2, 0.4, 0.6, 0.8])]
    return list(zip([float(values.min()), *cuts], [*cuts, float(values.max()) + 1], strict=True))


@implements("R-066")
def ranged(table: pd.DataFrame) -> pd.DataFrame:
    """R-066 RFM按分值范围: scores 1 to 5 between ``score_bounds`` and one of ten segments by all three.

    ``rfm.method`` ranges, the way of the R package of the same name. The first segment whose ranges hold
    the scores is taken; what fits none is 其他.

    >>> table = pd.DataFrame({"r_days": [3, 50, 100, 150, 200], "f_count": [9, 1, 3, 4, 1],
    ...                       "m_amount": [900, 100, 300, 400, 200]})
    >>> ranged(table)["segment"].tolist()
    ['冠军', '潜在忠诚', '潜在忠诚', '忠诚', '沉睡流失']
    """
    columns = {"r_score": "r_days", "f_score": "f_count", "m_score": "m_amount"}
    found = {name: _within(table[column]) for name, column in columns.items()}
    found["r_score"] = 6 - found["r_score"]
    scored = table.assign(**found)
    fits = []
    for ranges in RANGES.values():
        limits = zip(found.values(), map(_ends, ranges.split()), strict=True)
        fits.append(
            np.logical_and.reduce([score.between(low, high).to_numpy() for score, (low, high) in limits])
        )
    places = np.argmax([*fits, np.ones(len(table), dtype=bool)], axis=0)
    scored["segment"] = np.array([*RANGES, OTHERS], dtype=object)[places]
    return scored


def _within(values: pd.Series) -> pd.Series:
    upper = [high for _, high in score_bounds(values)[:-1]]
    return pd.Series(np.searchsorted(upper, values.to_numpy(), side="right") + 1, index=values.index)


def _ends(span: str) -> tuple[int, int]:
    return int(span[0]), int(span[-1])


@implements("R-067")
def strategy(name: str, policy: Policy, words: Words | None = None) -> str:
    """R-067 各类客户的策略: what to do for a class or segment.

    Source: 《手册》第五章 §3、§5. The list ``rfm.strategy`` of the 选项表 (strategy, with the class as its
    synonym) goes before the text shipped. Blank for a name that is none of them.

    >>> strategy("重要价值", Policy.default()), strategy("重要挽留", Policy.default())
    ('配专属客服和资深销售，每 14 天拜访一次', '提供优惠，尽快恢复合作')
    """
    own = words.named(OWN_STRATEGIES).meaning.get(name) if words else None
    return own or STRATEGIES.get(name, "").format(days=policy.count("rfm.visit_days"))


@implements("R-067")
def next_visit(last_visit: date, policy: Policy) -> Reasoned[date]:
    """R-067 重要价值客户的拜访: day of the next visit, besides the usual contacts.

    >>> next_visit(date(2024, 5, 10), Policy.default()).text
    'R-067 manual: 重要价值客户每 14 天拜访一次; 2024-05-10 + 14 天 = 2024-05-24'
    """
    days = policy.count("rfm.visit_days")
    due = add_days(last_visit, days)
    words = f"{BEST}客户每 {days} 天拜访一次; {last_visit} + {days} 天 = {due}"
    return Reasoned(due, ("R-067",), policy.profile, words)


def most_valued(data: Data, policy: Policy, as_of: date) -> frozenset[str]:
    """Customers of the class 重要价值; none while customers are classed by fifths."""
    if policy.word("rfm.method") != "eight":
        return frozenset()
    figures = measured(countable(data, policy), as_of, policy)
    if not len(figures):
        return frozenset()
    classed = eight_classes(figures, thresholds(figures, policy))
    return frozenset(classed["customer_id"][classed["rfm_class"] == BEST].astype(str))


def without_orders(customers: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """Rows for the customers that ``table`` has not: class 无订单, no figures."""
    left = customers[~customers.isin(table["customer_id"])].drop_duplicates()
    return pd.DataFrame({"customer_id": left.to_numpy(), "rfm_class": NO_ORDER, "segment": NO_ORDER})
