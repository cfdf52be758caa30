"""What can be wrong with phones, e-mails, and with data that must not be kept (R-003 to R-007)."""

from xlcrm.problems.record import Kind

PHONE_WRONG = Kind(
    "phone-wrong",
    "R-005",
    "warning",
    "“{value}”不是电话号码。",
    "“{value}” is no telephone number.",
    "请填11位手机号，或带区号的座机，如 010-65551234；国外号码以 + 开头。",
    "Type 11 digits of a mobile, a landline with area code such as 010-65551234, or + and the country.",
    example="见名片",
)
PHONE_DIGITS_LOST = Kind(
    "phone-digits-lost",
    "R-005",
    "error",
    "电话“{value}”缺了数字，只剩 {digits} 位。",
    "digits are missing in “{value}”: only {digits} are left.",
    "请查原始资料，填全号码；手机号是11位。",
    "Look the number up; a mobile has 11 digits.",
    example="139–5678",
)
PHONE_LENGTH = Kind(
    "phone-length",
    "R-005",
    "warning",
    "电话“{value}”有 {digits} 位，既不是11位手机号，也不是带区号的座机。",
    "“{value}” has {digits} digits: neither a mobile of 11 nor a landline with area code.",
    "请核对号码，多余或缺少的数字改正过来。",
    "Check the number for missing or superfluous digits.",
    example="1380000123",
)
PHONE_AREA_CODE = Kind(
    "phone-area-code",
    "R-005",
    "warning",
    "座机“{value}”没有区号。",
    "the landline “{value}” has no area code.",
    "请在前面加上区号，如 010-65551234。",
    "Put the area code in front, as in 010-65551234.",
    example="65551234",
)
PHONE_ZERO_LOST = Kind(
    "phone-zero-lost",
    "R-005",
    "warning",
    "座机“{value}”开头的 0 丢了。",
    "the landline “{value}” has lost its leading 0.",
    "请把这一格设成文本格式，再输入带 0 的区号。",
    "Format the cell as text and type the area code with its 0.",
    example="1065551234",
)
PHONE_MASKED = Kind(
    "phone-masked",
    "R-005",
    "info",
    "电话“{value}”是隐去一部分的号码，没有核对。",
    "“{value}” is a masked number and was not checked.",
    "打印和外发的表可以这样；客户信息总表里请填完整号码。",
    "Fine in what is printed or sent out; the customer master should hold the whole number.",
    example="138****1234",
)
PHONE_UNKNOWN = Kind(
    "phone-unknown",
    "R-005",
    "info",
    "电话写的是“未知”。",
    "the telephone number is 未知 (unknown).",
    "查到号码后请补上。",
    "Add the number once it is known.",
    example="未知",
)
PHONE_OTHER_CHANNEL = Kind(
    "phone-other-channel",
    "R-005",
    "warning",
    "“{value}”是别的联系方式，不是电话。",
    "“{value}” is another way to get in touch, no telephone number.",
    "请在这里填电话；微信号等写进备注。",
    "Type a telephone number here; put the rest into the notes.",
    example="微信:example",
)
PHONE_FORM = Kind(
    "phone-form",
    "R-005",
    "info",
    "电话“{value}”的写法可以统一成 {plain}。",
    "“{value}” is kept as {plain}.",
    "请改成 {plain}，或用“修正”自动改。",
    "Write {plain}, or let --fix do it.",
    example=" 138 0000 1234 ",
)
EMAIL_WRONG = Kind(
    "email-wrong",
    "R-006",
    "error",
    "“{value}”不是邮箱地址。",
    "“{value}” is no e-mail address.",
    "请写成 名字@域名 的样子，如 wang@xxtech.example。",
    "Write name@domain, as in wang@xxtech.example.",
    example="a..b@xxtech.example",
)
EMAIL_NO_AT = Kind(
    "email-no-at",
    "R-006",
    "error",
    "邮箱“{value}”里没有 @。",
    "the e-mail address “{value}” has no @.",
    "请补上 @ 和后面的域名，如 wang@xxtech.example。",
    "Add @ and the domain, as in wang@xxtech.example.",
    example="wangxxtech",
)
EMAIL_SEVERAL_AT = Kind(
    "email-several-at",
    "R-006",
    "error",
    "邮箱“{value}”里有不止一个 @。",
    "the e-mail address “{value}” has more than one @.",
    "一个地址只有一个 @；几个地址请用分号隔开。",
    "An address has one @; separate several addresses by semicolons.",
    example="a@b@xxtech.example",
)
EMAIL_NO_DOT = Kind(
    "email-no-dot",
    "R-006",
    "error",
    "邮箱“{value}”的 @ 后面没有点，域名不完整。",
    "the domain of “{value}” has no dot.",
    "请写全域名，如 xxtech.example。",
    "Write the whole domain, as in xxtech.example.",
    example="wang@xxtech",
)
EMAIL_UNKNOWN = Kind(
    "email-unknown",
    "R-006",
    "info",
    "邮箱写的是“未知”。",
    "the e-mail address is 未知 (unknown).",
    "查到邮箱后请补上。",
    "Add the address once it is known.",
    example="未知",
)
EMAIL_NO_MAIL = Kind(
    "email-no-mail",
    "R-006",
    "warning",
    "邮箱“{value}”的域名 {domain} 不收邮件或不存在。",
    "the domain {domain} of “{value}” takes no mail or does not exist.",
    "请核对 @ 后面的域名。",
    "Check what stands after the @.",
    example="email.check_mx 为 true，域名写错了一个字母",
)
EMAIL_NOT_ASKED = Kind(
    "email-not-asked",
    "R-006",
    "info",
    "没能查证域名 {domain} 收不收邮件：网络连不上，其余邮箱这次不再查证。",
    "whether {domain} takes mail could not be asked: no name server answers; the others are not asked for.",
    "请检查网络；不需要查证的，把“策略参数表”里的 email.check_mx 改成“否”。",
    "Check the network, or set email.check_mx to false.",
    example="email.check_mx 为 true，电脑没有联网",
)
EMAIL_FORM = Kind(
    "email-form",
    "R-006",
    "info",
    "邮箱“{value}”的写法可以统一成 {plain}。",
    "“{value}” is kept as {plain}.",
    "请改成 {plain}，或用“修正”自动改。",
    "Write {plain}, or let --fix do it.",
    example="Zhang@Example.COM",
)
ID_CARD = Kind(
    "id-card",
    "R-007",
    "error",
    "“{header}”里有身份证号（{hint}）。",
    "“{header}” holds an identity-card number ({hint}).",
    "没有客户的明确同意不得记录身份证号，请删除。",
    "It may not be kept without explicit consent: delete it.",
    example="备注里写了客户的身份证号",
)
BANK_CARD = Kind(
    "bank-card",
    "R-007",
    "error",
    "“{header}”里有银行卡号（{hint}）。",
    "“{header}” holds a bank-card number ({hint}).",
    "没有客户的明确同意不得记录银行卡号，请删除。",
    "It may not be kept without explicit consent: delete it.",
    example="备注里写了收款卡号",
)
