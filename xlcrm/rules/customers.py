"""Customers as rules see them: one row of the customer master in plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from xlcrm.rules.dates import Moment
from xlcrm.rules.plain import Row
from xlcrm.tables import CustomerMaster as M

_SEPARATORS = re.compile(r"[;；、,，]")
_LEGAL_FORM = re.compile(r"股份有限公司|有限责任公司|有限公司|有限责任|股份|集团|公司|[()（）\s]")


def several(text: str | None) -> tuple[str, ...]:
    """Values of a cell that holds several.

    >>> several("服务器采购;预算50万"), several(None)
    (('服务器采购', '预算50万'), ())
    """
    return tuple(part.strip() for part in _SEPARATORS.split(text or "") if part.strip())


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer; whatever nobody filled in is None."""

    id: str
    name: str | None = None
    kind: str | None = None
    industry: str | None = None
    grade: str | None = None
    intent: str | None = None
    status: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    created: date | None = None
    updated: date | None = None
    first_contact: Moment | None = None
    coop_start: date | None = None
    need_date: date | None = None
    need_desc: str | None = None
    budget: str | None = None
    chain: str | None = None
    region: str | None = None
    timezone: str | None = None
    preferred: str | None = None
    aliases: tuple[str, ...] = ()
    row: Row | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, row: Row) -> Customer:
        """From a row of the customer master; its number may be blank."""
        return cls(
            id=row.text(M.customer_id) or "",
            name=row.text(M.customer_name),
            kind=row.text(M.customer_kind),
            industry=row.text(M.industry),
            grade=row.text(M.grade),
            intent=row.text(M.intent_grade),
            status=row.text(M.customer_status),
            owner=row.text(M.owner),
            tags=several(row.text(M.tags)),
            marks=several(row.text(M.customer_mark)),
            created=row.day(M.created_date),
            updated=row.day(M.updated_date),
            first_contact=row.moment(M.first_contact_at),
            coop_start=row.day(M.coop_start_date),
            need_date=row.day(M.need_date),
            need_desc=row.text(M.need_desc),
            budget=row.text(M.budget_range),
            chain=row.text(M.decision_chain),
            region=row.text(M.region),
            timezone=row.text(M.timezone),
            preferred=row.text(M.preferred_method),
            aliases=several(row.text(M.aliases)),
            row=row,
        )

    @property
    def is_person(self) -> bool:
        """True for a person: by 客户类型, else by the ending (个人) of the name."""
        if self.kind:
            return self.kind == "个人"
        return bool(re.search(r"[(（]个人[)）]$", self.name or ""))


def core_name(name: str) -> str:
    """A name without legal form, brackets and blanks.

    >>> core_name("示例云图科技有限公司")
    '示例云图科技'
    """
    return _LEGAL_FORM.sub("", name)


class Names:
    """Customer numbers by name, compared as ``lookup.by_name`` says (C-054); a shared name names nobody.

    ``strict``: as typed. ``stripped``: also by short name, or without legal form and blanks. ``contained``:
    also by a part of at least ``least`` characters that only one customer's name holds.

    >>> known = [Customer("2023001", "示例云图科技有限公司", aliases=("云图",))]
    >>> for how in ("strict", "stripped", "contained"):
    ...     print([Names(known, how).number(name) for name in ("示例云图 科技", "云图", "示例")])
    [None, None, None]
    ['2023001', '2023001', None]
    ['2023001', '2023001', '2023001']
    """

    def __init__(self, customers: Iterable[Customer], how: str, least: int = 2) -> None:
        found: dict[str, set[str]] = {}
        for customer in customers:
            if customer.id and customer.name:
                short = () if how == "strict" else (core_name(customer.name), *customer.aliases)
                for name in {customer.name, *short}:
                    found.setdefault(name, set()).add(customer.id)
        self._ids: Mapping[str, set[str]] = found
        self._how, self._least = how, least
        self._asked: dict[str, str | None] = {}

    def number(self, name: str | None) -> str | None:
        """Number of the customer that bears the name; None for nobody or several."""
        if not name:
            return None
        if name not in self._asked:
            ids = self._bearers(name)
            self._asked[name] = next(iter(ids)) if len(ids) == 1 else None
        return self._asked[name]

    def _bearers(self, name: str) -> set[str]:
        if name in self._ids or self._how == "strict":
            return self._ids.get(name, set())
        core = core_name(name)
        if core in self._ids or self._how != "contained" or len(core) < self._least:
            return self._ids.get(core, set())
        return {number for known, ids in self._ids.items() if core in known for number in ids}
