"""The ribbon tab 客户管理: its buttons as records, its XML as text (customUI 2009/07)."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TAB = "客户管理"
CALLBACK = "XlcrmPress"
GROUPS: Mapping[str, str] = MappingProxyType(
    {"数据": "data", "计划": "plan", "分析": "analysis", "安全": "safety", "帮助": "help"}
)
"""Groups from left to right: what stands under each, and its id."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button. ``name`` is the action it presses and its id; ``icon`` one of Excel's own (imageMso)."""

    name: str
    label: str
    group: str
    icon: str
    screentip: str
    size: Literal["large", "normal"] = "normal"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z-]*", self.name):
            raise ValueError(f"button {self.name!r}: an action is named in small letters and hyphens")
        if self.group not in GROUPS:
            raise ValueError(f"button {self.name!r}: no group {self.group!r}; there are {'、'.join(GROUPS)}")
        if not (self.label and self.icon and self.screentip):
            raise ValueError(f"button {self.name!r}: give it a label, an icon and a screentip")


BUTTONS: tuple[Button, ...] = (
    Button("validate", "校验", "数据", "DataValidation", "找出填错、漏填的单元格，涂色并说明怎么改", "large"),
    Button("recalc", "重算", "数据", "CalculateNow", "重新计算分级、下次跟进日期、提醒和各张汇总表", "large"),
    Button("clear", "清除标记", "数据", "ClearFormats", "去掉校验涂的颜色，恢复单元格原来的样子"),
    Button("fix", "修正", "数据", "AutoCorrect", "改正有把握的写法，例如电话格式、等级写法；可以撤销"),
    Button("due", "今日跟进", "计划", "FunctionsDateTimeInsertGallery", "列出今天该联系谁、为什么", "large"),
    Button("cards", "提醒卡", "计划", "ReviewShowAllComments", "为今天要跟进的客户填好跟进提醒卡"),
    Button("policy", "参数", "计划", "ControlProperties", "打开策略参数表：天数、比例、阈值都可以改"),
    Button(
        "complaints",
        "投诉月报",
        "分析",
        "ChartTypeColumnInsertGallery",
        "按月汇总投诉：数量、类型、处理时效和满意度",
        "large",
    ),
    Button("dashboard", "看板", "分析", "PivotChartInsert", "客户、跟进、投诉、成交的一页总览", "large"),
    Button("undo", "撤销", "安全", "Undo", "撤销本软件上一次写入的内容，保留之后您自己改的单元格", "large"),
    Button("help", "帮助", "帮助", "Help", "每个按钮做什么、出错时怎么办", "large"),
)
"""The buttons of ``macros/ribbon.xml``."""


def ribbon_xml(buttons: Sequence[Button]) -> str:
    """XML of the tab with ``buttons`` in their groups, in the order given; empty groups are left out.

    >>> print(ribbon_xml([Button("undo", "撤销", "安全", "Undo", "撤销上一次")]))
    <?xml version="1.0" encoding="UTF-8"?>
    <customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui">
      <ribbon>
        <tabs>
          <tab id="xlcrm" label="客户管理">
            <group id="group_safety" label="安全">
              <button id="undo" label="撤销" size="normal" imageMso="Undo" onAction="XlcrmPress"
                      screentip="撤销上一次"/>
            </group>
          </tab>
        </tabs>
      </ribbon>
    </customUI>
    <BLANKLINE>
    """
    twice = [name for name, times in Counter(button.name for button in buttons).items() if times > 1]
    if twice:
        raise ValueError(f"buttons with the same name: {', '.join(twice)}")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<customUI xmlns="{NAMESPACE}">',
            "  <ribbon>",
            "    <tabs>",
            f'      <tab id="xlcrm" label={quoteattr(TAB)}>',
            *_groups(buttons),
            "      </tab>",
            "    </tabs>",
            "  </ribbon>",
            "</customUI>",
            "",
        ]
    )


def _groups(buttons: Sequence[Button]) -> Iterator[str]:
    for label, name in GROUPS.items():
        inside = [button for button in buttons if button.group == label]
        if inside:
            yield f'        <group id="group_{name}" label={quoteattr(label)}>'
            for button in inside:
                look = (
                    f'label={quoteattr(button.label)} size="{button.size}" imageMso={quoteattr(button.icon)}'
                )
                yield f'          <button id="{button.name}" {look} onAction="{CALLBACK}"'
                yield f"                  screentip={quoteattr(button.screentip)}/>"
            yield "        </group>"


if __name__ == "__main__":  # python -m xlcrm.book.addin.ribbon macros/ribbon.xml
    Path(sys.argv[1]).write_text(ribbon_xml(BUTTONS), encoding="utf-8", newline="\n")
