"""The first contacts of a customer and the newest one (R-014, R-034, R-035)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from xlcrm.checks.block import Block
from xlcrm.checks.by_table.contacts import contact_moment
from xlcrm.checks.context import FINE, Context
from xlcrm.checks.late import is_late, overdue_keys, state
from xlcrm.checks.place import Place, Row, Sheet, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import deadlines
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import Moment, add_interval, day_of, days_between, deadline, kept, shown
from xlcrm.tables import CustomerMaster, FollowupPlan, FollowupRecord

_DAY, _CLOCK, _CUSTOMER = FollowupRecord.contact_date, FollowupRecord.contact_time, FollowupRecord.customer_id
_CREATED, _UPDATED = CustomerMaster.created_date, CustomerMaster.updated_date
_POTENTIAL = "潜在"
_BEFORE_THE_SHEET = timedelta(days=31)


class Touch(NamedTuple):
    """A contact: when, and the row of its record."""

    at: Moment
    row: int


Kept: TypeAlias = tuple[Moment, int]
"""A contact as it is kept: a Touch without its name."""


@of_rows(FollowupRecord, _DAY, _CUSTOMER)
@implements("R-014", "R-034", "R-035")
class Touches:
    """R-034 首次跟进, R-035 第二次联系, R-014 24小时内更新: judged once every record is known.

    Customers who were due a good while before the first record of the sheet are left out: their early contacts
    stand elsewhere.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._seconds = any(context.policy.interval(f"second.{letter}") for letter in "ABC")
        self._kinds: set[type] = set()
        self._first: dict[str, Kept] = {}
        self._second: dict[str, Kept] = {}
        self._newest: dict[str, Kept] = {}
        self._sheet: Sheet | None = None
        self._begin = date.max
        self._first_hours = context.policy.hours("first.max_hours")
        self._update = context.policy.interval("update.max_hours")

    def screen(self, block: Block) -> bool | Sequence[int]:
        """Note the contacts of a block of plain moments; the others need a closer look."""
        moments, customers = block.moments(_DAY, _CLOCK), block.column(_CUSTOMER)
        if block.kinds(_CUSTOMER) != {str}:
            return False
        self._sheet, numbers = block.sheet, block.numbers
        odd = [at for at, moment in enumerate(moments) if moment is None] if None in moments else []
        if odd or not block.all_days(_DAY) or max(block.column(_DAY)) > self._context.today:
            plain = [
                at for at, moment in enumerate(moments) if moment and day_of(moment) <= self._context.today
            ]
            moments, customers, numbers = (
                [column[at] for at in plain] for column in (moments, customers, numbers)
            )
        self._kinds.update(map(type, moments))
        if self._seconds or len(self._kinds) > 1:
            for customer, at, number in zip(customers, moments, numbers, strict=True):
                self._note(customer, at, number)
            return odd or True
        first, newest = self._first, self._newest
        for customer, at, number in zip(customers, moments, numbers, strict=True):
            told = newest.get(customer)
            if told is None:
                first[customer] = newest[customer] = (at, number)
            elif at >= told[0]:
                newest[customer] = (at, number)
            elif at < first[customer][0]:
                first[customer] = (at, number)
        return odd or True

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Note one contact."""
        at = contact_moment(row)
        if at is not None and day_of(at) <= self._context.today:
            self._sheet = row.sheet
            self._kinds |= {type(at)}
            self._note(key_text(row.raw(_CUSTOMER)), at, row.number)
        return FINE

    def _note(self, customer: str, at: Moment, number: int) -> None:
        newest = self._newest.get(customer)
        if newest is None:
            self._newest[customer] = self._first[customer] = (at, number)
            return
        if not _earlier(at, newest[0]):
            self._newest[customer] = (at, number)
        second = self._second.get(customer)
        if second is not None and not _earlier(at, second[0]):
            return
        first = self._first[customer]
        if _earlier(at, first[0]):
            self._first[customer], self._second[customer] = (at, number), first
        else:
            self._second[customer] = (at, number)

    def end(self) -> Iterator[Problem]:
        """What is late, customer by customer."""
        if self._first:
            self._begin = min(day_of(at) for at, _ in self._first.values()) - _BEFORE_THE_SHEET
        customers = self._context.known.customers
        for number in self._suspects():
            master = customers.get(number)
            if master is None:
                continue
            if master.choice(CustomerMaster.customer_status) in ("", _POTENTIAL):
                yield from self._first_contact(number, master)
                if self._seconds:
                    yield from self._second_contact(number, master)
            yield from self._updated(number, master)

    def _suspects(self) -> Iterator[str]:
        """Customers who are not plainly in time: contacted when entered, updated on the day of the contact."""
        customers, first, newest = self._context.known.customers, self._first, self._newest
        created, updated = (customers.column(name) for name in (_CREATED, _UPDATED))
        days = int(self._first_hours // 24) - 1
        for number, begun, told in zip(customers, created, updated, strict=True):
            if self._seconds or number not in first or type(begun) is not date or type(told) is not date:
                yield number
                continue
            early = day_of(first[number][0]).toordinal() <= begun.toordinal() + days
            if not early or day_of(newest[number][0]) != told:
                yield number

    def _touch(self, kept: Mapping[str, Kept], number: str) -> Touch | None:
        found = kept.get(number)
        return Touch(*found) if found else None

    @implements("R-034")
    def _first_contact(self, number: str, master: Row) -> Iterator[Problem]:
        """R-034 48小时内首次跟进: from the first contact that is known with its time, else from the record."""
        today = self._context.today
        began = master.moment(CustomerMaster.first_contact_at)
        base = began if isinstance(began, datetime) else master.day(CustomerMaster.created_date)
        if base is None:
            return
        touch = self._touch(self._first, number)
        if touch and days_between(base, touch.at) < self._first_hours // 24:
            return  # in time whatever the hour
        due = deadline(base, self._first_hours)
        if day_of(due) < self._begin:
            return
        if touch is None and master.choice(CustomerMaster.customer_status) != _POTENTIAL:
            return
        done = touch.at if touch else None
        if is_late(done, due, today):
            place = self._place(touch) if touch else master.place(CustomerMaster.created_date)
            yield place.problem(
                deadlines.FIRST_CONTACT_LATE, customer=number, due=shown(due), **state(done, today)
            )
            yield from self._unapproved(number, touch, place)

    @implements("R-035")
    def _second_contact(self, number: str, master: Row) -> Iterator[Problem]:
        """R-035 按意向二次跟进: where the profile has an interval for the intent grade."""
        policy, today = self._context.policy, self._context.today
        grade = master.choice(CustomerMaster.intent_grade)
        wait = policy.interval(f"second.{grade[:1]}") if grade else None
        first, second = self._touch(self._first, number), self._touch(self._second, number)
        base = master.moment(CustomerMaster.first_contact_at) or (first.at if first else None)
        if wait is None or base is None or day_of(base) < self._begin:
            return
        if first and _earlier(base, first.at):
            second = first  # the first contact stands in the master only
        due, done = add_interval(base, wait), second.at if second else None
        if is_late(done, due, today):
            place = self._place(second) if second else master.place(CustomerMaster.intent_grade)
            yield place.problem(
                deadlines.SECOND_CONTACT_LATE,
                customer=number,
                grade=grade,
                due=shown(due),
                **state(done, today),
            )
            yield from self._unapproved(number, second, place)

    @implements("R-014")
    def _updated(self, number: str, master: Row) -> Iterator[Problem]:
        """R-014 24小时内更新: the customer's row is brought up to date after the newest contact.

        >>> from xlcrm.checks.example import said
        >>> talk = {"customer_id": "2023001", "contact_date": date(2023, 8, 16), "contact_time": time(10)}
        >>> master = {"customer_id": "2023001", "updated_date": datetime(2023, 8, 17, 10, 1)}
        >>> said("R-014", customer_master=master, followup_record=talk)  # doctest: +ELLIPSIS
        ['警告 最后更新日期：2023-08-16 10:00 联系过客户，客户信息到 2023-08-17 10:00 还没有更新...']
        >>> on_time = {**master, "updated_date": datetime(2023, 8, 17, 10, 0)}
        >>> said("R-014", customer_master=on_time, followup_record=talk)
        []
        """
        today = self._context.today
        newest, updated = self._touch(self._newest, number), master.moment(CustomerMaster.updated_date)
        if newest is None or updated is None or day_of(newest.at) > today:
            return
        if day_of(newest.at) == day_of(updated):
            return  # in time whatever the hour
        due = add_interval(newest.at, self._update) if self._update else day_of(newest.at)
        before = day_of(updated) < day_of(newest.at)
        if (before and day_of(due) < today) or not kept(updated, due):
            place = master.place(CustomerMaster.updated_date)
            yield place.problem(deadlines.UPDATED_LATE, contact=shown(newest.at), due=shown(due))

    def _place(self, touch: Touch) -> Place:
        assert self._sheet is not None
        return Place(self._sheet, touch.row, _DAY, touch.at)

    def _unapproved(self, number: str, touch: Touch | None, place: Place) -> Iterator[Problem]:
        """R-091 for a contact: named by its customer, or by customer and day."""
        day = shown(day_of(touch.at)) if touch else ""
        keys = [f"{number} {day}", f"{number}/{day}", number] if day else [number]
        yield from overdue_keys(self._context, place, (FollowupRecord.id, FollowupPlan.id), keys)


def _earlier(one: Moment, other: Moment) -> bool:
    """True when the one lies before the other; a day without a time begins at midnight."""
    if type(one) is type(other):
        return one < other
    return _clocked(one) < _clocked(other)


def _clocked(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min)
