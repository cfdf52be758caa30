"""Customers entered twice (R-017): the same phone, e-mail or name, or one name within the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xlcrm.checks import company, email, phone
from xlcrm.checks.block import Block
from xlcrm.checks.context import Context
from xlcrm.checks.place import Place, Row, Sheet, key_text
from xlcrm.checks.registry import of_rows
from xlcrm.problems import customers
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables import CustomerMaster
from xlcrm.tables.rows import Value

_ID, _NAME = CustomerMaster.customer_id, CustomerMaster.customer_name
_PHONE, _EMAIL = CustomerMaster.contact_phone, CustomerMaster.contact_email
_CONTACT, _REGION, _OWNER = CustomerMaster.contact_name, CustomerMaster.region, CustomerMaster.owner
_MOST_HOLDERS = 5
"""A short name within more names than these is a common word, not a customer."""

_LEAST_TO_COMPARE = 4
"""Shorter names differ by a character because they are different."""

_SAME_NAME = ("名称去掉组织形式后相同", "same name without its legal form")
_CONTAINED = ("名称互相包含，联系人或地区相同", "one name within the other, same contact person or region")


class Holder(NamedTuple):
    """The first row that bears a phone, an e-mail or a name."""

    row: int
    id: str
    name: Value
    contact: Value
    region: Value
    owner: Value

    def place(self, sheet: Sheet) -> Place:
        """The cell of its name."""
        return Place(sheet, self.row, _NAME, self.name, str(self.owner) if self.owner else None)


@of_rows(CustomerMaster, _ID, _NAME)
@implements("R-017")
class Duplicates:
    """R-017 重复客户: candidates with their reasons, told at the later row.

    Equal phone or e-mail is certain (possible when the contact persons differ), an equal name without legal
    form is possible. A name within another one is a hint, possible with the same contact person or region; one
    within several such, as ``科技`` is, is one problem for all of them. A hint too is a name that lacks one
    character of another or has two of them exchanged, unless the contact persons differ.

    >>> from xlcrm.checks.example import said
    >>> first = {"customer_id": "2023001", "customer_name": "科技", "contact_phone": "13800001234"}
    >>> second = {"customer_id": "2023002", "customer_name": "科技有限公司"}
    >>> said("R-017", customer_master=[first, second])
    ['警告 客户名称(个人/公司)：与第 2 行的客户 2023001 名称去掉组织形式后相同，可能是同一个客户。']
    >>> said("R-017", customer_master=[first, {**second, "contact_phone": "13800001234"}])
    ['警告 联系电话：与第 2 行的客户 2023001 电话相同，是同一个客户。']
    >>> said("R-017", customer_master=[first, {**second, "customer_name": "恒达贸易有限公司"}])
    []
    """

    def __init__(self, context: Context) -> None:
        policy = context.policy
        self._strip = policy.words("dedupe.strip")
        self._shortest = policy.count("dedupe.contained_min_len")
        self._zone = policy.word("phone.region")
        self._customers = context.known.customers
        self._phones: dict[str, Holder] = {}
        self._emails: dict[str, Holder] = {}
        self._names: dict[str, Holder] = {}
        self._sheet: Sheet | None = None

    def screen(self, block: Block) -> bool | Sequence[int]:
        """Note a block of customers; those whose phone, e-mail or name is known need a closer look."""
        numbers, names = block.column(_ID), block.column(_NAME)
        blank = (None,) * len(names)
        cores = company.cores([key_text(name) for name in names], self._strip)
        phones, mails = list(block.column(_PHONE) or blank), list(block.column(_EMAIL) or blank)
        for at in block.misfits(_PHONE, phone.ORDINARY):
            phones[at] = self._digits(phones[at])
        for at in block.misfits(_EMAIL, email.ORDINARY):
            mails[at] = _mail(mails[at])
        mails = [mail and mail.casefold() for mail in mails]
        shared = self._customers.shared
        rest = (shared(block, name) if name in block.sheet.at else blank for name in (_CONTACT, _REGION, _OWNER))
        kept = list(map(Holder, block.numbers, map(key_text, numbers), names, *rest))
        self._sheet = block.sheet
        suspects: set[int] = set()
        for keys, holders in ((phones, self._phones), (mails, self._emails), (cores, self._names)):
            suspects.update(_noted(keys, holders, kept))
        return sorted(suspects) or True

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Compare a row with those before it."""
        name = row.raw(_NAME)
        digits, mail = self._digits(row.raw(_PHONE)), _mail(row.raw(_EMAIL))
        core = company.core(key_text(name), self._strip) if name is not None else ""
        problems = list(self._compare(row, digits, mail, core))
        rest = (row.raw(column) for column in (_CONTACT, _REGION, _OWNER))
        holder = Holder(row.number, key_text(row.raw(_ID)), name, *rest)
        self._sheet = row.sheet
        for key, holders in ((digits, self._phones), (mail, self._emails), (core, self._names)):
            if key:
                holders.setdefault(key, holder)
        return problems

    def _digits(self, number: Value) -> str:
        if type(number) is str and phone.ORDINARY.fullmatch(number):
            return number
        text = key_text(number)
        return phone.stored(text, self._zone) if text and phone.is_valid(text, self._zone) else ""

    def _compare(self, row: Row, digits: str, mail: str, core: str) -> Iterator[Problem]:
        contact = row.raw(_CONTACT)
        told: set[int] = set()
        for other, name, what, what_en in (
            (self._phones.get(digits), _PHONE, "电话", "telephone number"),
            (self._emails.get(mail), _EMAIL, "邮箱", "e-mail address"),
        ):
            if other is None or other.row in told or other.row == row.number:
                continue
            told.add(other.row)
            if other.contact and contact and other.contact != contact:
                why = (f"{what}相同、联系人不同", f"same {what_en}, other contact person")
                yield _told(row.place(name), other, why)
            else:
                yield row.problem(
                    customers.DUPLICATE_CERTAIN,
                    name,
                    other=other.row,
                    id=other.id,
                    what=what,
                    what_en=what_en,
                )
        same = self._names.get(core)
        person = company.is_person(row.text(_NAME))  # two persons may bear one name
        if same and same.row not in {*told, row.number} and not (person and contact != same.contact):
            yield _told(row.place(_NAME), same, _SAME_NAME)

    def end(self) -> Iterator[Problem]:
        """Names that lie within other names."""
        names = self._names
        shortest = max(1, self._shortest, min(map(len, names), default=1))
        beginnings = {core[:shortest] for core in names}
        within: dict[str, list[str]] = {}
        for core in names:
            length = len(core)
            for start in range(length - shortest + 1):
                if start and core[start : start + shortest] not in beginnings:
                    continue
                for stop in range(start + shortest, length + 1):
                    part = core[start:stop]
                    if part in names and part != core:
                        within.setdefault(part, []).append(core)
        for part, longer in within.items():
            yield from self._contained(names[part], [names[core] for core in dict.fromkeys(longer)])
        for one, other in slips(names):
            yield from self._mistyped(names[one], names[other])

    def _mistyped(self, one: Holder, other: Holder) -> Iterator[Problem]:
        strangers = one.contact and other.contact and one.contact != other.contact
        persons = company.is_person(str(one.name)) or company.is_person(str(other.name))
        if self._sheet and not (strangers or persons):
            early, late = sorted((one, other))
            yield late.place(self._sheet).problem(
                customers.DUPLICATE_MISTYPED, other=early.row, id=early.id, name=str(early.name)
            )

    def _contained(self, short: Holder, longer: list[Holder]) -> Iterator[Problem]:
        if self._sheet is None or company.is_person(str(short.name)):
            return
        place = short.place(self._sheet)
        close = [
            other
            for other in longer
            if (short.contact and short.contact == other.contact)
            or (short.region and short.region == other.region)
        ]
        if len(close) == 1:
            yield _told(place, close[0], _CONTAINED)
        elif close:
            close.sort(key=lambda other: not (short.contact and short.contact == other.contact))
            yield place.problem(
                customers.DUPLICATE_SHORT,
                count=len(close),
                ids="、".join(other.id for other in close[:_MOST_HOLDERS]),
                more=" 等" if len(close) > _MOST_HOLDERS else "",
                more_en=", ..." if len(close) > _MOST_HOLDERS else "",
            )
        elif len(longer) <= _MOST_HOLDERS:
            yield place.problem(customers.DUPLICATE_CONTAINED, ids="、".join(other.id for other in longer))


