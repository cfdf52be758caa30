"""Which cell formats of an xlsx workbook show days, clock times or spans of time, and what numbers mean then.

Days are counted from 1899-12-30, those before March 1900 from the day after. Negative numbers, which programs
understand differently, are left to the workbook reader: ``NotUsual``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from xlcrm.book.sources.xml_text import NotUsual

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Shown = Literal["number", "moment", "span"]

_MOMENTS = {*map(str, range(14, 23)), "45", "47"}
_SPANS = {"46"}
_CLOCK = ({"h"}, {"m"}, {"s"})  # what stands in brackets where hours go on beyond a day
CHINESE = {
    **dict.fromkeys(("27", "36", "50", "52", "57"), 'yyyy"年"m"月"'),
    **dict.fromkeys(("28", "29", "51", "53", "54", "58"), 'm"月"d"日"'),
    **dict.fromkeys(("32", "34", "55"), 'h"时"mm"分"'),
    **dict.fromkeys(("33", "35", "56"), 'h"时"mm"分"ss"秒"'),
    "30": "m-d-yy",
    "31": 'yyyy"年"m"月"d"日"',
}
"""Formats that Chinese Excel and WPS know by number alone; files name them without saying what they are."""

_LEAP_DAY, _END = 60, 2_958_466  # 1900-02-29, which never was, and the day after 9999-12-31
_DAY_ZERO = date(1899, 12, 30).toordinal()
_DAY = 86_400_000  # milliseconds


class Formats(list[Shown]):
    """What the cell formats of a workbook show, by their number.

    ``unnamed`` are numbers of ``CHINESE`` that are used though the workbook does not say what they are.
    """

    def __init__(self, styles: Element | None) -> None:
        """From the styles part."""
        own = {}
        used: list[str] = []
        for group in styles if styles is not None else ():
            name = _name(group)
            if name == "numFmts":
                own = {
                    one.get("numFmtId", ""): one.get("formatCode", "")
                    for one in group
                    if _name(one) == "numFmt"
                }
            elif name == "cellXfs":
                used = [one.get("numFmtId", "") for one in group if _name(one) == "xf"]
        kinds = {number: shown(own[number]) if number in own else _built_in(number) for number in set(used)}
        super().__init__(kinds[number] for number in used)
        self.unnamed = sorted(CHINESE.keys() & set(used) - own.keys())


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _built_in(number: str) -> Shown:
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
