"""联系前简报: what to know of each customer that is due, in words (R-158)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlcrm.rules.brief import Brief, brief

if TYPE_CHECKING:
    from xlcrm.actions.due import Due


def briefs(found: Due) -> Iterator[str]:
    """One text a customer, in the order of the reminders."""
    for number in dict.fromkeys(r.customer_id for r in found.reminders if r.customer_id):
        yield "\n".join(_lines(brief(number, found.state.portfolio)))


def _lines(told: Brief) -> Iterator[str]:
    yield f"【{told.customer_id} {told.customer_name or ''}】{told.stage}{'；' + '、'.join(told.marks) if told.marks else ''}"
    if told.first_contact:
        yield "  还没有联系过，这是第一次。"
    for heading, value in told.base.items():
        yield f"  {heading}：{value}"
    for talk in told.talks:
        yield f"  {talk.day} {talk.method or ''}：{talk.summary or ''}；客户：{talk.feedback or ''}"
    for action in told.actions:
        yield f"  待办：{action.action}（{action.due or '无时限'}，{action.owner or '没有负责人'}）"
    for word, lines in (("投诉", told.complaints), ("问题", told.issues), ("异议", told.objections), ("承诺", told.promises)):
        for line in lines:
            yield f"  {word}：{line}"
    if told.score is not None:
        yield f"  满意度：{told.score} 分"
    if told.recommendation is not None:
        yield f"  推荐值：{told.recommendation:g}"
    for milestone in told.dates:
        yield f"  {milestone.day}：{milestone.what}"
