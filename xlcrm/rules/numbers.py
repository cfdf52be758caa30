"""Numbers of new rows: the next one of a series, in the pattern that the policy gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from xlcrm.policy import Policy
from xlcrm.rulebook import implements

_SERIAL = re.compile(r"\{seq:(\d)\}")


def _filled(pattern: str, day: date) -> str:
    """Pattern with the date put in and the serial left open."""
    dates = {"{YYYYMMDD}": f"{day:%Y%m%d}", "{YYYYMM}": f"{day:%Y%m}", "{YYYY}": f"{day:%Y}"}
    for mark, text in dates.items():
        pattern = pattern.replace(mark, text)
    return pattern


def serials(pattern: str, day: date, existing: Iterable[str | None]) -> list[int]:
    """Serials that are taken in the series of ``day``; other numbers are passed over.

    >>> serials("{YYYY}{seq:3}", date(2023, 8, 15), ["2023001", "2023007", "2024001", "老客户"])
    [1, 7]
    """
    head, _, tail = _filled(pattern, day).partition("{seq:")
    form = re.compile(re.escape(head) + rf"(\d{{{tail[0]},}})" + re.escape(tail[2:]))
    found = (form.fullmatch(number.strip()) for number in existing if number)
    return [int(match[1]) for match in found if match]


def _numbered(pattern: str, serial: int) -> str:
    return _SERIAL.sub(lambda width: f"{serial:0{width[1]}d}", pattern)


@implements("R-016", "R-073", "R-088")
def next_numbers(
    series: str, days: Iterable[date], existing: Iterable[str | None], policy: Policy
) -> list[str]:
    """R-016/R-073/R-088 下一个编号: for each new row the highest serial of its series + 1, never one used before.

    Source: 《手册》表1、第四章 表7; 《工具包》表2. ``series`` is the parameter that holds the pattern, such
    as ``id.customer``: {YYYY}, {YYYYMM} or {YYYYMMDD} of the row's day and the serial {seq:3}, which grows a
    digit after 999. ``existing`` are all numbers known, also those that other tables refer to. Gaps are not
    filled. Where the pattern is off there are no numbers to give: an empty list.

    >>> manual, may = Policy.default(), [date(2024, 5, 2)]
    >>> next_numbers("id.customer", [date(2023, 9, 1)], ["2023001", "2023002", "2023006"], manual)
    ['2023007']
    >>> known = ["20230816-001", "20230816-002"]
    >>> next_numbers("id.complaint", [date(2023, 8, 16)], known, manual)
    ['20230816-003']
    >>> next_numbers("id.issue", may, [], manual)
    ['202405001']
    >>> days = [date(2023, 9, 1), date(2024, 1, 2), date(2024, 1, 2)]
    >>> next_numbers("id.customer", days, ["2023006"], Policy.default())
    ['2023007', '2024001', '2024002']
    """
    pattern = policy.optional_word(series)
    if pattern is None:
        return []
    highest: dict[str, int] = {}
    known = [number for number in existing if number]
    numbers = []
    for day in days:
        head = _filled(pattern, day)
        taken = highest.get(head) or max(serials(pattern, day, known), default=0)
        highest[head] = taken + 1
        numbers.append(_numbered(head, taken + 1))
    return numbers
