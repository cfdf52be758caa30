"""Which cell formats of an xlsx workbook show days, clock times or spans of time, and what numbers mean then.

Days are counted from 1899-12-30, those before March 1900 from the day after. Negative numbers, which programs
understand differently, are left to the workbook reader: ``NotUsual``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from xlcrm.book.sources.xml_text import NotUsual, decoded, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

Shown = Literal["number", "moment", "span"]

_ATTRIBUTES = rb"""((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*/?>"""
_OWN_FORMAT = re.compile(rb"<(?:\w+:)?numFmt" + _ATTRIBUTES)
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs[\s>]")
_CELL_FORMATS_END = re.compile(rb"</(?:\w+:)?cellXfs\s*>")
_CELL_FORMAT = re.compile(rb"<(?:\w+:)?xf" + _ATTRIBUTES)
_ATTRIBUTE = re.compile(rb"""\s([\w:]+)\s*=\s*["']([^"']*)""")
_CODE = re.compile(rb"""\sformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_DIGITS = 9  # of the number of a format

_MOMENTS = {*range(14, 23), 45, 47}
_SPANS = {46}
_CLOCK = ({"h"}, {"m"}, {"s"})  # what stands in brackets where hours go on beyond a day
CHINESE = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((32, 34, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 35, 56), 'h"时"mm"分"ss"秒"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
}
"""Formats that Chinese Excel and WPS know by number alone; files name them without saying what they are."""

_LEAP_DAY, _END = 60, 2_958_466  # 1900-02-29, which never was, and the day after 9999-12-31
_DAY_ZERO = date(1899, 12, 30).toordinal()
_DAY = 86_400_000  # milliseconds


class Formats(list[Shown]):
    """What the cell formats of a workbook show, by their number."""

    def __init__(self, styles: bytes) -> None:
        """From the styles part; raises NotUsual."""
        own = _own(styles)
        super().__init__(
            shown(resolved(decoded(own[number]))) if number in own else _built_in(number)
            for number in _used(styles)
        )


def unnamed(styles: bytes) -> list[int]:
    """Formats that are used without being described, and are not the same in every country."""
    return sorted(CHINESE.keys() & set(_used(styles)) - _own(styles).keys())


def _own(styles: bytes) -> dict[int, bytes]:
    """Codes of the formats that the workbook describes, by their number."""
    codes = ((_number(found[1]), _CODE.search(found[1])) for found in _OWN_FORMAT.finditer(styles))
    return {number: code[1] or code[2] or b"" for number, code in codes if code}


def _used(styles: bytes) -> Iterator[int]:
    """The number of the format that each cell format uses."""
    begin = _CELL_FORMATS.search(styles)
    end = _CELL_FORMATS_END.search(styles, begin.end()) if begin else None
    if begin and end:
        for found in _CELL_FORMAT.finditer(styles, begin.end(), end.start()):
            yield _number(found[1])


def _number(attributes: bytes) -> int:
    for name, value in _ATTRIBUTE.findall(attributes):
        if name == b"numFmtId":
            return int(value) if value.isdigit() and len(value) <= _DIGITS else 0
    return 0


def _built_in(number: int) -> Shown:
    if number in _MOMENTS or number in CHINESE:
        return "moment"
    return "span" if number in _SPANS else "number"


def shown(code: str) -> Shown:
    r"""What a format code shows in its first part, as the workbook reader judges it.

    >>> shown('yyyy"年"m"月"d"日"'), shown("[h]:mm"), shown('#,##0.00" days"'), shown("[Red]0_m;yy")
    ('moment', 'span', 'number', 'number')
    """
    letters = iter(code)
    bracket, noon = "", False
    for letter in letters:
        if letter in "\\_*":
            next(letters, "")
        elif letter == '"':
            for quoted in letters:
                if quoted == '"':
                    break
        elif letter == ";":
            return "number"
        elif letter == "[" or bracket:
            bracket += letter.lower()
            if letter == "]":
                if set(bracket[1:-1]) in _CLOCK:
                    return "span"
                bracket = ""
        elif letter in ("pPmM/" if noon else "dmhysDMHYS"):
            return "moment"
        noon = noon or (letter in "aA" and not bracket)
    return "number"


def moment(serial: float) -> date | datetime | time | float:
    """The day, the day with a clock time, or the clock time that a number stands for; else the number.

    >>> moment(45170), moment(45170.5), moment(0.375)
    (datetime.date(2023, 9, 1), datetime.datetime(2023, 9, 1, 12, 0), datetime.time(9, 0))
    """
    if serial < 0:
        raise NotUsual
    days, milliseconds = _END, 0
    if serial < _END:
        days, milliseconds = divmod(int((serial if serial >= _LEAP_DAY else serial + 1) * _DAY + 0.5), _DAY)
    if days >= _END:
        return serial
    if 1 <= serial == int(serial):
        return date.fromordinal(_DAY_ZERO + days)
    value = datetime.fromordinal(_DAY_ZERO + days) + timedelta(0, 0, 0, milliseconds)
    return value if serial >= 1 else value.time()


def span(serial: float) -> timedelta | float:
    """The span of time that a number of days stands for; the number, if no such span can be shown."""
    if serial >= timedelta.max.days:
        return serial
    if serial < 0:
        raise NotUsual
    return timedelta(0, 0, 0, int(serial * _DAY + 0.5))
