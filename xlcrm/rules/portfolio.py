"""Everything that is known of all customers on a day, worked out once for every rule that asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from xlcrm.policy import Interval, Policy
from xlcrm.rules.analysis.churn import levels
from xlcrm.rules.cadence import Course, next_contact
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.contacts import MAILINGS, vain_attempts
from xlcrm.rules.customers import Customer
from xlcrm.rules.dates import Moment, add_days, add_months, day_of
from xlcrm.rules.grades import intent_grade
from xlcrm.rules.ledger import Ledger
from xlcrm.rules.management import top_customers
from xlcrm.rules.opinions import Opinion, last_surveys, newest_opinions, newest_recommendations
from xlcrm.rules.plain import Row
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.revisits import Revisiting, planned_revisit
from xlcrm.rules.stages import COOPERATING, DORMANT, LOST, Standing, stage, stage_name, wakeup
from xlcrm.rules.verification import Vain, Verdict, verdicts
from xlcrm.tables import FollowupPlan, Opportunity, RevisitPlan
from xlcrm.tables.table import Table

if TYPE_CHECKING:
    from xlcrm.rules.frames import Data

CLOSED_SALES = frozenset({"赢单", "输单"})

_OF_PLANS = frozenset({"data", "followup_plans", "revisit_plans", "_plain", "_due"})
"""What a portfolio holds that plans bear on."""


class Portfolio(Ledger):
    """All customers of a workbook on ``today``: where they stand and when they are next due.

    ``risk`` may give the churn-risk levels of customers (高, 中, 低), else they are worked out (R-064).
    """

    def __init__(
        self,
        data: Data,
        policy: Policy,
        today: date,
        calendar: WorkCalendar,
        risk: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, policy, today, calendar)
        self._risk = risk
        self._due: dict[str, Reasoned[Moment] | None] = {}

    def with_plans(self, data: Data) -> Portfolio:
        """The same after rows were added to the plans alone; what is told from other tables stays as it is."""
        other = Portfolio(data, self.policy, self.today, self.calendar, self._risk)
        known = {name: fact for name, fact in vars(self).items() if name not in _OF_PLANS}
        vars(other).update(known)
        return other

    @cached_property
    def risk(self) -> Mapping[str, str]:
        """Churn-risk level by customer (R-064)."""
        return levels(self.data, self.policy, self.today) if self._risk is None else self._risk

    def _cooperating(self, customer: Customer) -> str:
        """Why we count as working together; empty when nothing says so."""
        if customer.id in self.orders_since:
            return f"有订单({self.orders_since[customer.id]})"
        if customer.id in self.signed_since:
            return f"有合同({self.signed_since[customer.id]})"
        if customer.coop_start is not None and customer.coop_start <= self.today:
            return f"合作开始于 {customer.coop_start}"
        return "客户状态填为合作" if customer.status == COOPERATING else ""

    def standing(self, customer: Customer) -> Standing:
        """What the stage of a customer is told from (R-040)."""
        awake = self._awake.get(customer.id)
        return Standing(
            last=day_of(awake) if awake is not None else None,
            created=customer.created,
            cooperating=self._cooperating(customer),
            lost=customer.status == LOST,
        )

    @cached_property
    def stages(self) -> Mapping[str, Reasoned[str]]:
        """Stage by customer, with its remark (R-040)."""
        return {
            key: stage(self.standing(customer), self.policy, self.today)
            for key, customer in self.customers.items()
        }

    def stage(self, customer: Customer) -> str:
        """Stage that holds: the one typed in the follow-up plan, else the computed one."""
        plan = self.followup_plans.get(customer.id)
        typed = stage_name(plan.text(FollowupPlan.stage)) if plan else None
        if typed and self.policy.flag("cadence.keep_typed"):
            return typed
        computed = self.stages.get(customer.id) or stage(self.standing(customer), self.policy, self.today)
        return stage_name(computed.value) or computed.value

    @cached_property
    def followup_plans(self) -> Mapping[str, Row]:
        """Follow-up plan by customer; of several rows the first."""
        return self._first_rows(FollowupPlan, FollowupPlan.customer_id)

    @cached_property
    def revisit_plans(self) -> Mapping[str, Row]:
        """Revisit plan by customer; of several rows the first."""
        return self._first_rows(RevisitPlan, RevisitPlan.customer_id)

    def _first_rows(self, table: type[Table], key: str) -> Mapping[str, Row]:
        found: dict[str, Row] = {}
        for row in self.rows(table):
            if (number := row.text(key)) is not None:
                found.setdefault(number, row)
        return found

    def proposed_intent(self, customer: Customer) -> Reasoned[str] | None:
        """Intent grade by the day of the need (R-062); where that is unknown none, and the grade counts (C-005)."""
        if customer.need_date is None:
            return None
        first, known = customer.first_contact or customer.created, bool(customer.budget and customer.chain)
        return intent_grade(first, customer.need_date, customer.need_desc, self.policy, complete=known)

    def intent(self, customer: Customer) -> str | None:
        """Intent grade that holds: typed, else proposed."""
        proposed = self.proposed_intent(customer)
        return customer.intent or (proposed.value if proposed else None)

    def course(self, customer: Customer, plan: Row | None = None) -> Course:
        """What the next contact of a customer is told from."""
        plan = plan or self.followup_plans.get(customer.id)
        first, newest = self.reached.get(customer.id, (None, None))
        since = customer.first_contact or first
        return Course(
            stage=self.stage(customer),
            grade=customer.grade or (plan.text(FollowupPlan.grade) if plan else None),
            intent=self.intent(customer),
            typed=typed_interval(plan, FollowupPlan.frequency),
            created=customer.created,
            acquired=customer.first_contact,
            first=since,
            again=since is not None and newest is not None and day_of(newest) > day_of(since),
            last=self.last.get(customer.id),
            coop_start=self.coop_start(customer),
            heard=self.heard.get(customer.id),
            promised=self.promised.get(customer.id),
            region=customer.region,
            cap=self._sale_caps.get(customer.id),
        )

    @cached_property
    def verdicts(self) -> Mapping[str, list[Verdict]]:
        """Verdicts of the reviews by customer, the oldest first (R-004)."""
        return verdicts(self)

    @cached_property
    def vain(self) -> Mapping[str, Vain]:
        """Attempts in a row that nobody answered, up to today, by customer (R-004)."""
        return {number: Vain(*told) for number, told in vain_attempts(self.records, self.today).items()}

    @cached_property
    def open_sales(self) -> Mapping[str, Row]:
        """An open opportunity by customer."""
        return {
            row.text(Opportunity.customer_id) or "": row
            for row in self.rows(Opportunity)
            if row.text(Opportunity.stage) not in CLOSED_SALES
        }

    @cached_property
    def _sale_caps(self) -> Mapping[str, Interval]:
        """Shortest interval that the stage of an open opportunity asks for (``stage.days``)."""
        caps = {
            key: self.policy.interval(f"stage.days.{row.text(Opportunity.stage)}")
            for key, row in self.open_sales.items()
        }
        return {key: cap for key, cap in caps.items() if cap is not None}

    def next_followup(self, customer: Customer, plan: Row | None = None) -> Reasoned[Moment] | None:
        """Next contact as the policy has it, whatever date a person typed (R-031, R-042 when dormant)."""
        if self.stage(customer) == DORMANT:
            return self._next_wakeup(customer)
        return next_contact(self.course(customer, plan), self.policy, self.calendar, self.today)

    @cached_property
    def _wakeups(self) -> Mapping[str, date]:
        return self.topic_days("唤醒")

    @cached_property
    def _touches(self) -> Mapping[str, date]:
        return self.topic_days(*MAILINGS)

    def _next_wakeup(self, customer: Customer) -> Reasoned[Moment] | None:
        base = self.standing(customer).base
        if base is None:
            return None
        since = min(add_months(base, self.policy.count("dormant.months")), self.today)
        sent, touched = self._wakeups.get(customer.id), self._touches.get(customer.id)
        return wakeup(since, sent, touched, self.policy, self.today)

    def followup_due(self, customer: Customer) -> Reasoned[Moment] | None:
        """Next contact that holds: the date a person typed while it is not spent, else the computed one."""
        if not customer.id:
            return self._followup_due(customer)
        if customer.id not in self._due:
            self._due[customer.id] = self._followup_due(customer)
        return self._due[customer.id]

    def _followup_due(self, customer: Customer) -> Reasoned[Moment] | None:
        typed = self.typed_followup(customer)
        if typed is not None:
            return Reasoned(typed, ("R-031",), self.policy.profile, f"下次跟进日期手工填写为 {typed}")
        computed, spent = self.next_followup(customer), self._typed_date(customer)
        closed = self._closed_by(customer, spent) if spent is not None else None
        if computed is None or closed is None:
            return computed
        words = f"手工填写的 {spent} 已由 {closed} 的联系完成; {computed.words}"
        return Reasoned(computed.value, computed.rules, computed.profile, words)

    def _typed_date(self, customer: Customer) -> date | None:
        plan = self.followup_plans.get(customer.id)
        typed = plan.day(FollowupPlan.next_followup_date) if plan else None
        return typed if self.policy.flag("cadence.keep_typed") else None

    def typed_followup(self, customer: Customer) -> date | None:
        """Date of the next contact that a person typed, while no contact has spent it."""
        typed = self._typed_date(customer)
        return typed if typed is not None and self._closed_by(customer, typed) is None else None

    def _closed_by(self, customer: Customer, typed: date) -> date | None:
        """The contact that spends a typed date: one on or after it, or a revisit shortly before (C-008)."""
        last = self.last.get(customer.id)
        if last is not None and day_of(last) >= typed:
            return day_of(last)
        revisit = self.last_revisit.get(customer.id)
        days = self.policy.count("revisit.satisfies_followup_days")
        return revisit if revisit is not None and revisit >= add_days(typed, -days) else None

    def is_vip(self, customer: Customer) -> bool:
        """VIP by ``vip.by``: value grade A, the top share of revenue, or the mark (C-058)."""
        by = self.policy.word("vip.by")
        if by == "manual":
            return "VIP客户" in customer.marks
        return customer.id in self.top_customers if by == "top_percent" else customer.grade == "A类"

    @cached_property
    def top_customers(self) -> frozenset[str]:
        """Customers of the top share of revenue (R-131)."""
        return top_customers(self.data, self.policy, self.today)

    @cached_property
    def newest_scores(self) -> Mapping[str, Opinion]:
        """Newest satisfaction by customer."""
        return newest_opinions(self)

    @cached_property
    def newest_recommendations(self) -> Mapping[str, tuple[date, float]]:
        """Newest recommendation by customer, with its day."""
        return newest_recommendations(self)

    @cached_property
    def last_survey(self) -> Mapping[str, date]:
        """Last questionnaire by customer."""
        return last_surveys(self)

    def revisiting(self, customer: Customer, plan: Row | None = None) -> Revisiting:
        """What the revisits of a customer are told from."""
        plan = plan or self.revisit_plans.get(customer.id)
        return Revisiting(
            start=self.coop_start(customer),
            vip=self.is_vip(customer),
            last=self.last_revisit.get(customer.id),
            accepted=self.accepted.get(customer.id),
            typed=typed_interval(plan, RevisitPlan.revisit_frequency),
            at_risk="流失风险客户" in customer.marks or self.risk.get(customer.id) == "高",
        )

    def revisit_due(self, customer: Customer) -> Reasoned[date] | None:
        """Next revisit that holds: the typed date until a revisit has spent it, else the computed one."""
        plan = self.revisit_plans.get(customer.id)
        typed = plan.day(RevisitPlan.planned_date) if plan else None
        if typed is not None and self.policy.flag("cadence.keep_typed"):
            last = self.last_revisit.get(customer.id)
            done = (customer.id, typed) in self.plans_carried_out
            if not done and (last is None or last < typed):
                return Reasoned(typed, ("R-051",), self.policy.profile, f"计划执行日期手工填写为 {typed}")
        return planned_revisit(self.revisiting(customer), self.policy)


def typed_interval(plan: Row | None, column: str) -> Interval | None:
    """Frequency that a person typed in a plan, as an interval."""
    word = plan.text(column) if plan else None
    try:
        return Interval.parse(word) if word else None
    except ValueError:
        return None
