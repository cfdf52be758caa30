"""The values of all parameters under one active profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeVar

from xlcrm.policy.interval import Interval
from xlcrm.policy.layers import (
    ACTIVE,
    Cell,
    Layer,
    PolicyFault,
    SheetRow,
    check_profile,
    read_file,
    read_sheet,
)
from xlcrm.policy.parameters import PROFILES, TEXTS, Parameter, names, parameter
from xlcrm.policy.values import Blocked, Range, Span, near, show

T = TypeVar("T")


class ParameterView(NamedTuple):
    """What there is to say of one parameter; values are texts as policy.toml writes them.

    ``per_profile``: what each of the five texts says itself. ``bounds``: least and most of a figure.
    """

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


@dataclass(frozen=True, eq=False)
class Policy:
    """Every figure, word and switch, asked for by dotted name; immutable.

    R-038: custom -> active -> manual -> the only text that speaks; ``strict`` takes the shortest.
    A name that does not exist is a KeyError, a getter that does not fit a TypeError: slips of code.

    >>> [Policy.of(each).text("cadence.潜在.C") for each in ("process", "manual", "deck", "card", "strict")]
    ['7 d', '1 month', '1 month', '7 d', '7 d']
    """

    profile: str = "manual"
    chosen_by: str = "manual"
    layers: tuple[Layer, ...] = ()
    _found: dict[str, Cell] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def default(cls) -> Policy:
        """The manual, nothing changed."""
        return cls()

    @classmethod
    def of(cls, profile: str) -> Policy:
        """A shipped profile, nothing changed; ValueError if there is no such profile."""
        return cls().under(profile)

    @classmethod
    def load(
        cls,
        profile: str | None = None,
        sheet_rows: Iterable[SheetRow | tuple[str, str, object]] | None = None,
        env: Mapping[str, str] | None = None,
        file: str | Path | None = None,
    ) -> tuple[Policy, list[PolicyFault]]:
        """The policy of a run, and the values that were not taken; never raises for what a user wrote.

        The last wins: the file that ``env["XLCRM_POLICY"]`` names, ``sheet_rows``, ``file``; and
        ``profile``, from the command line, wins over every ``profile.active``.
        """
        faults: list[PolicyFault] = []
        layers = []
        if company := (env or {}).get("XLCRM_POLICY"):
            layers.append(read_file(Path(company), f"XLCRM_POLICY: {company}", faults))
        if sheet_rows is not None:
            layers.append(read_sheet((SheetRow(*row) for row in sheet_rows), faults))
        if file is not None:
            layers.append(read_file(Path(file), str(file), faults))
        active = next((layer.active for layer in reversed(layers) if layer.active), Cell("manual", "manual"))
        if profile is not None and check_profile(profile, "--profile", faults):
            active = Cell(profile, "--profile")
        return cls(active.value, active.origin, tuple(layers)), faults

    def with_values(self, values: Mapping[str, object]) -> Policy:
        """The same with some values replaced, whatever the profile; ValueError for one out of bounds.

        >>> Policy.default().with_values({"dormant.months": 9}).count("dormant.months")
        9
        """
        origin = "with_values"
        layer = Layer(
            {("custom", name): Cell(parameter(name).read(raw), origin) for name, raw in values.items()}
        )
        active = layer.active or Cell(self.profile, self.chosen_by)
        return Policy(active.value, active.origin, (*self.layers, layer))

    def under(self, profile: str) -> Policy:
        """The same changes under another profile."""
        if profile not in PROFILES:
            raise ValueError(
                f"there is no profile {profile!r}{near(profile, PROFILES).en}: choose {PROFILES}"
            )
        return Policy(profile, profile, self.layers)

    def interval(self, name: str) -> Interval | None:
        """A length of time; None is off. Counts of minutes, hours, days and months may be asked for too."""
        value, entry = self._cell(name).value, parameter(name)
        if value is None or isinstance(value, Interval):
            return value
        if entry.unit in _INTERVAL_UNITS and entry.kind in {"count", "hours"} and value == int(value):
            return Interval.parse(f"{int(value)} {_INTERVAL_UNITS[entry.unit]}") if value else None
        raise _wrong(name, "interval")

    def number(self, name: str) -> Decimal:
        """A number; a share lies between 0 and 1."""
        value = self._cell(name).value
        if isinstance(value, Decimal):
            return value
        return Decimal(self._typed(name, int, "number"))

    def optional_number(self, name: str) -> Decimal | None:
        """A number, None when off."""
        return None if self.is_off(name) else self.number(name)

    def hours(self, name: str) -> Decimal:
        """A number of hours, perhaps a broken one (0.5)."""
        return self._typed(name, Decimal, "number of hours")

    def optional_hours(self, name: str) -> Decimal | None:
        """A number of hours; None when off: there is no deadline."""
        return None if self.is_off(name) else self.hours(name)

    def count(self, name: str) -> int:
        """A whole number, of the parameter's unit."""
        return self._typed(name, int, "count")

    def optional_count(self, name: str) -> int | None:
        """A whole number, None when off."""
        return None if self.is_off(name) else self.count(name)

    def flag(self, name: str) -> bool:
        """A switch."""
        return self._typed(name, bool, "flag")

    def word(self, name: str) -> str:
        """A word, mostly one of the parameter's choices."""
        return self._typed(name, str, "word")

    def optional_word(self, name: str) -> str | None:
        """A word, None when off."""
        return None if self.is_off(name) else self.word(name)

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        return self._list(name, str, "list of words")

    def counts(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return self._list(name, int, "list of counts")

    def clock(self, name: str) -> time:
        """A clock time."""
        return self._typed(name, time, "clock time")

    def clocks(self, name: str) -> tuple[time, ...]:
        """A list of clock times."""
        return self._list(name, time, "list of clock times")

    def spans(self, name: str) -> tuple[Span, ...]:
        """Hours of a day, perhaps with a break between them."""
        return self._list(name, Span, "list of spans of hours")

    def range(self, name: str) -> Range:
        """A range of numbers."""
        return self._typed(name, Range, "range")

    def ranges(self, name: str) -> tuple[Range, ...]:
        """Ranges of numbers; the two of ``abc.band`` are shares of customers and of revenue."""
        return self._list(name, Range, "list of ranges")

    def blocked(self, name: str) -> tuple[Blocked, ...]:
        """Hours of weekdays in which nobody should call."""
        return self._list(name, Blocked, "list of blocked hours")

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
        spoken = {text: said for text in TEXTS if (said := self._words_of(text, name))}
        bounds = (
            (show(entry.limits[0], entry.kind), show(entry.limits[1], entry.kind))
            if entry.is_bounded
            else None
        )
        return ParameterView(
            name=name,
            zh=entry.zh,
            value=self.text(name),
            unit=entry.unit,
            default=Policy.default().text(name),
            origin=self.origin(name),
            kind=entry.kind,
            bounds=bounds,
            choices=entry.choices,
            per_profile=spoken,
            rules=entry.rules,
            source=entry.source,
        )

    def all(self) -> tuple[ParameterView, ...]:
        """Every parameter in the order of policy.toml, members that somebody names after their pattern."""
        return tuple(self.explain(name) for name in self._names())

    def _names(self) -> Iterator[str]:
        named = {name for layer in self.layers for _, name in layer.cells} - set(names())
        for name in names():
            yield name
            entry = parameter(name)
            if entry.pattern:
                spoken = entry.values.get(self.profile)
                members = (
                    {member_of(entry, each) for each in spoken} if isinstance(spoken, Mapping) else set()
                )
                yield from sorted(members | {other for other in named if parameter(other) is entry})

    def _cell(self, name: str) -> Cell:
        if name not in self._found:
            self._found[name] = self._resolve(name)
        return self._found[name]

    def _resolve(self, name: str) -> Cell:
        if name == ACTIVE:
            return Cell(self.profile, self.chosen_by)
        for layer in reversed(self.layers):
            if cell := layer.find("custom", name) or layer.find(self.profile, name):
                return cell
        if self.profile == "strict":
            return self._shortest(name)
        if cell := self._said(self.profile, name) or self._said("manual", name):
            return cell
        spoken = [cell for text in TEXTS if (cell := self._said(text, name))]
        return spoken[0] if len(spoken) == 1 else Cell(None, "manual")

    def _shortest(self, name: str) -> Cell:
        entry = parameter(name)
        spoken = [cell for text in TEXTS if (cell := self._said(text, name)) and cell.value is not None]
        if declared := _shipped(entry, "strict", name):
            return declared
        if not spoken:
            return Cell(None, "manual")
        return min(spoken, key=lambda cell: cell.value) if entry.is_time else spoken[0]

    def _said(self, profile: str, name: str) -> Cell | None:
        """What a profile itself says, in the last layer that speaks; None while it is silent."""
        for layer in reversed(self.layers):
            if cell := layer.find(profile, name):
                return cell
        return _shipped(parameter(name), profile, name)

    def _words_of(self, profile: str, name: str) -> str:
        cell, entry = self._said(profile, name), parameter(name)
        if cell:
            return show(cell.value, entry.kind)
        members = entry.values.get(profile, {})
        return " / ".join(f"{member} {show(value, entry.kind)}" for member, value in members.items())

    def _typed(self, name: str, kind: type[T], noun: str) -> T:
        value = self._cell(name).value
        if type(value) is not kind:
            raise _wrong(name, noun)
        return value

    def _list(self, name: str, kind: type[T], noun: str) -> tuple[T, ...]:
        value = self._cell(name).value
        if type(value) is not tuple or not all(isinstance(part, kind) for part in value):
            raise _wrong(name, noun)
        return value


_INTERVAL_UNITS = {"分钟": "min", "小时": "h", "天": "d", "周": "week", "月": "month"}


def member_of(entry: Parameter, member: str) -> str:
    """Full name of a member of a pattern: ``cadence.合作.*``, ``A`` -> ``cadence.合作.A``."""
    return entry.name.removesuffix(entry.member(entry.name)) + member


def _shipped(entry: Parameter, profile: str, name: str) -> Cell | None:
    if profile not in entry.values:
        return None
    value = entry.values[profile]
    if isinstance(value, Mapping):
        member = entry.member(name)
        return Cell(value[member], profile) if member in value else None
    return Cell(value, profile)


def _wrong(name: str, noun: str) -> TypeError:
    return TypeError(f"{name} is asked for as a {noun}, but is a {parameter(name).kind}")
