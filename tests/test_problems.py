"""What can be wrong: each kind is told once, in two languages that say the same, and is really told."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path

import pytest

import xlcrm.problems
from xlcrm.problems.record import Kind, Problem
from xlcrm.rulebook import rules

ROOT = Path(xlcrm.problems.__path__[0]).parent
THEMES = [module.name for module in pkgutil.iter_modules(xlcrm.problems.__path__) if module.name != "record"]
KINDS = [
    pytest.param(kind, id=f"{theme}.{name}")
    for theme in THEMES
    for name, kind in vars(importlib.import_module(f"xlcrm.problems.{theme}")).items()
    if isinstance(kind, Kind)
]
JARGON = re.compile(
    r"(?i)regex|pattern|null|none|exception|dtype|dataframe|json|traceback|index|NaN\b|\bkey\b"
)
ENDS = ("。", "！", "？", "}")
"""Ends of a sentence; it may also be told from elsewhere as a whole."""
ONE_THING = {"title": "table"}
"""A title in Chinese is a table's name in English."""


def placeholders(sentence: str) -> set[str]:
    names = {re.sub(r"_(?:en|zh)$", "", name) for name in re.findall(r"\{(\w+)", sentence)}
    return {ONE_THING.get(name, name) for name in names}


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_say_the_same(kind: Kind) -> None:
    assert placeholders(kind.zh) == placeholders(kind.en)
    assert placeholders(kind.cure) == placeholders(kind.cure_en)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_for_people(kind: Kind) -> None:
    assert kind.zh.endswith(ENDS)
    assert kind.cure.endswith(ENDS)
    assert kind.en.endswith((".", "?", "!", "}"))
    assert re.search(r"[\u4e00-\u9fff]", re.sub(r"\{\w+\}", "", kind.zh))
    assert not JARGON.search(re.sub(r"\{[^}]*\}", "", kind.zh + kind.cure)), kind.zh
    assert kind.example


@pytest.mark.parametrize("kind", KINDS)
def test_the_rule_exists(kind: Kind) -> None:
    assert kind.rule is None or kind.rule in rules()


def test_codes_are_unique() -> None:
    codes = Counter(param.values[0].code for param in KINDS)  # type: ignore[union-attr]
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.fixture(scope="module")
def code() -> str:
    """The code that finds problems."""
    paths = [path for path in ROOT.rglob("*.py") if path.parent != ROOT / "problems"]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_somewhere(kind: Kind, code: str, request: pytest.FixtureRequest) -> None:
    theme, _, name = request.node.callspec.id.partition(".")
    assert re.search(rf"\b{theme}\.{name}\b", code) or re.search(
        rf"import [^\n]*\b{name}\b|^    {name},$", code, re.M
    )


def test_a_problem_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlcrm.problems.record.KINDS", {})
    kind = Kind(
        "demo",
        "R-005",
        "warning",
        "“{header}”里是“{value}”。",
        "“{header}” has “{value}”.",
        "改成{plain}。",
        "Use {plain}.",
    )
    problem = Problem(
        kind, sheet="表1", row=7, column="E", header="联系电话", value="138", fields={"plain": "13800001234"}
    )
    assert problem.message() == "“联系电话”里是“138”。"
    assert problem.message("en") == "“联系电话” has “138”."
    assert problem.hint() == "改成13800001234。"
    assert (problem.cell, problem.rule, problem.severity) == ("E7", "R-005", "warning")
    assert Problem(kind, severity_here="error", fields={"plain": ""}).as_json()["severity"] == "error"
