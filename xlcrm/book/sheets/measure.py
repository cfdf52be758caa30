"""How wide a text is and how many lines it takes, in the units of column widths.

One unit is a digit; a Chinese character takes two. Neither Excel nor LibreOffice fits the height of
merged cells, so every height is worked out here.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from xlcrm.book.look import BODY, LINE_HEIGHT, ROW
from xlcrm.reports.report import Link

if TYPE_CHECKING:
    from xlcrm.reports.report import Cell, Format

PADDING = 2.0
_BROAD = frozenset("WMmw@%")


@lru_cache(maxsize=4096)
def _glyph(character: str) -> float:
    if east_asian_width(character) in "WFA":
        return 2.0
    if character in _BROAD:
        return 1.6
    return 1.25 if character.isupper() else 1.0


def width(text: str, size: float = BODY, bold: bool = False) -> float:
    """Width of the longest line of a text.

    >>> width("客户编号"), width("2023-09-08")
    (8.0, 10.0)
    """
    longest = max((sum(map(_glyph, line)) for line in text.split("\n")), default=0.0)
    return longest * size / BODY * (1.06 if bold else 1.0)


def lines(text: str, room: float, size: float = BODY) -> int:
    r"""Lines that a text takes in cells that are ``room`` wide together.

    >>> lines("一二三四五六", 20), lines("一二三四五六", 8), lines("第一行\n第二行", 20)
    (1, 2, 2)
    """
    usable = max(room - PADDING + 0.4, 2.0)
    if 2 * len(text) * size <= usable * BODY and "\n" not in text:
        return 1  # however broad its characters are
    return sum(max(1, ceil(width(line, size) / usable - 0.02)) for line in text.split("\n"))


def height(line_count: int, size: float = BODY) -> float:
    """Row height in points for so many lines."""
    return ROW * max(1.0, size / BODY) + (line_count - 1) * LINE_HEIGHT * size / BODY


def shown(value: Cell | Link, fmt: Format) -> str:
    """A value as the sheet shows it: what must fit.

    >>> shown(0.4167, "percent"), shown(1234.5, "money"), shown(date(2023, 9, 8), "date")
    ('41.7%', '1,234.50', '2023-09-08')
    """
    if value is None:
        return ""
    if isinstance(value, Link):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if fmt == "date" else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, fmt)
    return value


def _number(value: float, fmt: Format) -> str:
    if fmt == "percent":
        return f"{value:.1%}"
    if fmt == "money":
        return f"{value:,.2f}"
    if fmt == "decimal":
        return f"{value:,.1f}"
    return f"{value:,.0f}" if fmt == "int" else f"{value:g}"
