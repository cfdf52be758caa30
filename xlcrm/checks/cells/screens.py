"""Screens of cell checks: which columns of a block are in order throughout?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from xlcrm.checks.block import SEP, Block, Screen, says_something
from xlcrm.checks.cells.keys import form_of
from xlcrm.checks.cells.numbers import bounds_of
from xlcrm.checks.context import Context
from xlcrm.checks.email import ORDINARY as ORDINARY_EMAIL
from xlcrm.checks.phone import ordinary as ordinary_phone
from xlcrm.checks.place import Sheet
from xlcrm.checks.sensitive import LEAST_DIGITS, SUSPECT
from xlcrm.tables.column import (
    Column,
    Date,
    DateTime,
    Decimal,
    Email,
    Id,
    Int,
    LongText,
    Money,
    Phone,
    Ref,
    Score,
    Text,
    Time,
    _Moment,
    _Number,
)

_HARMLESS = 10 ** (LEAST_DIGITS - 1) - 1
"""Greatest number that is too short to be a forbidden one."""

_RUN = "0123456789０１２３４５６７８９ -\u2010\u2011\u2012\u2013\u2014\u2015\u3000"
_OF_RUN = re.compile(f"[{re.escape(_RUN)}]")
_BESIDE = 4
"""On one side at least, so many neighbours of a character within such a run belong to it too."""


def _column_of(pattern: str) -> Callable[[str], object]:
    return re.compile(rf"(?:(?:{pattern}){SEP})*").fullmatch


def harmless(text: str) -> bool:
    """True when no run of digits is long enough for a forbidden number.

    Every run of so many digits covers one of the characters looked at.

    >>> harmless("8月25日发送方案，电话13800001234"), harmless("卡号 4111 1111 1111 1111 已作废")
    (True, False)
    """
    first = step = LEAST_DIGITS
    for hit in _OF_RUN.finditer(text[first - 1 :: step]):
        at = first - 1 + hit.start() * step
        alone = text[max(0, at - _BESIDE) : at].strip(_RUN) and text[at + 1 : at + 1 + _BESIDE].strip(_RUN)
        if not alone and SUSPECT.search(text, max(0, at - 2 * step), at + 2 * step):
            return False
    return True


def _text(column: Column, context: Context, sheet: Sheet) -> Screen:
    plain = _plain_text(column)
    if not (column.lookup and column.name == "customer_name" and "customer_id" in sheet.at):
        return plain
    return lambda block: context.known.customers.named_in(block) == [] or plain(block)


def _plain_text(column: Column) -> Screen:
    name, optional, long = column.name, column.required is not True, isinstance(column, LongText)
    own = bool(column.says_none)

    def screen(block: Block) -> bool | Sequence[int]:
        cells, text = block.column(name), block.text(name)
        if text is None or own or "#" in text:
            return False
        filled = [cell for cell in cells if cell] if None in cells else cells
        if not (says_something(text, filled) and (long or text.isprintable()) and harmless(text)):
            return False
        return optional or [at for at, cell in enumerate(cells) if cell is None] or True

    return screen


def _id(column: Column, context: Context, sheet: Sheet) -> Screen:
    assert isinstance(column, Id)
    name, form = column.name, form_of(column, context)[0]
    if form is None or sheet.table.key[:1] != (name,):
        return _never
    fits = _column_of(re.sub(r"\(\?P<\w+>", "(?:", form.pattern))
    seen = context.known.keys.setdefault(sheet.table.id, {})

    def screen(block: Block) -> bool:
        cells = block.column(name)
        text = block.text(name)
        if text is None or None in cells or not fits(text) or max(map(len, cells)) >= LEAST_DIGITS:
            return False
        if len(set(cells)) < len(cells) or not seen.keys().isdisjoint(cells):
            return False
        seen.update(zip(cells, block.numbers, strict=True))
        return True

    return screen


def _ref(column: Column, context: Context, _: Sheet) -> Screen:
    assert isinstance(column, Ref)
    name, target = column.name, column.to.partition(".")[0]
    by_name = name == "customer_name"
    if target not in context.read or by_name:
        return _never
    keys = context.known.keys.get(target, {})

    def screen(block: Block) -> bool | Sequence[int]:
        cells = block.column(name)
        if all(map(keys.__contains__, cells)):
            return True
        return [at for at, cell in enumerate(cells) if cell not in keys]

    return screen


def _phone(column: Column, context: Context, _: Sheet) -> Screen:
    return _formed(column, ordinary_phone(context.policy.word("phone.store_format")))


def _email(column: Column, context: Context, _: Sheet) -> Screen:
    if context.policy.flag("email.check_mx"):
        return _never
    return _formed(column, ORDINARY_EMAIL)


def _formed(column: Column, pattern: re.Pattern[str]) -> Screen:
    name, optional = column.name, column.required is not True

    def screen(block: Block) -> bool | Sequence[int]:
        misfits = block.misfits(name, pattern)
        if optional or None not in block.column(name):
            return misfits or True
        return sorted({*misfits, *(at for at, cell in enumerate(block.column(name)) if not cell)})

    return screen


def _moment(column: Column, context: Context, _: Sheet) -> Screen:
    assert isinstance(column, _Moment)
    name, optional = column.name, column.required is not True
    tolerance = context.policy.count("date.future_tolerance_days")
    latest = context.today + timedelta(days=tolerance) if column.past and context.today.year < 9990 else None

    def screen(block: Block) -> bool | Sequence[int]:
        cells, kinds = block.column(name), block.kinds(name)
        if kinds == {date} and (latest is None or max(cells) <= latest):
            return True
        end = datetime.combine(latest or date.max, time.max)
        if kinds == {datetime} and max(cells) <= end:
            return True
        last = latest or date.max
        return [
            at
            for at, cell in enumerate(cells)
            if not (
                (type(cell) is date and cell <= last)
                or (type(cell) is datetime and cell <= end)
                or (cell is None and optional)
            )
        ]

    return screen


def _clock(column: Column, _: Context, __: Sheet) -> Screen:
    name, kinds = column.name, {time} if column.required is True else {time, type(None)}

    def screen(block: Block) -> bool:
        return kinds.issuperset(block.kinds(name))

    return screen


def _number(column: Column, _: Context, __: Sheet) -> Screen:
    assert isinstance(column, _Number)
    name = column.name
    least, most, above = bounds_of(column)
    types = {int} if isinstance(column, Int) else {int, float}

    def screen(block: Block) -> bool:
        cells = block.column(name)
        if not types.issuperset(block.kinds(name)):
            return False
        low, high = min(cells), max(cells)
        return bool(least <= low and low > above and high <= min(most, _HARMLESS))

    return screen


def _never(_: Block) -> bool:
    return False


_SCREENS: Mapping[type[Column], Callable[[Column, Context, Sheet], Screen]] = {
    Text: _text,
    LongText: _text,
    Id: _id,
    Ref: _ref,
    Phone: _phone,
    Email: _email,
    Date: _moment,
    DateTime: _moment,
    Time: _clock,
    Int: _number,
    Score: _number,
    Decimal: _number,
    Money: _number,
}


def screen_of(column: Column, context: Context, sheet: Sheet) -> Screen | None:
    """The screen of a column, None when it has none but the memory of what was fine before."""
    make = _SCREENS.get(type(column))
    return make(column, context, sheet) if make else None
