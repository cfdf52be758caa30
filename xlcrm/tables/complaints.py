"""Complaints: register, handling steps, compensation."""

from __future__ import annotations

from xlcrm.tables.choices import DEPARTMENTS, ChoiceList, same
from xlcrm.tables.column import (
    Choice,
    Date,
    DateTime,
    Id,
    Int,
    LongText,
    Money,
    Phone,
    Ref,
    Text,
    when,
    when_filled,
    when_judged,
)
from xlcrm.tables.sources import HANDBOOK
from xlcrm.tables.table import Table

CHANNELS = ChoiceList("投诉渠道", ("电话", "邮件", "CRM系统工单", "微信", "其他"))

LEVELS = ChoiceList("投诉等级", ("一般", "严重", "重大"), {"普通": "一般"})

COMPLAINT_TYPES = ChoiceList("投诉类型", ("产品问题", "服务问题", "沟通问题"))

COMPLAINT_STATES = ChoiceList(
    "投诉状态",
    ("待处理", "处理中", "已完成", "投诉已关闭"),
    {**same("已完成", "已修复", "已解决"), "已关闭": "投诉已关闭"},
)

REVISIT_RESULTS = ChoiceList("投诉回访结果", ("满意", "不满"), {"不满意": "不满"})

STEPS = ChoiceList(
    "投诉处理环节",
    (
        *("接收安抚", "方案制定", "处理完成"),
        *("分类定级", "处理执行", "反馈回访", "归档分析"),
        *("暂停", "恢复"),
    ),
    {"投诉接收": "接收安抚"},
)
"""暂停 and 恢复 bound the time in which a deadline stands still."""

COMPENSATION_KINDS = ChoiceList("赔偿形式", ("现金", "礼品", "折扣券", "免费延长服务", "手续费减免", "礼品卡"))


class ComplaintLog(
    Table,
    id="complaint_log",
    title=("客户投诉登记表", "客戶投訴登記表"),
    source=f"{HANDBOOK} 第四章 表7",
    pack="core",
    key="complaint_no",
):
    """One row per complaint; its handling steps are rows of complaint_tracking."""

    complaint_no = Id("投诉编号", "投訴編號", "Complaint no.", required=True, pattern=r"\d{8}-\d{3,4}", unique=True, series="id.complaint", rules=("R-073",), example="20230816-001", note="日期加当日三位序号，如 20230816-001；留空由重算编号")
    complaint_date = Date("投诉日期", "投訴日期", "Complaint date", required=True, past=True, rules=("R-073",), example="2023-08-16", note="与投诉编号中的日期一致")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master", example="2023001")
    customer_name = Text("客户名称", "客戶名稱", "Customer name", required=True, lookup=True, rules=("R-019",), aliases=("客户姓名/名称", "客户姓名", "调查对象"), example="示例云图科技有限公司")
    contact_name = Text("联系人", "聯系人", "Contact person", required=True, example="王经理")
    contact_phone = Phone("联系电话", "聯系電話", "Phone", required=True, rules=("R-005",), aliases=("联系方式", "客户联系方式"), example="13800000001")
    channel = Choice("投诉渠道", "投訴渠道", "Channel", required=True, options=CHANNELS, example="电话")
    content = LongText("投诉内容(问题描述)", "投訴內容(問題描述)", "Complaint content", required=True, aliases=("问题描述",), example="收到服务器发现外观划痕", note="何时发生、出了什么问题")
    demand = Text("客户诉求", "客戶訴求", "What the customer asks", required=True, rules=("R-079",), example="更换新机")
    level = Choice("投诉等级", "投訴等級", "Level", required=True, options=LEVELS, rules=("R-074",), example="一般", note="一般：外观、操作等；严重：核心功能、影响业务；重大：安全、法律、舆情")
    responsible = Text("责任人", "責任人", "Responsible", required=True, rules=("R-077",), aliases=("责任部门/人",), example="李某", note="一般：客服专员；严重：客服主管和技术支持；重大：高层管理团队")
    expected_date = Date("预计解决日期", "預計解決日期", "Expected solution on", required=True, not_before="complaint_date", computed_by="R-075", proposed=True, aliases=("预计解决时间",), example="2023-08-17")

    # behind the columns of the paper form
    received_at = DateTime("接收时间", "接收時間", "Received at", required=True, blank_means="complaint_date", not_before="complaint_date", past=True, extension=True, rules=("R-076",), example="2023-08-16 14:30", note="空白视为投诉日期")
    first_response_at = DateTime("首次响应时间", "首次響應時間", "First response at", not_before="received_at", past=True, extension=True, rules=("R-076",))
    complaint_type = Choice("投诉类型", "投訴類型", "Type", required=True, options=COMPLAINT_TYPES, extension=True, rules=("R-083",), aliases=("类型",))
    problem_key = Text("问题关键词", "問題關鍵詞", "Problem key", extension=True, rules=("R-084",), example="服务器噪音大", note="同一问题写同一个词，如 服务器噪音大")
    department = Choice("责任部门", "責任部門", "Responsible department", required=True, options=DEPARTMENTS, extension=True, rules=("R-086",))
    compensation_amount = Money("赔偿金额(元)", "賠償金額(元)", "Compensation (yuan)", least=0, extension=True, rules=("R-079",), example="20000", note="实际给付的金额，不是客户要求的")
    status = Choice("状态", "狀態", "State", required=True, options=COMPLAINT_STATES, extension=True, rules=("R-081",))
    solved_at = DateTime("解决时间", "解決時間", "Solved at", required=when("status", "已完成", "投诉已关闭", "已关闭", phrase="solved", zh="状态为已完成或投诉已关闭"), not_before="received_at", past=True, extension=True, rules=("R-080",))
    revisit_date = Date("回访日期", "回訪日期", "Revisited on", required=when("status", "投诉已关闭", "已关闭", phrase="closed", zh="状态为投诉已关闭"), not_before="solved_at", past=True, extension=True, rules=("R-080",))
    revisit_result = Choice("回访结果", "回訪結果", "Revisit result", required=when_filled("revisit_date", phrase="revisited", zh="填了回访日期"), options=REVISIT_RESULTS, extension=True, rules=("R-080",))
    ring_count = Int("响铃次数", "響鈴次數", "Rings", least=1, extension=True, rules=("R-076",), note="电话响几声接起")
    issue_no = Ref("关联问题编号", "關聯問題編號", "Linked issue", to="feedback_issue_tracker", extension=True)
    product = Text("产品/服务", "產品/服務", "Product concerned", extension=True, rules=("R-085",), note="与订单里的产品名称一致")


