"""Reading cells of choices (R-012, R-013): one spelling for each value, ticked boxes, several values.

>>> from xlcrm.tables.choices import GRADES, METHODS, ChoiceList
>>> grades = ChoiceReader(GRADES)
>>> grades.read("ａ類").values, grades.read("□A类 ☑B类 □C类").values, grades.read("A+").unknown
(('A类',), ('B类',), ('A+',))
>>> ChoiceReader(METHODS, several=True, separator="+").read("电话、上门").plain
'电话+上门拜访'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from xlcrm.checks.place import BLANKS, key_text
from xlcrm.rules.grades import grade_label
from xlcrm.tables.choices import GRADES, INTENTS, ChoiceList
from xlcrm.tables.headings import simplified
from xlcrm.tables.rows import CellError, Value

_SEPARATORS = re.compile(r"[;；、,，+＋\n]")
_BOX = re.compile(r"[□☐▢☑✓✔√■▣☒☒]")
_TICKED = re.compile(r"[☑✓✔√■▣☒]\s*([^□☐▢☑✓✔√■▣☒]*)")
_EMPTY_BOX = re.compile(r"[□☐▢]")
_EDGES = re.compile(r"^[\s;；、,，+/]+|[\s;；、,，+/]+$")
_REMARK = re.compile(r"[(（].*[)）]$")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


class Reading(NamedTuple):
    """What a cell says: known values in their order, words that are no value, and how it is best written."""

    values: tuple[str, ...]
    unknown: tuple[str, ...]
    plain: str


NOTHING = Reading((), (), "")


class ChoiceReader:
    """Reads the cells of a column with choices; ``remark`` lets words in brackets follow a value."""

    def __init__(
        self, options: ChoiceList, *, several: bool = False, separator: str = ";", remark: bool = False
    ) -> None:
        self.options = options
        self.several = several
        self.separator = separator
        self.remark = remark
        self._meaning: Mapping[str, str] = options.meaning
        self._folded: dict[str, str] | None = None

    def __call__(self, value: Value) -> tuple[str, ...]:
        """The values of a cell, unknown words left out."""
        if type(value) is str:
            meant = self._meaning.get(value)
            return (meant,) if meant is not None else self.read(value).values
        return self.read(key_text(value)).values if value is not None else ()

    def read(self, text: str) -> Reading:
        """Everything there is to know of a cell."""
        if isinstance(text, CellError) or text.strip() in BLANKS - set(self.options.values):
            return NOTHING
        if meant := self._meaning.get(text):
            return Reading((meant,), (), meant)
        words = self._words(text)
        known, unknown, written = [], [], []
        for word in words:
            meant = self.one(word)
            if meant is None:
                unknown.append(word)
                written.append(word)
            elif meant not in known:
                known.append(meant)
                written.append(meant + self._remark_of(word) if self.remark else meant)
        return Reading(tuple(known), tuple(unknown), self.separator.join(written))

    def one(self, word: str) -> str | None:
        """The value that one word means, None when it means none."""
        if (meant := self._meaning.get(word)) is not None:
            return meant
        folded = _fold(word)
        if self._folded is None:
            self._folded = {_fold(spelling): value for spelling, value in self._meaning.items()}
        if (meant := self._folded.get(folded)) is not None:
            return meant
        if self.remark and (bare := _REMARK.sub("", folded)) != folded:
            return self._folded.get(bare)
        if self.options.name in (GRADES.name, INTENTS.name):
            label = grade_label(word, intent=self.options.name == INTENTS.name)
            return label if label in self.options.values else None
        return word.strip() if not self.options.values and self.options.open else None

    def _words(self, text: str) -> list[str]:
        if _BOX.search(text) and (_EMPTY_BOX.search(text) or _TICKED.match(text.strip())):
            words = [_EDGES.sub("", found) for found in _TICKED.findall(text)]
        elif self.several:
            words = [part.strip() for part in _SEPARATORS.split(text)]
        else:
            words = [text.strip()]
        return [word for word in words if word]

    def _remark_of(self, word: str) -> str:
        found = _REMARK.search(unicodedata.normalize("NFKC", word.strip()))
        return found[0] if found and word.strip() not in self._meaning else ""


def _fold(word: str) -> str:
    """A word as it is compared: no blanks, half-width, simplified, small letters."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", word))
    return simplified(re.sub(r"\s+", "", plain)).casefold()
