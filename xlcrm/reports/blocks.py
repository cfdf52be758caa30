"""Blocks of a report out of frames; headings and formats come from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from xlcrm.reports.report import Block, Format, Head, Tone
from xlcrm.rules.plain import plain

if TYPE_CHECKING:
    from typing import TypedDict

    import pandas as pd

    from xlcrm.tables.table import Table

    class Drawn(TypedDict, total=False):
        """What else a block may say of itself."""

        key: tuple[str, ...]
        tones: Sequence[Tone]
        note: str
        empty: str
        register: bool


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
