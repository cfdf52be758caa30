"""What is planned with a customer: goals, frequencies, stages (R-027, R-030, R-040)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import Row, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import followups
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.cadence import cadence_grade, frequency
from xlcrm.tables import CustomerMaster, FollowupPlan, RevisitPlan


@implements("R-027")
def _goal(name: str) -> Callable[[Context], RowCheck]:
    """R-027 每次联系有具体目标: a goal in the words of one column.

    >>> from xlcrm.checks.example import said
    >>> said("R-027", followup_plan={"focus": "例行"})
    ['提示 跟进重点：“跟进重点”写的是“例行”，看不出这次联系要达到什么目标。']
    >>> said("R-027", followup_plan={"focus": "确认方案反馈,邀请参会"})
    []
    """

    def concrete_goal(context: Context) -> RowCheck:
        """R-027 每次联系有具体目标: long enough, and not just a general phrase."""
        least = context.policy.count("goal.min_chars")
        vague = context.lists.words("words.vague_goal")

        def check(row: Row) -> Iterable[Problem]:
            text = row.text(name)
            if not text:
                return FINE
            rest = text
            for phrase in vague:
                rest = rest.replace(phrase, "")
            if len(rest.strip(" ,，、;；。")) >= least:
                return FINE
            return (row.problem(followups.GOAL_NOT_CONCRETE, name),)

        return check

    return concrete_goal


of_rows(FollowupPlan, FollowupPlan.focus)(_goal(FollowupPlan.focus))
of_rows(RevisitPlan, RevisitPlan.revisit_focus)(_goal(RevisitPlan.revisit_focus))


@of_rows(FollowupPlan, FollowupPlan.stage, FollowupPlan.frequency)
@implements("R-030")
def typed_frequency(context: Context) -> RowCheck:
    """R-030 跟进频率: a typed frequency that is not the policy's is kept and told (C-002)."""
    customers, policy = context.known.customers, context.policy
    by_policy = cache(lambda stage, grade, intent: frequency(stage, grade, intent, policy))

    def check(row: Row) -> Iterable[Problem]:
        stage, typed = row.choice(FollowupPlan.stage), row.choice(FollowupPlan.frequency)
        if not stage or not typed:
            return FINE
        master = customers.get(key_text(row.raw(FollowupPlan.customer_id)))
        grade = row.choice(FollowupPlan.grade) or (master.choice(CustomerMaster.grade) if master else "")
        intent = master.choice(CustomerMaster.intent_grade) if master else ""
        wanted = by_policy(stage, grade or None, intent or None)
        if wanted is None or wanted.value.frequency == typed:
            return FINE
        problem = row.problem(
            followups.FREQUENCY_DIFFERS,
            FollowupPlan.frequency,
            rule=wanted.rules[0],
            profile=policy.profile,
            stage=stage,
            grade=cadence_grade(stage, grade or None, intent or None, policy) or "",
            policy=wanted.value.frequency,
        )
        return (problem,)

    return check


@of_rows(FollowupPlan, FollowupPlan.stage, FollowupPlan.customer_id)
@implements("R-040")
class Stages:
    """R-040 跟进阶段: a potential customer who cooperates already contradicts itself (C-003)."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Look at the master's start of the cooperation; the revisit plan is looked at in the end."""
        if row.choice(FollowupPlan.stage) != "潜在":
            return FINE
        customer = key_text(row.raw(FollowupPlan.customer_id))
        master = self._context.known.customers.get(customer)
        start = master.day(CustomerMaster.coop_start_date) if master else None
        if start is None or start > self._context.today:
            self._context.known.potential[customer] = row.place(FollowupPlan.stage)
            return FINE
        return (
            row.problem(
                followups.STAGE_CONTRADICTS,
                FollowupPlan.stage,
                customer=customer,
                why=f"合作开始日期 {start}",
                why_en=f"cooperation began on {start}",
            ),
        )


@of_rows(RevisitPlan, RevisitPlan.customer_id, RevisitPlan.coop_length)
@implements("R-040")
def stage_and_revisits(context: Context) -> RowCheck:
    """R-040 跟进阶段: a length of cooperation in the revisit plan contradicts stage 潜在 (C-003)."""

    def check(row: Row) -> Iterable[Problem]:
        length = row.text(RevisitPlan.coop_length)
        if not length or length.startswith(("不足", "0")):
            return FINE
        place = context.known.potential.pop(key_text(row.raw(RevisitPlan.customer_id)), None)
        if place is None:
            return FINE
        customer = key_text(row.raw(RevisitPlan.customer_id))
        why, why_en = f"回访计划写着合作{length}", f"the revisit plan says {length}"
        return (place.problem(followups.STAGE_CONTRADICTS, customer=customer, why=why, why_en=why_en),)

    return check
