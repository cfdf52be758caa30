"""Conflicts that have no switch: the one reading there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from xlcrm.policy import Policy
from xlcrm.tables import TABLES
from xlcrm.tables.headings import column_of
from xlcrm.tables.samples import SAMPLES

DAY, AT = date.fromisoformat, datetime.fromisoformat
NAME = "示例甲有限公司"
Look = Callable[..., object]


def customer(number: int = 1, **more: object) -> dict[str, object]:
    named = {
        "customer_id": f"2024{number:03}",
        "customer_name": NAME if number == 1 else f"示例{number}号有限公司",
    }
    dates = {"created_date": DAY("2024-01-08"), "updated_date": DAY("2024-05-09")}
    return {**named, "grade": "B类", "owner": "李某", **dates, **more}


def complaint(**more: object) -> dict[str, list[dict[str, object]]]:
    row = {"complaint_no": "20240510-001", "complaint_date": DAY("2024-05-10"), "customer_id": "2024001"}
    return {
        "customer_master": [customer()],
        "complaint_log": [{**row, "level": "一般", "status": "待处理", **more}],
    }


def surveyed(*marks: object) -> dict[str, list[dict[str, object]]]:
    names = [name for name in TABLES["satisfaction_assessment"].columns if name.startswith("score_")]
    row = {"customer_name": NAME, "period": "2024Q1", "assessed_date": DAY("2024-05-01")}
    answered = {**row, **dict(zip(names, marks, strict=True))}
    started = customer(customer_status="合作", coop_start_date=DAY("2024-01-09"))
    return {"customer_master": [started], "satisfaction_assessment": [answered]}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        pytest.param("R-046", "早于建档日期", id="C-003 the cooperation began before the record was made"),
        pytest.param("R-040", "跟进阶段是“潜在”", id="C-003 a customer called potential who cooperates"),
        pytest.param("R-019", "2023003 在客户信息总表里找不到", id="C-003 a number that 表1 does not know"),
    ],
)
def test_the_contradictions_of_the_handbooks_own_rows_are_told(seen: Look, rule: str, says: str) -> None:
    first = [row for row in SAMPLES["customer_master"] if row["customer_id"] == "2023001"]
    problems = seen({**SAMPLES, "customer_master": first}, {}, DAY("2023-09-10")).problems
    assert any(says in problem.message() for problem in problems if problem.rule == rule)


@pytest.mark.parametrize(
    ("grade", "every"),
    [
        pytest.param("A", "7 d", id="C-006 the deck's A customers most often"),
        pytest.param("B", "14 d", id="C-006 its B customers in between"),
        pytest.param("C", "1 month", id="C-006 its C customers least"),
    ],
)
def test_the_scrambled_slides_are_read_by_meaning(grade: str, every: str) -> None:
    assert Policy.of("deck").text(f"cadence.合作.{grade}") == every


@pytest.mark.parametrize(
    ("word", "fixed"),
    [
        pytest.param("非常满意", 5, id="C-023 the best word is a five"),
        pytest.param("非常不满意", 1, id="C-023 the worst word is a one"),
    ],
)
def test_words_of_a_survey_are_kept_as_numbers(seen: Look, word: str, fixed: int) -> None:
    workbook = seen(surveyed(word, 1, 1, 1, 1), {})
    assert [problem.fixed for problem in workbook.problems if problem.rule == "R-053"] == [fixed]
    [plan] = workbook.tasks("R-054")
    assert f"得分 {(fixed + 4) * 4:.1f}" in plan.why, "and counted as such before they are corrected"


@pytest.mark.parametrize(
    ("planned", "kept"),
    [
        pytest.param(
            "2024-05-06", "2024-05-06", id="C-036 a revisit two days late leaves the plan as it was"
        ),
        pytest.param("2024-05-08", "2024-05-08", id="C-036 and one on the day too"),
    ],
)
def test_plan_and_visit_are_two_dates(seen: Look, planned: str, kept: str) -> None:
    revisit = {"revisit_no": "HF20240508-001", "customer_id": "2024001", "contact_at": AT("2024-05-08 10:00")}
    tables = {
        "customer_master": [customer(customer_status="合作", coop_start_date=DAY("2023-01-10"))],
        "revisit_plan": [{"customer_id": "2024001", "planned_date": DAY(planned)}],
        "revisit_log": [{**revisit, "planned_date": DAY(planned)}],
    }
    workbook = seen(tables, {})
    assert workbook.cells("revisit_log", "planned_date") == [DAY(kept)]
    assert workbook.due("R-051") == ["2024-08-08"], "three months after the visit, not after the plan"


@pytest.mark.parametrize(
    ("heading", "table", "column"),
    [
        pytest.param("职务", "customer_master", "contact_title", id="C-037 职务 is 职位"),
        pytest.param("联系方式", "customer_master", "contact_phone", id="C-037 联系方式 is 联系电话"),
        pytest.param("销售专员", "customer_master", "owner", id="C-037 销售专员 is 负责人"),
        pytest.param("下次跟进时间", "customer_master", "next_followup_date", id="C-037 时间 is 日期"),
        pytest.param("客户来源", "customer_master", "source_channel", id="C-037 客户来源 is 来源渠道"),
        pytest.param("改进建议", "satisfaction_survey", "suggestion", id="C-037 改进建议 of one survey"),
        pytest.param("改进建议", "satisfaction_assessment", "suggestion", id="C-037 and of the other"),
        pytest.param("銷售專員*", "customer_intake", "owner", id="C-038 an asterisk at the end is no mark"),
        pytest.param("产品团队*负责人", "solution_proposal", "product_lead", id="C-038 nor one within"),
        pytest.param("联系人*", "revisit_record", "contact_name", id="C-038 nor one of the contact"),
    ],
)
def test_headings_mean_the_same(heading: str, table: str, column: str) -> None:
    assert column_of(heading, TABLES[table]) == column


def test_c038_a_masked_person_is_a_person(seen: Look) -> None:
    assert seen(complaint(responsible="*某"), {}).found("R-001", "responsible") == []


@pytest.mark.parametrize(
    ("tables", "told", "found"),
    [
        pytest.param(
            {**complaint(compensation_amount=500), "compensation_approval": []},
            lambda seen: seen.found("R-079", "compensation_amount"),
            [],
            id="C-044 以内 includes: 500 yuan need no approval",
        ),
        pytest.param(
            {**complaint(compensation_amount=500.01), "compensation_approval": []},
            lambda seen: seen.found("R-079", "compensation_amount"),
            ["R2 error"],
            id="C-044 one cent more does",
        ),
        pytest.param(
            surveyed(4, 4, 4, 4, 4),
            lambda seen: seen.due("R-054"),
            [],
            id="C-044 低于 excludes: 80 points are fine",
        ),
        pytest.param(
            surveyed(4, 4, 4, 4, 3),
            lambda seen: seen.due("R-054"),
            ["2024-05-31"],
            id="C-044 76 points ask for a plan",
        ),
        pytest.param(
            complaint(content="服务器宕机2小时"),
            lambda seen: seen.found("R-074"),
            [],
            id="C-044 超过 excludes: an outage of two hours is 一般",
        ),
        pytest.param(
            complaint(content="服务器宕机3小时"),
            lambda seen: seen.found("R-074"),
            ["J2 warning"],
            id="C-044 one of three hours is not",
        ),
        pytest.param(
            {
                "customer_master": [customer(created_date=DAY("2023-11-11"))],
                "followup_plan": [{"customer_id": "2024001"}],
            },
            lambda seen: seen.cells("followup_plan", "stage"),
            ["潜在"],
            id="C-044 满 includes: a day before six months nobody is dormant",
        ),
        pytest.param(
            {
                "customer_master": [customer(created_date=DAY("2023-11-10"))],
                "followup_plan": [{"customer_id": "2024001"}],
            },
            lambda seen: seen.cells("followup_plan", "stage"),
            ["沉睡(6个月无互动)"],
            id="C-044 on the day of the sixth month everybody is",
        ),
        pytest.param(
            {
                "customer_master": [customer(n) for n in (1, 2)],
                "order": [
                    {
                        "order_no": f"D{n}",
                        "customer_id": f"202400{n}",
                        "order_date": DAY("2024-05-01"),
                        "amount": amount,
                    }
                    for n, amount in ((1, 95.0), (2, 5.0))
                ],
            },
            lambda seen: ["不在 >50%" in str(line) for line in seen.column("value", "structure", "message")],
            [False, False, True],
            id="C-044 over half excludes the half: one C customer of two is too few",
        ),
    ],
)
def test_boundaries(
    seen: Look, tables: dict[str, object], told: Callable[..., object], found: object
) -> None:
    assert told(seen(tables, {})) == found


def test_c045_frequency_and_amount_stand_once() -> None:
    headings = [column.header for column in TABLES["rfm_result"].columns.values()]
    assert [sum(word in heading for heading in headings) for word in ("购买频次", "购买金额")] == [1, 1]


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        pytest.param("handler", ["R-001"], id="C-063 a dash is a blank, and 处理人 is required"),
        pytest.param("next_action", [], id="C-063 but 下一步行动 may say that there is none"),
        pytest.param("due_date", [], id="C-063 and so may 完成时限"),
    ],
)
def test_a_dash_is_a_blank(seen: Look, column: str, rule: list[str]) -> None:
    step = {"complaint_no": "20240510-001", "step": "接收安抚", "handled_at": AT("2024-05-10 09:00")}
    full = {"handler": "李某", "action_desc": "接听", "feedback": "满意", "next_action": "3天内回访"}
    row = {**step, **full, "due_date": DAY("2024-05-13"), column: "-"}
    header = TABLES["complaint_tracking"].columns[column].header
    problems = seen({**complaint(), "complaint_tracking": [row]}, {}).problems
    assert [p.rule for p in problems if p.table == "complaint_tracking" and p.header == header] == rule
