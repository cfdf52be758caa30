"""Files that are not what they seem, several at once, and files to be made: what is said, and the exit code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xlcrm.cli import cli
from xlcrm.ooxml import Package

TODAY = ("--today", "2023-09-01")


@pytest.fixture(scope="session")
def recalculated(sample_workbook: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("recalculated") / "客户管理.xlsx"
    path.write_bytes(sample_workbook)
    assert run("recalc", path, *TODAY).exit_code == 0
    return path.read_bytes()


@pytest.fixture
def book(tmp_path: Path, recalculated: bytes) -> Path:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(recalculated)
    return path


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A workbook that is none of ours."""
    import openpyxl

    path = tmp_path / "价目.xlsx"
    made = openpyxl.Workbook()
    made.worksheets[0].append(["货号", "单价"])
    made.save(path)
    return path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


class TestDryRun:
    def test_an_unchanged_workbook_has_nothing_to_change(self, book: Path) -> None:
        result = run("recalc", book, "--dry-run", *TODAY)
        assert (result.exit_code, result.stdout.splitlines()[1:]) == (0, ["  没有变化，没有写入。"])

    def test_what_it_announces_is_what_is_then_done(self, book: Path, sample_workbook: bytes) -> None:
        book.write_bytes(before := sample_workbook)
        announced = run("recalc", book, "--dry-run", *TODAY).stdout.replace("将", "").splitlines()
        assert book.read_bytes() == before
        assert len(announced) > 2
        assert run("recalc", book, *TODAY).stdout.splitlines()[: len(announced)] == announced


@pytest.mark.parametrize(
    ("name", "content"),
    [("文字.xlsx", "随手写写"), ("客户信息总表.csv", "客户编号,客户名称\n2023001,甲公司\n")],
)
class TestOnlyReadable:
    def test_a_file_that_cannot_be_written_is_refused_once_with_a_cure_that_works(
        self, name: str, content: str, tmp_path: Path
    ) -> None:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        result = run("recalc", path)
        assert (result.exit_code, result.stdout) == (2, "")
        (told,) = result.stderr.splitlines()
        assert told.startswith(f"{path}：内容是纯文本，只能读，不能写入。")
        assert "另存为 .xlsx" in told
        assert "--out" not in told

    def test_the_others_of_several_are_done(self, name: str, content: str, book: Path) -> None:
        path = book.with_name(name)
        path.write_text(content, "utf-8")
        result = run("recalc", path, book, *TODAY)
        assert result.exit_code == 2
        assert str(book) in result.stdout


class TestNoneOfOurs:
    @pytest.mark.parametrize("command", ["recalc", "due", "report home"])
    def test_a_workbook_without_our_tables_is_refused_and_left_alone(
        self, command: str, strange: Path
    ) -> None:
        before = strange.read_bytes()
        result = run(*command.split(), strange)
        assert (result.exit_code, result.stdout, strange.read_bytes()) == (2, "", before)
        assert "没有认出任何一张客户管理的表" in result.stderr


def _protect(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.protection.sheet = True
    book.save(path)


@pytest.mark.parametrize("command", ["recalc", "validate --mark", "validate --fix"])
def test_a_protected_sheet_of_one_of_several_files_names_the_file_and_the_option(
    command: str, recalculated: bytes, tmp_path: Path
) -> None:
    good, bad = tmp_path / "甲" / "客户管理.xlsx", tmp_path / "乙" / "客户管理.xlsx"
    for path in (good, bad):
        path.parent.mkdir()
        path.write_bytes(recalculated)
    with Package(bad) as package:
        package.set_cells("客户信息总表", {(2, 5): "１３８００１３８０００", (3, 8): "D类"})
        package.save()
    _protect(bad)
    verb, *options = command.split()
    result = run(verb, tmp_path, *options, *TODAY)
    assert result.exit_code == 2
    (told,) = [line for line in result.stderr.splitlines() if "受保护" in line]
    assert told.startswith(f"{bad}：")
    assert "--force" in told
    assert run(verb, bad, *options, "--force", *TODAY).exit_code in (0, 1)


@pytest.mark.parametrize("command", ["due", "report home", "policy --workbook", "validate --jobs 1"])
def test_a_folder_is_named(command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*command.split(), ".")
    assert result.exit_code == 2
    assert result.output.startswith(
        ".：这是文件夹" if not command.startswith("validate") else "没有找到工作簿"
    )


class TestFilesToBeMade:
    @pytest.mark.parametrize("name", ["a.xls", "a.xlsm", "a.csv", "a.ods", "a.et", "a.txt", "a.pdf"])
    def test_the_ending_of_another_kind_is_refused(self, name: str, book: Path) -> None:
        out = book.with_name(name)
        for command in (
            ["new"],
            ["report", "home", book, "--out"],
            ["recalc", book, "--out"],
            ["validate", book, "--report"],
        ):
            result = run(*command, out)
            assert result.exit_code == 2, command
            assert f"{out}：这里只能做成 .xlsx 文件。请把文件名写成 a.xlsx。" in result.stderr
        assert {path.name for path in book.parent.iterdir()} == {book.name}

    def test_a_name_without_an_ending_gets_one_and_is_told(self, tmp_path: Path) -> None:
        result = run("new", tmp_path / "2024.06")
        assert (result.exit_code, result.stdout) == (0, f"已新建：{tmp_path / '2024.06.xlsx'}\n")

    def test_a_result_with_macros_keeps_its_ending(self, book: Path) -> None:
        macro = book.with_name("宏.xlsm")
        shutil.copy(book, macro)
        assert "只能做成 .xlsm" in run("recalc", macro, "--out", book.with_name("x.xlsx")).stderr

    @pytest.mark.parametrize("option", [[], ["--calc"]])
    def test_a_place_where_nothing_can_be_written_is_named_as_it_was_typed(self, option: list[str]) -> None:
        result = run("addin", "build", *option, "-o", "/proc/客户")
        assert result.exit_code == 2
        assert result.stderr.startswith("/proc/客户.")
        assert ".part" not in result.stderr


class TestUnknownNames:
    def test_an_unknown_owner_is_no_empty_list(self, book: Path) -> None:
        result = run("due", book, "--owner", "*某某", *TODAY)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "里面没有“*某某”这位负责人。是不是：*某" in result.stderr

    def test_one_who_has_nothing_to_do_is_known(self, book: Path) -> None:
        with Package(book) as package:
            package.set_cells("客户信息总表", {(2, 12): "闲人"})
            package.save()
        assert run("due", book, "--owner", "闲人", "--days", 0, "--today", "2023-01-01").exit_code == 0

    @pytest.mark.parametrize(
        ("command", "says"),
        [("tables 没有", "xlcrm tables"), ("rules R-999", "R-001 到 R-160"), ("policy 没有", "xlcrm policy")],
    )
    def test_an_unknown_name_has_a_cure(self, command: str, says: str) -> None:
        result = run(*command.split())
        assert (result.exit_code, result.stdout) == (2, "")
        assert says in result.stderr

    def test_part_of_a_title_is_answered_with_the_whole(self) -> None:
        assert "客户投诉登记表" in run("tables", "投诉").stderr
        assert "R-081" in run("rules", "投诉").stdout
        assert run("tables", "COMPLAINT_LOG").exit_code == 0
