"""What can be wrong with a cell whatever it holds: blank, an error value, stray blanks, numbers."""

from xlcrm.problems.record import Kind

REQUIRED = Kind(
    "required",
    "R-001",
    "error",
    "“{header}”没有填写。",
    "“{header}” is not filled.",
    "请填上这一格；行业、电话、邮箱、企业规模实在查不到的写“未知”。",
    "Fill the cell; an industry, phone, e-mail or company size that cannot be found out is written as 未知.",
    example="客户等级空着，或只写了“-”",
)
REQUIRED_WHEN = Kind(
    "required-when",
    "R-001",
    "error",
    "{why}，所以“{header}”必须填写。",
    "“{header}” must be filled here ({why_en}).",
    "请填上这一格，或者更正前面那一项。",
    "Fill the cell, or correct the other one.",
    example="状态写了“已完成”，解决时间却空着",
)
EITHER_REQUIRED = Kind(
    "either-required",
    "R-001",
    "error",
    "“{header}”和“{other}”都没有填写，至少要填一项。",
    "“{header}” and “{other}” are both blank; one of them must be filled.",
    "请填上其中一项。",
    "Fill one of them.",
    example="电话和邮箱都空着",
)
BLANK_UNTIL_RECALC = Kind(
    "blank-until-recalc",
    "R-001",
    "warning",
    "“{header}”还空着。",
    "“{header}” is still blank.",
    "按“重算”会自动填上，也可以自己填。",
    "Recalculating fills it; you may also type it.",
    example="新加的投诉还没有预计解决日期",
)
NAME_MISSING = Kind(
    "person-without-name",
    "R-001",
    "error",
    "“{value}”只写了“(个人)”，前面没有姓名。",
    "“{value}” has no name in front of “(个人)”.",
    "请在“(个人)”前面写上客户姓名，如“张三(个人)”。",
    "Write the person's name in front, as in “张三(个人)”.",
    example="(个人)",
)
ERROR_VALUE = Kind(
    "error-value",
    "R-001",
    "error",
    "公式算不出结果，显示的是 {value}。",
    "the formula fails and shows {value}.",
    "请检查公式引用的单元格，或直接填上正确的内容。",
    "Check what the formula refers to, or type the right content.",
    example="#N/A",
)
STRAY_BLANKS = Kind(
    "stray-blanks",
    "R-012",
    "info",
    "“{header}”的内容前后有多余的空格或看不见的字符。",
    "“{header}” has blanks or invisible characters around its content.",
    "请删掉前后的空格，或用“修正”自动删除。",
    "Delete them, or let --fix do it.",
    example="“李某 ”后面有一个空格",
)
NOT_A_NUMBER = Kind(
    "not-a-number",
    "R-001",
    "error",
    "“{header}”应填数字，现在是“{value}”。",
    "“{header}” should be a number and is “{value}”.",
    "请只填数字，不要带文字和单位。",
    "Type digits only, without words or units.",
    example="客户数量写成“十五”",
)
NOT_WHOLE = Kind(
    "not-whole",
    "R-001",
    "error",
    "“{header}”应填整数，现在是 {value}。",
    "“{header}” should be a whole number and is {value}.",
    "请改成整数。",
    "Make it a whole number.",
    example="客户数量写成 15.5",
)
NUMBER_AS_TEXT = Kind(
    "number-as-text",
    "R-001",
    "info",
    "“{header}”里的数字是文本，公式算不到它。",
    "the number in “{header}” is text, so formulas pass it by.",
    "请改成数字 {number}，或用“修正”自动改。",
    "Make it the number {number}, or let --fix do it.",
    example="'15",
)
TOO_SMALL = Kind(
    "too-small",
    "R-001",
    "error",
    "“{header}”是 {value}，不能小于 {bound}。",
    "“{header}” is {value}; it may not be below {bound}.",
    "请核对后改正。",
    "Check and correct it.",
    example="客户数量写成 -3",
)
TOO_LARGE = Kind(
    "too-large",
    "R-001",
    "error",
    "“{header}”是 {value}，不能大于 {bound}。",
    "“{header}” is {value}; it may not be above {bound}.",
    "请核对后改正。",
    "Check and correct it.",
    example="满意度评分写成 6",
)
NOT_ABOVE = Kind(
    "not-above",
    "R-001",
    "error",
    "“{header}”是 {value}，必须大于 {bound}。",
    "“{header}” is {value}; it must be above {bound}.",
    "请核对后改正。",
    "Check and correct it.",
    example="数量写成 0",
)
ABOVE_OTHER = Kind(
    "above-other",
    "R-001",
    "error",
    "“{header}”是 {value}，超过了“{other}”的 {bound}。",
    "“{header}” is {value}, more than {bound} in “{other}”.",
    "请核对这两格，改正填错的一格。",
    "Check both cells and correct the wrong one.",
    example="转化为有效客户数 20，客户数量 15",
)
BELOW_OTHER = Kind(
    "below-other",
    "R-001",
    "error",
    "“{header}”是 {value}，小于“{other}”的 {bound}。",
    "“{header}” is {value}, less than {bound} in “{other}”.",
    "请核对这两格，改正填错的一格。",
    "Check both cells and correct the wrong one.",
    example="结束次数 3，起始次数 5",
)
SCORE_IN_WORDS = Kind(
    "score-in-words",
    "R-053",
    "info",
    "“{header}”写成了“{value}”，按 {number} 分计算。",
    "“{header}” says “{value}”, which counts as {number}.",
    "请改成数字 {number}，或用“修正”自动改。",
    "Write {number}, or let --fix do it.",
    example="非常满意",
)
RECOMMENDATION_IN_WORDS = Kind(
    "recommendation-in-words",
    "R-056",
    "info",
    "“{header}”只写了“{value}”，没有分数，只能归类，不能计入平均分。",
    "“{header}” says only “{value}”: it can be classed, but not averaged.",
    "请补上 {least} 到 {most} 之间的分数。",
    "Add the mark, {least} to {most}.",
    example="可能",
)
