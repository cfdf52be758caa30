"""What texts say by the word lists: promises, offers, mood, greetings (R-028, R-111, R-119, R-139)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from xlcrm.checks.lists import Lists
from xlcrm.rulebook import implements
from xlcrm.rules.dates import find_date

NEVER = re.compile(r"(?!)")
POSITIVE, NEGATIVE, NEUTRAL = "积极", "消极", "中性"

OFFER_WORDS = ("限时", "特惠", "特价", "促销", "优惠", "代金券", "抵用券", "减", "折")
"""Texts without any of these make no offer."""

_BETWEEN = "太很是有"
"""What may stand between a negator and the word that it turns round."""

_OFFER = re.compile(
    r"限时|特惠|特价|促销活动|促销价|优惠活动|优惠券|优惠价|代金券|抵用券|立减|满减|满\d+减|\d+(?:\.\d+)?折|[一二三四五六七八九]折"
)
_END = re.compile(
    r"截止|截至|有效期|到期|为止|\d{1,2}月(?:\d{1,2}[日号])?[底末]?(?:前|之前|以前|止|内)?|\d{1,2}[日号](?:前|之前|以前|止)"
    r"|\d+\s*(?:个)?(?:天|日|周|月|工作日)(?:之内|以内|内|有效)|[本这下]?[月季周年](?:底|末|内)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
)


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A search for any of the words, the longest first.

    >>> any_of(("不满", "不满意")).findall("很不满意")
    ['不满意']
    """
    return _compiled(frozenset(words))


@lru_cache(maxsize=64)
def _compiled(words: frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(words - {""}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered))) if ordered else NEVER


@implements("R-111")
def open_offer(text: str) -> str:
    """R-111 限时优惠须写截止日期: the offer that a text makes without its end, empty when it makes none.

    >>> open_offer("限时9折优惠"), open_offer("6月9日前下单享9折"), open_offer("发送报价单")
    ('限时', '', '')
    """
    found = _OFFER.search(text)
    if found is None:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    return "" if _END.search(plain) or find_date(plain) else found[0]


class Mood:
    """The mood of a feedback by ``mood.positive``, ``mood.negative`` and ``mood.negator`` (R-119).

    >>> mood = Mood(Lists())
    >>> mood.of("对配置满意,但需增加数据备份功能"), mood.of("响应太慢,很不满意"), mood.of("不太满意")
    (('积极', 1), ('消极', -2), ('消极', -1))
    """

    def __init__(self, lists: Lists) -> None:
        self._positive = frozenset(lists.words("mood.positive"))
        self._negative = frozenset(lists.words("mood.negative"))
        self._words = any_of(self._positive | self._negative)
        negators = "|".join(map(re.escape, lists.words("mood.negator")))
        self._negator = re.compile(rf"(?:{negators})[{_BETWEEN}]?$") if negators else NEVER
        self.trigger = any_of(
            (
                *self._negative,
                *(
                    negator + between + word
                    for negator in lists.words("mood.negator")
                    for between in ("", *_BETWEEN)
                    for word in self._positive
                ),
            )
        )
        """Texts without a match cannot be negative."""

    @implements("R-119")
    def of(self, text: str) -> tuple[str, int]:
        """R-119 反馈情绪: 积极, 消极 or 中性, and the sum; the longest keyword counts, a negator inverts it."""
        score = 0
        for found in self._words.finditer(text):
            value = -1 if found[0] in self._negative else 1
            score += -value if self._negator.search(text[: found.start()]) else value
        return POSITIVE if score > 0 else NEGATIVE if score < 0 else NEUTRAL, score

    def negative_words(self, text: str) -> list[str]:
        """The words that make a text negative."""
        return [found[0] for found in self._words.finditer(text) if found[0] in self._negative] or [
            self._words.findall(text)[0]
        ]


@implements("R-028")
class Promises:
    """R-028 不得过度承诺: absolute promises of ``words.overpromise`` in a text, with their places.

    >>> from xlcrm.checks.example import said
    >>> said("R-028", followup_record={"summary": "我们绝对低价"})
    ['警告 沟通内容摘要：“沟通内容摘要”第 3 个字起写了“绝对低价”，是做不到保证的承诺。']
    >>> said("R-028", followup_record={"summary": "我们的价格有竞争力"})
    []
    """

    def __init__(self, lists: Lists) -> None:
        self.search = any_of(lists.words("words.overpromise")).search

    def found(self, text: str) -> tuple[str, int] | None:
        """The first such phrase and the number of its first character.

        >>> Promises(Lists()).found("我们绝对低价")
        ('绝对低价', 3)
        """
        hit = self.search(text)
        return (hit[0], hit.start() + 1) if hit else None
