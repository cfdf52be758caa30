"""Next actions that say who, what and when (R-045, 手册第二章 注意事项).

>>> from xlcrm.checks.lists import Lists
>>> judge = Judge(Lists())
>>> judge.missing("后续联系"), judge.missing("9月2日电话沟通方案反馈", who=True)
(('what', 'when', 'who'), ())
>>> due_from("2日内发送报价单", date(2024, 5, 10))
datetime.date(2024, 5, 12)
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal

from xlcrm.checks.lists import Lists
from xlcrm.checks.wording import any_of
from xlcrm.rules.dates import add_days, add_months, find_date

Part = Literal["what", "when", "who"]

_NUMBER = r"(\d+|[一二两三四五六七八九十]+)"
_WITHIN = re.compile(rf"{_NUMBER}\s*(?:个)?(工作日|小时|天|日|周|星期|礼拜|月)(?:之内|以内|内|后|以后|之后)")
_WHEN = re.compile(
    rf"{_NUMBER}\s*(?:个)?(?:工作日|小时|天|周|星期|礼拜|月)"
    r"|\d{1,2}月(?:\d{1,2}[日号]|底|末|初|中旬|上旬|下旬|份)?|\d{1,2}[日号](?!线)|\d{4}[-/]\d{1,2}[-/]\d{1,2}"
    r"|\d{1,2}[-/.]\d{1,2}(?!\d)|今天|今日|明天|明日|后天|当天|当日|次日|即日"
    r"|[本这下上]+(?:个)?(?:周|星期|礼拜|月|季度)|(?:周|星期|礼拜)[一二三四五六日天末]"
    r"|[月季年]底前?|[月季年][初末]|季度末|节前|节后|\d{1,2}[:：]\d{2}|[上下]午"
)
_FIGURES = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}


class Judge:
    """Judges next actions by the word lists ``words.vague`` and ``words.verbs``."""

    def __init__(self, lists: Lists) -> None:
        self.vague = any_of(lists.words("words.vague"))
        self.verb = any_of(lists.words("words.verbs"))

    def missing(self, text: str, *, due: bool = False, who: bool = False) -> tuple[Part, ...]:
        """What a next action does not say; ``due`` and ``who`` tell that other cells of the row say it.

        A vague phrase is no action of its own, and no harm beside one.

        >>> from xlcrm.checks.lists import Lists
        >>> Judge(Lists()).missing("保持联系,3天内寄送样品", who=True)
        ()
        """
        parts: list[Part] = []
        if not self.verb.search(self.vague.sub(" ", text)):
            parts.append("what")
        if not due and not _WHEN.search(unicodedata.normalize("NFKC", text)):
            parts.append("when")
        if not who:
            parts.append("who")
        return tuple(parts)


def due_from(text: str, base: date, guess_days: int = 180) -> date | None:
    """The day that a next action names, counted from the day of the contact; None when it names none.

    >>> due_from("9月2日电话沟通", date(2023, 8, 25)), due_from("后续联系", date(2023, 8, 25))
    (datetime.date(2023, 9, 2), None)
    """
    plain = unicodedata.normalize("NFKC", text)
    if found := _WITHIN.search(plain):
        count = _FIGURES.get(found[1]) or (int(found[1]) if found[1].isdigit() else 10)
        if found[2] == "月":
            return add_months(base, count)
        if found[2] == "小时":
            return add_days(base, count // 24)
        if found[2] in _DAYS:
            return add_days(base, count * _DAYS[found[2]])
    return find_date(plain, base, guess_days)
