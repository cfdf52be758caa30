"""Deals: orders, contracts, quotations, proposals, negotiations."""

from __future__ import annotations

from xlcrm.tables.choices import YES_NO, ChoiceList
from xlcrm.tables.column import (
    Choice,
    Date,
    DateTime,
    Decimal,
    Id,
    LongText,
    Money,
    Ref,
    Text,
    when_filled,
    when_judged,
)
from xlcrm.tables.sources import CARD, DECK, HANDBOOK, PROCESS
from xlcrm.tables.table import Table

SIGN_MODES = ChoiceList("签约方式", ("电子签", "纸质签"))

RENEWAL_STATES = ChoiceList("续签状态", ("未启动", "跟进中", "已续签", "不续签"))

QUOTE_OUTCOMES = ChoiceList("报价结果", ("接受", "拒绝", "未回复"))


class SolutionProposal(
    Table,
    id="solution_proposal",
    title=("客户需求分析及方案建议书", "客戶需求分析及方案建議書"),
    source=f"{PROCESS} 表2",
    kind="form",
    pack="sales",
    key="customer_name proposal_version",
):
    """One sheet per version of a proposal to a customer."""

    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    proposal_version = Id("方案版本号", "方案版本號", "Version no.", required=True, versions="proposal.version", rules=("R-105",), example="V1.0", note="V加版本号，每个客户逐版递增，如 V1.0")
    drawn_date = Date("制定日期", "制定日期", "Drawn up on", required=True, past=True)
    background = LongText("需求背景(客户业务场景、痛点)", "需求背景(客戶業務場景、痛點)", "Background", required=True)
    core_needs = LongText("核心需求清单(功能、服务、预算等)", "核心需求清單(功能、服務、預算等)", "Core needs", required=True)
    solution = LongText("解决方案内容(产品配置、技术方案、服务保障)", "解決方案內容(產品配置、技術方案、服務保障)", "Solution", required=True)
    advantages = LongText("方案优势(与竞品对比)", "方案優勢(與競品對比)", "Advantages over rivals")
    quotation = LongText("报价明细(分项报价、总价、付款方式)", "報價明細(分項報價、總價、付款方式)", "Quotation", required=True, rules=("R-105",), note="分项报价、总价、付款方式；总价等于各项之和")
    customer_signed = Text("客户确认签字", "客戶確認簽字", "Customer's signature", required=when_judged("R-105", phrase="agreed", zh="客户同意本版方案"), rules=("R-105",), note="姓名和日期")
    owner = Text("销售专员*", "銷售專員*", "Sales specialist", required=True, aliases=("负责人", "业务员"))
    product_lead = Text("产品团队*负责人", "產品團隊*負責人", "Product team lead", required=True)


class Order(
    Table,
    id="order",
    title=("订单/销售记录", "訂單/銷售記錄"),
    source=f"{HANDBOOK} 第五章",
    pack="core",
    key="order_no product",
):
    """One row per product of an order."""

    order_no = Id("订单编号", "訂單編號", "Order no.", required=True, note="一张订单几种产品就写几行，编号相同")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    order_date = Date("购买时间", "購買時間", "Order date", required=True, past=True)
    product = Text("产品/服务", "產品/服務", "Product", required=True, rules=("R-126",))
    quantity = Decimal("数量", "數量", "Quantity", required=True, above=0, note="大于0")
    amount = Money("购买金额(元)", "購買金額(元)", "Amount, yuan", required=True, rules=("R-020",), note="单位元；退款另记，不填负数")
    payment_due = Date("应付款日期", "應付款日期", "Payment due", rules=("R-064",))
    paid_date = Date("回款日期", "回款日期", "Paid on", past=True, rules=("R-064",))
    paid_amount = Money("回款金额(元)", "回款金額(元)", "Paid, yuan", least=0)


