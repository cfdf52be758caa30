"""What can be corrected with certainty: blanks, full-width forms, dates as text, phones, spellings of choices.

A correction is one that a check found while judging a cell, so that nothing is corrected that was not told.
Cells that hold a forbidden number are never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from xlcrm.checks.context import Context
from xlcrm.checks.engine import run
from xlcrm.policy import Policy
from xlcrm.problems import contacts
from xlcrm.problems.record import Problem

if TYPE_CHECKING:
    from xlcrm.tables.rows import Rows, Value

_FORBIDDEN = (contacts.ID_CARD, contacts.BANK_CARD)


@dataclass(frozen=True, slots=True)
class Fix:
    """A correction of one cell: ``name`` is the column's, ``column`` its letters, ``why`` the problem it cures."""

    table: str
    sheet: str
    row: int
    column: str
    name: str
    old: Value
    new: Value
    rule: str | None
    why: Problem


def fixes(tables: Mapping[str, Rows], policy: Policy) -> Iterator[Fix]:
    """Corrections in the order of tables and rows, at most one a cell; each table is run through once."""
    context = Context(policy, date.max, frozenset(tables))
    found: dict[tuple[str, str], Problem] = {}
    barred: set[tuple[str, str]] = set()
    for problem in run(context, tables):
        if problem.table is None or problem.cell is None:
            continue
        key = (problem.table, problem.cell)
        if problem.kind in _FORBIDDEN:
            barred.add(key)
        elif problem.fixed is not None:
            found.setdefault(key, problem)
    for key, problem in found.items():
        if key not in barred:
            yield _fix(problem, tables[key[0]])


def _fix(problem: Problem, rows: Rows) -> Fix:
    name = next(n for n in rows.names if n and rows.letter(n) == problem.column)
    return Fix(
        table=rows.table.id,
        sheet=rows.sheet,
        row=problem.row or 0,
        column=rows.letter(name),
        name=name,
        old=cast("Value", problem.typed),
        new=cast("Value", problem.fixed),
        rule=problem.rule,
        why=problem,
    )
