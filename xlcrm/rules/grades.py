"""Grades of customers: one spelling for A类, B类, C类, and the intent behind an enquiry."""

from __future__ import annotations

import re
import unicodedata

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_months, day_of
from xlcrm.rules.reason import Reasoned

_SIMPLIFIED = str.maketrans("類級價潛戶", "类级价潜户")
_TICKED = re.compile(r"[☑✓✔√■▣]([ABC])")
_VALUE = {"A": ("高价值",), "B": ("潜力",), "C": ("普通",)}
_INTENT = {"A": ("高意向",), "B": ("中意向",), "C": ("低意向",)}
_LONG = {"A类": "A类高价值客户", "B类": "B类潜力客户", "C类": "C类普通客户"}


@implements("R-013")
def grade_label(text: str | None, *, intent: bool = False) -> str | None:
    """R-013 等级写法统一: A类, B类 or C类 whatever the spelling; None for anything else.

    Source: 《手册》第一章 §2、第二章; 《流程工具》; 《跟进提醒卡》. ``intent`` says that the cell is an
    意向评级: there the bare word 高意向 means A类, while VIP means A类 only of a 客户等级. Of ticked boxes
    the ticked one counts.

    >>> [grade_label(text) for text in ("A(高价值)", "B类潜力客户", "ｃ類", "VIP", "A+", None)]
    ['A类', 'B类', 'C类', 'A类', None, None]
    >>> grade_label("□A类 ☑B类 □C类", intent=True), grade_label("高意向", intent=True), grade_label("高意向")
    ('B类', 'A类', None)
    """
    if not text:
        return None
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper().translate(_SIMPLIFIED)
    if any(mark in folded for mark in "□☐☑"):
        ticked = _TICKED.findall(folded)
        return f"{ticked[0]}类" if len(ticked) == 1 else None
    if folded in {"VIP", "VIP客户"}:
        return None if intent else "A类"
    for letter, bare in (_INTENT if intent else _VALUE).items():
        if folded.removesuffix("客户") in bare:
            return f"{letter}类"
    found = re.fullmatch(r"([ABC])(?:[类级](?:客户)?)?(?:\((\w+)\)|(\w+))?", folded)
    if found is None:
        return None
    letter, words = found[1], (found[2] or found[3] or "").removesuffix("客户")
    known = (*_VALUE[letter], *_INTENT[letter], *(("VIP",) if letter == "A" else ()), "")
    return f"{letter}类" if words in known else None


def shown_grade(grade: str, policy: Policy) -> str:
    """Grade as ``grade.display`` wants it: A类, or A类高价值客户.

    >>> shown_grade("B类", Policy.default().with_values({"grade.display": "long"}))
    'B类潜力客户'
    """
    return _LONG.get(grade, grade) if policy.word("grade.display") == "long" else grade


@implements("R-062")
def intent_grade(
    first_contact: Moment | None,
    need_date: Moment | None,
    need_desc: str | None,
    policy: Policy,
    *,
    complete: bool = True,
) -> Reasoned[str]:
    """R-062 意向评级: A类 for a need within a week, B类 up to three months, C类 later or vague.

    Source: 《流程工具》(一). Unit: days from the first contact (else 建档日期) to 预计需求日期; the three
    months are calendar months and include their last day. No first contact, need date or description is
    vague: C类. ``complete`` tells that budget and decision chain are known, which ``intent.cap`` may ask.

    >>> from datetime import date
    >>> seen, policy = date(2024, 5, 10), Policy.default()
    >>> for need in (date(2024, 5, 15), date(2024, 5, 30), date(2024, 9, 30)):
    ...     print(intent_grade(seen, need, "3台服务器采购", policy).text)
    R-062 manual: 2024-05-10 至需求日 2024-05-15 为 5 天，7 天以内 ⇒ A类
    R-062 manual: 2024-05-10 至需求日 2024-05-30 为 20 天，7 天以上、3 个月(2024-08-10)以内 ⇒ B类
    R-062 manual: 需求日 2024-09-30 晚于 3 个月(2024-08-10) ⇒ C类
    """

    def because(grade: str, words: str) -> Reasoned[str]:
        return Reasoned(grade, ("R-062",), policy.profile, f"{words} ⇒ {grade}")

    if first_contact is None or need_date is None or not need_desc:
        return because("C类", "没有需求日期或需求描述，意向不明")
    seen, need = day_of(first_contact), day_of(need_date)
    days, soon, months = (need - seen).days, policy.count("intent.A_days"), policy.count("intent.B_months")
    late = add_months(seen, months)
    if need > late:
        return because("C类", f"需求日 {need} 晚于 {months} 个月({late})")
    span = f"{seen} 至需求日 {need} 为 {days} 天"
    gap_is_a = policy.word("intent.gap") == "A" and need < add_months(seen, 1)
    if days > soon and not gap_is_a:
        return because("B类", f"{span}，{soon} 天以上、{months} 个月({late})以内")
    if policy.flag("intent.cap") and not complete:
        return because("B类", f"{span}，但预算范围或决策链未填")
    return because("A类", f"{span}，{soon} 天以内" if days <= soon else f"{span}，一个月以内按 A 类")
