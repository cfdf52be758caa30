"""Copies for others: what a role sees (R-135, C-067), what is masked (R-134, C-040), what is warned of (R-153)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from xlcrm.actions.settings import Settings
from xlcrm.actions.sharing import Role, share
from xlcrm.book.file import FileBook
from xlcrm.book.port import BookRefused
from xlcrm.cli import cli

SETTINGS = Settings(date(2023, 9, 1))
OWNERS = {"2023001": "李某", "2023003": "李某"}


@pytest.fixture
def path(tmp_path: Path, sample_workbook: bytes) -> Path:
    """The manual's rows; two customers are 李某's, the others nobody's of that name."""
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(sample_workbook)
    with FileBook(path) as book:
        rows = book.read("customer_master")
        at, number = rows.position("owner"), rows.position("customer_id")
        assert at is not None
        assert number is not None
        cells = {(line, rows.left + at): OWNERS.get(str(row[number]), "张某") for line, row in rows.rows}
        book.set_cells(rows, cells)
        book.save()
    return path


def right(path: Path, *cells: str) -> None:
    """A row of 角色权限表: role, sheet, what is seen, whether it may be changed."""
    with FileBook(path) as book:
        book.append("policy_profile", [{"profile": "manual", "parameter": cells[0], "value": cells[1]}])
        book.save()


def records(path: Path, table: str) -> list[dict[str, Any]]:
    with FileBook(path) as book:
        rows = book.read(table)
        return [{n: v for n, v in zip(rows.names, values, strict=False) if n} for _, values in rows.rows]


def sheets(path: Path) -> set[str]:
    with FileBook(path) as book:
        return set(book.found().tables)


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [str(each) for each in arguments])
    return done.exit_code, done.output


class TestACopyForARole:
    def test_holds_what_the_post_needs_and_nothing_else(self, path: Path, tmp_path: Path) -> None:
        out = tmp_path / "客服.xlsx"
        done = share(path, out, Role("客服"), SETTINGS)
        assert "complaint_log" in sheets(out)
        assert not {"customer_master", "followup_record", "order", "role_permission"} & sheets(out)
        assert records(out, "complaint_log") == records(path, "complaint_log")
        assert "客户跟进记录表" in done.left
        assert done.rows["客户投诉登记表"] == 12

    def test_the_example_of_the_manual(self, path: Path, tmp_path: Path) -> None:
        with pytest.raises(BookRefused, match="无权查看“客户跟进记录表”"):
            share(path, tmp_path / "一.xlsx", Role("客服"), SETTINGS, ["客户跟进记录表"])
        assert not (tmp_path / "一.xlsx").exists()
        share(path, tmp_path / "二.xlsx", Role("客服"), SETTINGS, ["complaint_log"])
        assert sheets(tmp_path / "二.xlsx") == {"complaint_log", "choice_list"}

    def test_a_sales_specialist_gets_his_own_customers(self, path: Path, tmp_path: Path) -> None:
        out = tmp_path / "李某.xlsx"
        share(path, out, Role("销售专员", "李某"), SETTINGS)
        assert {str(row["customer_id"]) for row in records(out, "customer_master")} == set(OWNERS)
        assert {str(row["customer_id"]) for row in records(out, "complaint_log")} <= set(OWNERS)
        steps = {row["complaint_no"] for row in records(out, "complaint_tracking")}
        assert steps <= {row["complaint_no"] for row in records(out, "complaint_log")}

    def test_whose_customers_must_be_said(self, path: Path, tmp_path: Path) -> None:
        with pytest.raises(BookRefused, match="用 --owner 写明负责人"):
            share(path, tmp_path / "x.xlsx", Role("销售专员"), SETTINGS)

    def test_a_right_of_the_workbook_goes_before_the_manuals(self, tmp_path: Path) -> None:
        from xlcrm.book.templates import new_workbook

        path = tmp_path / "全部.xlsx"
        path.write_bytes(new_workbook("full", sample=True))
        rights = [("客服", "客户信息总表", "脱敏", "否"), ("客服", "客户投诉登记表", "否", "否")]
        with FileBook(path) as book:
            names = ("role", "sheet", "can_view", "can_edit")
            book.append("role_permission", [dict(zip(names, cells, strict=True)) for cells in rights])
            book.save()
        done = share(path, tmp_path / "客服.xlsx", Role("客服专员"), SETTINGS)
        assert "客户投诉登记表" in done.left
        first = records(tmp_path / "客服.xlsx", "customer_master")[0]
        assert (first["customer_name"], first["contact_phone"]) == ("*科技有限公司", "138****0001")
        assert first["grade"] == "B类"

    @pytest.mark.parametrize(
        ("role", "tables", "said"),
        [
            pytest.param("主席", [], "没有这个角色", id="no such role"),
            pytest.param("管理层", ["星座表"], "没有这张表", id="no such table"),
            pytest.param(
                "管理层", ["商机表"], "这本工作簿里没有这张表", id="a table that the workbook lacks"
            ),
            pytest.param("法务", ["选项表"], "无权查看", id="settings asked for by name"),
        ],
    )
    def test_refused(self, path: Path, tmp_path: Path, role: str, tables: list[str], said: str) -> None:
        with pytest.raises(BookRefused, match=said):
            share(path, tmp_path / "x.xlsx", Role(role), SETTINGS, tables)

    def test_nothing_is_written_over(self, path: Path, tmp_path: Path) -> None:
        before = path.read_bytes()
        with pytest.raises(BookRefused, match="已经存在"):
            share(path, path, Role("管理层"), SETTINGS)
        share(path, tmp_path / "x.xlsx", Role("管理层"), SETTINGS)
        assert path.read_bytes() == before

    def test_on_the_command_line(self, path: Path, tmp_path: Path) -> None:
        code, said = run("new", tmp_path / "客服.xlsx", "--from", path, "--role", "客服")
        assert code == 0
        assert "客户投诉登记表 12 行" in said
        assert "无权查看，没有放入：客户信息总表" in said
        assert run("new", tmp_path / "y.xlsx", "--from", path)[0] == 2


