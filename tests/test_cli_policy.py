"""A policy that cannot hold stops every command that takes one: one sentence, code 2, nothing written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xlcrm.actions.session import PolicyRefused
from xlcrm.actions.settings import Settings
from xlcrm.actions.validate import validate_files
from xlcrm.cli import cli

COMMANDS = (
    "validate BOOK --mark --fix", "recalc BOOK", "recalc BOOK --dry-run", "recalc BOOK --out OUT", "due BOOK --ics OUT",
    "report home BOOK --write", "report home BOOK --out OUT", "report home", "policy", "policy --workbook BOOK", "demo OUT",
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path, sample_workbook: bytes) -> Path:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(sample_workbook)
    return path


def run(command: str, book: Path, *options: str, env: Mapping[str, str] | None = None) -> Result:
    places = {"BOOK": str(book), "OUT": str(book.parent / "结果.xlsx")}
    arguments = [places.get(part, part) for part in command.split()]
    return CliRunner().invoke(cli, [*arguments, *options], env=env, catch_exceptions=False)


def refused(result: Result, book: Path, before: bytes, *says: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert all(words in result.stderr for words in says), result.stderr
    assert book.read_bytes() == before
    assert {path.name for path in book.parent.iterdir()} <= {book.name, "p.toml"}


@pytest.mark.parametrize("command", COMMANDS)
class TestEveryCommand:
    def test_refuses_a_profile_that_there_is_not(self, command: str, book: Path) -> None:
        refused(
            run(command, book, "--profile", "dekc"),
            book,
            book.read_bytes(),
            "没有方案“dekc”",
            "是不是 deck？",
        )

    def test_refuses_an_empty_profile(self, command: str, book: Path) -> None:
        refused(run(command, book, "--profile", ""), book, book.read_bytes(), "没有方案“”", "manual / deck")

    def test_refuses_a_policy_file_that_there_is_not(self, command: str, book: Path) -> None:
        refused(
            run(command, book, "--policy", "没有.toml"),
            book,
            book.read_bytes(),
            "没有.toml：找不到这个参数文件",
        )

    def test_refuses_a_policy_file_that_is_no_toml(self, command: str, book: Path) -> None:
        path = book.with_name("p.toml")
        path.write_text('"silent.days" = 3\n"soon.days"：3\n', "utf-8")
        refused(
            run(command, book, "--policy", str(path)),
            book,
            book.read_bytes(),
            f"{path}：第 2 行第 12 列看不懂",
        )

    def test_refuses_a_value_that_is_none(self, command: str, book: Path) -> None:
        path = book.with_name("p.toml")
        path.write_text('"silent.days" = "七天"\n', "utf-8")
        refused(
            run(command, book, "--policy", str(path)),
            book,
            book.read_bytes(),
            f"{path} 的“silent.days”：",
            "不是整数",
        )

    def test_refuses_the_company_s_file_when_it_is_broken(self, command: str, book: Path) -> None:
        env = {"XLCRM_POLICY": str(book.with_name("公司.toml"))}
        refused(
            run(command, book, env=env),
            book,
            book.read_bytes(),
            "环境变量 XLCRM_POLICY",
            "公司.toml",
            "找不到",
        )


def test_a_new_workbook_is_not_made_under_a_broken_company_policy(book: Path) -> None:
    env = {"XLCRM_POLICY": str(book.with_name("公司.toml"))}
    refused(run("new OUT", book, env=env), book, book.read_bytes(), "环境变量 XLCRM_POLICY")


@pytest.mark.parametrize("profile", ["manual", "deck", "process", "card", "toolkit", "strict", "custom"])
def test_every_profile_that_there_is_is_taken(profile: str, book: Path) -> None:
    assert run("policy", book, "--profile", profile).exit_code == 0


def test_every_fault_of_a_file_is_named(book: Path) -> None:
    path = book.with_name("p.toml")
    path.write_text('"silent.day" = 3\n"soon.days" = 9999\nprofile = "dekc"\n', "utf-8")
    result = run("recalc BOOK", book, "--policy", str(path))
    assert result.exit_code == 2
    assert [line.partition("：")[0].partition(" 的")[2] for line in result.stderr.splitlines()] == [
        "“silent.day”", "“soon.days”", "“profile.active”",
    ]  # fmt: skip


def test_a_fault_on_the_sheet_is_a_problem_of_the_workbook_and_the_rest_is_done(book: Path) -> None:
    from xlcrm.ooxml import Package

    with Package(book) as package:
        package.set_cells("策略参数表", {(2, 3): "dekc"})
        package.save()
    assert "“dekc”不在可选值中" in run("validate BOOK", book, "--today", "2023-09-01").stdout
    told = run("recalc BOOK --dry-run", book, "--today", "2023-09-01")
    assert told.exit_code == 0
    assert "策略参数表!C2" in told.stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_library_caller_meets_the_same_refusal(book: Path, jobs: int) -> None:
    settings = Settings(date(2023, 9, 1), profile="dekc")
    with pytest.raises(PolicyRefused, match="没有方案“dekc”"):
        list(validate_files([book, book], settings, jobs))
