"""Tasks about customers: the next contact, what was left open, silence, too much of a good thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from xlcrm.policy import Interval
from xlcrm.rules.analysis import churn
from xlcrm.rules.analysis.opportunities import RESCUE, assessed
from xlcrm.rules.cadence import rhythm
from xlcrm.rules.contacts import silence_reminder, too_often
from xlcrm.rules.customers import Customer, several
from xlcrm.rules.dates import Moment, add_days, add_months, day_of, shown
from xlcrm.rules.plain import rows
from xlcrm.rules.portfolio import Portfolio, typed_interval
from xlcrm.rules.promises import FOLLOW, PASS_ON, second_offer_due, suggested_due, ticked_follow_up
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.reviews import DOUBTFUL, recheck_batch, recheck_due, verification_due
from xlcrm.rules.signals import NEGATIVE, reevaluation
from xlcrm.rules.stages import COOPERATING, DORMANT, LOST
from xlcrm.rules.sums import days_later
from xlcrm.rules.tasks import Subject, Task, stale
from xlcrm.rules.verification import verify_status
from xlcrm.tables import (
    Commitment,
    CustomerMaster,
    FollowupPlan,
    FollowupRecord,
    InfoReview,
    Opportunity,
    Order,
    RevisitCommunicationRecord,
    RevisitLog,
    RevisitPlan,
)

_MATTERS = (("R-042", "唤醒沉睡客户"), ("R-034", "首次跟进"))
_SECOND = "第二次跟进"


def follow_ups(p: Portfolio) -> Iterator[Task]:
    """The next contact of every customer who is not lost (R-031, R-034, R-035, R-036, R-042, R-044)."""
    for customer in p.customers.values():
        due = p.followup_due(customer)
        if due is None or (p.promised.get(customer.id) == due.value and "约定" in due.words):
            continue  # the promise itself is listed
        rule, matter = _matter(due)
        if rule == "R-042" and p.policy.profile == "deck":
            matter = f"{matter}（3个同行业成功案例）"
        plan = p.followup_plans.get(customer.id)
        subject = Subject(
            FollowupPlan.id, customer.id, customer, plan.text(FollowupPlan.owner) if plan else None
        )
        focus = plan.text(FollowupPlan.focus) if plan else None
        method = plan.text(FollowupPlan.method) if plan else None
        yield subject.task(rule, f"{matter}：{focus}" if focus else matter, due, method=method)


def _matter(due: Reasoned[Moment]) -> tuple[str, str]:
    if "重新评估" in due.words:
        return "R-044", "重新评估意向"
    if _SECOND in due.words:  # by the hours of process, or by the days of card
        return ("R-035" if "R-035" in due.rules else "R-036"), _SECOND
    found = ((rule, matter) for rule, matter in _MATTERS if rule in due.rules)
    return next(found, ("R-031", "下次跟进"))


def open_actions(p: Portfolio) -> Iterator[Task]:
    """Next actions of follow-up records that nobody marked as done (R-090).

    One without a 完成状态 is dropped once it is long past: the next contact has it in hand.
    """
    source = p.data[FollowupRecord.id]
    for row in rows(source[p.open_actions.to_numpy()]):
        due, day = row.moment(FollowupRecord.due_date), row.day(FollowupRecord.contact_date)
        status = row.text(FollowupRecord.action_status)
        if status is None and (due is None or stale(due, p.today, p.policy)):
            continue
        customer = p.customer(row.text(FollowupRecord.customer_id))
        owner = row.text(FollowupRecord.next_owner) or row.text(FollowupRecord.actor)
        key = f"{customer.id}-{day:%Y%m%d}" if day else customer.id
        subject = Subject(FollowupRecord.id, key, customer, owner)
        action = row.text(FollowupRecord.next_action) or "未写明"
        words = f"{day} 的下一步行动尚未完成" + (f"，时限 {shown(due)}" if due else "，没有时限")
        if due is None:
            yield subject.alarm("R-090", f"下一步行动：{action}", f"R-090 {p.policy.profile}: {words}")
        else:
            yield subject.task(
                "R-090", f"下一步行动：{action}", Reasoned(due, ("R-090",), p.policy.profile, words)
            )


def falling_orders(p: Portfolio) -> Iterator[Task]:
    """Customers who order less often than before, to be woken under the profile toolkit (R-042)."""
    if p.policy.profile != "toolkit":
        return
    months = p.policy.count("dormant.months")
    middle, first = add_months(p.today, -months), add_months(p.today, -2 * months)
    orders = p.data[Order.id]
    days = orders[Order.order_date]
    now = orders[(days > pd.Timestamp(middle)) & (days <= pd.Timestamp(p.today))]
    before = orders[(days > pd.Timestamp(first)) & (days <= pd.Timestamp(middle))]
    counted = now.groupby(Order.customer_id)[Order.order_no].nunique()
    for number, earlier in before.groupby(Order.customer_id)[Order.order_no].nunique().items():
        recent = int(counted.get(number, 0))
        customer = p.customer(str(number))
        if recent < earlier and p.stage(customer) == COOPERATING:
            words = f"近 {months} 个月订单 {recent} 笔，少于之前的 {earlier} 笔"
            why = f"R-042 {p.policy.profile}: {words}"
            yield Subject(CustomerMaster.id, customer.id, customer).alarm("R-042", "合作减少，主动唤醒", why)


def silences(p: Portfolio) -> Iterator[Task]:
    """Customers not heard of for a week whom nothing else reminds of (R-099)."""
    everyone = p.policy.word("silent.scope") == "all"
    for customer in p.customers.values():
        if not everyone and customer.grade != "A类" and customer.id not in p.open_sales:
            continue
        heard = p.heard.get(customer.id)
        if p.stage(customer) in {DORMANT, LOST} or (heard is not None and heard.kind == NEGATIVE):
            continue
        due = silence_reminder(p.last.get(customer.id), p.policy, p.today)
        planned = p.followup_due(customer)
        if due is not None and (planned is None or day_of(planned.value) > p.today):
            yield Subject(CustomerMaster.id, customer.id, customer).task("R-099", "多日未联系", due)


def over_contacts(p: Portfolio) -> Iterator[Task]:
    """Customers contacted too often of late for the rhythm that holds; not while a complaint is open (R-039, R-036)."""
    month = pd.Timestamp(p.today) - timedelta(days=31)
    recent = p.records[(p.records["at"] > month) & (p.records["at"] < pd.Timestamp(add_days(p.today, 1)))]
    busy = recent["customer"].value_counts()
    recent = recent[recent["customer"].isin(busy.index[busy > 1])]
    contacts: dict[str, list[tuple[date, str | None]]] = {}
    days = recent["at"].to_numpy(dtype="datetime64[D]").tolist()
    for number, day, method in zip(recent["customer"], days, recent["method"], strict=True):
        contacts.setdefault(number, []).append((day, method if isinstance(method, str) else None))
    for number, touched in contacts.items():
        if number in p.complaining:
            continue
        customer = p.customer(number)
        held = rhythm(p.course(customer), p.policy, p.today)
        every = held.value if held else None
        found = too_often(touched, every, p.policy)
        if found and found[-1].value > add_days(p.today, -_days(every)):
            yield Subject(CustomerMaster.id, number, customer).task(
                "R-039", "联系过于频繁，暂缓打扰", found[-1]
            )


def _days(every: Interval | None) -> int:
    return max(every.nominal_minutes // 1440, 1) if every else 1


def reevaluations(p: Portfolio) -> Iterator[Task]:
    """Customers who declined and whose frequency somebody typed: the follow-up goes on, the look again stays."""
    for number, heard in p.heard.items():
        customer = p.customer(number)
        plan = p.followup_plans.get(number)
        due = reevaluation(heard, p.policy)
        if due is not None and typed_interval(plan, FollowupPlan.frequency) and customer.name:
            yield Subject(CustomerMaster.id, number, customer).task("R-044", "重新评估意向", due)


def revisits(p: Portfolio) -> Iterator[Task]:
    """The next revisit of every customer we work with (R-051, R-071, R-101, R-037)."""
    for customer in p.customers.values():
        due = p.revisit_due(customer) if p.stage(customer) == COOPERATING else None
        if due is None:
            continue
        plan = p.revisit_plans.get(customer.id)
        owner = plan.text(RevisitPlan.owner) if plan else None
        focus = plan.text(RevisitPlan.revisit_focus) if plan else None
        method = plan.text(RevisitPlan.revisit_method) if plan else None
        rule = next((rule for rule in due.rules if rule != "R-138"), "R-051")
        matter = {"R-071": "首次使用回访", "R-101": "验收后回访"}.get(rule, "定期回访")
        if "老客户" in due.words and rule == "R-051":
            matter = f"{matter}（附小礼品）"
        subject = Subject(RevisitPlan.id, customer.id, customer, owner)
        yield subject.task(rule, f"{matter}：{focus}" if focus else matter, due, method=method)


def second_offers(p: Portfolio) -> Iterator[Task]:
    """Potential needs ticked in a revisit that no contact has taken up since (R-052)."""
    for row in p.rows(RevisitLog):
        talked = row.moment(RevisitLog.contact_at)
        due = second_offer_due(several(row.text(RevisitLog.potential_need)), talked, p.policy)
        if due is None or talked is None or stale(talked, p.today, p.policy):
            continue
        customer = p.customer(row.text(RevisitLog.customer_id))
        if not p.contacted_after(customer.id, day_of(talked)):
            key = row.text(RevisitLog.revisit_no) or f"{customer.id}-{day_of(talked):%Y%m%d}"
            yield Subject(RevisitLog.id, key, customer).task("R-052", "准备二次方案", due)


def ticked_plans(p: Portfolio) -> Iterator[Task]:
    """Next steps ticked on the sheet of a talk (R-049)."""
    table = RevisitCommunicationRecord
    for row in p.rows(table):
        talked, ticks = row.moment(table.contact_at), several(row.text(table.next_plan))
        customer = p.named(row.text(table.customer_name))
        if talked is None or stale(talked, p.today, p.policy):
            continue
        key = f"{customer.id or row.text(table.customer_name)}-{day_of(talked):%Y%m%d}"
        subject = Subject(table.id, key, customer)
        due = ticked_follow_up(ticks, talked, p.policy)
        if due is not None and not p.contacted_after(customer.id, day_of(talked)):
            yield subject.task("R-049", f"{FOLLOW}（回访后）", due)
        if PASS_ON in ticks and customer.id not in p.issue_customers:
            words = f"{shown(talked)} 勾选{PASS_ON}，尚未登记问题"
            day = Reasoned(day_of(talked), ("R-049",), p.policy.profile, words)
            yield subject.task("R-049", PASS_ON, day)


def risks(p: Portfolio) -> Iterator[Task]:
    """What is to be done for customers at high risk, and for lost ones from time to time (R-065)."""
    scored = churn.risk_scores(churn.signs(p.data, p.policy, p.today), p.policy)
    advice = churn.interventions(scored, pd.Series(dtype=object), p.data, p.policy, p.today)
    for number, action, words in zip(scored["customer_id"], advice, scored["words"], strict=True):
        customer = p.customer(number)
        if action and "已有" not in action and p.stage(customer) != LOST:
            why = f"R-064/R-065 {p.policy.profile}: {words}"
            yield Subject(CustomerMaster.id, number, customer).alarm("R-065", action, why)
    every = p.policy.interval("churn.return_every")
    for number, customer in p.customers.items():
        last = p.last.get(number)
        if every is not None and last is not None and p.stage(customer) == LOST:
            due, words = days_later(last, every)
            back = Reasoned(due, ("R-065",), p.policy.profile, f"流失客户{every.every}一次; {words}")
            yield Subject(CustomerMaster.id, number, customer).task("R-065", "寄送行业动态或改进报告", back)


def unhealthy_sales(p: Portfolio) -> Iterator[Task]:
    """Open opportunities whose health is too low (R-118)."""
    found = assessed(p.data, p.policy, p.today)
    told = found["words"][found["alert"].to_numpy(dtype=bool)].to_dict()
    for row in p.rows(Opportunity):
        if row.number in told:
            number = row.text(Opportunity.opportunity_no) or f"第{row.number}行"
            customer = p.customer(row.text(Opportunity.customer_id))
            subject = Subject(Opportunity.id, number, customer, row.text(Opportunity.owner))
            why = f"R-118 {p.policy.profile}: {told[row.number]}"
            yield subject.alarm("R-118", f"商机 {number} 健康度低：{RESCUE}", why)


def rechecks(p: Portfolio) -> Iterator[Task]:
    """Customer data to be checked again: once a year, and what was doubtful (R-015, R-004)."""
    rechecked: dict[str, date] = {}
    reviewed: dict[str, date] = {}
    for row in p.rows(InfoReview):
        number, day = row.text(InfoReview.customer_id) or "", row.day(InfoReview.review_date)
        if day is not None:
            reviewed[number] = max(day, reviewed.get(number, day))
            if row.text(InfoReview.review_kind) == "定期复核":
                rechecked[number] = max(day, rechecked.get(number, day))
    for customer in p.customers.values():
        subject = Subject(CustomerMaster.id, customer.id, customer)
        due = recheck_due(customer.updated, rechecked.get(customer.id), p.policy)
        if due is not None and p.stage(customer) != LOST:
            first, last = recheck_batch(due.value, p.policy)
            words = f"{due.words}; 列入 {first} 至 {last} 的复核名单"
            yield subject.task("R-015", "定期复核客户资料", replace(due, words=words), since=first)
        if _doubtful(p, customer):
            again = verification_due(reviewed.get(customer.id), customer.created, p.policy)
            if again is not None:
                yield subject.task("R-004", "再次核实客户资料", again)


def _doubtful(p: Portfolio, customer: Customer) -> bool:
    """核实状态 待核实: as typed, else as computed."""
    typed = customer.row.text(CustomerMaster.verify_status) if customer.row else None
    if typed is not None:
        return typed == DOUBTFUL
    computed = verify_status(p, customer)
    return computed is not None and computed.value == DOUBTFUL


def undated_promises(p: Portfolio) -> Iterator[Task]:
    """Promises without a date, with the date that is offered (R-048)."""
    for row in p.rows(Commitment):
        made = row.day(Commitment.made_date)
        if (
            row.day(Commitment.due_date) is None
            and row.day(Commitment.kept_date) is None
            and made is not None
        ):
            customer = p.customer(row.text(Commitment.customer_id))
            offered = suggested_due(made, p.policy, p.calendar)
            subject = Subject(
                Commitment.id, f"{customer.id}-{made:%Y%m%d}", customer, row.text(Commitment.responsible)
            )
            yield subject.alarm("R-048", f"承诺未定时限：{row.text(Commitment.promise)}", offered.text)
