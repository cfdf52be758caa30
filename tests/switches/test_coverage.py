"""No switch of the conflicts without both its readings, no parameter with choices that nobody asks for."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from xlcrm.policy.parameters import names, parameter

HERE = Path(__file__).parent
PACKAGE = HERE.parent.parent / "xlcrm"
DOTTED = re.compile(r"[a-z]\w*\.[\w.*<>]+")


def params() -> Iterator[tuple[str, str]]:
    """Sentence and values of every case beside this file."""
    for path in sorted(HERE.glob("test_*.py")):
        if path == Path(__file__):
            continue
        spec = importlib.util.spec_from_file_location(f"switches_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for test in vars(module).values():
            for mark in getattr(test, "pytestmark", ()):
                yield from ((str(param.id), repr(param.values)) for param in mark.args[1])


def shown() -> Mapping[str, set[str]]:
    """Conflicts that are shown, with the settings that their cases make."""
    found: dict[str, set[str]] = {}
    for sentence, values in params():
        conflict = re.match(r"C-\d{3}", sentence)
        assert conflict, f"{sentence!r} names no conflict"
        found.setdefault(conflict[0], set()).update(DOTTED.findall(values))
    return found


def specification() -> str:
    folder = os.environ.get("XLCRM_SPEC") or str(Path(os.environ.get("XLCRM_DATA", "")) / ".." / "spec")
    path = Path(folder) / "conflicts.md"
    if not path.is_file():
        pytest.skip("the list of conflicts is not at hand: XLCRM_SPEC")
    return path.read_text("utf-8")


def switches() -> Mapping[str, str]:
    """What the list of conflicts says of each one's switch."""
    items = re.split(r"^### ", specification(), flags=re.MULTILINE)[1:]
    told = {item[:5]: re.search(r"^- Switch: (.*)$", item, re.MULTILINE) for item in items}
    return {conflict: found[1] for conflict, found in told.items() if found}


def test_every_switch_of_the_conflicts_has_its_cases() -> None:
    listed, covered = switches(), shown()
    assert len(listed) == 67
    wanted = {conflict for conflict, words in listed.items() if not words.startswith("none")}
    assert len(wanted) == 57
    assert sorted(wanted - covered.keys()) == [], "switches of which nobody shows both readings"


def test_every_parameter_that_a_switch_names_is_set_by_its_cases() -> None:
    covered = shown()
    missing = [
        f"{conflict} {name}"
        for conflict, words in switches().items()
        for name in re.findall(r"`([a-z]\w*\.[\w.*<>]+)", words)
        if not any(used.startswith(name.partition("<")[0]) for used in covered.get(conflict, ()))
    ]
    assert missing == []


def asked_for() -> set[str]:
    """Texts of the package; what an f-string fills in is ``*``."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
                found.add("".join(map(str, parts)))
    return found


ASKED = asked_for()
STEMS = {text.partition("*")[0] for text in ASKED if re.match(r"[a-z]\w*\.[^*]*\*", text)}


@pytest.mark.parametrize("name", [name for name in names() if parameter(name).choices])
def test_a_parameter_with_choices_is_asked_for(name: str) -> None:
    assert name in ASKED or any(name.startswith(stem) for stem in STEMS), "its choice changes nothing"