class TestUnprotected:
    """R-153: unmasked phones and e-mails that leave without a password."""

    def test_a_warning_says_how_many_columns(self, path: Path, tmp_path: Path) -> None:
        assert share(path, tmp_path / "客服.xlsx", Role("客服"), SETTINGS).warning == (
            "工作簿没有打开密码，里面有 2 列电话或邮箱。请加上打开密码再保存和传送，或只发脱敏的副本。"
        )

    def test_required_passwords_stop_it(self, path: Path, tmp_path: Path) -> None:
        right(path, "protect.require_password", "是")
        with pytest.raises(BookRefused, match="没有打开密码"):
            share(path, tmp_path / "客服.xlsx", Role("客服"), SETTINGS)
        assert not (tmp_path / "客服.xlsx").exists()

    def test_cards(self, path: Path, tmp_path: Path) -> None:
        today = ("--today", "2023-09-08")
        code, said = run("due", path, *today, "--cards", tmp_path / "一.xlsx")
        assert (code, "打开密码" in said) == (0, False)
        assert "*科技有限公司" in str(cells(tmp_path / "一.xlsx"))
        code, said = run("due", path, *today, "--cards", tmp_path / "二.xlsx", "--role", "管理层")
        assert (code, "里面有 1 列电话或邮箱" in said) == (0, True)
        assert "示例云图科技有限公司" in str(cells(tmp_path / "二.xlsx"))
        code, said = run("due", path, *today, "--cards", tmp_path / "三.xlsx", "--role", "客服")
        assert (code, "无权查看“客户关系跟进提醒卡”" in said) == (2, True)
        right(path, "protect.require_password", "是")
        assert run("due", path, *today, "--cards", tmp_path / "四.xlsx", "--role", "管理层")[0] == 2
        assert not (tmp_path / "四.xlsx").exists()


def cells(path: Path) -> set[object]:
    book = openpyxl.load_workbook(path)
    return {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    }


class TestReports:
    """C-040: every export masked unless the role allows it."""

    NAME = "示例云图科技有限公司"

    @pytest.mark.parametrize(
        ("arguments", "masked"),
        [
            pytest.param([], True, id="nobody named"),
            pytest.param(["--role", "管理层"], False, id="the management sees all"),
        ],
    )
    def test_a_report_in_a_file(self, path: Path, tmp_path: Path, arguments: list[str], masked: bool) -> None:
        out = tmp_path / "分级.xlsx"
        assert run("report", "churn", path, "--today", "2023-09-01", "--out", out, *arguments)[0] == 0
        held = str(cells(out))
        assert (self.NAME in held, "*科技有限公司" in held) == (not masked, masked)

    def test_the_switch(self, path: Path, tmp_path: Path) -> None:
        right(path, "mask.export", "否")
        run("report", "churn", path, "--today", "2023-09-01", "--out", tmp_path / "分级.xlsx")
        assert self.NAME in str(cells(tmp_path / "分级.xlsx"))

    def test_on_the_screen_nothing_is_masked(self, path: Path) -> None:
        assert self.NAME in run("report", "churn", path, "--today", "2023-09-01")[1]

    @pytest.mark.parametrize(
        ("name", "role", "said"),
        [
            pytest.param("churn", "客服", "无权查看“流失风险评分表”", id="not of the post"),
            pytest.param("weekly", "客服", "无权查看“每周复盘”", id="a sheet that is no table"),
            pytest.param("churn", "销售专员", "含全部客户", id="own customers only"),
            pytest.param("churn", "主席", "没有这个角色", id="no such role"),
        ],
    )
    def test_refused(self, path: Path, name: str, role: str, said: str) -> None:
        code, told = run("report", name, path, "--today", "2023-09-01", "--role", role)
        assert (code, said in told) == (2, True)

    def test_the_complaints_are_for_service(self, path: Path) -> None:
        assert run("report", "complaints", path, "--month", "2023-08", "--role", "客服")[0] == 0
