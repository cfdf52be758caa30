"""What no declaration says of a row and makes it lawful all the same, by table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from lawful import GOODS, TODAY, Custom, Lawful, Record

SUPERVISOR = "赵敏"
"""Reviews and approves, and is in charge of nothing."""

OFTEN = {"A类": "每周1次", "B类": "每两周1次", "C类": "每月1次", "合作": "每月1次", "沉睡": "每季度1次"}
"""Frequency by grade of potential customers, by stage of the others (R-030)."""


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def clock(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def month_of(made: Lawful, number: int) -> date:
    """A day of a month that no other number has."""
    return date(2024, number, made.random.randint(1, 28))


# customers and what is agreed with them


def customer_master(made: Lawful, row: Record, number: int) -> None:
    """A company with its full name, verified, brought up to date on the day of the contact, which is the first."""
    chosen = made.random.choice
    created = row["created_date"]
    row |= {"customer_id": f"{created:%Y}{number:03d}", "customer_kind": "公司", "verify_status": "已核实"}
    row["customer_name"] = f"示例{chosen('云恒达')}{chosen('图科联')}{'甲乙丙丁'[number]}网络科技有限公司"
    row["contact_name"] = f"{'王赵孙李'[number]}经理"
    row |= {"updated_date": created, "first_contact_at": None, "culture_mark": None, "region": None}
    row |= {"timezone": None, "language": None, "status_date": None}
    row["coop_start_date"] = later(created, 30) if row["customer_status"] == "合作" else None
    row["aliases"] = row["aliases"] and f"旧编号{number}"


def consent_record(made: Lawful, row: Record, number: int) -> None:
    """Given when the record was made, never withdrawn."""
    created = made.row("customer_master", number)["created_date"]
    row |= {"scope": "允许发送产品资料;短信联系", "given_date": created, "withdrawn_date": None}


def info_review(made: Lawful, row: Record, number: int) -> None:
    """By the supervisor, on the day after."""
    created = made.row("customer_master", number)["created_date"]
    row |= {"review_date": later(created, 1), "reviewer": SUPERVISOR, "review_kind": "录入审核"}
    row |= {"accuracy": "通过", "verify_method": "致电", "verdict": "通过"}


def followup_plan(made: Lawful, row: Record, number: int) -> None:
    """The stage is that of the customer, and how often one asks after it is what the manual has for it."""
    customer = made.row("customer_master", number)
    stage = row["stage"] = {"流失": "沉睡"}.get(customer["customer_status"], customer["customer_status"])
    grade = customer["intent_grade"] or customer["grade"]
    row["frequency"] = OFTEN.get(stage) or OFTEN[grade]


def followup_record(made: Lawful, row: Record, number: int) -> None:
    """The first contact, on the day on which the customer was recorded; what was promised was done in time."""
    met = made.row("customer_master", number)["created_date"]
    row |= {"contact_date": met, "contact_time": time(10, 30), "due_date": later(met, 4)}
    row |= {"action_status": "已完成", "action_done_date": later(met, 2), "overdue_reason": None}
    row |= {"entered_at": clock(met, 17, 30), "objection": None, "alternatives": None}
    row["summary"] = f"为{'甲乙丙丁'[number]}项目介绍{made.random.choice(GOODS)}"
    if row["replied_at"]:
        row["replied_at"] = clock(later(met, 1), 10)


def key_date(made: Lawful, row: Record, number: int) -> None:
    """Every customer has a birthday."""
    row |= {"kind": "客户生日", "event_date": later(TODAY, number)}


def commitment(made: Lawful, row: Record, number: int) -> None:
    """Kept on the day after, and told on the next."""
    given = row["made_date"]
    row |= {"kept_date": later(given, 1), "told_date": later(given, 2), "due_date": later(given, 3)}


# contacts on forms


def followup_card(made: Lawful, row: Record, number: int) -> None:
    """A card says what the master says, and hides what it must."""
    master = made.row("customer_master", number)
    row |= {"contact_name": master["contact_name"], "contact_phone": master["contact_phone"] or "138****0001"}
    row["customer_status"] = {"合作": "成交", "沉睡": "流失"}.get(
        master["customer_status"], master["customer_status"]
    )
    row |= {"method": "电话+邮件", "contract_end_date": None, "objection": None}
    row |= dict.fromkeys(("contact_at", "summary", "feedback", "industry"))


def revisit_communication_record(made: Lawful, row: Record, number: int) -> None:
    """Nobody complains."""
    row |= {"mood": "满意", "feedback": "使用正常", "next_plan": "定期回访"}


def revisit_record(made: Lawful, row: Record, number: int) -> None:
    """No need and a need exclude each other."""
    row |= {"potential_need": made.random.choice(("复购", "无需求")), "satisfaction_score": 4}
    row["next_action"] = row["next_action"] and "6月2日电话回访使用情况"


def revisit_log(made: Lawful, row: Record, number: int) -> None:
    """Entered on the day itself."""
    at = row["contact_at"]
    row |= {"revisit_no": f"HF{at:%Y%m%d}-{number:03d}", "mood": "满意", "satisfaction_score": 4}
    row |= {"potential_need": made.random.choice(("复购", "无需求", None)), "feedback": "使用正常"}
    row["entered_at"] = row["entered_at"] and at + timedelta(hours=1)


# complaints, issues, tickets


def complaint_log(made: Lawful, row: Record, number: int) -> None:
    """Answered, solved and asked after in time; nothing was paid."""
    came = row["complaint_date"] = month_of(made, number)
    row |= {"complaint_no": f"{came:%Y%m%d}-001", "content": "收到服务器发现外观划痕", "level": "一般"}
    row |= {"received_at": clock(came, 10), "first_response_at": clock(came, 10, 5), "demand": "更换新机"}
    row |= {"solved_at": clock(came, 16), "status": "投诉已关闭", "revisit_date": later(came, 1)}
    row |= {"revisit_result": "满意", "compensation_amount": None, "ring_count": None}
    row["expected_date"] = later(came, 1)


def complaint_tracking(made: Lawful, row: Record, number: int) -> None:
    """Taken up when it came; there is nothing more to do."""
    complaint = made.row("complaint_log", number)
    row |= {
        "handled_at": complaint["first_response_at"],
        "step": "接收安抚",
        "next_action": "-",
        "due_date": "-",
    }


def compensation_approval(made: Lawful, row: Record, number: int) -> None:
    """A small present."""
    row |= {"amount": 100, "approver": None, "decided_date": None}


def overdue_approval(made: Lawful, row: Record, number: int) -> None:
    """Somebody else approves; what was late is there."""
    complaint = made.row("complaint_log", number)
    row |= {"source_table": "客户投诉登记表", "source_key": complaint["complaint_no"], "approver": SUPERVISOR}
    row |= {"deadline_at": complaint["received_at"], "reason": "客户出差"}


def feedback_issue_tracker(made: Lawful, row: Record, number: int) -> None:
    """Answered, solved, confirmed and archived in time."""
    came = row["reported_at"] = month_of(made, number)
    row |= {"issue_no": f"{came:%Y%m}001", "reported_time": time(10), "first_response_at": clock(came, 10, 5)}
    row |= {"plan_given_at": clock(came, 10, 30), "followed_up_at": clock(came, 11), "progress": "已完成"}
    row |= {"done_date": came, "verdict": "满意", "satisfaction_score": 5, "revisit_date": later(came, 1)}
    row |= {"archived_date": later(came, 1), "priority": "高", "need_kind": "核心"}


def issue_resolution(made: Lawful, row: Record, number: int) -> None:
    """Solved and answered within the hour."""
    came = row["reported_at"] = clock(day(row["reported_at"]), 10)
    row |= {"solved_at": came + timedelta(minutes=20), "replied_at": came + timedelta(minutes=30)}


def tech_ticket(made: Lawful, row: Record, number: int) -> None:
    """Begun at once, done within the hour."""
    came = row["submitted_at"] = clock(day(row["submitted_at"]), 10)
    row |= {"started_at": came + timedelta(minutes=5), "finished_at": came + timedelta(minutes=25)}
    row["screenshot"] = "err.png"


def knowledge_base(made: Lawful, row: Record, number: int) -> None:
    """A question, not a case."""
    row |= {"kind": "常见问题", "anonymised": None, "industry": None}


def satisfaction_response(made: Lawful, row: Record, number: int) -> None:
    """Each dimension has a group and a scale of its own."""
    group, lowest, highest = {"继续合作": ("续购", 0, 1), "推荐同行": ("推荐", 0, 10)}.get(
        row["dimension"], ("服务", 1, 5)
    )
    row |= {"dimension_group": group, "score": made.random.randint(lowest, highest)}


def improvement_plan(made: Lawful, row: Record, number: int) -> None:
    """Not due yet."""
    row["due_date"] = later(TODAY, 30)


# contracts and what is delivered


def contract(made: Lawful, row: Record, number: int) -> None:
    """The draft came three days before signing, the scan with it."""
    signed = row["planned_sign_date"]
    row |= {
        "draft_sent_date": later(signed, -3),
        "signed_date": signed,
        "scan_filed": "是",
        "start_date": signed,
    }
    row |= {"end_date": later(signed, 700), "accepted_date": None, "renewal_status": None}


def delivery_tracking(made: Lawful, row: Record, number: int) -> None:
    """Done when it was planned, and signed."""
    row |= {"actual_finish": row["planned_finish"], "customer_signed": "赵总 2024-05-10"}


def delivery_weekly_sync(made: Lawful, row: Record, number: int) -> None:
    """In the last week."""
    row["sync_date"] = later(TODAY, -number)


def solution_proposal(made: Lawful, row: Record, number: int) -> None:
    """Everything that a proposal says."""
    row |= {"proposal_version": "V1.0", "customer_signed": "王经理 2024-05-10"}
    row |= {"solution": "服务器3台,交付周期30天", "advantages": "性价比高于竞品"}
    row["quotation"] = "服务器:30000元;安装:12000元;培训:8000元;总价:50000元;付款方式:首付30%"


def quote(made: Lawful, row: Record, number: int) -> None:
    """Good for a month."""
    row["valid_until"] = later(day(row["sent_at"]), 30)


def touchpoint(made: Lawful, row: Record, number: int) -> None:
    """The last touch says whether it was a deal."""
    row["converted"] = made.random.choice(("是", "否"))


# settings


def choice_list(made: Lawful, row: Record, number: int) -> None:
    """Another value of a list that there is."""
    row |= {"list_name": "需求标签", "value": f"示例标签{number}", "synonyms": None, "enabled": "是"}


def role_permission(made: Lawful, row: Record, number: int) -> None:
    """Of a sheet that there is."""
    row["sheet"] = made.random.choice(("客户信息总表", "客户投诉登记表", "合同台账"))


CUSTOMS: Mapping[str, Custom] = {
    made.__name__: made
    for made in (
        customer_master,
        consent_record,
        info_review,
        followup_plan,
        followup_record,
        key_date,
        commitment,
        followup_card,
        revisit_communication_record,
        revisit_record,
        revisit_log,
        complaint_log,
        complaint_tracking,
        compensation_approval,
        overdue_approval,
        feedback_issue_tracker,
        issue_resolution,
        tech_ticket,
        knowledge_base,
        satisfaction_response,
        improvement_plan,
        contract,
        delivery_tracking,
        delivery_weekly_sync,
        solution_proposal,
        quote,
        touchpoint,
        choice_list,
        role_permission,
    )
}
