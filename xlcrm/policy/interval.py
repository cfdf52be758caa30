"""A span between two contacts: 7天, 1个月, 48小时."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["min", "h", "d", "month"]

_MINUTES: dict[Unit, int] = {"min": 1, "h": 60, "d": 1440, "month": 43830}  # a month: 365.25 / 12 days
_CHINESE: dict[Unit, str] = {"min": "分钟", "h": "小时", "d": "天", "month": "个月"}
_SPELLINGS: tuple[tuple[int, Unit, str], ...] = (
    (1, "min", "min minute minutes 分钟 分"),
    (1, "h", "h hour hours 小时"),
    (1, "d", "d day days 天 日"),
    (7, "d", "w week weeks 周 星期"),
    (1, "month", "month months 个月 月"),
    (3, "month", "quarter quarters 季度 个季度"),
    (6, "month", "半年"),
    (12, "month", "year years 年"),
)
_UNITS = {word: (times, unit) for times, unit, words in _SPELLINGS for word in words.split()}
_NUMERALS = {numeral: n for n, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_FORM = rf"(每)?(\d+|[{''.join(_NUMERALS)}])?\s*({'|'.join(sorted(_UNITS, reverse=True))})(?:[1一]次)?"
_FREQUENCIES: dict[tuple[int, Unit], str] = {
    (1, "d"): "每日1次",
    (7, "d"): "每周1次",
    (14, "d"): "每两周1次",
    (1, "month"): "每月1次",
    (3, "month"): "每季度1次",
    (6, "month"): "半年1次",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """``n`` minutes, hours, days or calendar months; weeks are kept as days, quarters and years as months.

    >>> Interval.parse("14 d") == Interval.parse("每两周1次") == Interval(14, "d")
    True
    >>> print(Interval.parse("1 month").every, Interval.parse("半年").frequency)
    每1个月 半年1次
    >>> min(Interval(3, "month"), Interval(48, "h"), Interval(7, "d"))
    Interval(n=48, unit='h')
    """

    n: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read ``7 d``, ``48 h``, ``3 months``, ``14天``, ``2周``, ``每季度1次``; else ValueError."""
        found = re.fullmatch(_FORM, text.strip().lower())
        if found is None or not (found[1] or found[2] or found[3] == "半年"):
            raise ValueError(f"{text!r} is no interval: write it like 7 d, 48 h, 1 month, 14天 or 每月1次")
        number = found[2] or "1"
        n = _NUMERALS[number] if number in _NUMERALS else int(number)
        if n == 0:
            raise ValueError(f"{text!r} is empty: an interval is at least 1")
        times, unit = _UNITS[found[3]]
        return cls(n * times, unit)

    @property
    def nominal_minutes(self) -> int:
        """Length for comparing; a month counts 30.4375 days."""
        return self.n * _MINUTES[self.unit]

    @property
    def every(self) -> str:
        """The interval as a rhythm: 每14天."""
        return f"每{self}"

    @property
    def frequency(self) -> str:
        """Word of the list 跟进频率 (每两周1次), else 每10天1次."""
        return _FREQUENCIES.get((self.n, self.unit), f"每{self}1次")

    def __lt__(self, other: Interval) -> bool:
        return self.nominal_minutes < other.nominal_minutes

    def __le__(self, other: Interval) -> bool:
        return self.nominal_minutes <= other.nominal_minutes

    def __str__(self) -> str:
        return f"{self.n}{_CHINESE[self.unit]}"

    def toml(self) -> str:
        """The interval as policy.toml writes it: ``14 d``, ``3 months``."""
        return f"{self.n} {self.unit}" + ("s" if self.unit == "month" and self.n > 1 else "")
