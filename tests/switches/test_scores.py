"""Satisfaction and recommendation: both readings of the conflicts, as a workbook shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import pytest

DAY, AT = date.fromisoformat, datetime.fromisoformat
CUSTOMER = {
    "customer_id": "2024001",
    "customer_name": "示例甲有限公司",
    "grade": "B类",
    "owner": "李某",
    "customer_status": "合作",
    "coop_start_date": DAY("2023-01-10"),
    "created_date": DAY("2023-01-08"),
    "updated_date": DAY("2024-05-08"),
}
ANSWER = {"survey_no": "S1", "customer_id": "2024001", "survey_date": DAY("2024-03-01")}


def survey(*scores: int, template: str | None = None) -> dict[str, list[dict[str, object]]]:
    """Answers of one questionnaire."""
    rows = [
        {**ANSWER, "template": template, "dimension_group": "服务", "dimension": dimension, "score": score}
        for dimension, score in zip(("产品质量稳定性", "技术响应速度", "服务人员态度"), scores, strict=False)
    ]
    return {"customer_master": [CUSTOMER], "satisfaction_response": rows}


def recommended(answer: int, **more: object) -> dict[str, list[dict[str, object]]]:
    row = {**ANSWER, "template": "001-6", "dimension_group": "推荐", "dimension": "推荐同行", "score": answer}
    return {"customer_master": [{**CUSTOMER, **more}], "satisfaction_response": [row]}


def points(seen):
    return seen.cells("satisfaction_response", "score_100")[0]


SOLVED = {
    "complaint_no": "20240508-001",
    "complaint_date": DAY("2024-05-08"),
    "customer_id": "2024001",
    "level": "一般",
    "status": "已完成",
    "solved_at": AT("2024-05-09 11:00"),
}
OWN_QUESTION = survey(5, 4, 3, template="001-6")
OWN_QUESTION["satisfaction_response"][0]["dimension"] = "培训质量"

CASES = [
    pytest.param(
        survey(4, 5),
        points,
        [({"survey.template": "001-6"}, 90.0), ({"survey.template": "002-3"}, None)],
        id="C-020 two answers are enough of three questions, but not of five",
    ),
    pytest.param(
        OWN_QUESTION,
        lambda seen: (seen.found("R-012", "dimension"), points(seen)),
        [({}, (["E2 warning"], 80.0)), ({"选项表.满意度维度": "培训质量"}, ([], 80.0))],
        id="C-020 a question of one's own is told, or in the list; it counts in any case",
    ),
    pytest.param(
        survey(4, 4, 4),
        lambda seen: (points(seen), seen.due("R-054")),
        [
            ({"score.to100": "mean*20"}, (80.0, [])),
            ({"score.to100": "linear"}, (75.0, ["2024-03-31"])),
        ],
        id="C-021 four of five is 80 points, or 75 and asks for a plan",
    ),
    pytest.param(
        recommended(5),
        lambda seen: seen.due("R-058"),
        [({"nps.scale": "0-10"}, ["2024-03-01"]), ({"nps.scale": "1-5"}, [])],
        id="C-022 an answer of 5 is poor of ten, or the best of five",
    ),
    pytest.param(
        recommended(8),
        lambda seen: seen.found("R-056"),
        [({"nps.scale": "0-10"}, []), ({"nps.scale": "1-5"}, ["G2 error"])],
        id="C-022 an answer of 8 is on the scale, or off it",
    ),
    pytest.param(
        recommended(6, customer_kind="个人", customer_name="张三(个人)"),
        lambda seen: [task.owner for task in seen.tasks("R-058")],
        [({"nps.exec_kinds": "公司"}, ["销售主管"]), ({"nps.exec_kinds": "公司;个人"}, ["管理层"])],
        id="C-049 a person who would not recommend us is called by the supervisor, or by the management",
    ),
    pytest.param(
        survey(5, 5, 5),
        lambda seen: seen.due("R-055"),
        [({"survey.every": "3 months"}, ["2024-06-01"]), ({"survey.every": "6 months"}, ["2024-09-01"])],
        id="C-059 a survey every quarter, or every half-year",
    ),
    pytest.param(
        {**survey(5, 5, 5), "complaint_log": [SOLVED]},
        lambda seen: seen.due("R-055"),
        [
            ({"survey.after_event_hours": "off"}, ["2024-06-01"]),
            ({"survey.after_event_hours": 24}, ["2024-05-10 11:00", "2024-06-01"]),
            ({"profile.active": "deck"}, ["2024-05-10 11:00", "2024-06-01"]),
        ],
        id="C-059 no survey after a complaint is solved, or one within a day",
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
