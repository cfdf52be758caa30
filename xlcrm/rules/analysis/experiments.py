"""A/B comparisons: two variants of a text, which one more customers answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.shares import Interval, newcombe, two_sided
from xlcrm.rules.dates import round_half_up
from xlcrm.rules.plain import rows
from xlcrm.rules.reason import Reasoned

TOO_FEW, EQUAL = "样本不足", "无差异"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reply rates, the test of their difference (``b - a``) and its 95 % interval."""

    rate_a: float
    rate_b: float
    z: float
    p: float
    difference: Interval
    verdict: str

    @property
    def words(self) -> str:
        """The comparison as a sentence."""
        z, p = round_half_up(self.z, 2), round_half_up(self.p, 3)
        gap = (
            f"B − A 的 95% 区间 {self.difference.low * 100:.1f} 至 {self.difference.high * 100:.1f} 个百分点"
        )
        return f"A {self.rate_a:.1%}，B {self.rate_b:.1%}，z = {z}，p = {p}，{gap} ⇒ {self.verdict}"


@implements("R-117")
def compare(a: tuple[float, float], b: tuple[float, float], policy: Policy) -> Comparison | None:
    """R-117 A/B对比: two-sided z test of two shares (replied, sent), and Newcombe's interval of the difference.

    Source: 《跟进策略》第九章. 样本不足 below ``ab.min_n`` sent of either, 无差异 unless p is under
    ``ab.alpha``. None where nothing was sent.

    >>> found = compare((30, 200), (46, 200), Policy.default())
    >>> found.words
    'A 15.0%，B 23.0%，z = 2.04，p = 0.041，B − A 的 95% 区间 0.3 至 15.6 个百分点 ⇒ B 更好'
    >>> [compare((3, n), (6, n), Policy.default()).verdict for n in (29, 30)]
    ['样本不足', '无差异']
    """
    difference = newcombe(b, a)
    if difference is None:
        return None
    rate_a, rate_b = a[0] / a[1], b[0] / b[1]
    pooled = (a[0] + b[0]) / (a[1] + b[1])
    spread = sqrt(pooled * (1 - pooled) * (1 / a[1] + 1 / b[1]))
    z = (rate_b - rate_a) / spread if spread else 0.0
    p = two_sided(z)
    if min(a[1], b[1]) < policy.count("ab.min_n"):
        verdict = TOO_FEW
    elif p < float(policy.number("ab.alpha")):
        verdict = f"{'B' if z > 0 else 'A'} 更好"
    else:
        verdict = EQUAL
    return Comparison(rate_a, rate_b, z, p, difference, verdict)


def comparisons(tests: pd.DataFrame, policy: Policy) -> dict[str, Comparison]:
    """Comparison of each test of A/B测试登记表 that has both variants; rows of one variant are added up."""
    sums = tests.dropna(subset=["test_no", "variant"]).groupby(["test_no", "variant"])
    counted = sums[["reply_count", "sent_count"]].sum()
    sides: dict[str, dict[str, tuple[float, float]]] = {}
    for (number, variant), replied, sent in zip(
        counted.index, counted["reply_count"], counted["sent_count"], strict=True
    ):
        sides.setdefault(str(number), {})[str(variant)] = (float(replied), float(sent))
    found = {
        n: compare(side["A"], side["B"], policy) for n, side in sides.items() if {"A", "B"} <= side.keys()
    }
    return {number: each for number, each in found.items() if each is not None}


@implements("R-117")
def ranked(tests: pd.DataFrame) -> pd.DataFrame:
    """R-117 内容得分: every variant by reply rate, then conversion rate, best first.

    >>> tests = pd.DataFrame({"test_no": ["1", "1", "2"], "variant": ["A", "B", "A"], "content": ["甲", "乙", "丙"],
    ...     "sent_count": [200, 200, 100], "reply_count": [30, 46, 23], "convert_count": [5, 5, 4]})
    >>> ranked(tests)["content"].tolist()
    ['丙', '乙', '甲']
    """
    sent = tests["sent_count"].where(tests["sent_count"] > 0)
    scored = tests.assign(reply_rate=tests["reply_count"] / sent, convert_rate=tests["convert_count"] / sent)
    order = ["reply_rate", "convert_rate", "test_no"]
    return scored.sort_values(order, ascending=[False, False, True], na_position="last").reset_index(
        drop=True
    )


def reasoned(tests: pd.DataFrame, policy: Policy) -> list[Reasoned[str] | None]:
    """The computed column verdict of A/B测试登记表; None for a test that lacks a variant."""
    return list(_verdicts(tests, comparisons(tests, policy), policy))


def _verdicts(
    tests: pd.DataFrame, found: dict[str, Comparison], policy: Policy
) -> Iterator[Reasoned[str] | None]:
    for row in rows(tests[["test_no"]]):
        one = found.get(row.text("test_no") or "")
        yield Reasoned(one.verdict, ("R-117",), policy.profile, one.words) if one else None
