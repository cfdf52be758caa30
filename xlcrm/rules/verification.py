"""What reviews and vain attempts say of a customer's data: the verdict, 待核实 and 未知 (R-001, R-003, R-004, R-021)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.checks.reach import broken_channels
from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.customers import Customer
from xlcrm.rules.plain import Row
from xlcrm.rules.reason import Reasoned
from xlcrm.rules.reviews import DOUBTFUL, PASSED, Consent, completeness, compliance, review_verdict
from xlcrm.tables import CustomerMaster, InfoReview

if TYPE_CHECKING:
    from xlcrm.rules.portfolio import Portfolio

VERIFIED = "已核实"
UNKNOWN = "未知"
GAPS = (
    CustomerMaster.industry,
    CustomerMaster.contact_phone,
    CustomerMaster.contact_email,
    CustomerMaster.company_size,
)
"""Columns in which a gap that nobody could fill becomes 未知."""

_OF_COMPANIES = frozenset({CustomerMaster.industry, CustomerMaster.company_size})
_LOOKS = 2  # 二次联系或公开渠道查询: the handbook's own "twice"


class Verdict(NamedTuple):
    """What one review said of a customer's data, and when."""

    day: date | None
    word: str


class Vain(NamedTuple):
    """Attempts in a row that nobody answered, and the day of the last one."""

    times: int
    day: date


def complete(p: Portfolio, row: Row) -> Reasoned[str]:
    """完整性 of a row of 客户信息审核表."""
    customer = p.customer(row.text(InfoReview.customer_id))
    return completeness(customer, customer.row.cells if customer.row else {}, p.policy)


def lawful(p: Portfolio, row: Row, consents: Mapping[str, list[Consent]]) -> Reasoned[str]:
    """合规性 of a row of 客户信息审核表; ``consents`` by customer."""
    customer = p.customer(row.text(InfoReview.customer_id))
    note = customer.row.text(CustomerMaster.consent_note) if customer.row else None
    day = row.day(InfoReview.review_date) or p.today
    return compliance(note, consents.get(customer.id, ()), day, p.policy)


def computed_verdict(p: Portfolio, row: Row, consents: Mapping[str, list[Consent]]) -> Reasoned[str] | None:
    """结论 of a row of 客户信息审核表."""
    accuracy = row.text(InfoReview.accuracy)
    return review_verdict(complete(p, row).value, accuracy, lawful(p, row, consents).value, p.policy)


def verdicts(p: Portfolio) -> Mapping[str, list[Verdict]]:
    """Verdicts by customer, the oldest first: as typed, else as computed."""
    found: dict[str, list[Verdict]] = {}
    consents = p.consents()
    for row in p.rows(InfoReview):
        computed = computed_verdict(p, row, consents)
        word = row.text(InfoReview.verdict) or (computed.value if computed else None)
        if word:
            said = Verdict(row.day(InfoReview.review_date), word)
            found.setdefault(row.text(InfoReview.customer_id) or "", []).append(said)
    for said_of_one in found.values():
        said_of_one.sort(key=lambda verdict: verdict.day or date.min)
    return found


@implements("R-021")
def unknown(said: Sequence[Verdict], policy: Policy) -> Reasoned[str] | None:
    """R-021 无法补全的填未知: 未知 for a gap that two reviews left as it was; None before, or switched off.

    Source: 《手册》第五章 §2. Never number, name, grade or dates; counted as a group of its own.

    >>> once, twice = [Verdict(date(2023, 8, 16), "待核实")], [Verdict(date(2023, 8, n), "待核实") for n in (16, 23)]
    >>> unknown(twice, Policy.default()).text
    'R-021 manual: 2023-08-16、2023-08-23 两次审核仍待核实 ⇒ 未知'
    >>> unknown(once, Policy.default())
    >>> unknown(twice, Policy.default().with_values({"fill.unknown_after_review": False}))
    """
    open_ones = [str(verdict.day or "日期不详") for verdict in said if verdict.word == DOUBTFUL]
    if len(open_ones) < _LOOKS or not policy.flag("fill.unknown_after_review"):
        return None
    words = f"{'、'.join(open_ones[-_LOOKS:])} 两次审核仍待核实 ⇒ {UNKNOWN}"
    return Reasoned(UNKNOWN, ("R-021",), policy.profile, words)


