"""Addresses down to the street (R-009, 手册第一章): province, city, district, street.

>>> parts("广东省广州市天河区体育东路100号")
Parts(province='广东省', city='广州市', district='天河区', street='体育东路100号')
>>> missing("上海市浦东新区"), missing("香港九龙弥敦道1号"), missing("1 Main Street, Springfield")
(('street',), (), ())
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from xlcrm.tables.headings import simplified

Part = Literal["province", "city", "district", "street"]

_MUNICIPALITIES = "北京|上海|天津|重庆"
_PROVINCES = (
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|内蒙古|广西|西藏|宁夏|新疆"
)
_ELSEWHERE = re.compile(r"^(?:中国)?(?:香港|澳门|台湾|台北|台中|台南|高雄|新北|桃园|九龙|新界)")
_COUNTRY = re.compile(r"^(?:中华人民共和国|中国)")
_PROVINCE = re.compile(
    rf"^(?:({_MUNICIPALITIES})市?|((?:{_PROVINCES})(?:省|(?:壮族|回族|维吾尔)?自治区)?|[^市区县州盟旗]{{2,6}}(?:省|自治区)))"
)
_CITY = re.compile(
    r"^(?:[^市区县旗路街]{1,9}?(?:自治州|盟|地区)|[^市区县旗路街]{1,4}?州(?![市路])|[^市区县旗路街]{1,9}?市)(?!场)"
)
_DISTRICT = re.compile(r"^[^区县旗市路街]{1,12}?(?:自治县|自治旗|新区|开发区|高新区|矿区|林区|区|县|旗|市)")
ORDINARY = re.compile(
    r"(?:[^\W\d]{2,6}(?:省|自治区)[^\W\d]{1,6}?市|(?:北京|上海|天津|重庆)市)"
    r"[^\W\d]{1,6}?[区县旗][^\s,;]*?[路街道巷号镇乡村][^\s]*"
)
"""An address in the usual order that lacks nothing."""
_UNDIVIDED = ("东莞市", "中山市", "儋州市", "嘉峪关市")
"""Prefectures without districts."""
_STREET = re.compile(r"路|街|道|巷|号|弄|胡同|镇|乡|村|里|园|大厦|广场|社区|苑|屯|大街|楼|座|栋|公里")


class Parts(NamedTuple):
    """The parts of an address, empty where one is missing."""

    province: str
    city: str
    district: str
    street: str


def parts(address: str) -> Parts | None:
    """The parts of a mainland address; None for one elsewhere, of which nothing more is asked."""
    text = re.sub(r"\s+", "", simplified(unicodedata.normalize("NFKC", address)))
    if _ELSEWHERE.match(text) or not re.search(r"[\u4e00-\u9fff]", text):
        return None
    text = _COUNTRY.sub("", text)
    province = city = district = ""
    if found := _PROVINCE.match(text):
        province, text = found[0], text[found.end() :]
        if found[1]:
            city = province
            text = re.sub(rf"^{found[1]}市?(?:市辖区)?", "", text)
    if not city and (found := _CITY.match(text)):
        city, text = found[0], text[found.end() :]
    if city in _UNDIVIDED:
        district = city
    elif found := _DISTRICT.match(text):
        district, text = found[0], text[found.end() :]
    return Parts(province, city, district, text if _STREET.search(text) else "")


def missing(address: str) -> tuple[Part, ...]:
    """The parts that an address lacks."""
    found = parts(address)
    if found is None:
        return ()
    names: tuple[Part, ...] = ("province", "city", "district", "street")
    return tuple(name for name, part in zip(names, found, strict=True) if not part)
