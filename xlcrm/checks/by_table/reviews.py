"""What a customer allowed, and who looked through what was entered (R-002, R-003, R-004, R-022)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from xlcrm.checks import email, phone
from xlcrm.checks.block import Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import UNKNOWN, Place, Row, key_text
from xlcrm.checks.reach import broken_channels
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import customers
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_days
from xlcrm.tables import CustomerMaster, InfoReview

_PHONE, _EMAIL = CustomerMaster.contact_phone, CustomerMaster.contact_email
_ENTRY = "录入审核"
_DOUBTFUL = "待核实"


@of_rows(CustomerMaster, CustomerMaster.customer_id, CustomerMaster.culture_mark)
@implements("R-022", "R-003")
def culture_needs_consent(context: Context) -> RowCheck:
    """R-022 不过度收集: a culture mark is special personal data and needs consent 敏感信息."""

    def check(row: Row) -> Iterable[Problem]:
        if not row.text(CustomerMaster.culture_mark):
            return FINE
        customer = row.text(CustomerMaster.customer_id)
        if context.allowed(customer, "敏感信息", context.today):
            return FINE
        name = CustomerMaster.culture_mark
        return (row.problem(customers.CULTURE_WITHOUT_CONSENT, name, customer=customer),)

    return Screened(check, lambda block: block.blank(CustomerMaster.culture_mark))


@of_rows(CustomerMaster, CustomerMaster.customer_id, CustomerMaster.consent_note)
@implements("R-003")
def note_needs_record(context: Context) -> RowCheck | None:
    """R-003 授权记录: a note alone is no consent."""
    if not context.needs("R-003", "consent_record"):
        return None

    def check(row: Row) -> Iterable[Problem]:
        note = row.text(CustomerMaster.consent_note)
        if not note or note == UNKNOWN or note.startswith(("未授权", "不同意", "拒绝", "没有")):
            return FINE
        if row.text(CustomerMaster.customer_id) in context.known.consents:
            return FINE
        return (row.problem(customers.NOTE_WITHOUT_CONSENT, CustomerMaster.consent_note),)

    return Screened(check, lambda block: block.blank(CustomerMaster.consent_note))


@of_rows(CustomerMaster, CustomerMaster.verify_status)
@implements("R-004")
def doubtful_is_marked(context: Context) -> RowCheck:
    """R-004 标记待核实: broken phone and e-mail leave nobody verified; a mark is looked at again in time."""
    region = context.policy.word("phone.region")
    days = context.policy.count("verify.recheck_days")

    def check(row: Row) -> Iterable[Problem]:
        status = row.choice(CustomerMaster.verify_status)
        if status == "已核实":
            return list(contradicted(row))
        if status == _DOUBTFUL:
            return list(forgotten(row))
        return FINE

    def contradicted(row: Row) -> Iterator[Problem]:
        number, address = row.text(CustomerMaster.contact_phone), row.text(CustomerMaster.contact_email)
        broken = broken_channels(number, address, region)
        verdict = context.known.verdicts.get(row.text(CustomerMaster.customer_id))
        if broken:
            why, why_en = f"{'和'.join(broken)}不对", "phone or e-mail is broken"
        elif verdict and verdict[1]:
            why, why_en = f"{verdict[0]} 的审核没有核实", f"the review of {verdict[0]} left it open"
        else:
            return
        yield row.problem(customers.SHOULD_VERIFY, CustomerMaster.verify_status, why=why, why_en=why_en)

    def forgotten(row: Row) -> Iterator[Problem]:
        customer = row.text(CustomerMaster.customer_id)
        verdict = context.known.verdicts.get(customer)
        base = verdict[0] if verdict else row.day(CustomerMaster.created_date)
        if base and (due := add_days(base, days)) < context.today:
            name = CustomerMaster.verify_status
            yield row.problem(customers.VERIFY_OVERDUE, name, customer=customer, due=due.isoformat())

    def screen(block: Block) -> bool | Sequence[int]:
        states = set(block.column(CustomerMaster.verify_status))
        if states == {None}:
            return True
        if not states <= {None, "已核实"} or context.known.verdicts:
            return False
        broken = {*block.misfits(_PHONE, phone.ORDINARY), *block.misfits(_EMAIL, email.ORDINARY)}
        return sorted(broken) or True

    return Screened(check, screen)


@of_rows(CustomerMaster, CustomerMaster.customer_id, CustomerMaster.created_date)
@implements("R-002")
def entry_reviewed(context: Context) -> RowCheck | None:
    """R-002 第二人复核: a new row is reviewed within ``review.max_days_after_create`` days.

    >>> from xlcrm.checks.example import said
    >>> entry = {"customer_id": "2023001", "created_date": date(2023, 8, 15)}
    >>> said("R-002", today=date(2023, 8, 19), customer_master=entry, info_review=[])
    ['警告 建档日期：客户 2023001 建档 2023-08-15，过了 3 天还没有人复核。']
    >>> said("R-002", today=date(2023, 8, 18), customer_master=entry, info_review=[])
    []
    """
    if not context.needs("R-002", "info_review"):
        return None
    days = context.policy.count("review.max_days_after_create")

    def check(row: Row) -> Iterable[Problem]:
        created = row.day(CustomerMaster.created_date)
        if created is None or add_days(created, days) >= context.today:
            return FINE
        customer = key_text(row.raw(CustomerMaster.customer_id))
        if not customer or customer in context.known.reviewed:
            return FINE
        return (
            row.problem(
                customers.NOT_REVIEWED,
                CustomerMaster.created_date,
                customer=customer,
                created=created.isoformat(),
                days=days,
            ),
        )

    def screen(block: Block) -> bool:
        return context.known.reviewed.issuperset(block.column(CustomerMaster.customer_id))

    return Screened(check, screen)


@of_rows(InfoReview, InfoReview.customer_id, InfoReview.reviewer)
@implements("R-002")
class Reviews:
    """R-002 第二人复核: who reviewed what; the owner of a customer is known once the master was read."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reviewers: list[tuple[Place, str, str]] = []
        self._roles = context.policy.words("review.roles")

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Note the review; a reviewer of another post is told at once."""
        known, customer = self._context.known, row.text(InfoReview.customer_id)
        reviewer, day = row.text(InfoReview.reviewer), row.day(InfoReview.review_date)
        if row.choice(InfoReview.review_kind) in ("", _ENTRY):
            known.reviewed.add(customer)
        if day is not None:
            self._note(customer, day, row)
        if not reviewer:
            return FINE
        self._reviewers.append((row.place(InfoReview.reviewer), customer, reviewer))
        post = self._context.lists.post_of(reviewer)
        listed = any(self._context.lists.words(f"staff.{role}") for role in self._roles)
        if "*" in reviewer or post in self._roles or not listed:
            return FINE
        return (row.problem(customers.REVIEWER_POST, InfoReview.reviewer, roles="、".join(self._roles)),)

    def _note(self, customer: str, day: date, row: Row) -> None:
        known = self._context.known
        doubtful = (
            _DOUBTFUL in (row.choice(InfoReview.verdict),) or row.choice(InfoReview.accuracy) == "未验证"
        )
        before = known.verdicts.get(customer)
        if before is None or before[0] <= day:
            known.verdicts[customer] = (day, doubtful)
        if row.choice(InfoReview.verdict) == "通过":
            known.confirmed.setdefault(customer, []).append(day)

    def end(self) -> Iterator[Problem]:
        """Reviewers who are the customer's owner."""
        for place, customer, reviewer in self._reviewers:
            master = self._context.known.customers.get(customer)
            if master and "*" not in reviewer and master.text(CustomerMaster.owner) == reviewer:
                yield place.problem(customers.REVIEWED_BY_OWNER, customer=customer)
