"""Reviews and approvals: consent, data review, missed deadlines, actions."""

from __future__ import annotations

from xlcrm.tables.choices import PASSED, STATES, ChoiceList
from xlcrm.tables.column import Choice, Date, DateTime, Decimal, Id, MultiChoice, Ref, Text
from xlcrm.tables.sources import CARD, DECK, HANDBOOK, PROCESS
from xlcrm.tables.table import Table

CONSENT_SCOPES = ChoiceList(
    "授权范围", ("允许发送产品资料", "电话联系", "邮件联系", "短信联系", "敏感信息", "录音")
)

CONSENT_MODES = ChoiceList("授权方式", ("口头", "书面", "线上勾选"))

REVIEW_KINDS = ChoiceList("审核类型", ("录入审核", "定期复核"))

ACCURACIES = ChoiceList("准确性", ("通过", "不通过", "未验证"))

VERIFY_METHODS = ChoiceList("验证方式", ("致电", "邮件确认", "其他"))

REVIEW_VERDICTS = ChoiceList("审核结论", ("通过", "退回补充", "待核实"))

DEADLINE_TABLES = ChoiceList(
    "时限来源表",
    (
        "followup_plan",
        "followup_record",
        "revisit_plan",
        "complaint_log",
        "complaint_tracking",
        "feedback_issue_tracker",
        "issue_resolution",
        "tech_ticket",
        "contract",
        "delivery_plan",
        "delivery_tracking",
        "commitment",
        "action_plan",
        "improvement_plan",
    ),
    {
        "客户跟进计划表": "followup_plan",
        "客户跟进记录表": "followup_record",
        "客户回访计划表": "revisit_plan",
        "客户投诉登记表": "complaint_log",
        "投诉处理跟踪表": "complaint_tracking",
        "客户反馈问题跟踪表": "feedback_issue_tracker",
        "问题解决记录": "issue_resolution",
        "技术工单": "tech_ticket",
        "合同台账": "contract",
        "项目交付计划": "delivery_plan",
        "项目交付跟进表": "delivery_tracking",
        "承诺事项表": "commitment",
        "策略行动计划表": "action_plan",
        "满意度提升计划": "improvement_plan",
    },
)
"""The tables that hold deadlines; a clerk may write the sheet's title as well."""

APPROVAL_RESULTS = ChoiceList("审批结果", ("待审批", "同意", "不同意"))

STRATEGY_KINDS = ChoiceList("策略类别", ("销售策略", "产品策略", "服务策略"))


class ConsentRecord(
    Table,
    id="consent_record",
    title=("客户授权记录", "客戶授權記錄"),
    source=f"{HANDBOOK} 第一章；《个人信息保护法》",
    pack="core",
    key="customer_id given_date scope",
):
    """One row per consent that a customer gave."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    scope = MultiChoice("授权范围", "授權范圍", "Scope", required=True, options=CONSENT_SCOPES, rules=("R-003",))
    given_by = Choice("授权方式", "授權方式", "How given", required=True, options=CONSENT_MODES)
    given_date = Date("授权日期", "授權日期", "Given on", required=True, past=True)
    withdrawn_date = Date("撤回日期", "撤回日期", "Withdrawn on", not_before="given_date", past=True, rules=("R-003",), note="客户撤回授权的日期；自当日起无效")
    recorded_by = Text("记录人", "記錄人", "Recorded by", required=True)
    evidence = Text("证据", "證據", "Evidence", note="文件名或说明")


class InfoReview(
    Table,
    id="info_review",
    title=("客户信息审核表", "客戶信息審核表"),
    source=f"{HANDBOOK} 第一章",
    pack="core",
    key="customer_id review_date review_kind",
):
    """One row per review of a customer's data."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    review_date = Date("审核日期", "審核日期", "Reviewed on", required=True, past=True, rules=("R-002",))
    reviewer = Text("审核人", "審核人", "Reviewer", required=True, rules=("R-002",), note="销售主管或数据管理员，不能是该客户的负责人")
    review_kind = Choice("审核类型", "審核類型", "Kind", required=True, options=REVIEW_KINDS, rules=("R-015",))
    completeness = Choice("完整性", "完整性", "Completeness", options=PASSED, computed_by="R-001")
    accuracy = Choice("准确性", "準確性", "Accuracy", required=True, options=ACCURACIES, rules=("R-002",))
    compliance = Choice("合规性", "合規性", "Compliance", options=PASSED, computed_by="R-003")
    verify_method = Choice("验证方式", "驗證方式", "Verified by", options=VERIFY_METHODS)
    verdict = Choice("结论", "結論", "Verdict", required=True, options=REVIEW_VERDICTS, computed_by="R-004", proposed=True)
    notes = Text("备注", "備注", "Notes")


class OverdueApproval(
    Table,
    id="overdue_approval",
    title=("超时审批表", "超時審批表"),
    source=f"{PROCESS} 第四节(三)；{CARD}",
    pack="core",
    key="approval_no",
):
    """One row per missed deadline laid before the department head."""

    approval_no = Id("审批编号", "審批編號", "Approval no.", required=True, unique=True)
    source_table = Choice("来源表", "來源表", "Source table", required=True, options=DEADLINE_TABLES)
    source_key = Text("来源编号", "來源編號", "Source key", required=True, note="来源表里那一行的编号")
    step = Text("环节", "環節", "Step", required=True, note="哪一项时限")
    deadline_at = DateTime("应完成时间", "應完成時間", "Deadline", required=True, rules=("R-091",))
    done_at = DateTime("实际完成时间", "實際完成時間", "Done at", past=True)
    late_hours = Decimal("超时时长", "超時時長", "Late by (hours)", computed_by="R-091")
    reason = Text("超时原因", "超時原因", "Reason", required=True, rules=("R-091",), note="如 客户出差、暂无需求")
    applicant = Text("申请人", "申請人", "Applicant", required=True)
    approver = Text("部门负责人", "部門負責人", "Department head", required=True, rules=("R-091",), note="不能是申请人")
    result = Choice("审批结果", "審批結果", "Result", options=APPROVAL_RESULTS, rules=("R-091",))
    decided_date = Date("审批日期", "審批日期", "Decided on", past=True)


class ActionPlan(
    Table,
    id="action_plan",
    title=("策略行动计划表", "策略行動計劃表"),
    source=f"{HANDBOOK} 第五章；{DECK} 第十一章",
    pack="core",
    key="strategy_kind owner action",
):
    """One row per agreed action: who, what, when."""

    strategy_kind = Choice("策略类别", "策略類別", "Strategy", required=True, options=STRATEGY_KINDS)
    basis = Text("依据", "依據", "Based on", required=True, rules=("R-124",), note="规则编号和数字，如 R-085 三个月各1起")
    owner = Text("负责人", "負責人", "Who", required=True, rules=("R-129",), note="写人，不写部门")
    action = Text("行动内容", "行動內容", "What", required=True, rules=("R-129",))
    due_date = Date("完成时限", "完成時限", "When", required=True, rules=("R-129",))
    status = Choice("状态", "狀態", "State", required=True, options=STATES, rules=("R-090",))
    effect = Text("效果", "效果", "Effect", rules=("R-128",))
