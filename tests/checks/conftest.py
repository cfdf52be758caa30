"""A clean workbook with every table, and what the checks say once something in it is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

import pytest

from xlcrm.checks import check_tables
from xlcrm.policy import Policy
from xlcrm.problems.record import Problem
from xlcrm.tables import TABLES
from xlcrm.tables.rows import Rows

TODAY = date(2024, 5, 20)
Record = dict[str, Any]
NAME = "示例云图科技有限公司"

CUSTOMER: Record = {
    "customer_id": "2024001", "customer_name": NAME, "contact_name": "王经理", "contact_title": "采购总监",
    "contact_phone": "13800000001", "contact_email": "wang@xxtech.example", "industry": "信息技术", "grade": "B类",
    "tags": "服务器采购;预算50万", "source_channel": "行业展会", "created_date": date(2024, 5, 1), "owner": "李某",
    "updated_date": date(2024, 5, 3), "customer_kind": "公司", "company_size": "200人 / 5000万元",
    "founded_date": date(2010, 1, 1), "address": "广东省广州市天河区体育东路100号",
    "first_contact_at": datetime(2024, 5, 1, 9, 0), "need_desc": "3台服务器采购", "budget_range": "50万元",
    "decision_chain": "部门", "intent_grade": "B类", "customer_status": "潜在", "customer_mark": None,
    "verify_status": "已核实", "consent_note": "允许发送产品资料", "region": "中国", "timezone": "Asia/Shanghai",
    "language": "中文", "preferred_method": "电话", "need_date": date(2024, 7, 1), "aliases": "云图科技",
}  # fmt: skip
SECOND: Record = {
    **CUSTOMER, "customer_id": "2024002", "customer_name": "示例恒达贸易有限公司", "contact_name": "赵总",
    "contact_phone": "010-65551234", "contact_email": "zhao@hengda.example", "grade": "A类", "intent_grade": None,
    "customer_status": "合作", "coop_start_date": date(2024, 5, 2), "aliases": None, "owner": "张某",
}  # fmt: skip

CLEAN: dict[str, list[Record]] = {
    "customer_master": [CUSTOMER, SECOND],
    "source_register": [
        {"source_channel": "行业展会", "source_detail": "2024年云计算技术展", "acquired_date": date(2024, 5, 1),
         "owner": "李某", "customer_count": 15, "converted_count": 3, "conversion_rate": 0.2, "notes": "成本:15元/次"},
    ],
    "followup_plan": [
        {"customer_id": "2024001", "customer_name": NAME, "stage": "潜在", "grade": "B类", "frequency": "每两周1次",
         "next_followup_date": date(2024, 5, 17), "method": "电话+邮件", "focus": "确认方案反馈,邀请参会", "owner": "李某"},
    ],
    "followup_record": [
        {"contact_date": date(2024, 5, 2), "customer_id": "2024001", "customer_name": NAME, "method": "电话",
         "actor": "李某", "summary": "知晓采购时间节点,初步介绍产品优势", "feedback": "9月底需确定供应商,关注性价比",
         "next_action": "5月10日发送数据备份方案", "due_date": date(2024, 5, 10), "contact_time": time(10, 30),
         "next_owner": "李某", "topic": "方案介绍", "outcome": "继续沟通", "priority_label": "待跟进",
         "action_status": "已完成", "action_done_date": date(2024, 5, 9), "entered_at": datetime(2024, 5, 2, 18, 0)},
    ],
    "revisit_plan": [
        {"customer_id": "2024002", "customer_name": "示例恒达贸易有限公司", "grade": "A类", "revisit_frequency": "每月1次",
         "revisit_method": "电话", "revisit_focus": "使用体验,操作问题解决", "owner": "张某", "planned_date": date(2024, 6, 2)},
    ],
    "satisfaction_survey": [
        {"customer_name": NAME, "survey_date": date(2024, 5, 10), "surveyor": "李某", "score_quality_stability": 4,
         "score_tech_response": 5, "score_staff_attitude": 4, "will_continue": "是", "recommend_score": 8},
    ],
    "complaint_log": [
        {"complaint_no": "20240510-001", "complaint_date": date(2024, 5, 10), "customer_id": "2024002",
         "customer_name": "示例恒达贸易有限公司", "contact_name": "赵总", "contact_phone": "13700007890", "channel": "邮件",
         "content": "收到服务器发现外观划痕", "demand": "更换新机", "level": "一般", "responsible": "周某",
         "expected_date": date(2024, 5, 11), "received_at": datetime(2024, 5, 10, 16, 30),
         "first_response_at": datetime(2024, 5, 10, 18, 30), "complaint_type": "产品问题", "problem_key": "外观划痕",
         "department": "产品部", "status": "投诉已关闭", "solved_at": datetime(2024, 5, 11, 11, 0),
         "revisit_date": date(2024, 5, 14), "revisit_result": "满意", "product": "服务器"},
    ],
    "complaint_tracking": [
        {"complaint_no": "20240510-001", "step": "接收安抚", "handled_at": datetime(2024, 5, 10, 18, 30),
         "handler": "周某", "action_desc": "回复邮件,记录投诉内容", "feedback": "情绪稍缓", "next_action": "-", "due_date": "-"},
        {"complaint_no": "20240510-001", "step": "分类定级", "handled_at": datetime(2024, 5, 10, 19, 0),
         "handler": "周某", "action_desc": "定为一般投诉", "feedback": "同意", "next_action": "协调仓库调换新机",
         "due_date": date(2024, 5, 11)},
        {"complaint_no": "20240510-001", "step": "处理完成", "handled_at": datetime(2024, 5, 11, 11, 0),
         "handler": "周某", "action_desc": "新机送达安装完成", "feedback": "感谢处理", "next_action": "3天内回访满意度",
         "due_date": date(2024, 5, 14)},
    ],
    "revisit_communication_record": [
        {"customer_name": NAME, "contact_name": "王经理", "contact_phone": "13800000001",
         "contact_at": datetime(2024, 5, 14, 10, 0), "method": "电话", "topic": "定期回访", "feedback": "使用正常",
         "issue_desc": "说明书不清晰", "priority": "低", "responsible": "周某", "expected_date": date(2024, 5, 20),
         "mood": "满意", "next_plan": "定期回访"},
    ],
    "feedback_issue_tracker": [
        {"issue_no": "202405001", "customer_name": NAME, "issue_desc": "系统数据同步延迟", "reported_at": date(2024, 5, 10),
         "issue_class": "产品", "responsible": "技术部李某", "progress": "已完成", "solution": "优化数据库算法,5月12日上线",
         "done_date": date(2024, 5, 12), "verdict": "满意", "satisfaction_score": 5, "archived_date": date(2024, 5, 13),
         "reported_time": time(16, 30), "first_response_at": datetime(2024, 5, 10, 17, 30),
         "plan_given_at": datetime(2024, 5, 10, 20, 30), "followed_up_at": datetime(2024, 5, 11, 16, 30),
         "revisit_date": date(2024, 5, 15), "priority": "高", "need_kind": "核心", "complaint_no": "20240510-001"},
    ],
    "satisfaction_assessment": [
        {"customer_name": NAME, "period": "2024Q1", "score_product_quality": 4, "score_response_speed": 5,
         "score_communication": 4, "score_problem_solving": 5, "score_overall": 4, "overall_comment": "合作愉快",
         "contact_name": "王经理", "assessed_date": date(2024, 5, 10)},
    ],
    "customer_intake": [
        {"customer_name": NAME, "industry": "信息技术", "contact_name": "王经理", "contact_title": "采购总监",
         "contact_phone": "13800000001", "source_channel": "展会", "first_contact_at": datetime(2024, 5, 1, 9, 0),
         "need_desc": "3台服务器采购", "intent_grade": "B类", "owner": "李某",
         "next_followup_date": datetime(2024, 5, 3, 9, 0)},
    ],
    "solution_proposal": [
        {"customer_name": NAME, "proposal_version": "V1.0", "drawn_date": date(2024, 5, 6), "background": "业务扩张",
         "core_needs": "3台服务器", "solution": "服务器3台,交付周期30天", "advantages": "性价比高于竞品",
         "quotation": "服务器:30000元;安装:12000元;培训:8000元;总价:50000元;付款方式:首付30%", "owner": "李某",
         "product_lead": "陈某"},
    ],
    "delivery_tracking": [
        {"customer_name": "示例恒达贸易有限公司", "contract_no": "HT-2024-001", "project_start": date(2024, 5, 6),
         "delivery_stage": "需求调研", "planned_finish": date(2024, 5, 10), "actual_finish": date(2024, 5, 10),
         "deliverable": "需求说明书", "responsible": "陈某", "customer_signed": "赵总 2024-05-10", "service_owner": "周某",
         "product_lead": "陈某"},
    ],
    "revisit_record": [
        {"customer_name": NAME, "contact_at": date(2024, 5, 14), "method": "电话", "revisit_reason": "季度回访",
         "contact_name": "王经理", "satisfaction_score": 4, "potential_need": "无需求", "owner": "李某"},
    ],
    "followup_card": [
        {"customer_name": NAME, "contact_name": "王经理", "contact_phone": "138****0001", "industry": "信息技术",
         "customer_status": "潜在", "followup_reason": "潜在客户转化", "next_followup_date": date(2024, 5, 24),
         "method": "电话+邮件", "owner": "李某", "next_action": "2日内发送报价单", "grade": "B类"},
    ],
    "revisit_log": [
        {"revisit_no": "HF20240514-001", "customer_id": "2024002", "customer_name": "示例恒达贸易有限公司",
         "template": "003-4", "contact_at": datetime(2024, 5, 14, 10, 0), "method": "电话", "revisit_reason": "季度回访",
         "contact_name": "赵总", "contact_phone": "13700007890", "feedback": "使用正常", "satisfaction_score": 4,
         "next_action": "6月2日电话回访使用情况", "owner": "张某", "entered_at": datetime(2024, 5, 14, 11, 0),
         "issue_no": "202405001"},
    ],
    "satisfaction_response": [
        {"survey_no": "S1", "template": "001-6", "customer_id": "2024001", "survey_date": date(2024, 5, 10),
         "dimension": "产品质量稳定性", "dimension_group": "产品", "score": 4},
    ],
    "order": [
        {"order_no": "D1", "customer_id": "2024002", "order_date": date(2024, 5, 3), "product": "服务器", "quantity": 3,
         "amount": 50000, "payment_due": date(2024, 6, 2)},
    ],
    "contract": [
        {"contract_no": "HT-2024-001", "customer_id": "2024002", "amount": 50000, "planned_sign_date": date(2024, 5, 9),
         "draft_sent_date": date(2024, 5, 6), "signed_date": date(2024, 5, 9), "sign_mode": "纸质签", "scan_filed": "是",
         "start_date": date(2024, 5, 9), "end_date": date(2025, 5, 8), "renewal_status": "未启动", "owner": "张某"},
    ],
    "quote": [
        {"quote_no": "Q1", "customer_id": "2024001", "sent_at": datetime(2024, 5, 6, 10, 0), "amount": 50000,
         "valid_until": date(2024, 6, 5)},
    ],
    "negotiation_record": [
        {"customer_name": NAME, "negotiation_date": date(2024, 5, 7), "counterpart": "王经理", "price": 50000,
         "payment_terms": "首付30%", "delivery_time": "签约后30天", "after_sales": "质保一年", "liability": "逾期每日万分之五",
         "result": "价格已谈定", "owner": "李某"},
    ],
    "delivery_plan": [
        {"contract_no": "HT-2024-001", "delivery_stage": "需求调研", "milestone": "需求确认", "planned_date": date(2024, 6, 20),
         "responsible": "陈某", "deliverable": "需求说明书", "is_key": "是"},
    ],
    "acceptance_report": [
        {"contract_no": "HT-2024-001", "customer_name": "示例恒达贸易有限公司", "accepted_date": date(2024, 5, 18),
         "comments": "符合要求", "verdict": "通过", "customer_signed": "赵总 2024-05-18"},
    ],
    "delivery_weekly_sync": [
        {"contract_no": "HT-2024-001", "sync_date": date(2024, 5, 10), "progress_desc": "完成调研", "service_owner": "周某"},
        {"contract_no": "HT-2024-001", "sync_date": date(2024, 5, 17), "progress_desc": "开始开发", "service_owner": "周某"},
    ],
    "opportunity": [
        {"opportunity_no": "SJ1", "customer_id": "2024001", "stage": "需求确认", "stage_date": date(2024, 5, 6),
         "amount": 50000, "response_hours": 12, "competitor_touches": 1, "owner": "李某"},
    ],
    "opportunity_stage_log": [
        {"opportunity_no": "SJ1", "stage": "需求确认", "entered_date": date(2024, 5, 6)},
    ],
    "touchpoint": [
        {"customer_id": "2024001", "touched_at": datetime(2024, 5, 1, 9, 0), "channel": "展会", "touch_kind": "到场",
         "converted": "否"},
    ],
    "ab_test": [
        {"test_no": "T1", "subject": "邮件主题", "variant": "A", "content": "主题一", "sent_count": 200, "reply_count": 30,
         "start_date": date(2024, 5, 1)},
    ],
    "consent_record": [
        {"customer_id": "2024001", "scope": "允许发送产品资料;邮件联系", "given_by": "书面", "given_date": date(2024, 5, 1),
         "recorded_by": "李某"},
        {"customer_id": "2024002", "scope": "允许发送产品资料", "given_by": "书面", "given_date": date(2024, 5, 1),
         "recorded_by": "张某"},
    ],
    "info_review": [
        {"customer_id": "2024001", "review_date": date(2024, 5, 2), "reviewer": "赵敏", "review_kind": "录入审核",
         "accuracy": "通过", "verify_method": "致电", "verdict": "通过"},
        {"customer_id": "2024002", "review_date": date(2024, 5, 2), "reviewer": "赵敏", "review_kind": "录入审核",
         "accuracy": "通过", "verify_method": "致电", "verdict": "通过"},
    ],
    "overdue_approval": [
        {"approval_no": "CS1", "source_table": "客户投诉登记表", "source_key": "20240510-001", "step": "首次响应",
         "deadline_at": datetime(2024, 5, 10, 18, 30), "reason": "客户出差", "applicant": "周某", "approver": "赵敏",
         "result": "同意", "decided_date": date(2024, 5, 12)},
    ],
    "compensation_approval": [
        {"complaint_no": "20240510-001", "kind": "礼品", "amount": 300, "applicant": "周某"},
    ],
    "issue_resolution": [
        {"customer_id": "2024001", "issue_desc": "希望增加报表", "category": "客户建议",
         "reported_at": datetime(2024, 5, 10, 16, 30), "handling": "转部门", "department": "产品部", "adoption": "已列入计划",
         "replied_at": datetime(2024, 5, 11, 16, 30)},
    ],
    "improvement_plan": [
        {"plan_no": "TS1", "customer_id": "2024001", "trigger": "满意度<80", "current_score": 76, "lead": "赵敏",
         "measure": "增加技术支持", "department": "客服部", "due_date": date(2024, 6, 9)},
    ],
    "action_plan": [
        {"strategy_kind": "服务策略", "basis": "R-085 三个月各1起", "owner": "陈某", "action": "优化散热设计",
         "due_date": date(2024, 9, 30), "status": "处理中"},
    ],
    "tech_ticket": [
        {"ticket_no": "GD1", "customer_id": "2024002", "priority": "P1", "device_model": "SR-650", "screenshot": "err.png",
         "steps": "开机后点击备份", "submitted_at": datetime(2024, 5, 10, 16, 30), "started_at": datetime(2024, 5, 10, 16, 40),
         "finished_at": datetime(2024, 5, 10, 18, 30), "informed": "客服", "report": "更换电源"},
    ],
    "knowledge_base": [
        {"entry_no": "ZS1", "kind": "故障代码", "title": "SR-650 无法开机", "problem": "E-17", "solution": "更换电源",
         "updated_date": date(2024, 5, 11)},
    ],
    "key_date": [
        {"customer_id": "2024001", "kind": "客户生日", "event_date": date(2024, 6, 10), "is_lunar": "否", "lead_days": 3},
    ],
    "commitment": [
        {"customer_id": "2024001", "promise": "五日内寄出样机", "made_date": date(2024, 5, 6), "responsible": "李某",
         "due_date": date(2024, 5, 10), "kept_date": date(2024, 5, 10), "told_date": date(2024, 5, 11)},
    ],
    "high_potential_check": [
        {"customer_id": "2024001", "need_match": "是", "chain_clear": "是", "budget_ok": "否", "substitution_low": "是"},
    ],
    "choice_list": [
        {"list_name": "staff.销售主管", "value": "赵敏", "sort_order": 1, "enabled": "是"},
        {"list_name": "staff.客服专员", "value": "周某", "sort_order": 1, "enabled": "是"},
    ],
    "role_permission": [
        {"role": "客服", "sheet": "客户投诉登记表", "can_view": "全部", "can_edit": "是"},
    ],
    "holiday_calendar": [
        {"date": date(2024, 5, 1), "kind": "法定节假日", "name": "劳动节", "region": "中国"},
    ],
    "culture_note": [
        {"scope": "佛教", "kind": "祝福", "note": "用中性的问候", "forbidden_words": "圣诞快乐", "suggested_words": "佳节安康"},
    ],
}  # fmt: skip

Changes = Mapping[str, list[Record] | None]


def rows_of(table: str, records: list[Record], columns: list[str] | None = None) -> Rows:
    """A table as the reader hands it over, headings in row 1."""
    declared = TABLES[table]
    names = columns or list(declared.columns)
    stream = [(line, [record.get(name) for name in names]) for line, record in enumerate(records, 2)]
    headings = tuple(declared.columns[name].header if name in declared.columns else name for name in names)
    known = tuple(name if name in declared.columns else None for name in names)
    return Rows(declared, declared.sheet(), 1, 1, known, headings, iter(stream))


def changed(changes: Changes) -> dict[str, Rows]:
    """The clean workbook with changed rows.

    The first record of a table changes its first row, and so on; further records are further rows, made from
    the first one. None takes the table away.
    """
    book = {table: [dict(record) for record in records] for table, records in CLEAN.items()}
    for table, records in changes.items():
        if records is None:
            del book[table]
            continue
        first = dict(book[table][0])
        for at, record in enumerate(records):
            if at < len(book[table]):
                book[table][at] |= record
            else:
                book[table].append(first | record)
    return {table: rows_of(table, records) for table, records in book.items()}


def place(problem: Problem) -> str:
    """``column`` of the first row, ``column 2`` of the second, ``sheet`` where no cell is meant."""
    if problem.table is None or problem.row is None or problem.column is None:
        return "sheet"
    names = list(TABLES[problem.table].columns)
    number = 0
    for letter in problem.column:
        number = number * 26 + ord(letter) - 64
    line = problem.row - 1
    return names[number - 1] if line == 1 else f"{names[number - 1]} {line}"


@pytest.fixture(scope="session")
def clean_workbook() -> dict[str, list[Record]]:
    """The records of the clean workbook by table."""
    return CLEAN


@pytest.fixture(scope="session")
def make_rows() -> Callable[..., Rows]:
    """A table from records by column name."""
    return rows_of


@pytest.fixture
def problems() -> Callable[..., list[Problem]]:
    """Problems of the clean workbook after changes, by keyword: table -> changed and further rows."""

    def find(
        today: date = TODAY, policy: Policy | None = None, **changes: list[Record] | None
    ) -> list[Problem]:
        return list(check_tables(changed(changes), policy or Policy.default(), today))

    return find


@pytest.fixture
def told(problems: Callable[..., list[Problem]]) -> Callable[..., list[str]]:
    """What is told of one rule: ``severity table.column``, sorted."""

    def find(rule: str, today: date = TODAY, policy: Policy | None = None, **changes: Any) -> list[str]:
        found = problems(today, policy, **changes)
        return sorted(f"{p.severity} {p.table}.{place(p)}" for p in found if p.rule == rule)

    return find


@pytest.fixture
def each_table() -> Iterator[str]:
    """Every table that people fill."""
    return iter(CLEAN)
