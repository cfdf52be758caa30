"""Rows of the customer master (R-001, R-008, R-009, R-016, R-046, R-137)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlcrm.checks import company
from xlcrm.checks.address import ORDINARY, missing
from xlcrm.checks.block import SEP, Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.identifiers import series
from xlcrm.checks.place import UNKNOWN, Row, key_text
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.problems import cells, customers, dates, references
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.slots import zone_named
from xlcrm.tables import CustomerIntake, CustomerMaster

_PART = {"province": "省份", "city": "城市", "district": "区县", "street": "街道门牌"}
_NAME = CustomerMaster.customer_name
_COMMON = "有限公司"


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
