"""Reports: what xlcrm computes and people read."""

from __future__ import annotations

from xlcrm.tables.choices import GRADES, INDUSTRIES, METHODS, SOURCES, STATES, ChoiceList
from xlcrm.tables.column import Choice, DateTime, Decimal, Int, LongText, Money, Month, Percent, Ref, Text
from xlcrm.tables.sources import CARD, DECK, HANDBOOK
from xlcrm.tables.table import Table

RFM_CLASSES = ChoiceList(
    "RFM客户类别",
    (
        *("重要价值", "重要发展", "重要保持", "重要挽留"),
        *("一般价值", "一般发展", "一般保持", "一般挽留"),
        "无订单",
    ),
)

CHANGES = ChoiceList("等级变动", ("升", "降", "平"))

RISK_LEVELS = ChoiceList("风险等级", ("高", "中", "低"))

INDUSTRY_VERDICTS = ChoiceList("行业判定", ("优势行业", "潜力行业", "一般"))

INDICATORS = ChoiceList(
    "大客户指标",
    (
        *("账户健康度", "业务收益", "年采购额", "采购增速", "订单数", "回款及时率"),
        *("满意度", "推荐值", "投诉数", "平均解决时长", "跟进按时率", "合同剩余天数"),
    ),
)

DIRECTIONS = ChoiceList("指标方向", ("高为好", "低为好"))

ALERTS = ChoiceList("预警", ("正常", "预警"))

URGENCIES = ChoiceList("紧急程度", ("已超时", "今日", "即将到期", "无时限"))

SEVERITIES = ChoiceList(
    "问题级别", ("error", "warning", "info"), {"错误": "error", "警告": "warning", "提示": "info"}
)


class ComplaintMonthlyReport(
    Table,
    id="complaint_monthly_report",
    title=("投诉分析月度报告", "投訴分析月度報告"),
    source=f"{HANDBOOK} 第四章 表9",
    kind="report",
    pack="core",
    key="period",
):
    """One report per calendar month over complaint_log: a head line and a grid of label and value."""

    period = Month("报告周期", "報告周期", "Period", required=True, example="2023年8月")
    prepared_by = Text("编制人", "編制人", "Prepared by", required=True, example="周主管")
    total_count = Int("投诉总量", "投訴總量", "Total", computed_by="R-083", example="12起")
    type_distribution = Text("投诉类型分布", "投訴類型分布", "Distribution by type", computed_by="R-083", example="产品问题:5起(41.7%);服务问题:4起(33.3%);沟通问题:3起(25%)")
    top3_problems = Text("高频问题TOP3", "高頻問題TOP3", "Top 3 problems", computed_by="R-084", example="1.服务器噪音大(2起);2.技术响应超时(2起);3.合同条款解释不清(2起)")
    department_distribution = Text("责任部门分布", "責任部門分布", "By department", computed_by="R-086", example="产品部:5起;客服部:4起;销售部:3起")
    measures = LongText("改进措施", "改進措施", "Improvement measures", required=True, rules=("R-087",), example="1.产品部9月底前优化服务器散热设计", note="逐条编号，每条写明部门和时间")


