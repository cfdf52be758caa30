"""The word lists by which rules read free text, as the workbook's 选项表 changes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from xlcrm.tables.choices import ChoiceList
from xlcrm.tables.words import WORDS


class Words(Mapping[str, ChoiceList]):
    """Word lists by name. A row of the 选项表 adds a word, a row that is not 启用 takes one away.

    >>> own = [{"list_name": "signal.positive", "value": "招标", "enabled": "是"}]
    >>> "招标" in Words(own)["signal.positive"].values, Words()["staff.管理层"].values
    (True, ())
    """

    def __init__(self, rows: Iterable[Mapping[str, object]] = ()) -> None:
        self._own: dict[str, list[tuple[str, str, bool]]] = {}
        for row in rows:
            name, value = str(row.get("list_name") or ""), str(row.get("value") or "")
            if name and value:
                entry = (value, str(row.get("synonyms") or ""), row.get("enabled") != "否")
                self._own.setdefault(name, []).append(entry)
        self._lists: dict[str, ChoiceList] = {}

    def __getitem__(self, name: str) -> ChoiceList:
        if name not in self._lists:
            self._lists[name] = self._merged(name)
        return self._lists[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**WORDS, **self._own})

    def __len__(self) -> int:
        return len({**WORDS, **self._own})

    def found(self, name: str, text: str | None) -> list[str]:
        """Words of a list that stand in a text, in the list's order.

        >>> Words().found("signal.positive", "客户要求提供样品和报价")
        ['报价', '样品']
        """
        return [word for word in self[name].values if text and word in text]

    def answer(self, name: str, text: str | None) -> str | None:
        """Answer of a map to a text: the value of the longest word that stands in it.

        >>> Words().answer("channel_map", "发送报价单")
        '邮件'
        """
        meaning = self[name].meaning
        hits = [word for word in meaning if text and word in text]
        return meaning[max(hits, key=len)] if hits else None

    def staff(self, post: str) -> tuple[str, ...]:
        """People who hold a post."""
        return self[f"staff.{post}"].values

    def _merged(self, name: str) -> ChoiceList:
        shipped = WORDS.get(name, ChoiceList(name, (), open=True))
        values, synonyms = list(shipped.values), dict(shipped.synonyms)
        for value, words, enabled in self._own.get(name, ()):
            if not enabled:
                values = [known for known in values if known != value]
                synonyms = {word: answer for word, answer in synonyms.items() if answer != value}
            elif value not in values:
                values.append(value)
            if enabled:
                synonyms.update((word, value) for word in re.split(r"[;；、,，]", words) if word.strip())
        meant = {word: value for word, value in synonyms.items() if word not in values}
        return ChoiceList(name, tuple(values), meant, open=True)
