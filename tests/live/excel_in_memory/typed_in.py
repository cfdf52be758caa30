"""What Excel makes of a text that is assigned to ``Range.Value``: it is typed in, not stored."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from openpyxl.utils.datetime import to_excel

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FAILED = -2147352567
YEAR = 2024
"""Of a date typed without one."""


class Api:
    """Properties by their COM names."""

    def __init__(self, **known: Any) -> None:
        self.__dict__.update(known)


class Rejected(Exception):
    """Stands for ``pywintypes.com_error``."""

    def __init__(self, hresult: int, text: str, scode: int | None = None) -> None:
        super().__init__(hresult, text, (0, "Microsoft Excel", text, None, 0, scode), None)
        self.hresult, self.excepinfo = hresult, (0, "Microsoft Excel", text, None, 0, scode)


class Formula(str):
    """A formula, as it stands in the cell."""

    __slots__ = ()


def typed_in(text: str, number_format: str) -> tuple[Any, str | None]:
    """What the cell holds afterwards, and the number format it takes on (None: its own).

    >>> typed_in("0012", "General"), typed_in("0012", "@"), typed_in("'0012", "General")
    ((12.0, None), ('0012', None), ('0012', None))
    >>> typed_in("1-2", "General"), typed_in("客户甲", "General")
    ((45293.0, 'm/d/yyyy'), ('客户甲', None))
    """
    if not text:
        return None, None
    if text.startswith("'"):
        return text[1:], None
    if number_format == "@":
        return text, None
    word = text.strip().translate(_HALF_WIDTH)
    if word.startswith("=") or (word[:1] in "+-" and not _NUMBER.fullmatch(word)):
        if word in ("=", "+", "-"):
            return word, None
        return Formula("=" + word.lstrip("=+") if word[0] != "-" else f"={word}"), None
    if word.startswith("@"):
        raise Rejected(FAILED, "That function isn't valid", -2146827284)
    return _constant(text, word)


def _constant(text: str, word: str) -> tuple[Any, str | None]:
    if word.upper() in ("TRUE", "FALSE"):
        return word.upper() == "TRUE", None
    if word.upper() in ERRORS:
        return Error(word.upper()), None
    if _NUMBER.fullmatch(word):
        return float(word.replace(",", "")), None
    if word.endswith("%") and _NUMBER.fullmatch(word[:-1]):
        return float(word[:-1]) / 100, "0.00%"
    if word[:1] in "¥$€£" and _NUMBER.fullmatch(word[1:]):
        return float(word[1:].replace(",", "")), "$#,##0.00"
    if clock := _CLOCK.fullmatch(word):
        hours = int(clock[2]) + (12 if clock[1] == "下午" and int(clock[2]) < 12 else 0)
        return (hours * 60 + int(clock[3])) / 1440, "h:mm"
    day = _day(word)
    return (day, "m/d/yyyy") if day is not None else (text, None)


def _day(word: str) -> float | None:
    for pattern, order in _DAYS:
        found = pattern.fullmatch(word)
        if found:
            parts = dict(zip(order, found.groups(), strict=True))
            month = parts["m"].lower()[:3]
            number = MONTHS.index(month) + 1 if month in MONTHS else month
            try:
                moment = datetime(int(parts.get("y") or YEAR), int(number), int(parts["d"]))
            except ValueError:
                return None
            return float(to_excel(moment))
    return None


class Error(str):
    """An error value."""

    __slots__ = ()


ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NUMBER = re.compile(r"[-+]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_CLOCK = re.compile(r"(上午|下午)?(\d{1,2}):(\d{2})(?::\d{2})?")
_DAYS = [
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), "ymd"),
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"), "ymd"),
    (re.compile(r"(\d{1,2})月(\d{1,2})日"), "md"),
    (re.compile(r"(\d{1,2})[-/](\d{1,2})"), "md"),
    (re.compile(r"([A-Za-z]{3,9})[ -](\d{1,2})"), "md"),
    (re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})"), "dm"),
]


def as_number(value: datetime) -> float:
    """A moment as the number a cell holds."""
    return float(to_excel(value))


def as_moment(number: float) -> datetime:
    """A number in a cell with a date format, as Excel hands it out: a clock time lies on 1899-12-30."""
    return datetime(1899, 12, 30) + timedelta(milliseconds=round(number * 86_400_000))