class Contract(
    Table,
    id="contract",
    title=("合同台账", "合同台賬"),
    source=f"{PROCESS} 三；{CARD}；{DECK} 第三、四章",
    pack="core",
    key="contract_no",
):
    """One row per contract."""

    contract_no = Id("合同号", "合同號", "Contract no.", required=True, unique=True, series="id.contract")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    amount = Money("合同金额(元)", "合同金額(元)", "Amount", required=True, least=0)
    planned_sign_date = Date("计划签约日期", "計劃簽約日期", "Planned signing", required=True, rules=("R-096",))
    draft_sent_date = Date("草案提交日期", "草案提交日期", "Draft sent", required=True, rules=("R-096",))
    signed_date = Date("签约日期", "簽約日期", "Signed on", past=True, rules=("R-104",))
    sign_mode = Choice("签约方式", "簽約方式", "Signing mode", options=SIGN_MODES)
    scan_filed = Choice("扫描件已录入", "掃描件已錄入", "Scan filed", required=when_filled("signed_date", phrase="signed", zh="填了签约日期"), options=YES_NO, rules=("R-104",))
    start_date = Date("开始日期", "開始日期", "Start", required=True)
    end_date = Date("合同到期日", "合同到期日", "Ends on", required=True, not_before="start_date", rules=("R-095",), note="不早于开始日期")
    accepted_date = Date("验收日期", "驗收日期", "Accepted on", not_before="start_date", past=True, rules=("R-101",))
    renewal_status = Choice("续签状态", "續簽狀態", "Renewal state", options=RENEWAL_STATES, rules=("R-095",))
    owner = Text("负责人", "負責人", "Owner", required=True, aliases=("销售专员", "业务员"))


class Quote(
    Table,
    id="quote",
    title=("报价记录", "報價記錄"),
    source=f"{DECK} 第四、十章",
    pack="sales",
    key="quote_no",
):
    """One row per quotation sent."""

    quote_no = Id("报价单号", "報價單號", "Quote no.", required=True, unique=True, series="id.quote")
    customer_id = Ref("客户编号", "客戶編號", "Customer ID", required=True, to="customer_master")
    sent_at = DateTime("发送时间", "發送時間", "Sent at", required=True, past=True, rules=("R-098",))
    viewed_at = DateTime("客户查看时间", "客戶查看時間", "Viewed at", not_before="sent_at", past=True, rules=("R-097",))
    replied_at = DateTime("客户回复时间", "客戶回復時間", "Answered at", not_before="sent_at", past=True, rules=("R-098",))
    amount = Money("报价金额(元)", "報價金額(元)", "Amount", required=True, least=0)
    valid_until = Date("有效期至", "有效期至", "Valid until", not_before="sent_at", rules=("R-111",))
    outcome = Choice("结果", "結果", "Outcome", options=QUOTE_OUTCOMES)


class NegotiationRecord(
    Table,
    id="negotiation_record",
    title=("商务谈判记录表", "商務談判記錄表"),
    source=f"{PROCESS} 三",
    kind="form",
    pack="sales",
    key="customer_name negotiation_date",
):
    """One sheet per round of negotiation."""

    customer_name = Ref("客户名称", "客戶名稱", "Customer name", required=True, to="customer_master.customer_name", aliases=("客户姓名/名称", "客户姓名", "调查对象"))
    negotiation_date = Date("谈判日期", "談判日期", "Date", required=True, past=True)
    counterpart = Text("客户对接人", "客戶對接人", "Customer's negotiator", required=True)
    price = Money("价格", "價格", "Price", required=True, least=0, rules=("R-106",))
    payment_terms = Text("付款方式", "付款方式", "Payment terms", required=True, rules=("R-106",))
    delivery_time = Text("交付时间", "交付時間", "Delivery time", required=True, rules=("R-106",), note="日期或约定，如 签约后30天")
    after_sales = Text("售后服务条款", "售后服務條款", "After-sales terms", required=True, rules=("R-106",))
    liability = Text("违约责任", "違約責任", "Liability", required=True, says_none=("无",), rules=("R-106",), note="没有约定填“无”")
    result = LongText("结论/待定事项", "結論/待定事項", "Result, open points", required=True)
    owner = Text("销售专员", "銷售專員", "Sales specialist", required=True, aliases=("负责人", "业务员"))