def gap(p: Portfolio, customer: Customer, column: str) -> Reasoned[str] | None:
    """未知 for a blank cell of a customer, where reviews could not fill it."""
    said = p.verdicts.get(customer.id)
    if said is None or customer.row is None or customer.row.text(column) is not None:
        return None
    return None if column in _OF_COMPANIES and customer.is_person else unknown(said, p.policy)


@implements("R-004")
def verification(
    said: Sequence[Verdict], vain: Vain | None, reached: date | None, policy: Policy
) -> Reasoned[str] | None:
    """R-004 标记待核实: 待核实 or 已核实 by reviews and attempts; None where nothing tells.

    Source: 《手册》第一章 §3; the number of attempts is a proposal. ``verify.failed_attempts`` in a row
    that nobody answered, or a newest review that left the data open, make it 待核实; a later contact
    (``reached``) or a review that passed clears it.

    >>> policy, passed = Policy.default(), Verdict(date(2024, 5, 8), "通过")
    >>> verification([], Vain(3, date(2024, 5, 10)), None, policy).text
    'R-004 manual: 连续 3 次联系不上，最近 2024-05-10 ⇒ 待核实'
    >>> verification([], Vain(2, date(2024, 5, 10)), None, policy)
    >>> verification([passed], Vain(3, date(2024, 5, 8)), None, policy).value
    '已核实'
    >>> verification([Verdict(date(2024, 5, 8), "待核实")], None, None, policy).text
    'R-004 manual: 2024-05-08 的审核没有核实 ⇒ 待核实'
    >>> verification([Verdict(date(2024, 5, 8), "待核实")], None, date(2024, 5, 9), policy)
    """
    if (lost := _in_vain(said, vain, policy)) is not None:
        return lost
    newest = said[-1] if said else None
    checked = newest.day if newest and newest.day else date.min
    if newest is not None and newest.word == PASSED:
        return Reasoned(VERIFIED, ("R-004",), policy.profile, f"{checked} 审核通过 ⇒ {VERIFIED}")
    if newest is not None and newest.word == DOUBTFUL and (reached is None or reached <= checked):
        words = f"{newest.day or '日期不详'} 的审核没有核实 ⇒ {DOUBTFUL}"
        return Reasoned(DOUBTFUL, ("R-004",), policy.profile, words)
    return None


def _in_vain(said: Sequence[Verdict], vain: Vain | None, policy: Policy) -> Reasoned[str] | None:
    if vain is None or vain.times < policy.count("verify.failed_attempts"):
        return None
    if said and said[-1].word == PASSED and said[-1].day is not None and said[-1].day >= vain.day:
        return None
    words = f"连续 {vain.times} 次联系不上，最近 {vain.day} ⇒ {DOUBTFUL}"
    return Reasoned(DOUBTFUL, ("R-004",), policy.profile, words)


def unreached(p: Portfolio, customer: Customer) -> Reasoned[str] | None:
    """待核实 for a customer whom nobody could reach of late."""
    return _in_vain(p.verdicts.get(customer.id, ()), p.vain.get(customer.id), p.policy)


def verify_status(p: Portfolio, customer: Customer) -> Reasoned[str] | None:
    """核实状态 as reviews, attempts, and failing that the telephone number and the address have it."""
    found = p.reached.get(customer.id)
    reached = found[1] if found else None
    day = date(reached.year, reached.month, reached.day) if reached else None
    told = verification(p.verdicts.get(customer.id, ()), p.vain.get(customer.id), day, p.policy)
    if told is not None or customer.row is None:
        return told
    number = customer.row.text(CustomerMaster.contact_phone)
    address = customer.row.text(CustomerMaster.contact_email)
    broken = broken_channels(number, address, p.policy.word("phone.region"))
    if not broken:
        return None
    words = f"{'和'.join(broken)}不对，没有别的联系方式 ⇒ {DOUBTFUL}"
    return Reasoned(DOUBTFUL, ("R-004", "R-005", "R-006"), p.policy.profile, words)
