"""A lawful workbook is left in peace; what is blank is told at its cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from xlcrm.problems.record import Problem
from xlcrm.tables import CATALOGUE, TABLES

BLANK = ("required", "blank-until-recalc")
PEOPLE_FILL = [table.id for table in CATALOGUE if table.kind != "report" and table.id != "policy_profile"]


def test_a_lawful_workbook_with_every_table_has_no_problem(problems: Callable[..., list[Problem]]) -> None:
    found = [f"{p.table} {p.cell} {p.kind.code}: {p.message()}" for p in problems()]
    assert found == []


def test_the_clean_workbook_holds_every_table_that_people_fill(clean_workbook: dict[str, Any]) -> None:
    assert sorted(clean_workbook) == sorted(PEOPLE_FILL)


def required_columns(table: str) -> list[str]:
    columns = TABLES[table].columns.values()
    return [c.name for c in columns if c.required is True and c.typed and not c.blank_means]


@pytest.mark.parametrize("blank", [None, " ", "－"], ids=["empty", "a space", "a dash"])
@pytest.mark.parametrize("table", PEOPLE_FILL)
def test_each_blank_required_cell_is_told_at_its_place(
    problems: Callable[..., list[Problem]], table: str, blank: str | None
) -> None:
    columns = required_columns(table)
    found = problems(**{table: [{name: blank} for name in columns]})
    told = {(p.row, p.header): p for p in found if p.table == table and p.kind.code in BLANK}
    assert list(told) == [(line, TABLES[table].header(name)) for line, name in enumerate(columns, 2)]
    for name, problem in zip(columns, told.values(), strict=True):
        column = TABLES[table].columns[name]
        mild = column.extension or column.lookup or column.proposed
        mild = mild or problem.rule in ("R-130", "R-136")
        usual = "warning" if mild else "error"
        assert problem.severity == ("info" if problem.rule == "R-095" else usual), name


def test_a_blank_for_which_another_cell_stands_is_no_problem(
    problems: Callable[..., list[Problem]],
) -> None:
    assert problems(followup_record=[{"next_owner": None}], complaint_log=[{"received_at": None}]) == []
