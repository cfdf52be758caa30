"""Lists of choices: the values that a cell may hold and the spellings that mean them.

The lists below serve several tables; a list of one table stands beside that table. Every list is a default
row of the 选项表, where a company may change it. Traditional spellings, full-width letters and capitals are
folded before a list is asked, so they are no synonyms here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


class DeclarationError(TypeError):
    """A list, table or column is declared wrongly; the sentence names the cure."""


@dataclass(frozen=True, eq=False)
class ChoiceList:
    """A list of the 选项表: ``name``, values in their order, ``synonyms`` spelling -> value.

    An ``open`` list takes other words with a warning, one without any values takes them silently; a closed
    one refuses them (R-012). ``meaning`` leads from every known spelling to its value.

    >>> ChoiceList("价值", ("高", "低"), {"high": "高"}).meaning["high"]
    '高'
    """

    name: str
    values: tuple[str, ...]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    open: bool = False
    meaning: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a list that contradicts itself."""
        if len(set(self.values)) < len(self.values):
            raise DeclarationError(f"list {self.name} holds a value twice: take one away")
        for word, value in self.synonyms.items():
            if value not in self.values:
                raise DeclarationError(
                    f"list {self.name}: {word!r} is to mean {value!r}, which is no value of it: add the value"
                )
            if word in self.values and word != value:
                raise DeclarationError(f"list {self.name}: {word!r} is a value and a synonym: keep one")
        object.__setattr__(
            self, "meaning", MappingProxyType({**self.synonyms, **{value: value for value in self.values}})
        )


def same(value: str, *words: str) -> dict[str, str]:
    """Synonyms of one value.

    >>> same("是", "√", "对")
    {'√': '是', '对': '是'}
    """
    return dict.fromkeys(words, value)


YES_NO = ChoiceList("是否", ("是", "否"))
PASSED = ChoiceList("通过与否", ("通过", "不通过"))
PRIORITY = ChoiceList("优先级", ("高", "中", "低"))

GRADES = ChoiceList(
    "客户等级",
    ("A类", "B类", "C类"),
    {
        **same("A类", "A", "A类高价值客户", "A类客户", "A(高价值)", "A类(高价值)", "高价值", "VIP", "VIP客户"),
        **same("B类", "B", "B类潜力客户", "B类客户", "B(潜力)", "B类(潜力)", "潜力"),
        **same("C类", "C", "C类普通客户", "C类客户", "C(普通)", "C类(普通)", "普通"),
    },
)
"""Value of a customer, not its intent (C-004)."""

INTENTS = ChoiceList(
    "意向评级",
    ("A类", "B类", "C类"),
    {
        **same("A类", "A", "A类(高意向)", "A(高意向)", "高意向"),
        **same("B类", "B", "B类(中意向)", "B(中意向)", "中意向"),
        **same("C类", "C", "C类(低意向)", "C(低意向)", "低意向"),
    },
)

INDUSTRIES = ChoiceList(
    "所属行业", ("信息技术", "教育", "金融", "制造业", "医疗", "未知"), same("制造业", "制造"), open=True
)

SOURCES = ChoiceList(
    "来源渠道",
    ("行业展会", "合作伙伴转介绍", "线上广告", "主动拜访", "搜索引擎", "其他"),
    {"展会": "行业展会", "转介绍": "合作伙伴转介绍", "线上推广": "线上广告"},
)

DEPARTMENTS = ChoiceList("责任部门", ("产品部", "客服部", "销售部", "技术部", "市场部"))

POSTS = ChoiceList(
    "岗位",
    (
        "销售专员",
        "销售主管",
        "客服专员",
        "客服主管",
        "技术支持",
        "产品负责人",
        "客户成功经理",
        "法务",
        "数据管理员",
        "客户总监",
        "管理层",
    ),
    {"销售经理": "销售主管", **same("管理层", "总经理", "高层管理团队")},
)
"""Who holds a post stands in the list ``staff.<post>``."""

STATES = ChoiceList("处理状态", ("待处理", "处理中", "已完成"), same("已完成", "已修复", "已解决"))

_VISIT = ("上门", "拜访", "面访", "面谈")

METHODS = ChoiceList(
    "联系方法", ("电话", "邮件", "上门拜访", "微信", "短信", "问卷"), same("上门拜访", *_VISIT)
)
"""Every way to reach a customer; the lists of single tables are parts of it in their own words."""

PLAN_METHODS = ChoiceList(
    "跟进方式", ("电话", "邮件", "上门拜访", "微信", "短信"), same("上门拜访", *_VISIT)
)

REVISIT_METHODS = ChoiceList("回访方式", ("电话", "邮件", "上门拜访", "问卷"), same("上门拜访", *_VISIT))

FREQUENCIES = ChoiceList(
    "跟进频率",
    ("每日1次", "每周1次", "每两周1次", "每月1次", "每季度1次", "半年1次"),
    {
        **same("每日1次", "每日一次", "每天1次", "每天一次"),
        **same("每周1次", "每周一次"),
        **same("每两周1次", "每两周一次"),
        **same("每月1次", "每月一次"),
        **same("每季度1次", "每季度一次", "每季1次", "每季一次"),
        **same("半年1次", "半年一次", "每半年1次", "每半年一次"),
    },
)

REVISIT_FREQUENCIES = ChoiceList(
    "回访频率",
    ("每月1次", "每季度1次", "半年1次"),
    {
        **same("每月1次", "每月一次"),
        **same("每季度1次", "每季度一次", "每季1次", "每季一次"),
        **same("半年1次", "半年一次", "每半年1次", "每半年一次"),
    },
)

DELIVERY_STAGES = ChoiceList("交付阶段", ("需求调研", "开发实施", "测试验收", "上线运维"))

MOODS = ChoiceList("客户情绪状态", ("满意", "一般", "不满", "愤怒"))

POTENTIAL_NEEDS = ChoiceList("潜在需求反馈", ("复购", "转介绍", "功能升级", "无需求"))
