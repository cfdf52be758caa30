"""Rows that the plans still lack, and numbers for rows that have none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from xlcrm.checks.choice import ChoiceReader
from xlcrm.checks.sensitive import find
from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.channels import CALL, VISIT, channel, talking_point
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import months_between
from xlcrm.rules.numbers import next_numbers
from xlcrm.rules.plain import rows
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.revisits import tier
from xlcrm.rules.stages import COOPERATING, LOST, POTENTIAL, stage, stage_name
from xlcrm.rules.words import Words
from xlcrm.tables import (
    TABLES,
    ChoiceListTable,
    ComplaintLog,
    Contract,
    CustomerMaster,
    FeedbackIssueTracker,
    FollowupPlan,
    Opportunity,
    Quote,
    RevisitLog,
    RevisitPlan,
    TechTicket,
)
from xlcrm.tables.column import Choice, Id, Ref

if TYPE_CHECKING:
    from xlcrm.rules.frames import Data
    from xlcrm.tables.choices import ChoiceList

PlanRow = Mapping[str, str | None]

_FOLLOWUP_FOCUS = {
    POTENTIAL: "了解需求与采购时间，确认下一步",
    COOPERATING: "收集使用反馈，了解续购意向",
    "沉睡": "发送行业白皮书，唤醒互动",
}
_REVISIT_FOCUS = {
    "VIP": "满意度调查，续购意向",
    "new": "使用体验，操作问题解决",
    "gap": "使用体验，操作问题解决",
    "old": "服务反馈，节日祝福",
}


def missing_plan_rows(portfolio: Portfolio) -> dict[str, list[PlanRow]]:
    """Rows to be added to the plans, by table: every customer not lost, every one we work with.

    Columns that are computed are left out; focus and method are proposals to be typed over.
    """
    followups = {row.text(FollowupPlan.customer_id) for row in portfolio.rows(FollowupPlan)}
    revisits = {row.text(RevisitPlan.customer_id) for row in portfolio.rows(RevisitPlan)}
    found: dict[str, list[PlanRow]] = {FollowupPlan.id: [], RevisitPlan.id: []}
    for customer in portfolio.customers.values():
        label = stage(portfolio.standing(customer), portfolio.policy, portfolio.today).value
        if customer.id not in followups and stage_name(label) != LOST:
            found[FollowupPlan.id].append(followup_row(customer, label, portfolio.policy, portfolio.words))
        if customer.id not in revisits and portfolio.stage(customer) == COOPERATING:
            found[RevisitPlan.id].append(_revisit_row(customer, portfolio))
    return found


@implements("R-151")
def followup_row(customer: Customer, label: str, policy: Policy, words: Words) -> PlanRow:
    """R-151 按行业的沟通重点: the row of a customer's follow-up plan, with a focus that fits the industry.

    >>> customer = Customer("2023009", "示例银行", industry="金融", grade="A类", owner="李某")
    >>> row = followup_row(customer, "潜在", Policy.default(), Words())
    >>> row["focus"], row["method"]
    ('了解需求与采购时间，确认下一步；重点介绍数据安全', '电话+邮件')
    """
    name = stage_name(label) or label
    point = talking_point(customer.industry, words)
    focus = _FOLLOWUP_FOCUS.get(name, _FOLLOWUP_FOCUS[POTENTIAL])
    return {
        FollowupPlan.customer_id: customer.id,
        FollowupPlan.customer_name: customer.name,
        FollowupPlan.stage: label,
        FollowupPlan.grade: customer.grade,
        FollowupPlan.method: channel(None, customer.grade, name, customer.preferred, policy, words).value,
        FollowupPlan.focus: f"{focus}；重点介绍{point}" if point else focus,
        FollowupPlan.owner: customer.owner,
    }


def _revisit_row(customer: Customer, portfolio: Portfolio) -> PlanRow:
    start = portfolio.coop_start(customer) or portfolio.today
    where = tier(start, portfolio.today, vip=portfolio.is_vip(customer))
    return {
        RevisitPlan.customer_id: customer.id,
        RevisitPlan.customer_name: customer.name,
        RevisitPlan.grade: customer.grade,
        RevisitPlan.revisit_method: VISIT if where == "VIP" else CALL,
        RevisitPlan.revisit_focus: _REVISIT_FOCUS[where],
        RevisitPlan.owner: customer.owner,
    }


_NUMBERED: tuple[tuple[str, str, str], ...] = (
    (CustomerMaster.id, CustomerMaster.customer_id, CustomerMaster.created_date),
    (ComplaintLog.id, ComplaintLog.complaint_no, ComplaintLog.complaint_date),
    (FeedbackIssueTracker.id, FeedbackIssueTracker.issue_no, FeedbackIssueTracker.reported_at),
    (RevisitLog.id, RevisitLog.revisit_no, RevisitLog.contact_at),
    (Contract.id, Contract.contract_no, Contract.planned_sign_date),
    (Quote.id, Quote.quote_no, Quote.sent_at),
    (TechTicket.id, TechTicket.ticket_no, TechTicket.submitted_at),
    (Opportunity.id, Opportunity.opportunity_no, Opportunity.stage_date),
)
"""Registers whose rows get a number: table, column of the number, column of the day that it names."""


def new_numbers(data: Data, policy: Policy, today: date) -> dict[str, dict[int, str]]:
    """Numbers for rows without one: table -> row of the sheet -> number (R-016, R-073, R-088).

    A row counts when something else is filled in; without a date it takes ``today``. Numbers that other
    tables refer to are taken, even where the row they mean is missing.
    """
    found: dict[str, dict[int, str]] = {}
    for table, column, dated in _NUMBERED:
        blank = [
            row
            for row in rows(data[table])
            if row.text(column) is None and any(value is not None for value in row.cells.values())
        ]
        declared = TABLES[table].columns[column]
        if not blank or not isinstance(declared, Id) or declared.series is None:
            continue
        days = [row.day(dated) or today for row in blank]
        numbers = next_numbers(declared.series, days, set(_known_numbers(data, table, column)), policy)
        found[table] = {row.number: number for row, number in zip(blank, numbers, strict=False)}
    return {table: numbers for table, numbers in found.items() if numbers}


def _known_numbers(data: Data, table: str, column: str) -> Iterator[str]:
    """Numbers of a register, also as other tables refer to them."""
    yield from _texts(data[table][column])
    for other in data:
        for name, declared in TABLES[other].columns.items():
            if isinstance(declared, Ref) and declared.to in {table, f"{table}.{column}"}:
                yield from _texts(data[other][name])


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


@implements("R-012")
def new_choices(data: Data, choices: Mapping[str, ChoiceList], policy: Policy) -> list[PlanRow]:
    """R-012 选项取自预设: rows for 选项表 with the words that open lists do not hold yet, by ``choice.auto_add``.

    ``choices`` are the lists as the workbook has them. Closed lists never grow, and what looks like the number
    of an identity or bank card is put in none.

    >>> import pandas as pd
    >>> from xlcrm.rules.frames import Data
    >>> data = Data({"customer_master": pd.DataFrame({"tags": ["急购;超急", None], "grade": ["D类", None]})})
    >>> new_choices(data, {}, Policy.default())
    []
    >>> new_choices(data, {}, Policy.default().with_values({"choice.auto_add": True}))
    [{'list_name': '需求标签', 'value': '超急', 'enabled': '是'}]
    """
    if not policy.flag("choice.auto_add"):
        return []
    found: dict[tuple[str, str], None] = {}
    for table in data:
        for name, column in TABLES[table].columns.items():
            if not isinstance(column, Choice) or not column.options.open or name not in data[table]:
                continue
            options = choices.get(column.options.name, column.options)
            reader = ChoiceReader(options, several=column.several, remark=column.remark)
            for text in data[table][name].dropna().unique():
                found.update(
                    dict.fromkeys(
                        (options.name, word) for word in reader.read(text).unknown if not find(word)
                    )
                )
    row = ChoiceListTable
    return [{row.list_name: name, row.value: word, row.enabled: "是"} for name, word in found]


def months_together(customer: Customer, portfolio: Portfolio) -> int | None:
    """Whole months of cooperation today; None before it started."""
    start = portfolio.coop_start(customer)
    return None if start is None or start > portfolio.today else months_between(start, portfolio.today)
