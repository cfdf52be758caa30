"""What can be wrong with contracts, proposals and negotiations (R-095, R-104 to R-106)."""

from xlcrm.problems.record import Kind

CONTRACT_EXPIRED = Kind(
    "contract-expired",
    "R-095",
    "error",
    "合同 {contract} 已在 {end} 到期，续签状态是“{renewal}”。",
    "contract {contract} ended on {end}; its renewal state is “{renewal_en}”.",
    "请与客户确认是否续签，把“续签状态”改成“已续签”或“不续签”。",
    "Settle the renewal and set 续签状态 to 已续签 or 不续签.",
    example="2024-12-31 到期，2025-01-01 仍在跟进",
)
SCAN_MISSING = Kind(
    "scan-missing",
    "R-104",
    "error",
    "合同 {signed} 已签，到 {due} 还没有录入扫描件。",
    "the contract was signed on {signed}; its scan was due by {due}.",
    "请录入扫描件（电子签也要存文件），并把“扫描件已录入”改成“是”。",
    "File the scan (also of an electronic signature) and set 扫描件已录入 to 是.",
    example="5月10日签约，5月12日没有扫描件",
)
DELIVERY_NOT_PLANNED = Kind(
    "delivery-not-planned",
    "R-104",
    "error",
    "合同 {value} 已签，“项目交付计划”里还没有它，交付和客服没有接到通知。",
    "contract {value} is signed, but delivery and service were not informed: it has no delivery plan.",
    "请在“项目交付计划”里为它安排交付节点。",
    "Plan its milestones in 项目交付计划.",
    example="签约三天后仍没有交付计划",
)
VERSION_NOT_RISING = Kind(
    "version-not-rising",
    "R-105",
    "error",
    "方案版本 {value} 不高于该客户上一版 {before}。",
    "version {value} is not above the customer's version before, {before}.",
    "每个客户的版本号逐版递增，请改成更高的版本号。",
    "Versions rise for each customer: give it a higher one.",
    example="V1.1 之后又是 V1.0",
)
OLD_VERSION_SIGNED = Kind(
    "old-version-signed",
    "R-105",
    "error",
    "客户签的是旧版 {value}，最新版是 {newest}。",
    "the customer signed version {value}, the newest is {newest}.",
    "只有最新版可以签字，请核对。",
    "Only the newest version may be signed: check it.",
    example="V1.0 有签字，V1.1 没有",
)
TOTAL_DIFFERS = Kind(
    "total-differs",
    "R-105",
    "error",
    "报价总价 {total} 元，各项之和是 {sum} 元。",
    "the total is {total} yuan, the items sum up to {sum}.",
    "请核对分项报价和总价。",
    "Check items and total.",
    example="30000+12000+8000，总价写 52000",
)
SIGNATURE_MISSING = Kind(
    "signature-missing",
    "R-105",
    "error",
    "客户已签字，我方“{header}”却没有签。",
    "the customer has signed, our “{header}” has not.",
    "请补签；双方都签字才算定稿。",
    "Have it signed: both sides must.",
    example="客户确认签字有，产品团队负责人空着",
)
PROPOSAL_SPARSE = Kind(
    "proposal-sparse",
    "R-105",
    "info",
    "方案里没有写{missing}。",
    "the proposal does not mention {missing_en}.",
    "请补充，让客户看到优势和交付时间。",
    "Add it.",
    example="没有写交付周期",
)
LIABILITY_NONE = Kind(
    "liability-none",
    "R-106",
    "info",
    "违约责任写的是“无”。",
    "liability is “无” (none).",
    "请确认双方确实没有约定。",
    "Make sure that nothing was agreed.",
    example="无",
)
