"""What the editor will not do, said in one sentence: where, why, how to cure it (中文 first, English beside it)."""

from __future__ import annotations

from typing import Final, NamedTuple, Self


class Reason(NamedTuple):
    """Why something is refused and what to do about it, in both languages."""

    why: str
    cure: str
    why_en: str
    cure_en: str


REASONS: Final[dict[str, Reason]] = {
    # the file
    "not-a-workbook": Reason(
        "不是 xlsx 或 xlsm 工作簿", "请在 Excel 或 WPS 里打开，另存为“Excel 工作簿 (*.xlsx)”",
        "not an xlsx or xlsm workbook", "open it in Excel or WPS and save it as an Excel workbook (*.xlsx)"),
    "damaged": Reason(
        "文件已损坏，读不出内容", "请从备份取回，或在 Excel 里用“打开并修复”后另存",
        "damaged, the content cannot be read", "take it from a backup, or use Open and Repair in Excel and save"),
    "old-format": Reason(
        "是旧格式（xls、et）工作簿", "请另存为“Excel 工作簿 (*.xlsx)”",
        "a workbook of the old format (xls, et)", "save it as an Excel workbook (*.xlsx)"),
    "other-kind": Reason(
        "是模板、加载项或二进制工作簿", "请另存为 .xlsx 或 .xlsm",
        "a template, an add-in or a binary workbook", "save it as .xlsx or .xlsm"),
    "strict": Reason(
        "是 Strict Open XML 格式", "请另存为普通的“Excel 工作簿 (*.xlsx)”",
        "in the Strict Open XML format", "save it as an ordinary Excel workbook (*.xlsx)"),
    "signed": Reason(
        "带有数字签名，改动会使签名失效", "请先在 Excel 的“文件 > 信息”里删除签名",
        "digitally signed; an edit would break the signature", "remove the signature in Excel (File > Info) first"),
    "password-needed": Reason(
        "已加密", "请给出打开密码",
        "encrypted", "give the password to open it"),
    "password-wrong": Reason(
        "打开密码不对", "请核对密码",
        "the password does not open it", "check the password"),
    "encryption": Reason(
        "加密方式读不了", "请在 Excel 里去掉打开密码后另存",
        "encrypted in a way that cannot be read", "take the password off in Excel and save it"),
    "duplicate": Reason(
        "文件里有两个同名的部分，不知道哪个算数", "请在 Excel 里打开后另存",
        "two members of the package have this name", "open it in Excel and save it"),
    "doctype": Reason(
        "文件里有不安全的声明（DTD）", "请在 Excel 里打开后另存",
        "the part holds a DTD, which is unsafe", "open it in Excel and save it"),
    "cdata": Reason(
        "工作表里有不能改写的特殊内容（CDATA）", "请在 Excel 里打开后另存",
        "the sheet holds a CDATA section", "open it in Excel and save it"),
    "encoding": Reason(
        "工作表的文字编码不是 UTF-8", "请在 Excel 里打开后另存",
        "the sheet is not encoded in UTF-8", "open it in Excel and save it"),
    "compression": Reason(
        "文件用了不支持的压缩方法", "请在 Excel 里打开后另存",
        "the part is compressed by an unsupported method", "open it in Excel and save it"),
    "broken-xml": Reason(
        "文件里有一部分已损坏", "请在 Excel 里打开并修复后另存",
        "the part is not well-formed XML", "open and repair it in Excel and save it"),
    "row-order": Reason(
        "工作表里的行没有按顺序存放", "请在 Excel 里打开后另存",
        "the rows are not stored in order", "open it in Excel and save it"),
    "too-big": Reason(
        "结果超过 4 GB", "请把工作簿拆开",
        "the result exceeds 4 GB", "split the workbook"),
    # cells
    "formula": Reason(
        "单元格里是公式", "请改公式引用的数据，或先把公式粘贴为数值",
        "the cell holds a formula", "change what the formula refers to, or paste it as a value first"),
    "array": Reason(
        "单元格属于数组公式或模拟运算表", "请先删除该数组公式",
        "the cell is part of an array formula or data table", "delete the array formula first"),
    "merge": Reason(
        "单元格在合并区域内部", "请写到合并区域的左上角，或先取消合并",
        "the cell is inside of a merged range", "write to its top left cell, or unmerge it first"),
    "header": Reason(
        "单元格是表格的标题", "请在 Excel 里改标题",
        "the cell is a heading of a table", "change the heading in Excel"),
    "totals": Reason(
        "单元格在表格的汇总行", "请先关掉汇总行",
        "the cell is in the totals row of a table", "switch the totals row off first"),
    "protected": Reason(
        "工作表受保护", "请先撤销工作表保护，或强制写入（命令行加 --force）",
        "the sheet is protected", "unprotect it first, or force the edit (--force)"),
    "structure": Reason(
        "工作簿结构受保护，不能增删工作表", "请先撤销工作簿保护，或强制写入（命令行加 --force）",
        "the structure of the workbook is protected", "unprotect the workbook first, or force the edit (--force)"),
    "too-long": Reason(
        "文字超过 32767 个字符，Excel 存不下", "请缩短文字",
        "the text is longer than the 32,767 characters Excel can hold", "shorten it"),
    "not-finite": Reason(
        "不是普通的数（无穷大或无效的数）", "请写空值或文字",
        "not a finite number", "write nothing or a text"),
    "inexact": Reason(
        "整数太长，Excel 只能存近似值", "请作为文字写入",
        "the integer is too long for Excel to hold exactly", "write it as a text"),
    "date-range": Reason(
        "日期早于 Excel 能存的最早日期，或带有时区", "请作为文字写入",
        "the date is before the first one Excel can hold, or has a time zone", "write it as a text"),
    "outside": Reason(
        "超出工作表的范围", "行号须在 1–1048576，列号须在 1–16384",
        "outside of the sheet", "rows go from 1 to 1,048,576 and columns from 1 to 16,384"),
    "colour": Reason(
        "不是填充颜色", "请写成 RRGGBB",
        "not a fill", "write it as RRGGBB"),
    "styles-full": Reason(
        "单元格格式已达 Excel 的上限", "请先清理不用的格式",
        "the workbook has as many cell formats as Excel allows", "remove unused formats first"),
    # tables and sheets
    "no-sheet": Reason(
        "没有这个工作表", "请核对工作表名称",
        "there is no such worksheet", "check the name of the sheet"),
    "no-table": Reason(
        "工作表上没有这个表格", "请核对表格名称",
        "there is no such table on the sheet", "check the name of the table"),
    "totals-row": Reason(
        "表格有汇总行，下面不能接着写", "请先关掉汇总行",
        "the table has a totals row", "switch the totals row off first"),
    "occupied": Reason(
        "表格下方的单元格里已有内容", "请先把下方的内容移开",
        "cells below the table are occupied", "move what is below the table first"),
    "occupied-right": Reason(
        "表格右侧的单元格里已有内容", "请先把右侧的内容移开",
        "cells to the right of the table are occupied", "move what is to the right of the table first"),
    "same-heading": Reason(
        "表格里已有这个标题的列", "请给原来的列改名",
        "the table has a column of that heading", "rename that column first"),
    "no-headings": Reason(
        "表格没有标题行", "请在 Excel 的“表格设计”里勾选“标题行”",
        "the table has no heading row", "switch its heading row on"),
    "query-table": Reason(
        "表格的数据来自外部查询，刷新时会被冲掉", "请把数据写到查询的来源",
        "the table is filled by an external query", "write to the source of the query"),
    "full": Reason(
        "工作表没有更多的行", "请把旧数据移到别处",
        "the sheet has no more rows", "move old data elsewhere"),
    "rows-behind": Reason(
        "表格后来又加了行，不能从中间抽走", "请先把后加的行移开，或手工删除",
        "the table has grown since, rows cannot be taken from its middle", "move the later rows away first"),
    "row-width": Reason(
        "行的值比表格的列多", "请核对表格的列",
        "the row has more values than the table has columns", "check the columns of the table"),
    "calculated": Reason(
        "这一列由公式计算", "请不要往这一列填值",
        "the column is calculated", "give no value for it"),
    "formula-copy": Reason(
        "上一行的公式无法照抄", "请在 Excel 里把公式填充到整列",
        "the formula of the row above cannot be copied", "fill the formula down in Excel"),
    "not-ours": Reason(
        "同名的工作表是使用者自己的，不能替换", "请给该工作表改名",
        "the sheet of that name is the user's own", "rename that sheet"),
    "sheet-name": Reason(
        "工作表名称不合 Excel 的规定", "名称须为 1–31 个字符，不含 : \\ / ? * [ ]，首尾不是单引号",
        "not a name that Excel allows for a sheet", "use 1 to 31 characters without : \\ / ? * [ ]"),
    "last-sheet": Reason(
        "工作簿至少要留一个可见的工作表", "请先增加一个工作表",
        "a workbook needs one visible sheet", "add a sheet first"),
    "extra-objects": Reason(
        "工作表上有使用者加的透视表、控件等对象，替换会丢失", "请先把它们移到自己的工作表",
        "objects that the user put on the sheet would be lost", "move them to a sheet of their own first"),
    "no-undo": Reason(
        "撤销信息读不懂", "请用备份恢复",
        "what was remembered for undo cannot be read", "restore the backup"),
    # the disk
    "read-only": Reason(
        "文件是只读的", "请取消只读属性，或另存到别处",
        "the file is read-only", "make it writable, or save elsewhere"),
    "folder": Reason(
        "文件夹不能写入", "请检查权限，或另存到别处",
        "the folder cannot be written to", "check the permissions, or save elsewhere"),
    "disk-full": Reason(
        "磁盘空间不足，原文件没有改动", "请腾出空间后重试",
        "the disk is full; the file was left as it was", "free some space and try again"),
    "disk": Reason(
        "写入失败，原文件没有改动", "请检查磁盘后重试",
        "writing failed; the file was left as it was", "check the disk and try again"),
    "check": Reason(
        "写出的文件没有通过检查，原文件没有改动", "请重试；仍然不行请把这句话告诉管理员",
        "what was written did not pass the check; the file was left as it was", "try again, and report it"),
}


