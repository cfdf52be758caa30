"""What can be wrong with feedback issues, tickets, promises and the knowledge base (R-089 to R-148)."""

from xlcrm.problems.record import Kind

ARCHIVED_UNSATISFIED = Kind(
    "archived-unsatisfied",
    "R-089",
    "error",
    "客户确认结果是“{verdict}”，却填了归档时间 {value}。",
    "the verdict is “{verdict}”, yet the issue was archived on {value}.",
    "客户满意以后才能归档；需改进的请把进度改回“处理中”，再处理一轮。",
    "Archive it once the customer is satisfied; otherwise set it back to 处理中.",
    example="需改进，归档时间 2024-05-13",
)
NOT_DONE_YET = Kind(
    "not-done-yet",
    "R-089",
    "error",
    "处理进度是“{progress}”，却填了“{header}”。",
    "the progress is “{progress}”, yet “{header}” is filled.",
    "请把进度改成“已完成”，或清空这一格。",
    "Set the progress to 已完成, or clear the cell.",
    example="进度处理中，归档时间已填",
)
SATISFIED_WITH_LOW_SCORE = Kind(
    "satisfied-with-low-score",
    "R-089",
    "warning",
    "客户确认结果是“满意”，评分却只有 {score} 分。",
    "the verdict is 满意, but the score is only {score}.",
    "请向客户核实，改正其中一项。",
    "Ask the customer and correct one of them.",
    example="满意，2分",
)
PRIORITY_MISSING = Kind(
    "priority-missing",
    "R-144",
    "info",
    "这个问题没有写{missing}。",
    "the issue has no {missing_en}.",
    "请选择优先级（高、中、低）和需求类型（核心、附加）。",
    "Choose priority and whether the need is core or extra.",
    example="优先级空着",
)
SCREENSHOT_REASON = Kind(
    "screenshot-reason",
    "R-094",
    "error",
    "错误截图写了“无”，没有说明原因。",
    "the screenshot is “无” without a reason.",
    "请附上截图的文件名，或写明为什么没有，如 无（设备无法开机）。",
    "Name the file, or say why there is none.",
    example="无",
)
CASE_NOT_ANONYMISED = Kind(
    "case-not-anonymised",
    "R-136",
    "warning",
    "案例“{title}”没有脱敏，不能外发。",
    "case “{title}” is not anonymised and may not be sent out.",
    "请隐去客户名称、联系人和联系方式，再把“是否脱敏”改成“是”。",
    "Hide names and contacts, then set 是否脱敏 to 是.",
    example="成功案例，是否脱敏 否",
)
ENTRY_WANTED = Kind(
    "entry-wanted",
    "R-136",
    "warning",
    "设备“{model}”已有 {count} 张办结的工单，知识库里还没有相关条目。",
    "{count} tickets for “{model}” are done, but the knowledge base has no entry.",
    "请把处理方法整理成知识库条目。",
    "Write an entry about it.",
    example="同一型号三张工单",
)
DEPARTMENT_AS_OWNER = Kind(
    "department-as-owner",
    "R-129",
    "warning",
    "负责人“{value}”是部门，不是人。",
    "the owner “{value}” is a department, not a person.",
    "请写具体的人。",
    "Name a person.",
    example="产品部",
)
IMPROVEMENT_UNVERIFIED = Kind(
    "improvement-unverified",
    "R-130",
    "warning",
    "提升计划 {value} 已过 {due} 的时限，还没有验证效果。",
    "plan {value} was due by {due} and its effect has not been verified.",
    "请回访或再做一次调查，填写“验证结果”。",
    "Ask the customer again and fill 验证结果.",
    example="6月9日到期，验证结果空着",
)
RATE_DIFFERS = Kind(
    "rate-differs",
    "R-113",
    "warning",
    "转化率填的是 {value}，按人数应为 {rate}。",
    "the rate is {value}; by the counts it is {rate}.",
    "请按“重算”，或核对两个人数。",
    "Recalculate, or check the counts.",
    example="15人转化3人，转化率写 25%",
)
SCORE_RANGE = Kind(
    "score-range",
    "R-053",
    "error",
    "“{dimension}”的评分应在 {least} 到 {most} 之间，现在是 {value}。",
    "the score of “{dimension}” should lie between {least} and {most}, not {value}.",
    "请核对问卷后改正。",
    "Check it against the questionnaire.",
    example="产品质量 6分",
)
