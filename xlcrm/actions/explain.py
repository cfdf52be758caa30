"""规则: what a rule says, which code does it, and its worked example computed on the spot."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from xlcrm.rulebook import IMPLEMENTED, Rule, rules

_HOMES = ("xlcrm.rules", "xlcrm.checks", "xlcrm.reports", "xlcrm.tables", "xlcrm.policy", "xlcrm.actions")


def implementers() -> dict[str, list[Callable[..., object]]]:
    """Functions by rule number; imports every module that may hold one."""
    for home in _HOMES:
        _import_below(importlib.import_module(home))
    return {rule: sorted(IMPLEMENTED.get(rule, []), key=dotted) for rule in rules()}


def _import_below(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}."):
        importlib.import_module(module.name)


def dotted(function: Callable[..., object]) -> str:
    """Where a function is to be found, below the package: ``rules.cadence.next_followup``."""
    return f"{function.__module__}.{function.__qualname__}"


@dataclass(frozen=True, slots=True)
class Example:
    """One line of a worked example and what it yields now."""

    source: str
    got: str
    holds: bool


class _Listener(doctest.DocTestRunner):
    """Runs a docstring's examples and keeps what each yields."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self.heard: list[Example] = []

    def report_start(self, out: object, test: doctest.DocTest, example: doctest.Example) -> None:
        """Nothing is announced."""

    def report_success(self, out: object, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        """It yields what the docstring says."""
        self.heard.append(Example(example.source.strip(), got.strip(), True))

    def report_failure(self, out: object, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        """It yields something else."""
        self.heard.append(Example(example.source.strip(), got.strip(), False))

    def report_unexpected_exception(
        self, out: object, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        """It raises."""
        self.heard.append(Example(example.source.strip(), f"{exc_info[0].__name__}: {exc_info[1]}", False))


def examples(function: Callable[..., object]) -> Iterator[Example]:
    """The worked examples of a function's docstring, computed now; its imports left out."""
    module = sys.modules[function.__module__]
    for test in doctest.DocTestFinder(recurse=False).find(function, module=module, globs=vars(module).copy()):
        runner = _Listener()
        runner.run(test, out=lambda _text: None)
        yield from (one for one in runner.heard if not one.source.startswith("from "))


def as_json(rule: Rule, functions: list[Callable[..., object]]) -> dict[str, object]:
    """Record of one rule for ``xlcrm rules --format json``."""
    return {
        "id": rule.id,
        "title": rule.title,
        "kind": rule.kind,
        "severity": rule.severity or None,
        "source": rule.source,
        "implemented_by": [dotted(function) for function in functions],
        "inputs": list(rule.inputs),
        "outputs": list(rule.outputs),
        "parameters": list(rule.parameters),
    }
