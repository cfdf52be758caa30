"""What several customers say in one month: needs for marketing, problems for a department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from xlcrm.rules.dates import add_days, add_months
from xlcrm.rules.issues import common_to, department
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.tasks import Subject, Task
from xlcrm.tables import CustomerMaster, FeedbackIssueTracker, IssueResolution
from xlcrm.tables.customers import TAGS

STATE_TAGS = frozenset({"待签约", "需回访", "待核实", "高意向", "长周期客户"})
"""Tags that say where a customer stands, not what is needed."""


def common_matters(p: Portfolio) -> Iterator[Task]:
    """Needs and problems that several customers name in the month of ``today`` (R-026, R-146)."""
    month = p.today.replace(day=1)
    end = add_days(add_months(month, 1), -1)
    for word, who in common_to(_needs(p, month, end), p.policy).items():
        words = f"本月 {len(who)} 位客户提到“{word}”：{'、'.join(who)}"
        subject = Subject(CustomerMaster.id, f"{word}-{month:%Y%m}", p.customer(None), "市场部")
        yield subject.task(
            "R-026", f"共性需求建议：{word}", Reasoned(end, ("R-026",), p.policy.profile, words)
        )
    mentions = [
        (row.text(table.customer_id) or "", row.text(table.problem_key) or "")
        for table in (IssueResolution,)
        for row in p.rows(table)
        if _in(row.day(table.reported_at), month, end) and row.text(table.problem_key)
    ]
    mentions += [
        (
            p.named(row.text(FeedbackIssueTracker.customer_name)).id,
            row.text(FeedbackIssueTracker.problem_key) or "",
        )
        for row in p.rows(FeedbackIssueTracker)
        if _in(row.day(FeedbackIssueTracker.reported_at), month, end)
        and row.text(FeedbackIssueTracker.problem_key)
    ]
    for word, who in common_to(mentions, p.policy).items():
        passed = department(None, word, p.policy, p.words)
        words = f"本月 {len(who)} 位客户反映“{word}”，{passed.words}"
        subject = Subject(IssueResolution.id, f"{word}-{month:%Y%m}", p.customer(None), passed.value)
        yield subject.task(
            "R-146", f"共性问题改进流程：{word}", Reasoned(end, ("R-146",), p.policy.profile, words)
        )


def _needs(p: Portfolio, first: date, last: date) -> Iterator[tuple[str, str]]:
    """Needs named in a month: tags of rows updated then, and words of the tag list in what customers said."""
    tags = p.words.lists.of(TAGS)
    known = [tag for tag in tags.values if tag not in STATE_TAGS]  # noqa: PD011 - a list of choices
    for customer in p.customers.values():
        if _in(customer.updated, first, last):
            yield from ((customer.id, tag) for tag in customer.tags if tag not in STATE_TAGS)
    said = p.records[
        (p.records["at"] >= pd.Timestamp(first)) & (p.records["at"] < pd.Timestamp(add_days(last, 1)))
    ]
    for number, text in zip(said["customer"], said["text"], strict=True):
        if isinstance(number, str) and isinstance(text, str):
            yield from ((number, tag) for tag in known if tag in text)


def _in(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last