def slips(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names of which one lacks a character of the other, or has its characters in another order.

    >>> list(slips(["示例恒达贸易", "示例恒贸易", "示例恒达易贸", "示例宏达贸易"]))
    [('示例恒贸易', '示例恒达贸易'), ('示例恒达易贸', '示例恒达贸易')]
    """
    lengths: dict[int, dict[str, None]] = {}
    for name in names:
        if len(name) >= _LEAST_TO_COMPARE - 1:
            lengths.setdefault(len(name), {})[name] = None
    for length, group in lengths.items():
        if length < _LEAST_TO_COMPARE:
            continue
        if shorter := lengths.get(length - 1):
            yield from _lacking_one(group, shorter, length)
        orders: dict[str, str] = {}
        for name in group:
            first = orders.setdefault("".join(sorted(name)), name)
            if first is not name:
                yield name, first


def _lacking_one(
    longer: Iterable[str], shorter: Mapping[str, None], length: int
) -> Iterator[tuple[str, str]]:
    pairs: dict[tuple[str, str], None] = {}
    for at in range(1, length - 1):
        after = at + 1
        if {name[:at] + name[after:] for name in longer} & shorter.keys():
            cut = ((name[:at] + name[after:], name) for name in longer)
            pairs |= dict.fromkeys(pair for pair in cut if pair[0] in shorter)
    yield from pairs


def _told(place: Place, other: Holder, why: tuple[str, str]) -> Problem:
    return place.problem(
        customers.DUPLICATE_POSSIBLE, other=other.row, id=other.id, what=why[0], what_en=why[1]
    )


def _noted(keys: Sequence[str | None], holders: dict[str, Holder], kept: Sequence[Holder]) -> Iterator[int]:
    """Note the first holder of each key; the positions of keys that somebody else holds already."""
    filled = [key for key in keys if key]
    if len(set(filled)) == len(filled) and holders.keys().isdisjoint(filled):
        holders.update((key, holder) for key, holder in zip(keys, kept, strict=True) if key)
        return
    for at, key in enumerate(keys):
        if key and holders.setdefault(key, kept[at]) is not kept[at]:
            yield at


def _mail(address: Value) -> str:
    if type(address) is not str:
        return ""
    if email.ORDINARY.fullmatch(address):
        return address.casefold()
    return email.stored(address).casefold() if email.is_valid(address) else ""
