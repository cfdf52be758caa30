"""Rows that a new workbook's settings begin with: lists, parameters, holidays, notes on cultures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlcrm.policy import Policy
from xlcrm.tables.lists import choice_lists
from xlcrm.tables.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xlcrm.tables.rows import Value

FIRST_YEAR = 2020
"""Older years of the published calendar are left out: nobody reckons deadlines in them any more."""

_UNITS = {"min": "分钟", "h": "小时", "d": "天", "week": "周", "month": "月"}
Row = dict[str, "Value"]


def seeds(table: str) -> list[Row]:
    """First rows of a settings table, empty for any other."""
    return list(_SEEDS[table]()) if table in _SEEDS else []


def _lists() -> Iterator[Row]:
    for words in choice_lists():
        spellings: dict[str, list[str]] = {}
        for word, value in words.synonyms.items():
            spellings.setdefault(value, []).append(word)
        for place, value in enumerate(words.values, start=1):
            yield {
                "list_name": words.name,
                "value": value,
                "synonyms": ";".join(spellings.get(value, ())) or None,
                "sort_order": place,
                "enabled": "是",
            }


def _parameters() -> Iterator[Row]:
    for view in Policy.default().all():
        if "<" in view.name or view.name == "id.*":
            continue  # stands for names that a company may add, and says nothing by itself
        value, unit = _measured(view.value, view.unit)
        yield {
            "profile": "manual",
            "parameter": view.name,
            "value": value,
            "unit": unit or None,
            "note": view.zh,
        }


def _measured(value: str, unit: str) -> tuple[str, str]:
    """Value and unit as a clerk writes them.

    >>> _measured("3 months", ""), _measured("48", "小时"), _measured("true", "")
    (('3', '月'), ('48', '小时'), ('是', ''))
    """
    length = re.fullmatch(r"(\d+) (min|h|d|week|month)s?", value)
    if length:
        return length[1], _UNITS[length[2]]
    return {"true": "是", "false": "否"}.get(value, value), unit


def _holidays() -> Iterator[Row]:
    from chinese_calendar import Holiday, holidays, workdays

    names = {day.value: day.chinese for day in Holiday}
    days = [(day, "法定节假日", name) for day, name in holidays.items()]
    days += [(day, "调休上班", name) for day, name in workdays.items()]
    for day, kind, name in sorted(days):
        if day.year >= FIRST_YEAR:
            yield {"date": day, "kind": kind, "name": names.get(name, name), "region": "中国"}


def _cultures() -> Iterator[Row]:
    yield from (dict(row) for row in SAMPLES.get("culture_note", []))


_SEEDS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "choice_list": _lists,
    "policy_profile": _parameters,
    "holiday_calendar": _holidays,
    "culture_note": _cultures,
}
