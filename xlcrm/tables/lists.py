"""All lists of the 选项表: those of the columns and the word lists."""

from __future__ import annotations

from collections.abc import Iterator

from xlcrm.tables import CATALOGUE
from xlcrm.tables.choices import METHODS, POSTS, ChoiceList, DeclarationError
from xlcrm.tables.column import Choice
from xlcrm.tables.words import WORDS


def choice_lists() -> Iterator[ChoiceList]:
    """Every list once, in the order of the catalogue, the word lists last.

    Lists without a value of their own (former names of a customer, the people of a post) are among them.

    >>> [words.name for words in choice_lists()][:3]
    ['所属行业', '客户等级', '需求标签']
    """
    seen: dict[str, ChoiceList] = {}
    columns = (column for table in CATALOGUE for column in table.columns.values())
    options = (column.options for column in columns if isinstance(column, Choice))
    for words in (*options, METHODS, POSTS, *WORDS.values()):
        if words.name not in seen:
            seen[words.name] = words
            yield words
        elif seen[words.name] is not words:
            raise DeclarationError(f"two lists are called {words.name}: rename one")
