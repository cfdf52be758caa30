"""Where a problem lies, and the row at hand as checks read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from xlcrm.checks.amount import yuan, yuan_per_unit
from xlcrm.checks.sensitive import LEAST_DIGITS, hide, shortened
from xlcrm.problems.record import Kind, Problem, Severity
from xlcrm.rules.dates import parse_date
from xlcrm.tables.column import Date, DateTime, Money
from xlcrm.tables.rows import CellError, Rows, Value, letters

BLANKS = frozenset({"", "-", "–", "—", "－", "/", "／", "无", "無", "N/A", "n/a", "NA"})
"""What stands in a cell that says nothing (R-001)."""

UNKNOWN = "未知"
LONGEST_SHOWN = 60
EXACT = 10**15
"""Whole numbers below survive in a cell that holds a number; of longer ones Excel drops digits."""

_OWNERS = ("owner", "responsible", "actor", "lead", "service_owner", "handler", "surveyor", "reviewer")


def shown(value: object) -> str:
    """What a cell shows, forbidden numbers hidden, long texts cut.

    >>> shown(13800001234.0), shown(date(2023, 8, 16)), shown("卡 4111111111111111")
    ('13800001234', '2023-08-16', '卡 411***********11')
    """
    if isinstance(value, str):
        text = hide(value) if len(value) >= LEAST_DIGITS else str(value)
        return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    if value != value or abs(value) == float("inf"):
        return str(value)
    if value == int(value):
        digits = str(int(value))
        return shortened(digits) if abs(value) >= EXACT else hide(digits)
    return repr(value)


def key_text(value: Value) -> str:
    """A cell that holds a number or a name as the text by which rows refer to each other.

    >>> key_text(2023001.0), key_text(" 2023001 "), key_text(None)
    ('2023001', '2023001', '')
    """
    if type(value) is str:
        return value.strip()
    if isinstance(value, float | int) and not isinstance(value, bool) and value == int(value):
        return str(int(value))
    return "" if value is None else str(value).strip()


class Sheet:
    """A table in its sheet: the place of each column."""

    __slots__ = ("at", "formulas", "headings", "letters", "moments", "owner", "rows", "scales", "table")

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.table = rows.table
        self.at: dict[str, int] = {}
        for position, name in enumerate(rows.names):
            if name is not None and name not in self.at:
                self.at[name] = position
        self.letters = {name: letters(rows.left + position) for name, position in self.at.items()}
        self.headings = {name: str(rows.headings[position]) for name, position in self.at.items()}
        self.moments = [n for n in self.at if isinstance(self.table.columns[n], Date | DateTime)]
        self.owner = next((self.at[name] for name in _OWNERS if name in self.at), None)
        money = [name for name in self.at if isinstance(self.table.columns[name], Money)]
        self.scales = {name: yuan_per_unit(self.headings[name]) for name in money}

    def header(self, name: str) -> str:
        """Heading as it stands in the sheet, else as the catalogue has it."""
        return self.headings.get(name) or self.table.header(name)


class Place(NamedTuple):
    """One cell, or with ``name`` None a whole row; remembered until its problem can be told."""

    sheet: Sheet
    row: int | None
    name: str | None
    value: Value = None
    owner: str | None = None

    def problem(
        self,
        kind: Kind,
        /,
        *,
        severity: Severity | None = None,
        rule: str | None = None,
        fixed: Value = None,
        **fields: object,
    ) -> Problem:
        """The problem at this place; neither its value nor its fields repeat a forbidden number."""
        sheet, name = self.sheet, self.name
        return Problem(
            kind,
            sheet=sheet.rows.sheet,
            row=self.row,
            column=sheet.letters.get(name) if name else None,
            header=sheet.header(name) if name else None,
            table=sheet.table.id,
            value=shown(self.value),
            fields={key: hide(each) if isinstance(each, str) else each for key, each in fields.items()},
            severity_here=severity,
            rule_here=rule,
            owner=self.owner,
            fixed=fixed,
            typed=None if fixed is None else self.value,
        )


Reader = Callable[[Value], str]


class Row:
    """The row at hand; one object serves a whole table, so keep a ``place``, never the row."""

    __slots__ = ("_at", "_choices", "number", "sheet", "values")

    def __init__(self, sheet: Sheet, choices: Mapping[str, Callable[[Value], Sequence[str]]]) -> None:
        self.sheet = sheet
        self.number = 0
        self.values: Sequence[Value] = ()
        self._at = sheet.at
        self._choices = choices

    def raw(self, name: str) -> Value:
        """The cell as the reader gave it; None where the sheet lacks the column."""
        at = self._at.get(name)
        return None if at is None else self.values[at]

    def has(self, name: str) -> bool:
        """True when the cell says something."""
        return bool(self.text(name))

    def text(self, name: str) -> str:
        """The cell as trimmed text; empty for a blank, a dash and the like."""
        value = self.raw(name)
        if value is None or isinstance(value, CellError):
            return ""
        text = value.strip() if type(value) is str else key_text(value)
        return "" if text in BLANKS else text

    def moment(self, name: str) -> date | datetime | None:
        """The cell as a day or a day with its time; None for anything else."""
        value = self.raw(name)
        if isinstance(value, date):
            return value
        return parse_date(value) if isinstance(value, str) else None

    def day(self, name: str) -> date | None:
        """The day of the cell."""
        value = self.raw(name)
        if type(value) is date:
            return value
        moment = self.moment(name)
        return moment.date() if isinstance(moment, datetime) else moment

    def amount(self, name: str) -> float | None:
        """The cell as a number, also when it was typed as text; an amount of money in yuan."""
        value = self.raw(name)
        if isinstance(value, bool) or value is None:
            return None
        scale = self.sheet.scales.get(name, 1)
        if isinstance(value, int | float):
            return float(value) * scale
        if not isinstance(value, str):
            return None
        try:
            return float(value.strip().rstrip("分")) * scale
        except ValueError:
            return yuan(value, scale)  # an amount in words, or no number at all

    def choice(self, name: str) -> str:
        """The value of the list that the cell means; empty for a blank or an unknown word."""
        found = self.choices(name)
        return found[0] if found else ""

    def choices(self, name: str) -> Sequence[str]:
        """The values of the list that the cell means, unknown words left out."""
        value = self.raw(name)
        return () if value is None or name not in self._choices else self._choices[name](value)

    @property
    def owner(self) -> str | None:
        """Who is in charge of the row."""
        at = self.sheet.owner
        value = None if at is None else self.values[at]
        return None if value is None else str(value).strip() or None

    def place(self, name: str | None) -> Place:
        """The cell ``name``, to be kept."""
        return Place(self.sheet, self.number, name, None if name is None else self.raw(name), self.owner)

    def problem(
        self,
        kind: Kind,
        name: str | None,
        /,
        *,
        severity: Severity | None = None,
        rule: str | None = None,
        fixed: Value = None,
        **fields: object,
    ) -> Problem:
        """A problem of this row at the cell ``name``."""
        return self.place(name).problem(kind, severity=severity, rule=rule, fixed=fixed, **fields)
