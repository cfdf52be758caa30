"""Revisits: the plan, the two forms and the register behind them."""

from __future__ import annotations

from xlcrm.tables.choices import (
    GRADES,
    MOODS,
    POTENTIAL_NEEDS,
    PRIORITY,
    REVISIT_FREQUENCIES,
    REVISIT_METHODS,
    ChoiceList,
    same,
)
from xlcrm.tables.column import (
    Choice,
    Date,
    DateTime,
    Id,
    LongText,
    MultiChoice,
    Phone,
    Ref,
    Score,
    Text,
    when_filled,
    when_number,
)
from xlcrm.tables.sources import HANDBOOK, PROCESS, TOOLKIT
from xlcrm.tables.table import Table

TALK_METHODS = ChoiceList(
    "回访沟通方式", ("电话", "面访", "问卷"), same("面访", "上门拜访", "上门", "拜访", "面谈")
)

TALK_TOPICS = ChoiceList("沟通主题", ("定期回访", "售后跟进", "满意度调研", "关怀慰问"))

NEXT_PLANS = ChoiceList("下一步计划", ("3日内跟进", "转相关部门处理", "定期回访"))

VISIT_METHODS = ChoiceList(
    "回访记录方式", ("电话", "邮件", "上门"), same("上门", "上门拜访", "拜访", "面访", "面谈")
)

RECORD_REASONS = ChoiceList(
    "回访记录事由",
    ("验收后回访", "季度回访", "问题处理", "节日关怀"),
    {"定期回访": "季度回访", "售后跟进": "问题处理", "关怀慰问": "节日关怀"},
)

REVISIT_REASONS = ChoiceList(
    "回访事由",
    (
        "验收后回访",
        "季度回访",
        "定期回访",
        "问题处理",
        "售后跟进",
        "满意度调研",
        "节日关怀",
        "关怀慰问",
    ),
)

REVISIT_TEMPLATES = ChoiceList("回访表单", ("002-1", "003-4"))
"""The form on which a revisit was noted: 客户回访沟通记录表, 客户回访记录表."""

LOW_SCORE = when_number(
    "satisfaction_score", lambda score: score <= 3, phrase="score ≤ 3", zh="满意度评分为3分及以下"
)


