"""Settings: what a company may change in its own workbook."""

from __future__ import annotations

from xlcrm.tables.choices import YES_NO, ChoiceList, same
from xlcrm.tables.column import Choice, Date, Int, MultiChoice, Text
from xlcrm.tables.sources import CARD, DECK, HANDBOOK, PROCESS, TOOLKIT
from xlcrm.tables.table import Table

PROFILES = ChoiceList("策略方案", ("manual", "deck", "process", "card", "toolkit", "strict", "custom"))

UNITS = ChoiceList("单位", ("分钟", "小时", "天", "工作日", "周", "月", "元", "分值", "%", "次"))

ROLES = ChoiceList(
    "角色",
    ("销售经理", "销售专员", "客服", "产品", "技术", "数据管理员", "管理层"),
    {
        "销售主管": "销售经理",
        **same("客服", "客服专员", "客服主管", "客户成功经理"),
        "产品负责人": "产品",
        "技术支持": "技术",
        **same("管理层", "客户总监", "总经理", "高层管理团队"),
    },
)
"""A post has the rights of its role; 法务 has none and sees contracts and negotiations only (R-135)."""

VIEW_RIGHTS = ChoiceList("查看权限", ("全部", "本人", "脱敏", "否"))

DAY_KINDS = ChoiceList("日期性质", ("法定节假日", "调休上班", "地区节日"))

NOTE_KINDS = ChoiceList("提示类别", ("沟通风格", "禁忌", "礼仪", "祝福", "频率"))

FREE_WORDS = ChoiceList("自由填写", (), open=True)


class ChoiceListTable(
    Table,
    id="choice_list",
    title=("选项表", "選項表"),
    source=f"{HANDBOOK} 第一章",
    kind="config",
    pack="core",
    key="list_name value",
):
    """One row per value of a list; a row here goes before the list of the catalogue."""

    list_name = Text("列表名", "列表名", "List", required=True, rules=("R-012",))
    value = Text("选项", "選項", "Value", required=True, says_none=("无", "-", "–", "/", "N/A"), rules=("R-012",))
    synonyms = MultiChoice("同义词", "同義詞", "Synonyms", options=FREE_WORDS, rules=("R-013",), note="多个用分号隔开")
    sort_order = Int("顺序", "順序", "Order", note="下拉列表里的先后")
    enabled = Choice("启用", "啟用", "Enabled", required=True, options=YES_NO)


class PolicyProfile(
    Table,
    id="policy_profile",
    title=("策略参数表", "策略參數表"),
    source="各手册数字不一致之处",
    kind="config",
    pack="core",
    key="profile parameter",
):
    """One row per parameter that the company sets otherwise."""

    profile = Choice("方案", "方案", "Profile", required=True, options=PROFILES, rules=("R-038",))
    parameter = Text("参数", "參數", "Parameter", required=True, note="参数名，见 xlcrm policy")
    value = Text("值", "值", "Value", required=True, note="数字、词或列表，列表用分号隔开")
    unit = Choice("单位", "單位", "Unit", options=UNITS)
    note = Text("说明", "說明", "Note")


class RolePermission(
    Table,
    id="role_permission",
    title=("角色权限表", "角色權限表"),
    source=f"{DECK} 第八章；{HANDBOOK} 第一章；{PROCESS} 第四节(四)",
    kind="config",
    pack="full",
    key="role sheet",
):
    """One row per role and sheet: what it may see and change."""

    role = Choice("角色", "角色", "Role", required=True, options=ROLES, rules=("R-135",))
    sheet_ = Text("工作表", "工作表", "Sheet", required=True, rules=("R-135",), note="工作表名称")
    can_view = Choice("可查看", "可查看", "May view", required=True, options=VIEW_RIGHTS, rules=("R-135",))
    can_edit = Choice("可修改", "可修改", "May edit", required=True, options=YES_NO, rules=("R-135",))


class HolidayCalendar(
    Table,
    id="holiday_calendar",
    title=("节假日表", "節假日表"),
    source=f"{HANDBOOK} 第三章；{TOOLKIT}；{PROCESS}；{CARD}",
    kind="config",
    pack="core",
    key="date region",
):
    """One row per day that is off, worked in exchange, or a festival of a region."""

    date = Date("日期", "日期", "Date", required=True, rules=("R-138",))
    kind_ = Choice("类型", "類型", "Kind", required=True, options=DAY_KINDS, rules=("R-138",))
    name = Text("名称", "名稱", "Name", required=True, rules=("R-150",), note="如 春节、中秋节")
    region = Text("国家/地区", "國家/地區", "Region", required=True, rules=("R-138",), example="中国", note="国家或地区的名称，国内填 中国")


class CultureNote(
    Table,
    id="culture_note",
    title=("地区文化提示表", "地區文化提示表"),
    source=f"{DECK} 第十三章；{HANDBOOK} 第三章",
    kind="config",
    pack="full",
    key="scope kind note",
):
    """One row per region or belief and what to mind there."""

    scope = Text("国家/地区/信仰", "國家/地區/信仰", "Region or belief", required=True, rules=("R-139",))
    kind_ = Choice("类别", "類別", "Kind", required=True, options=NOTE_KINDS, rules=("R-139",))
    note = Text("提示", "提示", "Note", required=True, rules=("R-139",))
    forbidden_words = MultiChoice("禁用词", "禁用詞", "Forbidden words", options=FREE_WORDS, rules=("R-139",), note="多个用分号隔开")
    suggested_words = MultiChoice("建议词", "建議詞", "Suggested words", options=FREE_WORDS, rules=("R-139",), note="多个用分号隔开")
