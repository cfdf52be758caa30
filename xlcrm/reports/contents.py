"""目录: what each sheet of the workbook is for, in one line, with a link to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlcrm.reports.report import Block, Cell, Head, Link, Report, Tile
from xlcrm.tables import TABLES
from xlcrm.tables.table import Table

NAME = "home"
SHEET = "首页"

GROUPS: Mapping[str, str] = {
    "customers": "客户",
    "followups": "跟进",
    "revisits": "回访",
    "satisfaction": "满意度",
    "complaints": "投诉",
    "issues": "问题工单",
    "deals": "订单合同",
    "opportunities": "商机",
    "delivery": "交付",
    "reviews": "审核审批",
    "results": "分析",
    "settings": "设置",
}
"""Group of a table by the module that declares it, in the order of the sheets."""

PURPOSES: Mapping[str, str] = {
    "customer_master": "一个客户一行，其他各表都按客户编号指向这里",
    "source_register": "每次展会、转介绍、广告带来多少客户，转化了多少",
    "followup_plan": "每个客户多久联系一次、下次哪天、谈什么",
    "followup_record": "每联系一次记一行：谈了什么、客户怎么说、下一步谁在何时做什么",
    "revisit_plan": "老客户和新签客户多久回访一次、下次哪天",
    "revisit_log": "每回访一次记一行，来自两种回访表单",
    "satisfaction_survey": "手册的满意度问卷，一份一张",
    "satisfaction_response": "问卷的每个维度一行，换算成百分制",
    "satisfaction_assessment": "按季度或半年由客户评五项",
    "complaint_log": "一起投诉一行：等级、责任人、应在何时解决",
    "complaint_tracking": "投诉的每一步处理一行：谁在何时做了什么",
    "complaint_monthly_report": "当月投诉总量、类型、高频问题、责任部门和改进措施",
    "compensation_approval": "超过限额的赔偿由谁批准",
    "revisit_communication_record": "工具包的回访表单，一次一张",
    "revisit_record": "流程工具的回访表单，一次一张",
    "feedback_issue_tracker": "客户反馈的每个问题一行，从提出到客户确认",
    "issue_resolution": "回访中听到的问题和建议，怎样处理",
    "tech_ticket": "转技术支持的工单和时限",
    "knowledge_base": "常见问题、标准话术和案例",
    "customer_intake": "新线索的登记表单，一个客户一张",
    "solution_proposal": "需求分析和方案建议书，一个版本一张",
    "negotiation_record": "商务谈判记录，一轮一张",
    "order": "每笔订单的产品、金额和回款，各项分析由此计算",
    "contract": "合同金额、签约、到期和续签",
    "quote": "发出的报价，客户何时查看、何时答复",
    "delivery_plan": "项目交付的节点和交付物",
    "delivery_tracking": "项目各交付阶段的进度和问题",
    "delivery_weekly_sync": "每周向客户通报的进展",
    "acceptance_report": "项目验收的意见和结论",
    "opportunity": "在谈的商机、阶段、金额和健康度",
    "opportunity_stage_log": "商机何时进入哪个阶段",
    "touchpoint": "客户在哪些渠道与我们接触过",
    "ab_test": "两种话术或邮件哪种回复多",
    "high_potential_check": "按四项标准评估客户潜力",
    "followup_card": "联系客户前看的一张卡片",
    "key_date": "生日、纪念日、合同到期等日子，到时提醒",
    "commitment": "答应客户的事，何时兑现",
    "consent_record": "客户同意了什么、何时、凭什么",
    "info_review": "客户资料由谁审核、结论如何",
    "overdue_approval": "超时事项的原因和部门负责人意见",
    "improvement_plan": "满意度不足时怎样改进",
    "action_plan": "分析之后定下的行动：谁、做什么、何时",
    "rfm_result": "按最近购买、频次、金额给客户分类",
    "value_grade_result": "按销售额占比给客户分 A、B、C 类",
    "churn_risk_result": "哪些客户可能流失，为什么",
    "industry_report": "各行业的客户数、销售额和增速",
    "source_conversion_report": "各来源渠道的转化率和成本",
    "kpi_report": "客户数据看板：指标、走势、建议",
    "key_account_dashboard": "大客户的十二项指标和预警",
    "reminder_queue": "今天该联系谁、为什么、怎样联系",
    "data_quality_report": "哪个单元格有问题、怎样改",
    "choice_list": "各下拉列表的选项和同义词，可增减；同一列表的选项要连在一起",
    "policy_profile": "跟进间隔、时限、限额等参数，可修改",
    "role_permission": "哪个角色可以看、可以改哪张表",
    "holiday_calendar": "法定节假日和调休上班日，计算工作日用",
    "culture_note": "不同地区和信仰的沟通提示",
}


def group(table: type[Table]) -> str:
    """Group of a table.

    >>> group(TABLES["contract"])
    '订单合同'
    """
    return GROUPS[table.__module__.rpartition(".")[2]]


def in_groups(tables: Iterable[type[Table]]) -> list[type[Table]]:
    """Tables in the order of their groups, within a group in that of the catalogue."""
    order, place = list(GROUPS.values()), list(TABLES)
    return sorted(tables, key=lambda table: (order.index(group(table)), place.index(table.id)))


def contents(tables: Sequence[type[Table]], sheets: Mapping[str, str] | None = None) -> Block:
    """The block of links; ``sheets`` gives the title of a table's sheet where it is not the usual one."""
    rows: list[list[Cell | Link]] = []
    before = ""
    for table in in_groups(tables):
        title = (sheets or {}).get(table.id, table.sheet())
        name = group(table)
        rows.append([name if name != before else "", Link(title, title), PURPOSES[table.id]])
        before = name
    heads = [
        Head("group", "分类", width=12),
        Head("sheet", "工作表", "link", 24),
        Head("purpose", "用途", "longtext"),
    ]
    return Block("contents", "各张表", heads, rows)


