"""Tasks of care: thanks, wishes, greetings, meetings, mailings, touches by grade, key accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from xlcrm.rules.analysis import rfm
from xlcrm.rules.calendar import FESTIVAL, HOLIDAY, Entry
from xlcrm.rules.care import (
    TOUCHES,
    VISITED,
    VISITING,
    after_meeting,
    content_day,
    hot_lead,
    touch_dates,
    vip_step,
)
from xlcrm.rules.cooperation import thanks_due
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import add_days, day_of
from xlcrm.rules.key_dates import KeyDay, gift_month, greeting_days, occurrence, send_date
from xlcrm.rules.management import key_account_dates, management_review
from xlcrm.rules.plain import rows
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.stages import COOPERATING, LOST, POTENTIAL
from xlcrm.rules.tasks import Subject, Task, stale
from xlcrm.tables import (
    ActionPlan,
    ConsentRecord,
    CustomerMaster,
    FollowupRecord,
    HolidayCalendar,
    KeyDate,
    Touchpoint,
)

ROAD_MAP = "年度合作路线图"


def thanks(p: Portfolio) -> Iterator[Task]:
    """Letters of thanks at three months and a year, once each (R-059)."""
    sent = p.topic_days("感谢信")
    for customer in _cooperating(p):
        start = p.coop_start(customer)
        for due in thanks_due(start, p.policy) if start else ():
            last = sent.get(customer.id)
            if not stale(due.value, p.today, p.policy) and not _just_sent(last, due.value, p):
                subject = Subject(CustomerMaster.id, customer.id, customer)
                yield subject.task("R-059", "寄送感谢信（附专属优惠）", due)


def _just_sent(last: date | None, due: date, p: Portfolio) -> bool:
    """True when one went out on the day or shortly before."""
    return last is not None and last >= add_days(due, -p.policy.count("care.merge_days"))


def _cooperating(p: Portfolio) -> Iterator[Customer]:
    return (c for c in p.customers.values() if p.stage(c) == COOPERATING)


def key_dates(p: Portfolio) -> Iterator[Task]:
    """Birthdays and other days; a gift in the birthday month for VIPs (R-107)."""
    wished = p.topic_days("生日祝福", "节日祝福")
    gifts = p.topic_days("礼品")
    for row in p.rows(KeyDate):
        kind, day = row.text(KeyDate.kind_) or "重要日期", row.day(KeyDate.event_date)
        customer = p.customer(row.text(KeyDate.customer_id))
        if day is None or p.stage(customer) == LOST:
            continue
        lead = row.figure(KeyDate.lead_days)
        key = KeyDay(kind, day, row.text(KeyDate.is_lunar) == "是", None if lead is None else int(lead))
        due, event = send_date(key, p.today, p.policy), occurrence(key, p.today)
        subject = Subject(KeyDate.id, f"{customer.id}-{kind}", customer)
        last = wished.get(customer.id)
        if due is not None and event is not None and (last is None or last < due.value):
            yield subject.task("R-107", f"{kind}（{event:%m-%d}）", due, method=row.text(KeyDate.method))
        first = gift_month(key, p.today)
        given = gifts.get(customer.id)
        if first is not None and p.is_vip(customer) and (given is None or given < first):
            words = f"生日月 {first:%Y-%m}，VIP 客户备礼品"
            yield subject.task("R-107", "准备生日礼品", Reasoned(first, ("R-107",), p.policy.profile, words))


def greetings(p: Portfolio) -> Iterator[Task]:
    """Greetings for coming holidays: VIPs one by one, the others one line an owner (R-150)."""
    end = add_days(p.today, p.policy.count("timeline.days"))
    closed = [day for day, worked in p.calendar.exceptions() if not worked]
    entries = [Entry(day, HOLIDAY, p.calendar.why_closed(day)) for day in closed]
    entries += [
        Entry(day, FESTIVAL, row.text(HolidayCalendar.name) or "节日")
        for row in p.rows(HolidayCalendar)
        if (day := row.day(HolidayCalendar.date)) and row.text(HolidayCalendar.kind_) == FESTIVAL
    ]
    last = p.topic_days("节日祝福")
    groups: dict[str, list[Customer]] = {}
    for customer in _cooperating(p):
        groups.setdefault("" if p.is_vip(customer) else customer.owner or "", []).append(customer)
    for entry, due in greeting_days(entries, p.today, p.policy):
        if entry.day > end:
            break
        for owner, customers in groups.items():
            waiting = [c for c in customers if (day := last.get(c.id)) is None or day < due.value]
            if not owner:
                for customer in waiting:
                    subject = Subject(HolidayCalendar.id, f"{entry.name}-{customer.id}", customer)
                    yield subject.task("R-150", f"{entry.name}祝福（贺卡或礼品）", due)
            elif waiting:
                subject = Subject(HolidayCalendar.id, f"{entry.name}-{owner}", Customer(""), owner)
                yield subject.task("R-150", f"{entry.name}祝福：{len(waiting)} 位客户，逐一改写", due)


def meetings(p: Portfolio) -> Iterator[Task]:
    """Summary mail and case after a visit that nothing has followed yet (R-109)."""
    for number, met in p.last_with_method(VISITED).items():
        mailed = p.last_with_method("邮件").get(number)
        mailed = mailed if mailed is not None and day_of(mailed) >= day_of(met) else None
        newest = p.reached[number][1]
        by_mail = mailed is not None and day_of(mailed) == day_of(newest)
        if stale(met, p.today, p.policy) or (day_of(newest) > day_of(met) and not by_mail):
            continue
        customer = p.customer(number)
        steps = after_meeting(met, mailed, p.policy)
        subject = Subject(FollowupRecord.id, f"{number}-{met:%Y%m%d}", customer)
        if mailed is None:
            yield subject.task("R-109", "发送会面纪要", steps["mail"], method="邮件")
        if _allowed(p, customer):
            yield subject.task("R-109", "发送相关案例", steps["case"], method="微信")


def _allowed(p: Portfolio, customer: Customer) -> bool:
    """False once every consent of the customer has been withdrawn."""
    known = p.consents().get(customer.id, ())
    return not known or any(consent.holds(p.today, p.policy) for consent in known)


def vip_sequences(p: Portfolio) -> Iterator[Task]:
    """The call, then the visit, after a plan was mailed to a VIP (R-110)."""
    source = p.data[FollowupRecord.id]
    since = pd.Timestamp(add_days(p.today, -p.policy.count("timeline.days")))
    recent = source[source[FollowupRecord.contact_date] >= since]
    touches: dict[str, list[tuple[date, str]]] = {}
    planned: dict[str, date] = {}
    for row in rows(recent.sort_values(FollowupRecord.contact_date, kind="stable")):
        number, day = row.text(FollowupRecord.customer_id) or "", row.day(FollowupRecord.contact_date)
        method = row.text(FollowupRecord.method) or ""
        if day is None or not p.is_vip(p.customer(number)):
            continue
        if "邮件" in method and "方案" in (row.text(FollowupRecord.summary) or ""):
            planned[number] = day
            touches[number] = [(day, method)]
        elif number in planned:
            touches[number].append((day, method))
    for number, made in touches.items():
        step = vip_step(made, p.policy)
        if step is None:
            continue
        subject = Subject(FollowupRecord.id, f"{number}-{planned[number]:%Y%m%d}", p.customer(number))
        method, due = step
        if due is not None:
            yield subject.task("R-110", "方案发送后致电", due, method=method)
        else:
            yield subject.alarm(
                "R-110", "约定上门演示", f"R-110 {p.policy.profile}: 方案已致电，约上门演示", method=method
            )


def touches_by_grade(p: Portfolio) -> Iterator[Task]:
    """Reports, meetings, newsletters by grade, under the profile deck (R-032, R-033)."""
    if p.policy.profile != "deck":
        return
    visits = {number: day_of(met) for number, met in p.last_with_method(VISITED).items()}
    last: dict[str, Mapping[str, date]] = {VISITING: visits}
    for touch in TOUCHES:
        last.setdefault(touch.marked_by, p.topic_days(touch.marked_by))
    for customer in p.customers.values():
        since = p.coop_start(customer) or customer.created
        if since is None or p.stage(customer) == LOST:
            continue
        known = {mark: days[customer.id] for mark, days in last.items() if customer.id in days}
        for touch, due in touch_dates(customer.grade, known, since, p.policy):
            subject = Subject(CustomerMaster.id, f"{customer.id}-{touch.matter}", customer)
            yield subject.task(touch.rule, touch.matter, due)


def valued_visits(p: Portfolio) -> Iterator[Task]:
    """Visits to customers of the class 重要价值, besides what the rhythm asks for (R-067)."""
    visited = p.last_with_method(VISITED)
    for number in sorted(rfm.most_valued(p.data, p.policy, p.today)):
        customer, last = p.customer(number), visited.get(number)
        if p.stage(customer) != LOST:
            due = rfm.next_visit(day_of(last), p.policy) if last is not None else None
            subject = Subject(CustomerMaster.id, number, customer)
            yield _dated(subject, "R-067", f"{rfm.BEST}客户例行拜访", due, p, VISITING)


def hot_leads(p: Portfolio) -> Iterator[Task]:
    """Potential customers who liked or commented and whom nobody called since (R-149)."""
    for row in p.rows(Touchpoint):
        touched, number = row.moment(Touchpoint.touched_at), row.text(Touchpoint.customer_id) or ""
        if touched is None or stale(touched, p.today, p.policy):
            continue
        customer = p.customer(number)
        due = hot_lead(touched, row.text(Touchpoint.touch_kind), p.policy)
        fresh = not p.contacted_after(number, add_days(day_of(touched), -1))
        if due is not None and fresh and p.stage(customer) == POTENTIAL:
            subject = Subject(Touchpoint.id, f"{number}-{touched:%Y%m%d}", customer)
            yield subject.task("R-149", "高意向线索跟进（标记“高意向”）", due)


def monthly_content(p: Portfolio) -> Iterator[Task]:
    """Industry material on its day of the month, one line an owner (R-155); consent is needed (R-003)."""
    last = p.topic_days("资料推送")
    waiting: dict[str, list[Customer]] = {}
    days: dict[str, Reasoned[date]] = {}
    for number, consents in p.consents("允许发送产品资料").items():
        customer = p.customer(number)
        if not any(c.holds(p.today, p.policy) for c in consents) or p.stage(customer) == LOST:
            continue
        due = content_day(last.get(number), p.today, p.policy)
        if due.value < add_days(p.today, 31):
            group = f"{customer.owner or ''}-{due.value:%Y%m}"
            waiting.setdefault(group, []).append(customer)
            days[group] = due
    for group, customers in waiting.items():
        owner = customers[0].owner
        subject = Subject(ConsentRecord.id, group, Customer(""), owner)
        yield subject.task(
            "R-155", f"发送每月行业资料（{len(customers)} 位客户）", days[group], method="邮件"
        )


def key_accounts(p: Portfolio) -> Iterator[Task]:
    """Reports, top meetings and the road map of key accounts; reviews with top customers (R-131, R-132)."""
    met, reported = p.topic_days("高层会议"), p.topic_days("定制报告")
    mapped = " ".join(
        f"{row.text(ActionPlan.basis)} {row.text(ActionPlan.action)}"
        for row in p.rows(ActionPlan)
        if ROAD_MAP in (row.text(ActionPlan.basis) or "") and _this_year(row.day(ActionPlan.due_date), p)
    )
    for number in sorted(p.top_customers):
        customer = p.customer(number)
        subject = Subject(CustomerMaster.id, number, customer)
        if customer.grade != "A类":
            yield _dated(subject, "R-131", "高层季度会晤", _review(p, met.get(number)), p)
            continue
        dates = key_account_dates(reported.get(number), met.get(number), p.today, p.policy)
        for matter, last in (("跨部门月报", reported), ("高层会议", met)):
            if matter in dates:
                yield _dated(subject, "R-132", matter, dates[matter] if number in last else None, p)
        if number not in mapped and (not customer.name or customer.name not in mapped):
            yield subject.alarm(
                "R-132", f"制定{p.today.year}年{ROAD_MAP}", f"R-132 {p.policy.profile}: 本年尚无{ROAD_MAP}"
            )


def _review(p: Portfolio, last: date | None) -> Reasoned[date] | None:
    return management_review(last, last, p.policy) if last else None


def _dated(
    subject: Subject,
    rule: str,
    matter: str,
    due: Reasoned[date] | None,
    p: Portfolio,
    method: str | None = None,
) -> Task:
    if due is None:
        why = f"{rule} {p.policy.profile}: {matter}，尚无记录"
        return subject.alarm(rule, matter, why, method=method)
    return subject.task(rule, matter, due, method=method)


def _this_year(day: date | None, p: Portfolio) -> bool:
    return day is None or day.year == p.today.year
