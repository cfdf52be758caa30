"""What can be wrong with a file or a sheet as a whole."""

from __future__ import annotations

from typing import NamedTuple

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
    "如果这是业务表，请对照模板里的表头改第一行；模板用 xlcrm new 新建。",
    "If it is one of ours, compare its headings with `xlcrm tables`.",
    example="只有随手笔记的工作簿",
)
TABLE_TWICE = Kind(
    "table-twice",
    "R-023",
    "error",
    "工作表“{sheet}”和“{other}”都像是“{title}”，只用了“{other}”。",
    "sheets “{sheet}” and “{other}” both look like {table}; only “{other}” was used.",
    "请只留一张，或者把另一张的表头和表名改掉。",
    "Keep one of them, or give the other one another title and other headings.",
    example="复制出来的“客户信息总表 (2)”",
)
HEADING_MISSING = Kind(
    "heading-missing",
    "R-023",
    "error",
    "“{title}”缺少必填列“{missing}”。",
    "{table} lacks the required column “{missing}”.",
    "请在第 {row} 行补上表头“{missing}”，并填写这一列。",
    "Add the heading “{missing}” in row {row} and fill the column.",
    example="客户信息总表里没有“客户编号”列",
)
NO_HEADINGS = Kind(
    "no-headings",
    "R-023",
    "error",
    "工作表“{sheet}”按名字是“{title}”，但前 {rows} 行里找不到它的表头。",
    "sheet “{sheet}” bears the title of {table}, but its headings are not in the first {rows} rows.",
    "请对照模板补上表头一行（xlcrm tables {table} 列出全部表头）；如果不是这张表，请改掉工作表的名字。",
    "Add the heading row that `xlcrm tables {table}` shows, or rename the sheet if it is something else.",
    example="名为“客户信息总表”却没有表头的工作表",
)
HEADING_TWICE = Kind(
    "heading-twice",
    "R-023",
    "error",
    "“{title}”里 {first} 的“{first_heading}”和这里的“{header}”是同一列“{canonical}”，只用了前一列。",
    "in {table}, “{first_heading}” in {first} and “{header}” here are the same column “{canonical}”; only the former was used.",
    "请删掉其中一列，或者把后一列的表头改成别的名字。",
    "Delete one of the two, or give the latter another heading.",
    example="同一张表里有两列“客户编号”",
)
ROWS_BELOW = Kind(
    "rows-below-table",
    None,
    "warning",
    "“{title}”的表格到第 {last} 行为止，下面从第 {below} 行起还有内容，没有检查。",
    "{table} ends in row {last}; what stands below from row {below} on was not checked.",
    "请把表格右下角的小三角向下拖，让它包住这些行。",
    "Drag the handle at the table's lower right corner down over these rows.",
    example="粘贴在表格下面、没有并入表格的行",
)
DIGITS_LOST = Kind(
    "digits-lost",
    None,
    "error",
    "这个数字有 16 位以上，Excel 只保留前 15 位，后面的已经丢失，无法恢复。",
    "a number of 16 or more digits; Excel keeps 15, the rest is lost beyond repair.",
    "请把这一列设成“文本”格式，再对照原始资料重新输入。",
    "Format the column as text and type the number again from the original.",
    example="310101199001011234",
)


class Reason(NamedTuple):
    """Why a file cannot be read and what helps: 中文 and English side by side."""

    why: str
    why_en: str
    cure: str
    cure_en: str


SAVE_AGAIN = "请用 Excel 或 WPS 打开它，另存为 .xlsx 再试；打不开就找一份备份。"
SAVE_AGAIN_EN = "Open it in Excel or WPS and save it as .xlsx; if that fails, take a backup copy."
NOT_FOR_US = "它可能是有人故意做成这样的，请核实来源，不要打开。"
NOT_FOR_US_EN = "It may have been made so on purpose: check where it comes from and do not open it."

