"""Numbers that no cell may hold without consent, wherever they stand (R-007)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xlcrm.checks.context import FINE, Context
from xlcrm.checks.place import Row, key_text
from xlcrm.checks.sensitive import LEAST_DIGITS, SUSPECT, find, shortened
from xlcrm.problems import contacts
from xlcrm.problems.record import Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.tables.column import Id
from xlcrm.tables.rows import Value

SCOPE = "敏感信息"
_KINDS = {"id-card": contacts.ID_CARD, "bank-card": contacts.BANK_CARD}
_LEAST = 10 ** (LEAST_DIGITS - 1)


@implements("R-007")
def forbidden_numbers(value: Value, name: str, context: Context, row: Row) -> Iterable[Problem]:
    """R-007 不得记录的敏感数据: identity-card and bank-card numbers in a cell.

    A number in a column of numbers (``*_no``) is a warning, since order and contract numbers are long too.
    A customer's consent of scope 敏感信息 that holds today allows it. The number itself is never repeated.

    >>> from xlcrm.checks.example import said
    >>> said("R-007", customer_master={"need_desc": "11010519491231002X"})
    ['错误 初步需求描述：“初步需求描述”里有身份证号（110*************2X）。']
    >>> said("R-007", customer_master={"need_desc": "4111111111111111"})
    ['错误 初步需求描述：“初步需求描述”里有银行卡号（411***********11）。']
    >>> said("R-007", customer_master={"need_desc": "1234567890123456"})
    []
    """
    if type(value) is str:
        text = value
        if len(text) < LEAST_DIGITS or not SUSPECT.search(text):
            return FINE
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _LEAST:
        text = key_text(value)
    else:
        return FINE
    hits = find(text)
    if not hits or _consented(context, row):
        return FINE
    column = row.sheet.table.columns.get(name)
    number_column = name.endswith("_no") or isinstance(column, Id)
    severity: Severity | None = _severity(context, number_column)
    return [
        row.problem(
            _KINDS[hit.kind],
            name,
            severity=severity,
            hint=shortened("".join(c for c in text[hit.start : hit.end] if c.isalnum())),
        )
        for hit in hits
    ]


def _severity(context: Context, number_column: bool) -> Severity | None:
    action = context.policy.word("sensitive.action")
    if number_column:
        return "warning"
    return action if action in ("error", "warning", "info") else None  # type: ignore[return-value]


def _consented(context: Context, row: Row) -> bool:
    customer = row.text("customer_id")
    day: date = context.today
    return bool(customer) and context.allowed(customer, SCOPE, day)
