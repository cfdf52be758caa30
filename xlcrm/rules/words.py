"""What free text says by the word lists of the workbook: signals, channels, departments, people of a post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from xlcrm.tables.choices import ChoiceList
from xlcrm.tables.words import WORDS

if TYPE_CHECKING:
    from xlcrm.checks.lists import Lists


class Words:
    """The word lists as the workbook's 选项表 changes them.

    >>> own = [{"list_name": "signal.positive", "value": "招标", "enabled": "是"}]
    >>> Words.of(own).found("signal.positive", "通知我们参加招标"), Words().staff("管理层")
    (['参加', '招标'], ())
    """

    def __init__(self, lists: Lists | None = None) -> None:
        if lists is None:
            from xlcrm.checks.lists import Lists  # the checks know rules of their own: not at import

            lists = Lists()
        self.lists = lists

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, object]]) -> Words:
        """From rows of the 选项表 by column name."""
        words = cls()
        for row in rows:
            name, value = str(row.get("list_name") or ""), str(row.get("value") or "")
            if name and value:
                words.lists.add(name, value, str(row.get("synonyms") or ""), row.get("enabled") != "否")
        return words

    def named(self, name: str) -> ChoiceList:
        """A list with its synonyms."""
        return self.lists.of(WORDS.get(name) or ChoiceList(name, (), open=True))

    def found(self, name: str, text: str | None) -> list[str]:
        """Words of a list that stand in a text, in the list's order.

        >>> Words().found("signal.positive", "客户要求提供样品和报价")
        ['报价', '样品']
        """
        return [word for word in self.lists.words(name) if text and word in text]

    def answer(self, name: str, text: str | None) -> tuple[str, str] | None:
        """Answer of a map to a text: the longest word that stands in it and the value that it leads to.

        >>> Words().answer("channel_map", "发送报价单"), Words().answer("channel_map", "寒暄")
        (('报价单', '邮件'), None)
        """
        meaning = self.named(name).meaning
        hits = [word for word in meaning if text and word in text]
        return (word := max(hits, key=len), meaning[word]) if hits else None

    def staff(self, post: str) -> tuple[str, ...]:
        """People who hold a post."""
        return self.lists.words(f"staff.{post}")

    def who(self, post: str) -> str:
        """Somebody who holds the post, else the post itself.

        >>> Words().who("销售主管")
        '销售主管'
        """
        return next(iter(self.staff(post)), post)
