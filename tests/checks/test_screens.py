"""Screens only save time: with them and without them the same problems are told, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlcrm.checks import block, check_tables, engine
from xlcrm.policy import Policy
from xlcrm.tables import TABLES
from xlcrm.tables.rows import CellError

TODAY = date(2024, 5, 20)
ROWS = 6
TYPED = (
    None, "", " ", "-", "—", "无", "未知", "待定", "#N/A", CellError("#REF!"), True, 0, 1, -3, 5, 4.5, 2024001, 1e17,
    13800000002, "13800000001", "138 0000 0001", "１３８００００００１１", "010-65551234", "65551234", "139–5678", "*",
    "a@b.example", "A@B.Example ", "ab.example", "110105194912310021", "11010519491231002X", "4111 1111 1111 1111",
    "A类", "A", "□A类☑B类", "高价值", "潜在", "合作", "重大", "严重", "一般", "是", "否", "2024001", "2024009", "示例云图",
    "示例云图科技有限公司", "示例雲圖科技有限公司", "张三(个人)", "20240510-002", "后续联系", "5月30日电话确认方案", "绝对低价",
    "限时9折", "响应太慢，很不满意", "客户数据泄露", "赔偿2万元", "50万", "30-50万元", "5000美元", "2024-05-10", "2024–",
    "2024年5月10日", "10:30", "25:00", date(2024, 5, 10), date(2025, 1, 1), date(1901, 1, 1), datetime(2024, 5, 13, 9, 30),
    datetime(2024, 5, 10, 16, 31), time(10, 30), "每周1次", "投诉已关闭", "已关闭", "处理中", "不满", "李某\n张某", "\u200b李某",
)  # fmt: skip

CELLS = [
    (table, column)
    for table in sorted(TABLES)
    if TABLES[table].kind != "report"
    for column in TABLES[table].columns
]
FAULTS = st.lists(
    st.tuples(st.sampled_from(CELLS), st.integers(0, ROWS - 1), st.sampled_from(TYPED)),
    min_size=5,
    max_size=60,
)


def sample(clean: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The clean workbook with several rows a table, whose numbers and days differ."""
    book = {}
    for table, records in clean.items():
        key = TABLES[table].key[0] if TABLES[table].key else ""
        book[table] = [dict(records[at % len(records)]) for at in range(ROWS)]
        for at, record in enumerate(book[table][len(records) :], len(records)):
            if isinstance(record.get(key), str) and key not in (
                "customer_id",
                "customer_name",
                "complaint_no",
            ):
                record[key] = f"{record[key][:-1]}{at}"
            for name, value in record.items():
                if type(value) in (date, datetime):
                    record[name] = value - timedelta(days=at % 3)
    return book


def told(book: dict[str, list[dict[str, Any]]], make_rows: Callable[..., Any], profile: str) -> list[str]:
    tables = {table: make_rows(table, records) for table, records in book.items()}
    return sorted(str(problem.as_json()) for problem in check_tables(tables, Policy.of(profile), TODAY))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=FAULTS, profile=st.sampled_from(["manual", "process", "deck"]))
def test_screens_change_nothing(
    clean_workbook: dict[str, Any], make_rows: Callable[..., Any], faults: list[Any], profile: str
) -> None:
    book = sample(clean_workbook)
    for (table, column), row, value in faults:
        if table in book:
            book[table][row][column] = value
    screened = told(book, make_rows, profile)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "screen_of", lambda *_: None)
        patch.setattr(engine, "screen", lambda *_: False)
        patch.setattr(engine, "_REMEMBERED", 0)
        one_by_one = told(book, make_rows, profile)
    assert screened == one_by_one
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "SIZE", 2)
        assert told(book, make_rows, profile) == one_by_one
