"""Something to be done for a customer by a day: what every rule of rhythm and alarm yields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import Moment, add_days, day_of, days_between
from xlcrm.rules.reason import Reasoned

OVERDUE, TODAY, SOON, LATER, NO_LIMIT = "已超时", "今日", "即将到期", "", "无时限"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    ``rule`` asks for it, ``table`` and ``key`` name the row it comes from, ``matter`` is what a clerk
    reads (下次跟进, 合同到期提醒 …), ``why`` the reason in words. ``due`` None is 无时限. ``since`` is
    the day from which it is to be seen where that is not ``remind.lead_days`` before ``due``. What is
    done is not ``open``.
    """

    rule: str
    table: str
    key: str
    customer_id: str | None
    customer_name: str | None
    matter: str
    due: Moment | None
    owner: str | None
    why: str
    method: str | None = None
    since: date | None = None
    open: bool = True

    @property
    def id(self) -> str:
        """What names the task from run to run: rule, row and day.

        >>> due = date(2024, 6, 20)
        >>> Task("R-031", "followup_plan", "2023001", "2023001", None, "下次跟进", due, None, "").id
        'R-031-2023001-20240620'
        """
        return f"{self.rule}-{self.key}" + (f"-{self.due:%Y%m%d}" if self.due else "")


@dataclass(frozen=True, slots=True)
class Subject:
    """The row that asks for something, and whom it is about; ``owner`` where it is not the customer's."""

    table: str
    key: str
    customer: Customer
    owner: str | None = None

    def task(
        self,
        rule: str,
        matter: str,
        due: Reasoned[Moment],
        *,
        since: date | None = None,
        method: str | None = None,
    ) -> Task:
        """A task that is due at a moment worked out by a rule."""
        return self._task(rule, matter, due.value, due.text, since, method)

    def alarm(self, rule: str, matter: str, why: str, *, method: str | None = None) -> Task:
        """A task without a date (无时限)."""
        return self._task(rule, matter, None, why, None, method)

    def _task(
        self, rule: str, matter: str, due: Moment | None, why: str, since: date | None, method: str | None
    ) -> Task:
        who = self.customer
        return Task(
            rule=rule,
            table=self.table,
            key=self.key,
            customer_id=who.id or None,
            customer_name=who.name,
            matter=matter,
            due=due,
            owner=self.owner or who.owner,
            why=why,
            method=method,
            since=since,
        )


class Urgency(NamedTuple):
    """How pressing: the word of 紧急程度 and the whole days it is late (0 when it is not)."""

    word: str
    days_late: int


@implements("R-090")
def urgency(due: Moment | None, today: date, policy: Policy) -> Urgency:
    """R-090 未完成行动超时: 已超时, 今日, 即将到期, 无时限, or blank for later.

    Source: 《手册》表4; 《工具包》; 《跟进提醒卡》. Unit: calendar days; 即将到期 is within
    ``soon.days``. Due today is not late, whatever the clock says.

    >>> day, policy = date(2023, 9, 2), Policy.default()
    >>> urgency(date(2023, 8, 30), day, policy)
    Urgency(word='已超时', days_late=3)
    >>> [urgency(due, day, policy).word for due in (day, date(2023, 9, 3), date(2023, 9, 4), None)]
    ['今日', '即将到期', '', '无时限']
    """
    if due is None:
        return Urgency(NO_LIMIT, 0)
    ahead = days_between(today, due)
    if ahead < 0:
        return Urgency(OVERDUE, -ahead)
    if ahead == 0:
        return Urgency(TODAY, 0)
    return Urgency(SOON if ahead <= policy.count("soon.days") else LATER, 0)


def stale(event: Moment, today: date, policy: Policy) -> bool:
    """True for an event too long past (``timeline.days``) to ask for anything any more.

    >>> [stale(date(2024, 2, day), date(2024, 5, 10), Policy.default()) for day in (9, 10)]
    [True, False]
    """
    return add_days(day_of(event), policy.count("timeline.days")) < today
