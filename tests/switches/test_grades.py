"""Grades, stages and segments: both readings of the conflicts, as a workbook shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest

DAY, AT = date.fromisoformat, datetime.fromisoformat
TODAY = DAY("2024-05-10")
ENTERED = {"created_date": DAY("2024-01-08"), "updated_date": DAY("2024-05-08"), "owner": "李某"}


def customer(number: int = 1, **more: object) -> dict[str, object]:
    named = {"customer_id": f"2024{number:03}", "customer_name": f"示例{number}号有限公司"}
    return {**named, "grade": "B类", **ENTERED, **more}


def known(**more: object) -> dict[str, list[dict[str, object]]]:
    """One customer, called on the first of May."""
    talk = {
        "customer_id": "2024001",
        "contact_date": DAY("2024-05-01"),
        "method": "电话",
        "feedback": "需再考虑",
    }
    plan = {"customer_id": "2024001", "customer_name": "示例1号有限公司"}
    return {"customer_master": [customer(**more)], "followup_plan": [plan], "followup_record": [talk]}


def silent_since(day: str) -> dict[str, list[dict[str, object]]]:
    tables = known(created_date=DAY("2023-01-09"))
    return {**tables, "followup_record": [{**tables["followup_record"][0], "contact_date": DAY(day)}]}


def orders(*bought: tuple[int, int, float]) -> dict[str, list[dict[str, object]]]:
    """Customers by days since they bought last, number of orders, yuan in all."""
    rows = [
        {
            "order_no": f"D{number}-{n}",
            "customer_id": f"2024{number:03}",
            "order_date": TODAY - timedelta(days=days),
            "amount": amount / times,
            "product": "服务器",
        }
        for number, (days, times, amount) in enumerate(bought, 1)
        for n in range(times)
    ]
    return {"customer_master": [customer(n) for n in range(1, len(bought) + 1)], "order": rows}


def frequency(seen):
    return seen.cells("followup_plan", "frequency")[0]


def stage(seen):
    return seen.cells("followup_plan", "stage")[0]


def value_grades(seen):
    grades = dict(
        zip(
            seen.column("value", "value_grade_result", "customer_id"),
            seen.column("value", "value_grade_result", "value_grade"),
            strict=True,
        )
    )
    return "".join(str(grades[number])[0] for number in sorted(grades))


def rfm_classes(seen):
    numbers, classes = (seen.column("rfm", "rfm_result", name) for name in ("customer_id", "rfm_class"))
    return [name for _, name in sorted(zip(numbers, classes, strict=True))]


NEEDED = {
    "first_contact_at": AT("2024-05-10 09:00"),
    "need_date": DAY("2024-05-30"),
    "need_desc": "3台服务器采购",
    "created_date": TODAY,
    "updated_date": TODAY,
}
STARTED = {"coop_start_date": DAY("2024-01-09"), "customer_status": "合作"}
VIPS = {
    "customer_master": [
        customer(1, grade="A类", **STARTED),
        customer(2, **STARTED),
        customer(3, customer_mark="VIP客户", **STARTED),
    ],
    "order": [
        {
            "order_no": "D1",
            "customer_id": "2024002",
            "order_date": DAY("2024-05-01"),
            "amount": 9000,
            "product": "服务器",
        }
    ],
    "revisit_plan": [{"customer_id": f"202400{n}"} for n in (1, 2, 3)],
    "revisit_log": [
        {"revisit_no": f"HF20240501-00{n}", "customer_id": f"202400{n}", "contact_at": AT("2024-05-01 10:00")}
        for n in (1, 2, 3)
    ],
}
SHARES = [(9, 1, amount * 1000.0) for amount in (40, 25, 13, 8, 6, 3, 2, 1, 1, 1)]
SKEWED = orders((10, 1, 100), (20, 2, 200), (30, 3, 300), (40, 4, 10000))

CASES = [
    *(
        pytest.param(
            known(intent_grade=intent),
            frequency,
            [
                ({"cadence.grade_for_potential": "intent_first"}, first),
                ({"cadence.grade_for_potential": "grade"}, "每两周1次"),
                ({"cadence.grade_for_potential": "intent"}, alone),
            ],
            id=sentence,
        )
        for intent, first, alone, sentence in (
            ("A类", "每周1次", "每周1次", "C-004 a B customer of intent A goes by intent, or by value"),
            (None, "每两周1次", "每月1次", "C-005 a customer without intent goes by value, or counts as C"),
        )
    ),
    pytest.param(
        silent_since("2023-05-09"),
        stage,
        [({"churn.months": "off"}, "沉睡(12个月无互动)"), ({"churn.months": 12}, "流失")],
        id="C-011 a year of silence is dormant, or lost",
    ),
    pytest.param(
        known(customer_status="在合作"),
        lambda seen: (seen.found("R-012", "customer_status"), stage(seen)),
        [({}, (["W2 error"], "潜在")), ({"选项表.客户状态": "合作=在合作"}, (["W2 info"], "合作"))],
        id="C-014 another word for the status is refused, or read as a synonym of the workbook's own",
    ),
    pytest.param(
        {"customer_master": [customer(**NEEDED)]},
        lambda seen: seen.cells("customer_master", "intent_grade"),
        [({"intent.gap": "B"}, ["B类"]), ({"intent.gap": "A"}, ["A类"])],
        id="C-015 a need in eight to thirty days is intent B, or A",
    ),
    pytest.param(
        orders(*SHARES),
        value_grades,
        [
            ({"abc.method": "revenue"}, "AABBCCCCCC"),
            ({"abc.method": "count"}, "ABBBCCCCCC"),
            ({"abc.cut_a": "60%"}, "ABBBCCCCCC"),
            ({"abc.cut_a": "80%"}, "AAABCCCCCC"),
            ({"abc.cut_b": "85%"}, "AABCCCCCCC"),
            ({"abc.cut_b": "95%"}, "AABBBBCCCC"),
        ],
        id="C-016 value grades by revenue with cuts of one's own, or by the number of customers",
    ),
    pytest.param(
        SKEWED,
        rfm_classes,
        [
            ({"rfm.threshold": "mean"}, ["一般发展", "一般发展", "一般保持", "重要保持"]),
            ({"rfm.threshold": "median"}, ["一般发展", "一般发展", "重要保持", "重要保持"]),
            (
                {
                    "rfm.threshold": "fixed",
                    "rfm.fixed_days": 35,
                    "rfm.fixed_orders": 2,
                    "rfm.fixed_amount": 150,
                },
                ["一般发展", "重要价值", "重要价值", "重要保持"],
            ),
        ],
        id="C-051 RFM against the mean, the median, or fixed figures",
    ),
    pytest.param(
        silent_since("2024-02-01"),
        lambda seen: (seen.cells("customer_master", "grade"), seen.column("reminders", "waiting", "grade")),
        [
            ({"grade.display": "short"}, (["B类"], ["B类"])),
            ({"grade.display": "long"}, (["B类"], ["B类潜力客户"])),
        ],
        id="C-057 summary sheets say B类, or B类潜力客户, and the register keeps B类",
    ),
    pytest.param(
        VIPS,
        lambda seen: ["VIP" in why for why in seen.why("revisit_plan", "planned_date")],
        [
            ({"vip.by": "grade"}, [True, False, False]),
            ({"vip.by": "top_percent"}, [False, True, False]),
            ({"vip.by": "manual"}, [False, False, True]),
        ],
        id="C-058 a VIP by grade, by the top of revenue, or by the mark",
    ),
]


@pytest.mark.parametrize(("tables", "told", "readings"), CASES)
def test_both_readings(
    both_readings: Callable[..., None],
    tables: Mapping[str, object],
    told: Callable[..., object],
    readings: Sequence[object],
) -> None:
    both_readings(tables, told, readings)
