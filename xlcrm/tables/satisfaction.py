"""Satisfaction: two questionnaires, the long table behind them, and the plans that follow."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from xlcrm.tables.choices import DEPARTMENTS, YES_NO, ChoiceList
from xlcrm.tables.column import Choice, Date, Decimal, Id, Int, LongText, Ref, Score, Text
from xlcrm.tables.sources import HANDBOOK, PROCESS, TOOLKIT
from xlcrm.tables.table import Table

SURVEY_TEMPLATES = ChoiceList("评分来源表单", ("001-6", "002-3", "002-2", "003-4"))

DIMENSIONS_OF: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "001-6": {
            "产品质量稳定性": "产品",
            "技术响应速度": "服务",
            "服务人员态度": "服务",
            "继续合作": "续购",
            "推荐同行": "推荐",
        },
        "002-3": {
            "产品质量": "产品",
            "服务响应速度": "服务",
            "沟通效率": "服务",
            "问题解决能力": "服务",
            "整体合作体验": "总体",
        },
        "002-2": {"单项满意度": "总体"},
        "003-4": {"单项满意度": "总体"},
    }
)
"""Dimension -> group, by the form that asks for it."""

DIMENSIONS = ChoiceList(
    "满意度维度", tuple(dict.fromkeys(name for asked in DIMENSIONS_OF.values() for name in asked)), open=True
)

DIMENSION_GROUPS = ChoiceList("维度组", ("产品", "服务", "总体", "续购", "推荐"))

SCORE_WORDS: Mapping[str, int] = MappingProxyType(
    {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "非常不满意": 1}
)
"""What the words of the questionnaires mean as marks (R-053)."""

RECOMMEND_WORDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"愿意": (9, 10), "可能": (7, 8), "不确定": (5, 6), "不愿意": (0, 4)}
)
"""Least and greatest mark that a word of the recommendation line stands for (R-056)."""

IMPROVEMENT_TRIGGERS = ChoiceList("提升触发原因", ("满意度<80", "推荐值<7", "共性问题", "连续3个月投诉"))

EFFECTS = ChoiceList("验证结果", ("有效", "无效", "待验证"))


class SatisfactionSurvey(
    Table,
    id="satisfaction_survey",
    title=("客户满意度调查表", "客戶滿意度調查表"),
    source=f"{HANDBOOK} 第三章 表6",
    kind="form",
    key="customer_name survey_date",
    captions=(("调查维度", "調查維度"), ("评价选项", "評價選項"), ("评分(1-5分)", "評分(1-5分)")),
):
    """One sheet per survey: a head of three fields, a grid of dimensions and marks, one line of free text.

    Its marks become rows of satisfaction_response.
    """

    customer_name = Ref("调查对象", "調查對象", "Surveyed customer", required=True, to="customer_master.customer_name", aliases=("客户名称", "客户姓名/名称", "客户姓名"), example="示例云图科技有限公司")
    survey_date = Date("调查日期", "調查日期", "Survey date", required=True, past=True, example="2023-09-10")
    surveyor = Text("调查人", "調查人", "Surveyor", required=True, aliases=("跟进人",), example="李某")
    score_quality_stability = Score("产品质量稳定性", "產品質量穩定性", "Quality and stability", required=True, rules=("R-053",), example="4")
    score_tech_response = Score("技术响应速度", "技術響應速度", "Technical response speed", required=True, rules=("R-053",), example="5")
    score_staff_attitude = Score("服务人员态度", "服務人員態度", "Staff attitude", required=True, rules=("R-053",), example="4")
    will_continue = Choice("您是否愿意继续合作?", "您是否愿意繼續合作?", "Will you continue?", required=True, options=YES_NO, example="是")
    recommend_score = Int("您是否愿意推荐给同行?", "您是否愿意推薦給同行?", "Would you recommend us?", required=True, least=0, most=10, rules=("R-056",), example="8", note="0到10分：9-10愿意，7-8可能，5-6不确定，0-4不愿意")
    suggestion = LongText("您对产品/服务的改进建议", "您對產品/服務的改進建議", "Suggestions", aliases=("改进建议",), example="希望增加数据分析功能,方便监控服务器运行状态。", note="没有建议填“-”")


class SatisfactionAssessment(
    Table,
    id="satisfaction_assessment",
    title=("客户满意度评估表", "客戶滿意度評估表"),
    source=f"{TOOLKIT} 表3",
    kind="form",
    key="customer_name period",
    captions=(("评估维度", "評估維度"), ("评分(1-5分,1分最低,5分最高)", "評分(1-5分,1分最低,5分最高)")),
):
    """One sheet per customer and quarter or half-year, five dimensions ticked 1 to 5.

    Its marks become rows of satisfaction_response.
    """

    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    period = Text("评估周期", "評估周期", "Period assessed", required=True, example="2024Q1", note="季度或半年，如 2024Q1、2024H1")
    score_product_quality = Score("产品质量", "產品質量", "Product quality", required=True, boxes=("1", "2", "3", "4", "5"), rules=("R-053",))
    score_response_speed = Score("服务响应速度", "服務響應速度", "Response speed", required=True, boxes=("1", "2", "3", "4", "5"), rules=("R-053",))
    score_communication = Score("沟通效率", "溝通效率", "Communication", required=True, boxes=("1", "2", "3", "4", "5"), rules=("R-053",))
    score_problem_solving = Score("问题解决能力", "問題解決能力", "Problem solving", required=True, boxes=("1", "2", "3", "4", "5"), rules=("R-053",))
    score_overall = Score("整体合作体验", "整體合作體驗", "Overall experience", required=True, boxes=("1", "2", "3", "4", "5"), rules=("R-053",))
    overall_comment = LongText("总体评价(客户填写,可举例说明)", "總體評價(客戶填寫,可舉例說明)", "Overall comment", rules=("R-119",))
    suggestion = LongText("改进建议(客户填写,如希望增加的功能、服务优化方向等)", "改進建議(客戶填寫,如希望增加的功能、服務優化方向等)", "Suggestions")
    contact_name = Text("联系人*", "聯系人*", "Contact person", required=True, aliases=("对接人",))
    assessed_date = Date("评估日期", "評估日期", "Assessed on", required=True, past=True)


class SatisfactionResponse(
    Table,
    id="satisfaction_response",
    title=("满意度评分明细", "滿意度評分明細"),
    source=f"{HANDBOOK} 第三章 表6；{TOOLKIT} 表2、表3；{PROCESS} 表4",
    pack="core",
    key="survey_no dimension",
):
    """One row per survey and dimension, so that both questionnaires feed one computation."""

    survey_no = Id("调查编号", "調查編號", "Survey no.", required=True, note="同一份问卷的各行用同一个编号")
    template = Choice("模板", "模板", "Template", required=True, options=SURVEY_TEMPLATES)
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    survey_date = Date("调查日期", "調查日期", "Date", required=True, past=True)
    dimension = Choice("维度", "維度", "Dimension", required=True, options=DIMENSIONS)
    dimension_group = Choice("维度组", "維度組", "Group", required=True, options=DIMENSION_GROUPS)
    score = Decimal("评分", "評分", "Score", required=True, least=0, most=10, note="1到5分；推荐同行0到10分；继续合作是填1、否填0")
    score_100 = Decimal("百分制得分", "百分制得分", "100-point", computed_by="R-053")


class ImprovementPlan(
    Table,
    id="improvement_plan",
    title=("满意度提升计划", "滿意度提升計劃"),
    source=f"{HANDBOOK} 第三章；{PROCESS} 六",
    pack="service",
    key="plan_no",
):
    """One row per plan to win back satisfaction."""

    plan_no = Id("计划编号", "計劃編號", "Plan no.", required=True, unique=True)
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", to="customer_master", note="共性问题留空")
    trigger = Choice("触发原因", "觸發原因", "Trigger", required=True, options=IMPROVEMENT_TRIGGERS, rules=("R-130",))
    current_score = Decimal("当前得分", "當前得分", "Current score", least=0, most=100)
    lead = Text("牵头人", "牽頭人", "Led by", required=True, rules=("R-130",), note="销售主管；推荐值低的由管理层牵头")
    measure = LongText("改进措施", "改進措施", "Measure", required=True)
    department = Choice("责任部门", "責任部門", "Department", required=True, options=DEPARTMENTS)
    due_date = Date("完成时限", "完成時限", "Due on", required=True)
    verified = Choice("验证结果", "驗證結果", "Verified effect", options=EFFECTS, rules=("R-130",))
