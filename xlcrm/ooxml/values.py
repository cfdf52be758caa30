"""What a cell holds, as Python and as the file has it. Text stays text, numbers and dates come back exactly."""

# ruff: noqa: DTZ001, DTZ901  (workbooks know no time zones)
from __future__ import annotations

import datetime as dt
import math
import re
from enum import Enum
from numbers import Integral, Real
from typing import Final, Literal

from xlcrm.ooxml.refused import Refused

MAX_TEXT: Final = 32_767
DAY: Final = dt.timedelta(days=1)
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EDGES = (" ", "\t", "\n", "\r")


class Keep(Enum):
    """The value of a cell whose content stays, whatever happens to its format."""

    KEEP = "keep"

    def __repr__(self) -> str:
        return "KEEP"


KEEP: Final = Keep.KEEP

_DATELESS: Final = frozenset({str, int, float, bool, type(None), Keep})

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | Literal[Keep.KEEP] | None


class CellError(str):
    """An error value such as `#N/A`."""

    __slots__ = ()


def escaped(text: str) -> str:
    r"""Text as XML text; what XML cannot hold, and what would be taken for it, as `_xHHHH_`.

    >>> escaped("a<b\x01 _x0041_")
    'a&lt;b_x0001_ _x005F_x0041_'
    """
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    if not text.isprintable():
        text = _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def unescaped(text: str) -> str:
    r"""The reverse for `_xHHHH_`, after XML parsing.

    >>> unescaped("_x005F_x0041_ _x000D_")
    '_x0041_ \r'
    """
    if "_x" not in text:
        return text
    plain = _UNESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def inline(text: str, where: str) -> str:
    """The body of an inline string."""
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
        raise Refused.because("too-long", where)
    space = ' xml:space="preserve"' if text.startswith(_EDGES) or text.endswith(_EDGES) or "\n" in text else ""
    return f"<is><t{space}>{escaped(text)}</t></is>"


def number(value: object, where: str) -> str:
    """A number that reads back as the same number."""
    if type(value) is float and math.isfinite(value):
        return repr(value)
    if isinstance(value, Integral):
        whole = int(value)
        if abs(whole) > 1 << 53 and int(float(whole)) != whole:
            raise Refused.because("inexact", where)
        return str(whole)
    exact = float(value)  # type: ignore[arg-type]  # Real, which the type checker does not know as a number
    if not math.isfinite(exact):
        raise Refused.because("not-finite", where)
    return repr(exact)


def serial(value: dt.date | dt.time, date1904: bool, where: str) -> str:
    """Serial number of a date or time; in the 1900 system the 29 February 1900 that never was is counted."""
    if isinstance(value, dt.time):
        moment = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second,
                              microseconds=value.microsecond)
        zone = value.tzinfo
    else:
        whole = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
        zone = whole.tzinfo
        first = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 31)
        if zone is not None or whole < first + (dt.timedelta() if date1904 else DAY):
            raise Refused.because("date-range", where)
        moment = whole - first
        if not date1904 and whole >= dt.datetime(1900, 3, 1):
            moment += DAY
    if zone is not None:
        raise Refused.because("date-range", where)
    if moment.seconds == 0 and moment.microseconds == 0:
        return str(moment.days)
    return float.__repr__(moment / DAY)


def moment_of(serial_number: float, date1904: bool) -> dt.date | dt.datetime | dt.time | float:
    """Date, date with time, or time of day of a serial number, to the millisecond; the number where there is none.

    >>> moment_of(45678, False), moment_of(0.5, False)
    (datetime.date(2025, 1, 21), datetime.time(12, 0))
    """
    try:
        days, fraction = divmod(serial_number, 1)  # apart, so that the small part stays exact
        span = dt.timedelta(days=days, milliseconds=round(fraction * 86_400_000))
        if span < dt.timedelta():
            return serial_number
        if span < DAY and (span or not date1904):
            return (dt.datetime.min + span).time()
        base = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 31 if serial_number < 60 else 30)
        moment = base + span
    except (OverflowError, ValueError):
        return serial_number
    return moment if moment.time() != dt.time() else moment.date()


def body(value: object, date1904: bool, where: str) -> tuple[str, str]:
    """(attribute `t` with its blank, content) of a cell that holds the value."""
    kind = type(value)
    if kind is float or kind is int:
        return "", f"<v>{number(value, where)}</v>"
    if isinstance(value, str):
        return (' t="inlineStr"', inline(value, where)) if value else ("", "")
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', f"<v>{int(value)}</v>"
    if isinstance(value, (dt.date, dt.time)):
        if value != value:  # a missing moment of pandas equals nothing
            raise Refused.because("not-finite", where)
        return "", f"<v>{serial(value, date1904, where)}</v>"
    if isinstance(value, Real):
        return "", f"<v>{number(value, where)}</v>"
    raise TypeError(f"{where}: {type(value).__name__} is no cell value")


def date_format(value: object) -> str:
    """The number format a date or time wants where the cell has none; "" for other values."""
    if type(value) in _DATELESS:
        return ""
    if isinstance(value, dt.datetime):
        return "yyyy-mm-dd hh:mm:ss" if value.second or value.microsecond else "yyyy-mm-dd hh:mm"
    if isinstance(value, dt.date):
        return "yyyy-mm-dd"
    return "hh:mm:ss" if isinstance(value, dt.time) else ""
