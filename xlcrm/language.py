"""Languages of the program and the step between simplified and traditional characters."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, Protocol, cast

Language = Literal["zh-CN", "zh-TW", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "zh-TW", "en")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=2)
def _converter(direction: str) -> _Converter:
    from opencc import OpenCC  # loads its dictionaries: only for those who need it

    return cast("_Converter", OpenCC(direction))


def traditional(text: str) -> str:
    """Text in traditional characters.

    >>> traditional("客户等级")
    '客戶等級'
    """
    return _converter("s2t").convert(text)


def simplified(text: str) -> str:
    """Text in simplified characters.

    >>> simplified("客戶等級")
    '客户等级'
    """
    return _converter("t2s").convert(text)


def say(zh: str, en: str, language: Language) -> str:
    """The sentence in the language asked for; 繁體 is derived from 简体."""
    if language == "en":
        return en
    return traditional(zh) if language == "zh-TW" else zh
