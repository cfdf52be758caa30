"""The parameters as policy.toml declares them, and how a value typed by a person is read.

The file is cut at its headings and a section is parsed when it is first asked for: a run that needs
forty of the 244 parameters pays for forty.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from xlcrm.interval import Interval

SEEDS = ("manual", "deck", "process", "card", "toolkit")
PROFILES = (*SEEDS, "strict", "custom")

type_names = "interval hours count number share flag word words counts clock clocks span zone blocked band range ranges"
OFF_WORDS = frozenset({"off", "none", "无", "关", "关闭", "不限"})
_TRUE = frozenset({"true", "on", "yes", "1", "是", "开", "启用"})
_FALSE = frozenset({"false", "off", "no", "0", "否", "关", "停用"})
_MINUTES = {"分钟": 1, "小时": 60, "天": 1440, "周": 10080}
_DAYS = {"Mon": 1, "Tue": 2, "Wed": 3, "Thu": 4, "Fri": 5, "Sat": 6, "Sun": 7} | {
    f"周{day}": n for n, day in enumerate("一二三四五六日", 1)
}
_INTERVAL_UNITS = {"分钟": "min", "小时": "h", "天": "d", "周": "week", "月": "month"}


class Both(NamedTuple):
    """One sentence, Chinese and English."""

    zh: str
    en: str


class Refused(ValueError):
    """A typed value that the parameter cannot take: what is wrong and what to write instead."""

    def __init__(self, what: Both, cure: Both) -> None:
        super().__init__(f"{what.en}: {cure.en}")
        self.what, self.cure = what, cure


class Blocked(NamedTuple):
    """Hours of a weekday (1 = Monday) in which nobody should call; ``until`` is excluded."""

    weekday: int
    since: time
    until: time


class Range(NamedTuple):
    """From ``low`` to ``high``; None is open. ``above`` excludes ``low`` itself."""

    low: Decimal | None
    high: Decimal | None
    above: bool = False

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, int | float | Decimal):
            return False
        if self.low is not None and (value < self.low or (self.above and value == self.low)):
            return False
        return self.high is None or value <= self.high


@dataclass(frozen=True, slots=True)
class Parameter:
    """One section of policy.toml; ``values`` holds what each profile says, as read."""

    name: str
    zh: str
    kind: str
    rules: tuple[str, ...]
    unit: str = ""
    source: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    bounds: tuple[Decimal, Decimal] | None = None
    choices: tuple[str, ...] = ()
    options: tuple[Any, ...] = ()
    form: str = ""
    off: bool = False
    pattern: bool = False

    @property
    def is_time(self) -> bool:
        """True for lengths of time, of which the profile ``strict`` takes the shortest."""
        return self.kind == "interval" or self.unit in {*_MINUTES, "工作日", "月"}

    def read(self, raw: object, unit: str = "") -> Any:
        """Value of a cell, TOML entry or option; None is ``off``. Raises Refused."""
        if isinstance(raw, str):
            raw = raw.strip()
        if self.off and (raw is False or str(raw).lower() in OFF_WORDS):
            return None
        if raw is None or raw == "":
            raise Refused(
                Both("没有填值", "no value is given"),
                Both(f"填写如 {self.sample()} 的值，或删去这一行", f"write a value such as {self.sample()} or delete the row"),
            )
        return _READERS[self.kind](self, raw, unit.strip())

    def sample(self) -> str:
        """A value that would be accepted."""
        for value in self.values.values():
            if value is not None and not isinstance(value, Mapping):
                return show(value, self.kind)
        return next((show(option, self.kind) for option in self.options), "48")

    def refuse(self, raw: object) -> Refused:
        """The refusal of something that is not of this kind at all."""
        zh, en = _NOUNS[self.kind]
        return Refused(
            Both(f"“{raw}”不是{zh}", f"{raw!r} is not {en}"),
            Both(f"写成如 {self.sample()}", f"write it like {self.sample()}"),
        )


def _decimal(parameter: Parameter, raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise parameter.refuse(raw)
    try:
        number = Decimal(str(raw).replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise parameter.refuse(raw) from None
    if not number.is_finite():
        raise parameter.refuse(raw)
    return number


def _within(parameter: Parameter, number: Decimal) -> Decimal:
    low, high = parameter.bounds or bounds_of(parameter.unit)
    if not low <= number <= high:
        span = f"{show(low, parameter.kind)} – {show(high, parameter.kind)}"
        unit = "" if parameter.kind == "share" else parameter.unit
        raise Refused(
            Both(f"{show(number, parameter.kind)} 超出范围", f"{show(number, parameter.kind)} is out of bounds"),
            Both(f"填写 {span} {unit}".rstrip(), f"write a value in {span}"),
        )
    return number


def _number(parameter: Parameter, raw: object, unit: str) -> Decimal:
    if isinstance(raw, str) and (found := re.fullmatch(r"([\d.,]+)\s*(分钟|小时|天|周|月|个月|元|分|次|工作日)", raw)):
        raw, unit = found[1], unit or {"个月": "月", "分": "分值"}.get(found[2], found[2])
    number = _decimal(parameter, raw)
    if unit and unit != parameter.unit:
        if unit not in _MINUTES or parameter.unit not in _MINUTES:
            wanted = parameter.unit or "空白"
            raise Refused(
                Both(f"单位“{unit}”不合", f"the unit {unit!r} does not fit"),
                Both(f"单位写成{wanted}", f"write the unit {wanted}"),
            )
        number = number * _MINUTES[unit] / _MINUTES[parameter.unit]
    return _within(parameter, number)


def _count(parameter: Parameter, raw: object, unit: str) -> int:
    number = _number(parameter, raw, unit)
    if number != int(number):
        raise parameter.refuse(raw)
    return int(number)


def _share(parameter: Parameter, raw: object, unit: str) -> Decimal:
    if isinstance(raw, str) and raw[-1] in "%％":
        return _within(parameter, _decimal(parameter, raw[:-1].strip()) / 100)
    number = _decimal(parameter, raw)
    return _within(parameter, number / 100 if unit == "%" and number > 1 else number)


def _interval(parameter: Parameter, raw: object, unit: str) -> Interval:
    if isinstance(raw, Interval):
        return raw
    text = str(raw).removesuffix(".0")
    if text.isdecimal():
        text += _INTERVAL_UNITS.get(unit, "") or _sole_unit(parameter)
    try:
        interval = Interval.parse(text)
    except ValueError:
        raise parameter.refuse(raw) from None
    longest = bounds_of("天")[1]
    if interval.nominal_minutes > longest * 1440:
        raise Refused(
            Both(f"{interval}太长", f"{interval} is too long"),
            Both(f"填写不超过 {longest} 天的间隔", f"write at most {longest} days"),
        )
    return interval


def _sole_unit(parameter: Parameter) -> str:
    units = {value.unit for value in parameter.values.values() if isinstance(value, Interval)}
    return units.pop() if len(units) == 1 else ""


def _flag(parameter: Parameter, raw: object, unit: str) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).lower().removesuffix(".0")
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise parameter.refuse(raw)


def _word(parameter: Parameter, raw: object, unit: str) -> str:
    word = str(raw)
    if parameter.choices and word not in parameter.choices:
        listed = " / ".join(parameter.choices)
        raise Refused(
            Both(f"“{word}”不在可选值中", f"{word!r} is not a choice"),
            Both(f"选一个：{listed}{near(word, parameter.choices).zh}", f"choose one of {listed}{near(word, parameter.choices).en}"),
        )
    if parameter.form and not re.fullmatch(parameter.form, word):
        raise parameter.refuse(raw)
    return word


def _several(raw: object) -> list[object]:
    if isinstance(raw, list | tuple):
        return list(raw)
    if isinstance(raw, str):
        return [part.strip() for part in re.split(r"[;；、,，\n]", raw.strip("[]【】")) if part.strip()]
    return [raw]


def _words(parameter: Parameter, raw: object, unit: str) -> tuple[str, ...]:
    return tuple(_word(parameter, part, unit) for part in _several(raw))


def _counts(parameter: Parameter, raw: object, unit: str) -> tuple[int, ...]:
    return tuple(_count(parameter, part, unit) for part in _several(raw))


def _clock(parameter: Parameter, raw: object, unit: str) -> time:
    if isinstance(raw, datetime):
        raw = raw.time()
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, float) and 0 <= raw < 1:  # a clock time as a spreadsheet stores it
        minutes = round(raw * 1440)
        return time(minutes // 60, minutes % 60)
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?", str(raw))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise parameter.refuse(raw)
    return time(int(found[1]), int(found[2]))


def _clocks(parameter: Parameter, raw: object, unit: str) -> tuple[time, ...]:
    return tuple(sorted(_clock(parameter, part, unit) for part in _several(raw)))


def _span(parameter: Parameter, raw: object, unit: str) -> tuple[time, time]:
    parts = re.split(r"\s*[–—~～-]\s*", str(raw))
    if len(parts) != 2:
        raise parameter.refuse(raw)
    since, until = (_clock(parameter, part, unit) for part in parts)
    if since >= until:
        raise parameter.refuse(raw)
    return since, until


def _zone(parameter: Parameter, raw: object, unit: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(str(raw)).key
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError subclass on some builds
        raise parameter.refuse(raw) from None
    except KeyError:
        raise parameter.refuse(raw) from None


def _blocked(parameter: Parameter, raw: object, unit: str) -> tuple[Blocked, ...]:
    rows = []
    for part in _several(raw):
        found = re.fullmatch(r"(\S+?)\s*(<|≥|>=|以前|以后)\s*(\S+)", str(part))
        if found is None or found[1] not in _DAYS:
            raise parameter.refuse(part)
        edge = _clock(parameter, found[3], unit)
        before = found[2] in {"<", "以前"}
        rows.append(Blocked(_DAYS[found[1]], time.min if before else edge, edge if before else time.max))
    return tuple(rows)


def _range(parameter: Parameter, raw: object, unit: str) -> Range:
    text = str(raw).replace("％", "%")
    percent = text.endswith("%")
    text = text.replace("%", "").strip()
    above = re.fullmatch(r"[>＞]\s*(\d+(?:\.\d+)?)", text)
    both = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:–|-|~|～|\.\.)\s*(\d+(?:\.\d+)?)", text)
    if not above and not both:
        raise parameter.refuse(raw)
    scale = Decimal(100) if percent else Decimal(1)
    if above:
        return Range(Decimal(above[1]) / scale, None, above=True)
    assert both is not None
    low, high = Decimal(both[1]) / scale, Decimal(both[2]) / scale
    if low > high or (percent and high > 1):
        raise parameter.refuse(raw)
    return Range(low, high)


def _ranges(parameter: Parameter, raw: object, unit: str) -> tuple[Range, ...]:
    return tuple(_range(parameter, part, unit) for part in _several(raw))


def _band(parameter: Parameter, raw: object, unit: str) -> tuple[Range, Range]:
    parts = [part.strip() for part in str(raw).split("/")]
    if len(parts) != 2 or not all(part.endswith(("%", "％")) for part in parts):
        raise parameter.refuse(raw)
    return _range(parameter, parts[0], unit), _range(parameter, parts[1], unit)


_READERS: Mapping[str, Callable[[Parameter, object, str], Any]] = {
    "interval": _interval, "hours": _number, "count": _count, "number": _number, "share": _share, "flag": _flag,
    "word": _word, "words": _words, "counts": _counts, "clock": _clock, "clocks": _clocks, "span": _span,
    "zone": _zone, "blocked": _blocked, "band": _band, "range": _range, "ranges": _ranges,
}  # fmt: skip
_NOUNS: Mapping[str, Both] = {
    "interval": Both("间隔", "an interval"),
    "hours": Both("小时数", "a number of hours"),
    "count": Both("整数", "a whole number"),
    "number": Both("数", "a number"),
    "share": Both("百分比", "a share"),
    "flag": Both("是或否（true / false）", "true or false"),
    "word": Both("合格的写法", "of the expected form"),
    "words": Both("合格的写法", "of the expected form"),
    "counts": Both("整数", "a whole number"),
    "clock": Both("时刻", "a clock time"),
    "clocks": Both("时刻", "a clock time"),
    "span": Both("时间段", "a span of hours"),
    "zone": Both("时区名", "a time zone"),
    "blocked": Both("星期与时刻", "a weekday with a clock time"),
    "band": Both("两个比例范围", "two ranges of shares"),
    "range": Both("范围", "a range"),
    "ranges": Both("范围", "a range"),
}


def show(value: Any, kind: str = "") -> str:
    """A value as policy.toml and the sheet 策略参数表 write it."""
    if value is None:
        return "off"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Interval):
        return value.toml()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Blocked):
        day = next(name for name, n in _DAYS.items() if n == value.weekday)
        return f"{day} <{value.until:%H:%M}" if value.since == time.min else f"{day} ≥{value.since:%H:%M}"
    if isinstance(value, Range):
        return _show_range(value, percent=kind == "band")
    if isinstance(value, tuple):
        joint = {"span": "–", "band": " / "}.get(kind, "; ")
        return joint.join(show(part, kind) for part in value)
    if isinstance(value, Decimal):
        scaled = value * 100 if kind == "share" else value
        return f"{scaled.normalize():f}" + ("%" if kind == "share" else "")
    return str(value)


def _show_range(value: Range, *, percent: bool) -> str:
    def plain(number: Decimal | None) -> str:
        return "" if number is None else f"{(number * 100 if percent else number).normalize():f}"

    text = f">{plain(value.low)}" if value.high is None else f"{plain(value.low)}–{plain(value.high)}"
    return text + ("%" if percent else "")


def near(word: str, known: Iterable[str]) -> Both:
    """``，是不是 X？`` where some known word comes close, else nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    return Both(f"（是不是 {close[0]}？）", f" (did you mean {close[0]}?)") if close else Both("", "")


