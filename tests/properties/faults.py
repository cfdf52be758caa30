"""Single mistakes, by kind: the columns that can have it, what stands in the cell, what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lawful import CHECKED, TODAY, Record

from xlcrm.tables.column import (
    Choice,
    Column,
    DateTime,
    Email,
    Id,
    Int,
    LongText,
    MoneyRange,
    Phone,
    Ref,
    Text,
    Time,
    When,
    _Moment,
    _Number,
)
from xlcrm.tables.rows import CellError
from xlcrm.tables.table import Table


@dataclass(frozen=True)
class Fault:
    """A kind of mistake: code and rule of its problem, the columns that can have it, what is written there.

    ``rule`` is that of the kind; ``RULES`` has the columns for which another rule says the same.
    """

    code: str
    rule: str | None
    name: str
    fits: Callable[[Column], bool]
    wrong: Callable[[Column, Record], Any]
    applies: Callable[[Column, Record], bool] = lambda _column, _row: True


def a(*kinds: type[Column]) -> Callable[[Column], bool]:
    return lambda column: isinstance(column, kinds)


def closed(column: Column) -> bool:
    return isinstance(column, Choice) and not column.options.open


def open_list(column: Column) -> bool:
    return isinstance(column, Choice) and column.options.open and bool(column.options.values)


def two(column: Column, row: Record) -> str:
    """Two boxes ticked."""
    return "".join(f"☑{each}" for each in column.options.values[:2])  # type: ignore[attr-defined]


def conditional(column: Column) -> bool:
    return isinstance(column.required, When) and bool(column.required.column)


def required(column: Column) -> bool:
    return column.required is True and not column.blank_means and not (column.lookup or column.proposed)


def proposed(column: Column) -> bool:
    return column.required is True and (column.lookup or column.proposed)


def bound(name: str) -> Callable[[Column], bool]:
    return lambda column: isinstance(column, _Number) and isinstance(getattr(column, name), int | float)


def filled(column: Column, row: Record) -> bool:
    return row[column.name] is not None


def must(column: Column, row: Record) -> bool:
    """True when the condition holds under which the cell must be filled."""
    when = column.required
    return isinstance(when, When) and bool(when.column) and when.test(row[when.column])


def before(column: Column, row: Record) -> date:
    """A moment well before the one that must come first."""
    first = row[column.not_before]  # type: ignore[attr-defined]
    day = (first.date() if isinstance(first, datetime) else first) - timedelta(days=30)
    return datetime(day.year, day.month, day.day, 10) if isinstance(column, DateTime) else day


def bounded(column: Column, row: Record) -> bool:
    return isinstance(row[column.not_before], date)  # type: ignore[attr-defined]


def is_dated(column: Column, row: Record) -> bool:
    return isinstance(row[column.name], date)


def says(column: Column, row: Record) -> bool:
    return filled(column, row) and row[column.name] not in column.says_none


def dated(column: Column) -> bool:
    return isinstance(column, _Moment) and not isinstance(column, Time)


def text(column: Column) -> bool:
    return isinstance(column, Text | LongText)


FAULTS = (
    Fault("required", "R-001", "blank", required, lambda c, r: None),
    Fault("blank-until-recalc", "R-001", "blank, to be filled", proposed, lambda c, r: None),
    Fault("required-when", "R-001", "blank under a condition", conditional, lambda c, r: None, must),
    Fault("error-value", "R-001", "error cell", lambda c: True, lambda c, r: CellError("#N/A")),
    Fault("digits-lost", None, "16 digits", lambda c: True, lambda c, r: 1234567890123456),
    Fault("not-in-list", "R-012", "not of the list", closed, lambda c, r: "火星"),
    Fault("unlisted", "R-012", "not of an open list", open_list, lambda c, r: "火星"),
    Fault("several-values", "R-012", "two of the list", lambda c: closed(c) and not c.several, two),
    Fault("not-a-date", "R-011", "no day", dated, lambda c, r: "改天"),
    Fault("not-a-date", "R-011", "a day that there is not", dated, lambda c, r: "2024-02-30"),
    Fault("date-digits-lost", "R-011", "half a day", dated, lambda c, r: "2024–"),
    Fault("date-as-number", "R-011", "the number of a day", dated, lambda c, r: 45400),
    Fault("text-date", "R-011", "a day as text", dated, lambda c, r: f"{r[c.name]:%Y年%m月%d日}", is_dated),
    Fault("in-future", "R-011", "in the future", lambda c: dated(c) and c.past, lambda c, r: TODAY + timedelta(days=1)),
    Fault("date-order", "R-011", "before what comes first", lambda c: dated(c) and bool(c.not_before), before, bounded),
    Fault("not-a-time", "R-011", "no clock time", a(Time), lambda c, r: "25:00"),
    Fault("not-a-number", "R-001", "no number", a(_Number), lambda c, r: "很多"),
    Fault("not-whole", "R-001", "half a thing", a(Int), lambda c, r: 1.5),
    Fault("too-small", "R-001", "too small", bound("least"), lambda c, r: c.least - 1),
    Fault("too-large", "R-001", "too large", bound("most"), lambda c, r: c.most + 1),
    Fault("not-above", "R-001", "nothing", bound("above"), lambda c, r: c.above),
    Fault("above-other", "R-001", "more than there are", lambda c: a(_Number)(c) and isinstance(c.most, str), lambda c, r: r[c.most] + 1),
    Fault("number-as-text", "R-001", "a number as text", a(_Number), lambda c, r: str(r[c.name]), filled),
    Fault("amount-unreadable", "R-010", "no amount", a(MoneyRange), lambda c, r: "很多钱"),
    Fault("phone-digits-lost", "R-005", "half a telephone number", a(Phone), lambda c, r: "139–5678"),
    Fault("phone-length", "R-005", "a telephone number too long", a(Phone), lambda c, r: "138000000012"),
    Fault("email-no-at", "R-006", "no @", a(Email), lambda c, r: "wangmail.example.com"),
    Fault("email-no-dot", "R-006", "half a domain", a(Email), lambda c, r: "wang@mail"),
    Fault("unknown-customer", "R-019", "nobody", lambda c: a(Ref)(c) and "customer_" in c.to, lambda c, r: "1999999"),
    Fault("unknown-key", "R-019", "nothing of that number", lambda c: a(Ref)(c) and "customer_" not in c.to, lambda c, r: "1999999"),
    Fault("number-form", "R-016", "a number of another form", lambda c: isinstance(c, Id) and c.pattern is not None, lambda c, r: "一号"),
    Fault("id-card", "R-007", "an identity card", text, lambda c, r: "证件 11010519491231002X"),
    Fault("bank-card", "R-007", "a bank card", text, lambda c, r: "卡号 6222 0212 3456 7890 128"),
    Fault("stray-blanks", "R-012", "blanks around it", a(Text), lambda c, r: f" {r[c.name]}\u3000", says),
)  # fmt: skip


UNTOLD = frozenset({"customer_master.contact_email", "customer_master.need_desc"})
"""Of two cells of which one must be filled, the first is named."""


def places(fault: Fault) -> Iterator[tuple[type[Table], Column]]:
    """Columns that can have the mistake; what only xlcrm fills is not checked."""
    for table in CHECKED:
        for column in table.columns.values():
            untold = fault.code == "required-when" and f"{table.id}.{column.name}" in UNTOLD
            if not column.computed and not untold and fault.fits(column):
                yield table, column
