"""Cells of text: filled, without stray blanks, without forbidden numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlcrm.checks.cells.blank import Blank
from xlcrm.checks.cells.forbidden import forbidden_numbers
from xlcrm.checks.context import FINE, CellCheck, Context
from xlcrm.checks.place import UNKNOWN, Row
from xlcrm.checks.sensitive import LEAST_DIGITS
from xlcrm.problems import cells, customers
from xlcrm.problems.record import Problem
from xlcrm.tables.column import Column, LongText
from xlcrm.tables.rows import Value

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_STEP = LEAST_DIGITS
"""So many digits in a row touch every ``_STEP``-th character of the text."""


def tidy(text: str) -> str:
    """The text without blanks around it and without characters that nobody sees.

    >>> tidy(" 李某\u3000"), tidy("示例\u200b科技")
    ('李某', '示例科技')
    """
    return _INVISIBLE.sub("", text).strip()


def text_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """Filled where required; any text or number will do."""
    name, marks, long = column.name, blank.marks, isinstance(column, LongText)
    known = column.required is not False and row.sheet.table.kind != "config" and name != "customer_name"

    def check(value: Value) -> Iterable[Problem]:
        if type(value) is str and value.strip() == value and value not in marks and value[0] not in "#未":
            if value.isprintable():
                if len(value) < LEAST_DIGITS or value[_STEP - 1 :: _STEP].isalpha():
                    return FINE
                return forbidden_numbers(value, name, context, row)
            if long:
                return forbidden_numbers(value, name, context, row)
        return slow(value)

    def slow(value: Value) -> Iterable[Problem]:
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def closer(value: Value) -> Iterator[Problem]:
        yield from forbidden_numbers(value, name, context, row)
        if known and value == UNKNOWN:
            yield row.problem(customers.UNKNOWN_FILLED, name)
        elif isinstance(value, str) and not long and (clean := tidy(value)) != value:
            yield row.problem(cells.STRAY_BLANKS, name, fixed=clean)

    return check
