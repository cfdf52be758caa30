"""The rules of the manuals by number, and which code does each.

``rulebook.toml`` holds the words (title, meaning, kind, severity, source); code says with
``@implements("R-031")`` which rule it is. The mark costs nothing: it only notes the name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., object])

IMPLEMENTED: dict[str, list[Callable[..., object]]] = {}


def implements(*rules: str) -> Callable[[F], F]:
    """Mark a function as (part of) the implementation of rules; its docstring holds the worked example."""

    def mark(function: F) -> F:
        for rule in rules:
            IMPLEMENTED.setdefault(rule, []).append(function)
        return function

    return mark


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words. ``inputs`` and ``outputs`` are catalogue names, ``parameters`` names of the policy."""

    id: str
    title: str
    title_en: str
    says: str
    kind: str
    severity: str
    source: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: tuple[str, ...]
    severity_note: str = ""


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """All rules by number, in order."""
    import tomllib  # whoever only marks functions needs neither
    from importlib.resources import files

    told = tomllib.loads(files("xlcrm").joinpath("rulebook.toml").read_text("utf-8"))
    return {number: _rule(number, words) for number, words in told.items()}


def _rule(number: str, words: Mapping[str, Any]) -> Rule:
    lists = {key: tuple(value) for key, value in words.items() if isinstance(value, list)}
    return Rule(**{"id": number, **words, **lists})
