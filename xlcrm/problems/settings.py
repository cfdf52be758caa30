"""What can be wrong with the settings of a workbook (R-012, R-135)."""

from xlcrm.problems.record import Kind

UNKNOWN_LIST = Kind(
    "unknown-list",
    "R-012",
    "warning",
    "没有叫“{value}”的列表，这一行不起作用。",
    "there is no list “{value}”; the row has no effect.",
    "请核对列表名；有哪些列表见模板里的选项表。",
    "Check the name against the lists in a new 选项表.",
    example="客户级别",
)
UNKNOWN_SHEET = Kind(
    "unknown-sheet",
    "R-135",
    "error",
    "没有叫“{value}”的工作表，这条权限不起作用。",
    "there is no sheet “{value}”; the right has no effect.",
    "请写工作表的名称，如 客户跟进记录表。",
    "Write the title of a sheet, such as 客户跟进记录表.",
    example="跟进表",
)
