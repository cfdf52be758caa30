"""Names of customers (R-008, R-017): companies with their legal form, persons with ``(个人)`` behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from xlcrm.tables.headings import simplified

Why = Literal["short", "no-form"]

_PERSON = re.compile(r"[(（]\s*[个個]人\s*[)）]\s*$")
_BRACKETS = re.compile(r"[()\[\]{}<>〈〉《》【】「」『』“”\"']")
_NOISE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff·•・.,、]")
_MARK = "\x01"
"""Between names that are treated at once: no blank, nobody types it."""

_LEGAL = ("特殊普通合伙", "普通合伙", "有限合伙", "合伙企业", "责任", "有限", "股分")
_REMARK = re.compile(r"\((?:已?注销|存续|在营|开业|筹|暂停|迁出|有限合伙|普通合伙|特殊普通合伙)\)$")


def is_person(name: str) -> bool:
    """True for a name that ends in (个人).

    >>> is_person("张三（个人）"), is_person("示例科技有限公司")
    (True, False)
    """
    return bool(_PERSON.search(name))


def person_name(name: str) -> str:
    """The name of a person without the mark, empty when there is none.

    >>> person_name("张三(个人)"), person_name("(个人)")
    ('张三', '')
    """
    return _PERSON.sub("", name).strip()


def fault(name: str, suffixes: Iterable[str], least: int) -> Why | None:
    """Why a name is no full registered name (R-008); None when it is one, or belongs to a person.

    >>> forms = ("有限公司", "Ltd")
    >>> fault("科技", forms, 6), fault("示例云图科技", forms, 6), fault("示例云图科技有限公司", forms, 6)
    ('short', 'no-form', None)
    """
    if is_person(name):
        return None
    plain = unicodedata.normalize("NFKC", name).strip()
    if len(plain) < least:
        return "short"
    bare = _REMARK.sub("", plain) if not plain.endswith("合伙)") else plain
    return None if _ending(tuple(suffixes)).search(simplified(bare).casefold()) else "no-form"


@lru_cache(maxsize=8)
def _ending(suffixes: tuple[str, ...]) -> re.Pattern[str]:
    forms = "|".join(re.escape(simplified(suffix).casefold()) for suffix in suffixes)
    return re.compile(rf"(?:{forms})(?:\s*[(].*[)])?\.?$")


def core(name: str, strip: tuple[str, ...]) -> str:
    """The name as names are compared: simplified, half-width, without legal form, brackets and blanks.

    ``strip`` are the words of ``dedupe.strip``; ``brackets`` and ``blanks`` stand for those characters. A
    name that consists of legal words only keeps them.

    >>> words = ("有限公司", "股份", "有限责任", "集团", "公司", "brackets", "blanks")
    >>> core("示例雲圖科技(北京)有限公司 ", words), core("科技", words), core("科技有限公司", words)
    ('示例云图科技北京', '科技', '科技')
    """
    return cores((name,), strip)[0]


def cores(names: Sequence[str], strip: tuple[str, ...]) -> list[str]:
    """The cores of many names at once.

    >>> cores(["示例云图有限公司", "科技（个人）", "公司", ""], ("有限公司", "公司", "brackets", "blanks"))
    ['示例云图', '科技', '公司', '']
    """
    noise, legal = _stripping(strip)
    text = unicodedata.normalize("NFKC", _MARK.join(names).replace("\n", " ")).casefold()
    text = noise.sub("", text)
    try:
        text.encode("gb2312")  # holds no traditional character
    except UnicodeEncodeError:
        text = simplified(text)
    bare = legal.sub("", text).split(_MARK)
    return bare if all(bare) else [short or full for short, full in zip(bare, text.split(_MARK), strict=True)]


@lru_cache(maxsize=8)
def _stripping(strip: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is taken out of a name before it is made simplified, and the legal words after."""
    noise = [rf"\([个個]人\)(?={_MARK}|$)"]
    noise += [_NOISE.pattern] if "blanks" in strip else []
    noise += [_BRACKETS.pattern] if "brackets" in strip else []
    words = {word for word in strip if word not in ("brackets", "blanks")} | set(_LEGAL)
    legal = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile("|".join(noise)), re.compile(legal)
