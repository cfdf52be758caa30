"""Cells of a customer that a changed ``required.customer`` asks for (R-001)."""

from __future__ import annotations

from collections.abc import Iterator

from xlcrm.checks import company
from xlcrm.checks.context import Context, RowCheck
from xlcrm.checks.place import Row
from xlcrm.checks.registry import of_rows
from xlcrm.problems import cells
from xlcrm.problems.policy import POLICY_FAULT
from xlcrm.problems.record import Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.rules.reviews import Demand
from xlcrm.tables import CustomerMaster


@of_rows(CustomerMaster, CustomerMaster.customer_id)
@implements("R-001")
def asked_for(context: Context) -> RowCheck | None:
    """R-001 必填项完整: what the policy asks for, where it asks for other columns than the manual.

    >>> from xlcrm.checks.example import said
    >>> from xlcrm.policy import Policy
    >>> policy = Policy.default().with_values({"required.customer": ["customer_id", "地址"]})
    >>> said("R-001", policy=policy, customer_master={"customer_id": "2024001", "address": None, "owner": None})[1:]
    ['警告 地址：“地址”没有填写。']
    """
    return _Asked(context) if context.demands else None


class _Asked:
    def __init__(self, context: Context) -> None:
        self._demands = [demand for demand in context.demands if demand.names]
        self._strange = [demand.written for demand in context.demands if not demand.names]

    def __call__(self, row: Row) -> Iterator[Problem]:
        """Look at one customer."""
        person = company.is_person(row.text(CustomerMaster.customer_name))
        for demand in self._demands:
            if demand.companies and person:
                continue
            there = [name for name in demand.names if name in row.sheet.at]
            if there and not any(map(row.has, demand.names)):
                yield self._problem(row, demand, there)

    def _problem(self, row: Row, demand: Demand, there: list[str]) -> Problem:
        extension = all(CustomerMaster.columns[name].extension for name in demand.names)
        severity: Severity | None = "warning" if extension else None
        if len(demand.names) == 1:
            return row.problem(cells.REQUIRED, there[0], severity=severity)
        others = "”或“".join(row.sheet.header(name) for name in demand.names if name != there[0])
        return row.problem(cells.EITHER_REQUIRED, there[0], severity=severity, other=others)

    def end(self) -> Iterator[Problem]:
        """Columns that there are not."""
        for written in self._strange:
            yield Problem(
                POLICY_FAULT,
                value=written,
                fields={
                    "name": "required.customer",
                    "what": f"客户信息总表没有“{written}”这一列",
                    "what_en": f"customer_master has no column “{written}”",
                    "cure": "请写表头或列的代号，如 地址 或 address；二选一写成“联系电话 或 邮箱”",
                    "cure_en": "Write a heading or a name of a column, such as address; of two: a or b.",
                },
            )
