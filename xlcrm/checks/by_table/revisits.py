"""Revisits and surveys (R-048, R-052, R-053, R-056, R-072)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import Row, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import choices, followups, issues
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import shown
from xlcrm.rules.slots import blocked_at, blocked_words, next_slot, zone_named
from xlcrm.tables import (
    CustomerMaster,
    RevisitCommunicationRecord,
    RevisitLog,
    RevisitRecord,
    SatisfactionResponse,
)

_NONE = "无需求"
_WRITTEN = frozenset({"邮件", "问卷"})


def _potential(name: str) -> Callable[[Context], RowCheck]:
    @implements("R-052")
    def none_alone(_: Context) -> RowCheck:
        """R-052 潜在需求: 无需求 excludes the rest."""

        def check(row: Row) -> Iterable[Problem]:
            needs = row.choices(name)
            if len(needs) < 2 or _NONE not in needs:
                return FINE
            return (row.problem(choices.EXCLUSIVE_NEED, name),)

        return check

    return none_alone


of_rows(RevisitLog, RevisitLog.potential_need)(_potential(RevisitLog.potential_need))
of_rows(RevisitRecord, RevisitRecord.potential_need)(_potential(RevisitRecord.potential_need))


@of_rows(RevisitLog, RevisitLog.contact_at)
@of_rows(RevisitCommunicationRecord, RevisitCommunicationRecord.contact_at)
@implements("R-072", "R-137")
def good_hour(context: Context) -> RowCheck:
    """R-072 宜与不宜致电的时段: no call or visit on the customer's Monday morning or Friday afternoon."""
    policy = context.policy
    home = zone_named(policy.word("work.zone"))

    def check(row: Row) -> Iterable[Problem]:
        at = row.moment("contact_at")
        methods = set(row.choices("method"))
        if not isinstance(at, datetime) or (methods and methods <= _WRITTEN):
            return FINE
        zone = _zone(row)
        local = at.replace(tzinfo=home).astimezone(zone).replace(tzinfo=None) if zone and home else at
        rest = blocked_at(local, policy)
        if rest is None:
            return FINE
        slot = next_slot(at, policy, context.working_days, zone)
        return (
            row.problem(
                followups.BAD_HOUR,
                "contact_at",
                local=shown(local),
                blocked=blocked_words(rest),
                slot=shown(slot.ours),
            ),
        )

    def _zone(row: Row) -> tzinfo | None:
        master = context.known.customers.get(key_text(row.raw("customer_id")))
        return zone_named(master.text(CustomerMaster.timezone)) if master else None

    return check


@of_rows(SatisfactionResponse, SatisfactionResponse.dimension, SatisfactionResponse.score)
@implements("R-053", "R-056")
def score_by_dimension(context: Context) -> RowCheck:
    """R-053 评分1–5, R-056 推荐0–10: each dimension has its own scale."""
    nps = (0, 10) if context.policy.word("nps.scale") == "0-10" else (1, 5)
    scales = {"推荐": (*nps, "R-056"), "续购": (0, 1, "R-053")}
    by_name = {"推荐同行": "推荐", "继续合作": "续购"}

    def check(row: Row) -> Iterable[Problem]:
        score, dimension = row.amount(SatisfactionResponse.score), row.choice(SatisfactionResponse.dimension)
        group = by_name.get(dimension) or row.choice(SatisfactionResponse.dimension_group)
        least, most, rule = scales.get(group, (1, 5, "R-053"))
        whole = score is None or score == int(score)
        if score is None or (least <= score <= most and (whole or group not in scales)):
            return FINE
        name = dimension or row.text(SatisfactionResponse.dimension)
        return (
            row.problem(
                issues.SCORE_RANGE,
                SatisfactionResponse.score,
                rule=rule,
                dimension=name,
                least=least,
                most=most,
            ),
        )

    return check
