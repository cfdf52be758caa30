"""Kinds of values: how a cell, a TOML entry or an option is read, and how a value is written again.

A reader takes the parameter and what was typed; it gives the value or raises ``Refused`` (known cause)
or ValueError (not of this kind at all).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from xlcrm.policy.interval import Interval

if TYPE_CHECKING:
    from xlcrm.policy.parameters import Parameter

_TRUE = frozenset({"true", "on", "yes", "1", "是", "开", "启用"})
_FALSE = frozenset({"false", "off", "no", "0", "否", "关", "停用"})
_MINUTES = {"分钟": 1, "小时": 60, "天": 1440, "周": 10080}
_UNIT_NAMES = {"个月": "月", "分": "分值", "个工作日": "工作日"}
_MEASURE = r"([\d.,，]+)\s*(分钟|小时|天|周|个?月|元|分值?|次|个?工作日)"
_WEEKDAYS = dict(zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), range(1, 8), strict=True)) | {
    f"周{day}": n for n, day in enumerate("一二三四五六日", 1)
}


class Both(NamedTuple):
    """One sentence, Chinese and English."""

    zh: str
    en: str


class Refused(ValueError):
    """A typed value that a parameter cannot take: what is wrong, and what to write instead."""

    def __init__(self, what: Both, cure: Both) -> None:
        super().__init__(f"{what.en}: {cure.en}")
        self.what, self.cure = what, cure


class Blocked(NamedTuple):
    """Hours of a weekday (1 = Monday) in which nobody should call: ``since`` included, ``until`` not."""

    weekday: int
    since: time
    until: time


class Span(NamedTuple):
    """Hours of a day from ``since`` up to ``until``; ``time.max`` is the day's end, 24:00."""

    since: time
    until: time


class Range(NamedTuple):
    """From ``low`` to ``high``, both included; ``high`` None is open, and then ``low`` is excluded.

    >>> 15 in Range(Decimal(8), Decimal(14)), 30 in Range(Decimal(30), None), 31 in Range(Decimal(30), None)
    (False, False, True)
    """

    low: Decimal
    high: Decimal | None

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, int | float | Decimal):
            return False
        return value > self.low if self.high is None else self.low <= value <= self.high


