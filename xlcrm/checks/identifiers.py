"""Numbers that name rows (R-016, R-073, R-088), in the pattern that the policy gives.

>>> complaint = Series("{YYYYMMDD}-{seq:3}")
>>> complaint.parts("20230816-001"), complaint.parts("2023-0816")
(('20230816', 1), None)
>>> complaint.head(date(2023, 8, 16)), complaint.example(date(2023, 8, 16))
('20230816', '20230816-001')
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_MARKS = {"{YYYYMMDD}": ("%Y%m%d", 8), "{YYYYMM}": ("%Y%m", 6), "{YYYY}": ("%Y", 4)}
_TOKEN = re.compile(r"\{YYYYMMDD\}|\{YYYYMM\}|\{YYYY\}|\{seq:(\d)\}")


class Series:
    """A pattern such as ``{YYYY}{seq:3}``: a date part, a serial of so many digits or more."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._format, self._width = "", 3
        form, at = "", 0
        for token in _TOKEN.finditer(pattern):
            form += re.escape(pattern[at : token.start()])
            if token[1]:
                self._width = int(token[1])
                form += rf"(?P<seq>[0-9]{{{token[1]},}})"
            else:
                self._format, digits = _MARKS[token[0]]
                form += rf"(?P<day>[0-9]{{{digits}}})"
            at = token.end()
        self.form = re.compile(form + re.escape(pattern[at:]))

    def parts(self, number: str) -> tuple[str, int] | None:
        """Date part and serial of a number, None when it does not follow the pattern."""
        found = self.form.fullmatch(number)
        if found is None:
            return None
        groups = found.groupdict()
        return groups.get("day", ""), int(groups.get("seq") or 0)

    def head(self, day: date) -> str:
        """The date part that a number of that day bears."""
        return day.strftime(self._format) if self._format else ""

    def example(self, day: date) -> str:
        """A number of that day."""
        text = self.pattern
        for mark, (form, _) in _MARKS.items():
            text = text.replace(mark, day.strftime(form))
        return re.sub(r"\{seq:\d\}", f"{1:0{self._width}d}", text)


class Versions:
    """A pattern such as ``V{major}.{minor}``; without {minor} versions are counted by one number (R-105).

    >>> two, one = Versions("V{major}.{minor}"), Versions("第{major}版")
    >>> two.number("V1.2"), two.number("v2.0"), two.number("第3版"), one.number("第3版")
    ((1, 2), (2, 0), None, (3, 0))
    >>> two.shown((1, 2)), one.shown((3, 0))
    ('V1.2', '第3版')
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        form = re.escape(pattern)
        for mark in ("major", "minor"):
            form = form.replace(re.escape(f"{{{mark}}}"), rf"(?P<{mark}>[0-9]+)", 1)
        self.form = re.compile(form, re.IGNORECASE)

    def number(self, text: str) -> tuple[int, int] | None:
        """The version as two numbers, None when it is not written in the pattern."""
        found = self.form.fullmatch(text)
        if found is None:
            return None
        told = found.groupdict()
        return int(told["major"]), int(told.get("minor") or 0)

    def shown(self, number: tuple[int, int]) -> str:
        """The version as it is written."""
        return self.pattern.replace("{major}", str(number[0])).replace("{minor}", str(number[1]))


@lru_cache(maxsize=32)
def versions(pattern: str) -> Versions:
    """The versions of a pattern."""
    return Versions(pattern)


@lru_cache(maxsize=32)
def series(pattern: str) -> Series:
    """The series of a pattern."""
    return Series(pattern)
