"""Which dates turn colour when they are due or overdue: the spreadsheet does it by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcrm.tables import (
    ActionPlan,
    Commitment,
    ComplaintLog,
    Contract,
    CustomerMaster,
    DeliveryTracking,
    FollowupPlan,
    FollowupRecord,
    ImprovementPlan,
    Order,
    OverdueApproval,
    Quote,
    RevisitPlan,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcrm.tables.table import Table


@dataclass(frozen=True)
class Due:
    """A date by which something is to be done.

    It is done once a column of ``filled`` holds something, or a column of ``states`` one of its words.
    """

    table: type[Table]
    column: str
    filled: tuple[str, ...] = ()
    states: Mapping[str, tuple[str, ...]] | None = None

    def open(self, cells: Mapping[str, str]) -> list[str]:
        """Conditions in the spreadsheet's language under which it is still to be done."""
        out = [f'{cells[name]}=""' for name in self.filled]
        for name, words in (self.states or {}).items():
            out += [f'{cells[name]}<>"{word}"' for word in words]
        return out


DUES: tuple[Due, ...] = (
    Due(
        CustomerMaster, CustomerMaster.next_followup_date, states={CustomerMaster.customer_status: ("流失",)}
    ),
    Due(FollowupPlan, FollowupPlan.next_followup_date),
    Due(
        FollowupRecord,
        FollowupRecord.due_date,
        (FollowupRecord.action_done_date,),
        {FollowupRecord.action_status: ("已完成",)},
    ),
    Due(RevisitPlan, RevisitPlan.planned_date),
    Due(
        ComplaintLog,
        ComplaintLog.expected_date,
        (ComplaintLog.solved_at,),
        {ComplaintLog.status: ("已完成", "投诉已关闭")},
    ),
    Due(Contract, Contract.end_date, states={Contract.renewal_status: ("已续签", "不续签")}),
    Due(Order, Order.payment_due, (Order.paid_date,)),
    Due(Quote, Quote.valid_until, (Quote.outcome,)),
    Due(Commitment, Commitment.due_date, (Commitment.kept_date,)),
    Due(OverdueApproval, OverdueApproval.deadline_at, (OverdueApproval.done_at,)),
    Due(ActionPlan, ActionPlan.due_date, states={ActionPlan.status: ("已完成",)}),
    Due(ImprovementPlan, ImprovementPlan.due_date, states={ImprovementPlan.verified: ("有效", "无效")}),
    Due(DeliveryTracking, DeliveryTracking.planned_finish, (DeliveryTracking.actual_finish,)),
)


def dues(table: type[Table]) -> list[Due]:
    """Due dates of a table."""
    return [due for due in DUES if due.table is table]


def formulas(due: Due, cells: Mapping[str, str]) -> tuple[str, str]:
    """Formulas for overdue and for due today, for the cells of one row (``$I2``) by column name."""
    date = cells[due.column]
    still = ",".join([f"ISNUMBER({date})", *due.open(cells)])
    return f"AND({still},INT({date})<TODAY())", f"AND({still},INT({date})=TODAY())"
