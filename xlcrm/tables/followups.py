"""Following up: plan, record, reminder card, key dates, promises."""

from __future__ import annotations

from xlcrm.tables.choices import (
    FREQUENCIES,
    GRADES,
    INDUSTRIES,
    PLAN_METHODS,
    STATES,
    YES_NO,
    ChoiceList,
    same,
)
from xlcrm.tables.column import (
    Choice,
    Date,
    DateTime,
    Int,
    LongText,
    MultiChoice,
    Phone,
    Ref,
    Text,
    Time,
    when_judged,
)
from xlcrm.tables.sources import CARD, DECK, HANDBOOK, PROCESS, TOOLKIT
from xlcrm.tables.table import Table

STAGES = ChoiceList(
    "跟进阶段",
    ("潜在", "合作", "沉睡"),
    {"潜在客户": "潜在", **same("合作", "成交", "合作客户", "成交客户"), "沉睡客户": "沉睡"},
)

RECORD_METHODS = ChoiceList(
    "跟进记录方式",
    ("电话", "邮件", "拜访", "微信", "短信", "呼入"),
    same("拜访", "上门拜访", "上门", "面访", "面谈"),
)
"""呼入 stands beside the method of a contact that the customer began (R-047)."""

PRIORITY_LABELS = ChoiceList("优先级标签", ("紧急", "待跟进"))

SIGNALS = ChoiceList("信号", ("积极", "消极", "无"))

CARD_STATES = ChoiceList(
    "提醒卡客户状态",
    ("潜在", "成交", "流失"),
    {"潜在客户": "潜在", **same("成交", "成交客户", "合作", "合作客户"), "流失客户": "流失"},
)

CARD_REASONS = ChoiceList(
    "跟进事由",
    ("潜在客户转化", "老客户维护", "投诉与问题处理", "合同续签提醒", "客户生日", "节假日关怀", "跨部门协作"),
)

CARD_METHODS = ChoiceList(
    "提醒卡跟进方式", ("电话", "邮件", "上门拜访"), same("上门拜访", "上门", "拜访", "面访", "面谈")
)

DATE_KINDS = ChoiceList(
    "日期类型",
    ("客户生日", "合作纪念日", "公司周年庆", "合同到期日", "预算周期", "节假日"),
    {"生日": "客户生日"},
)

CARE_METHODS = ChoiceList("关怀方式", ("短信", "微信", "贺卡", "礼品", "视频"))


