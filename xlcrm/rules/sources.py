"""Where customers come from: what an exhibition or an advertisement brought."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import percent_text
from xlcrm.rules.reason import Reasoned

_COST = re.compile(
    r"成本\s*[:：]\s*(?P<amount>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>万元|千元|万|元)?\s*(?P<each>/\s*次)?"
)
_UNITS = {"万元": 10_000, "万": 10_000, "千元": 1_000}


@implements("R-113")
def conversion_rate(
    acquired: float | None, converted: float | None, policy: Policy
) -> Reasoned[float] | None:
    """R-113 来源转化率: converted ÷ acquired customers, as a share.

    Source: 《手册》第一章 表2. None (a blank) without acquired customers or without a count. More converted
    than acquired is a mistake that the checks report; no rate is given for it.

    >>> for acquired, converted in ((15, 3), (8, 2), (25, 5), (48, 10)):
    ...     print(conversion_rate(acquired, converted, Policy.default()).text)
    R-113 manual: 3 ÷ 15 = 20%
    R-113 manual: 2 ÷ 8 = 25%
    R-113 manual: 5 ÷ 25 = 20%
    R-113 manual: 10 ÷ 48 = 20.8%
    >>> conversion_rate(0, 0, Policy.default())
    """
    if not acquired or converted is None or converted > acquired:
        return None
    rate = converted / acquired
    words = f"{converted:g} ÷ {acquired:g} = {percent_text(rate, policy)}"
    return Reasoned(rate, ("R-113",), policy.profile, words)


@dataclass(frozen=True, slots=True)
class Cost:
    """Money spent on an acquisition, in yuan."""

    total: Decimal
    per_converted: Decimal | None


@implements("R-113")
def acquisition_cost(notes: str | None, acquired: float | None, converted: float | None) -> Cost | None:
    """R-113 来源成本: what 备注 says of the cost, in yuan; None where it says nothing.

    Source: 《手册》第一章 表2. ``成本:N元`` is the total, ``成本:N元/次`` is taken once a customer acquired.

    >>> acquisition_cost("成本:15元/次", 25, 5)
    Cost(total=Decimal('375'), per_converted=Decimal('75'))
    >>> acquisition_cost("展位号:A08", 15, 3)
    """
    found = _COST.search(notes or "")
    if found is None:
        return None
    amount = Decimal(found["amount"].replace(",", "")) * _UNITS.get(found["unit"] or "元", 1)
    if found["each"]:
        if acquired is None:
            return None
        amount *= Decimal(str(acquired).removesuffix(".0"))
    return Cost(amount, amount / Decimal(str(converted).removesuffix(".0")) if converted else None)
