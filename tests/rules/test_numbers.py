"""R-016 客户编号, R-073 投诉编号, R-088 问题编号: the next number of a series."""

from datetime import date

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.numbers import next_numbers
from xlcrm.rules.plans import new_numbers

DAY = date.fromisoformat
CUSTOMER, COMPLAINT, ISSUE = "{YYYY}{seq:3}", "{YYYYMMDD}-{seq:3}", "{YYYYMM}{seq:3}"


@pytest.mark.parametrize(
    ("pattern", "day", "existing", "number"),
    [
        pytest.param(
            CUSTOMER, "2023-09-01", ["2023001", "2023002", "2023006"], "2023007", id="highest + 1, gaps stay"
        ),
        pytest.param(
            CUSTOMER, "2024-01-02", ["2023001", "2023006"], "2024001", id="a new year starts at 001"
        ),
        pytest.param(CUSTOMER, "2023-09-01", ["2023999"], "20231000", id="four digits after 999"),
        pytest.param(CUSTOMER, "2023-09-01", ["20231000", "2023999"], "20231001", id="and so on"),
        pytest.param(
            CUSTOMER, "2023-09-01", ["老客户", " 2023004 "], "2023005", id="other words are passed over"
        ),
        pytest.param(
            COMPLAINT, "2023-08-16", ["20230816-001", "20230816-002"], "20230816-003", id="third of the day"
        ),
        pytest.param(COMPLAINT, "2023-08-17", ["20230816-001"], "20230817-001", id="first of the next day"),
        pytest.param(ISSUE, "2024-05-02", [], "202405001", id="first issue of the month"),
        pytest.param(ISSUE, "2024-05-30", ["202405001"], "202405002", id="second issue of the month"),
    ],
)
def test_next_number(pattern: str, day: str, existing: list[str], number: str) -> None:
    policy = Policy.default().with_values({"id.customer": pattern})
    assert next_numbers("id.customer", [DAY(day)], existing, policy) == [number]


def test_several_new_rows_count_on() -> None:
    days = [DAY("2024-05-01"), DAY("2023-05-01"), DAY("2024-06-01")]
    assert next_numbers("id.customer", days, ["2024003"], Policy.default()) == [
        "2024004",
        "2023001",
        "2024005",
    ]


def test_own_patterns_are_followed() -> None:
    own = Policy.default().with_values({"id.customer": "KH-{YYYYMM}-{seq:4}"})
    assert next_numbers("id.customer", [DAY("2024-05-01")], ["KH-202405-0009"], own) == ["KH-202405-0010"]


def test_new_numbers_spare_those_that_other_tables_refer_to(make_data) -> None:
    data = make_data(
        {
            "customer_master": [
                {"customer_id": "2023001", "customer_name": "甲", "created_date": DAY("2023-08-15")},
                {"customer_name": "乙", "created_date": DAY("2023-08-20")},
                {},
            ],
            "followup_plan": [{"customer_id": "2023006"}],
            "complaint_log": [{"complaint_date": DAY("2023-08-16"), "content": "划痕"}],
        }
    )
    assert new_numbers(data, Policy.default(), DAY("2023-09-01")) == {
        "customer_master": {3: "2023007"},
        "complaint_log": {2: "20230816-001"},
    }
