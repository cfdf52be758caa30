"""Rows of a frame as plain Python values, the form in which rules for one row take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

Cell: TypeAlias = "str | float | date | None"


class Plain(dict[str, "list[Cell]"]):
    """Columns of a frame in plain values; each is converted when it is first asked for, and kept."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__()
        self._frame = frame

    def __missing__(self, name: str) -> list[Cell]:
        self[name] = column = plain(self._frame[name])
        return column

    @property
    def names(self) -> list[str]:
        """All columns, converted or not."""
        return list(self._frame.columns)

    def rows(self) -> Iterator[Row]:
        """The rows in order."""
        for at, number in enumerate(self._frame.index.tolist()):
            yield Row(number, self, at)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` is that of the sheet, ``at`` its place among the rows of ``columns``."""

    number: int
    columns: Plain
    at: int

    @property
    def cells(self) -> Mapping[str, Cell]:
        """All values by column name."""
        return {name: self.columns[name][self.at] for name in self.columns.names}

    def text(self, column: str) -> str | None:
        """A text cell; None for a blank."""
        value = self.columns[column][self.at]
        return value if isinstance(value, str) else None

    def figure(self, column: str) -> float | None:
        """A number cell; None for a blank."""
        value = self.columns[column][self.at]
        return value if isinstance(value, int | float) else None

    def moment(self, column: str) -> date | None:
        """A date cell, with its time (a ``datetime``) where it has one; None for a blank."""
        value = self.columns[column][self.at]
        return value if isinstance(value, date) else None

    def day(self, column: str) -> date | None:
        """A date cell without its time; None for a blank."""
        value = self.columns[column][self.at]
        return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def plain(column: pd.Series) -> list[Cell]:
    """Values of a column: text, float, date, or a datetime where the clock is not at midnight.

    >>> import pandas as pd
    >>> plain(pd.Series([pd.Timestamp("2024-05-10 16:30"), pd.Timestamp("2024-05-10"), pd.NaT]))
    [datetime.datetime(2024, 5, 10, 16, 30), datetime.date(2024, 5, 10), None]
    >>> plain(pd.Series([1.5, None])), plain(pd.Series(["x", "", None], dtype=object))
    ([1.5, None], ['x', None, None])
    """
    if column.dtype.kind == "M":
        found = column.to_numpy(dtype="datetime64[us]").tolist()
        return [None if v is None else v if v.hour or v.minute or v.second else v.date() for v in found]
    if column.dtype.kind in "fiu":
        return [None if v != v else float(v) for v in column.tolist()]
    return [value if isinstance(value, str) and value else None for value in column.tolist()]


def rows(frame: pd.DataFrame) -> Iterator[Row]:
    """The frame's rows in order.

    >>> import pandas as pd
    >>> [row.text("a") for row in rows(pd.DataFrame({"a": ["x", None]}, index=[2, 3]))]
    ['x', None]
    """
    return Plain(frame).rows()
