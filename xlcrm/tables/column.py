"""Kinds of columns, as a paper form has them.

A column is declared once, as an attribute of its table: Chinese heading, heading in traditional
characters, English label, then what is particular to it. Read from the class, the attribute is the
column's name (``ComplaintLog.level == "level"``), so code never repeats a heading; the declaration
itself is ``ComplaintLog.columns["level"]``. A column whose name the table itself needs is written with
an underscore behind (``title_``); its name stays ``title``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from typing import ClassVar, TypeAlias

from xlcrm.tables.choices import ChoiceList

_Class: TypeAlias = type  # columns have a ``type`` of their own


@dataclass(frozen=True, slots=True)
class When:
    """The condition under which a column must be filled.

    ``phrase`` is the short English form (``done``), ``zh`` what a clerk reads before “时必填” (处理进度为已完成).
    ``test`` is asked for the value of ``column`` in the same row, a blank as None. A condition that one other
    cell cannot settle (the last touch of a customer, a missed deadline) names the ``rule`` that judges it
    instead; its ``column`` is empty and its ``test`` never holds.
    """

    phrase: str
    zh: str
    column: str
    test: Callable[[object], bool]
    rule: str = ""


def when(column: str, *values: str, phrase: str, zh: str) -> When:
    """Required while ``column`` holds one of ``values``."""
    return When(phrase, zh, column, lambda value: value in values)


def when_filled(column: str, *, phrase: str, zh: str) -> When:
    """Required once ``column`` is filled."""
    return When(phrase, zh, column, lambda value: value not in (None, ""))


def when_blank(column: str, *, phrase: str, zh: str) -> When:
    """Required while ``column`` is blank."""
    return When(phrase, zh, column, lambda value: value in (None, ""))


def when_number(column: str, holds: Callable[[float], bool], *, phrase: str, zh: str) -> When:
    """Required while the number in ``column`` satisfies ``holds``."""

    def test(value: object) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and holds(value)

    return When(phrase, zh, column, test)


def when_judged(rule: str, *, phrase: str, zh: str) -> When:
    """Required under a condition that reaches beyond the row; ``rule`` judges it."""
    return When(phrase, zh, "", lambda _: False, rule)


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    ``computed_by`` names the rule that fills it; with ``proposed`` a person may type over the value.
    ``lookup`` marks a cell copied from the customer master. ``extension`` columns stand behind the
    columns of the paper form. ``rules`` are the rules that judge the cell. ``says_none`` are the marks that
    answer "there is none" and therefore fill a required cell, such as ``-``; ``blank_means`` names the column
    whose value a blank cell takes over. ``note`` tells a clerk in a few
    words what to type, ``example`` shows it.
    """

    type: ClassVar[str]
    number_format: ClassVar[str] = "General"
    width: ClassVar[int] = 14

    header: str
    hant: str
    label: str
    _: KW_ONLY
    required: bool | When = False
    computed_by: str | None = None
    proposed: bool = False
    lookup: bool = False
    extension: bool = False
    rules: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    says_none: tuple[str, ...] = ()
    blank_means: str = ""
    example: str = ""
    note: str = ""
    wide: int | None = None
    name: str = field(init=False, default="")

    def __set_name__(self, owner: _Class, name: str) -> None:
        object.__setattr__(self, "name", name.rstrip("_"))

    def __get__(self, instance: object, owner: _Class | None = None) -> str:
        return self.name

    @property
    def computed(self) -> bool:
        """True for a cell that only xlcrm fills."""
        return self.computed_by is not None and not self.proposed

    @property
    def typed(self) -> bool:
        """True for a cell in which a person may type."""
        return not self.computed


class Text(Column):
    """A line of text."""

    type = "text"
    width = 16


class LongText(Column):
    """Several sentences; the cell wraps."""

    type = "longtext"
    width = 36


@dataclass(frozen=True, eq=False)
class Id(Column):
    """A number that names the row: kept as text. ``pattern`` is a regular expression of the whole cell.

    ``series`` names the policy parameter that holds the pattern of new numbers, such as ``id.customer``;
    ``versions`` the one that holds the pattern of numbers that a person counts up, ``proposal.version``.
    """

    type = "id"
    number_format = "@"
    width = 14

    _: KW_ONLY
    pattern: str | None = None
    unique: bool = False
    series: str | None = None
    versions: str | None = None


@dataclass(frozen=True, eq=False)
class Ref(Column):
    """The key of a row in another table: ``to`` is ``table`` (its key) or ``table.column``."""

    type = "ref"
    number_format = "@"
    width = 14

    _: KW_ONLY
    to: str


class Phone(Column):
    """A telephone number, kept as text."""

    type = "phone"
    number_format = "@"
    width = 16


class Email(Column):
    """An e-mail address."""

    type = "email"
    number_format = "@"
    width = 24


@dataclass(frozen=True, eq=False)
class _Moment(Column):
    """What dates and times share: ``not_before`` another column of the row, ``past`` for facts."""

    _: KW_ONLY
    not_before: str | None = None
    past: bool = False


class Date(_Moment):
    """A calendar day."""

    type = "date"
    number_format = "yyyy-mm-dd"
    width = 13


class DateTime(_Moment):
    """A day with or without a clock time."""

    type = "datetime"
    number_format = "yyyy-mm-dd hh:mm"
    width = 18


class Time(_Moment):
    """A clock time."""

    type = "time"
    number_format = "hh:mm"
    width = 10


class Month(Column):
    """A calendar month."""

    type = "month"
    number_format = "@"
    width = 12


@dataclass(frozen=True, eq=False)
class _Number(Column):
    """What numbers share: bounds, each a number or the name of a column of the row.

    ``above`` and ``below`` exclude the bound, ``least`` and ``most`` include it.
    """

    _: KW_ONLY
    least: float | str | None = None
    most: float | str | None = None
    above: float | None = None


class Int(_Number):
    """A whole number."""

    type = "int"
    number_format = "0"
    width = 11


@dataclass(frozen=True, eq=False)
class Score(Int):
    """Marks from ``least`` to ``most``; ``boxes`` are the □ boxes of the paper form, the lowest mark first."""

    _: KW_ONLY
    least: float | str | None = 1
    most: float | str | None = 5
    boxes: tuple[str, ...] = ()


class Decimal(_Number):
    """A number with decimals."""

    type = "decimal"
    number_format = "0.0"
    width = 11


class Percent(_Number):
    """A share; 0.2 is shown as 20%."""

    type = "percent"
    number_format = "0.0%"
    width = 11


class Money(_Number):
    """An amount in yuan."""

    type = "money"
    number_format = "#,##0.00"
    width = 14


class MoneyRange(Column):
    """An amount or two ends of one, in words and with its unit: 约50万元, 30-50万元. Kept as typed (R-010)."""

    type = "money"
    number_format = "@"
    width = 14


@dataclass(frozen=True, eq=False)
class Choice(Column):
    """One value of a list.

    ``ticks`` marks a cell that the paper form prints as □ boxes; with ``remark`` words in brackets may
    follow the value, as in 沉睡(8个月无互动).
    """

    type = "choice"
    width = 12

    _: KW_ONLY
    options: ChoiceList
    ticks: bool = False
    remark: bool = False

    @property
    def several(self) -> bool:
        """True when one cell may hold several values."""
        return False


@dataclass(frozen=True, eq=False)
class MultiChoice(Choice):
    """Several values of a list in one cell, joined by ``separator``."""

    type = "mchoice"
    width = 18

    _: KW_ONLY
    separator: str = ";"

    @property
    def several(self) -> bool:
        """True when one cell may hold several values."""
        return True
