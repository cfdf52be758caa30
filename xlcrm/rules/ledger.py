"""What was said, bought and signed: the plain facts about all customers up to a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from xlcrm.policy import Policy
from xlcrm.rules import contacts
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.cooperation import coop_start
from xlcrm.rules.customers import Customer, Names
from xlcrm.rules.dates import Moment, add_days, day_of
from xlcrm.rules.plain import Plain, Row
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.reviews import Consent
from xlcrm.rules.signals import Heard
from xlcrm.rules.words import Words
from xlcrm.tables import (
    AcceptanceReport,
    ChoiceListTable,
    ComplaintLog,
    ConsentRecord,
    Contract,
    CustomerMaster,
    FeedbackIssueTracker,
    Order,
    RevisitLog,
    Touchpoint,
)
from xlcrm.tables.table import Table

if TYPE_CHECKING:
    from xlcrm.rules.frames import Data


class Ledger:
    """Facts by customer number, each worked out once, when it is first asked for.

    In ``data`` a cell of a computed column is filled only where a person typed it.
    """

    def __init__(self, data: Data, policy: Policy, today: date, calendar: WorkCalendar) -> None:
        self.data, self.policy, self.today, self.calendar = data, policy, today, calendar
        self._tomorrow = pd.Timestamp(add_days(today, 1))
        self._plain: dict[str, Plain] = {}
        self._by_method: dict[str, Mapping[str, Moment]] = {}

    @cached_property
    def words(self) -> Words:
        """Word lists as the workbook's 选项表 has them."""
        return Words.of(row.cells for row in self.rows(ChoiceListTable))

    def rows(self, table: type[Table]) -> Iterator[Row]:
        """Rows of a table in plain values."""
        if table.id not in self._plain:
            self._plain[table.id] = Plain(self.data[table.id])
        return self._plain[table.id].rows()

    @cached_property
    def master(self) -> tuple[Customer, ...]:
        """Rows of the customer master, also those without a number yet."""
        return tuple(Customer.of(row) for row in self.rows(CustomerMaster))

    @cached_property
    def customers(self) -> Mapping[str, Customer]:
        """Customers by number, in the order of the master."""
        return {customer.id: customer for customer in self.master if customer.id}

    def customer(self, number: str | None) -> Customer:
        """A customer by number; one that nobody entered has nothing but the number."""
        return self.customers.get(number or "") or Customer(number or "")

    @cached_property
    def _names(self) -> Names:
        least = self.policy.count("dedupe.contained_min_len")
        return Names(self.customers.values(), self.policy.word("lookup.by_name"), least)

    def named(self, name: str | None) -> Customer:
        """A customer by name, for the forms that know no numbers (C-054)."""
        return self.customer(self._names.number(name))

    @cached_property
    def records(self) -> pd.DataFrame:
        """Follow-up records, prepared (``contacts.followups``)."""
        return contacts.followups(self.data, self.words)

    @cached_property
    def signals(self) -> list[Reasoned[str] | None]:
        """Signal of each follow-up record (R-043)."""
        return contacts.signals(self.records, self.policy, self.words)

    @cached_property
    def heard(self) -> Mapping[str, Heard]:
        """Signal in force by customer (R-044)."""
        return contacts.heard_by_customer(self.records, self.signals, self.policy, self.today)

    @cached_property
    def last(self) -> Mapping[str, Moment]:
        """Last interaction by customer (R-041)."""
        return contacts.last_interactions(self.data, self.records, self.policy, self.today)

    @cached_property
    def _awake(self) -> Mapping[str, Moment]:
        return contacts.last_interactions(self.data, self.records, self.policy, self.today, awake_only=True)

    @cached_property
    def open_actions(self) -> pd.Series:
        """Follow-up records whose next action is still to be done."""
        return contacts.open_actions(self.data, self.records)

    @cached_property
    def promised(self) -> Mapping[str, date]:
        """Date promised in the newest open next action, by customer."""
        return contacts.promised_dates(self.data, self.records, self.open_actions)

    @cached_property
    def reached(self) -> Mapping[str, tuple[Moment, Moment]]:
        """First and newest follow-up record in which somebody was reached, by customer."""
        known = self.records[~self.records["missed"] & (self.records["at"] < self._tomorrow)]
        spans = known.groupby("customer", sort=False)["at"].agg(["min", "max"])
        return {
            str(key): (contacts.plain_moment(first), contacts.plain_moment(last))
            for key, first, last in zip(spans.index, spans["min"], spans["max"], strict=True)
        }

    def contacted_after(self, customer: str, day: date) -> bool:
        """True when somebody reached the customer after that day."""
        reached = self.reached.get(customer)
        return reached is not None and day_of(reached[1]) > day

    @cached_property
    def _topics(self) -> Mapping[str, Mapping[str, date]]:
        """Day of the newest follow-up record by topic and customer."""
        known = self.records[self.records["topic"].notna()]
        newest = known.groupby(["topic", "customer"], sort=False)["at"].max()
        found: dict[str, dict[str, date]] = {}
        for (topic, customer), at in zip(newest.index, newest, strict=True):
            found.setdefault(topic, {})[customer] = at.date()
        return found

    def topic_days(self, *topics: str) -> Mapping[str, date]:
        """Day of the newest follow-up record with one of the topics, by customer."""
        found: dict[str, date] = {}
        for topic in topics:
            for customer, day in self._topics.get(topic, {}).items():
                found[customer] = max(day, found.get(customer, day))
        return found

    def last_with_method(self, method: str) -> Mapping[str, Moment]:
        """Newest contact of one method in which somebody was reached, by customer."""
        if method not in self._by_method:
            known = self.records[~self.records["missed"] & (self.records["at"] < self._tomorrow)]
            used = known[known["method"].fillna("").str.contains(method, regex=False)]
            newest = used.groupby("customer", sort=False)["at"].max()
            self._by_method[method] = {
                str(key): contacts.plain_moment(at) for key, at in zip(newest.index, newest, strict=True)
            }
        return self._by_method[method]

    def consents(self, scope: str = "") -> Mapping[str, list[Consent]]:
        """Consents by customer, of one scope or all."""
        found: dict[str, list[Consent]] = {}
        for row in self.rows(ConsentRecord):
            if scope in (row.text(ConsentRecord.scope) or ""):
                consent = Consent(row.day(ConsentRecord.given_date), row.day(ConsentRecord.withdrawn_date))
                found.setdefault(row.text(ConsentRecord.customer_id) or "", []).append(consent)
        return found

    @cached_property
    def opened(self) -> Mapping[str, list[datetime]]:
        """Moments at which a customer opened a mail of ours."""
        found: dict[str, list[datetime]] = {}
        for row in self.rows(Touchpoint):
            at, number = row.moment(Touchpoint.touched_at), row.text(Touchpoint.customer_id)
            if row.text(Touchpoint.touch_kind) == "打开" and isinstance(at, datetime) and number:
                found.setdefault(number, []).append(at)
        return found

    @cached_property
    def complaining(self) -> frozenset[str]:
        """Customers with a complaint that is not solved yet."""
        return frozenset(
            row.text(ComplaintLog.customer_id) or ""
            for row in self.rows(ComplaintLog)
            if row.moment(ComplaintLog.solved_at) is None
            and row.text(ComplaintLog.status) not in {"已完成", "投诉已关闭"}
        )

    @cached_property
    def issue_customers(self) -> frozenset[str]:
        """Customers with a row in 客户反馈问题跟踪表."""
        names = {row.text(FeedbackIssueTracker.customer_name) for row in self.rows(FeedbackIssueTracker)}
        return frozenset(self.named(name).id for name in names)

    @cached_property
    def orders_since(self) -> Mapping[str, date]:
        """First order up to today, by customer."""
        return self._earliest(Order, Order.order_date)

    @cached_property
    def signed_since(self) -> Mapping[str, date]:
        """First contract signed up to today, by customer."""
        return self._earliest(Contract, Contract.signed_date)

    def _earliest(self, table: type[Order | Contract], column: str) -> Mapping[str, date]:
        frame = self.data[table.id]
        first = (
            frame[frame[column] <= pd.Timestamp(self.today)]
            .groupby(table.customer_id, sort=False)[column]
            .min()
        )
        return {str(key): at.date() for key, at in zip(first.index, first, strict=True)}

    def coop_start(self, customer: Customer) -> date | None:
        """Start of the cooperation (R-046)."""
        return coop_start(
            customer.coop_start, self.signed_since.get(customer.id), self.orders_since.get(customer.id)
        )

    @cached_property
    def last_revisit(self) -> Mapping[str, date]:
        """Newest revisit up to today, by customer."""
        log = self.data[RevisitLog.id]
        done = log[log[RevisitLog.contact_at] < self._tomorrow]
        newest = done.groupby(RevisitLog.customer_id, sort=False)[RevisitLog.contact_at].max()
        return {str(key): at.date() for key, at in zip(newest.index, newest, strict=True)}

    @cached_property
    def accepted(self) -> Mapping[str, date]:
        """Newest passed acceptance, by customer."""
        refused = {
            row.text(AcceptanceReport.contract_no)
            for row in self.rows(AcceptanceReport)
            if row.text(AcceptanceReport.verdict) == "不通过"
        }
        found: dict[str, date] = {}
        for row in self.rows(Contract):
            day, number = row.day(Contract.accepted_date), row.text(Contract.customer_id)
            if day is not None and number and row.text(Contract.contract_no) not in refused:
                found[number] = max(day, found.get(number, day))
        return found

    @cached_property
    def plans_carried_out(self) -> frozenset[tuple[str, date]]:
        """Customers and planned days that a revisit names as the plan it carried out."""
        log = self.data[RevisitLog.id]
        planned = log[log[RevisitLog.planned_date].notna()]
        days = planned[RevisitLog.planned_date].to_numpy(dtype="datetime64[D]").tolist()
        return frozenset(zip(planned[RevisitLog.customer_id], days, strict=True))
