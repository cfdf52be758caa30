"""Typed frames: the tables of one workbook as rules over whole tables want them.

A frame has every column of its table by catalogue name (a column that the sheet lacks is all missing) and
the sheet's row number as index. Dates and date-times are ``datetime64`` (midnight means a date without a
time), numbers are float, everything else is text; choices hold their canonical value. Whatever cannot be
read as its column's type is missing: a rule never guesses, the checks report the gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from xlcrm.checks.amount import yuan, yuan_per_unit
from xlcrm.checks.cells.numbers import mark
from xlcrm.checks.choice import ChoiceReader
from xlcrm.rules.dates import parse_date
from xlcrm.tables import TABLES
from xlcrm.tables.choices import ChoiceList
from xlcrm.tables.column import Choice, Column, Date, DateTime, Money, Score, Time, _Number
from xlcrm.tables.rows import CellError, Rows, Value
from xlcrm.tables.table import Table

_FIRST_DAY = date(1970, 1, 1).toordinal()
_NOT_A_TIME = int(np.datetime64("NaT").astype("int64"))


class Data(Mapping[str, pd.DataFrame]):
    """Frames by table id; a table that the workbook lacks is an empty frame with all its columns."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._frames[table] if table in self._frames else _without_rows(table)

    def __contains__(self, table: object) -> bool:
        """True for a table that the workbook has, with rows or without."""
        return table in self._frames

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def has(self, *tables: str) -> bool:
        """True when the workbook holds all of these tables with at least one row."""
        return all(table in self._frames and len(self._frames[table]) > 0 for table in tables)


@cache
def _without_rows(table: str) -> pd.DataFrame:
    """A frame of the table without rows; frames are read, never written, so that all may share it."""
    columns = TABLES[table].columns.items()
    return pd.DataFrame(
        {name: pd.Series([], dtype=_dtype(column)) for name, column in columns},
        index=pd.Index([], dtype="int64"),
    )


def frame(rows: Rows, choices: Mapping[str, ChoiceList] | None = None) -> pd.DataFrame:
    """Typed frame of a table; ``choices`` are the lists of the workbook's own 选项表, by list name."""
    numbers, columns = rows.by_column()
    return of_columns(rows.table, numbers, columns, choices, rows.headed)


def of_columns(
    table: type[Table],
    numbers: Sequence[int],
    columns: Mapping[str, Sequence[Value]],
    choices: Mapping[str, ChoiceList] | None = None,
    headings: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Typed frame of a table whose cells are given column by column; ``numbers`` are the rows of the sheet.

    Money is yuan: where a heading names another unit (万元), bare numbers below it are in that unit.
    """
    index, above = pd.Index(list(numbers), dtype="int64"), headings or {}
    made = {
        name: series(column, columns.get(name) or [None] * len(index), index, choices, above.get(name, ""))
        for name, column in table.columns.items()
    }
    return pd.DataFrame(made, index=index, copy=False)


def series(
    column: Column,
    raw: Sequence[Value],
    index: pd.Index,
    choices: Mapping[str, ChoiceList] | None = None,
    heading: str = "",
) -> pd.Series:
    """Cell values as the column's type; missing is what is blank or cannot be read."""
    dtype = _dtype(column)
    if all(value is None for value in raw):
        return pd.Series(np.full(len(raw), None, dtype), index=index, dtype=dtype)
    made = _yuan(raw, heading) if isinstance(column, Money) else _typed(column, raw, choices or {})
    return pd.Series(made, index=index, dtype=dtype)


def _yuan(raw: Sequence[Value], heading: str) -> list[float | None]:
    """Amounts in yuan; those in words are read as the checks read them (R-010)."""
    scale = yuan_per_unit(heading)

    def read(value: Value) -> float | None:
        number = _number(value)
        if number is not None:
            return number * scale
        return yuan(value, scale) if isinstance(value, str) and not isinstance(value, CellError) else None

    return [read(value) for value in raw]


def _typed(column: Column, raw: Sequence[Value], choices: Mapping[str, ChoiceList]) -> object:
    if isinstance(column, Date | DateTime):
        days = _Once(_microseconds)
        counted = [days[v] if v.__class__ is date else _microseconds(v) for v in raw]
        return np.array(counted, "int64").view("datetime64[us]")
    if isinstance(column, Score):
        return [_mark(v) for v in raw]
    if isinstance(column, _Number):
        return [_number(v) for v in raw]
    if isinstance(column, Choice):
        return _chosen(raw, column, choices.get(column.options.name, column.options))
    if isinstance(column, Time):
        clocks = _Once(_clock)
        return [clocks[v] if v.__class__ is time else _clock(v) for v in raw]
    return [(v.strip() or None) if v.__class__ is str else _text(v) for v in raw]


class _Once(dict[Any, Any]):
    """What a function makes of each different value; worked out when it is first met.

    Only for values of one class: 1 and True, a text and an error cell of the same letters are equal keys.
    """

    def __init__(self, function: Callable[[Any], object]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, value: Any) -> object:
        self[value] = made = self._function(value)
        return made


def _dtype(column: Column) -> str:
    if isinstance(column, Date | DateTime):
        return "datetime64[us]"
    return "float64" if isinstance(column, _Number) else "object"


def _microseconds(value: Value) -> int:
    """A moment as numpy counts it: since 1970; what is none, as not a time."""
    found = _moment(value)
    if found is None:
        return _NOT_A_TIME
    seconds = ((found.toordinal() - _FIRST_DAY) * 24 + found.hour) * 3600 + found.minute * 60 + found.second
    return seconds * 1_000_000 + found.microsecond


def _moment(value: Value) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - wall-clock time of the office
    if isinstance(value, str) and not isinstance(value, CellError):
        found = parse_date(value)
        return _moment(found) if found is not None else None
    return None


def _number(value: Value) -> float | None:
    if isinstance(value, bool | CellError):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        text = value.strip().replace(",", "").replace("，", "")
        share = text.endswith(("%", "％"))
        try:
            return float(text.rstrip("%％")) / (100 if share else 1)
        except ValueError:
            return None
    return None


def _mark(value: Value) -> float | None:
    """A mark from 1 to 5, also in words: 满意 (R-053)."""
    number = _number(value)
    if number is None and isinstance(value, str) and not isinstance(value, CellError):
        return mark(value)
    return number


def _clock(value: Value) -> str | None:
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _text(value)


def _text(value: Value) -> str | None:
    if value is None or isinstance(value, CellError | bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _chosen(raw: Sequence[Value], column: Choice, options: ChoiceList) -> list[str | None]:
    """Canonical values, several joined as the column does; what a closed list does not know is missing."""
    reader = ChoiceReader(
        options, several=column.several, separator=getattr(column, "separator", ";"), remark=column.remark
    )

    def read(text: str | None) -> str | None:
        if text is None:
            return None
        reading = reader.read(text)
        kept = reading.plain if options.open or not reading.unknown else reader.separator.join(reading.values)
        return kept or None

    known = _Once(lambda text: read(_text(text)))
    return [known[v] if v.__class__ is str else read(_text(v)) for v in raw]
