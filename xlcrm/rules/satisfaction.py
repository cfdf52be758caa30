"""What customers think of us: scores from 1 to 5, the 100-point scale, recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.dates import round_half_up
from xlcrm.rules.reason import Reasoned

PROMOTER, PASSIVE, DETRACTOR = "推荐者", "中立者", "贬损者"
UNSCORED_GROUPS = frozenset({"续购", "推荐"})
"""Dimension groups that are no satisfaction: 继续合作, 推荐同行."""

QUESTIONS = {"001-6": 3, "002-3": 5, "002-2": 1, "003-4": 1}
"""Scored dimensions of each questionnaire."""

_LEAST, _MOST = 1, 5
_WORDS = {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "非常不满意": 1}
_WILLING = {"愿意": PROMOTER, "可能": PASSIVE, "不确定": DETRACTOR, "不愿意": DETRACTOR}


def score_of_word(word: str) -> int | None:
    """Score that an option of the questionnaire stands for.

    >>> score_of_word("非常满意"), score_of_word("还行")
    (5, None)
    """
    return _WORDS.get(word.strip())


def mean_100(scores: Sequence[float | None], policy: Policy, asked: int = 0) -> Decimal | None:
    """Mean of the scores on the 100-point scale, not rounded (R-053).

    Scores that are missing or not between 1 and 5 are left out; None when fewer than half of the questions
    (``asked``, at least those given) are answered. ``score.to100``: mean × 20, or linear from 0.

    >>> mean_100([4, 4, 4, 4, 3], Policy.default()), mean_100([4, None, None], Policy.default())
    (Decimal('76.0'), None)
    """
    valid = [Decimal(str(s)) for s in scores if s is not None and _LEAST <= s <= _MOST]
    if not valid or 2 * len(valid) < max(asked, len(scores)):
        return None
    mean = sum(valid, Decimal()) / len(valid)
    if policy.word("score.to100") == "linear":
        return (mean - _LEAST) / (_MOST - _LEAST) * 100
    return mean * (Decimal(100) / _MOST)


@implements("R-053")
def score_100(scores: Sequence[float | None], policy: Policy, asked: int = 0) -> Reasoned[Decimal] | None:
    """R-053 满意度百分制: the mean of the dimensions × 20, one decimal, half up.

    Source: 《手册》第三章 §4、表6; 《工具包》表2–表3; 《流程工具》表4. Unit: points of 100; weights are
    equal, 续购 and 推荐 stay out. None when fewer than half of the questions are answered.

    >>> score_100([4, 5, 4], Policy.default()).text
    'R-053 manual: 4、5、4 平均 4.333 × 20 = 86.7'
    >>> score_100([4, 5, 4], Policy.default().with_values({"score.to100": "linear"})).value
    Decimal('83.3')
    """
    exact = mean_100(scores, policy, asked)
    if exact is None:
        return None
    points = round_half_up(exact, 1)
    valid = [s for s in scores if s is not None and _LEAST <= s <= _MOST]
    mean = f"{round_half_up(sum(valid) / len(valid), 3).normalize():f}"
    how = f"(平均 {mean} − 1) ÷ 4 × 100" if policy.word("score.to100") == "linear" else f"平均 {mean} × 20"
    words = f"{'、'.join(f'{s:g}' for s in valid)} {how} = {points}"
    return Reasoned(points, ("R-053",), policy.profile, words)


@implements("R-054")
def needs_improvement(exact: Decimal | None, policy: Policy) -> bool:
    """R-054 满意度低于80: True where an improvement plan is needed, led by the sales supervisor.

    Source: 《手册》第三章 §4. Unit: points of 100, not rounded; ``satisfaction.min`` itself is fine. No score
    needs no plan.

    >>> policy = Policy.default()
    >>> [needs_improvement(mean_100(scores, policy), policy) for scores in ([4] * 5, [4, 4, 4, 4, 3])]
    [False, True]
    """
    return exact is not None and exact < policy.number("satisfaction.min")


@implements("R-056")
def nps_class(answer: float | str | None, policy: Policy) -> str | None:
    """R-056 单个回答的NPS类别: 推荐者, 中立者 or 贬损者; None for no answer or one off the scale.

    Source: 《手册》第三章 §4、表6. Unit: 0–10 (9–10, 7–8, 0–6), or 1–5 with ``nps.scale`` (5, 4, 1–3). A
    word of the form gives its class: 愿意, 可能, 不确定, 不愿意.

    >>> [nps_class(answer, Policy.default()) for answer in (9, 8, 7, 6, 0, 11, "不确定")]
    ['推荐者', '中立者', '中立者', '贬损者', '贬损者', None, '贬损者']
    """
    if answer is None:
        return None
    if isinstance(answer, str):
        return _WILLING.get(answer.partition("(")[0].strip())
    low, high = (1, 5) if policy.word("nps.scale") == "1-5" else (0, 10)
    if not low <= answer <= high:
        return None
    promoter, passive = (5, 4) if high == _MOST else (9, 7)
    return PROMOTER if answer >= promoter else PASSIVE if answer >= passive else DETRACTOR


@implements("R-057")
def nps(answers: Sequence[float], policy: Policy) -> Reasoned[Decimal] | None:
    """R-057 净推荐值: (promoters − detractors) ÷ answers × 100, one decimal.

    Source: 《手册》第三章 §4. Unit: points from −100 to 100, over the newest answer of each customer of a
    quarter. None without an answer; below ``nps.min_answers`` the words say so.

    >>> nps([10, 9, 9, 8, 7, 7, 6, 5, 10, 3], Policy.default()).text
    'R-057 manual: (推荐 4 − 贬损 3) ÷ 10 × 100 = 10.0'
    >>> nps([9], Policy.default()).words
    '(推荐 1 − 贬损 0) ÷ 1 × 100 = 100.0，样本少于 10'
    """
    classes = [found for found in (nps_class(answer, policy) for answer in answers) if found]
    if not classes:
        return None
    good, bad = classes.count(PROMOTER), classes.count(DETRACTOR)
    value = round_half_up(Decimal(good - bad) / len(classes) * 100, 1)
    least = policy.count("nps.min_answers")
    small = f"，样本少于 {least}" if len(classes) < least else ""
    words = f"(推荐 {good} − 贬损 {bad}) ÷ {len(classes)} × 100 = {value}{small}"
    return Reasoned(value, ("R-057",), policy.profile, words)


@implements("R-058")
def low_recommendation(answer: float | None, kind: str | None, policy: Policy) -> Reasoned[str] | None:
    """R-058 推荐值低于7: who gets in touch with the customer: 管理层, or 销售主管 for a person.

    Source: 《手册》第三章 §4. Unit: points of 0–10; ``nps.exec_below`` itself is fine. None where
    nobody need.

    >>> low_recommendation(6, "公司", Policy.default()).text
    'R-058 manual: 推荐值 6 低于 7，由管理层联系'
    >>> low_recommendation(7, "公司", Policy.default())
    >>> low_recommendation(6, "个人", Policy.default()).value
    '销售主管'
    """
    bound = policy.number("nps.exec_below")
    if answer is None:
        return None
    points = Decimal(str(answer)) * (2 if policy.word("nps.scale") == "1-5" else 1)
    if points >= bound:
        return None
    post = "管理层" if (kind or "公司") in policy.words("nps.exec_kinds") else "销售主管"
    return Reasoned(post, ("R-058",), policy.profile, f"推荐值 {answer:g} 低于 {bound:f}，由{post}联系")
