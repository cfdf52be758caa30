"""Whether telephone number and e-mail address lead to a customer at all (R-004)."""

from __future__ import annotations

from xlcrm.checks import email, phone


def broken_channels(number: str | None, address: str | None, region: str) -> tuple[str, ...]:
    """电话 and 邮箱 where neither leads to the customer; nothing while one does, or both are blank.

    >>> broken_channels("138–", "wangxxtech", "CN"), broken_channels("138–", "wang@example.cn", "CN")
    (('电话', '邮箱'), ())
    """
    bad_number = bool(number) and "*" not in str(number) and not phone.is_valid(str(number), region)
    bad_address = bool(address) and not email.is_valid(str(address))
    if (number and not bad_number) or (address and not bad_address):
        return ()
    return tuple(word for word, bad in (("电话", bad_number), ("邮箱", bad_address)) if bad)
