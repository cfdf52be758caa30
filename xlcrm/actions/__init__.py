"""One function per wish. The command line and the buttons call these and nothing below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["数据", "计划", "分析", "安全", "帮助"]


@dataclass(frozen=True, slots=True)
class Action:
    """A wish that makes sense at a click: its name, what the button says, and the function that does it.

    ``does`` is ``module:function`` below ``xlcrm.actions``, so that listing the actions imports none of them;
    the function takes an opened book and the settings and returns what to tell.
    """

    name: str
    label: str
    group: Group
    icon: str
    screentip: str
    does: str
    large: bool = False


ACTIONS = (
    Action("validate", "校验", "数据", "DataValidation", "找出填错、漏填的单元格，涂色并说明怎么改", "press:validate", large=True),
    Action("recalc", "重算", "数据", "CalculateNow", "重新计算分级、下次跟进日期、提醒和各张汇总表", "press:recalc", large=True),
    Action("clear", "清除标记", "数据", "ClearFormats", "去掉校验涂的颜色，恢复单元格原来的样子", "press:clear"),
    Action("fix", "修正", "数据", "AutoCorrect", "改正有把握的写法，例如电话格式、等级写法；可以撤销", "press:fix"),
    Action("due", "今日跟进", "计划", "FunctionsDateTimeInsertGallery", "列出今天该联系谁、为什么", "press:due", large=True),
    Action("cards", "提醒卡", "计划", "ReviewShowAllComments", "为今天要跟进的客户填好跟进提醒卡", "press:cards"),
    Action("policy", "参数", "计划", "ControlProperties", "当前方案、改过的参数和填错的参数", "press:policy"),
    Action("complaints", "投诉月报", "分析", "ChartTypeColumnInsertGallery", "按月汇总投诉：数量、类型、高频问题和责任部门", "press:complaints", large=True),  # noqa: E501
    Action("dashboard", "看板", "分析", "PivotChartInsert", "客户、跟进、投诉、成交的一页总览", "press:dashboard", large=True),
    Action("undo", "撤销", "安全", "Undo", "撤销本软件上一次写入的内容，保留之后您自己改的单元格", "press:undo", large=True),
    Action("help", "帮助", "帮助", "Help", "每个按钮做什么、出错时怎么办", "press:help_", large=True),
)  # fmt: skip
"""Every button, in the order of the ribbon."""
