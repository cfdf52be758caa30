"""Rows of the customer master (R-002, R-003, R-004, R-008, R-009, R-016, R-021, R-022, R-137)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from xlcrm.checks import company, email, phone
from xlcrm.checks.address import ORDINARY, missing
from xlcrm.checks.block import SEP, Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.identifiers import series
from xlcrm.checks.place import UNKNOWN, Place, Row, key_text
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import cells, customers, dates, references
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.dates import add_days
from xlcrm.rules.slots import zone_named
from xlcrm.tables import CustomerIntake, CustomerMaster, InfoReview

_PART = {"province": "省份", "city": "城市", "district": "区县", "street": "街道门牌"}
_NAME, _PHONE, _EMAIL = (
    CustomerMaster.customer_name,
    CustomerMaster.contact_phone,
    CustomerMaster.contact_email,
)
_COMMON = "有限公司"
_ENTRY = "录入审核"
_DOUBTFUL = "待核实"


@of_rows(CustomerMaster, CustomerMaster.customer_id)
def remember(context: Context) -> RowCheck:
    """What other sheets are compared with."""
    customers_known = context.known.customers

    def check(row: Row) -> Iterable[Problem]:
        customers_known.add(row)
        return FINE

    return Screened(check, customers_known.add_all)


@of_rows(CustomerMaster, CustomerMaster.customer_name)
@of_rows(CustomerIntake, CustomerIntake.customer_name)
@implements("R-008", "R-001", "R-021")
def full_name(context: Context) -> RowCheck:
    """R-008 公司名称写全称: long enough and with a legal form at its end; a person has (个人) behind.

    >>> from xlcrm.checks.example import said
    >>> said("R-008", customer_master={"customer_name": "科技"})
    ['警告 客户名称(个人/公司)：公司名称“科技”太短，不像全称。']
    >>> said("R-008", customer_master={"customer_name": "示例云图科技"})
    ['警告 客户名称(个人/公司)：公司名称“示例云图科技”没有写到“有限公司”这样的组织形式。']
    >>> said("R-008", customer_master={"customer_name": "示例云图科技有限公司"})
    []
    >>> said("R-008", customer_master={"customer_name": "张三(个人)"})
    []
    >>> said("R-021", customer_master={"customer_name": "未知", "industry": "未知"})
    ['警告 客户名称(个人/公司)：“客户名称(个人/公司)”不能写“未知”。']
    """
    suffixes = context.lists.words("name.suffixes")
    least = context.policy.count("name.min_chars")
    name = CustomerMaster.customer_name

    def check(row: Row) -> Iterator[Problem]:
        text = row.text(name)
        if not text or "*" in text:
            return
        if text == UNKNOWN:
            yield row.problem(customers.UNKNOWN_NOT_ALLOWED, name)
        elif company.is_person(text):
            if not company.person_name(text):
                yield row.problem(cells.NAME_MISSING, name)
        elif (why := company.fault(text, suffixes, least)) is not None:
            yield row.problem(
                customers.NAME_TOO_SHORT if why == "short" else customers.NAME_WITHOUT_FORM, name
            )

    def screen(block: Block) -> bool:
        cells, text = block.column(name), block.text(name)
        if text is None or not cells or text.count(f"{_COMMON}{SEP}") < len(cells):
            return False
        return _COMMON in suffixes and min(map(len, cells)) >= least

    return Screened(check, screen)


@of_rows(CustomerMaster, CustomerMaster.tags, CustomerMaster.need_desc)
@implements("R-001")
def described_need(context: Context) -> RowCheck | None:
    """R-001 必填项完整: with ``required.need`` desc tags do not stand in for the description (C-019)."""
    if context.policy.word("required.need") != "desc":
        return None
    tags, need = CustomerMaster.tags, CustomerMaster.need_desc

    def check(row: Row) -> Iterable[Problem]:
        return (row.problem(cells.REQUIRED, need),) if row.has(tags) and not row.has(need) else FINE

    return Screened(check, lambda block: block.filled(need))


@of_rows(CustomerMaster, CustomerMaster.customer_name, CustomerMaster.customer_kind)
@implements("R-008")
def kind_of_customer(_: Context) -> RowCheck:
    """R-008 公司名称写全称: the kind agrees with the mark (个人) of the name."""

    def check(row: Row) -> Iterable[Problem]:
        kind, name = row.choice(CustomerMaster.customer_kind), row.text(CustomerMaster.customer_name)
        by_name = "个人" if company.is_person(name) else "公司"
        if not kind or not name or kind == by_name:
            return FINE
        return (
            row.problem(
                customers.KIND_CONTRADICTS_NAME, CustomerMaster.customer_kind, name=name, kind=by_name
            ),
        )

    def screen(block: Block) -> bool:
        kinds = block.column(CustomerMaster.customer_kind)
        companies = {None, "公司"}.issuperset(kinds) and not block.says_any(_NAME, ("个人", "個人"))
        return companies or not any(kinds)

    return Screened(check, screen)


@of_rows(CustomerMaster, CustomerMaster.customer_id, CustomerMaster.created_date)
@implements("R-016")
def year_of_number(context: Context) -> RowCheck | None:
    """R-016 客户编号格式: the year in the number is that of the record."""
    pattern = context.policy.optional_word("id.customer")
    if pattern is None or "{YYYY" not in pattern:
        return None
    form = series(pattern)
    yearly = pattern.startswith("{YYYY}")

    def check(row: Row) -> Iterable[Problem]:
        number, created = row.raw(CustomerMaster.customer_id), row.day(CustomerMaster.created_date)
        if created is None or number is None:
            return FINE
        text = key_text(number)
        head = form.head(created)
        if text.startswith(head) or (parts := form.parts(text)) is None or parts[0] == head:
            return FINE
        return (
            row.problem(references.CUSTOMER_YEAR, CustomerMaster.customer_id, created=created.isoformat()),
        )

    def screen(block: Block) -> bool:
        if not block.all_days(CustomerMaster.created_date) or block.text(CustomerMaster.customer_id) is None:
            return False
        numbers, days = block.column(CustomerMaster.customer_id), block.column(CustomerMaster.created_date)
        years = {(number[:4], day.year) for number, day in zip(numbers, days, strict=True) if number}
        return yearly and all(year == str(created) for year, created in years)

    return Screened(check, screen)


@of_rows(CustomerMaster, CustomerMaster.address)
@implements("R-009")
def address_to_the_street(_: Context) -> RowCheck:
    """R-009 地址写到街道.

    >>> from xlcrm.checks.example import said
    >>> said("R-009", customer_master={"address": "上海市浦东新区"})
    ['警告 地址：地址“上海市浦东新区”缺少街道门牌。']
    >>> said("R-009", customer_master={"address": "广东省广州市天河区体育东路100号"})
    []
    """

    def check(row: Row) -> Iterable[Problem]:
        text = row.text(CustomerMaster.address)
        absent = missing(text) if text and text != UNKNOWN else ()
        if not absent:
            return FINE
        words = "、".join(_PART[part] for part in absent)
        problem = row.problem(
            customers.ADDRESS_INCOMPLETE,
            CustomerMaster.address,
            missing=words,
            missing_en=", ".join(absent),
        )
        return (problem,)

    return Screened(check, lambda block: block.misfits(CustomerMaster.address, ORDINARY) or True)


@of_rows(CustomerMaster, CustomerMaster.created_date, CustomerMaster.coop_start_date)
@implements("R-046")
def cooperation_before_record(_: Context) -> RowCheck:
    """R-046 合作时长: a cooperation that began before the record was made is worth a look (C-003)."""

    def check(row: Row) -> Iterable[Problem]:
        start, created = row.day(CustomerMaster.coop_start_date), row.day(CustomerMaster.created_date)
        if start is None or created is None or start >= created:
            return FINE
        name = CustomerMaster.coop_start_date
        return (row.problem(dates.COOPERATION_BEFORE_RECORD, name, created=created.isoformat()),)

    return Screened(
        check, lambda block: block.disordered(CustomerMaster.coop_start_date, CustomerMaster.created_date)
    )


@of_rows(CustomerMaster, CustomerMaster.timezone)
@implements("R-137")
def known_zone(_: Context) -> RowCheck:
    """R-137 时区: the zone has a name that there is."""

    def check(row: Row) -> Iterable[Problem]:
        text = row.text(CustomerMaster.timezone)
        if not text or zone_named(text) is not None:
            return FINE
        return (row.problem(customers.UNKNOWN_ZONE, CustomerMaster.timezone),)

    return Screened(
        check, lambda block: {None, "Asia/Shanghai"}.issuperset(block.column(CustomerMaster.timezone))
    )


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
        broken = [
            word
            for word, bad in (
                ("电话", number and "*" not in number and not phone.is_valid(number, region)),
                ("邮箱", address and not email.is_valid(address)),
            )
            if bad
        ]
        reachable = (number and "电话" not in broken) or (address and "邮箱" not in broken)
        verdict = context.known.verdicts.get(row.text(CustomerMaster.customer_id))
        if broken and not reachable:
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
