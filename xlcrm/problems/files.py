"""What can be wrong with a file or a sheet as a whole."""

from xlcrm.problems.record import Kind

CANNOT_READ = Kind(
    "cannot-read",
    None,
    "error",
    "打不开：{why}。",
    "cannot be read: {why_en}.",
    "{cure_zh}",
    "{cure_en}",
    example="内容是网页却取名 .xlsx 的文件",
)
NO_TABLE = Kind(
    "no-table",
    None,
    "info",
    "没有认出任何一张本软件的表。",
    "holds none of our tables.",
    "如果这是业务表，请对照 xlcrm tables 给出的表头修改第一行。",
    "If it is one of ours, compare its headings with `xlcrm tables`.",
    example="只有随手笔记的工作簿",
)
