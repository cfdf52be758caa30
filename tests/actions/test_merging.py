"""Proposals to merge rows that seem to be one customer (R-018), as a recalculation tells them."""

from __future__ import annotations

from datetime import date

import pytest

from xlcrm.actions.merging import merge_proposals
from xlcrm.checks import check_tables
from xlcrm.policy import Policy
from xlcrm.rules.frames import Data, frame
from xlcrm.tables import TABLES
from xlcrm.tables.rows import Rows

TODAY = date(2023, 9, 2)
FIRST = {
    "customer_id": "2023001", "customer_name": "示例云图科技有限公司", "contact_name": "王经理", "grade": "B类",
    "contact_phone": "13800001234", "tags": "服务器采购", "updated_date": date(2023, 8, 16),
}  # fmt: skip
SECOND = {**FIRST, "customer_id": "2023009", "tags": "急购", "updated_date": date(2023, 9, 1)}
OTHER = {
    **FIRST,
    "customer_id": "2023003",
    "customer_name": "示例恒达贸易有限公司",
    "contact_phone": "13900005678",
}


def told(*records: dict[str, object]) -> list[str]:
    table = TABLES["customer_master"]
    names = tuple(table.columns)
    cells = [(number, tuple(record.get(name) for name in names)) for number, record in enumerate(records, 2)]
    rows = Rows(table, table.sheet(), 1, 1, names, tuple(map(table.header, names)), cells)
    found = list(check_tables({"customer_master": rows}, Policy.default(), TODAY))
    data = Data({"customer_master": frame(rows)})
    return [
        f"{p.cell} {p.severity} {p.message()}"
        for p in merge_proposals(found, data, rows, Policy.default(), TODAY)
    ]


def test_two_rows_with_one_telephone_number() -> None:
    assert told(FIRST, OTHER, SECOND) == [
        "A4 info 确认是同一个客户后，第 2、4 行可合并为客户 2023001："
        "需求标签 服务器采购;急购；曾用编号/简称 2023009。"
    ]


def test_of_two_grades_the_higher_is_taken_with_a_warning() -> None:
    [line] = told(FIRST, {**SECOND, "grade": "A类"})
    assert "客户等级 A类" in line
    assert "客户等级不一致（A类、B类），取较高的 A类" in line


def test_three_rows_are_one_proposal() -> None:
    third = {**FIRST, "customer_id": "2023010", "contact_phone": None, "customer_name": "示例云图科技公司"}
    [line] = told(FIRST, SECOND, third)
    assert line.startswith("A4 info 确认是同一个客户后，第 2、3、4 行可合并为客户 2023001")


@pytest.mark.parametrize(
    "records",
    [
        pytest.param([FIRST, OTHER], id="two customers"),
        pytest.param([FIRST, {**SECOND, "customer_id": None}], id="one without a number"),
        pytest.param([FIRST], id="one alone"),
    ],
)
def test_nothing_is_proposed(records: list[dict[str, object]]) -> None:
    assert told(*records) == []