class ComplaintTracking(
    Table,
    id="complaint_tracking",
    title=("投诉处理跟踪表", "投訴處理跟蹤表"),
    source=f"{HANDBOOK} 第四章 表8",
    pack="core",
    key="complaint_no step handled_at",
):
    """One row per handling step of a complaint."""

    complaint_no = Ref("投诉编号", "投訴編號", "Complaint no.", required=True, to="complaint_log", example="20230816-001")
    step = Choice("处理环节", "處理環節", "Step", required=True, options=STEPS, rules=("R-082",), example="接收安抚")
    handled_at = DateTime("处理时间", "處理時間", "Handled at", required=True, past=True, rules=("R-082",), example="2023-08-16 14:30")
    handler = Text("处理人", "處理人", "Handled by", required=True, aliases=("跟进人",), example="李某")
    action_desc = LongText("处理内容描述", "處理內容描述", "What was done", required=True, example="电话接听,记录投诉内容,生成编号,安抚情绪")
    feedback = Text("客户反馈", "客戶反饋", "Customer reaction", required=True, aliases=("客户反馈/需求", "客户反馈内容", "客户反馈意见"), example="情绪稍缓,要求尽快解决")
    next_action = Text("下一步行动", "下一步行動", "Next action", required=True, says_none=("-",), rules=("R-045",), aliases=("后续行动建议",), example="3天内回访满意度", note="没有下一步填“-”")
    due_date = Date("完成时限", "完成時限", "Due on", required=True, not_before="handled_at", says_none=("-",), rules=("R-080",), example="2023-08-20", note="不早于处理时间；没有下一步填“-”")


class CompensationApproval(
    Table,
    id="compensation_approval",
    title=("赔偿审批表", "賠償審批表"),
    source=f"{HANDBOOK} 第四章",
    pack="core",
    key="complaint_no kind",
):
    """One row per compensation granted for a complaint."""

    complaint_no = Ref("投诉编号", "投訴編號", "Complaint no.", required=True, to="complaint_log")
    kind_ = Choice("赔偿形式", "賠償形式", "Form", required=True, options=COMPENSATION_KINDS)
    amount = Money("金额(元)", "金額(元)", "Amount", required=True, least=0, rules=("R-079",))
    applicant = Text("申请人", "申請人", "Applicant", required=True)
    approver = Text("审批人", "審批人", "Approver", required=when_judged("R-079", phrase="> 500", zh="同一投诉的赔偿合计超过现场可批的额度"), rules=("R-079",))
    decided_date = Date("审批日期", "審批日期", "Decided on", required=when_filled("approver", phrase="approved", zh="填了审批人"), past=True)