@cache
def _sections() -> Mapping[str, str]:
    text = Path(__file__).with_name("policy.toml").read_text(encoding="utf-8")
    parts = re.split(r'^\[(?:"([^"\n]+)"|bounds)\]$', text, flags=re.MULTILINE)
    return {name or "[bounds]": body for name, body in zip(parts[1::2], parts[2::2], strict=True)}


@cache
def names() -> tuple[str, ...]:
    """Every parameter, in the order of policy.toml."""
    return tuple(name for name in _sections() if name != "[bounds]")


@cache
def bounds_of(unit: str) -> tuple[Decimal, Decimal]:
    """Least and most of a parameter that names no bounds, by its unit."""
    low, high = tomllib.loads(_sections()["[bounds]"])[unit]
    return Decimal(low), Decimal(high)


@cache
def _patterns() -> Mapping[str, str]:
    return {name[: re.search(r"[*<]", name).start()]: name for name in names() if name.endswith(("*", ">"))}  # type: ignore[union-attr]


@cache
def parameter(name: str) -> Parameter:
    """The section that declares ``name``: its own, else the pattern it falls under; KeyError if none."""
    sections = _sections()
    if name in sections and name != "[bounds]":
        return _parse(name, sections[name])
    for prefix, pattern in _patterns().items():
        if name.startswith(prefix) and len(name) > len(prefix):
            return parameter(pattern)
    raise KeyError(f"there is no parameter {name!r}{near(name, names()).en}")


def _parse(name: str, body: str) -> Parameter:
    entry = tomllib.loads(body)
    spoken = {profile: entry[key] for profile, key in _SPEAKERS if key in entry}
    bare = Parameter(
        name=name,
        zh=entry["zh"],
        kind=entry["kind"],
        rules=tuple(entry["rules"].split()),
        unit=entry.get("unit", "小时" if entry["kind"] == "hours" else ""),
        source=entry.get("source", ""),
        bounds=tuple(Decimal(str(bound)) for bound in entry["bounds"]) if "bounds" in entry else None,  # type: ignore[arg-type]
        choices=tuple(entry.get("choices", ())),
        options=tuple(entry.get("options", ())),
        form=entry.get("form", ""),
        off=entry.get("off", False),
        pattern=entry.get("pattern", False),
    )
    values = {
        profile: {member: bare.read(part) for member, part in raw.items()} if isinstance(raw, dict) else bare.read(raw)
        for profile, raw in spoken.items()
    }
    object.__setattr__(bare, "values", values)
    return bare


_SPEAKERS = (("manual", "value"), *((profile, profile) for profile in (*SEEDS[1:], "strict")))