def near(word: str, known: Iterable[str]) -> Both:
    """Empty, or the question whether a known word was meant."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    return Both(f"（是不是 {close[0]}？）", f" (did you mean {close[0]}?)") if close else Both("", "")


def measured(raw: object, unit: str) -> object:
    """What was typed together with its unit: ``2``, ``天`` -> ``2 天``; a share of 1 or less is none of %."""
    if not unit or isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        return raw
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return raw
    return raw if unit == "%" and number <= 1 else f"{number.normalize():f} {unit}"


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise ValueError(raw)
    try:
        number = Decimal(str(raw).replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValueError(raw) from None
    if not number.is_finite():
        raise ValueError(raw)
    return number


def _within(parameter: Parameter, number: Decimal) -> Decimal:
    low, high = parameter.limits
    if low <= number <= high:
        return number
    least, most, given = (show(each, parameter.kind) for each in (low, high, number))
    raise Refused(
        Both(f"{given} 超出范围", f"{given} is out of bounds"),
        Both(f"填写 {least} 到 {most} 之间的值", f"write a value from {least} to {most}"),
    )


def _number(parameter: Parameter, raw: object) -> Decimal:
    found = re.fullmatch(_MEASURE, raw) if isinstance(raw, str) else None
    if found is None:
        return _within(parameter, _decimal(raw))
    number, unit = _decimal(found[1]), _UNIT_NAMES.get(found[2], found[2])
    if unit != parameter.unit:
        if unit not in _MINUTES or parameter.unit not in _MINUTES:
            raise Refused(
                Both(f"单位“{unit}”不合", f"the unit {unit!r} does not fit"),
                Both(f"单位用“{parameter.unit or '空白'}”", f"use the unit {parameter.unit or 'blank'}"),
            )
        number = number * _MINUTES[unit] / _MINUTES[parameter.unit]
    return _within(parameter, number)


def _count(parameter: Parameter, raw: object) -> int:
    number = _number(parameter, raw)
    if number != int(number):
        raise ValueError(raw)
    return int(number)


def _share(parameter: Parameter, raw: object) -> Decimal:
    if isinstance(raw, str) and raw.endswith(("%", "％")):
        return _within(parameter, _decimal(raw[:-1].strip()) / 100)
    return _within(parameter, _decimal(raw))


def _interval(parameter: Parameter, raw: object) -> Interval:
    interval = raw if isinstance(raw, Interval) else Interval.parse(str(raw))
    longest = Interval(int(parameter.limits[1]), "d")
    if interval <= longest:
        return interval
    raise Refused(
        Both(f"{interval}太长", f"{interval.toml()} is too long"),
        Both(f"填写不超过{longest}的间隔", f"write at most {longest.toml()}"),
    )


def _flag(_: Parameter, raw: object) -> bool:
    word = str(raw).lower().removesuffix(".0")
    if word not in _TRUE and word not in _FALSE:
        raise ValueError(raw)
    return word in _TRUE


def _word(parameter: Parameter, raw: object) -> str:
    word = str(raw).strip()
    if parameter.choices and word not in parameter.choices:
        listed, guess = " / ".join(parameter.choices), near(word, parameter.choices)
        raise Refused(
            Both(f"“{word}”不在可选值中", f"{word!r} is not among the choices"),
            Both(f"选一个：{listed}{guess.zh}", f"choose one of {listed}{guess.en}"),
        )
    if parameter.form and not re.fullmatch(parameter.form, word):
        raise ValueError(raw)
    return word


def _clock(_: Parameter, raw: object) -> time:
    if isinstance(raw, datetime):
        raw = raw.time()
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, float):  # the share of a day, as a spreadsheet keeps a clock time
        hour, minute = divmod(round(raw * 1440), 60)
        return time(hour, minute)
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?", str(raw))
    if found is None:
        raise ValueError(raw)
    return time(int(found[1]), int(found[2]))


def _span(parameter: Parameter, raw: object) -> Span:
    since, until = re.split(r"\s*[–—~～-]\s*", str(raw))
    span = Span(_clock(parameter, since), time.max if until == "24:00" else _clock(parameter, until))
    if span.since >= span.until:
        raise ValueError(raw)
    return span


def _zone(_: Parameter, raw: object) -> str:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(str(raw)).key
    except (OSError, KeyError) as missing:
        raise ValueError(raw) from missing


def _blocked(parameter: Parameter, raw: object) -> Blocked:
    found = re.fullmatch(r"(\S+?)\s*(<|≥|>=)\s*(\S+)", str(raw))
    if found is None or found[1] not in _WEEKDAYS:
        raise ValueError(raw)
    weekday, edge = _WEEKDAYS[found[1]], _clock(parameter, found[3])
    return Blocked(weekday, time.min, edge) if found[2] == "<" else Blocked(weekday, edge, time.max)


def _range(_: Parameter, raw: object) -> Range:
    text = str(raw).strip().replace("％", "%")
    scale = 100 if text.endswith("%") else 1
    figure = r"\d+(?:\.\d+)?"
    found = re.fullmatch(rf"(?:[>＞]\s*({figure})|({figure})\s*(?:–|-|~|～|\.\.)\s*({figure}))%?", text)
    if found is None:
        raise ValueError(raw)
    if found[1]:
        return Range(Decimal(found[1]) / scale, None)
    low, high = Decimal(found[2]) / scale, Decimal(found[3]) / scale
    if low > high or (scale == 100 and high > 1):
        raise ValueError(raw)
    return Range(low, high)


def _band(parameter: Parameter, raw: object) -> tuple[Range, Range]:
    customers, revenue = (part.strip() for part in str(raw).split("/"))
    if not customers.endswith("%") or not revenue.endswith("%"):
        raise ValueError(raw)
    return _range(parameter, customers), _range(parameter, revenue)


def _each(read: Callable[[Parameter, object], Any]) -> Callable[[Parameter, object], tuple[Any, ...]]:
    def read_all(parameter: Parameter, raw: object) -> tuple[Any, ...]:
        if isinstance(raw, str):
            parts: list[object] = [part.strip() for part in re.split(r"[;；、,，\n]", raw.strip("[]【】"))]
        else:
            parts = list(raw) if isinstance(raw, list | tuple) else [raw]
        values = tuple(read(parameter, part) for part in parts if part != "")
        if not values:
            raise ValueError(raw)
        return values

    return read_all


def _clocks(parameter: Parameter, raw: object) -> tuple[time, ...]:
    return tuple(sorted(_each(_clock)(parameter, raw)))


READERS: Mapping[str, Callable[[Parameter, object], Any]] = {
    "interval": _interval,
    "hours": _number,
    "count": _count,
    "number": _number,
    "share": _share,
    "flag": _flag,
    "word": _word,
    "clock": _clock,
    "zone": _zone,
    "range": _range,
    "band": _band,
    "words": _each(_word),
    "counts": _each(_count),
    "clocks": _clocks,
    "spans": _each(_span),
    "blocked": _each(_blocked),
    "ranges": _each(_range),
}
NOUNS: Mapping[str, Both] = {
    "interval": Both("间隔", "an interval"),
    "hours": Both("小时数", "a number of hours"),
    "count": Both("整数", "a whole number"),
    "counts": Both("整数", "whole numbers"),
    "number": Both("数字", "a number"),
    "share": Both("百分比", "a share"),
    "flag": Both("是或否", "true or false"),
    "word": Both("合格的写法", "of the expected form"),
    "words": Both("合格的写法", "of the expected form"),
    "clock": Both("时刻", "a clock time"),
    "clocks": Both("时刻", "clock times"),
    "spans": Both("时间段", "spans of hours"),
    "zone": Both("时区名", "a time zone"),
    "blocked": Both("星期加时刻", "weekdays with a clock time"),
    "band": Both("两个比例范围", "two ranges of shares"),
    "range": Both("范围", "a range"),
    "ranges": Both("范围", "ranges"),
}


def show(value: Any, kind: str = "") -> str:
    """A value as policy.toml and the sheet 策略参数表 write it; None is ``off``."""
    match value:
        case None:
            return "off"
        case bool():
            return "true" if value else "false"
        case Interval():
            return value.toml()
        case time():
            return "24:00" if value == time.max else f"{value:%H:%M}"
        case Span():
            return f"{show(value.since)}–{show(value.until)}"
        case Blocked():
            day = next(name for name, n in _WEEKDAYS.items() if n == value.weekday)
            return f"{day} <{value.until:%H:%M}" if value.since == time.min else f"{day} ≥{value.since:%H:%M}"
        case Range():
            scale, sign = (100, "%") if kind == "band" else (1, "")
            low, high = (None if edge is None else f"{(edge * scale).normalize():f}" for edge in value)
            return (f">{low}" if high is None else f"{low}–{high}") + sign
        case tuple():
            return (" / " if kind == "band" else "; ").join(show(part, kind) for part in value)
        case Decimal():
            return f"{(value * 100).normalize():f}%" if kind == "share" else f"{value.normalize():f}"
    return str(value)
