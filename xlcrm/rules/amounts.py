"""Amounts of money in running text, in yuan."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万元|千元|万|元)")
_UNITS = {"万元": 10_000, "万": 10_000, "千元": 1_000, "元": 1}


def amounts(text: str | None) -> list[Decimal]:
    """Every amount with a unit, in order.

    >>> amounts("道歉+赔偿2万元，另送500元券"), amounts("赔偿")
    ([Decimal('20000'), Decimal('500')], [])
    """
    found = _AMOUNT.findall(text or "")
    return [Decimal(number.replace(",", "")) * _UNITS[unit] for number, unit in found]
