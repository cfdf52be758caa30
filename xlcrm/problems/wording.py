"""What can be wrong with what is written to or about customers (R-028, R-029, R-111, R-119, R-139)."""

from xlcrm.problems.record import Kind

OVERPROMISE = Kind(
    "overpromise",
    "R-028",
    "warning",
    "“{header}”第 {at} 个字起写了“{phrase}”，是做不到保证的承诺。",
    "“{header}” promises “{phrase}” (character {at}), which nobody can guarantee.",
    "请换成做得到的说法；已登记的承诺要写明时限。",
    "Say what can be kept; a promise that is registered needs a date.",
    example="我们绝对低价",
)
SAME_TEXT = Kind(
    "same-text",
    "R-029",
    "warning",
    "{day} 给 {count} 个客户发了除称呼外一样的内容：{customers}。",
    "on {day} the same text went to {count} customers but for the name: {customers}.",
    "请按客户的情况各写几句，不要群发。",
    "Write something of their own to each of them.",
    example="三封节日问候只换了名字",
)
OFFER_WITHOUT_END = Kind(
    "offer-without-end",
    "R-111",
    "warning",
    "提到了“{phrase}”，却没有写有效期到哪一天。",
    "an offer (“{phrase}”) without the day on which it ends.",
    "请写明截止日期和条件，如 6月9日前下单享9折。",
    "State the last day and the conditions.",
    example="限时9折优惠",
)
QUOTE_WITHOUT_END = Kind(
    "quote-without-end",
    "R-111",
    "warning",
    "报价没有写“{header}”。",
    "the quotation has no “{header}”.",
    "请写明报价有效到哪一天；一般为 {days} 天{until}。",
    "State until when it holds, usually {days} days{until}.",
    example="报价记录的有效期至空着",
)
NEGATIVE_FEEDBACK = Kind(
    "negative-feedback",
    "R-119",
    "warning",
    "客户的反馈偏消极（{words}）。",
    "the customer's feedback is negative ({words}).",
    "请通知客服跟进，并记下处理结果。",
    "Tell the service team and note what was done.",
    example="响应太慢,很不满意",
)
UNFIT_GREETING = Kind(
    "unfit-greeting",
    "R-139",
    "warning",
    "对客户 {customer}（{scope}）不宜用“{phrase}”。",
    "“{phrase}” does not suit customer {customer} ({scope}).",
    "请换成“{instead}”或中性的问候。",
    "Use “{instead}” or a neutral greeting.",
    example="对信佛教的客户写“圣诞快乐”",
)
