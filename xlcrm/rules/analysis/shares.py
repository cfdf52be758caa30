"""How sure a share is: intervals after Wilson and Newcombe, and the test of two shares against each other."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
"""Confidence of every interval in the reports."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both shares."""

    low: float
    high: float

    def percent(self) -> str:
        """The interval in words.

        >>> Interval(0.1069, 0.2056).percent()
        '10.7%–20.6%'
        """
        return f"{self.low:.1%}–{self.high:.1%}"


def quantile(confidence: float = CONFIDENCE) -> float:
    """Quantile of the normal distribution that a two-sided interval takes.

    >>> round(quantile(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(count: float, total: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Interval of a share after Wilson (1927); None without a case.

    >>> wilson(10, 48).percent(), wilson(0, 10).percent(), wilson(0, 0)
    ('11.7%–34.3%', '0.0%–27.8%', None)
    """
    if not total:
        return None
    z, share = quantile(confidence), count / total
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    whole = 1 + z * z / total
    low = (middle - reach) / whole if count else 0.0
    return Interval(low, (middle + reach) / whole if count < total else 1.0)


def newcombe(
    first: tuple[float, float], second: tuple[float, float], confidence: float = CONFIDENCE
) -> Interval | None:
    """Interval of ``first - second``, two independent shares ``(count, total)``: Newcombe (1998), method 10.

    >>> newcombe((56, 70), (48, 80)).percent()
    '5.2%–33.4%'
    """
    one, other = wilson(*first, confidence), wilson(*second, confidence)
    if one is None or other is None:
        return None
    a, b = first[0] / first[1], second[0] / second[1]
    down = sqrt((a - one.low) ** 2 + (other.high - b) ** 2)
    up = sqrt((one.high - a) ** 2 + (b - other.low) ** 2)
    return Interval(a - b - down, a - b + up)


def two_sided(z: float) -> float:
    """Probability of a value at least as far from 0 as ``z``.

    >>> round(two_sided(1.96), 3)
    0.05
    """
    return erfc(abs(z) / sqrt(2))


def nps_interval(promoters: int, detractors: int, answers: int) -> tuple[float, float] | None:
    """Interval of an NPS in points, three answers added as Rocks (2016) proposes; None without an answer.

    >>> [round(end, 1) for end in nps_interval(4, 3, 10)]
    [-36.1, 51.4]
    """
    if not answers:
        return None
    total = answers + 3
    good, bad = (promoters + 0.75) / total, (detractors + 0.75) / total
    middle, spread = good - bad, sqrt((good + bad - (good - bad) ** 2) / total)
    reach = quantile() * spread
    return max(-100.0, (middle - reach) * 100), min(100.0, (middle + reach) * 100)