class RfmResult(
    Table,
    id="rfm_result",
    title=("RFM分析表", "RFM分析表"),
    source=f"{HANDBOOK} 第五章；{DECK} 第九章",
    kind="report",
    pack="core",
    key="customer_id",
):
    """One row per customer: recency, frequency, amount and the class they make."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", to="customer_master")
    r_days = Int("R 距最近购买天数", "R 距最近購買天數", "Recency, days", computed_by="R-066")
    f_count = Int("F 购买频次", "F 購買頻次", "Frequency", computed_by="R-066")
    m_amount = Money("M 购买金额(元)", "M 購買金額(元)", "Monetary", computed_by="R-066")
    r_high = Int("R 高低", "R 高低", "R high", least=0, most=1, computed_by="R-066")
    f_high = Int("F 高低", "F 高低", "F high", least=0, most=1, computed_by="R-066")
    m_high = Int("M 高低", "M 高低", "M high", least=0, most=1, computed_by="R-066")
    rfm_class = Choice("客户类别", "客戶類別", "Class", options=RFM_CLASSES, computed_by="R-066")
    strategy = Text("建议策略", "建議策略", "Strategy", computed_by="R-067")


class ValueGradeResult(
    Table,
    id="value_grade_result",
    title=("客户价值分级表", "客戶價值分級表"),
    source=f"{DECK} 第二章",
    kind="report",
    pack="core",
    key="customer_id",
):
    """One row per customer: share of the revenue and the grade it makes."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", to="customer_master")
    revenue = Money("期间营收(元)", "期間營收(元)", "Revenue", computed_by="R-060")
    share = Percent("营收占比", "營收占比", "Share", computed_by="R-060")
    cum_share = Percent("累计占比", "累計占比", "Cumulative share", computed_by="R-060")
    value_grade = Choice("价值等级", "價值等級", "Value grade", options=GRADES, computed_by="R-060")
    current_grade = Choice("当前等级", "當前等級", "Grade now", options=GRADES, computed_by="R-060")
    change = Choice("变动", "變動", "Change", options=CHANGES, computed_by="R-060")


class ChurnRiskResult(
    Table,
    id="churn_risk_result",
    title=("流失风险评分表", "流失風險評分表"),
    source=f"{DECK} 第一章",
    kind="report",
    pack="core",
    key="customer_id",
):
    """One row per customer: the signals of leaving and the score they make."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", to="customer_master")
    interaction_change = Percent("互动频率变化", "互動頻率變化", "Interaction change", computed_by="R-064")
    complaint_change = Int("投诉变化", "投訴變化", "Complaint change", computed_by="R-064")
    payment_delay_days = Int("付款延迟天数", "付款延遲天數", "Payment delay, days", computed_by="R-064")
    satisfaction_100 = Decimal("满意度得分", "滿意度得分", "Satisfaction (100)", computed_by="R-064")
    risk_score = Int("风险分", "風險分", "Risk score", least=0, most=100, computed_by="R-064")
    risk_level = Choice("风险等级", "風險等級", "Risk level", options=RISK_LEVELS, computed_by="R-064")
    action = Text("建议动作", "建議動作", "Action", computed_by="R-065")


class IndustryReport(
    Table,
    id="industry_report",
    title=("行业分布分析表", "行業分布分析表"),
    source=f"{HANDBOOK} 第五章",
    kind="report",
    pack="core",
    key="industry",
):
    """One row per industry: customers, sales, growth."""

    industry = Choice("所属行业", "所屬行業", "Industry", options=INDUSTRIES)
    customers = Int("客户数", "客戶數", "Customers", computed_by="R-068")
    customer_share = Percent("客户占比", "客戶占比", "Customer share", computed_by="R-068")
    sales = Money("销售额", "銷售額", "Sales", computed_by="R-068")
    sales_share = Percent("销售额占比", "銷售額占比", "Sales share", computed_by="R-068")
    growth = Percent("增速", "增速", "Growth", computed_by="R-068")
    verdict = Choice("判定", "判定", "Verdict", options=INDUSTRY_VERDICTS, computed_by="R-069")


class SourceConversionReport(
    Table,
    id="source_conversion_report",
    title=("来源渠道转化汇总", "來源渠道轉化匯總"),
    source=f"{HANDBOOK} 第一章 表2",
    kind="report",
    pack="core",
    key="source_channel",
):
    """One row per source channel: customers, conversion, cost."""

    source_channel = Choice("来源渠道", "來源渠道", "Channel", options=SOURCES, aliases=("客户来源", "客户获取渠道"))
    customer_count = Int("客户数量合计", "客戶數量合計", "Customers", computed_by="R-113")
    converted_count = Int("有效客户合计", "有效客戶合計", "Converted", computed_by="R-113")
    conversion_rate = Percent("转化率", "轉化率", "Rate", computed_by="R-113")
    cost = Money("成本(元)", "成本(元)", "Cost", computed_by="R-113")
    cost_per_converted = Money("单客成本", "單客成本", "Cost per converted", computed_by="R-113")
    rank = Int("排名", "排名", "Rank", computed_by="R-113")


class KpiReport(
    Table,
    id="kpi_report",
    title=("客户数据分析报告", "客戶數據分析報告"),
    source=f"{HANDBOOK} 第五章",
    kind="report",
    pack="core",
    key="period",
):
    """One row per month: the figures of the dashboard."""

    period = Month("报告月份", "報告月份", "Month", required=True)
    total_customers = Int("客户总数", "客戶總數", "Customers", computed_by="R-122")
    new_customers = Int("新增客户数", "新增客戶數", "New", computed_by="R-122")
    lost_customers = Int("流失客户数", "流失客戶數", "Lost", computed_by="R-122")
    avg_spend = Money("平均客单价(元)", "平均客單價(元)", "Average spend", computed_by="R-122")
    satisfaction = Decimal("客户满意度", "客戶滿意度", "Satisfaction", computed_by="R-122")
    sales = Money("销售额", "銷售額", "Sales", computed_by="R-123")
    complaint_rate = Percent("投诉率", "投訴率", "Complaint rate", computed_by="R-123")
    nps = Decimal("NPS", "NPS", "NPS", computed_by="R-057")
    suggestions = Text("策略建议", "策略建議", "Suggestions", computed_by="R-124")


class KeyAccountDashboard(
    Table,
    id="key_account_dashboard",
    title=("大客户看板", "大客戶看板"),
    source=f"{DECK} 第十二章",
    kind="report",
    pack="core",
    key="customer_id indicator",
):
    """One row per key account and indicator."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", to="customer_master")
    indicator = Choice("指标", "指標", "Indicator", options=INDICATORS, rules=("R-133",))
    value = Decimal("当前值", "當前值", "Value", computed_by="R-133")
    threshold = Decimal("阈值", "閾值", "Threshold", required=True, rules=("R-133",), note="可改；改后重算按新阈值预警")
    direction = Choice("方向", "方向", "Direction", required=True, options=DIRECTIONS, rules=("R-133",))
    alert = Choice("预警", "預警", "Alert", options=ALERTS, computed_by="R-133")


