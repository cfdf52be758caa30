"""Columns, lists, times and figures: both readings of the conflicts, as a workbook shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from xlcrm.actions.due import card_rows
from xlcrm.cli import cli

DAY, AT = date.fromisoformat, datetime.fromisoformat
NAME = "示例甲有限公司"
ENTERED = {"created_date": DAY("2024-01-08"), "updated_date": DAY("2024-05-09"), "owner": "李某"}
WHOLE = {
    "contact_name": "王经理",
    "contact_phone": "13800001234",
    "industry": "教育",
    "tags": "急购",
    "source_channel": "搜索引擎",
    "customer_kind": "公司",
}


def master(**more: object) -> dict[str, list[dict[str, object]]]:
    row = {"customer_id": "2024001", "customer_name": NAME, "grade": "B类", **ENTERED, **more}
    return {"customer_master": [row]}


def called(*days: str, **more: object) -> dict[str, list[dict[str, object]]]:
    said = {"customer_id": "2024001", "method": "电话", "summary": "沟通需求", "feedback": "需再考虑"}
    records = [{**said, "contact_date": DAY(day)} for day in days]
    plan = {"customer_id": "2024001", "customer_name": NAME}
    return {**master(**more), "followup_plan": [plan], "followup_record": records}


def bought(*amounts: float) -> dict[str, list[dict[str, object]]]:
    order = {"customer_id": "2024001", "order_date": DAY("2024-05-03"), "product": "服务器"}
    return {**master(), "order": [{**order, "order_no": f"D{n}", "amount": a} for n, a in enumerate(amounts)]}


def issue_of(name: str) -> dict[str, list[dict[str, object]]]:
    row = {
        "customer_name": name,
        "issue_no": "202405001",
        "reported_at": DAY("2024-05-10"),
        "progress": "待处理",
        "issue_desc": "同步延迟",
    }
    return {**master(), "feedback_issue_tracker": [row]}


def whose(seen):
    """Of whom an issue is, for the tasks and for the checks."""
    known = next(task.customer_id for task in seen.tasks("R-076"))
    return known, [where.partition(" ")[2] for where in seen.found("R-019", "customer_name")]


def months_types(seen):
    fields = {field.name: field.value for field in seen.report("complaints", DAY("2024-05-01")).fields}
    return fields["type_distribution"]


def cards(seen):
    lines = [line for line in seen.state.reminders if line.customer_id]
    return next((row["customer_name"], row["contact_phone"]) for row in card_rows(seen.state, lines))


def tile(label: str) -> Callable[..., object]:
    return lambda seen: [
        t.value for t in seen.report("dashboard", DAY("2024-05-01")).tiles if label in t.label
    ]


COMPLAINTS = [
    {
        "complaint_no": f"20240501-00{n}",
        "complaint_date": DAY("2024-05-01"),
        "customer_id": "2024001",
        "complaint_type": kind,
    }
    for n, kind in enumerate(("产品问题", "服务问题", "服务问题", "服务问题"), 1)
]
REVISIT = {"revisit_no": "HF20240501-001", "customer_id": "2024001", "contact_at": AT("2024-05-01 10:00")}
OPENED = [
    {"customer_id": "2024001", "touch_kind": "打开", "touched_at": AT(f"2024-05-0{n} 09:12")}
    for n in range(1, 6)
]
POOR = [
    {
        "survey_no": "S1",
        "customer_id": "2024001",
        "survey_date": DAY("2024-05-01"),
        "template": "001-6",
        "dimension_group": "服务",
        "dimension": dimension,
        "score": 3,
    }
    for dimension in ("技术响应速度", "服务人员态度")
]
REVIEW = {"customer_id": "2024001", "review_date": DAY("2024-05-01"), "accuracy": "通过"}
ENDING = {
    "contract_no": "1",
    "customer_id": "2024001",
    "signed_date": DAY("2023-06-01"),
    "end_date": DAY("2024-06-20"),
}
DRAFT = {
    "contract_no": "1",
    "customer_id": "2024001",
    "planned_sign_date": DAY("2024-05-09"),
    "draft_sent_date": DAY("2024-05-07"),
}
MILESTONE = {"contract_no": "1", "milestone": "上线", "planned_date": DAY("2024-05-15"), "is_key": "是"}
BIRTHDAY = {"customer_id": "2024001", "kind": "客户生日", "event_date": DAY("1990-05-20")}
QUOTE = {"quote_no": "1", "customer_id": "2024001", "sent_at": AT("2024-05-09 10:00"), "amount": 1}

CASES = [
    pytest.param(
        master(source_channel="直播"),
        lambda seen: (
            seen.found("R-012", "source_channel"),
            seen.state.data["customer_master"]["source_channel"][2],
        ),
        [
            ({}, (["J2 error"], None)),
            ({"选项表.来源渠道": "线上广告=直播"}, (["J2 info"], "线上广告")),
            ({"选项表.来源渠道": "直播"}, ([], "直播")),
        ],
        id="C-017 a new channel is refused, counted as another, or one of its own",
    ),
    pytest.param(
        master(tags="超急"),
        lambda seen: seen.found("R-012", "tags"),
        [
            ({"choice.unknown_tag": "warning"}, ["I2 warning"]),
            ({"choice.unknown_tag": "error"}, ["I2 error"]),
            ({"choice.unknown_tag": "info"}, ["I2 info"]),
            ({"choice.unknown_tag": "off"}, []),
            ({"选项表.需求标签": "超急"}, []),
        ],
        id="C-018 an unknown tag is a warning, an error, a hint, or nothing",
    ),
    pytest.param(
        {**master(**WHOLE), "info_review": [REVIEW]},
        lambda seen: (seen.cells("info_review", "completeness"), seen.found("R-001", "need_desc")),
        [
            ({"required.need": "either"}, (["通过"], [])),
            ({"required.need": "desc"}, (["不通过"], ["S2 error"])),
        ],
        id="C-019 tags tell the need, or it is described in words",
    ),
    pytest.param(
        {**master(), "complaint_log": COMPLAINTS},
        months_types,
        [
            ({"percent.strip_zero": True}, "服务问题:3起(75%);产品问题:1起(25%)"),
            ({"percent.strip_zero": False}, "服务问题:3起(75.0%);产品问题:1起(25.0%)"),
        ],
        id="C-026 a share is 25%, or 25.0%",
    ),
    pytest.param(
        {**master(), "revisit_log": [{**REVISIT, "method": "视频会议"}]},
        lambda seen: (seen.found("R-012", "method"), seen.state.data["revisit_log"]["method"][2]),
        [
            ({}, (["H2 error"], None)),
            ({"选项表.回访方式": "视频会议"}, ([], "视频会议")),
            ({"选项表.回访方式": "上门拜访=视频会议"}, (["H2 info"], "上门拜访")),
        ],
        id="C-035 a revisit by other means is refused, a method of its own, or one of the known",
    ),
    *(
        pytest.param(
            issue_of(name),
            whose,
            [
                ({"lookup.by_name": how}, ("2024001", ["info"]) if how in found else (None, ["error"]))
                for how in ("stripped", "strict", "contained")
            ],
            id=f"C-054 the name {name} is found {sentence}",
        )
        for name, found, sentence in (
            ("示例甲", ("stripped", "contained"), "without its legal form, or not"),
            ("示例", ("contained",), "as part of one name, or not"),
        )
    ),
    pytest.param(
        called("2024-03-01", "2024-05-05"),
        lambda seen: str(seen.cells("followup_plan", "next_followup_date")[0]),
        [
            ({"next.weekend": "keep"}, "2024-05-19"),
            ({"next.weekend": "next_workday"}, "2024-05-20"),
            ({"next.weekend": "previous_workday"}, "2024-05-17"),
        ],
        id="C-032 a Sunday stays, or moves to the Monday after or the Friday before",
    ),
    pytest.param(
        called("2024-05-08"),
        lambda seen: seen.found("R-014", "updated_date"),
        [
            ({"update.max_hours": 24}, []),
            ({"update.max_hours": 0}, ["M2 warning"]),
            ({"profile.active": "deck"}, ["M2 warning"]),
        ],
        id="C-033 the row is updated the day after a contact, or the same day",
    ),
    pytest.param(
        master(created_date=DAY("2023-01-08"), updated_date=DAY("2023-06-20")),
        lambda seen: [str(line.due_at) for line in seen.reminders("R-015")],
        [({"recheck.batch": "每月"}, []), ({"recheck.batch": "每季度"}, ["2024-06-20"])],
        id="C-034 what is to be checked again in June is listed in June, or in its quarter",
    ),
    pytest.param(
        {**called("2024-04-26"), "touchpoint": OPENED},
        lambda seen: [str(line.best_at)[11:16] for line in seen.reminders("R-031")],
        [({"slot.source": "fixed"}, ["10:00"]), ({"slot.source": "history"}, ["09:00"])],
        id="C-041 the best hour is fixed, or the one in which mails are opened",
    ),
    pytest.param(
        {**master(), "contract": [ENDING]},
        lambda seen: len(seen.reminders("R-095")),
        [({"contract.lead_days": 30}, 0), ({"contract.lead_days": 45}, 1)],
        id="C-043 a contract is spoken of 30 days before its end, or 45",
    ),
    pytest.param(
        {**master(), "contract": [DRAFT]},
        lambda seen: seen.found("R-096", "draft_sent_date"),
        [({"draft.lead_days": 3}, ["E2 error"]), ({"draft.lead_days": 2}, [])],
        id="C-043 a draft goes out three days before signing, or two",
    ),
    pytest.param(
        {**master(), "contract": [ENDING], "delivery_plan": [MILESTONE]},
        lambda seen: seen.due("R-100"),
        [({"delivery.lead_days": 1}, ["2024-05-14"]), ({"delivery.lead_days": 3}, ["2024-05-12"])],
        id="C-043 a milestone is announced a day before, or three",
    ),
    pytest.param(
        {**master(), "key_date": [BIRTHDAY]},
        lambda seen: seen.due("R-107"),
        [({"lead.birthday": 3}, ["2024-05-17"]), ({"lead.birthday": 7}, ["2024-05-13"])],
        id="C-043 birthday wishes are sent three days before, or a week",
    ),
    pytest.param(
        called("2024-04-27"),
        lambda seen: [str(line.remind_at) for line in seen.reminders("R-031")],
        [
            ({"remind.lead_days": 1}, ["2024-05-10 10:00:00"]),
            ({"remind.lead_days": 0}, ["2024-05-11 10:00:00"]),
        ],
        id="C-043 the owner is told a day before, or the same day",
    ),
    pytest.param(
        {**master(), "quote": [QUOTE]},
        lambda seen: ["30 天" in problem.hint() for problem in seen.problems if problem.rule == "R-111"],
        [({"offer.days": 30}, [True]), ({"offer.days": 15}, [False])],
        id="C-047 an offer without an end is proposed 30 days, or another length",
    ),
    pytest.param(
        called("2024-04-20", contact_phone="13800001234"),
        cards,
        [
            ({"mask.export": True}, ("*例甲有限公司", "138****1234")),
            ({"mask.export": False}, (NAME, "13800001234")),
        ],
        id="C-040 cards show names and numbers masked, or whole",
    ),
    pytest.param(
        bought(12_000_000),
        lambda seen: (seen.found("R-020", "amount"), tile("销售额")(seen)),
        [
            ({"anomaly.max": 10_000_000}, (["F2 error"], [0])),
            ({"anomaly.max": 20_000_000}, ([], [12_000_000])),
        ],
        id="C-046 twelve millions are held back, or counted",
    ),
    pytest.param(
        bought(50),
        lambda seen: (seen.found("R-020", "amount"), tile("销售额")(seen)),
        [({"anomaly.min": 0}, ([], [50])), ({"anomaly.min": 100}, (["F2 error"], [0]))],
        id="C-046 fifty yuan are counted, or held back",
    ),
    pytest.param(
        bought(3000, 2000),
        tile("客单价"),
        [({"kpi.avg_by": "customer"}, [5000]), ({"kpi.avg_by": "order"}, [2500])],
        id="C-050 average spend by customer, or by order",
    ),
    pytest.param(
        {**bought(3000, 2000, 1000, 500), "complaint_log": COMPLAINTS[:1]},
        tile("投诉率"),
        [({"kpi.complaints_by": "customer"}, [1]), ({"kpi.complaints_by": "order"}, [0.25])],
        id="C-050 complaints by customer at the month's end, or by order",
    ),
    pytest.param(
        {**master(), "followup_record": [], "satisfaction_response": POOR},
        lambda seen: seen.column("churn", "churn_risk_result", "risk_score"),
        [({"churn.satisfaction_points": "off"}, [0]), ({"churn.satisfaction_points": 10}, [10])],
        id="C-050 a low satisfaction adds nothing to the risk of leaving, or ten points",
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


@pytest.mark.parametrize(
    ("company", "heading"),
    [
        pytest.param("", "客户编号", id="C-065 a new workbook has simplified headings"),
        pytest.param(
            '"lang.headers" = "zh-TW"', "客戶編號", id="C-065 or traditional ones for the whole company"
        ),
        pytest.param('"lang.headers" = "en"', "Customer ID", id="C-065 or English ones"),
    ],
)
def test_headings_of_new_workbooks(tmp_path: Path, company: str, heading: str) -> None:
    policy, made = tmp_path / "company.toml", tmp_path / "客户管理.xlsx"
    policy.write_text(company, "utf-8")
    result = CliRunner().invoke(cli, ["new", str(made)], env={"XLCRM_POLICY": str(policy)})
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(made, read_only=True)
    assert heading in {sheet["A1"].value for sheet in book}
