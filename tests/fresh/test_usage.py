"""What a newcomer types wrongly is answered in Chinese, by click too."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from xlcrm.cli import cli
from xlcrm.cli.chinese import SENTENCES

ENGLISH = re.compile(r"\b(Usage|Error|Try|Missing|Invalid|Options|Commands|Got|such|requires)\b")
NEVER_MET = (
    "deprecat",
    "%(prog)s",
    "(dynamic)",
    "Boolean option",
    "Arguments take exactly",
    "Could not determine name",
    "No options defined",
    "defined twice",
    "Do you want to continue?",
    "Confirm the action",
    "Show the version",
    "unknown error",
    "Could not open file",
    "Missing {param_type}",
    "Missing parameter: ",
    "Invalid start character",
    "Argument {name!r} takes",
    "Value must be an iterable",
    "Takes {nargs}",
    "Choice({choices})",
    "does not match the format",
    "valid boolean",
    "valid UUID",
    "is not executable",
    "{len_type} values",
)
"""Sentences of click about things that this command line has not: prompts, flags with values, mistakes of ours."""


def click_says() -> Iterator[str]:
    """Sentences that the installed click asks gettext for."""
    for name in ("core", "exceptions", "formatting", "parser", "types", "decorators"):
        tree = ast.parse((Path(click.__file__).parent / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "ngettext"}
            ):
                yield from (each.value for each in node.args if isinstance(each, ast.Constant))


def test_no_sentence_of_click_is_left_in_english() -> None:
    left = {
        one for one in click_says() if one not in SENTENCES and not any(word in one for word in NEVER_MET)
    }
    assert left == set()


def test_no_sentence_is_kept_that_click_has_given_up() -> None:
    assert SENTENCES.keys() - set(click_says()) == set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_asks_for_no_field_that_click_does_not_fill(sentence: str) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert fields(SENTENCES[sentence]) <= fields(sentence)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("recalc", "没有写“工作簿…”。", id="no workbook"),
        pytest.param(
            "recalc a.xlsx --dry-rn", "没有 --dry-rn 这个选项。是不是 --dry-run？", id="an option mistyped"
        ),
        pytest.param("vaildate", "是不是 validate？", id="a command mistyped"),
        pytest.param("addin xx", "没有“xx”这个命令", id="a command of a group mistyped"),
        pytest.param("validate a.xlsx --format xml", "没有“xml”", id="a format there is not"),
        pytest.param("due a.xlsx --days abc", "“abc”不是整数", id="a word for a number"),
        pytest.param(
            "due a.xlsx --days -1", "--days 写得不对：-1 不在 0–3650 之内", id="a number out of range"
        ),
        pytest.param("undo a.xlsx b.xlsx", "多写了：b.xlsx", id="one workbook too many"),
        pytest.param("demo --today", "后面要写一个值", id="an option without its value"),
        pytest.param("demo --today 明天", "请写成 2023-09-01 的样子", id="a day in words"),
        pytest.param("report complaints --month 八月", "请写成 2023-08 的样子", id="a month in words"),
        pytest.param(
            "new a.xlsx --pack all",
            "没有“all”，可以写 core、sales、service、full。",
            id="a pack there is not",
        ),
        pytest.param("report", "没有写“报表”。可以写：home、reminders、problems", id="no report"),
        pytest.param("demo --today 9999-12-31", "请写 1900 到 2200 年之间的日期", id="a day without end"),
        pytest.param("addin build -o .", "这里要写文件", id="a folder for a file"),
        pytest.param("--lang fr demo", "没有“fr”", id="a language there is not"),
        pytest.param("--lang zh-TW recalc", "沒有寫“工作簿…”。", id="in traditional characters"),
    ],
)
def test_what_is_mistyped_is_answered_in_chinese(typed: str, says: str) -> None:
    result = CliRunner().invoke(cli, typed.split())
    assert result.exit_code == 2
    assert says in result.output
    assert not re.search(r"'|[\u4e00-\u9fff”]\.$", result.output, re.MULTILINE)
    assert not ENGLISH.search(result.output)


def test_english_speakers_are_answered_in_english() -> None:
    assert "Missing argument" in CliRunner().invoke(cli, ["--lang", "en", "recalc"]).output


@pytest.mark.parametrize("command", ["", "demo", "validate", "report", "addin", "addin build", "policy"])
def test_help_has_no_english_headings(command: str) -> None:
    shown = CliRunner().invoke(cli, [*command.split(), "--help"]).output
    assert "用法：" in shown
    assert not ENGLISH.search(shown)


def test_the_second_column_of_help_is_one_column() -> None:
    shown = CliRunner().invoke(cli, ["recalc", "--help"]).output.partition("选项:\n")[2]
    starts = set()
    for line in shown.splitlines():
        first, gap, _ = re.split(r"( {2,})", line.strip(), maxsplit=1)
        starts.add(sum(2 if sign > "\u2e7f" else 1 for sign in first) + len(gap))
    assert len(starts) == 1


@pytest.mark.parametrize("arguments", ["--help", "recalc --help", "addin build --help"])
def test_help_is_in_the_language_that_is_asked_for(arguments: str) -> None:
    shown = CliRunner().invoke(cli, ["--lang", "zh-TW", *arguments.split()])
    assert shown.exit_code == 0
    assert "選項" in shown.output
    assert not re.search("[选项显总写执]", shown.output)
