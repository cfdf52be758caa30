"""The lists of choices and words that hold for one workbook: the shipped ones, as its 选项表 changes them.

A row there adds a value or a spelling; a row that is not 启用 takes the value away (R-012, C-018).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from xlcrm.tables.choices import POSTS, ChoiceList
from xlcrm.tables.words import WORDS

_SEPARATORS = re.compile(r"[;；、,，\n]")


class Lists:
    """Lists by name; asked for before and after the rows of the 选项表 are known.

    >>> lists = Lists()
    >>> lists.add("signal.positive", "招标", "投标;竞标")
    >>> lists.words("signal.positive")[-1], lists.of(ChoiceList("signal.positive", ())).meaning["竞标"]
    ('招标', '招标')
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[str, str, bool]]] = {}
        self._merged: dict[str, ChoiceList] = {}

    def add(self, name: str, value: str, synonyms: str = "", enabled: bool = True) -> None:
        """Take a row of the 选项表."""
        self._rows.setdefault(name, []).append((value, synonyms, enabled))
        self._merged.pop(name, None)

    def add_all(self, names: Iterable[str], values: Iterable[str], synonyms: Iterable[str]) -> None:
        """Take rows of the 选项表, all of them 启用."""
        rows = self._rows
        for name, value, words in zip(names, values, synonyms, strict=True):
            rows.setdefault(name, []).append((value, words, True))
        self._merged.clear()

    def of(self, shipped: ChoiceList) -> ChoiceList:
        """A list of the catalogue as it holds in this workbook."""
        if shipped.name not in self._rows:
            return shipped
        if shipped.name not in self._merged:
            self._merged[shipped.name] = _merge(shipped, tuple(self._rows[shipped.name]))
        return self._merged[shipped.name]

    def words(self, name: str) -> tuple[str, ...]:
        """The values of a word list; empty when nobody filled it."""
        return self.of(WORDS.get(name) or _unshipped(name)).values

    def post_of(self, person: str) -> str:
        """The post that a person holds by the lists ``staff.<post>``, empty when in none.

        >>> lists = Lists(); lists.add("staff.客服主管", "赵敏"); lists.post_of("赵敏")
        '客服主管'
        """
        return next((post for post in POSTS.values if person in self.words(f"staff.{post}")), "")

    @property
    def staffed(self) -> bool:
        """True when the workbook says who holds which post."""
        return any(self.words(f"staff.{post}") for post in POSTS.values)


@cache
def _unshipped(name: str) -> ChoiceList:
    return ChoiceList(name, (), open=True)


@lru_cache(maxsize=512)
def _merge(shipped: ChoiceList, rows: tuple[tuple[str, str, bool], ...]) -> ChoiceList:
    """The list as the rows change it; those of many workbooks are the same."""
    values, synonyms = list(shipped.values), dict(shipped.synonyms)
    for value, words, enabled in rows:
        if not enabled:
            values = [known for known in values if known != value]
            synonyms = {word: meant for word, meant in synonyms.items() if meant != value}
            continue
        if value not in values:
            values.append(value)
        synonyms.pop(value, None)
        for word in filter(None, map(str.strip, _SEPARATORS.split(words))):
            synonyms[word] = value
    synonyms = {word: meant for word, meant in synonyms.items() if word not in values and meant in values}
    return ChoiceList(shipped.name, tuple(values), synonyms, open=shipped.open)
