"""The workbook's own lists and calendar, out of its frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from xlcrm.rules.frames import Data


def lists_of(data: Data) -> Words:
    """Word lists as the 选项表 changes them."""
    return Words.of(_records(data["choice_list"]))


def calendar_of(data: Data) -> WorkCalendar:
    """The 节假日表, or the published calendar where the workbook has none."""
    days = data["holiday_calendar"]
    return WorkCalendar.of(_records(days)) if len(days) else WorkCalendar.seeded()


def _records(table: pd.DataFrame) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", table.to_dict("records"))
