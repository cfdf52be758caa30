"""Every rule acts: what is marked as its implementation is reached from a command, a report, a check or a column."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import xlcrm
from xlcrm.actions.explain import dotted, implementers

HOME = Path(xlcrm.__file__).parent
DOORS = ("xlcrm.actions.", "xlcrm.cli", "xlcrm.buttons", "xlcrm.reports.", "xlcrm.book.", "xlcrm.__main__")
"""Modules whose functions people reach; of all others only what these, or a registration, call."""
REGISTERS = {"of_rows", "of_sheet", "of_workbook", "of_cells", "cached_property", "property"}


@dataclass
class Module:
    """What a module defines, what its names mean, and what its statements outside of functions mention."""

    name: str
    defined: dict[str, ast.AST] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    loose: list[ast.AST] = field(default_factory=list)


def parsed(path: Path) -> Module:
    parts = path.relative_to(HOME.parent).with_suffix("").parts
    module = Module(".".join(part for part in parts if part != "__init__"))
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                module.names[alias.asname or alias.name] = alias.name
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            module.defined[node.name] = node
        elif isinstance(node, ast.ClassDef):
            module.defined[node.name] = node
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            module.defined |= {f"{node.name}.{method.name}": method for method in methods}
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            module.loose.append(node)
    return module


@cache
def modules() -> Mapping[str, Module]:
    return {module.name: module for module in map(parsed, HOME.rglob("*.py"))}


def mentioned(node: ast.AST, module: Module) -> Iterator[str]:
    """Dotted names that a piece of code mentions; ``.method`` for an attribute of something unknown."""
    body = node.body if isinstance(node, ast.ClassDef) else [node]
    for part in body:
        if isinstance(node, ast.ClassDef) and isinstance(part, ast.FunctionDef):
            if part.name.startswith("__") or registered(part):
                yield f"{module.name}.{node.name}.{part.name}"
            continue
        for each in ast.walk(part):
            if isinstance(each, ast.Name):
                yield module.names.get(each.id, f"{module.name}.{each.id}")
            elif isinstance(each, ast.Attribute):
                if isinstance(each.value, ast.Name) and each.value.id in module.names:
                    yield f"{module.names[each.value.id]}.{each.attr}"
                yield f".{each.attr}"


def registered(node: ast.AST) -> bool:
    """True for what a decorator hands to the engine."""
    marks = getattr(node, "decorator_list", ())
    names = {getattr(mark.func if isinstance(mark, ast.Call) else mark, "id", "") for mark in marks}
    return bool(names & REGISTERS)


def reached(without: str = "") -> set[str]:
    """Dotted names of what commands, reports, checks and columns come to; ``without`` one of them."""
    known = {f"{m.name}.{name}": (node, m) for m in modules().values() for name, node in m.defined.items()}
    by_method: dict[str, list[str]] = {}
    for name in known:
        by_method.setdefault(name.rpartition(".")[2], []).append(name)
    todo = [name for name, (node, m) in known.items() if f"{m.name}.".startswith(DOORS) or registered(node)]
    for module in modules().values():
        for node in module.loose:
            todo += mentioned(node, module)
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name.startswith("."):
            todo += [one for one in by_method.get(name[1:], ()) if one.count(".") > 1 and one not in seen]
            continue
        if name in seen or name == without or name not in known:
            continue
        seen.add(name)
        todo += mentioned(*known[name])
    return seen


def test_no_implementation_of_a_rule_is_an_orphan() -> None:
    found = reached()
    marked = {
        (rule, dotted(function)) for rule, functions in implementers().items() for function in functions
    }
    assert sorted(f"{rule} {name}" for rule, name in marked if name not in found) == []