class ReminderQueue(
    Table,
    id="reminder_queue",
    title=("提醒清单", "提醒清單"),
    source=f"{CARD} 第四步；{DECK} 第四、八、十章",
    kind="report",
    pack="core",
    key="customer_id rule_id matter due_at",
):
    """One row per thing to do, with the rule that asks for it."""

    remind_at = DateTime("提醒日期", "提醒日期", "Remind at", computed_by="R-108")
    due_at = DateTime("到期时间", "到期時間", "Due at", computed_by="R-108")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", to="customer_master")
    customer_name = Text("客户名称", "客戶名稱", "Customer name", aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    matter = Text("事由", "事由", "Matter", computed_by="R-108")
    rule_id = Text("规则编号", "規則編號", "Rule")
    urgency = Choice("紧急程度", "緊急程度", "Urgency", options=URGENCIES, computed_by="R-090")
    owner = Text("负责人", "負責人", "Owner", aliases=("销售专员", "业务员"))
    method = Choice("建议方式", "建議方式", "Method", options=METHODS, computed_by="R-142")
    status = Choice("处理状态", "處理狀態", "State", required=True, options=STATES, note="处理后改为已完成")


class DataQualityReport(
    Table,
    id="data_quality_report",
    title=("数据校验结果表", "數據校驗結果表"),
    source=f"{HANDBOOK} 第一、五章",
    kind="report",
    pack="core",
    key="sheet row_no column rule_id",
):
    """One row per problem found in the workbook."""

    sheet_ = Text("工作表", "工作表", "Sheet")
    row_no = Int("行号", "行號", "Row")
    column = Text("列名", "列名", "Column")
    rule_id = Text("规则编号", "規則編號", "Rule")
    severity = Choice("级别", "級別", "Severity", options=SEVERITIES)
    value = Text("当前值", "當前值", "Value (masked)", rules=("R-134",))
    message = Text("说明", "說明", "Message")
    suggestion = Text("建议值", "建議值", "Suggested value")
