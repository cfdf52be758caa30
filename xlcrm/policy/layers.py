"""What a user's sheet or file says about parameters: one layer, laid over the shipped values.

A file of values (named by ``XLCRM_POLICY`` or ``--policy``):

    profile = "deck"                 # the active profile
    "complaint.hours.一般" = 36       # holds under every profile (custom)
    [profile.card]                   # holds for one profile
    "second.A" = "2 d"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple

from xlcrm.policy.parameters import PROFILES, names, parameter
from xlcrm.policy.values import Both, Refused, near

SHEET = "策略参数表"
ACTIVE = "profile.active"
_PLAIN = frozenset({str, int, float, bool, NoneType})


class SheetRow(NamedTuple):
    """One row of 策略参数表; ``row`` is its number on the sheet, for the message."""

    profile: str
    parameter: str
    value: object
    unit: str | None = None
    row: int | None = None


class PolicyFault(NamedTuple):
    """A value that was not taken: of which parameter, from where, what is wrong, and the cure."""

    name: str
    value: str
    origin: str
    what: Both
    cure: Both
    row: int | None = None


class Cell(NamedTuple):
    """A value and where it comes from."""

    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Cells of one sheet or file by profile and name."""

    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)

    def find(self, profile: str, name: str) -> Cell | None:
        """The cell of the name itself, else of the pattern it falls under."""
        return self.cells.get((profile, name)) or self.cells.get((profile, parameter(name).name))

    @property
    def active(self) -> Cell | None:
        """The profile that the layer makes active; the last row wins, whatever profile it stands under."""
        chosen = [cell for (_, name), cell in self.cells.items() if name == ACTIVE]
        return chosen[-1] if chosen else None


def read_rows(rows: Iterable[SheetRow], origin: str, faults: list[PolicyFault]) -> Layer:
    """Layer of a sheet's rows, or a file's entries; what cannot be taken is added to ``faults``."""
    cells: dict[tuple[str, str], Cell] = {}
    for row in rows:
        profile, name = str(row.profile or "").strip(), str(row.parameter or "").strip()
        try:
            entry = _known(name)
            _check_profile(profile)
            value = entry.read(row.value, row.unit or "")
            if origin == SHEET and name in names() and entry.holds_anyway(profile, value):
                cells.pop((profile, name), None)  # as new workbooks show it: nothing said
            else:
                cells[profile, name] = Cell(value, origin)
        except Refused as refusal:
            value = "" if row.value is None else str(row.value)
            faults.append(PolicyFault(name, value, origin, refusal.what, refusal.cure, row.row))
    return Layer(cells)


def read_sheet(rows: Iterable[SheetRow], faults: list[PolicyFault]) -> Layer:
    """Layer of the rows of a 策略参数表; those of many workbooks are the same."""
    given = tuple(rows)
    types = tuple(type(row.value) for row in given)
    if not _PLAIN.issuperset(types):
        return read_rows(given, SHEET, faults)
    layer, found = _read_sheet(given, types)
    faults += found
    return layer


@lru_cache(maxsize=8)
def _read_sheet(
    rows: tuple[SheetRow, ...], _types: tuple[type, ...]
) -> tuple[Layer, tuple[PolicyFault, ...]]:
    """Layer and faults of rows, whose values also differ where 1 and True do."""
    faults: list[PolicyFault] = []
    return read_rows(rows, SHEET, faults), tuple(faults)


def read_file(path: Path, origin: str, faults: list[PolicyFault]) -> Layer:
    """Layer of a TOML file; a file that cannot be read is one fault and an empty layer."""
    try:
        saved: int | None = path.stat().st_mtime_ns
    except OSError:
        saved = None
    layer, found = _read_file(path, origin, saved)
    faults += found
    return layer


@lru_cache(maxsize=4)
def _read_file(path: Path, origin: str, _saved: int | None) -> tuple[Layer, tuple[PolicyFault, ...]]:
    """Layer and faults of a file as it was last saved: hundreds of workbooks are judged by the same one."""
    from xlcrm.policy.toml_file import read_toml

    faults: list[PolicyFault] = []
    try:
        layer = read_rows(_entries(read_toml(path)), origin, faults)
    except Refused as refusal:
        layer = Layer()
        faults.append(PolicyFault("", str(path), origin, refusal.what, refusal.cure))
    return layer, tuple(faults)


def check_profile(profile: str, origin: str, faults: list[PolicyFault]) -> bool:
    """True for a profile there is; else a fault is added."""
    try:
        _check_profile(profile)
    except Refused as refusal:
        faults.append(PolicyFault(ACTIVE, profile, origin, refusal.what, refusal.cure))
        return False
    return True


def _check_profile(profile: str) -> None:
    if profile not in PROFILES:
        listed, guess = " / ".join(PROFILES), near(profile, PROFILES)
        raise Refused(
            Both(f"没有方案“{profile}”", f"there is no profile {profile!r}"),
            Both(f"选一个：{listed}{guess.zh}", f"choose one of {listed}{guess.en}"),
        )


def _known(name: str) -> Any:
    try:
        return parameter(name)
    except KeyError:
        guess = near(name, names())
        raise Refused(
            Both(f"没有参数“{name}”", f"there is no parameter {name!r}"),
            Both(f"用 xlcrm policy 列出的名字{guess.zh}", f"use a name that `xlcrm policy` lists{guess.en}"),
        ) from None


def _entries(content: Mapping[str, Any]) -> Iterator[SheetRow]:
    for key, value in content.items():
        if key != "profile":
            yield from _flat("custom", key, value)
        elif not isinstance(value, Mapping):
            yield SheetRow("custom", ACTIVE, value)
        else:
            for profile, inner in value.items():
                if isinstance(inner, Mapping):
                    for name, each in inner.items():
                        yield from _flat(profile, name, each)
                else:
                    yield SheetRow("custom", f"profile.{profile}", inner)


def _flat(profile: str, name: str, value: Any) -> Iterator[SheetRow]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(profile, f"{name}.{key}", inner)
    else:
        yield SheetRow(profile, name, value)