class Refused(Exception):
    """An edit that is not made; nothing was written.

    `where` is the cell, sheet, part or file; `why` and `cure` are Chinese; `english` is the whole sentence in
    English; `code` is a key of `REASONS`.
    """

    def __init__(self, where: str, why: str, cure: str) -> None:
        super().__init__(where, why, cure)
        self.where, self.why, self.cure = where, why, cure
        self.code = ""
        self.english = str(self)

    def __str__(self) -> str:
        return f"{self.where}：{self.why}。{self.cure}。"

    @classmethod
    def because(cls, code: str, where: str) -> Self:
        """The refusal for a reason of the list."""
        reason = REASONS[code]
        refusal = cls(where, reason.why, reason.cure)
        refusal.code = code
        refusal.english = f"{where}: {reason.why_en}; {reason.cure_en}."
        return refusal


class Changed(Exception):
    """The file on disk is no longer the one that was opened; nothing was written."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where
        self.english = f"{where}: changed by someone else meanwhile; nothing was written. Run it again."

    def __str__(self) -> str:
        return f"{self.where}：处理期间文件被别人改过，没有写入。请重新运行。"


class Busy(Exception):
    """Another program holds the file.

    `owner` is who, where known; `kept` is where the result was put when it could not replace the file, else "".
    """

    def __init__(self, where: str, owner: str = "", kept: str = "") -> None:
        super().__init__(where, owner, kept)
        self.where, self.owner, self.kept = where, owner, kept

    def __str__(self) -> str:
        who = f"{self.owner} " if self.owner else "别的程序"
        if self.kept:
            return f"{self.where}：{who}正打开着这个文件，结果另存为 {self.kept}。请关闭后用它替换原文件。"
        return f"{self.where}：{who}正打开着这个文件，没有写入。请关闭后重试；确认无人使用可强制写入（命令行加 --force）。"

    @property
    def english(self) -> str:
        """The sentence in English."""
        who = self.owner or "another program"
        if self.kept:
            return f"{self.where}: open in {who}; the result was kept as {self.kept}. Close it and put that in its place."
        return f"{self.where}: open in {who}; nothing was written. Close it and try again, or force it."
