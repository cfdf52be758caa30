"""The five manuals, by the titles under which sources are cited."""

from __future__ import annotations

from typing import Final

HANDBOOK: Final = "《客户关系管理流程与操作手册》"
DECK: Final = "《客户沟通的后续跟进策略》"
TOOLKIT: Final = "《客户关系维护及反馈工具包》"
PROCESS: Final = "《销售与客户服务流程标准化工具》"
CARD: Final = "《客户关系跟进提醒卡》"
