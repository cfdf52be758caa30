"""The mood of customers: what their words say, and how it moves from month to month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.analysis.lists import lists_of
from xlcrm.rules.analysis.periods import month_starts, up_to
from xlcrm.rules.frames import Data
from xlcrm.rules.words import Words

POSITIVE, NEUTRAL, NEGATIVE = "积极", "中性", "消极"
MOODS = {"满意": 2.0, "一般": 1.0, "不满": -1.0, "愤怒": -2.0}
"""Value of a ticked mood."""

_OF_MOOD = {"满意": POSITIVE, "一般": NEUTRAL, "不满": NEGATIVE, "愤怒": NEGATIVE}
_AS_MOOD = {POSITIVE: 2.0, NEUTRAL: 1.0, NEGATIVE: -1.0}
_BETWEEN = "太很是"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """积极, 中性 or 消极, the score, and the words that were found with what each counts."""

    value: str
    score: int
    found: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        """The words found.

        >>> Sentiment("消极", -2, (("太慢", -1), ("不满意", -1))).words
        '太慢 −1、不满意 −1'
        """
        return "、".join(f"{word} {'+' if points > 0 else '−'}1" for word, points in self.found)


@implements("R-119")
def sentiment(text: str | None, words: Words, mood: str | None = None) -> Sentiment:
    """R-119 反馈情感: positive less negative keywords, the longest first, turned by a negator before them.

    Source: 《跟进策略》第九、十章. A negator (不, 没) counts directly before the keyword or with one of 太, 很,
    是 between. A ticked mood overrules the words. The keywords are the lists ``mood.positive``,
    ``mood.negative`` and ``mood.negator`` of the 选项表.

    >>> told = sentiment("对配置满意,但需增加数据备份功能", Words())
    >>> (told.value, told.score, told.words)
    ('积极', 1, '满意 +1')
    >>> told = sentiment("响应太慢,很不满意", Words())
    >>> (told.value, told.score, told.words)
    ('消极', -2, '太慢 −1、不满意 −1')
    >>> [sentiment(text, Words()).value for text in ("不太满意", "没故障", "下周开会", "满意，但响应太慢")]
    ['消极', '积极', '中性', '中性']
    >>> sentiment("满意", Words(), mood="愤怒").value
    '消极'
    """
    lists = words.lists
    good, bad = lists.words("mood.positive"), lists.words("mood.negative")
    pattern = _pattern(good, bad, lists.words("mood.negator"))
    found = []
    for match in pattern.finditer(text or "") if good or bad else ():
        word = match["plain"] or match["turned"]
        points = 1 if word in good else -1
        found.append((match[0], points if match["plain"] else -points))
    score = sum(points for _, points in found)
    value = _OF_MOOD.get(mood or "") or (POSITIVE if score > 0 else NEGATIVE if score < 0 else NEUTRAL)
    return Sentiment(value, score, tuple(found))


@lru_cache(maxsize=8)
def _pattern(good: Sequence[str], bad: Sequence[str], negators: Sequence[str]) -> re.Pattern[str]:
    """A keyword as it stands goes before a negated one, so that 不满意 counts once."""
    keys = "|".join(map(re.escape, sorted({*good, *bad}, key=len, reverse=True)))
    turns = "|".join(map(re.escape, sorted(negators, key=len, reverse=True))) or r"(?!)"
    return re.compile(f"(?P<plain>{keys})|(?:{turns})[{_BETWEEN}]?(?P<turned>{keys})")


def sentiments(texts: pd.Series, words: Words) -> pd.Series:
    """Sentiment of a whole column; equal texts are read once."""
    codes, unique = pd.factorize(texts)
    read = np.array([*(sentiment(text, words) for text in unique), sentiment(None, words)], dtype=object)
    return pd.Series(read[codes], index=texts.index, dtype=object)


def moods(data: Data, as_of: date) -> pd.DataFrame:
    """Mood value of each revisit up to ``as_of``: the mood ticked, else the sentiment of the feedback.

    Columns: customer_id, at, month, feedback, mood (ticked), sentiment, words and value (2 to −2).
    """
    log = data["revisit_log"]
    kept = log[up_to(log["contact_at"], as_of) & log["customer_id"].notna()]
    told = sentiments(kept["feedback"], lists_of(data))
    ticked = kept["mood"]
    kinds = ticked.map(_OF_MOOD)
    said = pd.Series([each.value for each in told], index=kept.index, dtype=object)
    kinds = kinds.where(kinds.notna(), said)
    values = ticked.map(MOODS).astype("float64")
    heard = ticked.notna() | kept["feedback"].notna()
    return pd.DataFrame(
        {
            "customer_id": kept["customer_id"],
            "at": kept["contact_at"],
            "month": month_starts(kept["contact_at"]),
            "feedback": kept["feedback"],
            "mood": ticked,
            "sentiment": kinds,
            "words": [each.words for each in told],
            "value": values.where(values.notna(), kinds.map(_AS_MOOD).astype("float64")),
        }
    )[heard]


@implements("R-120")
def falling(table: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """R-120 情绪曲线: customers whose monthly mean of moods fell ``mood.fall_months`` months in a row.

    Source: 《跟进策略》第九章. ``table`` has customer_id, month and value; months without any are skipped, and
    only the newest months count. One row a customer: the curve in words and the newest mean.

    >>> months = pd.to_datetime(["2024-03-01", "2024-05-01", "2024-06-01"])
    >>> table = pd.DataFrame({"customer_id": ["1"] * 3 + ["2"] * 3, "month": [*months, *months],
    ...                       "value": [2.0, 1.0, -1.0, 2.0, 1.0, 1.0]})
    >>> falling(table, Policy.default()).values.tolist()
    [['1', '3月 2.0 → 5月 1.0 → 6月 -1.0', -1.0]]
    """
    steps = policy.count("mood.fall_months")
    means = table.groupby(["customer_id", "month"])["value"].mean().reset_index()
    tail = means.groupby("customer_id").tail(steps + 1)
    drops = tail.groupby("customer_id")["value"].diff() < 0
    counts = drops.groupby(tail["customer_id"]).sum()
    fell = tail[tail["customer_id"].isin(counts.index[counts == steps])]
    curves = [
        (
            customer,
            " → ".join(f"{m.month}月 {v:.1f}" for m, v in zip(rows["month"], rows["value"], strict=True)),
        )
        for customer, rows in fell.groupby("customer_id")
    ]
    found = pd.DataFrame(curves, columns=["customer_id", "curve"])
    newest = fell.groupby("customer_id")["value"].last()
    return found.assign(value=newest.reindex(found["customer_id"]).to_numpy())
