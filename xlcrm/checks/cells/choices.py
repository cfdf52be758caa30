"""Cells that hold values of a list (R-012, R-013)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from xlcrm.checks.cells.blank import Blank
from xlcrm.checks.cells.forbidden import forbidden_numbers
from xlcrm.checks.context import FINE, CellCheck, Context
from xlcrm.checks.place import Place, Row, key_text
from xlcrm.problems import choices
from xlcrm.problems.record import Kind, Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.tables import ChoiceListTable
from xlcrm.tables.choices import GRADES, INTENTS, ChoiceList
from xlcrm.tables.column import Choice, Column
from xlcrm.tables.customers import CUSTOMER_MARKS, TAGS
from xlcrm.tables.rows import Value

_SHOWN = 8
_GRADES = (GRADES.name, INTENTS.name)
_NO_MARK = frozenset({"普通", "无"})


@implements("R-012", "R-013")
def choice_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """R-012 选项取自预设, R-013 等级写法统一: values of the column's list, in one spelling.

    >>> from xlcrm.checks.example import said
    >>> said("R-012", customer_master={"tags": "服务器采购;预算50万"})
    []
    >>> said("R-012", customer_master={"tags": "超急"})
    ['警告 需求标签：“需求标签”里的“超急”不在选项表里。']
    >>> said("R-012", customer_master={"grade": "D类"})
    ['错误 客户等级：“客户等级”里的“D类”不在可选值中。']
    """
    assert isinstance(column, Choice)
    reader = context.reader(column)
    values = frozenset(reader.options.values)
    unmarked = reader.options.name == CUSTOMER_MARKS.name
    severity = _unlisted_severity(column, context)
    unlisted = choices.UNLISTED_YET if _grows(context) else choices.UNLISTED

    def check(value: Value) -> Iterable[Problem]:
        if value in values and type(value) is str:
            return FINE
        settled = blank.settles(value)
        if settled is not None:
            return settled
        text = value.strip() if isinstance(value, str) else key_text(value)
        return FINE if unmarked and text in _NO_MARK else list(closer(value, text))

    def closer(value: Value, text: str) -> Iterator[Problem]:
        if hits := list(forbidden_numbers(value, column.name, context, row)):
            yield from hits
            return
        reading = reader.read(text)
        if not reading.values and not reading.unknown:
            yield from blank.judge()
        elif not column.several and len(reading.values) + len(reading.unknown) > 1:
            yield row.problem(choices.SEVERAL_VALUES, column.name)
        elif reading.unknown:
            told = (unlisted, severity) if reader.options.open else (choices.NOT_IN_LIST, "error")
            yield from _unknown(reading.unknown, reader.options, *told, row.place(column.name))
        elif values and not _same(value, reading.plain, column):
            kind = choices.GRADE_SPELLING if reader.options.name in _GRADES else choices.OTHER_SPELLING
            yield row.problem(kind, column.name, fixed=reading.plain, plain=reading.plain)

    return check


def _unknown(
    words: Iterable[str], options: ChoiceList, kind: Kind, severity: Severity | None, place: Place
) -> Iterator[Problem]:
    listed = "、".join(options.values[:_SHOWN]) + ("…" if len(options.values) > _SHOWN else "")
    for word in words if severity is not None else ():
        yield place.problem(kind, severity=severity, word=word, choices=listed)


def _grows(context: Context) -> bool:
    """True where the next recalculation adds unknown words of open lists to the 选项表 (``choice.auto_add``)."""
    return context.policy.flag("choice.auto_add") and ChoiceListTable.id in context.present


def _unlisted_severity(column: Choice, context: Context) -> Severity | None:
    """How an unknown word of an open list is told; None for not at all."""
    if _grows(context):
        return "info"
    if column.options.name != TAGS.name:
        return "warning"
    word = context.policy.word("choice.unknown_tag")
    return word if word in ("error", "warning", "info") else None  # type: ignore[return-value]


def _same(value: Value, plain: str, column: Choice) -> bool:
    """True when the cell is already written as it should be, but for separators and brackets."""
    if not isinstance(value, str):
        return True
    if value == plain or (plain.isascii() and not value.isascii()):
        return True  # the title of a sheet is as good as the table's id
    folded = unicodedata.normalize("NFKC", value).replace("、", ";").replace(",", ";")
    wanted = unicodedata.normalize("NFKC", plain)
    if column.several:
        folded, wanted = folded.replace("+", ";"), wanted.replace("+", ";")
    return folded == wanted and value == value.strip() and not value.isascii()
