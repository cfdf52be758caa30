"""What can be wrong with a customer's row in the master (R-002 to R-024, R-137)."""

from xlcrm.problems.record import Kind

NOT_REVIEWED = Kind(
    "not-reviewed",
    "R-002",
    "warning",
    "客户 {customer} 建档 {created}，过了 {days} 天还没有人复核。",
    "customer {customer}, entered on {created}, has not been reviewed within {days} days.",
    "请由销售主管或数据管理员复核，并在“客户信息审核表”里记一行“录入审核”。",
    "Have it reviewed and add a row 录入审核 to 客户信息审核表.",
    example="8月15日建档，到8月19日没有审核",
)
REVIEWED_BY_OWNER = Kind(
    "reviewed-by-owner",
    "R-002",
    "warning",
    "审核人“{value}”就是客户 {customer} 的负责人。",
    "the reviewer “{value}” is the owner of customer {customer}.",
    "请换一个人复核：销售主管或数据管理员。",
    "Somebody else has to review: a sales supervisor or the data administrator.",
    example="负责人自己审核自己录入的客户",
)
REVIEWER_POST = Kind(
    "reviewer-post",
    "R-002",
    "warning",
    "审核人“{value}”不在这些岗位的名单里：{roles}。",
    "the reviewer “{value}” holds none of these posts: {roles}.",
    "请由名单里的人复核，或在选项表里补上名单。",
    "Have one of them review, or complete the lists staff.<岗位> in 选项表.",
    example="由普通销售专员审核",
)
NOTE_WITHOUT_CONSENT = Kind(
    "note-without-consent",
    "R-003",
    "warning",
    "写了授权“{value}”，“客户授权记录”里却没有这个客户。",
    "consent “{value}” is noted, but 客户授权记录 has no row for this customer.",
    "请在“客户授权记录”里补一行：授权范围、方式、日期、记录人。",
    "Add a row with scope, manner, date and recorder.",
    example="允许发送产品资料",
)
MAIL_WITHOUT_CONSENT = Kind(
    "mail-without-consent",
    "R-003",
    "error",
    "{day} 向客户 {customer} 发营销邮件时，没有有效的“{scope}”授权。",
    "on {day} no consent “{scope}” of customer {customer} allowed marketing mail.",
    "请先取得授权并登记；没有授权不得再发。",
    "Obtain and record the consent first; send nothing more without it.",
    example="授权3月1日撤回，当天还发了产品资料",
)
CONTACT_WITHOUT_CONSENT = Kind(
    "contact-without-consent",
    "R-003",
    "warning",
    "{day} 联系客户 {customer} 时，没有有效的“{scope}”授权。",
    "on {day} no consent “{scope}” of customer {customer} was in force.",
    "请取得授权，并在“客户授权记录”里登记。",
    "Obtain the consent and record it.",
    example="发短信，却没有“短信联系”授权",
)
SHOULD_VERIFY = Kind(
    "should-verify",
    "R-004",
    "warning",
    "{why}，核实状态却是“{value}”。",
    "{why_en}, yet the state is “{value}”.",
    "请改为“待核实”，核实清楚后再改回来。",
    "Set it to 待核实 until the data are verified.",
    example="电话缺了数字，核实状态却写“已核实”",
)
VERIFY_OVERDUE = Kind(
    "verify-overdue",
    "R-004",
    "warning",
    "“待核实”的客户 {customer} 应在 {due} 前再核实一次。",
    "customer {customer} was to be verified again by {due}.",
    "请联系客户核实，并在“客户信息审核表”里记一行。",
    "Verify the data and add a row to 客户信息审核表.",
    example="待核实超过30天",
)
NAME_TOO_SHORT = Kind(
    "name-too-short",
    "R-008",
    "warning",
    "公司名称“{value}”太短，不像全称。",
    "the company name “{value}” is too short to be the full one.",
    "请填营业执照上的全称；个人客户请在姓名后加“(个人)”。",
    "Write the registered name; for a person add “(个人)” behind the name.",
    example="科技",
)
NAME_WITHOUT_FORM = Kind(
    "name-without-form",
    "R-008",
    "warning",
    "公司名称“{value}”没有写到“有限公司”这样的组织形式。",
    "the company name “{value}” does not end in its legal form.",
    "请填营业执照上的全称；个人客户请在姓名后加“(个人)”。",
    "Write the registered name; for a person add “(个人)” behind the name.",
    example="示例云图科技",
)
KIND_CONTRADICTS_NAME = Kind(
    "kind-contradicts-name",
    "R-008",
    "warning",
    "客户类型是“{value}”，客户名称“{name}”却表示是{kind}。",
    "the kind is “{value}”, but the name “{name}” is that of a {kind}.",
    "请核对后改正其中一项；个人在姓名后加“(个人)”。",
    "Correct one of them; a person's name ends in “(个人)”.",
    example="张三(个人)，客户类型写公司",
)
ADDRESS_INCOMPLETE = Kind(
    "address-incomplete",
    "R-009",
    "warning",
    "地址“{value}”缺少{missing}。",
    "the address “{value}” lacks {missing_en}.",
    "请写到街道门牌，如 广东省广州市天河区体育东路100号。",
    "Write it down to street and number, as in 广东省广州市天河区体育东路100号.",
    example="上海市浦东新区",
)
CULTURE_WITHOUT_CONSENT = Kind(
    "culture-without-consent",
    "R-022",
    "error",
    "记录了客户 {customer} 的“{header}”，却没有“敏感信息”授权。",
    "“{header}” of customer {customer} is kept without consent 敏感信息.",
    "请先取得授权并登记，否则删除这一格。",
    "Obtain and record the consent, or delete the cell.",
    example="宗教/文化标记写了“佛教”，没有授权记录",
)
UNKNOWN_FILLED = Kind(
    "unknown-filled",
    "R-021",
    "info",
    "“{header}”写的是“未知”。",
    "“{header}” is 未知 (unknown).",
    "查清后请补上。",
    "Fill it once it is known.",
    example="未知",
)
UNKNOWN_NOT_ALLOWED = Kind(
    "unknown-not-allowed",
    "R-021",
    "warning",
    "“{header}”不能写“未知”。",
    "“{header}” may not be 未知 (unknown).",
    "请查清后填写。",
    "Find out and fill it.",
    example="客户名称写“未知”",
)
UNKNOWN_ZONE = Kind(
    "unknown-zone",
    "R-137",
    "info",
    "时区“{value}”认不出来，按 Asia/Shanghai 计算。",
    "the time zone “{value}” is not known; Asia/Shanghai is used.",
    "请写时区名，如 Asia/Shanghai（中国）、Europe/Berlin（德国）。",
    "Write the name of a zone, such as Asia/Shanghai or Europe/Berlin.",
    example="柏林时间",
)
DUPLICATE_CERTAIN = Kind(
    "duplicate-certain",
    "R-017",
    "warning",
    "与第 {other} 行的客户 {id} {what}相同，是同一个客户。",
    "the same {what_en} as customer {id} in row {other}: one customer entered twice.",
    "请核对后合并，保留较早的编号。",
    "Check and merge them; the older number stays.",
    example="两行的电话相同",
)
DUPLICATE_POSSIBLE = Kind(
    "duplicate-possible",
    "R-017",
    "warning",
    "与第 {other} 行的客户 {id} {what}，可能是同一个客户。",
    "perhaps customer {id} in row {other} entered twice: {what_en}.",
    "请核对；是同一个客户就合并，不是就不用改。",
    "Check; merge them if they are one, leave them if not.",
    example="科技 与 科技有限公司",
)
DUPLICATE_SHORT = Kind(
    "duplicate-short",
    "R-017",
    "warning",
    "“{value}”包含在 {count} 个联系人或地区相同的客户的名称里（{ids}{more}），可能是其中一个。",
    "“{value}” is contained in the names of {count} customers with the same contact person or region ({ids}{more_en}).",
    "请写出全称；是其中一个就合并，都不是就不用改。",
    "Write the name in full; merge it if it is one of them, leave it if not.",
    example="只写了“科技”，同地区有好几家科技公司",
)
DUPLICATE_MISTYPED = Kind(
    "duplicate-mistyped",
    "R-017",
    "info",
    "“{value}”和第 {other} 行的客户 {id}“{name}”只差一个字或字的先后，可能是写错了。",
    "“{value}” and “{name}” in row {other}, customer {id}, differ by one character or by their order only.",
    "请核对是不是同一个客户；是的，改正名称，再按提示合并成一行。",
    "If they are one customer, correct the name and merge them.",
    example="示例恒达贸易有限公司、示例恒贸易有限公司",
)
MERGE_PROPOSED = Kind(
    "merge-proposed",
    "R-018",
    "info",
    "确认是同一个客户后，第 {rows} 行可合并为客户 {id}：{what}。",
    "once they are known to be one customer, rows {rows} make customer {id}: {what_en}.",
    "程序不自动合并：请把保留的一行改好，其他表里的旧编号改成 {id}，再删去多余的行。",
    "Nothing is merged by itself: complete the row that stays, write {id} in the other sheets, delete the rest.",
    example="电话相同的两行，重算后给出合并建议",
)
DUPLICATE_CONTAINED = Kind(
    "duplicate-contained",
    "R-017",
    "info",
    "名称包含在客户 {ids} 的名称里，可能是它的简称。",
    "the name is contained in that of customer {ids}; it may be short for it.",
    "请核对是不是同一个客户。",
    "Check whether they are one customer.",
    example="云图 与 示例云图科技有限公司",
)
