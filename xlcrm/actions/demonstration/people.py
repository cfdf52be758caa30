"""Made-up companies and persons, in towns that no map shows; their phone numbers all hold 0000."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

OWNERS = ("林晓东", "陈若溪", "赵启明", "周雨桐", "吴嘉禾", "郑文博")
SERVICE = ("何静", "罗毅", "宋佳")
TOWNS = {
    "云州": ("云泽省云州市临江区", "滨河路"),
    "海岚": ("东屿省海岚市新港区", "港湾大道"),
    "岭安": ("南岭省岭安市高新区", "科创街"),
    "松原里": ("北川省松里市城东区", "松涛路"),
}
INDUSTRIES = (("信息技术", 34), ("制造业", 26), ("教育", 16), ("金融", 13), ("医疗", 11))
PRODUCTS = {
    "信息技术": ("机架式服务器", "数据备份服务", "运维服务"),
    "制造业": ("生产管理系统", "边缘计算网关", "运维服务"),
    "教育": ("在线课程平台", "数据备份服务", "机架式服务器"),
    "金融": ("数据安全网关", "数据备份服务", "机架式服务器"),
    "医疗": ("影像存储系统", "数据备份服务", "运维服务"),
}
PRICES = {
    "机架式服务器": 42_000, "数据备份服务": 12_000, "运维服务": 9_600, "生产管理系统": 68_000,
    "边缘计算网关": 15_500, "在线课程平台": 26_000, "数据安全网关": 58_000, "影像存储系统": 83_000,
}  # fmt: skip
_BRANDS = "拓锐恒昕启衡泽润澜骏霖晟铭沃璟卓禾岳朗翊"
_FIELDS = {"信息技术": "信息技术", "制造业": "精密制造", "教育": "教育科技", "金融": "金融服务", "医疗": "医疗器械"}
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗梁宋郑谢韩唐冯于董萧"
_GIVEN = ("子涵", "思远", "雨欣", "浩然", "佳宁", "俊杰", "梓萱", "明哲", "诗涵", "宇轩", "欣怡", "志强", "丽华", "建国", "晓梅", "文斌")
_TITLES = ("采购总监", "信息部经理", "行政主管", "总经理", "运营经理", "采购专员")


@dataclass(frozen=True)
class Customer:
    """A made-up customer and how close it is: ``pace`` scales how often it buys and talks."""

    number: str
    name: str
    contact: str
    title: str
    phone: str
    email: str
    company: bool
    industry: str
    grade: str
    owner: str
    town: str
    created: date
    coop_start: date | None
    last_day: date
    pace: float


def pick(random: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    """One of several words by weight."""
    return random.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]


def person(random: Random, taken: set[str]) -> str:
    """A made-up name that is not taken yet."""
    while True:
        name = random.choice(_SURNAMES) + random.choice(_GIVEN)
        if name not in taken:
            taken.add(name)
            return name


def company(random: Random, industry: str, taken: set[str]) -> tuple[str, str]:
    """A made-up company that is not taken yet, and its town."""
    while True:
        town = random.choice(list(TOWNS))
        name = f"{town}{''.join(random.sample(_BRANDS, 2))}{_FIELDS[industry]}有限公司"
        if name not in taken:
            taken.add(name)
            return name, town


def phone(random: Random, serial: int) -> str:
    """A made-up mobile number: the four digits in the middle are zeros."""
    return f"1{random.choice((33, 35, 52, 58, 86))}0000{serial:04d}"


def title(random: Random) -> str:
    """A position."""
    return random.choice(_TITLES)