def legend() -> Block:
    """What the colours of headings mean; the tones are those in which the headings are filled."""
    return Block(
        "legend",
        "表头颜色",
        [Head("color", "颜色", width=12), Head("meaning", "含义", "longtext")],
        [
            ["橙黄", "必填；点一下表头，提示里写着是否只在某种情况下必填"],
            ["浅蓝", "选填"],
            ["灰", "由重算填写，不必手工填；手工填写的值会保留，并注明与计算结果不同"],
        ],
        tones=["warn", "plain", "muted"],
    )


def start_page(tables: Sequence[type[Table]], sheets: Mapping[str, str] | None = None) -> Report:
    """首页 of a workbook that has not been recalculated yet: how to begin, where everything is."""
    return Report(
        NAME,
        SHEET,
        "客户管理",
        "每天从这里开始：看今天该联系谁，点工作表名称直接前往",
        tiles=[
            Tile("今天要联系", None, note="按“重算”后显示"),
            Tile("已超时", None, note="按“重算”后显示"),
            Tile("七天内", None, note="按“重算”后显示"),
        ],
        blocks=[
            Block(
                "steps",
                "三步开始",
                [Head("step", "步骤", width=12), Head("what", "做什么", "longtext")],
                [
                    ["① 登记", "在“客户信息总表”登记客户，每联系一次在“客户跟进记录表”记一行"],
                    ["② 校验", "按“校验”：写错的单元格会标出颜色，并说明怎样改"],
                    [
                        "③ 重算",
                        "按“重算”：算出下次跟进日期、时限和等级，这里换成今日、超时和本周要联系的客户",
                    ],
                ],
            ),
            contents(tables, sheets),
            legend(),
        ],
        notes=[
            "“重算”和“校验”是功能区“客户管理”里的按钮；也可以在命令行运行 xlcrm recalc 和 xlcrm validate。"
        ],
    )
