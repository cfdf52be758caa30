"""Numbers that no cell may hold without consent (R-007, 手册第一章).

Identity cards: 17 digits and a check digit by GB 11643, or the old 15 digits with a plausible birthday.
Bank cards: 16 to 19 digits that satisfy Luhn. Digits may be full-width, and grouped as people group them
(4-4-4-4 of a card, 6-8-4 of an identity card). A number found is never repeated: three digits at its
beginning and two at its end are all that is shown.

>>> [hit.kind for hit in find("证件 11010519491231002X，卡号 4111 1111 1111 1111")]
['id-card', 'bank-card']
>>> hide("证件 11010519491231002X")
'证件 110*************2X'
>>> find("1234567890123456")
[]
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from operator import mul
from typing import Literal, NamedTuple

Sort = Literal["id-card", "bank-card"]

LEAST_DIGITS = 15
"""Shorter numbers are never looked at."""

SUSPECT = re.compile(r"\d(?:[ \-\u2010-\u2015\u3000]?\d){14}")
"""Texts without a match hold nothing of the kind: the one search that every text cell goes through."""

_RUN = re.compile(r"\d(?:[ \-\u2010-\u2015\u3000]?[\dXxＸｘ])*")
_GROUP = re.compile(r"[\dXxＸｘ]+")
_CARD_GROUPS = re.compile(r"4,4,4,4(?:,[1-3])?|6,1[0-3]|4,6,[4-5]")
_IDENTITY_GROUPS = re.compile(r"6,8,4|6,4,4,4|6,4,2,2,4|3,3,8,4|6,6,3")


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
"""GB 11643: 2 to the power of the place, modulo 11, and the character for each remainder."""


class Hit(NamedTuple):
    """A forbidden number, from ``start`` to ``end`` in the text."""

    kind: Sort
    start: int
    end: int


def find(text: str) -> list[Hit]:
    """Forbidden numbers of a text, in their order."""
    if len(text) < LEAST_DIGITS or not SUSPECT.search(text):
        return []
    return [hit for run in _RUN.finditer(text) for hit in _in_run(run[0], run.start())]


def hide(text: str) -> str:
    """The text with every forbidden number reduced to its first three and last two digits."""
    for hit in reversed(find(text)):
        number = "".join(_GROUP.findall(text[hit.start : hit.end]))
        text = text[: hit.start] + shortened(number) + text[hit.end :]
    return text


def shortened(number: str) -> str:
    """First three and last two characters, stars between.

    >>> shortened("4111111111111111")
    '411***********11'
    """
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def is_id_card(number: str) -> bool:
    """True for 18 characters with a right check digit, or 15 digits with a plausible birthday.

    >>> is_id_card("11010519491231002X"), is_id_card("110105194912310021"), is_id_card("110105491231002")
    (True, False, True)
    """
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _CHECK_CHARACTERS[sum(map(mul, map(int, number[:17]), _WEIGHTS)) % 11] == number[17]
    return bool(re.fullmatch(r"[0-9]{15}", number)) and _is_day(number[6:12])


def is_bank_card(number: str) -> bool:
    """True for 16 to 19 digits that satisfy Luhn.

    >>> is_bank_card("4111111111111111"), is_bank_card("1234567890123456")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{16,19}", number) or not number.strip("0"):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _in_run(run: str, at: int) -> list[Hit]:
    groups = list(_GROUP.finditer(run))
    sizes = ",".join(str(len(group[0])) for group in groups)
    whole = "".join(group[0] for group in groups)
    if len(groups) > 1:
        if _IDENTITY_GROUPS.fullmatch(sizes) and is_id_card(_plain(whole)):
            return [Hit("id-card", at, at + len(run))]
        if _CARD_GROUPS.fullmatch(sizes) and is_bank_card(_plain(whole)):
            return [Hit("bank-card", at, at + len(run))]
    hits = []
    for group in groups:
        number = _plain(group[0])
        kind: Sort | None = "id-card" if is_id_card(number) else "bank-card" if is_bank_card(number) else None
        if kind:
            hits.append(Hit(kind, at + group.start(), at + group.end()))
    return hits


def _plain(number: str) -> str:
    return unicodedata.normalize("NFKC", number).upper()


def _is_day(yymmdd: str) -> bool:
    try:
        date(1900 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True
