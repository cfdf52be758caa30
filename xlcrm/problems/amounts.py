"""What can be wrong with amounts of money (R-010, R-020)."""

from xlcrm.problems.record import Kind

AMOUNT_UNIT = Kind(
    "amount-unit",
    "R-010",
    "error",
    "“{value}”里的单位“{unit}”看不懂，不知道是多少元。",
    "the unit “{unit}” in “{value}” cannot be told.",
    "请换算成元或万元，如 50万元。",
    "Convert it to 元 or 万元, as in 50万元.",
    example="5000美元",
)
AMOUNT_UNREADABLE = Kind(
    "amount-unreadable",
    "R-010",
    "error",
    "“{value}”看不出是多少钱。",
    "the amount cannot be told from “{value}”.",
    "请写数字和单位，如 50万元、30-50万元。",
    "Write a number and its unit, as in 50万元 or 30-50万元.",
    example="五十万",
)
AMOUNT_WITHOUT_UNIT = Kind(
    "amount-without-unit",
    "R-010",
    "info",
    "“{header}”里的 {value} 没有写单位，按{unit}计算。",
    "{value} in “{header}” has no unit and counts as {unit}.",
    "如果不是{unit}，请写明单位，如 50万元。",
    "If it is not {unit}, write the unit, as in 50万元.",
    example="预算范围写成 50",
)
AMOUNT_IN_THOUSANDS = Kind(
    "amount-in-thousands",
    "R-010",
    "info",
    "“{value}”以千元为单位，按 {number} 元计算。",
    "“{value}” is in thousands and counts as {number} yuan.",
    "可以统一写成元或万元，如 5000元、0.5万元。",
    "Write it in 元 or 万元, as in 5000元.",
    example="5千元",
)
AMOUNT_APPROXIMATE = Kind(
    "amount-approximate",
    "R-010",
    "info",
    "“{value}”是大约数，按 {number} 元计算。",
    "“{value}” is approximate and counts as {number} yuan.",
    "谈定以后请改成准确的金额。",
    "Write the exact amount once it is agreed.",
    example="约50万元",
)
AMOUNT_IN_WORDS = Kind(
    "amount-in-words",
    "R-010",
    "info",
    "“{header}”以{unit}为单位，“{value}”按 {number} {unit}计算。",
    "“{header}” is in {unit}; “{value}” counts as {number} {unit}.",
    "请改成数字 {number}，或用“修正”自动改。",
    "Write {number}, or let --fix do it.",
    example="2万元",
)
ANOMALOUS_AMOUNT = Kind(
    "anomalous-amount",
    "R-020",
    "error",
    "购买金额 {value} 元不正常：应大于 {least}、小于 {most}，核实前不计入分析。",
    "the amount of {value} yuan is unusual (above {least}, below {most} expected) and left out of analyses.",
    "请核对；属实的，在客户信息审核表里记一条结论为“通过”的审核；退款另外登记。",
    "Check it; if it is right, add a review with verdict 通过; refunds are recorded elsewhere.",
    example="-100",
)
FAR_FROM_OTHERS = Kind(
    "far-from-others",
    "R-020",
    "info",
    "购买金额 {value} 元离其他订单很远，一半的订单在 {low} 到 {high} 元之间。",
    "the amount of {value} yuan lies far from the others; half of the orders are between {low} and {high}.",
    "请核对有没有多写或少写了零；属实的不用改。",
    "Check that no nought is missing or too many; leave it if it is right.",
    example="其他订单都是几万元，这一张 500 万元",
)
