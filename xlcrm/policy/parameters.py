"""The parameters as policy.toml declares them.

The file is cut at its headings and a section is parsed when it is first asked for: a run that needs
forty of the 244 parameters pays for forty.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from xlcrm.policy.interval import Interval
from xlcrm.policy.values import NOUNS, READERS, Both, Refused, measured, near, show

TEXTS = ("manual", "deck", "process", "card", "toolkit")  # profiles that stand for one of the five texts
PROFILES = (*TEXTS, "strict", "custom")

_OFF = frozenset({"off", "none", "false", "无", "关", "关闭", "不限"})
_TIME_UNITS = frozenset({"分钟", "小时", "天", "工作日", "周", "月"})
_MEASURED_KINDS = frozenset({"interval", "hours", "count", "number", "share"})
_BOUNDED_KINDS = frozenset({"hours", "count", "counts", "number", "share"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One section of policy.toml.

    ``values``: what each profile says, ``strict`` only where the shortest is not meant. ``off``: may be
    switched off. ``pattern``: stands for many names (``cadence.合作.*``), of which a profile may name
    members. ``form``: regular expression of a word. ``options``: further values that the texts mention.
    """

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
        return self.kind == "interval" or self.unit in _TIME_UNITS

    @property
    def is_bounded(self) -> bool:
        """True for figures, which have a least and a most value."""
        return self.kind in _BOUNDED_KINDS

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """Least and most; the longest interval is that of days."""
        return self.bounds or unit_bounds("天" if self.kind == "interval" else self.unit)

    def member(self, name: str) -> str:
        """What stands in ``name`` for the open end of the pattern: ``cadence.合作.A`` -> ``A``."""
        return name.removeprefix(_stem(self.name))

    def holds_anyway(self, profile: str, value: object) -> bool:
        """True when the profile, as shipped, answers with this value."""
        if profile != "manual" or "manual" in self.values:
            return profile in self.values and self.values[profile] == value
        spoken = [self.values[text] for text in TEXTS if text in self.values]
        return value == (spoken[0] if len(spoken) == 1 else None)

    def read(self, raw: object, unit: str = "") -> Any:
        """Value of what was typed, with the unit beside it if there is one; None is off. Raises Refused."""
        if isinstance(raw, str):
            raw = raw.strip()
        if self.off and str(raw).lower() in _OFF:
            return None
        if raw is None or raw == "":
            raise Refused(
                Both("没有填值", "no value is given"),
                Both(
                    f"填写如 {self.sample}，或删去这一行",
                    f"write a value such as {self.sample} or delete the row",
                ),
            )
        if self.kind in _MEASURED_KINDS:
            raw = measured(raw, unit.strip() or self._own_unit(raw))
        try:
            return READERS[self.kind](self, raw)
        except Refused:
            raise
        except ValueError:
            noun = NOUNS[self.kind]
            raise Refused(
                Both(f"“{raw}”不是{noun.zh}", f"{raw!r} is not {noun.en}"),
                Both(f"写成如 {self.sample}", f"write it like {self.sample}"),
            ) from None

    @property
    def sample(self) -> str:
        """A value that would be taken."""
        plain = (*self.values.values(), *self.options)
        return next(
            show(each, self.kind) for each in plain if each is not None and not isinstance(each, Mapping)
        )

    def _own_unit(self, raw: object) -> str:
        """Unit of a bare number where one is meant: that of the intervals the profiles name, if all agree."""
        if self.kind != "interval" or not re.fullmatch(r"\d+(\.0)?", str(raw)):
            return ""
        units = {value.unit for value in self.values.values() if isinstance(value, Interval)}
        return units.pop() if len(units) == 1 else ""


@cache
def _sections() -> Mapping[str, str]:
    text = Path(__file__).with_name("policy.toml").read_text(encoding="utf-8")
    parts = re.split(r'^\[(?:"([^"\n]+)"|bounds)\]$', text, flags=re.MULTILINE)
    return {name or "": body for name, body in zip(parts[1::2], parts[2::2], strict=True)}


@cache
def names() -> tuple[str, ...]:
    """Every parameter, in the order of policy.toml."""
    return tuple(filter(None, _sections()))


@cache
def unit_bounds(unit: str) -> tuple[Decimal, Decimal]:
    """Least and most of a parameter that names no bounds, by its unit."""
    low, high = tomllib.loads(_sections()[""])[unit]
    return Decimal(low), Decimal(high)


def _stem(pattern: str) -> str:
    return re.split(r"[*<]", pattern, maxsplit=1)[0]


@cache
def parameter(name: str) -> Parameter:
    """The section that declares ``name``, else the pattern it falls under; KeyError if there is neither."""
    sections = _sections()
    if name and name in sections:
        return _declared(name, tomllib.loads(sections[name]))
    for pattern in names():
        if pattern.endswith(("*", ">")) and name.startswith(_stem(pattern)) and name != _stem(pattern):
            return parameter(pattern)
    raise KeyError(f"there is no parameter {name!r}{near(name, names()).en}")


def _declared(name: str, entry: Mapping[str, Any]) -> Parameter:
    bounds = entry.get("bounds")
    bare = Parameter(
        name,
        entry["zh"],
        entry["kind"],
        tuple(entry["rules"].split()),
        unit="小时" if entry["kind"] == "hours" else entry.get("unit", ""),
        source=entry.get("source", ""),
        bounds=(Decimal(str(bounds[0])), Decimal(str(bounds[1]))) if bounds else None,
        choices=tuple(entry.get("choices", ())),
        form=entry.get("form", ""),
        off=entry.get("off", False),
        pattern=entry.get("pattern", False),
    )

    def read(raw: Any) -> Any:
        return (
            {each: bare.read(part) for each, part in raw.items()} if isinstance(raw, dict) else bare.read(raw)
        )

    spoken = {"manual": "value", **{profile: profile for profile in PROFILES[1:]}}
    values = {profile: read(entry[key]) for profile, key in spoken.items() if key in entry}
    return replace(bare, values=values, options=tuple(read(raw) for raw in entry.get("options", ())))
