"""One check per column, compiled from its declaration: what may stand in the cell?

``cell_check`` yields a closure over precomputed sets and patterns. A verdict "nothing wrong" depends on the
value alone unless ``remembers`` says otherwise, so the engine need not ask twice about the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from xlcrm.checks.cells.blank import Blank
from xlcrm.checks.cells.choices import choice_check
from xlcrm.checks.cells.contacts import email_check, phone_check
from xlcrm.checks.cells.keys import id_check, ref_check
from xlcrm.checks.cells.moments import moment_check, month_check, time_check
from xlcrm.checks.cells.numbers import money_range_check, number_check
from xlcrm.checks.cells.texts import text_check
from xlcrm.checks.context import CellCheck, Context
from xlcrm.checks.place import Row
from xlcrm.tables.column import (
    Choice,
    Column,
    Date,
    DateTime,
    Decimal,
    Email,
    Id,
    Int,
    LongText,
    Money,
    MoneyRange,
    Month,
    MultiChoice,
    Percent,
    Phone,
    Ref,
    Score,
    Text,
    Time,
)

Factory = Callable[[Column, Context, Row, Blank], CellCheck]

_FACTORIES: Mapping[type[Column], Factory] = MappingProxyType(
    {
        Text: text_check,
        LongText: text_check,
        Id: id_check,
        Ref: ref_check,
        Phone: phone_check,
        Email: email_check,
        Date: moment_check,
        DateTime: moment_check,
        Time: time_check,
        Month: month_check,
        Int: number_check,
        Score: number_check,
        Decimal: number_check,
        Percent: number_check,
        Money: number_check,
        MoneyRange: money_range_check,
        Choice: choice_check,
        MultiChoice: choice_check,
    }
)


def cell_check(column: Column, context: Context, row: Row) -> CellCheck:
    """The check of a column's cells; ``row`` is the cursor that stands at the cell asked about."""
    return _FACTORIES[type(column)](column, context, row, Blank(column, context, row))


def remembers(column: Column) -> bool:
    """True when the check keeps what it has seen, so that it must be asked about every cell."""
    return isinstance(column, Id | Ref)
