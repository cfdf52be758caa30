"""What is told of a rule: words before code, each example its own, nothing left over from the tests."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from xlcrm.actions.explain import examples, examples_of, implementers
from xlcrm.cli import cli
from xlcrm.rulebook import rules

SECTIONS = (
    "参数（在“策略参数表”里可改）：",
    "算出的列：",
    "校验时会说：",
    "例子（程序当场算出）：",
    "程序：",
)


def told(number: str) -> str:
    result = CliRunner().invoke(cli, ["rules", number], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("number", rules())
class TestEveryRule:
    def test_it_has_an_example_that_holds(self, number: str) -> None:
        shown = [one for f in implementers()[number] for one in examples_of(rules()[number], f)]
        assert any(one.got for one in shown)
        assert all(one.holds for one in shown)

    def test_what_is_told_is_words_first_and_then_code(self, number: str) -> None:
        lines = told(number).splitlines()
        assert lines[:2] == [f"{number} {rules()[number].title}", rules()[number].says]
        heads = [line for line in lines[4:] if not line.startswith("  ")]
        assert heads == [each for each in SECTIONS if each in heads]
        assert {"例子（程序当场算出）：", "程序：", lines[2], lines[3]} <= set(lines)

    def test_nothing_is_left_over_from_templates_and_tests(self, number: str) -> None:
        text = told(number)
        assert not re.search(r"<locals>|doctest|% %|\boff [小天月周分元]", text)
        said = text.partition("校验时会说：\n")[2].partition("例子（")[0]
        assert not re.search(r"[{}]", said)

    def test_no_function_is_named_twice(self, number: str) -> None:
        code = told(number).partition("\n程序：\n")[2].splitlines()
        assert code == sorted(set(code))


def test_an_example_that_asks_for_another_rule_is_left_out() -> None:
    from xlcrm.checks.by_table.customers import full_name

    assert {one.source[:11] for one in examples(full_name)} == {'said("R-008', 'said("R-021'}
    assert {one.source[:11] for one in examples_of(rules()["R-021"], full_name)} == {'said("R-021'}


def test_the_columns_that_a_rule_computes_are_named_as_they_stand_in_the_workbook() -> None:
    assert "算出的列：\n  客户信息总表：下次跟进日期\n  客户跟进计划表：下次跟进日期\n" in told("R-031")
