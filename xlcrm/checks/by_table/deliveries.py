"""Projects in delivery: reports to the customer, stages in their order (R-102, R-103)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.late import state
from xlcrm.checks.place import Place, Row, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import deadlines
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.delivery import STAGES, delay_days, stages_out_of_order, sync_gaps
from xlcrm.tables import DeliveryTracking, DeliveryWeeklySync

_T = DeliveryTracking


@of_rows(DeliveryWeeklySync, DeliveryWeeklySync.contract_no, DeliveryWeeklySync.sync_date)
@implements("R-102")
class Syncs:
    """R-102 每周向客户同步进度: no more than ``sync.days`` between two reports of a contract."""

    def __init__(self, context: Context) -> None:
        self._policy = context.policy
        self._syncs: dict[str, dict[date, Place]] = {}

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Note a report."""
        day = row.day(DeliveryWeeklySync.sync_date)
        if day is not None:
            contract = key_text(row.raw(DeliveryWeeklySync.contract_no))
            self._syncs.setdefault(contract, {}).setdefault(day, row.place(DeliveryWeeklySync.sync_date))
        return FINE

    def end(self) -> Iterator[Problem]:
        """Gaps between reports, told at the later one."""
        limit = self._policy.count("sync.days")
        for contract, syncs in self._syncs.items():
            for day, days in sync_gaps(list(syncs), self._policy):
                yield syncs[day].problem(deadlines.SYNC_GAP, contract=contract, days=days, limit=limit)


@of_rows(DeliveryTracking, DeliveryTracking.planned_finish, DeliveryTracking.actual_finish)
@implements("R-103")
def stage_in_time(context: Context) -> RowCheck:
    """R-103 交付阶段延误: a stage finished after its planned day, or still open past it.

    >>> from xlcrm.checks.example import said
    >>> stage = {"delivery_stage": "需求调研", "planned_finish": date(2024, 5, 10), "actual_finish": date(2024, 5, 14)}
    >>> said("R-103", delivery_tracking=stage)
    ['警告 实际完成时间：“需求调研”计划 2024-05-10 完成，实际是 2024-05-14，延误 4 天。']
    >>> said("R-103", delivery_tracking={**stage, "actual_finish": date(2024, 5, 10)})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        planned, finished = row.day(_T.planned_finish), row.day(_T.actual_finish)
        if finished is None and row.has(_T.customer_signed):
            return FINE  # the blank 实际完成时间 is told by itself
        days = delay_days(planned, finished, context.today)
        if planned is None or days is None or days <= 0:
            return FINE
        stage, told = (
            row.choice(_T.delivery_stage) or row.text(_T.delivery_stage),
            state(finished, context.today),
        )
        return (
            row.problem(
                deadlines.STAGE_LATE,
                _T.actual_finish,
                stage=stage,
                planned=planned.isoformat(),
                days=days,
                **told,
            ),
        )

    return check


@of_rows(DeliveryTracking, DeliveryTracking.contract_no, DeliveryTracking.delivery_stage)
@implements("R-103")
class StageOrder:
    """R-103 交付阶段延误: stages follow each other; none is finished before the one ahead of it.

    >>> from xlcrm.checks.example import said
    >>> first = {"delivery_stage": "需求调研", "actual_finish": date(2024, 5, 20), "contract_no": "HT-1"}
    >>> second = {"delivery_stage": "开发实施", "actual_finish": date(2024, 5, 10), "contract_no": "HT-1"}
    >>> said("R-103", delivery_tracking=[first, second])
    ['警告 实际完成时间：合同 HT-1 的“开发实施”2024-05-10 完成，早于前面的“需求调研”。']
    >>> said("R-103", delivery_tracking=[first, {**second, "actual_finish": date(2024, 5, 20)}])
    []
    """

    def __init__(self, _: Context) -> None:
        self._stages: dict[str, dict[str, tuple[date | None, Place]]] = {}

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Note a stage."""
        stage, contract = row.choice(DeliveryTracking.delivery_stage), row.text(DeliveryTracking.contract_no)
        if stage and contract:
            told = (row.day(DeliveryTracking.actual_finish), row.place(DeliveryTracking.actual_finish))
            self._stages.setdefault(contract, {}).setdefault(stage, told)
        return FINE

    def end(self) -> Iterator[Problem]:
        """Stages finished out of their order, told at the day that is too early."""
        for contract, stages in self._stages.items():
            for stage in stages_out_of_order([(name, day) for name, (day, _) in stages.items()]):
                done, place = stages[stage]
                ahead = [name for name in STAGES[: STAGES.index(stage)] if name in stages]
                late = next(n for n in ahead if (d := stages[n][0]) is None or (done and d > done))
                yield place.problem(
                    deadlines.STAGE_TOO_EARLY, contract=contract, stage=stage, day=str(done), ahead=late
                )
