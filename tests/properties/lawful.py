"""Lawful workbooks with every table that is checked, made from what the catalogue declares of its columns.

A row is made column by column: keys by their pattern, references to rows that are there, choices from their lists,
days in their order and never in the future, figures within their bounds. What is required is filled, what is not is
blank half of the time. What no declaration says stands in ``customs``, by table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from xlcrm.tables import TABLES, PolicyProfile
from xlcrm.tables.column import (
    Choice,
    Column,
    Date,
    DateTime,
    Email,
    Id,
    Money,
    MoneyRange,
    Phone,
    Ref,
    Time,
    When,
    _Moment,
    _Number,
)
from xlcrm.tables.rows import Rows
from xlcrm.tables.table import Table

TODAY = date(2024, 5, 20)
COUNT = 3
"""Customers of a workbook; every other table has a row for each."""

Record = dict[str, Any]
Custom = Callable[["Lawful", Record, int], None]

CHECKED = tuple(t for t in TABLES.values() if t.kind != "report" and t is not PolicyProfile)
"""Reports are made anew by every run; the policy's own sheet is read as policy."""

FIRST = ("customer_master", "contract", "opportunity", "feedback_issue_tracker", "complaint_log")
QUIET = (1, 2, 3)
"""Weekdays on which people may be disturbed at any hour (R-072)."""

PEOPLE = ("李某", "张某", "王某", "周某", "陈某")
GOODS = ("服务器", "备份方案", "在线课程", "客服系统")
ACTIONS = ("next_action", "action")


def in_order(table: type[Table]) -> list[Column]:
    """Columns, each behind those that its bounds name."""
    placed: dict[str, Column] = {}

    def place(column: Column) -> None:
        for bound in (getattr(column, name, None) for name in ("not_before", "least", "most")):
            if isinstance(bound, str) and bound not in placed:
                place(table.columns[bound])
        placed.setdefault(column.name, column)

    for column in table.columns.values():
        place(column)
    return list(placed.values())


