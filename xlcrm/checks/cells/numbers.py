"""Cells of numbers: figures, marks, money."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from xlcrm.checks.amount import Amount, AmountFault, read, unit_of, yuan_per_unit
from xlcrm.checks.cells.blank import Blank
from xlcrm.checks.cells.forbidden import forbidden_numbers
from xlcrm.checks.context import FINE, CellCheck, Context
from xlcrm.checks.place import Row
from xlcrm.problems import amounts, cells
from xlcrm.problems.record import Kind, Problem
from xlcrm.rulebook import implements
from xlcrm.rules.compensation import service_months
from xlcrm.tables.column import Column, Int, Money, Score, _Number
from xlcrm.tables.rows import Value
from xlcrm.tables.satisfaction import RECOMMEND_WORDS, SCORE_WORDS

_LONG = 1e14
"""From here on a number has digits enough for a card, or too many for a cell."""

_FIGURE = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(%?)")
_MARK = re.compile(r"(\d{1,2})\s*分?(?:非常满意|满意|一般|不满意|非常不满意)?")
_TICKED = re.compile(r"[☑✓✔√■▣☒]\s*([^□☐▢☑✓✔√■▣☒]+)")
_RULES: Mapping[tuple[str, str], str] = {
    ("source_register", "converted_count"): "R-113",
    ("source_register", "customer_count"): "R-113",
    ("satisfaction_response", "score"): "R-053",
    ("complaint_log", "ring_count"): "R-076",
}


def rule_of(column: Column, table: str) -> str | None:
    """Rule that a figure out of its bounds breaks; None leaves that of the kind."""
    return _RULES.get((table, column.name)) or (column.rules[0] if column.rules else None)


def figure(text: str) -> float | None:
    """The number that a text spells, None when it spells none.

    >>> figure("1,200.5"), figure("２０％"), figure("十五")
    (1200.5, 0.2, None)
    """
    found = _FIGURE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    number = float(found[0].rstrip("%").replace(",", ""))
    return number / 100 if found[1] else number


def mark(text: str) -> int | None:
    """The mark that words or a ticked box stand for (R-053), None when there is none.

    >>> mark("非常满意"), mark("4分"), mark("□1□2□3☑4□5"), mark("很好")
    (5, 4, 4, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if ticked := _TICKED.findall(plain):
        if len(ticked) != 1:
            return None
        plain = ticked[0].strip(" ,;/")
    if plain in SCORE_WORDS:
        return SCORE_WORDS[plain]
    found = _MARK.fullmatch(plain)
    return int(found[1]) if found else None


def bounds_of(column: _Number) -> tuple[float, float, float]:
    """Least, most, and the bound to be exceeded, of those that are figures."""
    least = column.least if isinstance(column.least, int | float) else float("-inf")
    most = column.most if isinstance(column.most, int | float) else float("inf")
    above = column.above if column.above is not None else float("-inf")
    return least, most, above


def number_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """A number within the declared bounds; words of a questionnaire and amounts with a unit are read too."""
    assert isinstance(column, _Number)
    name, whole = column.name, isinstance(column, Int)
    least, most, above = bounds_of(column)
    rule = rule_of(column, row.sheet.table.id)
    words = _reading_of_words(column, context, row)

    def check(value: Value) -> Iterable[Problem]:
        if (
            (type(value) is int or (type(value) is float and not whole))
            and least <= value <= most
            and above < value < _LONG
        ):
            return FINE
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def closer(value: Value) -> Iterator[Problem]:
        if hits := list(forbidden_numbers(value, name, context, row)):
            yield from hits
        elif isinstance(value, str) and (number := figure(value)) is not None:
            tidy = int(number) if number.is_integer() else number
            yield row.problem(cells.NUMBER_AS_TEXT, name, rule=rule, fixed=tidy, number=f"{number:g}")
            yield from _within(number, column, row)
        elif isinstance(value, str):
            yield from words(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield from _within(float(value), column, row)
        else:
            yield row.problem(cells.NOT_A_NUMBER, name, rule=rule)

    return check


def _within(number: float, column: _Number, row: Row) -> Iterator[Problem]:
    name, rule = column.name, rule_of(column, row.sheet.table.id)
    least, most, above = bounds_of(column)
    if isinstance(column, Int) and not number.is_integer():
        yield row.problem(cells.NOT_WHOLE, name, rule=rule)
    elif number < least:
        yield row.problem(cells.TOO_SMALL, name, rule=rule, bound=f"{least:g}")
    elif number > most:
        yield row.problem(cells.TOO_LARGE, name, rule=rule, bound=f"{most:g}")
    elif number <= above:
        yield row.problem(cells.NOT_ABOVE, name, rule=rule, bound=f"{above:g}")


def _reading_of_words(column: _Number, context: Context, row: Row) -> Callable[[str], Iterator[Problem]]:
    if isinstance(column, Score):
        return lambda text: _score_in_words(column, row, text)
    if column.rules and column.rules[0] == "R-056":
        return lambda text: _recommendation_in_words(column, row, text)
    if isinstance(column, Money):
        return lambda text: _money_in_words(column, context, row, text)
    return lambda _: iter(
        (row.problem(cells.NOT_A_NUMBER, column.name, rule=rule_of(column, row.sheet.table.id)),)
    )


@implements("R-053")
def _score_in_words(column: Score, row: Row, text: str) -> Iterator[Problem]:
    number = mark(text)
    least, most, _ = bounds_of(column)
    if number is None:
        yield row.problem(cells.NOT_A_NUMBER, column.name, rule="R-053")
    elif not least <= number <= most:
        kind, bound = (cells.TOO_SMALL, least) if number < least else (cells.TOO_LARGE, most)
        yield row.problem(kind, column.name, rule="R-053", bound=f"{bound:g}")
    else:
        yield row.problem(cells.SCORE_IN_WORDS, column.name, fixed=number, number=number)


@implements("R-056")
def _recommendation_in_words(column: _Number, row: Row, text: str) -> Iterator[Problem]:
    word = unicodedata.normalize("NFKC", text).strip().partition("(")[0]
    if word in RECOMMEND_WORDS:
        least, most = RECOMMEND_WORDS[word]
        yield row.problem(cells.RECOMMENDATION_IN_WORDS, column.name, least=least, most=most)
    else:
        yield row.problem(cells.NOT_A_NUMBER, column.name, rule="R-056")


@implements("R-010")
def _money_in_words(column: Money, context: Context, row: Row, text: str) -> Iterator[Problem]:
    amount, problem = _amount(text, column, context, row)
    if amount is None and rule_of(column, row.sheet.table.id) == "R-079" and service_months(text) is not None:
        return  # free service, valued by the rows
    if amount is None:
        yield problem or row.problem(
            cells.NOT_A_NUMBER, column.name, rule=rule_of(column, row.sheet.table.id)
        )
    elif amount.low != amount.high or amount.per:
        yield row.problem(amounts.AMOUNT_UNREADABLE, column.name)
    elif amount.approximate:
        yield row.problem(amounts.AMOUNT_APPROXIMATE, column.name, number=_plain(amount.low))
    else:
        heading = row.sheet.header(column.name)
        number = amount.low / yuan_per_unit(heading)
        fixed, unit = int(number) if number == int(number) else float(number), unit_of(heading) or "元"
        yield row.problem(amounts.AMOUNT_IN_WORDS, column.name, fixed=fixed, number=_plain(number), unit=unit)


def _amount(text: str, column: Column, context: Context, row: Row) -> tuple[Amount | None, Problem | None]:
    try:
        return read(
            text, unit_of(row.sheet.header(column.name)) or context.policy.word("amount.default_unit")
        ), None
    except AmountFault as fault:
        kind: Kind = amounts.AMOUNT_UNIT if fault.why == "unit" else amounts.AMOUNT_UNREADABLE
        return None, row.problem(kind, column.name, unit=fault.unit)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


_THOUSANDS = ("千元", "千")


@implements("R-010")
def money_range_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """R-010 金额单位: an amount or a range of amounts with its unit, in words.

    >>> from xlcrm.checks.example import said
    >>> said("R-010", customer_master={"budget_range": "约50万元"})
    ['提示 预算范围：“约50万元”是大约数，按 500000 元计算。']
    >>> said("R-010", customer_master={"budget_range": "5000美元"})
    ['错误 预算范围：“5000美元”里的单位“美元”看不懂，不知道是多少元。']
    >>> said("R-010", customer_master={"budget_range": "2万元"})
    []
    """
    name = column.name

    def check(value: Value) -> Iterable[Problem]:
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def closer(value: Value) -> Iterator[Problem]:
        hits = list(forbidden_numbers(value, name, context, row))
        yield from hits
        if hits or (isinstance(value, str) and value.strip() == "未知"):
            return
        text = f"{value:g}" if isinstance(value, float) else str(value)
        amount, problem = _amount(text, column, context, row)
        if amount is None:
            if problem:
                yield problem
        elif not amount.unit and not unit_of(row.sheet.header(name)):
            yield row.problem(
                amounts.AMOUNT_WITHOUT_UNIT, name, unit=context.policy.word("amount.default_unit")
            )
        elif amount.approximate or amount.unit in _THOUSANDS:
            number = (
                _plain(amount.low)
                if amount.low == amount.high
                else f"{_plain(amount.low)}–{_plain(amount.high)}"
            )
            kind = amounts.AMOUNT_APPROXIMATE if amount.approximate else amounts.AMOUNT_IN_THOUSANDS
            yield row.problem(kind, name, number=number)

    return check
