"""The rules of the manuals by number, and which code does each.

``rulebook.toml`` holds the words (title, meaning, kind, severity, source); code says with
``@implements("R-031")`` which rule it is. The mark costs nothing: it only notes the name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

IMPLEMENTED: dict[str, list[str]] = {}


def implements(*rules: str) -> Callable[[F], F]:
    """Mark a function as (part of) the implementation of rules."""

    def mark(function: F) -> F:
        for rule in rules:
            IMPLEMENTED.setdefault(rule, []).append(f"{function.__module__}.{function.__qualname__}")
        return function

    return mark
