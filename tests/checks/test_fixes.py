"""What ``--fix`` may change: only what is certain, and never a cell that holds a forbidden number."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from xlcrm.checks import Fix, check_tables, fixes
from xlcrm.policy import Policy

ID_CARD, BANK_CARD = "11010519491231002X", "4111111111111111"

FIXED = [
    pytest.param("customer_master", "contact_phone", " 138 0000 0001 ", "13800000001", "R-005", id="blanks in a phone"),
    pytest.param("customer_master", "contact_phone", "１３８０００００００１", "13800000001", "R-005", id="full-width digits"),
    pytest.param("customer_master", "contact_phone", "+86 13800000001", "13800000001", "R-005", id="with the country"),
    pytest.param("customer_master", "contact_phone", "010-6555 1234", "010-65551234", "R-005", id="a landline"),
    pytest.param("customer_master", "contact_email", "Wang@XXTECH.example ", "Wang@xxtech.example", "R-006", id="the domain in capitals"),
    pytest.param("customer_master", "grade", "A(高价值)", "A类", "R-013", id="another word for a choice"),
    pytest.param("customer_master", "owner", " 李某", "李某", "R-012", id="a blank in front"),
    pytest.param("followup_record", "contact_date", "2024-05-02", date(2024, 5, 2), "R-011", id="a date as text"),
    pytest.param("followup_record", "contact_date", "2024年5月2日", date(2024, 5, 2), "R-011", id="a date in Chinese"),
    pytest.param("followup_record", "method", "上门", "拜访", "R-012", id="a synonym"),
    pytest.param("complaint_log", "status", "已关闭", "投诉已关闭", "R-012", id="another word for a state"),
    pytest.param("complaint_log", "level", "□一般 ☑严重", "严重", "R-012", id="a ticked box"),
    pytest.param("order", "amount", "2万元", 20000, "R-010", id="an amount in words"),
]  # fmt: skip

LEFT = [
    pytest.param("customer_master", "contact_phone", "139–5678", id="lost digits"),
    pytest.param("customer_master", "contact_email", "wangxxtech", id="no @"),
    pytest.param("customer_master", "grade", "D类", id="no such grade"),
    pytest.param("followup_record", "contact_date", "2024–", id="a lost day"),
    pytest.param("followup_record", "contact_date", "5月2日", id="a day without its year"),
    pytest.param("customer_master", "need_desc", f"卡号{BANK_CARD} ", id="a bank card"),
    pytest.param("followup_record", "summary", f" 证件{ID_CARD}", id="an identity card"),
    pytest.param("customer_master", "customer_name", "示例云图", id="a short name"),
    pytest.param("order", "amount", "约2万元", id="roughly"),
]  # fmt: skip


@pytest.fixture
def fixed(make_rows: Callable[..., Any], clean_workbook: dict[str, Any]) -> Callable[..., list[Fix]]:
    def find(table: str, column: str, value: object) -> list[Fix]:
        book = {name: [dict(record) for record in records] for name, records in clean_workbook.items()}
        book[table][0][column] = value
        tables = {name: make_rows(name, records) for name, records in book.items()}
        return [fix for fix in fixes(tables, Policy.default()) if (fix.table, fix.row) == (table, 2)]

    return find


@pytest.mark.parametrize(("table", "column", "value", "new", "rule"), FIXED)
def test_certain(
    fixed: Callable[..., list[Fix]], table: str, column: str, value: object, new: object, rule: str
) -> None:
    (fix,) = [fix for fix in fixed(table, column, value) if fix.name == column]
    assert (fix.old, fix.new, fix.rule) == (value, new, rule)
    assert type(fix.new) is type(new)
    assert fix.why.message()


@pytest.mark.parametrize(("table", "column", "value"), LEFT)
def test_uncertain(fixed: Callable[..., list[Fix]], table: str, column: str, value: object) -> None:
    assert [fix for fix in fixed(table, column, value) if fix.name == column] == []


def test_a_clean_workbook_stays(make_rows: Callable[..., Any], clean_workbook: dict[str, Any]) -> None:
    tables = {name: make_rows(name, records) for name, records in clean_workbook.items()}
    assert list(fixes(tables, Policy.default())) == []


def test_a_fixed_cell_is_in_order(fixed: Callable[..., list[Fix]]) -> None:
    """What was corrected is not corrected again."""
    for case in FIXED:
        table, column, value, *_ = case.values
        (fix,) = [fix for fix in fixed(table, column, value) if fix.name == column]
        assert [again for again in fixed(table, column, fix.new) if again.name == column] == []


NUMBERS = [
    ID_CARD, "110105491231002", "１１０１０５１９４９１２３１００２Ｘ", BANK_CARD, "4111 1111 1111 1111", "4111-1111-1111-1111",
    int(BANK_CARD), f"证件号：{ID_CARD}，卡号{BANK_CARD}。", float(BANK_CARD), "'" + BANK_CARD,
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("column", ["contact_phone", "contact_email", "customer_name", "need_desc", "grade", "created_date",
                                    "customer_id", "owner", "tags"])  # fmt: skip
def test_a_forbidden_number_is_never_shown(
    make_rows: Callable[..., Any], clean_workbook: dict[str, Any], column: str, number: Any
) -> None:
    """R-007: not in any field of any problem, nor in a correction."""
    book = {name: [dict(record) for record in records] for name, records in clean_workbook.items()}
    book["customer_master"][0][column] = number

    def tables() -> dict[str, Any]:
        return {name: make_rows(name, records) for name, records in book.items()}

    problems = list(check_tables(tables(), Policy.default(), date(2024, 5, 20)))
    told = json.dumps([problem.as_json() for problem in problems], ensure_ascii=False)
    told += json.dumps([problem.as_json("en") for problem in problems], ensure_ascii=False)
    digits = "".join(each for each in told if each.isalnum())
    for secret in (ID_CARD[3:-2], BANK_CARD[3:-2], "1010549123100", "１０１０５１９４９１２３１００"):
        assert secret not in digits
    if type(number) is not float:
        assert any(problem.rule == "R-007" for problem in problems)
    assert [
        fix
        for fix in fixes(tables(), Policy.default())
        if (fix.table, fix.name) == ("customer_master", column)
    ] == []


def test_memory_does_not_grow_with_the_rows(
    make_rows: Callable[..., Any], clean_workbook: dict[str, Any]
) -> None:
    """Rows stream by: of ten times as many records hardly more is kept than the keys."""
    import tracemalloc

    def peak(count: int) -> int:
        record = {**clean_workbook["followup_record"][0], "method": "邮件"}
        customers = make_rows("customer_master", clean_workbook["customer_master"])
        table = make_rows("followup_record", [])
        values = [record.get(name) for name in table.names]
        at = table.names.index("summary")
        stream = (
            (2 + row, [*values[:at], f"第{row}次介绍" + "长" * 400, *values[at + 1 :]])
            for row in range(count)
        )
        rows = type(table)(table.table, table.sheet, 1, 1, table.names, table.headings, stream)
        tracemalloc.start()
        for _problem in check_tables(
            {"customer_master": customers, "followup_record": rows}, Policy.default(), date(2024, 5, 20)
        ):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(10_000) - peak(1_000) < 3_000_000  # the texts alone have 7 MB


def test_times_are_kept(fixed: Callable[..., list[Fix]]) -> None:
    (fix,) = fixed("complaint_log", "received_at", "2024-05-10 16:30")
    assert fix.new == datetime(2024, 5, 10, 16, 30)
