"""The name beside a customer's number (R-019), and the grade copied from the master."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from xlcrm.checks.block import Block
from xlcrm.checks.cells.keys import unmasking
from xlcrm.checks.company import core
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import Row, key_text
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import references
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables import (
    CATALOGUE,
    CustomerMaster,
    FollowupPlan,
    RevisitPlan,
)

_NAMED = tuple(
    table
    for table in CATALOGUE
    if {"customer_id", "customer_name"} <= set(table.columns)
    and table is not CustomerMaster
    and table.kind != "report"
)
_BRACKETS = re.compile(r"[()\s]")


@implements("R-019")
def name_agrees(context: Context) -> RowCheck | None:
    """R-019 编号与名称在各表一致: the name is the master's or a recorded short one.

    >>> from xlcrm.checks.example import said
    >>> master = {"customer_id": "2023001", "customer_name": "科技有限公司"}
    >>> said("R-019", customer_master=master, followup_plan={**master, "customer_name": "科技"})
    ['提示 客户名称：“科技”是“科技有限公司”的简称。']
    >>> said("R-019", customer_master=master, followup_plan={**master, "customer_name": "恒达贸易"})
    ['警告 客户名称：客户名称“恒达贸易”与总表里 2023001 的名称“科技有限公司”不同。']
    >>> said("R-019", customer_master=master, followup_plan=master)
    []
    """
    if not context.needs("R-019", CustomerMaster.id):
        return None
    customers, policy = context.known.customers, context.policy
    strip = policy.words("dedupe.strip")
    lenient = policy.word("name.short_ok") == "contained"
    refill = policy.flag("name.refill")

    def check(row: Row) -> Iterable[Problem]:
        name = row.raw("customer_name")
        if name is None or customers.full_names.get(row.raw("customer_id")) == name:
            return FINE
        if (master := customers.get(key_text(row.raw("customer_id")))) is None:
            return FINE
        return judge(row, row.text("customer_name"), master.text(CustomerMaster.customer_name), master)

    def judge(row: Row, name: str, full: str, master: Row) -> Iterable[Problem]:
        if not name or name == full or name in master.choices(CustomerMaster.aliases):
            return FINE
        number = key_text(row.raw("customer_id"))
        fixed = full if refill else None
        if "*" in name or "*" in full:
            fits = unmasking(name)(full) or unmasking(full)(name)
            return (
                FINE
                if fits
                else (row.problem(references.NAME_DIFFERS, "customer_name", name=full, id=number),)
            )
        if _plain(name) == _plain(full):
            return (row.problem(references.SHORT_CUSTOMER, "customer_name", fixed=fixed, name=full),)
        short, whole = core(name, strip), core(full, strip)
        if lenient and (short in whole or whole in short):
            return (row.problem(references.SHORT_CUSTOMER, "customer_name", fixed=fixed, name=full),)
        return (row.problem(references.NAME_DIFFERS, "customer_name", name=full, id=number),)

    def screen(block: Block) -> bool | Sequence[int]:
        return customers.named_in(block) or True

    return Screened(check, screen)


def _plain(name: str) -> str:
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", name))


for _table in _NAMED:
    of_rows(_table, "customer_id", "customer_name")(name_agrees)


@of_rows(FollowupPlan, FollowupPlan.customer_id, FollowupPlan.grade)
@of_rows(RevisitPlan, RevisitPlan.customer_id, RevisitPlan.grade)
@implements("R-019")
def grade_agrees(context: Context) -> RowCheck | None:
    """R-019 编号与名称在各表一致: the grade copied from the master is the master's."""
    if not context.needs("R-019", CustomerMaster.id):
        return None
    customers = context.known.customers

    def check(row: Row) -> Iterable[Problem]:
        grade = row.choice("grade")
        number = key_text(row.raw("customer_id"))
        master = customers.get(number) if grade else None
        own = master.choice(CustomerMaster.grade) if master else ""
        if not own or own == grade:
            return FINE
        return (row.problem(references.GRADE_DIFFERS, "grade", id=number, grade=own),)

    return check
