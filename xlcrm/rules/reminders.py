"""The working list of the day: every task of every rule, in the order in which people should take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules import care_tasks, common_tasks, customer_tasks, deal_tasks, service_tasks
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.channels import CALL, channel
from xlcrm.rules.dates import Moment, add_days, day_of, days_between
from xlcrm.rules.management import revenue
from xlcrm.rules.portfolio import Portfolio
from xlcrm.rules.slots import next_slot, zone_named
from xlcrm.rules.stages import LOST
from xlcrm.rules.tasks import LATER, NO_LIMIT, OVERDUE, SOON, TODAY, Task, urgency

if TYPE_CHECKING:
    from xlcrm.rules.frames import Data

Generator: TypeAlias = Callable[[Portfolio], Iterator[Task]]

GENERATORS: tuple[Generator, ...] = (
    customer_tasks.follow_ups,
    customer_tasks.open_actions,
    customer_tasks.falling_orders,
    customer_tasks.silences,
    customer_tasks.over_contacts,
    customer_tasks.reevaluations,
    customer_tasks.revisits,
    customer_tasks.second_offers,
    customer_tasks.ticked_plans,
    customer_tasks.risks,
    customer_tasks.unhealthy_sales,
    customer_tasks.rechecks,
    customer_tasks.undated_promises,
    service_tasks.complaints,
    service_tasks.complaint_steps,
    service_tasks.issues,
    service_tasks.resolutions,
    service_tasks.tickets,
    service_tasks.low_scores,
    service_tasks.surveys,
    common_tasks.common_matters,
    deal_tasks.contracts,
    deal_tasks.quotes,
    deal_tasks.deliveries,
    deal_tasks.actions,
    deal_tasks.promises,
    care_tasks.thanks,
    care_tasks.key_dates,
    care_tasks.greetings,
    care_tasks.meetings,
    care_tasks.vip_sequences,
    care_tasks.touches_by_grade,
    care_tasks.valued_visits,
    care_tasks.hot_leads,
    care_tasks.monthly_content,
    care_tasks.key_accounts,
)
"""Everything that asks for something to be done."""

CARE_RULES = frozenset({"R-059", "R-107", "R-150", "R-154"})
"""Kinds of care that are merged when they fall close together (C-053)."""

PENDING = "待处理"
_RANKS = {OVERDUE: 0, TODAY: 1, SOON: 2, LATER: 3, NO_LIMIT: 4}
_GRADES = {"A类": 0, "B类": 1, "C类": 2}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One line of 提醒清单: the columns of reminder_queue by their names, and what stands behind them.

    ``id`` names the line from run to run; ``best_at`` is the best hour for a call, in the office's time.
    """

    remind_at: datetime | None
    due_at: Moment | None
    customer_id: str | None
    customer_name: str | None
    matter: str
    rule_id: str
    urgency: str
    owner: str | None
    method: str | None
    status: str
    why: str
    days_late: int
    grade: str | None
    id: str
    best_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer without a next step: how much is at stake, how long nobody was in touch."""

    customer_id: str
    customer_name: str | None
    grade: str | None
    owner: str | None
    revenue: float
    last: date | None
    silent_days: int | None


def all_tasks(
    data: Data,
    policy: Policy,
    today: date,
    calendar: WorkCalendar,
    risk: Mapping[str, str] | None = None,
) -> list[Task]:
    """Tasks of every rule for the tables present, in no particular order."""
    return tasks_of(Portfolio(data, policy, today, calendar, risk))


def tasks_of(portfolio: Portfolio) -> list[Task]:
    """The same for a portfolio that is already known."""
    return [task for generate in GENERATORS for task in generate(portfolio) if task.open]


@implements("R-108")
def remind_at(due: Moment | None, policy: Policy, today: date, since: date | None = None) -> datetime | None:
    """R-108 提前1天提醒负责人: when the owner is told of a task.

    Source: 《跟进提醒卡》第四步. A day before at ``remind.hour``, or exactly 24 hours before where the
    task has a time; where that is past, today. ``since`` is a day that the rule itself names.

    >>> remind_at(date(2024, 6, 20), Policy.default(), date(2024, 6, 1))
    datetime.datetime(2024, 6, 19, 10, 0)
    >>> remind_at(datetime(2024, 6, 20, 16, 30), Policy.default(), date(2024, 6, 1))
    datetime.datetime(2024, 6, 19, 16, 30)
    >>> remind_at(date(2024, 6, 20), Policy.default(), date(2024, 6, 20))
    datetime.datetime(2024, 6, 20, 10, 0)
    """
    if due is None:
        return None
    hour, lead = policy.clock("remind.hour"), policy.count("remind.lead_days")
    if since is not None:
        moment = datetime.combine(since, hour)
    elif isinstance(due, datetime):
        moment = due - timedelta(days=lead)
    else:
        moment = datetime.combine(add_days(due, -lead), hour)
    return max(moment, datetime.combine(today, hour)) if moment.date() < today else moment


def reminders(
    portfolio: Portfolio, tasks: Iterable[Task] | None = None, *, days: int | None = None
) -> list[Reminder]:
    """Reminders in the order of R-159; without ``days`` those to be seen today, else all due so many days ahead."""
    every = tasks_of(portfolio) if tasks is None else tasks
    policy, today = portfolio.policy, portfolio.today
    end = add_days(today, days) if days is not None else None
    found = [
        _reminder(task, portfolio)
        for task in merged(every, policy)
        if _seen(task, policy, today)
        or (end is not None and task.due is not None and day_of(task.due) <= end)
    ]
    return in_order(found)


def _seen(task: Task, policy: Policy, today: date) -> bool:
    told = remind_at(task.due, policy, today, task.since)
    return told is None or told.date() <= today


def _reminder(task: Task, p: Portfolio) -> Reminder:
    customer = p.customer(task.customer_id)
    pressing = urgency(task.due, p.today, p.policy)
    stage = p.stage(customer) if customer.id else ""
    proposed = channel(task.matter, customer.grade, stage, customer.preferred, p.policy, p.words)
    method = task.method or proposed.value
    best = None
    if CALL in method:
        day = max(day_of(task.due or p.today), p.today)
        opened, zone = p.opened.get(customer.id, ()), zone_named(customer.timezone)
        best = next_slot(day, p.policy, p.calendar, zone, opened).ours
    return Reminder(
        remind_at=remind_at(task.due, p.policy, p.today, task.since),
        due_at=task.due,
        customer_id=task.customer_id,
        customer_name=task.customer_name,
        matter=task.matter,
        rule_id=task.rule,
        urgency=pressing.word,
        owner=task.owner,
        method=method,
        status=PENDING,
        why=task.why,
        days_late=pressing.days_late,
        grade=customer.grade,
        id=task.id,
        best_at=best,
    )


@implements("R-159")
def in_order(found: Iterable[Reminder]) -> list[Reminder]:
    """R-159 筛选跟进客户: by urgency, overdue first, then A, B, C, then the date; what has no date comes last.

    Source: 《跟进提醒卡》第一步.

    >>> from functools import partial
    >>> line = partial(Reminder, None, customer_name=None, matter="", rule_id="", owner=None, method=None,
    ...                status="", why="", days_late=0, id="")
    >>> late = line(date(2024, 5, 9), customer_id="C", urgency="已超时", grade="C类")
    >>> soon = line(date(2024, 5, 11), customer_id="A", urgency="即将到期", grade="A类")
    >>> [one.customer_id for one in in_order([soon, late])]
    ['C', 'A']
    """

    def place(one: Reminder) -> tuple[int, int, date, str, str]:
        day = day_of(one.due_at) if one.due_at is not None else date.max
        return (
            _RANKS[one.urgency],
            _GRADES.get(one.grade or "", 3),
            day,
            one.customer_id or "~",
            one.rule_id,
        )

    return sorted(found, key=place)


@implements("R-159")
def selected(
    found: Iterable[Reminder],
    portfolio: Portfolio,
    *,
    status: str | None = None,
    priority: str | None = None,
    tag: str | None = None,
) -> list[Reminder]:
    """R-159 筛选跟进客户: reminders of customers with a status, a priority (高价值, 普通) or a tag (待签约)."""

    def fits(one: Reminder) -> bool:
        customer = portfolio.customer(one.customer_id)
        high = customer.grade == "A类"
        return (
            (status is None or customer.status == status)
            and (priority is None or high == (priority == "高价值"))
            and (tag is None or tag in customer.tags)
        )

    return [one for one in found if fits(one)]


def merged(tasks: Iterable[Task], policy: Policy) -> list[Task]:
    """Tasks without doubles: the same matter on one day once, care within ``care.merge_days`` in one (C-053).

    >>> def task(rule, day):
    ...     return Task(rule, "customer_master", "A", "A", None, rule, date(2024, 5, day), None, rule)
    >>> [one.matter for one in merged([task("R-059", 10), task("R-107", 17)], Policy.default())]
    ['R-059、R-107']
    >>> never = Policy.default().with_values({"care.merge_days": 0})
    >>> len(merged([task("R-059", 10), task("R-107", 17)], never))
    2
    """
    once: dict[tuple[object, ...], Task] = {}
    for task in tasks:
        once.setdefault((task.customer_id, task.matter, task.due, task.owner), task)
    days = policy.count("care.merge_days")
    kept: list[Task] = []
    caring: dict[str, Task] = {}
    for task in sorted(once.values(), key=lambda one: day_of(one.due) if one.due is not None else date.max):
        if task.rule not in CARE_RULES or task.customer_id is None or task.due is None or not days:
            kept.append(task)
            continue
        first = caring.get(task.customer_id)
        if first is not None and first.due is not None and days_between(first.due, task.due) <= days:
            joined = replace(first, matter=f"{first.matter}、{task.matter}", why=f"{first.why}；{task.why}")
            kept[kept.index(first)] = caring[task.customer_id] = joined
        else:
            kept.append(task)
            caring[task.customer_id] = task
    return kept


def without_next_step(portfolio: Portfolio) -> list[Waiting]:
    """Customers for whom nobody has planned anything and whose turn is over.

    No open next action, no typed date that still holds, and the next contact of the policy is past. By value
    (revenue, then grade), then by the days of silence, the longest first. Lost customers are left out.
    """
    p = portfolio
    acting = frozenset(p.records["customer"][p.open_actions])
    spent = revenue(p.data, p.policy, p.today)
    sums = {str(number): float(amount) for number, amount in zip(spent.index, spent, strict=True)}
    found = []
    for customer in p.customers.values():
        due = p.followup_due(customer)
        ahead = due is not None and day_of(due.value) >= p.today
        if ahead or customer.id in acting or p.typed_followup(customer) or p.stage(customer) == LOST:
            continue
        last = p.last.get(customer.id)
        day = day_of(last) if last is not None else None
        base = day or customer.created
        found.append(
            Waiting(
                customer_id=customer.id,
                customer_name=customer.name,
                grade=customer.grade,
                owner=customer.owner,
                revenue=sums.get(customer.id, 0.0),
                last=day,
                silent_days=days_between(base, p.today) if base is not None else None,
            )
        )
    return sorted(found, key=lambda w: (-w.revenue, _GRADES.get(w.grade or "", 3), -(w.silent_days or 0)))
