"""Problems: feedback, suggestions, technical tickets, and what was learnt from them."""

from __future__ import annotations

from xlcrm.tables.choices import DEPARTMENTS, INDUSTRIES, PRIORITY, STATES, YES_NO, ChoiceList
from xlcrm.tables.column import (
    Choice,
    Date,
    DateTime,
    Id,
    LongText,
    Ref,
    Score,
    Text,
    Time,
    when,
    when_filled,
)
from xlcrm.tables.sources import DECK, HANDBOOK, TOOLKIT
from xlcrm.tables.table import Table

ISSUE_CLASSES = ChoiceList("问题分类", ("产品", "服务", "价格", "其他"))

ISSUE_VERDICTS = ChoiceList("客户确认结果", ("满意", "需改进"))

NEED_KINDS = ChoiceList("需求类型", ("核心", "附加"))

ISSUE_CATEGORIES = ChoiceList("问题类别", ("即时问题", "共性问题", "客户建议"), {"建议": "客户建议"})

HANDLINGS = ChoiceList("处理方式", ("当场解决", "24小时内上门", "转部门"))

TICKET_PRIORITIES = ChoiceList("工单优先级", ("P0", "P1", "其他"))

INFORMED = ChoiceList("通知对象", ("销售", "客服"))

ENTRY_KINDS = ChoiceList("知识库类别", ("常见问题", "标准话术", "故障代码", "成功案例", "失败案例"))

DONE = when("progress", "已完成", "已修复", "已解决", phrase="done", zh="处理进度为已完成")


class FeedbackIssueTracker(
    Table,
    id="feedback_issue_tracker",
    title=("客户反馈问题跟踪表", "客戶反饋問題跟蹤表"),
    source=f"{TOOLKIT} 表2",
    pack="service",
    key="issue_no",
):
    """One row per problem that a customer reported, its whole life in one row."""

    issue_no = Id("问题编号", "問題編號", "Issue no.", required=True, pattern=r"\d{9}", unique=True, series="id.issue", rules=("R-088",), example="202405001", note="年月加三位流水号，如 202405001；留空由重算编号")
    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", aliases=("客户姓名/名称", "客户姓名", "调查对象"), example="示例云图科技有限公司")
    issue_desc = LongText("问题描述", "問題描述", "Problem", required=True, example="系统数据同步延迟")
    reported_at = Date("反馈时间", "反饋時間", "Reported at", required=True, past=True, example="2024-05-10")
    issue_class = Choice("问题分类(产品/服务/其他)", "問題分類(產品/服務/其他)", "Class", required=True, options=ISSUE_CLASSES, example="产品")
    responsible = Text("责任部门/人", "責任部門/人", "Responsible dept/person", required=True, aliases=("责任人",), example="技术部李某", note="部门和人，如 技术部李某")
    progress = Choice("处理进度", "處理進度", "Progress", required=True, options=STATES, rules=("R-089",), aliases=("问题状态",), example="已完成")
    solution = LongText("解决方案", "解決方案", "Solution", required=DONE, example="优化数据库算法,5月12日上线")
    done_date = Date("完成时间", "完成時間", "Done on", required=DONE, not_before="reported_at", past=True, example="2024-05-12", note="不早于反馈时间")
    verdict = Choice("客户确认结果(□满意□需改进)", "客戶確認結果(□滿意□需改進)", "Customer's verdict", required=DONE, options=ISSUE_VERDICTS, ticks=True, rules=("R-089",), example="满意")
    satisfaction_score = Score("满意度评分(1-5分)", "滿意度評分(1-5分)", "Score", required=DONE, rules=("R-053",), aliases=("客户满意度评分", "评分"), example="5", note="1到5分")
    archived_date = Date("归档时间", "歸檔時間", "Archived on", required=when("verdict", "满意", phrase="verdict 满意", zh="客户确认结果为满意"), not_before="done_date", past=True, rules=("R-089",), example="2024-05-13", note="不早于完成时间；客户满意才归档")

    # behind the columns of the paper form
    reported_time = Time("反馈时刻", "反饋時刻", "Time of report", extension=True, rules=("R-092",))
    first_response_at = DateTime("首次响应时间", "首次響應時間", "First response at", not_before="reported_at", past=True, extension=True, rules=("R-092",))
    plan_given_at = DateTime("方案给出时间", "方案給出時間", "Solution proposed at", not_before="reported_at", past=True, extension=True, rules=("R-092",))
    followed_up_at = DateTime("结果跟进时间", "結果跟進時間", "Result followed up at", not_before="reported_at", past=True, extension=True, rules=("R-092",))
    revisit_date = Date("回访日期", "回訪日期", "Revisited on", not_before="done_date", past=True, extension=True, rules=("R-080",))
    priority = Choice("优先级", "優先級", "Priority", options=PRIORITY, extension=True, rules=("R-144",))
    need_kind = Choice("需求类型", "需求類型", "Core or extra", options=NEED_KINDS, extension=True, rules=("R-144",))
    problem_key = Text("问题关键词", "問題關鍵詞", "Problem key", extension=True, rules=("R-146",))
    complaint_no = Ref("关联投诉编号", "關聯投訴編號", "Linked complaint", to="complaint_log", extension=True)


