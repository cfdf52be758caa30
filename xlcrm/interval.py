"""A span between two contacts: 7 天, 1个月, 48小时."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal, cast

Unit = Literal["min", "h", "d", "month"]

_SPELLINGS: dict[str, tuple[int, Unit]] = {
    **dict.fromkeys(("min", "minute", "minutes", "分钟", "分"), (1, cast("Unit", "min"))),
    **dict.fromkeys(("h", "hour", "hours", "小时"), (1, cast("Unit", "h"))),
    **dict.fromkeys(("d", "day", "days", "天", "日"), (1, cast("Unit", "d"))),
    **dict.fromkeys(("w", "week", "weeks", "周", "星期"), (7, cast("Unit", "d"))),
    **dict.fromkeys(("month", "months", "月", "个月"), (1, cast("Unit", "month"))),
    **dict.fromkeys(("quarter", "quarters", "季度", "个季度"), (3, cast("Unit", "month"))),
    **dict.fromkeys(("year", "years", "年"), (12, cast("Unit", "month"))),
}
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_FORM = re.compile(r"每?(?P<n>\d+|[一两二三四五六七八九十])?\s*(?P<unit>[a-z]+|[^\W\d_a-z一两二三四五六七八九十]+?)(?:1次|一次)?")


@dataclass(frozen=True, slots=True)
class Interval:
    """``n`` minutes, hours, days or calendar months; weeks are days, quarters and years are months.

    >>> Interval.parse("14 d"), Interval.parse("每两周1次") == Interval(14, "d")
    (Interval(n=14, unit='d'), True)
    >>> print(Interval.parse("1 month"), Interval.parse("半年1次").frequency)
    1个月 半年1次
    >>> min(Interval(3, "month"), Interval(48, "h"), Interval(7, "d"))
    Interval(n=48, unit='h')
    """

    n: int
    unit: Unit

    _MINUTES: ClassVar[dict[Unit, int]] = {"min": 1, "h": 60, "d": 1440, "month": 43830}
    _CHINESE: ClassVar[dict[Unit, str]] = {"min": "分钟", "h": "小时", "d": "天", "month": "个月"}
    _WORDS: ClassVar[dict[tuple[int, Unit], str]] = {
        (1, "d"): "每日1次",
        (7, "d"): "每周1次",
        (14, "d"): "每两周1次",
        (1, "month"): "每月1次",
        (3, "month"): "每季度1次",
        (6, "month"): "半年1次",
    }

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read ``7 d``, ``48 h``, ``3 months``, ``14天``, ``2周``, ``每季度1次``; else ValueError."""
        squeezed = text.strip().lower().replace("半年", "6个月")
        found = _FORM.fullmatch(squeezed)
        if found is None or found["unit"] not in _SPELLINGS:
            raise ValueError(f"{text!r} is no interval: write it like 7 d, 48 h, 1 month, 14天 or 每月1次")
        if found["n"] is None and not squeezed.startswith("每"):
            raise ValueError(f"{text!r} names no number: write it like 7 d or 每周1次")
        times, unit = _SPELLINGS[found["unit"]]
        number = found["n"] or "1"
        n = _DIGITS[number] if number in _DIGITS else int(number)
        if n == 0:
            raise ValueError(f"{text!r} is empty: an interval is at least 1")
        return cls(n * times, unit)

    @property
    def nominal_minutes(self) -> int:
        """Length for comparing; a month counts 30.4375 days."""
        return self.n * self._MINUTES[self.unit]

    @property
    def every(self) -> str:
        """The interval as a rhythm: 每14天."""
        return f"每{self}"

    @property
    def frequency(self) -> str:
        """Word of the list 跟进频率 (每两周1次), else 每10天1次."""
        return self._WORDS.get((self.n, self.unit), f"每{self}1次")

    def __lt__(self, other: Interval) -> bool:
        return self.nominal_minutes < other.nominal_minutes

    def __le__(self, other: Interval) -> bool:
        return self.nominal_minutes <= other.nominal_minutes

    def __str__(self) -> str:
        return f"{self.n}{self._CHINESE[self.unit]}"

    def toml(self) -> str:
        """The interval as policy.toml writes it: ``14 d``, ``3 months``."""
        return f"{self.n} {self.unit}" + ("s" if self.unit == "month" and self.n > 1 else "")
