"""What a contact says about the customer: 积极, 消极 or 无, and what follows for the rhythm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlcrm.policy import Interval, Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_interval, add_months, day_of, shown
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.words import Words

POSITIVE, NEGATIVE, NONE = "积极", "消极", "无"
_SENTENCES = re.compile(r"[。！？!?；;\n]+")


def said(feedback: str | None, summary: str | None) -> str:
    """What the customer said: the feedback, else the summary (which also tells what we said)."""
    return feedback or summary or ""


def unanswered(feedback: str | None, summary: str | None, words: Words) -> bool:
    """True for an attempt in which nobody was reached.

    >>> unanswered("未接", "电话联系", Words()), unanswered("同意参会", "电话联系", Words())
    (True, False)
    """
    return bool(words.found("signal.no_answer", f"{feedback or ''}\n{summary or ''}"))


@implements("R-043")
def signal(text: str, misses: int, policy: Policy, words: Words) -> Reasoned[str]:
    """R-043 积极与消极信号: 积极, 消极 or 无 of one contact.

    Source: 《手册》第二章 §4; 《跟进提醒卡》第四步. ``text`` is what the customer said, ``misses`` how many
    attempts in a row nobody answered, this one included. Not answering is negative only from
    ``negative.no_answer`` attempts on. Where both kinds are heard the last sentence with a signal decides,
    within a sentence the negative. A blank text is 无.

    >>> def heard(text, misses=0):
    ...     return signal(text, misses, Policy.default(), Words()).text
    >>> print(heard("客户要求提供样品"))
    R-043 manual: “样品” ⇒ 积极
    >>> print(heard("未接", misses=3))
    R-043 manual: 连续 3 次联系不上 ⇒ 消极
    >>> print(heard("未接", misses=2))
    R-043 manual: 没有信号词 ⇒ 无
    >>> print(heard("9月底需确定供应商"))
    R-043 manual: 没有信号词 ⇒ 无
    """

    def because(value: str, why: str) -> Reasoned[str]:
        return Reasoned(value, ("R-043",), policy.profile, f"{why} ⇒ {value}")

    if misses >= policy.count("negative.no_answer"):
        return because(NEGATIVE, f"连续 {misses} 次联系不上")
    silent = set(words.lists.words("signal.no_answer"))
    last: tuple[str, str] | None = None
    both = set()
    for sentence in _SENTENCES.split(text):
        bad = [word for word in words.found("signal.negative", sentence) if word not in silent]
        good = [word for word in words.found("signal.positive", sentence) if _wanted(word, sentence)]
        both |= ({NEGATIVE} if bad else set()) | ({POSITIVE} if good else set())
        if bad or good:
            last = (NEGATIVE, bad[0]) if bad else (POSITIVE, good[0])
    if last is None:
        return because(NONE, "没有信号词")
    mixed = "，另有相反的信号，以最后一句为准" if len(both) > 1 else ""
    return because(last[0], f"“{last[1]}”{mixed}")


def _wanted(word: str, sentence: str) -> bool:
    """False where every mention of the word is denied: 不参加, 无需报价."""
    return (
        re.search(rf"(?<![不没未])(?<!不需要)(?<!无需)(?<!不用)(?<!不想){re.escape(word)}", sentence)
        is not None
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """The signal in force for a customer.

    ``day`` is that of the last such contact, ``times`` how many came in a row, ``since`` the first of them.
    """

    kind: str
    day: date
    times: int = 1
    since: date | None = None


def in_force(contacts: Sequence[tuple[date, str]], policy: Policy) -> Heard | None:
    """The signal that still holds after these contacts, ``(day, signal)`` with the oldest first.

    The newest contact decides. A negative one also outlasts later neutral contacts until the customer is
    re-evaluated (``reevaluate.months``), so that our own soft touches do not end it.

    >>> in_force([(date(2024, 3, 1), "积极"), (date(2024, 3, 8), "积极")], Policy.default())
    Heard(kind='积极', day=datetime.date(2024, 3, 8), times=2, since=datetime.date(2024, 3, 1))
    >>> in_force([(date(2024, 3, 8), "消极"), (date(2024, 4, 8), "无")], Policy.default()).kind
    '消极'
    >>> in_force([(date(2024, 3, 8), "消极"), (date(2024, 6, 8), "无")], Policy.default())
    """
    if not contacts:
        return None
    newest = contacts[-1][0]
    run: list[date] = []
    kind = NONE
    for day, heard in reversed(contacts):
        if kind == NONE:
            if heard == NONE:
                continue
            outlasts = heard == NEGATIVE and newest < add_months(day, policy.count("reevaluate.months"))
            if day != newest and not outlasts:
                return None
            kind = heard
        if heard != kind:
            break
        run.append(day)
    return Heard(kind, run[0], len(run), run[-1]) if run else None


_STEPS = tuple(Interval.parse(text) for text in ("1 d", "7 d", "14 d", "1 month", "3 months", "6 months"))
_SLOWEST_STEP_UP = _STEPS[1]


def faster(interval: Interval, steps: int) -> Interval:
    """The interval some steps up the scale of 跟进频率, at most weekly; a quicker one stays.

    >>> print(faster(Interval(14, "d"), 1), faster(Interval(1, "month"), 5), faster(Interval(1, "d"), 1))
    7天 7天 1天
    """
    for _ in range(steps):
        slower = [step for step in _STEPS if _SLOWEST_STEP_UP <= step < interval]
        interval = slower[-1] if slower else interval
    return interval


@implements("R-044")
def after_signal(interval: Interval, heard: Heard | None, policy: Policy, today: date) -> Reasoned[Interval]:
    """R-044 信号的影响: the interval that holds after a positive signal, else the one given.

    Source: 《手册》第二章 §4; 《跟进提醒卡》第四步. Unit: steps of 跟进频率. Each positive contact in a row
    makes it one step faster, not under a week; with ``positive.mode`` daily it is daily for
    ``card.daily_max_days``. A negative signal is answered by ``reevaluation``, not by an interval.

    >>> heard = Heard("积极", date(2024, 3, 8))
    >>> after_signal(Interval.parse("14 d"), heard, Policy.default(), date(2024, 3, 9)).text
    'R-044 manual: 2024-03-08 积极信号，加快一档：每14天 → 每7天，宜转入合同洽谈'
    >>> after_signal(Interval.parse("7 d"), heard, Policy.of("card"), date(2024, 3, 9)).text
    'R-044 card: 2024-03-08 积极信号，每日跟进至 2024-03-22'
    """
    if heard is None or heard.kind != POSITIVE:
        return Reasoned(interval, (), policy.profile, "")
    if policy.word("positive.mode") == "daily":
        days = policy.interval("card.daily_max_days")
        end = day_of(add_interval(heard.since or heard.day, days)) if days else heard.day
        if today > end:
            return Reasoned(interval, (), policy.profile, "")
        words = f"{heard.day} 积极信号，每日跟进至 {shown(end)}"
        return Reasoned(_STEPS[0], ("R-044",), policy.profile, words)
    quicker = faster(interval, heard.times)
    if quicker == interval:
        return Reasoned(interval, (), policy.profile, "")
    how = "加快一档" if heard.times == 1 else f"连续 {heard.times} 次，逐次加快"
    words = f"{heard.day} 积极信号，{how}：{interval.every} → {quicker.every}，宜转入合同洽谈"
    return Reasoned(quicker, ("R-044",), policy.profile, words)


@implements("R-044")
def reevaluation(heard: Heard | None, policy: Policy) -> Reasoned[date] | None:
    """R-044 信号的影响: day on which a customer who declined is looked at again; None for the others.

    Source: 《手册》第二章 §4. Unit: calendar months after the contact, the month's end clamped. Until then
    soft touches only.

    >>> reevaluation(Heard("消极", date(2024, 3, 8)), Policy.default()).text
    'R-044 manual: 消极信号，停止频繁联系; 2024-03-08 + 3 个月 = 2024-06-08 重新评估'
    """
    if heard is None or heard.kind != NEGATIVE:
        return None
    months = policy.count("reevaluate.months")
    day = add_months(heard.day, months)
    words = f"消极信号，停止频繁联系; {heard.day} + {months} 个月 = {day} 重新评估"
    return Reasoned(day, ("R-044",), policy.profile, words)
