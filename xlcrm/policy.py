"""The policy: every figure of the manuals, as the user may have changed it.

``Policy.default()`` is the manual alone; ``Policy.load`` adds, the last one winning, the company's file
(``XLCRM_POLICY``), the rows of 策略参数表 and a file named on the command line. A file of values:

    profile = "deck"                 # which profile is active
    "complaint.hours.一般" = 36       # holds under every profile (custom)
    [profile.card]                   # holds where the profile card speaks
    "second.A" = "2 d"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from xlcrm.interval import Interval
from xlcrm.parameters import (
    PROFILES,
    SEEDS,
    Blocked,
    Both,
    Parameter,
    Range,
    Refused,
    bounds_of,
    names,
    near,
    parameter,
    show,
)

__all__ = ["PROFILES", "Blocked", "Both", "Interval", "ParameterView", "Policy", "PolicyFault", "Range", "SheetRow"]

SHEET = "策略参数表"
_ACTIVE = "profile.active"
_UNITS = {"分钟": "min", "小时": "h", "天": "d", "周": "week", "月": "month"}
_T = TypeVar("_T")


class SheetRow(NamedTuple):
    """One row of 策略参数表; ``row`` is its number on the sheet, for the message."""

    profile: str
    parameter: str
    value: object
    unit: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """A value that was not taken: of which parameter, from where, what is wrong and the cure."""

    name: str
    value: str
    origin: str
    what: Both
    cure: Both
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ParameterView:
    """What ``xlcrm policy`` prints of one parameter; values are texts as policy.toml writes them."""

    name: str
    zh: str
    value: str
    unit: str
    default: str
    origin: str
    kind: str
    bounds: tuple[str, str] | None
    choices: tuple[str, ...]
    per_profile: Mapping[str, str]
    rules: tuple[str, ...]
    source: str


class _Cell(NamedTuple):
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class _Layer:
    """What one sheet or file says: (profile, name) -> value."""

    cells: Mapping[tuple[str, str], _Cell]

    def find(self, profile: str, name: str) -> _Cell | None:
        return self.cells.get((profile, name)) or self.cells.get((profile, parameter(name).name))


@dataclass(frozen=True, eq=False)
class Policy:
    """Values of all parameters under one active profile (R-038). Immutable.

    >>> [Policy.of(profile).interval("cadence.潜在.C").toml() for profile in ("manual", "process", "deck", "strict")]
    ['1 month', '7 d', '1 month', '7 d']
    >>> Policy.default().number("complaint.hours.重大"), Policy.default().origin("complaint.hours.重大")
    (Decimal('72'), 'deck')
    """

    profile: str = "manual"
    _layers: tuple[_Layer, ...] = ()
    _known: dict[str, _Cell] = field(default_factory=dict, repr=False)

    @classmethod
    def default(cls) -> Policy:
        """The manual (001), nothing changed."""
        return cls()

    @classmethod
    def of(cls, profile: str) -> Policy:
        """A shipped profile, nothing changed; ValueError names the profiles there are."""
        if profile not in PROFILES:
            raise ValueError(f"there is no profile {profile!r}{near(profile, PROFILES).en}: choose {', '.join(PROFILES)}")
        return cls(profile)

    @classmethod
    def load(
        cls,
        profile: str | None = None,
        sheet_rows: Iterable[SheetRow | tuple[str, str, object]] | None = None,
        env: Mapping[str, str] | None = None,
        file: str | Path | None = None,
    ) -> tuple[Policy, list[PolicyFault]]:
        """The policy of a run and the values that were not taken; never raises for what a user wrote.

        Order, the last wins: file of ``env["XLCRM_POLICY"]``, ``sheet_rows``, ``file``; ``profile`` (an
        option of the command line) wins over every ``profile.active``.
        """
        faults: list[PolicyFault] = []
        layers = []
        if company := (env or {}).get("XLCRM_POLICY"):
            layers.append(_read_file(Path(company), f"XLCRM_POLICY {company}", faults))
        if sheet_rows is not None:
            layers.append(_layer((SheetRow(*row) for row in sheet_rows), SHEET, faults))
        if file is not None:
            layers.append(_read_file(Path(file), str(file), faults))
        if profile is not None and profile not in PROFILES:
            faults.append(_no_profile(profile, "--profile", None))
            profile = None
        return cls(profile or _active(layers), tuple(layers)), faults

    def with_values(self, values: Mapping[str, object]) -> Policy:
        """The same with some values replaced, whatever the profile; ValueError for a bad one.

        >>> Policy.default().with_values({"dormant.months": 9}).count("dormant.months")
        9
        """
        cells = {("custom", name): _Cell(parameter(name).read(raw), "with_values") for name, raw in values.items()}
        layer = _Layer(cells)
        return Policy(_active([layer], self.profile), (*self._layers, layer))

    def under(self, profile: str) -> Policy:
        """The same changes under another profile."""
        return Policy(Policy.of(profile).profile, self._layers)

    def interval(self, name: str) -> Interval | None:
        """A span of time; None is off. Counts of minutes, hours, days and months may be asked too."""
        value = self._cell(name).value
        if value is None or isinstance(value, Interval):
            return value
        unit = parameter(name).unit
        if unit not in _UNITS or value != int(value):
            raise _wrong(name, "an interval")
        return Interval.parse(f"{int(value)} {_UNITS[unit]}") if value else None

    def number(self, name: str) -> Decimal:
        """A number; a share is between 0 and 1."""
        value = self._cell(name).value
        if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
            return Decimal(value)
        raise _wrong(name, "a number")

    def optional_number(self, name: str) -> Decimal | None:
        """A number, None when off."""
        return None if self.is_off(name) else self.number(name)

    def count(self, name: str) -> int:
        """A whole number of things, days, months."""
        return self._typed(name, int, "a count")

    def optional_count(self, name: str) -> int | None:
        """A whole number, None when off."""
        return None if self.is_off(name) else self.count(name)

    def hours(self, name: str) -> Decimal:
        """A number of hours, perhaps a broken one (0.5)."""
        return self.number(name)

    def optional_hours(self, name: str) -> Decimal | None:
        """A number of hours, None when off: then there is no deadline."""
        return self.optional_number(name)

    def flag(self, name: str) -> bool:
        """A switch."""
        return self._typed(name, bool, "a flag")

    def word(self, name: str) -> str:
        """A word, mostly one of the parameter's choices."""
        return self._typed(name, str, "a word")

    def optional_word(self, name: str) -> str | None:
        """A word, None when off."""
        return None if self.is_off(name) else self.word(name)

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        return self._list(name, str, "a list of words")

    def counts(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return self._list(name, int, "a list of counts")

    def clock(self, name: str) -> time:
        """A clock time."""
        return self._typed(name, time, "a clock time")

    def clocks(self, name: str) -> tuple[time, ...]:
        """Clock times, the earliest first."""
        return self._list(name, time, "a list of clock times")

    def span(self, name: str) -> tuple[time, time]:
        """From a clock time up to a later one."""
        since, until = self._list(name, time, "a span of hours")
        return since, until

    def range(self, name: str) -> Range:
        """A range of numbers."""
        return self._typed(name, Range, "a range")

    def ranges(self, name: str) -> tuple[Range, ...]:
        """Ranges of numbers, also the two of ``abc.band``: share of customers, share of revenue."""
        return self._list(name, Range, "a list of ranges")

    def blocked(self, name: str) -> tuple[Blocked, ...]:
        """Hours of weekdays."""
        return self._list(name, Blocked, "a list of blocked hours")

    def is_off(self, name: str) -> bool:
        """True when the parameter is switched off."""
        return self._cell(name).value is None

    def origin(self, name: str) -> str:
        """Where the value comes from: ``manual``, ``deck``, ``策略参数表``, a file's path."""
        return self._cell(name).origin

    def text(self, name: str) -> str:
        """The value as policy.toml writes it."""
        return show(self._cell(name).value, parameter(name).kind)

    def explain(self, name: str) -> ParameterView:
        """Everything there is to say of one parameter."""
        entry = parameter(name)
        low, high = entry.bounds or (bounds_of(entry.unit) if entry.kind in _BOUNDED else (None, None))
        bounds = None if low is None else (show(low, entry.kind), show(high, entry.kind))
        spoken = ((seed, self.under(seed)._says(seed, name)) for seed in SEEDS)
        return ParameterView(
            name=name,
            zh=entry.zh,
            value=self.text(name),
            unit=entry.unit,
            default=_SHIPPED.text(name),
            origin=self.origin(name),
            kind=entry.kind,
            bounds=bounds,
            choices=entry.choices,
            per_profile={seed: show(cell.value, entry.kind) for seed, cell in spoken if cell is not None},
            rules=entry.rules,
            source=entry.source,
        )

    def all(self) -> tuple[ParameterView, ...]:
        """Every parameter, in the order of policy.toml, members that somebody names after their pattern."""
        return tuple(self.explain(name) for name in self._names())

    def _names(self) -> Iterator[str]:
        named = {name for layer in self._layers for _, name in layer.cells}
        for name in names():
            yield name
            entry = parameter(name)
            if entry.pattern:
                shipped = entry.values.get(self.profile)
                members = {name[:-1] + member for member in shipped} if isinstance(shipped, Mapping) else set()
                extra = {other for other in named if other not in names() and parameter(other) is entry}
                yield from sorted(members | extra)

    def _cell(self, name: str) -> _Cell:
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, name: str) -> _Cell:
        """custom -> active -> manual -> the only seed that speaks (R-038); in each, the last layer wins."""
        for layer in reversed(self._layers):
            cell = layer.find("custom", name) or layer.find(self.profile, name)
            if cell is not None:
                return cell
        if name == _ACTIVE:
            return _Cell(self.profile, self.profile)
        if self.profile == "strict":
            return self._shortest(name)
        for profile in (self.profile, "manual"):
            if (cell := self._says(profile, name)) is not None:
                return cell
        spoken = [cell for seed in SEEDS if (cell := self._says(seed, name)) is not None]
        return spoken[0] if len(spoken) == 1 else _Cell(None, "manual")

    def _shortest(self, name: str) -> _Cell:
        entry = parameter(name)
        if (declared := _shipped(entry, "strict", name)) is not None:
            return declared
        spoken = [cell for seed in SEEDS if (cell := self._says(seed, name)) is not None]
        on = [cell for cell in spoken if cell.value is not None]
        if not on:
            return _Cell(None, "manual")
        return min(on, key=lambda cell: cell.value) if entry.is_time else on[0]

    def _says(self, profile: str, name: str) -> _Cell | None:
        """What a profile itself says of a parameter; None while it is silent."""
        for layer in reversed(self._layers):
            if (cell := layer.find(profile, name)) is not None:
                return cell
        return _shipped(parameter(name), profile, name)

    def _typed(self, name: str, kind: type[_T], noun: str) -> _T:
        value = self._cell(name).value
        if type(value) is not kind:
            raise _wrong(name, noun)
        return value

    def _list(self, name: str, kind: type[_T], noun: str) -> tuple[_T, ...]:
        value = self._cell(name).value
        if not isinstance(value, tuple) or not all(isinstance(part, kind) for part in value):
            raise _wrong(name, noun)
        return value


