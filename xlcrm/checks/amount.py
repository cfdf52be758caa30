"""Amounts of money as people write them (R-010, 手册第一章): 元 or 万元, kept in yuan.

>>> read("约50万元")
Amount(low=Decimal('500000'), high=Decimal('500000'), approximate=True, per='', unit='万元')
>>> read("30-50万元").high, read("15元/次").per, read("¥1,200").low
(Decimal('500000'), '次', Decimal('1200'))
>>> read("5000美元")
Traceback (most recent call last):
xlcrm.checks.amount.AmountFault: unit
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Literal, NamedTuple

Why = Literal["unit", "number"]

_UNITS = {"元": 1, "块": 1, "圆": 1, "人民币": 1, "rmb": 1, "cny": 1, "千元": 1000, "千": 1000}
_UNITS |= {"万": 10_000, "万元": 10_000, "萬": 10_000, "萬元": 10_000, "亿": 10**8, "亿元": 10**8}
_ABOUT = re.compile(
    r"^(?:大约|大概|约为|约|大致|近|预计|不超过|不低于|至少|最多)|(?:左右|上下|以内|以上|多|余)$"
)
_FIGURE = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_FORM = re.compile(
    rf"(?:¥|￥|rmb|cny|人民币)?\s*{_FIGURE}\s*([^\d\s/~\-—–至到¥]*)"
    rf"(?:\s*(?:[-~—–至到]|--)\s*(?:¥|￥)?\s*{_FIGURE}\s*([^\d\s/]*))?(?:/(\S+)|每(\S+))?",
    re.IGNORECASE,
)
_DEFAULT = {"元": 1, "千元": 1000, "万元": 10_000}


class Amount(NamedTuple):
    """Both ends in yuan; ``per`` is what it is paid for (次), ``unit`` as written, empty when none was."""

    low: Decimal
    high: Decimal
    approximate: bool
    per: str
    unit: str


class AmountFault(ValueError):
    """No amount, or one in a unit that cannot be told; ``why`` says which, ``unit`` the strange word."""

    def __init__(self, why: Why, unit: str = "") -> None:
        super().__init__(why)
        self.why: Why = why
        self.unit = unit


def read(text: str, default_unit: str = "元") -> Amount:
    """The amount that a text names; a bare number takes ``default_unit``. Raises AmountFault.

    >>> read("50万").low, read("3", "万元").low
    (Decimal('500000'), Decimal('30000'))
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower().replace(" ", "")
    bare = _ABOUT.sub("", plain)
    bare = _ABOUT.sub("", bare)
    found = _FORM.fullmatch(bare)
    if found is None:
        raise AmountFault("number")
    first, unit, second, last_unit, per, each = found.groups()
    unit, last_unit = _ABOUT.sub("", unit or ""), _ABOUT.sub("", last_unit or "")
    written = last_unit or unit
    scale = _scale(written, default_unit)
    low_scale = _scale(unit, default_unit) if unit and last_unit else scale
    low = Decimal(first.replace(",", "")) * low_scale
    high = Decimal(second.replace(",", "")) * scale if second else low
    return Amount(low, high, bare != plain, per or each or "", written)


def yuan(text: str, scale: int = 1) -> float | None:
    """The one amount that a text names, in yuan; a bare number counts ``scale``. None for a range or none.

    >>> yuan("2万元"), yuan("3", 10_000), yuan("30-50万"), yuan("面议")
    (20000.0, 30000.0, None, None)
    """
    unit = next(unit for unit, each in _DEFAULT.items() if each == scale)
    try:
        found = read(text, unit)
    except AmountFault:
        return None
    return float(found.high) if found.low == found.high else None


def unit_of(heading: str) -> str:
    """Unit that a heading names, empty when none.

    >>> unit_of("购买金额(元)"), unit_of("预算范围（万元）"), unit_of("价格")
    ('元', '万元', '')
    """
    return next((unit for unit in ("万元", "千元", "元") if unit in heading), "")


def yuan_per_unit(heading: str) -> int:
    """Yuan for which a bare number under the heading stands: 10000 for 购买金额(万元).

    >>> yuan_per_unit("购买金额(万元)"), yuan_per_unit("价格")
    (10000, 1)
    """
    return _DEFAULT[unit_of(heading) or "元"]


def _scale(unit: str, default_unit: str) -> int:
    if not unit:
        return _DEFAULT[default_unit]
    if unit not in _UNITS:
        raise AmountFault("unit", unit)
    return _UNITS[unit]