MISSING = Reason(
    "找不到这个文件", "there is no such file", "请检查文件名和文件夹。", "Check the name and the folder."
)
NOT_A_FILE = Reason(
    "这是文件夹，不是文件", "this is a folder, not a file", "请写出里面文件的名字。", "Name a file in it."
)
NO_ACCESS = Reason(
    "{why}",
    "it cannot be opened ({error})",
    "请检查文件名，关闭占用它的程序，或向管理员要读取权限。",
    "Check the name, close the program that holds it, or ask for the right to read it.",
)
EMPTY = Reason(
    "文件是空的，一个字节也没有",
    "the file is empty",
    "可能没有下载完，请重新取一份。",
    "It may not have been downloaded completely: fetch it again.",
)
ENCRYPTED = Reason(
    "文件加了密码",
    "the file is encrypted",
    "请加上 --password 密码 再试。",
    "Give its password with --password.",
)
WRONG_PASSWORD = Reason(
    "密码不对",
    "the password is wrong",
    "请核对密码（注意大小写）后再试。",
    "Check the password, capitals included, and try again.",
)
STRANGE_ENCRYPTION = Reason(
    "加密方式不认识",
    "the kind of encryption is unknown ({error})",
    "请在 Excel 里去掉密码，另存后再试。",
    "Take the password off in Excel and save it again.",
)
HTML = Reason(
    "内容是网页（HTML），不是工作簿", "it is a web page (HTML), not a workbook", SAVE_AGAIN, SAVE_AGAIN_EN
)
XML_2003 = Reason(
    "内容是 2003 版 XML 表格，不是 .xlsx",
    "it is an XML spreadsheet of 2003, not .xlsx",
    SAVE_AGAIN,
    SAVE_AGAIN_EN,
)
XML = Reason("内容是 XML，不是工作簿", "it is an XML file, not a workbook", SAVE_AGAIN, SAVE_AGAIN_EN)
NO_WORKBOOK = Reason(
    "内容是{what}，不是工作簿",
    "it is {what_en}, not a workbook",
    "请换成 xlsx、xls、et、ods 或 csv 文件。",
    "Give an xlsx, xls, et, ods or csv file.",
)
TRUNCATED = Reason(
    "文件不完整或已损坏",
    "the file is incomplete or damaged ({error})",
    "可能没有下载完或没有存完：请重新取一份；有备份就用备份。",
    "It may not have been downloaded or saved completely: fetch it again or take a backup.",
)
BROKEN = Reason("内容已损坏", "its content is damaged ({error})", SAVE_AGAIN, SAVE_AGAIN_EN)
TWO_FORMATS = Reason(
    "压缩包里混着两种工作簿（{kinds}）",
    "the archive holds workbooks of two kinds ({kinds})",
    NOT_FOR_US,
    NOT_FOR_US_EN,
)
NO_SHEET = Reason("里面没有工作表", "it holds no worksheet", SAVE_AGAIN, SAVE_AGAIN_EN)
TWO_MEMBERS = Reason(
    "压缩包里有两个同名的部分 {part}",
    "two members of the archive are called {part}",
    SAVE_AGAIN,
    SAVE_AGAIN_EN,
)
TOO_MANY_MEMBERS = Reason(
    "压缩包里有 {count} 个部分，超过 {limit}",
    "the archive has {count} members, more than {limit}",
    NOT_FOR_US,
    NOT_FOR_US_EN,
)
TOO_LARGE = Reason(
    "解开后有 {size} MB，超过 {limit} MB",
    "it unpacks to {size} MB, more than {limit} MB",
    "请把它拆成几个工作簿。",
    "Split it into several workbooks.",
)
BOMB = Reason(
    "{part} 解开后膨胀到 {ratio} 倍，像压缩炸弹",
    "{part} unpacks to {ratio} times its size, like a zip bomb",
    NOT_FOR_US,
    NOT_FOR_US_EN,
)
LYING_SIZE = Reason(
    "{part} 的实际大小和目录写的不一样",
    "{part} is not as large as the directory says",
    SAVE_AGAIN,
    SAVE_AGAIN_EN,
)
DTD = Reason("{part} 里有 DTD 或实体声明", "{part} declares a DTD or entities", NOT_FOR_US, NOT_FOR_US_EN)
ENCODING = Reason("{part} 的编码不是 UTF-8", "{part} is not written in UTF-8", SAVE_AGAIN, SAVE_AGAIN_EN)
TOO_WIDE = Reason(
    "工作表“{sheet}”一直用到 {cell}，共 {cells} 万格，太大，而且可能几乎是空的",
    "sheet “{sheet}” reaches to {cell}, {cells}0,000 cells: too many, and perhaps nearly all of them empty",
    "请按 Ctrl+End 找到最远的单元格，删掉多余的行和列后保存。",
    "Press Ctrl+End, delete the stray rows and columns and save.",
)
TOO_MANY = Reason(
    "{part} 里有 {limit} 个以上的{what}",
    "{part} holds more than {limit} {what_en}",
    SAVE_AGAIN,
    SAVE_AGAIN_EN,
)
TOO_LONG = Reason(
    "{part} 里有长得不合理的内容", "{part} holds something unreasonably long", NOT_FOR_US, NOT_FOR_US_EN
)
UNKNOWN_TEXT = Reason(
    "不是工作簿，也不是能看懂的文本",
    "it is neither a workbook nor readable text ({error})",
    "请存成 .xlsx，或“CSV UTF-8”后再试。",
    "Save it as .xlsx or as “CSV UTF-8”.",
)

UNEXPECTED = Kind(
    "unexpected", None, "error",
    "程序在处理这个文件时出了错（{error}），没有校验完。", "the program failed on this file ({error}); it was not checked to the end.",
    "这是程序的毛病：请把这句话连同文件报告给维护者；其他文件不受影响。", "This is a fault of the program: report this sentence with the file; other files are not affected.",
    example="程序没有料到的内容",
)  # fmt: skip
