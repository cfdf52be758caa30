"""Cells that name rows, here or in another sheet (R-016, R-019, R-073, R-088)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator

from xlcrm.checks.cells.blank import Blank
from xlcrm.checks.cells.forbidden import forbidden_numbers
from xlcrm.checks.context import FINE, CellCheck, Context
from xlcrm.checks.identifiers import series, versions
from xlcrm.checks.place import Place, Row, key_text
from xlcrm.problems import cells, references
from xlcrm.problems.record import Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.tables import TABLES, CustomerMaster
from xlcrm.tables.column import Column, Id, Ref
from xlcrm.tables.rows import Value

MASTER = "customer_master"


def form_of(column: Id, context: Context) -> tuple[re.Pattern[str] | None, str]:
    """Pattern of the column's numbers and how it reads, as the policy or else the declaration has it."""
    if column.versions:
        own_versions = versions(context.policy.word(column.versions))
        return own_versions.form, own_versions.shown((1, 0))
    own = context.policy.text(column.series) if column.series else "off"
    if own != "off" and "{" in own:
        return series(own).form, series(own).example(context.today)
    return (re.compile(column.pattern), column.example or column.pattern) if column.pattern else (None, "")


@implements("R-016", "R-073", "R-088")
def id_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """R-016/R-073/R-088 编号: in the pattern, and where the declaration says so only once."""
    assert isinstance(column, Id)
    name, table = column.name, row.sheet.table
    form, pattern = form_of(column, context)
    fits = form.fullmatch if form else None
    rule = column.rules[0] if column.rules else None
    severity: Severity | None = None if column.rules else "warning"
    seen = context.known.keys.setdefault(table.id, {}) if table.key[:1] == (name,) else {}

    def check(value: Value) -> Iterable[Problem]:
        if type(value) is str and value not in seen and fits and fits(value) and len(value) < 15:
            seen[value] = row.number
            return FINE
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def closer(value: Value) -> Iterator[Problem]:
        text = unicodedata.normalize("NFKC", key_text(value))
        yield from forbidden_numbers(value, name, context, row)
        if fits and not fits(text):
            yield row.problem(references.NUMBER_FORM, name, rule=rule, severity=severity, pattern=pattern)
        elif isinstance(value, str) and text != value:
            yield row.problem(cells.STRAY_BLANKS, name, fixed=text)
        if text in seen and column.unique:
            yield row.problem(references.NUMBER_TWICE, name, rule=rule, other=seen[text])
        seen.setdefault(text, row.number)

    return check


@implements("R-019")
def ref_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """R-019 编号与名称在各表一致: the row that the cell points to exists.

    >>> from xlcrm.checks.example import said
    >>> known = {"customer_id": "2023001"}
    >>> said("R-019", customer_master=known, complaint_log={"customer_id": "2023006"})
    ['错误 客户编号：“客户编号”2023006 在客户信息总表里找不到。']
    >>> said("R-019", customer_master=known, complaint_log=known)
    []
    """
    assert isinstance(column, Ref)
    name = column.name
    target = column.to.partition(".")[0]
    by_name = target == MASTER and name == "customer_name"
    looked_up = _lookup(target, context, by_name) if target in context.present else None
    names = context.known.customers.ids_by_name
    keys: Container[str] = names if by_name else context.known.keys.get(target, {})

    def check(value: Value) -> Iterable[Problem]:
        if type(value) is str and value in keys and (not by_name or len(names[value]) == 1):
            return FINE
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def closer(value: Value) -> Iterator[Problem]:
        hits = list(forbidden_numbers(value, name, context, row))
        yield from hits
        text = key_text(value)
        if looked_up is None:
            context.needs("R-019", target)
        elif not hits:
            if isinstance(value, str) and text != value:
                yield row.problem(cells.STRAY_BLANKS, name, fixed=text)
            yield from looked_up(text, row.place(name))

    return check


def _lookup(target: str, context: Context, by_name: bool) -> Callable[[str, Place], Iterable[Problem]]:
    if target not in context.read:
        return lambda key, place: context.wait(target, key, place, by_name)
    if by_name:
        return lambda key, place: customer_named(key, place, context)
    return lambda key, place: row_named(key, place, target, context)


def row_named(key: str, place: Place, target: str, context: Context) -> Iterable[Problem]:
    """Problems of a key that should name a row of ``target``."""
    keys = context.known.keys.get(target, {})
    if key in keys or unicodedata.normalize("NFKC", key) in keys:
        return FINE
    if target == MASTER:
        return (place.problem(references.UNKNOWN_CUSTOMER),)
    return (place.problem(references.UNKNOWN_KEY, title=TABLES[target].title),)


def customer_named(name: str, place: Place, context: Context) -> Iterable[Problem]:
    """Problems of a name that should be a customer's: exactly, then without legal form and blanks (C-054)."""
    customers, policy = context.known.customers, context.policy
    ids = customers.named(name, policy.word("lookup.by_name"), policy.words("dedupe.strip"))
    if not ids:
        return (
            FINE if "*" in name and _masked(name, context) else (place.problem(references.UNKNOWN_CUSTOMER),)
        )
    if len(ids) > 1:
        return (place.problem(references.AMBIGUOUS_CUSTOMER, ids="、".join(ids[:5])),)
    customer = customers.get(ids[0])
    full = customer.text(CustomerMaster.customer_name) if customer else name
    if not customer or name == full or name in customer.choices(CustomerMaster.aliases):
        return FINE
    refill = full if policy.flag("name.refill") else None
    return (place.problem(references.SHORT_CUSTOMER, fixed=refill, name=full),)


def _masked(name: str, context: Context) -> bool:
    """True when a masked name (``*科技有限公司``) fits at least one customer (R-024)."""
    fits = unmasking(name)
    return any(fits(each) for each in context.known.customers.ids_by_name)


def unmasking(text: str) -> Callable[[str], object]:
    """A test of whole texts of which a masked one may be the masked form.

    >>> [bool(unmasking("*科技有限公司")(name)) for name in ("示例云图科技有限公司", "示例云图")]
    [True, False]
    """
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", text)))).fullmatch
