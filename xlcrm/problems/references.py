"""What can be wrong with numbers of rows and with references between sheets (R-016, R-019, R-073, R-088)."""

from xlcrm.problems.record import Kind

NUMBER_FORM = Kind(
    "number-form",
    "R-016",
    "error",
    "“{header}”{value} 不符合编号规则。",
    "“{value}” in “{header}” does not follow the pattern of such numbers.",
    "请照这个样子编号：{pattern}；也可以留空，由“重算”编号。",
    "Number it like {pattern}, or leave it blank and recalculate.",
    example="C-17",
)
NUMBER_TWICE = Kind(
    "number-twice",
    "R-016",
    "error",
    "“{header}”{value} 与第 {other} 行重复。",
    "“{value}” in “{header}” stands in row {other} too.",
    "一个编号只能用一次，请给其中一行换一个没用过的编号。",
    "A number is used once: give one of the rows a new one.",
    example="两行都是 2023001",
)
CUSTOMER_YEAR = Kind(
    "customer-year",
    "R-016",
    "warning",
    "客户编号 {value} 的年份与建档日期 {created} 不一致。",
    "the year in customer number {value} is not that of the record's date {created}.",
    "请核对建档日期；编号已经用过就不要改。",
    "Check the date of the record; leave a number that is in use.",
    example="2022001，建档日期 2023-08-15",
)
UNKNOWN_CUSTOMER = Kind(
    "unknown-customer",
    "R-019",
    "error",
    "“{header}”{value} 在客户信息总表里找不到。",
    "“{value}” in “{header}” is not in the customer master.",
    "请核对，或先在客户信息总表里建这个客户。",
    "Check it, or enter the customer in the master first.",
    example="2023006",
)
AMBIGUOUS_CUSTOMER = Kind(
    "ambiguous-customer",
    "R-019",
    "error",
    "“{value}”对应客户信息总表里的好几个客户：{ids}。",
    "“{value}” may be any of these customers: {ids}.",
    "请写全称，让人看得出是哪一个。",
    "Write the full name so that it fits one of them only.",
    example="两个“示例科技有限公司”",
)
SHORT_CUSTOMER = Kind(
    "short-customer",
    "R-019",
    "info",
    "“{value}”是“{name}”的简称。",
    "“{value}” is short for “{name}”.",
    "可以改成全称，或用“修正”自动改；常用的简称请记入总表的“曾用编号/简称”。",
    "Write the full name or let --fix do it; note usual short names in the master.",
    example="科技",
)
NAME_DIFFERS = Kind(
    "name-differs",
    "R-019",
    "warning",
    "客户名称“{value}”与总表里 {id} 的名称“{name}”不同。",
    "“{value}” is not the name of {id} in the master, which is “{name}”.",
    "请核对是编号错了还是名称错了。",
    "Check whether the number or the name is wrong.",
    example="编号 2023001 旁边写着别家公司的名称",
)
GRADE_DIFFERS = Kind(
    "grade-differs",
    "R-019",
    "info",
    "客户等级“{value}”与总表里 {id} 的“{grade}”不同。",
    "grade “{value}” is not that of {id} in the master, “{grade}”.",
    "请以客户信息总表为准；等级变了就改总表。",
    "The master decides: change it there if the grade has changed.",
    example="计划表写A类，总表是B类",
)
UNKNOWN_KEY = Kind(
    "unknown-key",
    "R-019",
    "error",
    "“{header}”{value} 在“{title}”里找不到。",
    "“{value}” in “{header}” is not in “{title}”.",
    "请核对编号，或先在“{title}”里登记。",
    "Check the number, or enter it in “{title}” first.",
    example="20230816-009",
)
CARD_DIFFERS = Kind(
    "card-differs",
    "R-024",
    "warning",
    "提醒卡上的“{header}”是“{value}”，总表里 {id} 是“{master}”。",
    "the card says “{value}” in “{header}”, the master says “{master}” for {id}.",
    "请核对后改成一致。",
    "Check and make them agree.",
    example="卡上 A类，总表 B类",
)
COMPLAINT_DAY = Kind(
    "complaint-day",
    "R-073",
    "error",
    "投诉编号 {value} 里的日期不是投诉日期 {day}。",
    "the date in complaint number {value} is not the complaint date {day}.",
    "请改成投诉当天的编号，如 {example}。",
    "Give it a number of that day, such as {example}.",
    example="20230815-001，投诉日期 2023-08-16",
)
SERIAL_GAP = Kind(
    "serial-gap",
    "R-073",
    "info",
    "{day} 的投诉编号不连续，缺 {missing}。",
    "complaint numbers of {day} have a gap: {missing} is missing.",
    "如果有登记被删掉，请找回来；编号不再补用。",
    "Find out whether an entry was deleted; the number is not used again.",
    example="有 -001 和 -003，没有 -002",
)
ISSUE_MONTH = Kind(
    "issue-month",
    "R-088",
    "error",
    "问题编号 {value} 里的年月不是反馈时间 {day} 的年月。",
    "the month in issue number {value} is not that of {day}, when it was reported.",
    "请改成当月的编号，如 {example}。",
    "Give it a number of that month, such as {example}.",
    example="202404001，反馈时间 2024-05-10",
)
RULES_SKIPPED = Kind(
    "rules-skipped",
    None,
    "info",
    "因为没有这些表，有些规则没有检查：{skipped}。",
    "some rules were not checked because their tables are missing: {skipped}.",
    "需要这些检查时，请用含有这些表的工作簿，或运行 xlcrm new --upgrade 给旧工作簿补上。",
    "Use the whole workbook if you want them, or add the tables with `xlcrm new --upgrade`.",
    example="只有跟进记录、没有客户信息总表的部门工作簿",
)
CONTRACT_OF_OTHER = Kind(
    "contract-of-other",
    "R-019",
    "warning",
    "合同 {value} 在合同台账里属于客户 {holder}，不是“{name}”。",
    "contract {value} belongs to customer {holder}, not to “{name}”.",
    "请核对合同号和客户名称，哪一个不对就改哪一个。",
    "Check contract number and customer name, and correct the wrong one.",
    example="交付跟进表里写了别家客户的合同号",
)
