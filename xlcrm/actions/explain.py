"""规则: what a rule says, which code does it, and its worked example computed on the spot."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import xlcrm.problems
from xlcrm.problems import KINDS, Kind
from xlcrm.rulebook import IMPLEMENTED, Rule, rules
from xlcrm.tables import CATALOGUE

_HOMES = ("xlcrm.rules", "xlcrm.checks", "xlcrm.reports", "xlcrm.tables", "xlcrm.policy", "xlcrm.actions")


def implementers() -> dict[str, list[Callable[..., object]]]:
    """Functions by rule number, each name once; imports every module that may hold one."""
    for home in _HOMES:
        _import_below(importlib.import_module(home))
    named = {rule: {dotted(function): function for function in IMPLEMENTED.get(rule, [])} for rule in rules()}
    return {rule: [functions[name] for name in sorted(functions)] for rule, functions in named.items()}


def _import_below(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}."):
        importlib.import_module(module.name)


def import_problems() -> None:
    """Import every module that declares kinds of problems."""
    _import_below(xlcrm.problems)


def dotted(function: Callable[..., object]) -> str:
    """Where a function is to be found: ``xlcrm.rules.cadence.next_date``; one made by another under that one's name."""
    return f"{function.__module__}.{function.__qualname__.partition('.<locals>')[0]}"


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
        self.heard.append(Example(_source(example), got.strip(), True))

    def report_failure(self, out: object, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        """It yields something else."""
        self.heard.append(Example(_source(example), got.strip(), False))

    def report_unexpected_exception(
        self, out: object, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        """It raises."""
        self.heard.append(Example(_source(example), f"{exc_info[0].__name__}: {exc_info[1]}", False))


def _source(example: doctest.Example) -> str:
    """The code as it stands in the docstring, without what is meant for the test alone."""
    return re.sub(r"\s+# doctest: .*", "", example.source.strip())


def examples(function: Callable[..., object]) -> Iterator[Example]:
    """The worked examples of a function's docstring, computed now; its imports left out."""
    module = sys.modules[function.__module__]
    for test in doctest.DocTestFinder(recurse=False).find(function, module=module, globs=vars(module).copy()):
        runner = _Listener()
        runner.run(test, out=lambda _text: None)
        yield from (one for one in runner.heard if not one.source.startswith("from "))


def examples_of(rule: Rule, function: Callable[..., object]) -> list[Example]:
    """Those worked examples of a function that show this rule; one that asks for another rule's problems does not.

    Lines that only prepare are kept before what they prepare.
    """
    shown: list[Example] = []
    prepared: list[Example] = []
    for example in examples(function):
        if not example.got and not _ASKS.search(example.source):
            prepared.append(example)
        elif _ASKS.search(example.source) is None or f'said("{rule.id}"' in example.source:
            shown += [*prepared, example]
            prepared = []
    return shown


_ASKS = re.compile(r'\bsaid\("R-\d{3}"')


def problems_of(rule: Rule) -> list[Kind]:
    """What the checks say of this rule, in the order in which it is declared."""
    import_problems()
    return [kind for kind in KINDS.values() if kind.rule == rule.id]


def columns_of(rule: Rule) -> list[tuple[str, str]]:
    """Columns that are computed by this rule: title of the table, heading."""
    return [
        (table.title, column.header)
        for table in CATALOGUE
        for column in table.columns.values()
        if column.computed_by == rule.id
    ]


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
