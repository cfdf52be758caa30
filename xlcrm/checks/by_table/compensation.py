"""What is granted for complaints, and who may grant it (R-079)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from xlcrm.checks.block import Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import Place, Row, key_text
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import complaints
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.amounts import amounts
from xlcrm.rules.compensation import monthly_price, service_months
from xlcrm.tables import CompensationApproval, ComplaintLog, Contract

_NO = ComplaintLog.complaint_no


@of_rows(Contract, Contract.customer_id, Contract.amount, Contract.start_date, Contract.end_date)
@implements("R-079")
def contract_prices(context: Context) -> RowCheck:
    """R-079 赔偿500元以内: what a month of service costs the customer."""

    def check(row: Row) -> Iterable[Problem]:
        amount, start, end = (
            row.amount(Contract.amount),
            row.day(Contract.start_date),
            row.day(Contract.end_date),
        )
        if amount and start and end and start <= end < date.max:
            price = float(monthly_price(Decimal(str(amount)), start, end))
            prices = context.known.prices.setdefault(key_text(row.raw(Contract.customer_id)), [])
            prices.append((start, end, price))
        return FINE

    return check


def _price(context: Context, row: Row) -> float | None:
    """Monthly price of the customer's contract on the day of a complaint, else of the last one before."""
    day = row.day(ComplaintLog.complaint_date)
    known = context.known.prices.get(key_text(row.raw(ComplaintLog.customer_id)), ())
    if day is None or not known:
        return None
    begun = [each for each in known if each[0] <= day]
    running = [each for each in begun if day <= each[1]]
    return max(running or begun, default=(day, day, None))[2]


@of_rows(ComplaintLog, _NO)
@implements("R-079")
def compensation(context: Context) -> RowCheck:
    """R-079 赔偿500元以内: more needs an approval; what the customer asks for is only worth a hint.

    Service free of charge counts with the monthly price of the customer's contract.

    >>> from xlcrm.checks.example import said
    >>> complaint = {"complaint_no": "20240510-001", "compensation_amount": 500}
    >>> said("R-079", complaint_log=complaint, compensation_approval=[])
    []
    >>> said("R-079", complaint_log={**complaint, "compensation_amount": 500.01}, compensation_approval=[])
    ['错误 赔偿金额(元)：赔偿 500.01 元超过 500 元，“赔偿审批表”里没有批准。']
    >>> said("R-079", complaint_log={"demand": "赔偿2万元"})
    []
    >>> said("R-079", complaint_log={**complaint, "compensation_amount": "免费延长2个月服务"})
    ['警告 赔偿金额(元)：“免费延长2个月服务”没有折算成金额，查不到该客户合同的月价。']
    """
    limit = context.policy.number("compensation.limit")
    granted, demand = ComplaintLog.compensation_amount, ComplaintLog.demand
    known = context.known

    def check(row: Row) -> Iterable[Problem]:
        number = key_text(row.raw(_NO))
        if number in known.free_months:
            known.free_price[number] = _price(context, row)
        given = row.amount(granted)
        months = service_months(row.text(granted)) if given is None else None
        if months is not None:
            price = _price(context, row)
            if price is None:
                return (row.problem(complaints.SERVICE_NOT_VALUED, granted),)
            given = price * float(months)
        if given is not None:
            return unapproved(row, number, given)
        asked = max(amounts(row.text(demand)), default=None)
        if asked is None or asked <= limit:
            return FINE
        amount, most = f"{asked.normalize():f}", f"{limit:f}"
        return (row.problem(complaints.DEMAND_ABOVE_LIMIT, demand, amount=amount, limit=most),)

    def unapproved(row: Row, number: str, given: float) -> Iterable[Problem]:
        if given <= limit or not context.needs("R-079", CompensationApproval.id):
            return FINE
        months = sum(free for free, approved in known.free_months.get(number, ()) if approved)
        allowed = known.granted.get(number, 0.0) + months * (known.free_price.get(number) or 0.0)
        if number in known.granted and allowed >= given - _CENT:
            return FINE
        amount = f"{given:.2f}".rstrip("0").rstrip(".")
        return (row.problem(complaints.COMPENSATION_UNAPPROVED, granted, amount=amount, limit=f"{limit:f}"),)

    def screen(block: Block) -> bool:
        plain = block.blank(granted) and not block.says_any(demand, ("元", "万"))
        return plain and not known.free_months

    return Screened(check, screen)


_CENT = 0.005


@of_rows(CompensationApproval, CompensationApproval.complaint_no, CompensationApproval.amount)
@implements("R-079")
class Compensations:
    """R-079 赔偿500元以内: what was granted is summed by complaint; above the limit each row has an approver."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._limit = context.policy.number("compensation.limit")
        self._totals: dict[str, float] = {}
        self._open: list[tuple[str, Place]] = []
        self._free: list[tuple[str, float, Place]] = []

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Add a row."""
        number = key_text(row.raw(CompensationApproval.complaint_no))
        amount, known = row.amount(CompensationApproval.amount), self._context.known
        months = service_months(row.text(CompensationApproval.amount)) if amount is None else None
        approved = row.has(CompensationApproval.approver)
        self._totals[number] = self._totals.get(number, 0.0) + (amount or 0.0)
        if months is not None:
            known.free_months.setdefault(number, []).append((float(months), approved))
            self._free.append((number, float(months), row.place(CompensationApproval.amount)))
        if approved:
            known.granted[number] = known.granted.get(number, 0.0) + (amount or 0.0)
        else:
            self._open.append((number, row.place(CompensationApproval.approver)))
        return FINE

    def end(self) -> Iterator[Problem]:
        """Free service of unknown value; rows without an approver of complaints above the limit."""
        for number, months, place in self._free:
            price = self._context.known.free_price.get(number)
            if price is None:
                yield place.problem(complaints.SERVICE_NOT_VALUED)
            else:
                self._totals[number] += months * price
        for number, place in self._open:
            total = self._totals[number]
            if total > self._limit:
                yield place.problem(
                    complaints.APPROVER_MISSING,
                    complaint=number,
                    total=f"{total:.2f}".rstrip("0").rstrip("."),
                    limit=f"{self._limit:f}",
                )
