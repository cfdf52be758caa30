"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xlcrm.actions.commands import COMMANDS
from xlcrm.cli import cli

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def call(*arguments: object) -> Result:
        result = CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)
        assert "Traceback" not in result.output
        return result

    return call


@pytest.fixture(scope="session")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A new workbook with one lawful customer."""
    from xlcrm.actions.new import new
    from xlcrm.book.file import FileBook
    from xlcrm.tables.samples import SAMPLES

    path = new(tmp_path_factory.mktemp("lawful") / "客户管理.xlsx")
    customer = {**SAMPLES["customer_master"][0], "budget_range": "50万元", "coop_start_date": None}
    contact = {**SAMPLES["followup_record"][0], "contact_time": time(10), "action_status": "待处理"}
    with FileBook(path) as made:
        made.append("customer_master", [customer])
        made.append("consent_record", [{**SAMPLES["consent_record"][0], "customer_id": "2023001"}])
        made.append("followup_record", [{**contact, "action_done_date": None}])
        made.save()
    return path.read_bytes()


@pytest.fixture
def book(tmp_path: Path, lawful: bytes) -> Path:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(lawful)
    return path


@pytest.fixture
def wrong(book: Path) -> Path:
    """The same customer with a wrong grade."""
    from xlcrm.ooxml import Package

    with Package(book) as package:
        package.set_cells("客户信息总表", {(2, 8): "D类"})
        package.save()
    return book


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_ends_with_an_example(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"例：xlcrm {command}" in result.output


def test_the_help_lists_all_commands(run: Run) -> None:
    shown = run("--help").output
    assert all(words in shown for words in COMMANDS.values())


def test_a_mistyped_command_is_guessed(run: Run) -> None:
    result = run("vaildate")
    assert result.exit_code == 2
    assert "validate" in result.output


class TestValidate:
    def test_a_clean_workbook_gives_0(self, run: Run, book: Path) -> None:
        assert run("validate", book, "--today", "2023-08-17").exit_code == 0

    def test_an_error_gives_1_and_names_the_cell(self, run: Run, wrong: Path) -> None:
        result = run("validate", wrong, "--today", "2023-08-17")
        assert result.exit_code == 1
        assert "H2" in result.stdout
        assert "R-012" in result.stdout

    def test_warnings_count_only_when_asked_for(self, run: Run, book: Path) -> None:
        from xlcrm.ooxml import Package

        with Package(book) as package:
            package.set_cells("客户信息总表", {(2, 9): "没听说过的标签"})
            package.save()
        assert run("validate", book, "--today", "2023-08-17").exit_code == 0
        assert run("validate", book, "--today", "2023-08-17", "--fail-on", "warning").exit_code == 1

    def test_json_lines_hold_the_fields_of_a_problem(self, run: Run, wrong: Path) -> None:
        result = run("validate", wrong, "--format", "jsonl", "--today", "2023-08-17")
        records = [json.loads(line) for line in result.stdout.splitlines()]
        found = next(r for r in records if r["cell"] == "H2")
        assert list(found) == [
            "file", "sheet", "cell", "row", "column", "header", "table", "rule", "severity", "value", "message", "hint",
        ]  # fmt: skip
        assert (found["row"], found["column"], found["table"]) == (2, "H", "customer_master")
        assert (found["header"], found["value"], found["severity"]) == ("客户等级", "D类", "error")

    def test_csv_has_one_heading_and_no_formula(self, run: Run, wrong: Path) -> None:
        from xlcrm.ooxml import Package

        with Package(wrong) as package:
            package.set_cells("客户信息总表", {(2, 10): "=cmd|x"})
            package.save()
        lines = list(csv.reader(io.StringIO(run("validate", wrong, wrong.parent, "--format", "csv").stdout)))
        assert lines[0][:3] == ["file", "sheet", "cell"]
        values = [line[9] for line in lines[1:]]
        assert "'=cmd|x" in values

    def test_a_broken_file_gives_2_and_the_others_are_done(self, run: Run, wrong: Path) -> None:
        broken = wrong.parent / "坏的.xlsx"
        broken.write_bytes(b"<html>not a workbook</html>")
        result = run("validate", wrong.parent, "--format", "jsonl", "--today", "2023-08-17")
        assert result.exit_code == 2
        files = {json.loads(line)["file"] for line in result.stdout.splitlines()}
        assert files == {str(wrong), str(broken)}

    def test_no_file_found_is_a_sentence(self, run: Run, tmp_path: Path) -> None:
        result = run("validate", tmp_path / "没有*.xlsx")
        assert result.exit_code == 2
        assert "打不开" in result.output or "没有找到" in result.output

    def test_owner_files_backups_and_demonstrations_are_skipped(self, run: Run, book: Path) -> None:
        folder = book.parent
        for name in ("~$客户管理.xlsx", ".xlcrm/客户管理.xlsx/1/before.xlsx", "演示/客户管理.xlsx"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"not read")
        (folder / "演示" / ".xlcrm").mkdir()
        (folder / "演示" / ".xlcrm" / "demo").touch()
        assert run("validate", folder, "--today", "2023-08-17").exit_code == 0

    @pytest.mark.parametrize("copies", [True, False], ids=["copies of this process", "new processes"])
    def test_several_processes_say_the_same_as_one(
        self, run: Run, wrong: Path, monkeypatch: pytest.MonkeyPatch, copies: bool
    ) -> None:
        monkeypatch.setattr("xlcrm.actions.validate._may_fork", lambda: copies and sys.platform == "linux")
        for n in range(3):
            (wrong.parent / f"副本{n}.xlsx").write_bytes(wrong.read_bytes())
        one = run("validate", wrong.parent, "--format", "jsonl", "--jobs", 1, "--today", "2023-08-17")
        two = run("validate", wrong.parent, "--format", "jsonl", "--jobs", 2, "--today", "2023-08-17")
        assert one.stdout == two.stdout

    def test_beside_another_thread_no_process_is_copied(self) -> None:
        from xlcrm.actions.validate import _may_fork

        done = threading.Event()
        other = threading.Thread(target=done.wait)
        other.start()
        try:
            assert not _may_fork()
        finally:
            done.set()
            other.join()

    def test_marks_and_clears(self, run: Run, wrong: Path) -> None:
        before = wrong.read_bytes()
        assert run("validate", wrong, "--mark", "--today", "2023-08-17").exit_code == 1
        assert wrong.read_bytes() != before
        marked = wrong.read_bytes()
        run("validate", wrong, "--mark", "--today", "2023-08-17")
        assert wrong.read_bytes() == marked
        assert "清除了 1 个" in run("validate", wrong, "--clear", "--today", "2023-08-17").stderr

    def test_a_list_of_problems_links_into_the_workbook(self, run: Run, wrong: Path, tmp_path: Path) -> None:
        import openpyxl

        out = tmp_path / "清单" / "问题.xlsx"
        out.parent.mkdir()
        run("validate", wrong, "--report", out, "--today", "2023-08-17")
        listed = openpyxl.load_workbook(out)
        links = [c.hyperlink for row in listed.worksheets[0].iter_rows() for c in row if c.hyperlink]
        assert any("客户信息总表" in (link.target or "") + (link.location or "") for link in links)
        rows = listed["客户信息总表"]
        assert (rows["A1"].value, rows.cell(1, rows.max_column).value) == ("问题", "来自")
        assert rows["B2"].value == "2023001"

    def test_a_wrong_password_is_a_sentence(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "加密.xlsx"
        path.write_bytes(_encrypted(b"PK\x03\x04"))
        result = run("validate", path)
        assert result.exit_code == 2
        assert "密码" in result.output


def _encrypted(content: bytes) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = io.BytesIO()
    import openpyxl

    openpyxl.Workbook().save(plain)
    plain.seek(0)
    out = io.BytesIO()
    OOXMLFile(plain).encrypt("geheim", out)
    return out.getvalue()


def test_tables_as_json_have_the_promised_fields(run: Run) -> None:
    tables = json.loads(run("tables", "--format", "json").stdout)
    assert len(tables) == 56
    assert list(tables[0]) == ["id", "title", "title_hant", "sheet", "kind", "source", "columns"]
    assert list(tables[0]["columns"][0]) == [
        "name", "header", "header_hant", "label", "type", "required", "choices", "computed_by", "aliases",
    ]  # fmt: skip


def test_policy_tells_value_and_origin(run: Run) -> None:
    views = {v["name"]: v for v in json.loads(run("policy", "--profile", "deck", "--format", "json").stdout)}
    assert len(views) >= 244
    assert views["cadence.合作.*"]["origin"]


def test_a_wrong_policy_file_names_the_cure(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('"dormant.month" = 9\n', "utf-8")
    result = run("policy", "--policy", path)
    assert result.exit_code == 2
    assert "dormant.months" in result.stderr


def test_new_never_overwrites(run: Run, book: Path) -> None:
    before = book.read_bytes()
    assert run("new", book).exit_code == 2
    assert book.read_bytes() == before


def test_a_date_that_is_none_is_refused_in_a_sentence(run: Run, book: Path) -> None:
    result = run("recalc", book, "--today", "昨天")
    assert result.exit_code == 2
    assert "2023-09-01" in result.output


def test_pipes_get_utf8_whatever_the_locale() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "xlcrm", "tables", "complaint_log"],
        capture_output=True,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PATH": ""},
        check=True,
    )
    assert "投诉编号" in out.stdout.decode("utf-8")
