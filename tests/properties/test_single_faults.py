"""Rows made from the catalogue are clean; one mistake in them is found at its cell, by its rule, and alone."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import pytest
from customs import CUSTOMS
from expected import expected, follows
from faults import FAULTS, Fault, places
from hypothesis import given, settings
from hypothesis import strategies as st
from lawful import CHECKED, COUNT, TODAY, Lawful, Record, sheet, sheets

from xlcrm.checks import check_tables
from xlcrm.policy import Policy
from xlcrm.problems.record import Problem
from xlcrm.tables import TABLES
from xlcrm.tables.column import Column, Id
from xlcrm.tables.rows import Rows
from xlcrm.tables.table import Table

SEEDS = range(6)
PLACES = [(fault, table, column) for fault in FAULTS for table, column in places(fault)]
UNIQUE = [(t, c) for t in CHECKED for c in t.columns.values() if isinstance(c, Id) and c.unique]
NAMES = {t.id: {c.header: c.name for c in t.columns.values()} for t in CHECKED}


@cache
def book(seed: int) -> dict[str, list[Record]]:
    return Lawful(seed, CUSTOMS).workbook()


@cache
def tables(seed: int) -> dict[str, Rows]:
    return sheets(book(seed))


def problems(tables: dict[str, Rows]) -> list[Problem]:
    return list(check_tables(tables, Policy.default(), TODAY))


def where(problem: Problem) -> str:
    if problem.table is None or problem.header is None:
        return "nowhere"
    return f"{problem.table}.{NAMES[problem.table][problem.header]}"


def spoilt(seed: int, table: type[Table], column: Column, at: int, value: Any) -> list[Problem]:
    """Problems of a workbook in which one cell says something else."""
    records = [dict(record) for record in book(seed)[table.id]]
    records[at][column.name] = value
    return problems({**tables(seed), table.id: sheet(table, records)})


def not_right(
    table: type[Table], column: Column, at: int, told: tuple[str, str | None], found: list[Problem]
) -> list[str]:
    """What is not as it should be: the mistake told elsewhere, otherwise or not at all, and what else is told."""
    cell = f"{table.id}.{column.name}"
    here = [p for p in found if where(p) == cell and p.row == at + 2]
    out = [] if told in [(p.kind.code, p.rule) for p in here] else [f"{cell}: {told} is not told"]
    besides = follows(table, column)
    for problem in found:
        code = problem.kind.code
        if (problem in here and code == told[0]) or where(problem) in besides:
            continue
        out.append(f"{cell}: also {where(problem)} {problem.cell} {code}: {problem.message()}")
    return out


def one(fault: Fault, table: type[Table], column: Column, turn: int) -> list[str] | None:
    """What is not as it should be with one mistake; None where no row can have it."""
    for seed, row in product(SEEDS, range(COUNT)):
        seed, at = (seed + turn) % len(SEEDS), (row + turn) % COUNT
        record = book(seed)[table.id][at]
        if fault.applies(column, record):
            found = spoilt(seed, table, column, at, fault.wrong(column, record))
            return not_right(table, column, at, expected(fault, table, column), found)
    return None


def test_every_table_that_people_fill_has_rows() -> None:
    others = {table.id for table in TABLES.values() if table.kind == "report"} | {"policy_profile"}
    assert sorted({*book(0), *others}) == sorted(TABLES)
    assert all(len(rows) == COUNT for rows in book(0).values())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_rows_made_from_the_catalogue_are_clean(seed: int) -> None:
    found = problems(sheets(Lawful(seed, CUSTOMS).workbook()))
    assert [f"{where(p)} {p.cell} {p.kind.code}: {p.message()}" for p in found] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_kind_of_mistake_is_found_in_every_column_that_can_have_it(fault: Fault) -> None:
    done = [one(fault, table, column, turn) for turn, (table, column) in enumerate(places(fault))]
    assert any(each is not None for each in done)
    assert [line for each in done for line in each or ()] == []


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(PLACES), st.integers(0, 10**6))
def test_any_mistake_in_any_row_is_found(place: tuple[Fault, type[Table], Column], turn: int) -> None:
    assert (one(*place, turn) or []) == []


@pytest.mark.parametrize(("table", "column"), UNIQUE, ids=lambda each: getattr(each, "id", None) or each.name)
def test_a_number_that_another_row_bears_is_found(table: type[Table], column: Column) -> None:
    for seed in SEEDS:
        twice = book(seed)[table.id][1][column.name]
        found = spoilt(seed, table, column, 2, twice)
        rule = column.rules[0] if column.rules else "R-016"
        assert not_right(table, column, 2, ("number-twice", rule), found) == []
