"""Generated pages are as generated; every rule is done by code and has its worked example."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcrm.actions.documentation import pages, readme
from xlcrm.actions.explain import examples, implementers
from xlcrm.problems import KINDS

ROOT = Path(__file__).parent.parent
DONE = implementers()


@pytest.mark.parametrize("name", pages())
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == pages()[name], "run: python -m xlcrm.actions.documentation"


def test_the_generated_parts_of_the_readme_are_up_to_date() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert readme(text) == text, "run: python -m xlcrm.actions.documentation"


@pytest.mark.parametrize("rule", DONE)
def test_a_rule_is_done_by_code_with_a_worked_example_that_holds(rule: str) -> None:
    assert DONE[rule], f"no function says @implements({rule!r})"
    found = [example for function in DONE[rule] for example in examples(function)]
    assert found, f"none of {[f.__qualname__ for f in DONE[rule]]} has a worked example"
    assert [example for example in found if not example.holds] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_of_problem_is_explained_with_an_example(kind: object) -> None:
    assert kind.zh  # type: ignore[attr-defined]
    assert kind.example  # type: ignore[attr-defined]


def test_the_readme_links_lead_somewhere() -> None:
    import re

    text = (ROOT / "README.md").read_text("utf-8")
    missing = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / link).exists()]
    assert missing == []