class IssueResolution(
    Table,
    id="issue_resolution",
    title=("问题解决记录", "問題解決記錄"),
    source=f"{HANDBOOK} 第三章",
    pack="service",
    key="customer_id reported_at",
):
    """One row per problem or suggestion heard on a revisit and how it was answered."""

    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    issue_desc = LongText("问题描述", "問題描述", "Problem", required=True)
    category = Choice("问题类别", "問題類別", "Category", required=True, options=ISSUE_CATEGORIES, rules=("R-146",))
    reported_at = DateTime("反馈时间", "反饋時間", "Reported at", required=True, past=True, rules=("R-148",))
    handling = Choice("处理方式", "處理方式", "Handled how", required=True, options=HANDLINGS, rules=("R-148",))
    solved_at = DateTime("解决时间", "解決時間", "Solved at", not_before="reported_at", past=True, rules=("R-148",))
    department = Choice("转交部门", "轉交部門", "Passed to", options=DEPARTMENTS, rules=("R-145",))
    adoption = Text("采纳进展", "採納進展", "Adoption progress", required=when("category", "客户建议", "建议", phrase="建议", zh="问题类别为客户建议"), rules=("R-147",))
    replied_at = DateTime("回复时间", "回復時間", "Answered at", not_before="reported_at", past=True, rules=("R-147",))
    problem_key = Text("问题关键词", "問題關鍵詞", "Problem key", rules=("R-146",))


class TechTicket(
    Table,
    id="tech_ticket",
    title=("技术工单", "技術工單"),
    source=f"{DECK} 第十一章",
    pack="service",
    key="ticket_no",
):
    """One row per hand-over to technical support."""

    ticket_no = Id("工单号", "工單號", "Ticket no.", required=True, unique=True, series="id.ticket")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    priority = Choice("优先级", "優先級", "Priority", required=True, options=TICKET_PRIORITIES, rules=("R-093",))
    device_model = Text("设备型号", "設備型號", "Device model", required=True, rules=("R-094",))
    screenshot = Text("错误截图", "錯誤截圖", "Screenshot", required=True, says_none=("无",), rules=("R-094",), note="文件名；没有截图填“无”并说明原因")
    steps = LongText("操作步骤", "操作步驟", "Steps", required=True, rules=("R-094",))
    submitted_at = DateTime("提交时间", "提交時間", "Submitted at", required=True, past=True, rules=("R-093",))
    started_at = DateTime("介入时间", "介入時間", "Taken up at", not_before="submitted_at", past=True, rules=("R-093",))
    finished_at = DateTime("处理完成时间", "處理完成時間", "Finished at", not_before="submitted_at", past=True, rules=("R-093",))
    informed = Choice("通知对象", "通知對象", "Informed", required=when("priority", "P0", "P1", phrase="P0 or P1", zh="优先级为P0或P1"), options=INFORMED, rules=("R-093",))
    report = LongText("处理报告", "處理報告", "Report", required=when_filled("finished_at", phrase="finished", zh="填了处理完成时间"), rules=("R-094",))


class KnowledgeBase(
    Table,
    id="knowledge_base",
    title=("知识库", "知識庫"),
    source=f"{DECK} 第八、十一章",
    pack="service",
    key="entry_no",
):
    """One row per entry: a frequent question, a standard wording, a fault code, a case."""

    entry_no = Id("条目编号", "條目編號", "Entry no.", required=True, unique=True)
    kind_ = Choice("类别", "類別", "Kind", required=True, options=ENTRY_KINDS, rules=("R-136",))
    title_ = Text("标题", "標題", "Title", required=True)
    problem = Text("问题/故障代码", "問題/故障代碼", "Problem or code", required=True, rules=("R-136",))
    checks = LongText("排查步骤", "排查步驟", "Checks")
    solution = LongText("解决方案", "解決方案", "Solution", required=True)
    industry = Choice("适用行业", "適用行業", "Industry", options=INDUSTRIES)
    anonymised = Choice("是否脱敏", "是否脫敏", "Anonymised?", required=when("kind", "成功案例", "失败案例", phrase="cases", zh="类别为成功案例或失败案例"), options=YES_NO, rules=("R-136",))
    updated_date = Date("更新日期", "更新日期", "Updated", required=True, past=True)
