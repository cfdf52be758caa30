"""Files that are not what they seem, several at once, and files to be made: what is said, and the exit code."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
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

    @pytest.mark.parametrize("command", ["new", "recalc", "validate", "report home BOOK --out"])
    def test_an_empty_name_is_not_the_folder_one_stands_in(
        self, command: str, book: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(book.parent)
        result = run(*command.replace("BOOK", book.name).split(), "")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "没有写文件名" in result.stderr or "是文件夹" in result.stderr

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

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            (["--status", "合做"], "没有“合做”这种客户状态。是不是：合作？"),
            (["--tag", "急"], "没有客户带“急”这个需求标签。是不是：急购"),
            (["--tag", "@@"], "客户带的标签有：在线课程咨询、急购、"),
        ],
    )
    def test_an_unknown_status_or_tag_is_no_empty_list(
        self, options: list[str], says: str, book: Path
    ) -> None:
        result = run("due", book, *options, *TODAY)
        assert (result.exit_code, result.stdout) == (2, "")
        assert says in result.stderr

    def test_a_status_that_no_customer_has_is_known(self, book: Path) -> None:
        assert run("due", book, "--status", "流失", *TODAY).exit_code == 0

    def test_no_empty_copy_is_made_for_an_unknown_owner(self, book: Path) -> None:
        out = book.with_name("副本.xlsx")
        result = run("new", out, "--from", book, "--role", "销售专员", "--owner", "*某某")
        assert (result.exit_code, out.exists()) == (2, False)
        assert "里面没有“*某某”这位负责人。是不是：*某" in result.stderr
        assert run("new", out, "--from", book, "--role", "销售专员", "--owner", "*某").exit_code == 0

    def test_only_customers_of_a_priority_status_or_tag(self, book: Path) -> None:
        def listed(*words: str) -> set[str]:
            told = run("due", book, *words, "--days", 3650, "--format", "jsonl", *TODAY)
            assert told.exit_code == 0, told.stderr
            return {json.loads(line)["customer_id"] for line in told.stdout.splitlines()} - {None}

        every = listed()
        high, others = listed("--priority", "高价值"), listed("--priority", "普通")
        assert high
        assert others
        assert (high | others, high & others) == (every, set())
        assert listed("--tag", "服务器采购") < every
        assert listed("--status", "合作") < every

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


class TestWhatIsAskedFor:
    def test_a_try_is_for_fixes_alone(self, book: Path) -> None:
        before = book.read_bytes()
        for options in (["--mark"], ["--clear"], ["--fix", "--mark"], []):
            result = run("validate", book, "--dry-run", *options)
            assert result.exit_code == 2
            assert "--dry-run 只和 --fix、--mended 同用" in result.stderr
        assert run("validate", book, "--dry-run", "--fix", *TODAY).exit_code == 1
        assert book.read_bytes() == before

    def test_a_register_asked_for_as_a_form_is_told_where_it_is(self, tmp_path: Path) -> None:
        result = run("new", tmp_path / "x.xlsx", "--form", "客户投诉登记表")
        assert result.exit_code == 2
        assert "不是单独的表单" in result.stderr
        assert "--pack core" in result.stderr

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            (["--write"], "请写出它的文件名"),
            (["BOOK", "--write", "--out", "x.xlsx"], "只能选一个"),
            (["BOOK", "--month", "2023-10"], "2023-10 还没有到，今天是 2023-09-01"),
        ],
    )
    def test_a_report_that_cannot_be_is_refused(self, book: Path, options: list[str], says: str) -> None:
        arguments = [str(book) if each == "BOOK" else each for each in options]
        result = run("report", "complaints", *arguments, *TODAY)
        assert (result.exit_code, says in result.stderr) == (2, True)

    def test_a_report_of_the_samples_says_so(self) -> None:
        result = run("report", "complaints", *TODAY)
        assert result.stderr == "没有给工作簿，下面是手册中的示例数据。\n"
        assert result.stdout.startswith("投诉分析月度报告")

    def test_briefs_are_told(self, book: Path) -> None:
        told = run("due", book, "--brief", *TODAY)
        assert told.exit_code == 0
        assert "【2023001 " in told.stdout
        assert "  客户等级：B类\n" in told.stdout
        assert run("due", book, "--brief", "--format", "jsonl").exit_code == 2

    @pytest.mark.parametrize("options", [[], ["--list"]])
    def test_nothing_to_undo_is_told_apart_from_no_file(self, options: list[str], book: Path) -> None:
        assert "没有这个文件" in run("undo", book.with_name("没有.xlsx"), *options).stderr
        assert "这是文件夹" in run("undo", book.parent, *options).stderr


class TestWhatAFolderBringsAlong:
    def test_a_workbook_of_others_is_passed_over_by_a_recalculation(self, book: Path, strange: Path) -> None:
        result = run("recalc", book.parent, *TODAY)
        assert (result.exit_code, str(strange) in result.stderr) == (0, True)
        assert run("recalc", book, strange, *TODAY).exit_code == 2

    def test_a_list_of_problems_is_not_read_again(self, book: Path) -> None:
        listed = book.with_name("问题.xlsx")
        before = run("validate", book.parent, "--report", listed, "--format", "jsonl", *TODAY).stdout
        assert listed.is_file()
        assert run("validate", book.parent, "--format", "jsonl", *TODAY).stdout == before


def test_the_result_of_an_unchanged_workbook_is_a_copy(book: Path) -> None:
    out = book.with_name("结果.xlsx")
    assert run("recalc", book, "--out", out, *TODAY).exit_code == 0
    assert out.read_bytes() == book.read_bytes()
    assert not (book.parent / ".xlcrm").exists()


def test_what_is_to_be_typed_next_is_quoted(recalculated: bytes, tmp_path: Path) -> None:
    path = tmp_path / "新 手" / "客户管理.xlsx"
    path.parent.mkdir()
    path.write_bytes(recalculated)
    assert f'撤销：xlcrm undo "{path}"' in run("recalc", path, "--today", "2023-09-02").stdout


class TestDemonstrationAgain:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from xlcrm.tables.samples import SAMPLES

        one = {**SAMPLES["customer_master"][0], "customer_id": "2023009"}
        monkeypatch.setattr("xlcrm.actions.demo.history", lambda today: {"customer_master": [one]})
        monkeypatch.setattr("xlcrm.actions.demo.plant", lambda tables: [])
        monkeypatch.setattr("xlcrm.actions.reports.standing_reports", lambda state, book: [])

    def test_an_untouched_one_is_replaced_with_its_runs(self, tmp_path: Path) -> None:
        folder = tmp_path / "演示"
        assert run("demo", folder, *TODAY).exit_code == 0
        again = run("demo", folder, *TODAY)
        assert (again.exit_code, again.stderr) == (0, "")
        assert [path.name for path in folder.glob("*.xlsx")] == ["客户管理.xlsx"]
        assert len(run("undo", folder / "客户管理.xlsx", "--list").stdout.splitlines()) == 2

    def test_one_that_somebody_worked_in_is_kept_with_its_runs(self, tmp_path: Path) -> None:
        book, kept = tmp_path / "演示" / "客户管理.xlsx", tmp_path / "演示" / "客户管理-1.xlsx"
        run("demo", book.parent, *TODAY)
        with Package(book) as package:
            package.set_cells("客户信息总表", {(2, 12): "我的字"})
            package.save()
        worked = book.read_bytes()
        again = run("demo", book.parent, *TODAY)
        assert (again.exit_code, str(kept) in again.stderr) == (0, True)
        assert kept.read_bytes() == worked
        assert run("undo", kept, "--list").stdout


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_an_interruption_is_one_sentence_with_helpers_too(recalculated: bytes, tmp_path: Path) -> None:
    for n in range(40):
        (tmp_path / f"{n}.xlsx").write_bytes(recalculated)
    command = [sys.executable, "-m", "xlcrm", "validate", str(tmp_path), "--jobs", "2", "--format", "jsonl"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what is ignored here is ignored there
    try:
        process = subprocess.Popen(command, start_new_session=True, **pipes)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        assert process.stdout
        process.stdout.readline()  # the helpers are at work
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told.decode()) == (2, "已中断。没有写完的文件保持原样。\n")
