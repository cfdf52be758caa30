"""What can be wrong with days and clock times (R-011)."""

from xlcrm.problems.record import Kind

NOT_A_DATE = Kind(
    "not-a-date",
    "R-011",
    "error",
    "“{header}”里的“{value}”不是日期，或没有这一天。",
    "“{value}” in “{header}” is no date, or there is no such day.",
    "请写成年-月-日，如 2023-08-16。",
    "Write year-month-day, as in 2023-08-16.",
    example="2023-02-30",
)
DATE_DIGITS_LOST = Kind(
    "date-digits-lost",
    "R-011",
    "error",
    "“{header}”里的“{value}”缺了数字，看不出是哪一天。",
    "digits are missing in “{value}” of “{header}”; the day cannot be told.",
    "请查原始资料，写全年月日，如 2024-05-20。",
    "Look it up and write the whole day, as in 2024-05-20.",
    example="2024–",
)
DATE_WITHOUT_YEAR = Kind(
    "date-without-year",
    "R-011",
    "warning",
    "“{header}”里的“{value}”没有年份，按 {day} 理解。",
    "“{value}” in “{header}” has no year; it is taken as {day}.",
    "请写上年份，如 {day}。",
    "Write the year too, as in {day}.",
    example="8月25日",
)
TEXT_DATE = Kind(
    "text-date",
    "R-011",
    "info",
    "“{header}”里的日期“{value}”是文本。",
    "the date “{value}” in “{header}” is text.",
    "请重新输入成日期 {day}，或用“修正”自动改。",
    "Type it again as the date {day}, or let --fix do it.",
    example="2023年8月16日（文本）",
)
DATE_AS_NUMBER = Kind(
    "date-as-number",
    "R-011",
    "error",
    "“{header}”显示的是数字 {value}，不是日期。",
    "“{header}” shows the number {value} instead of a date.",
    "如果它本来是 {day}，请把这一格的格式改成日期；否则重新输入。",
    "If {day} is meant, format the cell as a date; otherwise type it again.",
    example="45154",
)
IN_FUTURE = Kind(
    "in-future",
    "R-011",
    "error",
    "“{header}”是 {value}，晚于今天 {today}。",
    "“{header}” is {value}, later than today ({today}).",
    "已经发生的事不会在将来，请核对年份和月份。",
    "What has happened does not lie in the future: check year and month.",
    example="跟进日期写成明年",
)
DATE_ORDER = Kind(
    "date-order",
    "R-011",
    "error",
    "“{header}”{value} 早于“{other}”{before}。",
    "“{header}” ({value}) lies before “{other}” ({before}).",
    "请核对这两个日期，改正填错的一个。",
    "Check both dates and correct the wrong one.",
    example="建档日期 2023-08-15，最后更新日期 2023-08-14",
)
NOT_A_TIME = Kind(
    "not-a-time",
    "R-011",
    "error",
    "“{header}”里的“{value}”不是时刻。",
    "“{value}” in “{header}” is no clock time.",
    "请写成几点几分，如 10:30。",
    "Write hours and minutes, as in 10:30.",
    example="25:00",
)
NOT_A_MONTH = Kind(
    "not-a-month",
    "R-011",
    "error",
    "“{header}”里的“{value}”不是月份。",
    "“{value}” in “{header}” is no month.",
    "请写成年和月，如 2023年8月。",
    "Write year and month, as in 2023年8月.",
    example="八月",
)
COOPERATION_BEFORE_RECORD = Kind(
    "cooperation-before-record",
    "R-046",
    "info",
    "合作开始日期 {value} 早于建档日期 {created}。",
    "cooperation began on {value}, before the record was created on {created}.",
    "如果是补录的老客户就不用改；否则请核对这两个日期。",
    "Fine for an old customer entered later; otherwise check both dates.",
    example="建档 2023-08-15，合作开始 2023-07-10",
)
