"""Orders, contracts, proposals, negotiations, weekly reports (R-020, R-096, R-102, R-104 to R-106, R-113)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from xlcrm.checks.amount import AmountFault, read
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.identifiers import versions
from xlcrm.checks.late import Due, missed
from xlcrm.checks.place import Place, Row, Sheet, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import amounts, deadlines, deals, issues
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.contracts import draft_due
from xlcrm.rules.dates import add_days, percent_text
from xlcrm.rules.sources import conversion_rate
from xlcrm.tables import (
    Contract,
    DeliveryPlan,
    NegotiationRecord,
    Order,
    SolutionProposal,
    SourceRegister,
)

_ENOUGH_TO_COMPARE = 8


@of_rows(Order, Order.amount)
@implements("R-020")
class Amounts:
    """R-020 异常金额: out of the bounds, or far from all others, and not confirmed by a review since the order.

    Far is beyond ``anomaly.iqr_k`` times the interquartile range, which takes several orders to tell.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._least, self._most = context.policy.number("anomaly.min"), context.policy.number("anomaly.max")
        self._far = float(context.policy.number("anomaly.iqr_k"))
        self._ordinary: list[tuple[float, int]] = []
        self._sheet: Sheet | None = None

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Look at one order."""
        amount = row.amount(Order.amount)
        if amount is None or self._confirmed(row):
            return FINE
        if self._least < amount < self._most:
            self._sheet = row.sheet
            self._ordinary.append((amount, row.number))
            return FINE
        low, high = f"{self._least:f}", f"{self._most:f}"
        return (row.problem(amounts.ANOMALOUS_AMOUNT, Order.amount, least=low, most=high),)

    def _confirmed(self, row: Row) -> bool:
        reviews = self._context.known.confirmed.get(key_text(row.raw(Order.customer_id)))
        ordered = row.day(Order.order_date) if reviews else None
        return ordered is not None and any(day >= ordered for day in reviews or ())

    def end(self) -> Iterator[Problem]:
        """Amounts that lie far from the middle half of all."""
        if self._sheet is None or not self._far or len(self._ordinary) < _ENOUGH_TO_COMPARE:
            return
        ordered = sorted(amount for amount, _ in self._ordinary)
        low, high = ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]
        reach = (high - low) * self._far
        for amount, number in self._ordinary:
            if reach and not low - reach <= amount <= high + reach:
                place = Place(self._sheet, number, Order.amount, amount)
                yield place.problem(amounts.FAR_FROM_OTHERS, low=f"{low:g}", high=f"{high:g}")


@of_rows(SourceRegister, SourceRegister.conversion_rate)
@implements("R-113")
def typed_rate(context: Context) -> RowCheck:
    """R-113 来源转化率: a typed rate is that of the counts, but for ``rate.tolerance`` points."""
    tolerance = float(context.policy.number("rate.tolerance"))
    name = SourceRegister.conversion_rate

    def check(row: Row) -> Iterable[Problem]:
        value = row.raw(name)
        typed = _share(value)
        acquired, converted = (
            row.amount(SourceRegister.customer_count),
            row.amount(SourceRegister.converted_count),
        )
        rate = conversion_rate(acquired, converted, context.policy)
        if typed is None or rate is None or abs(typed - rate.value) * 100 <= tolerance + 1e-9:
            return FINE
        place = row.place(name)._replace(value=percent_text(typed, context.policy))
        return (place.problem(issues.RATE_DIFFERS, rate=percent_text(rate.value, context.policy)),)

    return check


def _share(value: object) -> float | None:
    if isinstance(value, str):
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", unicodedata.normalize("NFKC", value).strip())
        return float(found[1]) / 100 if found else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None


_COST = re.compile(r"成本\s*[:：]\s*([^;；,，。\s]+)")


@of_rows(SourceRegister, SourceRegister.notes)
@implements("R-010", "R-113")
def cost_in_notes(context: Context) -> RowCheck:
    """R-010 金额单位: what the notes give as cost is an amount in yuan."""
    unit = context.policy.word("amount.default_unit")

    def check(row: Row) -> Iterable[Problem]:
        found = _COST.search(row.text(SourceRegister.notes))
        if found is None:
            return FINE
        try:
            read(found[1], unit)
        except AmountFault as fault:
            place = row.place(SourceRegister.notes)._replace(value=found[1])
            kind = amounts.AMOUNT_UNIT if fault.why == "unit" else amounts.AMOUNT_UNREADABLE
            return (place.problem(kind, unit=fault.unit),)
        return FINE

    return check


@of_rows(Contract, Contract.planned_sign_date, Contract.draft_sent_date)
@implements("R-096")
def draft_in_time(context: Context) -> RowCheck:
    """R-096 合同草案提前3天."""

    def check(row: Row) -> Iterable[Problem]:
        due = draft_due(row.day(Contract.planned_sign_date), context.policy)
        sent = row.day(Contract.draft_sent_date)
        if due is None or sent is None:
            return FINE
        late = Due(sent, due.value)
        return missed(context, row, Contract.draft_sent_date, late, deadlines.DRAFT_LATE)

    return check


@of_rows(Contract, Contract.contract_no, Contract.signed_date)
@implements("R-104")
class Signed:
    """R-104 签约后: the scan is filed within ``signed.max_days``, and delivery and service are informed.

    >>> from xlcrm.checks.example import said
    >>> signed = {"contract_no": "HT-2024-001", "signed_date": date(2024, 5, 10), "scan_filed": None}
    >>> said("R-104", today=date(2024, 5, 12), contract=signed)
    ['错误 扫描件已录入：合同 2024-05-10 已签，到 2024-05-11 还没有录入扫描件。']
    >>> said("R-104", today=date(2024, 5, 11), contract=signed)
    []
    >>> said("R-104", today=date(2024, 5, 12), contract={**signed, "scan_filed": "是"})
    []
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._days = context.policy.count("signed.max_days")
        self._signed: list[tuple[str, Place]] = []

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Look at a signed contract."""
        signed, today = row.day(Contract.signed_date), self._context.today
        if signed is None or (due := add_days(signed, self._days)) >= today:
            return FINE
        running = (row.day(Contract.end_date) or today) >= today and not row.has(Contract.accepted_date)
        if running:
            self._signed.append((key_text(row.raw(Contract.contract_no)), row.place(Contract.contract_no)))
        if row.choice(Contract.scan_filed) == "是" or Contract.scan_filed not in row.sheet.at:
            return FINE
        return (
            row.problem(
                deals.SCAN_MISSING, Contract.scan_filed, signed=signed.isoformat(), due=due.isoformat()
            ),
        )

    def end(self) -> Iterator[Problem]:
        """Contracts that nobody plans to deliver."""
        context = self._context
        if self._signed and context.needs("R-104", DeliveryPlan.id):
            for number, place in self._signed:
                if number not in context.known.planned:
                    yield place.problem(deals.DELIVERY_NOT_PLANNED)


@of_rows(DeliveryPlan, DeliveryPlan.contract_no)
def planned_contracts(context: Context) -> RowCheck:
    """Contracts with a delivery plan (R-104)."""

    def check(row: Row) -> Iterable[Problem]:
        context.known.planned.add(key_text(row.raw(DeliveryPlan.contract_no)))
        return FINE

    return check


_TOTAL = re.compile(r"(?:总价|合计|总计|总额|总金额)[^\d]{0,6}(\d[\d,]*(?:\.\d+)?)\s*(万元|万|元)?")
_TERMS = re.compile(r"付款|首付|定金|预付|尾款|%|天内|账期")
_DELIVERY = re.compile(r"交付|交货|工期|上线|周期|到货|\d+\s*(?:天|周|个月|工作日)")


def sums(quotation: str) -> tuple[Decimal, Decimal] | None:
    """Total and sum of the items of a quotation in words; None when it does not give both.

    >>> sums("服务器:30000元;安装:12000元;培训:8000元;总价:52000元;付款方式:首付30%")
    (Decimal('52000'), Decimal('50000'))
    """
    text = unicodedata.normalize("NFKC", quotation)
    total = _TOTAL.search(text)
    if total is None:
        return None
    items = []
    for part in re.split(r"[;\n+]", text[: total.start()]):
        if not part.strip() or _TERMS.search(part):
            continue
        found = re.search(r"(\d[\d,]*(?:\.\d+)?)\s*(万元|万|元)?\s*[,。)]*\s*$", part)
        if found:
            items.append(_yuan(found[1], found[2]))
    return (_yuan(total[1], total[2]), sum(items, Decimal())) if items else None


def _yuan(number: str, unit: str | None) -> Decimal:
    return Decimal(number.replace(",", "")) * (10_000 if unit in ("万", "万元") else 1)


@of_rows(SolutionProposal, SolutionProposal.customer_name, SolutionProposal.proposal_version)
@implements("R-105")
class Proposals:
    """R-105 方案版本与报价: versions rise by customer, the total is the sum, both sides sign the newest.

    >>> from xlcrm.checks.example import said
    >>> items = "服务器:30000元;安装:12000元;培训:8000元;总价:"
    >>> named = {"customer_name": "示例云图科技有限公司", "proposal_version": "V1.0", "advantages": "节能"}
    >>> said("R-105", solution_proposal={**named, "quotation": items + "52000元"})
    ['错误 报价明细(分项报价、总价、付款方式)：报价总价 52000 元，各项之和是 50000 元。']
    >>> said("R-105", solution_proposal={**named, "quotation": items + "50000元"})
    []
    """

    def __init__(self, context: Context) -> None:
        self._form = versions(context.policy.word("proposal.version"))
        self._tolerance = context.policy.number("proposal.tolerance")
        self._versions: dict[str, list[tuple[date, tuple[int, int], Place, bool]]] = {}

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Look at one version."""
        number = self._form.number(row.text(SolutionProposal.proposal_version))
        day, customer = row.day(SolutionProposal.drawn_date), row.text(SolutionProposal.customer_name)
        signed = row.has(SolutionProposal.customer_signed)
        if number and day and customer:
            place = row.place(SolutionProposal.proposal_version)
            self._versions.setdefault(customer, []).append((day, number, place, signed))
        return list(self._one(row, signed=signed))

    def _one(self, row: Row, *, signed: bool) -> Iterator[Problem]:
        both = sums(row.text(SolutionProposal.quotation))
        if both and abs(both[0] - both[1]) > self._tolerance:
            total, items = (f"{amount.normalize():f}" for amount in both)
            yield row.problem(deals.TOTAL_DIFFERS, SolutionProposal.quotation, total=total, sum=items)
        for name in (SolutionProposal.owner, SolutionProposal.product_lead):
            if signed and name in row.sheet.at and not row.has(name):
                yield row.problem(deals.SIGNATURE_MISSING, name)
        solution = row.text(SolutionProposal.solution)
        absent = [
            words
            for words, lacks in (
                (("方案优势", "its advantages"), not row.has(SolutionProposal.advantages)),
                (("交付周期", "the time of delivery"), bool(solution) and not _DELIVERY.search(solution)),
            )
            if lacks
        ]
        if absent:
            zh, en = "、".join(word for word, _ in absent), " and ".join(word for _, word in absent)
            yield row.problem(deals.PROPOSAL_SPARSE, SolutionProposal.solution, missing=zh, missing_en=en)

    def end(self) -> Iterator[Problem]:
        """Versions that do not rise, and old ones that were signed."""
        for drawn in self._versions.values():
            drawn.sort(key=lambda each: (each[0], each[2].row or 0))
            newest = max(number for _, number, _, _ in drawn)
            for (_, before, _, _), (_, number, place, _) in pairwise(drawn):
                if number <= before:
                    yield place.problem(deals.VERSION_NOT_RISING, before=self._form.shown(before))
            for _, number, place, signed in drawn:
                if signed and number < newest:
                    yield place.problem(deals.OLD_VERSION_SIGNED, newest=self._form.shown(newest))


@of_rows(NegotiationRecord, NegotiationRecord.liability)
@implements("R-106")
def liability_none(_: Context) -> RowCheck:
    """R-106 商务谈判记录完整: 无 is accepted for the liability, with a hint.

    >>> from xlcrm.checks.example import said
    >>> said("R-106", negotiation_record={"liability": None})
    ['错误 违约责任：“违约责任”没有填写。']
    >>> said("R-106", negotiation_record={"liability": "无"})
    ['提示 违约责任：违约责任写的是“无”。']
    >>> said("R-106", negotiation_record={"liability": "逾期每日万分之五"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        if row.raw(NegotiationRecord.liability) != "无":
            return FINE
        return (row.problem(deals.LIABILITY_NONE, NegotiationRecord.liability),)

    return check
