"""Contracts that ran out (R-095), and contracts named beside a customer (R-019)."""

from __future__ import annotations

from collections.abc import Iterable

from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import Row, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import deals, references
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.contracts import SETTLED
from xlcrm.tables import AcceptanceReport, Contract, CustomerMaster, DeliveryTracking


@of_rows(Contract, Contract.end_date)
@implements("R-095")
def expired(context: Context) -> RowCheck:
    """R-095 合同30天内到期: past its end a contract is renewed or given up.

    >>> from datetime import date
    >>> from xlcrm.checks.example import said
    >>> ended = {"contract_no": "HT-2024-001", "end_date": date(2024, 12, 31), "renewal_status": "跟进中"}
    >>> said("R-095", today=date(2025, 1, 1), contract=ended)
    ['错误 合同到期日：合同 HT-2024-001 已在 2024-12-31 到期，续签状态是“跟进中”。']
    >>> said("R-095", today=date(2024, 12, 31), contract=ended)
    []
    >>> said("R-095", today=date(2025, 1, 1), contract={**ended, "renewal_status": "不续签"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        end, renewal = row.day(Contract.end_date), row.choice(Contract.renewal_status)
        if end is None or end >= context.today or renewal in SETTLED:
            return FINE
        return (
            row.problem(
                deals.CONTRACT_EXPIRED,
                Contract.end_date,
                contract=row.text(Contract.contract_no),
                end=end.isoformat(),
                renewal=renewal or "空白",
                renewal_en=renewal or "blank",
            ),
        )

    return check


@of_rows(Contract, Contract.contract_no, Contract.customer_id)
def holders(context: Context) -> RowCheck:
    """Whose contract it is (R-019)."""

    def check(row: Row) -> Iterable[Problem]:
        context.known.holders[key_text(row.raw(Contract.contract_no))] = key_text(
            row.raw(Contract.customer_id)
        )
        return FINE

    return check


@of_rows(DeliveryTracking, DeliveryTracking.contract_no, DeliveryTracking.customer_name)
@of_rows(AcceptanceReport, AcceptanceReport.contract_no, AcceptanceReport.customer_name)
@implements("R-019")
def contract_of_customer(context: Context) -> RowCheck | None:
    """R-019 编号与名称在各表一致: the contract named beside a customer is that customer's.

    >>> from xlcrm.checks.example import said
    >>> master = [
    ...     {"customer_id": "2024001", "customer_name": "示例云图科技有限公司"},
    ...     {"customer_id": "2024002", "customer_name": "示例恒达贸易有限公司"},
    ... ]
    >>> contract = {"contract_no": "HT-1", "customer_id": "2024002"}
    >>> stage = {"contract_no": "HT-1", "customer_name": "示例云图科技有限公司"}
    >>> said("R-019", customer_master=master, contract=contract, delivery_tracking=stage)
    ['警告 合同号：合同 HT-1 在合同台账里属于客户 2024002，不是“示例云图科技有限公司”。']
    """
    if not context.needs("R-019", Contract.id, CustomerMaster.id):
        return None
    customers, policy = context.known.customers, context.policy
    how, strip = policy.word("lookup.by_name"), policy.words("dedupe.strip")

    def check(row: Row) -> Iterable[Problem]:
        holder = context.known.holders.get(key_text(row.raw("contract_no")))
        name = row.text("customer_name")
        ids = customers.named(name, how, strip) if holder and name else ()
        if not ids or holder in ids:
            return FINE
        return (row.problem(references.CONTRACT_OF_OTHER, "contract_no", holder=holder, name=name),)

    return check
