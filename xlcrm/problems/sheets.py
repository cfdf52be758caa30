"""What can be wrong with the headings of a sheet (R-001, R-022)."""

from xlcrm.problems.record import Kind

FORBIDDEN_HEADING = Kind(
    "forbidden-heading",
    "R-022",
    "error",
    "“{title}”里有不该收集的列“{header}”。",
    "“{title}” has a column “{header}” that must not be collected.",
    "身份证、银行卡、密码、宗教、病史等没有客户的明确同意不得收集，请删除这一列。",
    "Such data may not be collected without explicit consent: delete the column.",
    example="身份证号",
)
UNKNOWN_HEADING = Kind(
    "unknown-heading",
    "R-022",
    "warning",
    "“{title}”的模板里没有“{header}”这一列，它的内容不检查也不计算。",
    "“{header}” is no column of “{title}”; its content is neither checked nor used.",
    "不需要就删掉；自己用的辅助列请让表头以下划线 _ 开头；写错的表头请照模板改。",
    "Delete it, let the heading of a helper column begin with _, or correct the heading.",
    example="备用1",
)
EXTENSION_MISSING = Kind(
    "extension-missing",
    "R-001",
    "warning",
    "“{title}”没有这些应填的列：{missing}。",
    "“{title}” lacks columns that should be filled: {missing}.",
    "请运行 xlcrm new --upgrade 补上，或自己在表的右边加上这些列。",
    "Add them at the right of the table, or use a new template made by `xlcrm new`.",
    example="只有纸质表的13列，没有“核实状态”等列",
)
