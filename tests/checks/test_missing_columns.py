"""A sheet may lack any of its columns: the others are checked all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from xlcrm.checks import check_tables
from xlcrm.policy import Policy
from xlcrm.tables import CATALOGUE, TABLES

PEOPLE_FILL = [table.id for table in CATALOGUE if table.kind != "report" and table.id != "policy_profile"]


@pytest.mark.parametrize("table", PEOPLE_FILL)
def test_a_missing_column_stops_no_check(
    table: str, clean_workbook: dict[str, list[dict[str, Any]]], make_rows: Callable[..., Any]
) -> None:
    columns, policy = list(TABLES[table].columns), Policy.default()
    master = clean_workbook["customer_master"]
    for missing in columns:
        rest = [name for name in columns if name != missing]
        tables = {
            "customer_master": make_rows("customer_master", master),
            table: make_rows(table, clean_workbook[table], rest),
        }
        told = {problem.kind.code for problem in check_tables(tables, policy, date(2024, 5, 20))}
        assert "unknown-heading" not in told, missing
