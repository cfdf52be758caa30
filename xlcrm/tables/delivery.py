"""Delivery of what a contract promises."""

from __future__ import annotations

from xlcrm.tables.choices import DELIVERY_STAGES, PASSED, YES_NO
from xlcrm.tables.column import Choice, Date, LongText, Ref, Text, when_filled
from xlcrm.tables.sources import PROCESS
from xlcrm.tables.table import Table


class DeliveryTracking(
    Table,
    id="delivery_tracking",
    title=("项目交付跟进表", "項目交付跟進表"),
    source=f"{PROCESS} 表3",
    kind="form",
    pack="service",
    key="contract_no delivery_stage",
):
    """One sheet per contract with one block per delivery stage; one row per contract and stage."""

    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    contract_no = Ref("合同号", "合同號", "Contract no.", required=True, to="contract")
    project_start = Date("项目启动时间", "項目啟動時間", "Project start", required=True)
    delivery_stage = Choice("交付阶段", "交付階段", "Delivery stage", required=True, options=DELIVERY_STAGES, ticks=True)
    planned_finish = Date("计划完成时间", "計劃完成時間", "Planned finish", required=True, not_before="project_start", rules=("R-103",))
    actual_finish = Date("实际完成时间", "實際完成時間", "Actual finish", required=when_filled("customer_signed", phrase="done", zh="客户已签字确认"), not_before="project_start", past=True, rules=("R-103",))
    deliverable = Text("本阶段关键交付物", "本階段關鍵交付物", "Key deliverable", required=True)
    responsible = Text("责任人", "責任人", "Responsible", required=True, aliases=("责任部门/人",))
    feedback = LongText("客户反馈意见", "客戶反饋意見", "Customer's comments", aliases=("客户反馈", "客户反馈/需求", "客户反馈内容"))
    problem_log = LongText("问题记录(问题描述、影响、解决方案、责任人、完成时限)", "問題記錄(問題描述、影響、解決方案、責任人、完成時限)", "Problem log", note="问题描述、影响、解决方案、责任人、完成时限")
    customer_signed = Text("客户签字确认", "客戶簽字確認", "Customer's sign-off", required=when_filled("actual_finish", phrase="done", zh="填了实际完成时间"), note="姓名和日期")
    service_owner = Text("客服专员*", "客服專員*", "Service specialist", required=True)
    product_lead = Text("产品团队*负责人", "產品團隊*負責人", "Product team lead", required=True)


class DeliveryPlan(
    Table,
    id="delivery_plan",
    title=("项目交付计划", "項目交付計劃"),
    source=f"{PROCESS} 四",
    pack="service",
    key="contract_no milestone",
):
    """One row per milestone of a contract's delivery."""

    contract_no = Ref("合同号", "合同號", "Contract no.", required=True, to="contract")
    delivery_stage = Choice("交付阶段", "交付階段", "Stage", required=True, options=DELIVERY_STAGES)
    milestone = Text("节点名称", "節點名稱", "Milestone", required=True)
    planned_date = Date("计划时间", "計劃時間", "Planned date", required=True, rules=("R-100",))
    responsible = Text("责任人", "責任人", "Responsible", required=True, aliases=("责任部门/人",))
    deliverable = Text("交付物", "交付物", "Deliverable", required=True)
    is_key = Choice("是否关键节点", "是否關鍵節點", "Key milestone?", required=True, options=YES_NO, rules=("R-100",))
    remind_date = Date("提醒日期", "提醒日期", "Remind on", computed_by="R-100")


class AcceptanceReport(
    Table,
    id="acceptance_report",
    title=("项目验收报告", "項目驗收報告"),
    source=f"{PROCESS} 四",
    kind="form",
    pack="service",
    key="contract_no accepted_date",
):
    """One sheet per acceptance of a delivered project."""

    contract_no = Ref("合同号", "合同號", "Contract no.", required=True, to="contract")
    customer_name = Text("客户名称", "客戶名稱", "Customer name", required=True)
    accepted_date = Date("验收日期", "驗收日期", "Accepted on", required=True, past=True, rules=("R-101",))
    comments = LongText("验收意见", "驗收意見", "Comments", required=True)
    fix_items = LongText("整改项", "整改項", "Items to fix")
    fixed_date = Date("整改完成日期", "整改完成日期", "Fixed on", required=when_filled("fix_items", phrase="items", zh="填了整改项"), past=True)
    verdict = Choice("结论", "結論", "Verdict", required=True, options=PASSED)
    customer_signed = Text("客户签字", "客戶簽字", "Signature", required=True, note="姓名和日期")


class DeliveryWeeklySync(
    Table,
    id="delivery_weekly_sync",
    title=("项目周同步记录", "項目周同步記錄"),
    source=f"{PROCESS} 四",
    pack="service",
    key="contract_no sync_date",
):
    """One row per weekly progress report to the customer."""

    contract_no = Ref("合同号", "合同號", "Contract no.", required=True, to="contract")
    sync_date = Date("同步日期", "同步日期", "Synced on", required=True, past=True, rules=("R-102",))
    progress_desc = Text("进展摘要", "進展摘要", "Progress", required=True)
    open_issues = Text("待协调问题", "待協調問題", "Open problems")
    service_owner = Text("客服专员", "客服專員", "Service specialist", required=True)