class RevisitPlan(
    Table,
    id="revisit_plan",
    title=("客户回访计划表", "客戶回訪計劃表"),
    source=f"{HANDBOOK} 第三章 表5",
    pack="core",
    key="customer_id",
):
    """One row per customer to be revisited; the revisit itself is a row of revisit_log."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master", example="2023001")
    customer_name = Text("客户名称", "客戶名稱", "Customer name", required=True, lookup=True, rules=("R-019",), aliases=("客户姓名/名称", "客户姓名", "调查对象"), example="示例云图科技有限公司")
    coop_length = Text("合作时长", "合作時長", "Cooperation length", computed_by="R-046", example="2个月")
    grade = Choice("客户等级", "客戶等級", "Grade", required=True, options=GRADES, lookup=True, example="B类")
    revisit_frequency = Choice("回访频率", "回訪頻率", "Revisit frequency", required=True, options=REVISIT_FREQUENCIES, computed_by="R-050", proposed=True, aliases=("跟进频率",), example="每月1次")
    revisit_method = MultiChoice("回访方式", "回訪方式", "Method", required=True, options=REVISIT_METHODS, separator="+", aliases=("跟进方式", "沟通方式"), example="电话+邮件")
    revisit_focus = Text("回访重点", "回訪重點", "Focus", required=True, example="使用体验,操作问题解决", note="写具体目标，如 使用体验,操作问题解决")
    owner = Text("负责人", "負責人", "Owner", required=True, aliases=("销售专员", "业务员"), example="李某")
    planned_date = Date("计划执行日期", "計劃執行日期", "Planned on", required=True, computed_by="R-051", proposed=True, example="2023-09-10")


class RevisitCommunicationRecord(
    Table,
    id="revisit_communication_record",
    title=("客户回访沟通记录表", "客戶回訪溝通記錄表"),
    source=f"{TOOLKIT} 表1",
    kind="form",
    key="customer_name contact_at",
):
    """One sheet per revisit; it becomes a row of revisit_log and, with a problem, one of feedback_issue_tracker."""

    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    contact_name = Text("联系人*", "聯系人*", "Contact person", required=True, aliases=("对接人",))
    contact_phone = Phone("联系方式", "聯系方式", "Phone or other contact", required=True, rules=("R-005",), aliases=("联系电话", "客户联系方式"))
    prev_contact_at = Date("上次沟通时间", "上次溝通時間", "Previous contact", past=True, computed_by="R-041", proposed=True)
    contact_at = DateTime("本次沟通时间", "本次溝通時間", "This contact", required=True, not_before="prev_contact_at", past=True, aliases=("沟通时间", "跟进日期", "回访日期"))
    method = Choice("沟通方式(电话/面访/问卷)", "溝通方式(電話/面訪/問卷)", "Method", required=True, options=TALK_METHODS, aliases=("跟进方式", "回访方式"))
    topic = MultiChoice("沟通主题", "溝通主題", "Topic", required=True, options=TALK_TOPICS, ticks=True)
    feedback = LongText("客户反馈内容", "客戶反饋內容", "Feedback", required=True, rules=("R-119",), aliases=("客户反馈", "客户反馈/需求", "客户反馈意见"))
    issue_desc = LongText("需求/问题记录·问题描述", "需求/問題記錄·問題描述", "Problem", aliases=("问题描述",))
    priority = Choice("需求/问题记录·优先级", "需求/問題記錄·優先級", "Priority", required=when_filled("issue_desc", phrase="problem given", zh="填了问题描述"), options=PRIORITY, ticks=True)
    responsible = Text("需求/问题记录·责任人", "需求/問題記錄·責任人", "Responsible", required=when_filled("issue_desc", phrase="problem given", zh="填了问题描述"), rules=("R-048",), aliases=("责任人", "责任部门/人"))
    expected_date = Date("需求/问题记录·预计解决时间", "需求/問題記錄·預計解決時間", "Expected solution", required=when_filled("issue_desc", phrase="problem given", zh="填了问题描述"), not_before="contact_at", rules=("R-048",), aliases=("预计解决日期", "预计解决时间"))
    mood = Choice("客户情绪状态", "客戶情緒狀態", "Mood", required=True, options=MOODS, ticks=True, rules=("R-119",))
    next_plan = MultiChoice("下一步计划", "下一步計劃", "Next plan", required=True, options=NEXT_PLANS, ticks=True, rules=("R-049",), aliases=("下一步行动",))
    notes = Text("备注(特殊需求、客户背景补充等)", "備注(特殊需求、客戶背景補充等)", "Notes")


class RevisitRecord(
    Table,
    id="revisit_record",
    title=("客户回访记录表", "客戶回訪記錄表"),
    source=f"{PROCESS} 表4",
    kind="form",
    key="customer_name contact_at",
):
    """One sheet per revisit; it becomes a row of revisit_log."""

    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    contact_at = Date("回访日期", "回訪日期", "Revisited on", required=True, past=True, aliases=("沟通时间", "跟进日期", "本次沟通时间"))
    method = Choice("回访方式", "回訪方式", "Method", required=True, options=VISIT_METHODS, ticks=True, aliases=("跟进方式", "沟通方式"))
    revisit_reason = Choice("回访事由", "回訪事由", "Reason", required=True, options=RECORD_REASONS, ticks=True)
    contact_name = Text("联系人", "聯系人", "Contact person", required=True, aliases=("对接人",))
    contact_title = Text("职务", "職務", "Position", aliases=("职位",))
    satisfaction_score = Score("客户满意度评分", "客戶滿意度評分", "Satisfaction score", required=True, boxes=("1分非常不满意", "2分不满意", "3分一般", "4分满意", "5分非常满意"), rules=("R-053",), aliases=("满意度评分", "评分"))
    score_reason = LongText("满意/不满意原因", "滿意/不滿意原因", "Reason of (dis)satisfaction", required=LOW_SCORE, note="3分及以下必须写原因")
    potential_need = MultiChoice("潜在需求反馈", "潛在需求反饋", "Potential needs", required=True, options=POTENTIAL_NEEDS, ticks=True, rules=("R-052",), note="“无需求”不与其他同选")
    next_action = Text("后续行动建议", "后續行動建議", "Next action advised", rules=("R-045",), aliases=("下一步行动",))
    owner = Text("销售专员*", "銷售專員*", "Sales specialist", required=True, aliases=("负责人", "业务员"))


class RevisitLog(
    Table,
    id="revisit_log",
    title=("回访记录总表", "回訪記錄總表"),
    source=f"{TOOLKIT} 表1；{PROCESS} 表4；{HANDBOOK} 第三章 表5",
    pack="core",
    key="revisit_no",
):
    """One row per revisit done, whichever form it was noted on (``template``)."""

    revisit_no = Id("回访编号", "回訪編號", "Revisit no.", required=True, pattern=r"HF\d{8}-\d{3,4}", unique=True, series="id.revisit", example="HF20240510-001", note="HF、日期、三位序号，如 HF20240510-001")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    customer_name = Text("客户名称", "客戶名稱", "Customer name", required=True, aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    template = Choice("表单模板", "表單模板", "Template", required=True, options=REVISIT_TEMPLATES)
    planned_date = Date("计划执行日期", "計劃執行日期", "Planned on")
    contact_at = DateTime("回访日期", "回訪日期", "Revisited at", required=True, not_before="prev_contact_at", past=True, aliases=("沟通时间", "跟进日期", "本次沟通时间"), note="可以只填日期")
    prev_contact_at = Date("上次沟通时间", "上次溝通時間", "Previous contact", past=True, rules=("R-041",))
    method = MultiChoice("回访方式", "回訪方式", "Method", required=True, options=REVISIT_METHODS, separator="+", aliases=("跟进方式", "沟通方式"))
    revisit_reason = MultiChoice("回访事由", "回訪事由", "Reason", required=True, options=REVISIT_REASONS)
    contact_name = Text("联系人", "聯系人", "Contact", required=True, aliases=("对接人",))
    contact_title = Text("职务", "職務", "Position", aliases=("职位",))
    contact_phone = Phone("联系方式", "聯系方式", "Phone", required=True, aliases=("联系电话", "客户联系方式"))
    feedback = LongText("客户反馈内容", "客戶反饋內容", "Feedback", required=True, aliases=("客户反馈", "客户反馈/需求", "客户反馈意见"))
    satisfaction_score = Score("客户满意度评分", "客戶滿意度評分", "Score", rules=("R-053",), aliases=("满意度评分", "评分"))
    score_reason = LongText("满意/不满意原因", "滿意/不滿意原因", "Reason of score", required=LOW_SCORE, note="3分及以下必须写原因")
    mood = Choice("客户情绪状态", "客戶情緒狀態", "Mood", options=MOODS)
    potential_need = MultiChoice("潜在需求反馈", "潛在需求反饋", "Potential needs", options=POTENTIAL_NEEDS, rules=("R-052",), note="“无需求”不与其他同选")
    issue_no = Ref("问题编号", "問題編號", "Issue no.", to="feedback_issue_tracker", rules=("R-088",), note="反馈了问题时填问题编号")
    next_action = Text("下一步行动", "下一步行動", "Next action", required=True, rules=("R-045",), aliases=("后续行动建议",))
    owner = Text("负责人", "負責人", "Owner", required=True, aliases=("销售专员", "业务员"))
    notes = Text("备注", "備注", "Notes")
    entered_at = DateTime("录入时间", "錄入時間", "Entered at", not_before="contact_at", past=True, rules=("R-025",), note="记入表格的时刻")
