"""Chances: opportunities, touches, tests, high potential."""

from __future__ import annotations

from xlcrm.tables.choices import YES_NO, ChoiceList
from xlcrm.tables.column import (
    Choice,
    Date,
    DateTime,
    Decimal,
    Id,
    Int,
    Money,
    Percent,
    Ref,
    Text,
    when_judged,
)
from xlcrm.tables.sources import DECK
from xlcrm.tables.table import Table

OPPORTUNITY_STAGES = ChoiceList(
    "商机阶段",
    ("初次接触", "需求确认", "方案评估", "方案接受", "报价后", "谈判签约", "赢单", "输单"),
    {"签约前": "谈判签约"},
)

TOUCH_CHANNELS = ChoiceList("触点渠道", ("展会", "广告", "官网", "邮件", "社媒", "电话", "拜访", "微信"))

TOUCH_KINDS = ChoiceList("互动类型", ("打开", "点击", "浏览", "点赞", "评论", "通话", "到场"))

TEST_SUBJECTS = ChoiceList("测试对象", ("邮件主题", "话术结构", "内容模板"))

VARIANTS = ChoiceList("测试版本", ("A", "B"))

POTENTIALS = ChoiceList("潜力结论", ("高潜力", "观察", "否"))


class Opportunity(
    Table,
    id="opportunity",
    title=("商机表", "商機表"),
    source=f"{DECK} 第三、九、十章",
    pack="sales",
    key="opportunity_no",
):
    """One row per opportunity."""

    opportunity_no = Id("商机编号", "商機編號", "Opportunity no.", required=True, unique=True, series="id.opportunity")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    stage = Choice("阶段", "階段", "Stage", required=True, options=OPPORTUNITY_STAGES, rules=("R-115",))
    stage_date = Date("进入阶段日期", "進入階段日期", "Stage entered on", required=True, past=True, rules=("R-115",))
    amount = Money("预计金额(元)", "預計金額(元)", "Expected amount", least=0)
    response_hours = Decimal("响应时长(小时)", "響應時長(小時)", "Response time, h", least=0, rules=("R-118",), note="客户最近一次答复用了几小时")
    competitor_touches = Int("竞品互动次数", "競品互動次數", "Competitor contacts", least=0, rules=("R-118",))
    win_prob = Percent("赢单概率", "贏單概率", "Win probability", computed_by="R-118")
    health_score = Int("健康度", "健康度", "Health", least=0, most=100, computed_by="R-118")
    owner = Text("负责人", "負責人", "Owner", required=True, aliases=("销售专员", "业务员"))


class OpportunityStageLog(
    Table,
    id="opportunity_stage_log",
    title=("商机阶段日志", "商機階段日志"),
    source=f"{DECK} 第九章",
    pack="sales",
    key="opportunity_no stage entered_date",
):
    """One row per stage that an opportunity entered."""

    opportunity_no = Ref("商机编号", "商機編號", "Opportunity no.", required=True, to="opportunity")
    stage = Choice("阶段", "階段", "Stage", required=True, options=OPPORTUNITY_STAGES)
    entered_date = Date("进入日期", "進入日期", "Entered", required=True, past=True, rules=("R-115",))


class Touchpoint(
    Table,
    id="touchpoint",
    title=("触点明细", "觸點明細"),
    source=f"{DECK} 第十章",
    pack="sales",
    key="customer_id touched_at channel",
):
    """One row per touch of a customer by a channel."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    touched_at = DateTime("触点时间", "觸點時間", "Time", required=True, past=True, rules=("R-121",))
    channel = Choice("渠道", "渠道", "Channel", required=True, options=TOUCH_CHANNELS, rules=("R-121",))
    touch_kind = Choice("互动类型", "互動類型", "Kind", options=TOUCH_KINDS, rules=("R-149",))
    converted = Choice("是否成交", "是否成交", "Converted?", required=when_judged("R-121", phrase="last touch", zh="是客户的最后一个触点"), options=YES_NO, rules=("R-121",))


class AbTest(
    Table,
    id="ab_test",
    title=("A/B测试登记表", "A/B測試登記表"),
    source=f"{DECK} 第九章",
    pack="sales",
    key="test_no variant",
):
    """One row per variant of a test."""

    test_no = Id("测试编号", "測試編號", "Test no.", required=True)
    subject = Choice("测试对象", "測試對象", "What is tested", required=True, options=TEST_SUBJECTS)
    variant = Choice("版本", "版本", "Variant", required=True, options=VARIANTS)
    content = Text("内容", "內容", "Content", required=True)
    sent_count = Int("发送数", "發送數", "Sent", required=True, above=0, rules=("R-117",))
    reply_count = Int("回复数", "回復數", "Replied", required=True, least=0, most="sent_count", rules=("R-117",), note="不超过发送数")
    convert_count = Int("转化数", "轉化數", "Converted", least=0, most="sent_count", rules=("R-117",), note="不超过发送数")
    start_date = Date("开始日期", "開始日期", "Start", required=True)
    end_date = Date("结束日期", "結束日期", "End", not_before="start_date")
    verdict = Text("结论", "結論", "Verdict", computed_by="R-117")


class HighPotentialCheck(
    Table,
    id="high_potential_check",
    title=("高潜力客户评估", "高潛力客戶評估"),
    source=f"{DECK} 第二章",
    pack="sales",
    key="customer_id",
):
    """One row per customer assessed against the four criteria of high potential."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    need_match = Choice("高需求匹配度", "高需求匹配度", "Need fits", required=True, options=YES_NO, rules=("R-063",))
    chain_clear = Choice("决策链明确", "決策鏈明確", "Decision chain clear", required=True, options=YES_NO, rules=("R-063",))
    budget_ok = Choice("预算充足且稳定", "預算充足且穩定", "Budget ample and stable", required=True, options=YES_NO, rules=("R-063",))
    substitution_low = Choice("竞品替代可能性低", "競品替代可能性低", "Hard to replace us", required=True, options=YES_NO, rules=("R-063",))
    met_count = Int("满足项数", "滿足項數", "Criteria met", least=0, most=4, computed_by="R-063")
    verdict = Choice("结论", "結論", "Verdict", options=POTENTIALS, computed_by="R-063")
