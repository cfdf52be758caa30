"""How a customer is best reached and what to talk about."""

from __future__ import annotations

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.words import Words

CALL, MAIL, VISIT = "电话", "邮件", "上门拜访"


@implements("R-142")
def channel(
    matter: str | None, grade: str | None, stage: str, preferred: str | None, policy: Policy, words: Words
) -> Reasoned[str]:
    """R-142 沟通渠道建议: 电话, 邮件, 上门拜访 or 电话+邮件.

    Source: 《跟进策略》第四章; 《手册》第一、二章. The matter decides by the list ``channel_map``;
    without one a dormant customer gets mail first, an A类 a visit, a potential one 电话+邮件, a
    cooperating one a call; where two are open the customer's preference decides.

    >>> def told(matter, grade, stage="合作", preferred=None):
    ...     return channel(matter, grade, stage, preferred, Policy.default(), Words()).text
    >>> print(told("发送报价单", "B类"))
    R-142 manual: “报价单”宜用邮件
    >>> print(told("投诉", "B类"))
    R-142 manual: “投诉”宜用电话
    >>> print(told("产品演示", "A类"))
    R-142 manual: “演示”宜用上门拜访
    >>> print(told(None, "B类", "潜在"))
    R-142 manual: 潜在客户 电话+邮件
    >>> print(told(None, "B类", "潜在", "邮件"))
    R-142 manual: 潜在客户 电话+邮件，客户偏好邮件
    """

    def because(value: str, why: str) -> Reasoned[str]:
        return Reasoned(value, ("R-142",), policy.profile, why)

    if (hit := words.answer("channel_map", matter)) is not None:
        return because(hit[1], f"“{hit[0]}”宜用{hit[1]}")
    if stage == "沉睡":
        return because(MAIL, "沉睡客户先发邮件")
    if stage == "潜在":
        both = f"{CALL}+{MAIL}"
        if preferred in {CALL, MAIL}:
            return because(str(preferred), f"潜在客户 {both}，客户偏好{preferred}")
        return because(both, f"潜在客户 {both}")
    if preferred in {CALL, VISIT}:
        return because(str(preferred), f"合作客户电话或上门，客户偏好{preferred}")
    return because(VISIT, "A类客户优先上门") if grade == "A类" else because(CALL, "合作客户 电话")


@implements("R-151")
def talking_point(industry: str | None, words: Words) -> str | None:
    """R-151 按行业的沟通重点: what to dwell on with customers of an industry; None where nothing is set.

    Source: 《手册》第二章 注意事项; 《工具包》. Words and answers stand in the list ``talking_points``.
    It fills a blank focus and never replaces a typed one.

    >>> talking_point("金融", Words()), talking_point("制造业", Words()), talking_point("教育", Words())
    ('数据安全', '稳定性', None)
    """
    hit = words.answer("talking_points", industry)
    return hit[1] if hit else None
