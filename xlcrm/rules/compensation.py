"""What is granted for a complaint: service free of charge, in money (R-079)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from xlcrm.rulebook import implements
from xlcrm.rules.dates import months_between

_WORDS = "免费|赠送|延长|服务期?|维保|质保|约|共|的"
_SPAN = re.compile(rf"(?:{_WORDS})*(\d+(?:\.\d+)?)(年|个月|月|周|天|日)(?:{_WORDS})*")
_MONTHS = {
    "年": Decimal(12),
    "个月": Decimal(1),
    "月": Decimal(1),
    "周": Decimal(7) / 30,
    "天": Decimal(1) / 30,
}
_MONTHS["日"] = _MONTHS["天"]


def service_months(text: str) -> Decimal | None:
    """Months of service that a text grants, a day as a thirtieth; None for anything else.

    >>> service_months("免费延长2个月服务"), service_months("1年"), service_months("15天")
    (Decimal('2'), Decimal('12'), Decimal('0.5'))
    >>> service_months("500元"), service_months("5月1日")
    (None, None)
    """
    found = _SPAN.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
    return (Decimal(found[1]) * _MONTHS[found[2]]).quantize(Decimal("0.0001")).normalize() if found else None


@implements("R-079")
def monthly_price(amount: Decimal, start: date, end: date) -> Decimal:
    """R-079 赔偿500元以内: yuan that a month of a contract costs, by which free service is valued.

    Source: 《手册》第四章. Unit: yuan a month; both days belong to the contract, which counts a month at least.

    >>> monthly_price(Decimal(24000), date(2024, 1, 1), date(2024, 12, 31))
    Decimal('2000')
    >>> monthly_price(Decimal(600), date(2024, 1, 1), date(2024, 1, 10))
    Decimal('600')
    """
    return amount / max(1, months_between(start, end + timedelta(days=1)))
