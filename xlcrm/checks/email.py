"""E-mail addresses (R-006, 手册第一章).

Exactly one @, something before it, a domain with a dot after it; blanks around it are taken away and the
domain is lower-cased. An address must also satisfy email-validator, which is asked only about addresses that
are not of the ordinary shape. Nobody is asked over the network but by ``takes_mail``.

>>> stored("Zhang@Example.COM ")
'Zhang@example.com'
>>> stored("wangxxtech")
Traceback (most recent call last):
xlcrm.checks.email.EmailFault: no-at
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Why = Literal["no-at", "several-at", "no-name", "no-domain", "no-dot", "blank", "unknown", "wrong"]

ORDINARY = re.compile(
    r"(?=.{6,64}\Z)[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+"
    r"(?!arpa\Z|invalid\Z|local\Z|localhost\Z|onion\Z|test\Z)[a-z]{2,}"
)
"""An address already as it is stored, valid without asking the library."""

_PATIENCE = 5
"""Seconds that a name server has to answer."""

_SEVERAL = re.compile(r"[;、\n]|,(?=[^,]*@)")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


class EmailFault(ValueError):
    """What stands there is no address; ``why`` says in which way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def stored(text: str) -> str:
    """The address as it is stored; several are joined by ``;``. Raises EmailFault when one of them is none.

    >>> stored("a＠example.com；B@Example.cn")
    'a@example.com;B@example.cn'
    """
    if ORDINARY.fullmatch(text):
        return text
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip(" \t\r\n")
    if folded == "未知":
        raise EmailFault("unknown")
    parts = [part for part in (piece.strip(" ") for piece in _SEVERAL.split(folded)) if part]
    if not parts:
        raise EmailFault("no-at")
    return ";".join(map(_one, parts))


def is_valid(text: str) -> bool:
    """True for one or several well-formed addresses.

    >>> is_valid("zhang.san@example.com"), is_valid("zhang@example")
    (True, False)
    """
    try:
        stored(text)
    except EmailFault:
        return False
    return True


def domains(text: str) -> tuple[str, ...]:
    """Domains of stored addresses, each once.

    >>> domains("a@example.com;B@Example.cn;c@example.com")
    ('example.com', 'example.cn')
    """
    return tuple(dict.fromkeys(part.rpartition("@")[2].lower() for part in text.split(";")))


def takes_mail(domain: str) -> bool | None:
    """Whether mail can be sent to a domain, asked of the name servers; None when none of them answers.

    The only question that goes over the network, and only with ``email.check_mx``.
    """
    from dns.exception import DNSException
    from dns.resolver import NXDOMAIN, NoAnswer
    from email_validator import EmailUndeliverableError
    from email_validator.deliverability import validate_email_deliverability

    try:
        told = validate_email_deliverability(domain, domain, timeout=_PATIENCE)
    except EmailUndeliverableError as error:
        known = error.__cause__ is None or isinstance(error.__cause__, NXDOMAIN | NoAnswer)
        return False if known else None  # whatever else went wrong says nothing of the domain
    except DNSException:  # no name server is set up
        return None
    return None if "unknown-deliverability" in told else True


def _one(text: str) -> str:
    name, at, domain = text.rpartition("@")
    if not at:
        raise EmailFault("no-at")
    if not name:
        raise EmailFault("no-name")
    if "@" in name and not name.startswith('"'):
        raise EmailFault("several-at")
    if not domain:
        raise EmailFault("no-domain")
    if re.search(r"\s", text):
        raise EmailFault("blank")
    if "." not in domain.strip("."):
        raise EmailFault("no-dot")
    address = f"{name}@{domain.lower()}"
    if not ORDINARY.fullmatch(address):
        _ask_library(address)
    return address


def _ask_library(address: str) -> None:
    from email_validator import EmailNotValidError, validate_email  # loads its tables: only for odd ones

    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        raise EmailFault("wrong") from None
