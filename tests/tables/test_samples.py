"""The manuals' own rows keep to the tables they stand in, and to what the rules are shown with."""

import re
from collections import Counter
from datetime import date, datetime, time

import pytest

from xlcrm.tables import TABLES
from xlcrm.tables.column import (
    Choice,
    Column,
    Date,
    DateTime,
    Decimal,
    Id,
    Int,
    Money,
    MultiChoice,
    Percent,
    Ref,
    Time,
    When,
    _Moment,
    _Number,
)
from xlcrm.tables.samples import SAMPLES

ROWS = [
    pytest.param(table, row, id=f"{table} {number}")
    for table, rows in SAMPLES.items()
    for number, row in enumerate(rows, start=1)
]


def fits(column: Column, value: object) -> bool:
    if value in column.says_none:
        return True
    if isinstance(column, Date):
        return type(value) is date
    if isinstance(column, DateTime):
        return isinstance(value, datetime)
    if isinstance(column, Time):
        return isinstance(value, time)
    if isinstance(column, Int):
        return type(value) is int
    if isinstance(column, Decimal | Percent | Money):
        return isinstance(value, int | float)
    if isinstance(column, Id) and column.pattern:
        return re.fullmatch(column.pattern, str(value)) is not None
    return isinstance(value, str)


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_values_are_of_their_type(table, row):
    for name, value in row.items():
        assert fits(TABLES[table].columns[name], value), (name, value)


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_choices_are_on_their_lists(table, row):
    for name, value in row.items():
        column = TABLES[table].columns[name]
        if not isinstance(column, Choice) or not column.options.values:
            continue
        words = re.split("[;+]", value) if isinstance(column, MultiChoice) else [value]
        for word in words:
            bare = re.sub(r"\(.*\)$", "", word) if column.remark else word
            assert bare in column.options.values, (name, word)


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_what_must_be_filled_is_filled_and_what_is_computed_is_left_to_xlcrm(table, row):
    for column in TABLES[table].columns.values():
        need = column.required
        if isinstance(need, When):
            need = need.test(row.get(need.column))
        assert column.name in row or not need or column.computed, column.name
        assert column.name not in row or not column.computed, column.name


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_dates_keep_their_order_and_numbers_their_bounds(table, row):
    for name, value in row.items():
        column = TABLES[table].columns[name]
        if isinstance(column, _Moment) and column.not_before in row and value not in column.says_none:
            assert day(value) >= day(row[column.not_before]), name
        if isinstance(column, _Number):
            assert column.least is None or value >= row.get(column.least, column.least), name
            assert column.most is None or value <= row.get(column.most, column.most), name


def day(moment: object) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


@pytest.mark.parametrize("table", SAMPLES)
def test_keys_name_one_row_each(table):
    keys = Counter(tuple(row.get(name) for name in TABLES[table].key) for row in SAMPLES[table])
    assert max(keys.values()) == 1


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_references_lead_to_rows(table, row):
    for name, value in row.items():
        column = TABLES[table].columns[name]
        if isinstance(column, Ref) and not value.startswith("*"):
            target, _, key = column.to.partition(".")
            known = [other.get(key or TABLES[target].key[0]) for other in SAMPLES[target]]
            assert value in known, (name, value)


def test_complaints_of_august_make_the_report_of_the_manual():
    rows = SAMPLES["complaint_log"]
    assert len(rows) == 12
    assert {row["complaint_date"].strftime("%Y-%m") for row in rows} == {"2023-08"}
    assert Counter(row["complaint_type"] for row in rows) == {"产品问题": 5, "服务问题": 4, "沟通问题": 3}
    assert Counter(row["department"] for row in rows) == {"产品部": 5, "客服部": 4, "销售部": 3}
    top = Counter(row["problem_key"] for row in rows).most_common(4)
    assert top[:3] == [("服务器噪音大", 2), ("技术响应超时", 2), ("合同条款解释不清", 2)]
    assert top[3][1] == 1
    assert [row["complaint_no"] for row in rows] == sorted(row["complaint_no"] for row in rows)
    assert all(f"{row['complaint_date']:%Y%m%d}" == row["complaint_no"][:8] for row in rows)


def test_the_contradictions_of_the_manual_are_kept():
    first = SAMPLES["customer_master"][0]
    assert first["coop_start_date"] < first["created_date"]
    assert first["customer_status"] == "潜在"
    assert SAMPLES["followup_plan"][0]["frequency"] == "每周1次"


def test_nothing_is_left_of_what_the_print_lost():
    text = str(SAMPLES)
    assert not re.search(r"13\d–|20\d\d–|wangxxtech'|zhangsane'", text)
    assert [row["customer_id"] for row in SAMPLES["customer_master"]] == [f"202300{n}" for n in range(1, 7)]