class FollowupPlan(
    Table,
    id="followup_plan",
    title=("客户跟进计划表", "客戶跟進計劃表"),
    source=f"{HANDBOOK} 第二章 表3",
    pack="core",
    key="customer_id",
):
    """One row per customer with an open plan; frequency and next date come from the policy."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master", example="2023001")
    customer_name = Text("客户名称", "客戶名稱", "Customer name", required=True, lookup=True, rules=("R-019",), aliases=("客户姓名/名称", "客户姓名", "调查对象"), example="示例云图科技有限公司")
    stage = Choice("跟进阶段(潜在/合作/沉睡)", "跟進階段(潛在/合作/沉睡)", "Follow-up stage", required=True, options=STAGES, remark=True, rules=("R-040",), aliases=("客户状态",), example="沉睡(8个月无互动)", note="后面可以加括号说明，如 沉睡(8个月无互动)")
    grade = Choice("客户等级", "客戶等級", "Grade", required=True, options=GRADES, lookup=True, example="B类")
    frequency = Choice("跟进频率", "跟進頻率", "Frequency", required=True, options=FREQUENCIES, computed_by="R-030", proposed=True, example="每两周1次")
    next_followup_date = Date("下次跟进日期", "下次跟進日期", "Next follow-up on", required=True, computed_by="R-031", proposed=True, aliases=("下次跟进时间", "跟进时间"), example="2023-09-02")
    method = MultiChoice("跟进方式", "跟進方式", "Method", required=True, options=PLAN_METHODS, separator="+", aliases=("回访方式", "沟通方式"), example="电话+邮件")
    focus = Text("跟进重点", "跟進重點", "Focus", required=True, example="确认方案反馈,邀请参会", note="写具体目标，如 确认方案反馈,邀请参会")
    owner = Text("负责人", "負責人", "Owner", required=True, aliases=("销售专员", "业务员"), example="李某")


class FollowupRecord(
    Table,
    id="followup_record",
    title=("客户跟进记录表", "客戶跟進記錄表"),
    source=f"{HANDBOOK} 第二章 表4",
    pack="core",
    key="customer_id contact_date contact_time method",
):
    """One row per contact with a customer."""

    contact_date = Date("跟进日期", "跟進日期", "Followed up on", required=True, past=True, aliases=("沟通时间",), example="2023-08-16", note="不晚于今天")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master", example="2023001")
    customer_name = Text("客户名称", "客戶名稱", "Customer name", required=True, lookup=True, rules=("R-019",), aliases=("客户姓名/名称", "客户姓名", "调查对象"), example="示例云图科技有限公司")
    method = MultiChoice("跟进方式", "跟進方式", "Method", required=True, options=RECORD_METHODS, separator="+", aliases=("回访方式", "沟通方式"), example="电话", note="客户打来的加“呼入”，如 电话+呼入")
    actor = Text("跟进人", "跟進人", "Followed up by", required=True, example="李某")
    summary = LongText("沟通内容摘要", "溝通內容摘要", "Summary", required=True, rules=("R-028",), aliases=("沟通内容",), example="知晓采购时间节点,初步介绍产品优势")
    feedback = LongText("客户反馈/需求", "客戶反饋/需求", "Feedback / needs", required=True, rules=("R-043",), aliases=("客户反馈", "客户反馈内容", "客户反馈意见"), example="9月底需确定供应商,关注性价比")
    next_action = Text("下一步行动", "下一步行動", "Next action", required=True, rules=("R-045",), aliases=("后续行动建议",), example="8月25日发送数据备份方案", note="谁、做什么、何时，如 8月25日发送数据备份方案")
    due_date = Date("完成时限", "完成時限", "Due on", required=True, not_before="contact_date", example="2023-08-20", note="不早于跟进日期")

    # behind the columns of the paper form
    contact_time = Time("跟进时间", "跟進時間", "Time of contact", extension=True, example="10:30")
    next_owner = Text("下一步负责人", "下一步負責人", "Next-action owner", required=True, blank_means="actor", extension=True, rules=("R-045",), note="空白视为跟进人")
    topic = Text("议题", "議題", "Topic", extension=True, rules=("R-033", "R-047"), note="如 方案演示、感谢信、满意度调研")
    outcome = Text("结论", "結論", "Outcome", extension=True, rules=("R-047",))
    priority_label = Choice("优先级标签", "優先級標簽", "Priority label", options=PRIORITY_LABELS, extension=True, rules=("R-047",))
    signal = Choice("信号", "信號", "Signal", options=SIGNALS, computed_by="R-043", extension=True)
    replied_at = DateTime("客户回复时间", "客戶回復時間", "Replied at", not_before="contact_date", past=True, extension=True, rules=("R-114",))
    action_status = Choice("完成状态", "完成狀態", "Done state", options=STATES, extension=True, rules=("R-090",))
    action_done_date = Date("实际完成日期", "實際完成日期", "Done on", not_before="contact_date", past=True, extension=True, rules=("R-090",))
    overdue_reason = Text("超时原因", "超時原因", "Overdue reason", required=when_judged("R-091", phrase="late", zh="下一步行动超过完成时限"), extension=True, rules=("R-091",), note="如 客户出差、暂无需求")
    entered_at = DateTime("录入时间", "錄入時間", "Entered at", not_before="contact_date", past=True, extension=True, rules=("R-014", "R-025"), note="记入表格的时刻")
    script_template = Text("话术模板", "話術模板", "Script template", extension=True, rules=("R-114",))
    objection = Text("客户异议", "客戶異議", "Objection", extension=True, rules=("R-152",), example="价格需再降5%")
    alternatives = Text("备选方案", "備選方案", "Alternatives", extension=True, rules=("R-152",), note="一个方案一段，用分号隔开")


class FollowupCard(
    Table,
    id="followup_card",
    title=("客户关系跟进提醒卡", "客戶關系跟進提醒卡"),
    source=f"{CARD} 模板示例",
    kind="form",
    key="customer_name followup_reason",
):
    """One card per customer and matter, in four groups of cells: 客户基础信息, 跟进计划, 跟进记录, 备注.

    Filled from customer_master, followup_plan, the newest followup_record and contract; the order is group by group.
    """

    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", rules=("R-134",), aliases=("客户姓名/名称", "客户姓名", "调查对象"), example="*科技有限公司")
    contact_name = Text("联系人", "聯系人", "Contact person", required=True, rules=("R-134",), aliases=("对接人",), example="*经理")
    contact_phone = Phone("联系方式", "聯系方式", "Contact", required=True, rules=("R-134",), aliases=("联系电话", "客户联系方式"), example="138****0002")
    industry = Choice("所属行业", "所屬行業", "Industry", options=INDUSTRIES, aliases=("客户行业",), example="信息技术")
    customer_status = Choice("客户状态", "客戶狀態", "Status", required=True, options=CARD_STATES, example="成交")
    followup_reason = Choice("跟进事由", "跟進事由", "Matter", required=True, options=CARD_REASONS, remark=True, example="合同续签提醒")
    next_followup_date = Date("跟进时间", "跟進時間", "Follow up by", required=True, computed_by="R-031", proposed=True, rules=("R-036",), aliases=("下次跟进日期", "下次跟进时间"), example="2024-05-20")
    method = MultiChoice("跟进方式", "跟進方式", "Method", required=True, options=CARD_METHODS, separator="+", rules=("R-141",), aliases=("回访方式", "沟通方式"), example="电话+邮件")
    owner = Text("负责人", "負責人", "Owner", required=True, aliases=("销售专员", "业务员"), example="李某")
    contact_at = DateTime("沟通时间", "溝通時間", "Contacted at", past=True, aliases=("跟进日期", "本次沟通时间", "回访日期"), example="2024-05-10 14:30")
    summary = LongText("沟通内容", "溝通內容", "Content", aliases=("沟通内容摘要",), example="确认续签意向")
    feedback = LongText("客户反馈", "客戶反饋", "Feedback", aliases=("客户反馈/需求", "客户反馈内容", "客户反馈意见"), example="需提供新版本报价单")
    next_action = Text("下一步行动", "下一步行動", "Next action", rules=("R-045",), aliases=("后续行动建议",), example="2日内发送报价单")
    objection = Text("客户异议", "客戶異議", "Objection", example="价格需再降5%")
    grade = Choice("客户等级", "客戶等級", "Grade", required=True, options=GRADES, example="A类")
    contract_end_date = Date("合同到期日", "合同到期日", "Contract ends on", lookup=True, rules=("R-095",), example="2024-06-09")
    coop_history = Text("历史合作", "歷史合作", "Cooperation history", example="2年,年采购额50万")
    competitor_news = Text("竞品动态", "競品動態", "Competitor news", example="近期竞争对手推出促销")


class KeyDate(
    Table,
    id="key_date",
    title=("重要日期表", "重要日期表"),
    source=f"{DECK} 第七章；{TOOLKIT}；{PROCESS}；{CARD}",
    pack="core",
    key="customer_id kind event_date",
):
    """One row per day of a customer that is worth a greeting or a reminder."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    kind_ = Choice("日期类型", "日期類型", "Kind", required=True, options=DATE_KINDS, rules=("R-107",))
    event_date = Date("月日 / 日期", "月日 / 日期", "Month-day or date", required=True, rules=("R-107",), note="每年重复的日子填最近一次的日期")
    is_lunar = Choice("是否农历", "是否農曆", "Lunar?", options=YES_NO, rules=("R-107",))
    lead_days = Int("提前天数", "提前天數", "Days ahead", least=0, rules=("R-107",), note="提前几天提醒；空白按类型取默认值")
    method = Choice("关怀方式", "關懷方式", "How", options=CARE_METHODS, rules=("R-150",))


class Commitment(
    Table,
    id="commitment",
    title=("承诺事项表", "承諾事項表"),
    source=f"{DECK} 第七章；{TOOLKIT} 第二节；{CARD}",
    pack="sales",
    key="customer_id promise made_date",
):
    """One row per promise made to a customer."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    promise = Text("承诺内容", "承諾內容", "Promise", required=True, rules=("R-112",))
    made_date = Date("承诺日期", "承諾日期", "Made on", required=True, past=True)
    responsible = Text("责任人", "責任人", "Responsible", required=True, rules=("R-048",), aliases=("责任部门/人",))
    due_date = Date("承诺时限", "承諾時限", "Due", required=True, not_before="made_date", rules=("R-048",), aliases=("完成时限",))
    kept_date = Date("兑现日期", "兌現日期", "Kept on", not_before="made_date", past=True, rules=("R-112",))
    told_date = Date("告知客户日期", "告知客戶日期", "Customer told on", not_before="made_date", past=True, rules=("R-112",))
    amends = Text("补偿", "補償", "Amends", required=when_judged("R-112", phrase="late", zh="兑现日期晚于承诺时限"), rules=("R-112",))
