"""Cells of telephone numbers and e-mail addresses (R-005, R-006)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from xlcrm.checks import email, phone
from xlcrm.checks.cells.blank import Blank
from xlcrm.checks.cells.forbidden import forbidden_numbers
from xlcrm.checks.context import FINE, CellCheck, Context
from xlcrm.checks.place import Row, key_text
from xlcrm.problems import contacts
from xlcrm.problems.record import Kind, Problem, Severity
from xlcrm.rulebook import implements
from xlcrm.tables.column import Column, Email
from xlcrm.tables.rows import Value

_PHONE: Mapping[phone.Why, Kind] = {
    "digits-lost": contacts.PHONE_DIGITS_LOST,
    "length": contacts.PHONE_LENGTH,
    "zero-lost": contacts.PHONE_ZERO_LOST,
    "area-code": contacts.PHONE_AREA_CODE,
    "masked": contacts.PHONE_MASKED,
    "unknown": contacts.PHONE_UNKNOWN,
    "other-channel": contacts.PHONE_OTHER_CHANNEL,
    "wrong": contacts.PHONE_WRONG,
}
_EMAIL: Mapping[email.Why, Kind] = {
    "no-at": contacts.EMAIL_NO_AT,
    "several-at": contacts.EMAIL_SEVERAL_AT,
    "no-dot": contacts.EMAIL_NO_DOT,
    "unknown": contacts.EMAIL_UNKNOWN,
    "no-name": contacts.EMAIL_WRONG,
    "no-domain": contacts.EMAIL_NO_DOT,
    "blank": contacts.EMAIL_WRONG,
    "wrong": contacts.EMAIL_WRONG,
}


@implements("R-005")
def phone_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """R-005 电话号码有效: an error where the row has no other way to reach the customer, else a warning.

    >>> from xlcrm.checks.example import said
    >>> said("R-005", customer_master={"contact_phone": "139–5678"})
    ['错误 联系电话：电话“139–5678”缺了数字，只剩 7 位。']
    >>> said("R-005", customer_master={"contact_phone": " 138 0000 1234 "})
    ['提示 联系电话：电话“ 138 0000 1234 ”的写法可以统一成 13800001234。']
    >>> said("R-005", customer_master={"contact_phone": "010-65551234"})
    []
    """
    name, region = column.name, context.policy.word("phone.region")
    form = context.policy.word("phone.store_format")
    ordinary = phone.ordinary(form).fullmatch
    mails = [other.name for other in row.sheet.table.columns.values() if isinstance(other, Email)]

    def check(value: Value) -> Iterable[Problem]:
        if type(value) is str and ordinary(value):
            return FINE
        if type(value) is int and 13_000_000_000 <= value < 20_000_000_000:
            return FINE
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def closer(value: Value) -> Iterator[Problem]:
        hits = list(forbidden_numbers(value, name, context, row))
        yield from hits
        if hits:
            return
        try:
            plain = phone.stored(key_text(value), region, form)
        except phone.PhoneFault as fault:
            kind = _PHONE[fault.why]
            if kind is contacts.PHONE_MASKED and "R-134" in column.rules:
                return  # a card is meant to be masked
            yield row.problem(kind, name, severity=severity(kind), digits=fault.digits)
        else:
            if plain != value and isinstance(value, str):
                yield row.problem(contacts.PHONE_FORM, name, fixed=plain, plain=plain)

    def severity(kind: Kind) -> Severity | None:
        if kind.severity != "warning" or any(_reachable(row.raw(mail)) for mail in mails):
            return None
        return "error"

    return check


def _reachable(value: Value) -> bool:
    return isinstance(value, str) and email.is_valid(value)


@implements("R-006")
def email_check(column: Column, context: Context, row: Row, blank: Blank) -> CellCheck:
    """R-006 邮箱有效: well-formed by the manual and by email-validator.

    With ``email.check_mx`` each domain is asked for once, until nobody answers.

    >>> from xlcrm.checks.example import said
    >>> said("R-006", customer_master={"contact_email": "wangxxtech"})
    ['错误 邮箱：邮箱“wangxxtech”里没有 @。']
    >>> said("R-006", customer_master={"contact_email": "Zhang@Example.COM"})
    ['提示 邮箱：邮箱“Zhang@Example.COM”的写法可以统一成 Zhang@example.com。']
    >>> said("R-006", customer_master={"contact_email": "Zhang@example.com"})
    []
    """
    name, ordinary = column.name, email.ORDINARY.fullmatch
    deaf = _deaf(name, context, row) if context.policy.flag("email.check_mx") else None

    def check(value: Value) -> Iterable[Problem]:
        if type(value) is str and ordinary(value):
            return list(deaf(value)) if deaf else FINE
        settled = blank.settles(value)
        return list(closer(value)) if settled is None else settled

    def closer(value: Value) -> Iterator[Problem]:
        hits = list(forbidden_numbers(value, name, context, row))
        yield from hits
        if hits:
            return
        text = value if isinstance(value, str) else key_text(value)
        try:
            plain = email.stored(text)
        except email.EmailFault as fault:
            yield row.problem(_EMAIL[fault.why], name)
        else:
            if plain != text:
                yield row.problem(contacts.EMAIL_FORM, name, fixed=plain, plain=plain)
            if deaf:
                yield from deaf(plain)

    return check


def _deaf(name: str, context: Context, row: Row) -> Callable[[str], Iterator[Problem]]:
    """Domains of an address that take no mail; each is asked for once, and none after nobody answered."""
    known = context.known.mail

    def deaf(plain: str) -> Iterator[Problem]:
        for domain in email.domains(plain):
            if domain not in known:
                if None in known.values():
                    continue
                known[domain] = email.takes_mail(domain)
                if known[domain] is None:
                    yield row.problem(contacts.EMAIL_NOT_ASKED, name, domain=domain)
            if known[domain] is False:
                yield row.problem(contacts.EMAIL_NO_MAIL, name, domain=domain)

    return deaf
