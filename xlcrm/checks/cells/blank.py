"""Cells that say nothing: allowed, forbidden, or filled by the next recalculation (R-001)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from xlcrm.checks.cells.forbidden import forbidden_numbers
from xlcrm.checks.context import FINE, Context
from xlcrm.checks.place import BLANKS, EXACT, Row
from xlcrm.problems import cells, files
from xlcrm.problems.record import Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.tables.column import Column
from xlcrm.tables.rows import CellError, Value

_ERROR_VALUES = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"}
)
_RULES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "followup_record": dict.fromkeys(("contact_date", "method", "actor", "summary", "feedback"), "R-047"),
        "complaint_log": {"level": "R-074"},
        "commitment": dict.fromkeys(("responsible", "due_date"), "R-048"),
        "contract": {"end_date": "R-095"},
        "tech_ticket": dict.fromkeys(("device_model", "screenshot", "steps"), "R-094"),
        "negotiation_record": dict.fromkeys(
            ("price", "payment_terms", "delivery_time", "after_sales", "liability"), "R-106"
        ),
        "action_plan": dict.fromkeys(("owner", "action", "due_date"), "R-129"),
        "improvement_plan": dict.fromkeys(("lead", "department", "due_date"), "R-130"),
        "knowledge_base": dict.fromkeys(("problem", "solution"), "R-136"),
    }
)
"""Rules that say themselves which cells of a table may not be blank; R-045 holds for every next action."""

_MILD: Mapping[str, Severity] = MappingProxyType({"R-130": "warning", "R-136": "warning", "R-095": "info"})
"""Rules that do not make an error of a blank."""


class Blank:
    """Judges the blank cells of one column, and those that hold an error value."""

    __slots__ = ("_column", "_context", "_none", "_row", "_silent")

    def __init__(self, column: Column, context: Context, row: Row) -> None:
        self._column = column
        self._context = context
        self._row = row
        self._none = BLANKS - set(column.says_none)
        self._silent = (
            column.required is not True
            or bool(column.blank_means)
            or column.name in context.chosen(row.sheet.table)
        )

    def __contains__(self, text: str) -> bool:
        """True when the trimmed text says nothing."""
        return text in self._none

    @property
    def marks(self) -> frozenset[str]:
        """Trimmed texts that say nothing."""
        return self._none

    @implements("R-001")
    def judge(self) -> Iterable[Problem]:
        """What is wrong with a blank: nothing where the column is optional."""
        column, row = self._column, self._row
        if self._silent:
            return FINE
        if column.lookup or column.proposed:
            return (row.problem(cells.BLANK_UNTIL_RECALC, column.name),)
        rule = (
            "R-045" if column.name == "next_action" else _RULES.get(row.sheet.table.id, {}).get(column.name)
        )
        severity = _MILD.get(rule or "", "warning" if column.extension else None)
        return (row.problem(cells.REQUIRED, column.name, severity=severity, rule=rule),)

    def settles(self, value: Value) -> Iterable[Problem] | None:
        """Problems of a blank, an error value, a number too long for a cell; None when there is more to ask."""
        if value is None:
            return self.judge()
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= EXACT:
            name = self._column.name
            hits = forbidden_numbers(value, name, self._context, self._row)
            return (*hits, self._row.problem(files.DIGITS_LOST, name))
        if isinstance(value, CellError) or (isinstance(value, str) and value.strip() in _ERROR_VALUES):
            return (self._row.problem(cells.ERROR_VALUE, self._column.name),)
        if isinstance(value, str):
            text = value.strip(" \t\r\n\u3000\xa0")
            if text in self._none:
                return self.judge()
            if text in self._column.says_none:
                return FINE  # a mark that says: there is none, and that is an answer
        return None