_BOUNDED = frozenset({"count", "counts", "number", "hours", "share"})
_SHIPPED = Policy()


def _shipped(entry: Parameter, profile: str, name: str) -> _Cell | None:
    if profile not in entry.values:
        return None
    value = entry.values[profile]
    if isinstance(value, Mapping):
        member = name.removeprefix(entry.name[:-1])
        return _Cell(value[member], profile) if member in value else None
    return _Cell(value, profile)


def _wrong(name: str, noun: str) -> TypeError:
    return TypeError(f"{name} is no {noun.removeprefix('a ').removeprefix('an ')}: it is a {parameter(name).kind}")


def _active(layers: Iterable[_Layer], otherwise: str = "manual") -> str:
    active = otherwise
    for layer in layers:
        for (_, name), cell in layer.cells.items():
            if name == _ACTIVE:
                active = cell.value
    return active


def _layer(rows: Iterable[SheetRow], origin: str, faults: list[PolicyFault]) -> _Layer:
    cells: dict[tuple[str, str], _Cell] = {}
    for row in rows:
        profile, name = str(row.profile or "").strip() or "custom", str(row.parameter or "").strip()
        value = "" if row.value is None else str(row.value)
        try:
            entry = parameter(name)
        except KeyError:
            guess = near(name, names())
            what = Both(f"没有参数“{name}”", f"there is no parameter {name!r}")
            cure = Both(f"改成参数表里有的名字{guess.zh}", f"use a name that `xlcrm policy` lists{guess.en}")
            faults.append(PolicyFault(name, value, origin, what, cure, row.row))
            continue
        if profile not in PROFILES:
            faults.append(_no_profile(profile, origin, row.row, name))
            continue
        try:
            cells[profile, name] = _Cell(entry.read(row.value, str(row.unit or "")), origin)
        except Refused as refusal:
            faults.append(PolicyFault(name, value, origin, refusal.what, refusal.cure, row.row))
    return _Layer(cells)


