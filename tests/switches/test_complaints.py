"""Complaints and issues: both readings of the conflicts, as a workbook shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import pytest

DAY, AT = date.fromisoformat, datetime.fromisoformat
NAME = "示例甲有限公司"
ENTERED = {"created_date": DAY("2024-01-08"), "updated_date": DAY("2024-05-08"), "owner": "李某"}


def customer(number: int = 1) -> dict[str, object]:
    name = NAME if number == 1 else f"示例{number}号有限公司"
    return {"customer_id": f"202400{number}", "customer_name": name, "grade": "B类", **ENTERED}


MASTER = {"customer_master": [customer()]}
MAIL = {
    "complaint_no": "20240510-001",
    "complaint_date": DAY("2024-05-10"),
    "received_at": AT("2024-05-10 16:30"),
    "customer_id": "2024001",
    "channel": "邮件",
    "content": "外观划痕",
    "level": "一般",
    "status": "待处理",
    "responsible": "客服专员",
}
ISSUE = {
    "issue_no": "202405001",
    "customer_name": NAME,
    "issue_desc": "系统数据同步延迟",
    "reported_at": DAY("2024-05-10"),
    "reported_time": "16:30",
    "issue_class": "产品",
    "progress": "待处理",
    "responsible": "技术部",
}


def complaint(**more: object) -> dict[str, list[dict[str, object]]]:
    return {**MASTER, "complaint_log": [{**MAIL, **more}]}


def issue(**more: object) -> dict[str, list[dict[str, object]]]:
    return {**MASTER, "feedback_issue_tracker": [{**ISSUE, **more}]}


def due(*rules: str) -> Callable[..., object]:
    return lambda seen: seen.due(*rules)


LATE = {
    "received_at": AT("2024-05-06 09:00"),
    "complaint_date": DAY("2024-05-06"),
    "complaint_no": "20240506-001",
    "channel": "电话",
    "status": "已完成",
    "solved_at": AT("2024-05-08 11:00"),
}
EXPLAINED = {
    "approval_no": "1",
    "source_table": "客户投诉登记表",
    "source_key": "20240506-001",
    "step": "解决",
    "deadline_at": AT("2024-05-07 09:00"),
    "reason": "等待配件",
    "applicant": "李某",
}
SLOW = [
    {
        "customer_id": f"202400{n}",
        "issue_desc": "响应慢",
        "category": "共性问题",
        "reported_at": AT("2024-05-06 10:00"),
        "problem_key": "技术响应慢",
    }
    for n in (1, 2, 3)
]
TYPES = [{**MAIL, "complaint_type": "产品问题"}]


def shares(seen):
    block = next(one for one in seen.report("complaints", DAY("2024-05-01")).blocks if one.name == "types")
    return [(row[0], row[1]) for row in block.rows]


def numbers(table: str, column: str) -> Callable[..., object]:
    return lambda seen: seen.cells(table, column)


CASES = [
    pytest.param(
        complaint(),
        due("R-076"),
        [
            ({"profile.active": "manual"}, ["2024-05-10 18:30"]),
            ({"profile.active": "deck"}, ["2024-05-10 17:00"]),
            ({"profile.active": "process"}, ["2024-05-10 17:30"]),
            ({"profile.active": "card"}, ["2024-05-10 18:30"]),
            ({"profile.active": "strict"}, ["2024-05-10 17:00"]),
            ({"response.message_hours": 4}, ["2024-05-10 20:30"]),
        ],
        id="C-024 the first answer in two hours, or as another text or the company has it",
    ),
    pytest.param(
        complaint(channel="电话"),
        due("R-076"),
        [({"profile.active": "manual"}, []), ({"profile.active": "strict"}, ["2024-05-10 17:00"])],
        id="C-024 on the telephone only the rings count, or the hours of every channel",
    ),
    *(
        pytest.param(
            complaint(level=level),
            numbers("complaint_log", "expected_date"),
            [({}, [DAY(usual)]), ({f"complaint.hours.{level}": 96}, [DAY("2024-05-14")])],
            id=f"C-025 a complaint of level {level} in the hours of the texts, or of the company",
        )
        for level, usual in (("一般", "2024-05-11"), ("严重", "2024-05-12"), ("重大", "2024-05-13"))
    ),
    pytest.param(
        complaint(level="重大"),
        due("R-075"),
        [
            ({"complaint.hours.重大": 72}, ["2024-05-11 16:30", "2024-05-13 16:30"]),
            ({"complaint.hours.重大": "off"}, ["2024-05-11 16:30"]),
        ],
        id="C-025 a major complaint is begun and solved in time, or only begun",
    ),
    pytest.param(
        {"customer_master": [{**customer(), "customer_id": None, "created_date": DAY("2024-05-09")}]},
        numbers("customer_master", "customer_id"),
        [
            ({"id.customer": "{YYYY}{seq:3}"}, ["2024001"]),
            ({"id.customer": "KH{YYYYMM}-{seq:2}"}, ["KH202405-01"]),
        ],
        id="C-027 customers are numbered by the year, or in a pattern of one's own",
    ),
    pytest.param(
        complaint(complaint_no=None),
        numbers("complaint_log", "complaint_no"),
        [({}, ["20240510-001"]), ({"id.complaint": "TS{YYYYMMDD}{seq:2}"}, ["TS2024051001"])],
        id="C-027 complaints are numbered by the day, or in a pattern of one's own",
    ),
    pytest.param(
        issue(issue_no=None),
        numbers("feedback_issue_tracker", "issue_no"),
        [({}, ["202405001"]), ({"id.issue": "WT{YYYY}-{seq:3}"}, ["WT2024-001"])],
        id="C-027 issues are numbered by the month, or in a pattern of one's own",
    ),
    pytest.param(
        {**MASTER, "contract": [{"customer_id": "2024001", "planned_sign_date": DAY("2024-05-10")}]},
        numbers("contract", "contract_no"),
        [
            ({"id.*": "off"}, [None]),
            ({"id.*": "HT{YYYY}{seq:4}"}, ["HT20240001"]),
            ({"id.contract": "C-{YYYYMM}{seq:2}"}, ["C-20240501"]),
        ],
        id="C-027 contracts are numbered by hand, in one common pattern, or in one of their own",
    ),
    pytest.param(
        complaint(status="搞定了"),
        lambda seen: (seen.found("R-012", "status"), seen.due("R-075")),
        [
            ({}, (["S2 error"], ["2024-05-11 16:30"])),
            ({"选项表.投诉状态": "已完成=搞定了"}, (["S2 info"], [])),
        ],
        id="C-028 another word for done is refused, or read as a synonym of the workbook's own",
    ),
    pytest.param(
        complaint(complaint_type="物流问题"),
        lambda seen: (seen.found("R-012", "complaint_type"), shares(seen)),
        [
            ({}, (["O2 error"], [("未分类", 1)])),
            ({"选项表.投诉类型": "物流问题"}, ([], [("物流问题", 1)])),
            ({"选项表.投诉类型": "服务问题=物流问题"}, (["O2 info"], [("服务问题", 1)])),
        ],
        id="C-029 a class of its own is refused, counted, or counted with another",
    ),
    pytest.param(
        {"customer_master": [customer(n) for n in (1, 2, 3)], "issue_resolution": SLOW},
        lambda seen: [task.owner for task in seen.tasks("R-146")],
        [({}, ["技术部"]), ({"选项表.routing": "客服部=技术响应慢"}, ["客服部"])],
        id="C-030 slow technical support goes to the technical department, or where the routing sends it",
    ),
    pytest.param(
        complaint(),
        due("R-076", "R-075"),
        [
            ({"sla.calendar": "24x7"}, ["2024-05-10 18:30", "2024-05-11 16:30"]),
            ({"sla.calendar": "business"}, ["2024-05-11 09:30", "2024-05-14 13:30"]),
        ],
        id="C-031 hours run day and night, or in working time with days worked in exchange",
    ),
    pytest.param(
        {**complaint(**LATE), "overdue_approval": [EXPLAINED]},
        lambda seen: seen.found("R-091", "solved_at"),
        [
            ({"overdue.approval": True}, ["T2 error"]),
            ({"overdue.approval": False}, []),
            ({"profile.active": "card"}, []),
        ],
        id="C-039 a missed deadline is explained and approved, or only explained",
    ),
    pytest.param(
        complaint(level="严重", content="服务器宕机4小时", department="技术部"),
        lambda seen: [task.why.partition("宜定为 ")[2] for task in seen.tasks("R-075")],
        [({}, ["P0"]), ({"选项表.severity_map": "P1=严重停机"}, ["P1"])],
        id="C-056 an outage is P0 for the technicians, or what the workbook's own map says",
    ),
    pytest.param(
        {**complaint(complaint_type="产品问题"), "feedback_issue_tracker": [ISSUE]},
        shares,
        [
            ({"issues.unified": False}, [("产品问题", 1)]),
            ({"issues.unified": True}, [("产品问题", 2)]),
        ],
        id="C-060 issues stand beside the complaints of the month, or are counted with them",
    ),
    pytest.param(
        {**complaint(compensation_amount=800), "compensation_approval": []},
        lambda seen: seen.found("R-079", "compensation_amount"),
        [({"compensation.limit": 500}, ["R2 error"]), ({"compensation.limit": 1000}, [])],
        id="C-061 eight hundred yuan need an approval, or not",
    ),
    pytest.param(
        complaint(**LATE),
        due("R-080"),
        [
            ({"after_solution.base": "solved"}, ["2024-05-11"]),
            ({"after_solution.base": "reported"}, ["2024-05-09"]),
        ],
        id="C-062 the revisit three days after the solution, or after the report",
    ),
    pytest.param(
        issue(),
        due("R-092"),
        [({"issue.plan_hours": "off"}, []), ({"issue.plan_hours": 4}, ["2024-05-10 20:30"])],
        id="C-066 no limit for a proposal, or four hours",
    ),
    pytest.param(
        complaint(),
        numbers("complaint_log", "expected_date"),
        [
            ({}, [DAY("2024-05-11")]),
            ({"profile.active": "process"}, [DAY("2024-05-11")]),
            ({"complaint.hours.一般": 4}, [DAY("2024-05-10")]),
        ],
        id="C-066 the four hours of the process are for the proposal, unless the solution is given them too",
    ),
    pytest.param(
        issue(),
        lambda seen: [(task.matter[:2], str(task.due)[:16]) for task in seen.tasks("R-076")],
        [
            ({"feedback.ack_hours": 2}, [("确认", "2024-05-10 18:30"), ("答复", "2024-05-11 16:30")]),
            ({"feedback.ack_hours": 1}, [("确认", "2024-05-10 17:30"), ("答复", "2024-05-11 16:30")]),
            ({"feedback.answer_hours": 8}, [("确认", "2024-05-10 18:30"), ("答复", "2024-05-11 00:30")]),
        ],
        id="C-064 feedback is acknowledged and answered in the hours of the texts, or of the company",
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
    ("rows", "right"),
    [
        pytest.param([], ("否", "全部"), id="C-067 service sees complaints and no sales records"),
        pytest.param(
            [("客服", "客户跟进记录表", "脱敏", False), ("客服", "客户投诉登记表", "本人", True)],
            ("脱敏", "本人"),
            id="C-067 or what 角色权限表 gives it",
        ),
    ],
)
def test_rights_of_roles(rows: list[tuple[str, str, str, bool]], right: tuple[str, str]) -> None:
    from xlcrm.checks.roles import Permissions

    permissions = Permissions(rows)
    assert tuple(permissions.right("客服专员", t).view for t in ("followup_record", "complaint_log")) == right
