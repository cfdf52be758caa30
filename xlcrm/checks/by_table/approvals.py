"""Missed deadlines laid before the department head (R-091), actions and improvement plans (R-129, R-130)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.late import record_keys
from xlcrm.checks.place import Place, Row
from xlcrm.checks.registry import of_rows
from xlcrm.problems import deadlines, issues, references
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables import TABLES, ActionPlan, ImprovementPlan, OverdueApproval
from xlcrm.tables.choices import DEPARTMENTS
from xlcrm.tables.column import Id
from xlcrm.tables.reviews import DEADLINE_TABLES


@of_rows(OverdueApproval, OverdueApproval.source_table, OverdueApproval.source_key)
@implements("R-091")
class Approvals:
    """R-091 超时须有原因和审批: which missed deadlines are explained and approved, by somebody else."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sources: list[tuple[str, str, Place]] = []

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Note an approval."""
        table, key = row.choice(OverdueApproval.source_table), row.text(OverdueApproval.source_key)
        applicant, approver = row.text(OverdueApproval.applicant), row.text(OverdueApproval.approver)
        own = bool(approver) and approver == applicant and "*" not in approver
        if table and key:
            result = row.choice(OverdueApproval.result)
            approved = bool(approver) and not own and result not in ("不同意", "待审批")
            if row.has(OverdueApproval.reason):
                known = self._context.known.approvals
                known[table, key] = approved or known.get((table, key), False)
            self._sources.append((table, key, row.place(OverdueApproval.source_key)))
            self._context.known.sought.setdefault(table, set()).add(_plain(key))
        return (row.problem(deadlines.OWN_APPROVAL, OverdueApproval.approver),) if own else FINE

    def end(self) -> Iterator[Problem]:
        """Source keys that name no row of their table."""
        for table, key, place in self._sources:
            if table in self._context.read and not self._names_a_row(table, key):
                yield place.problem(references.UNKNOWN_KEY, title=TABLES[table].title)

    def _names_a_row(self, table: str, key: str) -> bool:
        known = self._context.known
        if isinstance(TABLES[table].columns[TABLES[table].key[0]], Id) and len(TABLES[table].key) == 1:
            return key in known.keys.get(table, {})
        found = _plain(key) not in known.sought[table]
        return found or any(key in known.keys.get(other, {}) for other in _CALLED_BY)


_CALLED_BY = ("customer_master", "contract", "complaint_log")
"""Tables whose numbers alone may call a row of another table, also one that is still to be written."""


def _plain(key: str) -> str:
    return "".join(unicodedata.normalize("NFKC", key).split()).replace("/", "")


@implements("R-091")
def called_rows(context: Context) -> RowCheck | None:
    """R-091 超时须有原因和审批: rows that 来源编号 calls by several columns, such as 2024001 2024-05-08."""

    def check(row: Row) -> Iterable[Problem]:
        if sought := context.known.sought.get(row.sheet.table.id):
            sought.difference_update(map(_plain, record_keys(row)))
        return FINE

    return check if context.known.sought else None


for _source in DEADLINE_TABLES.values:
    of_rows(TABLES[_source], TABLES[_source].key[0])(called_rows)


@of_rows(ActionPlan, ActionPlan.owner)
@implements("R-129")
def person_in_charge(context: Context) -> RowCheck:
    """R-129 行动计划: the owner is a person.

    >>> from xlcrm.checks.example import said
    >>> said("R-129", action_plan={"owner": "产品部"})
    ['警告 负责人：负责人“产品部”是部门，不是人。']
    >>> said("R-129", action_plan={"owner": "陈某"})
    []
    """
    departments = {*context.lists.of(DEPARTMENTS).values, "管理层", "市场部", "全体", "各部门"}

    def check(row: Row) -> Iterable[Problem]:
        owner = row.text(ActionPlan.owner)
        if not owner or not (
            owner in departments or owner.endswith(("部", "部门", "中心", "团队", "科", "处"))
        ):
            return FINE
        return (row.problem(issues.DEPARTMENT_AS_OWNER, ActionPlan.owner),)

    return check


@of_rows(ImprovementPlan, ImprovementPlan.due_date, ImprovementPlan.verified)
@implements("R-130")
def effect_verified(context: Context) -> RowCheck:
    """R-130 改进计划跟踪: once due, the effect of a plan is verified.

    >>> from datetime import date
    >>> from xlcrm.checks.example import said
    >>> plan = {"plan_no": "TS1", "due_date": date(2024, 6, 9), "verified": None}
    >>> said("R-130", today=date(2024, 6, 10), improvement_plan=plan)
    ['警告 验证结果：提升计划 TS1 已过 2024-06-09 的时限，还没有验证效果。']
    >>> said("R-130", today=date(2024, 6, 9), improvement_plan=plan)
    []
    >>> said("R-130", today=date(2024, 6, 10), improvement_plan={**plan, "verified": "有效"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        due = row.day(ImprovementPlan.due_date)
        if due is None or due >= context.today or row.choice(ImprovementPlan.verified) in ("有效", "无效"):
            return FINE
        place = row.place(ImprovementPlan.verified)._replace(value=row.raw(ImprovementPlan.plan_no))
        return (place.problem(issues.IMPROVEMENT_UNVERIFIED, due=due.isoformat()),)

    return check
