"""Tasks of contracts, quotations, deliveries, actions and promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from xlcrm.rules.contracts import call_after_view, draft_due, renewal_reminder, unanswered_quote
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import Moment, day_of
from xlcrm.rules.delivery import delay_days, milestone_reminder, next_sync
from xlcrm.rules.plain import Row
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.promises import Promise, promise_state
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.tasks import Subject, Task
from xlcrm.tables import (
    ActionPlan,
    Commitment,
    Contract,
    DeliveryPlan,
    DeliveryTracking,
    DeliveryWeeklySync,
    ImprovementPlan,
    Quote,
)

DONE = "已完成"


def contracts(p: Portfolio) -> Iterator[Task]:
    """Contracts that run out and drafts that are due (R-095, R-096)."""
    for row in p.rows(Contract):
        customer = p.customer(row.text(Contract.customer_id))
        number = row.text(Contract.contract_no) or f"第{row.number}行"
        subject = Subject(Contract.id, number, customer, row.text(Contract.owner))
        end = row.day(Contract.end_date)
        remind = renewal_reminder(end, row.text(Contract.renewal_status), p.policy)
        if remind is not None and end is not None:
            words = f"{remind.words}，尚未续签" + ("，已过期" if end < p.today else "")
            due: Reasoned[Moment] = Reasoned(end, remind.rules, remind.profile, words)
            yield subject.task("R-095", f"合同 {number} 到期提醒", due, since=remind.value)
        draft = draft_due(row.day(Contract.planned_sign_date), p.policy)
        unsigned = row.day(Contract.signed_date) is None and row.day(Contract.draft_sent_date) is None
        if draft is not None and unsigned:
            yield subject.task("R-096", f"合同 {number} 提交草案", draft, method="邮件")


def quotes(p: Portfolio) -> Iterator[Task]:
    """Quotations that were opened, or that wait for an answer (R-097, R-098)."""
    for row in p.rows(Quote):
        if row.text(Quote.outcome) in {"接受", "拒绝"}:
            continue
        customer = p.customer(row.text(Quote.customer_id))
        number = row.text(Quote.quote_no) or f"第{row.number}行"
        subject = Subject(Quote.id, number, customer)
        answered = row.moment(Quote.replied_at)
        called = p.last_with_method("电话").get(customer.id)
        call = call_after_view(row.moment(Quote.viewed_at), answered, called, p.policy)
        if call is not None:
            yield subject.task("R-097", f"报价 {number} 已查看，致电跟进", call, method="电话")
        waiting = unanswered_quote(row.moment(Quote.sent_at), answered, p.policy)
        if waiting is not None and call is None:
            yield subject.task(
                "R-098", f"报价 {number} 未回复，二次跟进", waiting, since=day_of(waiting.value)
            )


def deliveries(p: Portfolio) -> Iterator[Task]:
    """Milestones, weekly reports and late stages of projects under way (R-100, R-102, R-103)."""
    customers, accepted = _by_contract(p)
    finished: set[tuple[str, str]] = set()
    for row in p.rows(DeliveryTracking):
        contract, stage = (
            row.text(DeliveryTracking.contract_no) or "",
            row.text(DeliveryTracking.delivery_stage) or "",
        )
        done = row.day(DeliveryTracking.actual_finish)
        planned = row.day(DeliveryTracking.planned_finish)
        late = delay_days(planned, done, p.today)
        if done is not None:
            finished.add((contract, stage))
        elif late is not None and planned is not None:
            customer = p.named(row.text(DeliveryTracking.customer_name))
            subject = Subject(
                DeliveryTracking.id, f"{contract}-{stage}", customer, row.text(DeliveryTracking.responsible)
            )
            words = f"计划 {planned} 完成，已延误 {late} 天"
            yield subject.task(
                "R-103", f"{stage}阶段延误", Reasoned(planned, ("R-103",), p.policy.profile, words)
            )
    for row in p.rows(DeliveryPlan):
        contract, stage = (
            row.text(DeliveryPlan.contract_no) or "",
            row.text(DeliveryPlan.delivery_stage) or "",
        )
        planned = row.day(DeliveryPlan.planned_date)
        remind = milestone_reminder(planned, row.text(DeliveryPlan.is_key), p.policy, p.calendar)
        if remind is None or planned is None or planned < p.today or (contract, stage) in finished:
            continue
        name = row.text(DeliveryPlan.milestone) or stage
        subject = Subject(
            DeliveryPlan.id,
            f"{contract}-{name}",
            customers.get(contract, p.customer(None)),
            row.text(DeliveryPlan.responsible),
        )
        yield subject.task("R-100", f"提醒客户准备验收：{name}", remind, since=day_of(remind.value))
    yield from _syncs(p, customers, accepted)


def _by_contract(p: Portfolio) -> tuple[Mapping[str, Customer], set[str]]:
    customers, accepted = {}, set()
    for row in p.rows(Contract):
        number = row.text(Contract.contract_no) or ""
        customers[number] = p.customer(row.text(Contract.customer_id))
        if row.day(Contract.accepted_date) is not None:
            accepted.add(number)
    return customers, accepted


def _syncs(p: Portfolio, customers: Mapping[str, Customer], accepted: set[str]) -> Iterator[Task]:
    rows: dict[str, list[Row]] = {}
    for row in p.rows(DeliveryWeeklySync):
        rows.setdefault(row.text(DeliveryWeeklySync.contract_no) or "", []).append(row)
    started: dict[str, date] = {}
    for row in p.rows(DeliveryTracking):
        day, number = row.day(DeliveryTracking.project_start), row.text(DeliveryTracking.contract_no)
        if day is not None and number:
            started[number] = min(day, started.get(number, day))
    for contract in sorted({*rows, *started} - accepted):
        days = [
            d for row in rows.get(contract, ()) if (d := row.day(DeliveryWeeklySync.sync_date)) is not None
        ]
        due = next_sync(days, started.get(contract), p.policy)
        if due is not None:
            owner = rows[contract][-1].text(DeliveryWeeklySync.service_owner) if contract in rows else None
            subject = Subject(
                DeliveryWeeklySync.id, contract, customers.get(contract, p.customer(None)), owner
            )
            yield subject.task("R-102", "向客户同步项目进度", due)


def actions(p: Portfolio) -> Iterator[Task]:
    """Open rows of the action plan and of the improvement plans (R-090)."""
    for row in p.rows(ActionPlan):
        if row.text(ActionPlan.status) == DONE or row.text(ActionPlan.action) is None:
            continue
        action = row.text(ActionPlan.action) or ""
        subject = Subject(ActionPlan.id, action[:20], p.customer(None), row.text(ActionPlan.owner))
        conflict = "资源冲突" in (row.text(ActionPlan.basis) or "")
        matter = "资源冲突，管理层协调" if conflict else "行动计划"
        rule, due = "R-131" if conflict else "R-090", row.day(ActionPlan.due_date)
        yield _open_action(p, subject, f"{matter}：{action}", due, rule)
    for row in p.rows(ImprovementPlan):
        if row.text(ImprovementPlan.verified) in {"有效", "无效"}:
            continue
        customer = p.customer(row.text(ImprovementPlan.customer_id))
        number = row.text(ImprovementPlan.plan_no) or f"第{row.number}行"
        subject = Subject(ImprovementPlan.id, number, customer, row.text(ImprovementPlan.lead))
        matter = f"提升计划 {number}：{row.text(ImprovementPlan.measure) or '完成并验证'}"
        yield _open_action(p, subject, matter, row.day(ImprovementPlan.due_date))


def _open_action(p: Portfolio, subject: Subject, matter: str, due: date | None, rule: str = "R-090") -> Task:
    if due is None:
        return subject.alarm(rule, matter, f"{rule} {p.policy.profile}: 没有时限")
    return subject.task(rule, matter, Reasoned(due, (rule,), p.policy.profile, f"时限 {due}，尚未完成"))


def promises(p: Portfolio) -> Iterator[Task]:
    """Promises to be kept, told and made up for (R-112)."""
    for row in p.rows(Commitment):
        customer = p.customer(row.text(Commitment.customer_id))
        made = row.day(Commitment.made_date)
        key = f"{customer.id}-{made:%Y%m%d}-{row.number}" if made else f"{customer.id}-{row.number}"
        subject = Subject(Commitment.id, key, customer, row.text(Commitment.responsible))
        promise = Promise(
            due=row.day(Commitment.due_date),
            kept=row.day(Commitment.kept_date),
            told=row.day(Commitment.told_date),
            amends=row.text(Commitment.amends),
        )
        for what in promise_state(promise, p.today, p.policy):
            matter = (
                "承诺" if promise.kept is None else "致歉并补偿" if "致歉" in what.words else "告知已兑现"
            )
            yield subject.task("R-112", f"{matter}：{row.text(Commitment.promise) or '未写明'}", what)
