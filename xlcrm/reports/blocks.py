"""Blocks of a report out of frames; headings and formats come from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from xlcrm.reports.report import Block, Format, Head, Tone
from xlcrm.rules.analysis.joins import by_customer, looked_up
from xlcrm.rules.plain import plain
from xlcrm.tables import CustomerMaster

if TYPE_CHECKING:
    from typing import TypedDict

    import pandas as pd

    from xlcrm.rules.frames import Data
    from xlcrm.tables.table import Table

    class Drawn(TypedDict, total=False):
        """What else a block may say of itself."""

        key: tuple[str, ...]
        tones: Sequence[Tone]
        note: str
        empty: str
        register: bool


MOST = 20_000
"""Lines of a list at most, so that the sheet stays one that Excel opens at once."""

_FORMATS: Mapping[str, Format] = {
    "longtext": "longtext",
    "date": "date",
    "datetime": "datetime",
    "int": "int",
    "decimal": "decimal",
    "percent": "percent",
    "money": "money",
}


def head(table: type[Table], column: str, *, typed: bool = False, width: int | None = None) -> Head:
    """Heading of a catalogue column, with the format of its kind.

    >>> from xlcrm.tables import IndustryReport
    >>> head(IndustryReport, IndustryReport.growth)
    Head(name='growth', header='增速', format='percent', width=None, typed=False, choices=())
    """
    declared = table.columns[column]
    return Head(column, declared.header, _FORMATS.get(declared.type, "text"), width, typed)


def whole(one: Head) -> Head:
    """The same heading for amounts shown in whole yuan."""
    return replace(one, format="int")


def block(name: str, title: str, heads: Sequence[Head], table: pd.DataFrame, **drawn: Unpack[Drawn]) -> Block:
    """A block with the columns of a frame that the heads name, in their order."""
    columns = [plain(table[one.name]) for one in heads]
    return Block(name, title, heads, list(zip(*columns, strict=True)), **drawn)


def named(table: pd.DataFrame, data: Data, *columns: str) -> pd.DataFrame:
    """The table with columns of the master, such as customer_name, beside its customer_id."""
    master = data[CustomerMaster.id]
    return table.assign(
        **{name: looked_up(table["customer_id"], by_customer(master, name)) for name in columns}
    )


def longest(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The first ``MOST`` rows, and a note where there are more."""
    if len(table) <= MOST:
        return table, []
    return table.head(MOST), [f"共 {len(table)} 行，这里列出前 {MOST} 行。"]
