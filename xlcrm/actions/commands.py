"""The commands in one line each, for help and README."""

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "demo": "做一份演示工作簿：校验、重算、出报表",
    "new": "新建工作簿或表单",
    "validate": "校验工作簿，逐格指出错误",
    "recalc": "重算跟进日期、期限、等级和汇总表",
    "report": "看一张汇总表",
    "due": "今天该联系谁，为什么",
    "undo": "撤销一次运行",
    "tables": "有哪些表，每列是什么",
    "rules": "有哪些规则，怎样计算",
    "policy": "参数现在是多少，从哪里来",
    "addin": "Excel 功能区按钮：生成、安装、检查",
}
