"""Telephone numbers (R-005, 手册第一章).

A mainland mobile number has 11 digits from 13 to 19; a landline has an area code that begins with 0 (three
digits for 010 and 02x with eight more, four digits otherwise with seven or eight more) and perhaps an
extension; 400 and 800 numbers have ten digits. Everything else must be a valid number of another country
(E.164). Patterns settle ordinary numbers; phonenumbers is asked about the rest.

>>> stored(" 138 0000 1234 ")
'13800001234'
>>> stored("０１０－６５５５　１２３４ 转801")
'010-65551234转801'
>>> stored("139–5678")
Traceback (most recent call last):
xlcrm.checks.phone.PhoneFault: digits-lost
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Why = Literal[
    "digits-lost", "length", "zero-lost", "area-code", "masked", "unknown", "other-channel", "wrong"
]

_MOBILE = r"1[3-9][0-9]{9}"
_SERVICE = r"[48]00[0-9]{7}|16[08][0-9]{5}"
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_CITY = r"(?:010|02[0-9])-[1-9][0-9]{7}"
_TOWN = r"0[3-9][0-9]{2}-[1-9][0-9]{6,7}"

ORDINARY = re.compile(rf"{_MOBILE}|{_CITY}|{_TOWN}|{_SERVICE}")
"""A number already as it is stored."""

_AS_STORED = {"digits": ORDINARY, "e164": re.compile(rf"\+86{_MOBILE}")}


def ordinary(form: str) -> re.Pattern[str]:
    """Numbers already as ``phone.store_format`` wants them stored.

    >>> [bool(ordinary(form).fullmatch("+8613800001234")) for form in ("digits", "e164")]
    [False, True]
    """
    return _AS_STORED[form]


_LANDLINE = re.compile(r"(010|02[0-9])([1-9][0-9]{7})|(0[3-9][0-9]{2})([1-9][0-9]{6,7})")
_EXTENSION = re.compile(r"(.{7,}?)(?:转|轉|分机|分機|ext\.?|[x#-])([0-9]{1,6})", re.IGNORECASE)
_SEVERAL = re.compile(r"[、;,/|\n]|或")
_NOISE = re.compile(r"[\s().·‐‑‒–—―−-]|^tel:|^电话:?|^手机:?", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1[3-9][0-9]{9}$)")
_DASH = re.compile(r"[‐‑‒–—―−]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_OTHER = re.compile(r"微信|wechat|wx[:_]|qq|@|钉钉|旺旺|抖音|传真", re.IGNORECASE)
_ABROAD = re.compile(r"^\s*(?:tel:)?\s*(?:\+|00)", re.IGNORECASE)
_LANDLINE_DIGITS = 10
_MASK = re.compile(r"[*×●]|[xX]{2,}")


class PhoneFault(ValueError):
    """What stands there is no number that could be dialled; ``why`` says in which way."""

    def __init__(self, why: Why, digits: int = 0) -> None:
        super().__init__(why)
        self.why: Why = why
        self.digits = digits


def stored(text: str, region: str = "CN", form: str = "digits") -> str:
    """The number as it is stored: digits of a mobile, area code-number of a landline, +… of another country.

    With ``form`` e164 all begin with + and the country. Several numbers are joined by ``、``. Raises
    PhoneFault when one of them is none.

    >>> stored("+86 138-0000-1234"), stored("4008-108-888"), stored("+852 2123 4567")
    ('13800001234', '4008108888', '+85221234567')
    >>> stored("13800001234/010-65551234"), stored("010-65551234转801", form="e164")
    ('13800001234、010-65551234', '+861065551234转801')
    """
    plain = _digits(text, region)
    return plain if form == "digits" else "、".join(map(_international, plain.split("、")))


def _international(number: str) -> str:
    if number.startswith("+"):
        return number
    digits, mark, extension = number.partition("转")
    return f"+86{digits.removeprefix('0').replace('-', '')}{mark}{extension}"


def _digits(text: str, region: str) -> str:
    if ORDINARY.fullmatch(text):
        return text
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    if folded == "未知":
        raise PhoneFault("unknown")
    if _MASK.search(folded):
        raise PhoneFault("masked")
    parts = [part for part in (piece.strip() for piece in _SEVERAL.split(folded)) if part]
    if not parts:
        raise PhoneFault("wrong")
    return "、".join(_one(part, region) for part in parts)


def is_valid(text: str, region: str = "CN") -> bool:
    """True for one or several numbers that could be dialled.

    >>> is_valid("010-6555 1234"), is_valid("12345")
    (True, False)
    """
    try:
        stored(text, region)
    except PhoneFault:
        return False
    return True


def _one(text: str, region: str) -> str:
    known = _mainland(text) if region == "CN" or _COUNTRY.match(_NOISE.sub("", text)) else None
    if known is None and (split := _EXTENSION.fullmatch(text)) and (known := _mainland(split[1])):
        known = f"{known}转{split[2]}" if known.startswith("0") else None
    if known is None and region == "CN" and not _ABROAD.search(text):
        raise _fault(text)  # nothing but a number of another country could be meant, and it begins with +
    return known or _by_library(text, region)


def _mainland(text: str) -> str | None:
    digits = _COUNTRY.sub("", _NOISE.sub("", text))
    if re.fullmatch(rf"{_MOBILE}|{_SERVICE}", digits):
        return digits
    if not digits.startswith("0") and len(digits) in (10, 11) and digits != _NOISE.sub("", text):
        digits = "0" + digits  # +86 10 …: written the international way, without the 0
    if found := _LANDLINE.fullmatch(digits):
        return f"{found[1] or found[3]}-{found[2] or found[4]}"
    return None


def _by_library(text: str, region: str) -> str:
    import phonenumbers  # a large table of countries, rarely needed

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise _fault(text) from None
    if not phonenumbers.is_valid_number(number):
        raise _fault(text)
    if number.country_code == phonenumbers.country_code_for_region("CN"):
        return str(number.national_number)
    form: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{form}转{number.extension}" if number.extension else form


def _fault(text: str) -> PhoneFault:
    digits = re.sub(r"\D", "", text)
    if _OTHER.search(text):
        return PhoneFault("other-channel")
    if _DASH.search(text) and len(digits) < _LANDLINE_DIGITS:
        return PhoneFault("digits-lost", len(digits))
    if re.search(r"[^\W\d_]", text):
        return PhoneFault("wrong", len(digits))
    if _mainland("0" + digits):
        return PhoneFault("zero-lost", len(digits))
    if re.fullmatch(r"[2-9][0-9]{6,7}", digits):
        return PhoneFault("area-code", len(digits))
    return PhoneFault("length" if digits else "wrong", len(digits))