class Lawful:
    """A workbook in the making; the same seed makes the same rows."""

    def __init__(self, seed: int, customs: Mapping[str, Custom]) -> None:
        self.random = Random(seed)
        self.customs = customs
        self.rows: dict[str, list[Record]] = {}

    def workbook(self) -> dict[str, list[Record]]:
        """Rows of every checked table; those that others refer to are made first."""
        for table in sorted(CHECKED, key=lambda t: FIRST.index(t.id) if t.id in FIRST else len(FIRST)):
            self.rows[table.id] = []
            for number in range(1, COUNT + 1):
                self.rows[table.id].append(self._row(table, number))
        return self.rows

    def row(self, table: str, number: int) -> Record:
        """A row made before."""
        return self.rows[table][number - 1]

    # one row

    def _row(self, table: type[Table], number: int) -> Record:
        start = TODAY - timedelta(days=self.random.randint(40, 400))
        row: Record = {}
        for column in in_order(table):
            row[column.name] = self._maybe(table, column, row, (start, number))
        if table.id != "customer_master":
            self._same_customer(row, number)
        self.customs.get(table.id, lambda *_: None)(self, row, number)
        for column in table.columns.values():
            need = column.required
            if (
                isinstance(need, When)
                and row[column.name] is None
                and need.column
                and need.test(row[need.column])
            ):
                row[column.name] = self.filled(table, column, row, (start, number))
        return row

    def _same_customer(self, row: Record, number: int) -> None:
        """Every row of a number is about the customer of that number, and says of it what the master says."""
        master = self.row("customer_master", number)
        for name in ("customer_id", "customer_name", "contact_name", "contact_phone", "industry", "grade"):
            if row.get(name) is not None and master[name] is not None:
                row[name] = master[name]

    def _maybe(self, table: type[Table], column: Column, row: Record, at: tuple[date, int]) -> Any:
        if column.computed or (column.required is not True and self.random.random() < 0.5):
            return None
        return self.filled(table, column, row, at)

    def filled(self, table: type[Table], column: Column, row: Record, at: tuple[date, int]) -> Any:
        """A value that the declaration of the column allows."""
        for kind, make in MAKERS:
            if isinstance(column, kind):
                return make(self, table, column, row, at)
        return self._text(column, at)

    # kinds of columns

    def _id(self, table: type[Table], column: Id, _row: Record, at: tuple[date, int]) -> str:
        """The day, as far as the pattern has digits for it, and a number."""
        day, number = at
        if column.pattern is None:
            return f"{table.id[:2].upper()}-{day.year}-{number:03d}"
        blank = r"\\d(?:\{(\d+)(?:,\d+)?\}|\+)"

        def digits(block: re.Match[str]) -> str:
            width = int(block[1] or 1)
            return (
                f"{day:%Y%m%d}"
                if width == 8
                else f"{day:%Y%m%d}"[: max(0, width - 3)] + f"{number:03d}"[-width:]
            )

        return re.sub(blank, digits, column.pattern).replace("\\", "")

    def _ref(self, _table: type[Table], column: Ref, _row: Record, at: tuple[date, int]) -> Any:
        target, _, name = column.to.partition(".")
        return self.row(target, at[1])[name or TABLES[target].key[0]] if target in self.rows else None

    def _choice(self, _table: type[Table], column: Choice, _row: Record, at: tuple[date, int]) -> str:
        values = column.options.values
        if not values:
            return f"示例{at[1]}"
        if column.several:
            chosen = self.random.sample(values, min(len(values), self.random.randint(1, 2)))
            return str(getattr(column, "separator", ";")).join(chosen)
        return self.random.choice(values)

    def _moment(self, _table: type[Table], column: _Moment, row: Record, at: tuple[date, int]) -> date:
        """Some days after the moment that must come first, in the morning."""
        base = row.get(column.not_before) if column.not_before else None
        day = base.date() if isinstance(base, datetime) else base or at[0]
        day += timedelta(days=self.random.randint(1, 5))
        while day.weekday() not in QUIET:
            day += timedelta(days=1)
        return self.morning(day) if isinstance(column, DateTime) else day

    def morning(self, day: date) -> datetime:
        """A moment of the day at which nobody is disturbed."""
        return datetime.combine(day, time(self.random.randint(9, 10), self.random.choice((0, 15, 30))))

    def _time(self, *_: object) -> time:
        return self.morning(TODAY).time()

    def _number(self, _table: type[Table], column: _Number, row: Record, _at: tuple[date, int]) -> float:
        low = row.get(column.least) if isinstance(column.least, str) else column.least
        high = row.get(column.most) if isinstance(column.most, str) else column.most
        if isinstance(column, Money):
            return self.random.randint(1, 400) * 100
        least = int(low or 0) + (column.above is not None)
        return self.random.randint(least, int(high) if high is not None else least + 20)

    def _phone(self, _table: type[Table], _column: Phone, _row: Record, at: tuple[date, int]) -> str:
        return f"138{self.random.randrange(10**5):05d}{at[1]:03d}"

    def _email(self, _table: type[Table], _column: Email, _row: Record, at: tuple[date, int]) -> str:
        return f"contact{self.random.randrange(1000)}@mail{at[1]}.example.com"

    def _money_range(self, *_: object) -> str:
        return f"{self.random.randint(5, 80)}万元"

    def _text(self, column: Column, at: tuple[date, int]) -> str:
        if column.header.rstrip("*").endswith(("人", "专员", "负责人")):
            return self.random.choice(PEOPLE)
        if column.name in ACTIONS:
            return f"{self.random.randint(1, 12)}月{self.random.randint(1, 28)}日发送{self.random.choice(GOODS)}报价单"
        return column.example or f"{self.random.choice(GOODS)}{column.label[:9]}第{at[1]}项"


MAKERS: tuple[tuple[type[Column], Callable[..., Any]], ...] = (
    (Id, Lawful._id),
    (Ref, Lawful._ref),
    (Choice, Lawful._choice),
    (Time, Lawful._time),
    (Date, Lawful._moment),
    (DateTime, Lawful._moment),
    (MoneyRange, Lawful._money_range),
    (_Number, Lawful._number),
    (Phone, Lawful._phone),
    (Email, Lawful._email),
)


def sheets(rows: Mapping[str, list[Record]]) -> dict[str, Rows]:
    """Tables as a reader gives them: headings in row 1, records from row 2."""
    return {name: sheet(TABLES[name], records) for name, records in rows.items()}


def sheet(table: type[Table], records: list[Record]) -> Rows:
    """One table as a reader gives it."""
    names = tuple(table.columns)
    headings = tuple(column.header for column in table.columns.values())

    def lines() -> Iterator[tuple[int, list[Any]]]:
        for number, record in enumerate(records, 2):
            yield number, [record.get(name) for name in names]

    return Rows(table, table.sheet(), 1, 1, names, headings, list(lines()))