def _no_profile(profile: str, origin: str, row: int | None, name: str = _ACTIVE) -> PolicyFault:
    listed, guess = " / ".join(PROFILES), near(profile, PROFILES)
    what = Both(f"没有方案“{profile}”", f"there is no profile {profile!r}")
    cure = Both(f"选一个：{listed}{guess.zh}", f"choose one of {listed}{guess.en}")
    return PolicyFault(name, profile, origin, what, cure, row)


def _read_file(path: Path, origin: str, faults: list[PolicyFault]) -> _Layer:
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        what = Both(f"打不开参数文件 {path}：{error.strerror}", f"cannot open the policy file {path}: {error.strerror}")
        cure = Both("检查路径是否写对", "check the path")
        faults.append(PolicyFault("", str(path), origin, what, cure))
        return _Layer({})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = Both(f"参数文件 {path} 不是 TOML（{error}）", f"the policy file {path} is not TOML ({error})")
        cure = Both(
            '每行写成 "参数名" = 值，含中文的参数名加英文引号，存为 UTF-8',
            'write each line as "name" = value, quote names with Chinese in them, save as UTF-8',
        )
        faults.append(PolicyFault("", str(path), origin, what, cure))
        return _Layer({})
    return _layer(_entries(content), origin, faults)


def _entries(content: Mapping[str, Any]) -> Iterator[SheetRow]:
    """Rows of a TOML file; ``[profile.deck]`` tables speak for that profile alone."""
    profiles = content.get("profile", {})
    if not isinstance(profiles, Mapping):
        profiles = {"active": profiles}
    for name, value in _flat({key: value for key, value in content.items() if key != "profile"}, ""):
        yield SheetRow("custom", name, value)
    for profile, value in profiles.items():
        if isinstance(value, Mapping):
            for name, inner in _flat(value, ""):
                yield SheetRow(profile, name, inner)
        else:
            yield SheetRow("custom", f"profile.{profile}", value)


def _flat(content: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
