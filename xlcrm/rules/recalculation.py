"""Every computed column of a workbook, aligned with the rows of its table.

The rules yield proposals with their reasons. A cell of a computed column that stands in the data was typed
by a person: it is an input to what depends on it, and whether it stays is decided where it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from xlcrm.policy import Policy
from xlcrm.rules import customer_columns, service_columns
from xlcrm.rules.analysis import experiments, opportunities, potential
from xlcrm.rules.calendar import WorkCalendar
from xlcrm.rules.customer_columns import ColumnRule, Proposal
from xlcrm.rules.portfolio import Portfolio
from xlcrm.tables import (
    AbTest,
    ComplaintLog,
    CustomerMaster,
    FollowupPlan,
    HighPotentialCheck,
    Opportunity,
    RevisitPlan,
)

if TYPE_CHECKING:
    from xlcrm.rules.frames import Data

_SALES: Mapping[tuple[str, str], ColumnRule] = {
    (HighPotentialCheck.id, HighPotentialCheck.met_count): lambda p: _potential(p)[
        HighPotentialCheck.met_count
    ],
    (HighPotentialCheck.id, HighPotentialCheck.verdict): lambda p: _potential(p)[HighPotentialCheck.verdict],
    (Opportunity.id, Opportunity.win_prob): lambda p: _sales(p)[Opportunity.win_prob],
    (Opportunity.id, Opportunity.health_score): lambda p: _sales(p)[Opportunity.health_score],
    (AbTest.id, AbTest.verdict): lambda p: experiments.reasoned(p.data[AbTest.id], p.policy),
}


def _potential(p: Portfolio) -> Mapping[str, Sequence[Proposal]]:
    return potential.reasoned(p.data[HighPotentialCheck.id], p.policy)


def _sales(p: Portfolio) -> Mapping[str, Sequence[Proposal]]:
    return opportunities.reasoned(p.data, p.policy, p.today)


COLUMNS: Mapping[tuple[str, str], ColumnRule] = {
    **customer_columns.COLUMNS,
    **service_columns.COLUMNS,
    **_SALES,
}
"""Which rule fills which column, by table and column."""


RHYTHM = frozenset(
    {
        (CustomerMaster.id, CustomerMaster.next_followup_date),
        (FollowupPlan.id, FollowupPlan.stage),
        (FollowupPlan.id, FollowupPlan.frequency),
        (FollowupPlan.id, FollowupPlan.next_followup_date),
        (RevisitPlan.id, RevisitPlan.revisit_frequency),
        (RevisitPlan.id, RevisitPlan.planned_date),
        (ComplaintLog.id, ComplaintLog.expected_date),
    }
)
"""Columns in which a typed value stands only while ``cadence.keep_typed`` holds (C-002)."""


def computed_columns(
    data: Data,
    policy: Policy,
    today: date,
    calendar: WorkCalendar,
    risk: Mapping[str, str] | None = None,
) -> dict[str, dict[str, Sequence[Proposal]]]:
    """Proposals by table and column, one a row of the frame; None where nothing can be said.

    ``risk`` may give the churn-risk level by customer, else it is worked out.
    """
    return columns_of(Portfolio(data, policy, today, calendar, risk))


def columns_of(portfolio: Portfolio) -> dict[str, dict[str, Sequence[Proposal]]]:
    """The same for a portfolio that is already known, so that nothing is worked out twice."""
    found: dict[str, dict[str, Sequence[Proposal]]] = {}
    for (table, column), rule in COLUMNS.items():
        if portfolio.data.has(table):
            found.setdefault(table, {})[column] = rule(portfolio)
    return found
