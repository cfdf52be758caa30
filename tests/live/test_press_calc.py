"""A real click on the toolbar of a real LibreOffice: cells marked, sheet filled, message shown, undone, redone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from libreoffice import Office, Server
from screen import Screen, virtual_display

from xlcrm.book.addin.calc_extension import FILE_NAME, build_calc
from xlcrm.book.calc import CalcBook
from xlcrm.book.marks import COLOURS
from xlcrm.tables.rows import letters

pytestmark = pytest.mark.libreoffice

MASTER, PROBLEMS = "客户信息总表", "数据校验结果表"
WRONG = "E3"
"""A telephone number that is none."""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with virtual_display() as number:
        yield number


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory, shipped: bytes) -> Path:
    from xlcrm.ooxml import Package

    path = tmp_path_factory.mktemp("张 三") / "客户 & 管理.xlsx"
    path.write_bytes(shipped)
    with Package(path) as package:
        package.set_cells(MASTER, {(3, 5): "12345"})
        package.save()
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, workbook: Path, display: str) -> Iterator[Server]:
    """LibreOffice with the extension and the workbook."""
    profile = tmp_path_factory.mktemp("profile")
    extension = build_calc(tmp_path_factory.mktemp("built") / FILE_NAME)
    with Office(profile) as server:
        assert server.wire.ask("install", path=str(extension)) == "org.xlcrm.calc"
    with Office(profile, workbook, display=display) as server:
        server.wire.ask("attach", path=str(workbook))
        server.wire.ask("show", sheet=MASTER)
        yield server


@pytest.fixture(scope="module")
def screen(office: Server, display: str) -> Screen:
    return Screen(display, office)


def test_a_click_marks_cells_fills_the_sheet_and_says_so(
    office: Server, screen: Screen, workbook: Path
) -> None:
    ask = office.wire.ask
    before = workbook.read_bytes()
    screen.until(lambda: ask("where", name="校验"), "toolbar")
    screen.picture("calc-before.png")
    screen.click("校验")
    said = screen.message()
    screen.picture("calc-after.png")
    assert "发现错误" in said
    assert ask("colour", sheet=MASTER, address=WRONG) in COLOURS.values()
    assert PROBLEMS in ask("titles")
    assert ask("shown") == MASTER
    assert ask("steps") == ["客户管理 校验"]
    assert workbook.read_bytes() == before


def test_one_step_of_undo_takes_the_press_back_and_redo_does_it_again(office: Server) -> None:
    ask = office.wire.ask
    ask("undo")
    assert ask("colour", sheet=MASTER, address=WRONG) is None
    assert not {PROBLEMS, "_xlcrm"} & set(ask("titles"))
    ask("redo")
    assert ask("colour", sheet=MASTER, address=WRONG) in COLOURS.values()
    assert {PROBLEMS, "_xlcrm"} <= set(ask("titles"))
    assert CalcBook(office.wire).memory.marks[MASTER]


def test_the_menu_holds_what_the_toolbar_holds(office: Server, screen: Screen) -> None:
    screen.click("帮助")
    assert "校验：" in screen.message()


def test_the_button_undo_keeps_what_was_typed_since(office: Server, screen: Screen) -> None:
    ask = office.wire.ask
    ask("paint", sheet=MASTER, address=WRONG, colour="00FF00")
    screen.click("撤销")
    assert "已撤销" in screen.message()
    assert PROBLEMS not in ask("titles")
    assert ask("colour", sheet=MASTER, address=WRONG) == "00FF00"


def test_what_is_being_typed_during_a_press_is_not_lost(office: Server, screen: Screen) -> None:
    ask = office.wire.ask
    screen.into_a_cell()
    row, column = ask("selected")
    address = f"{letters(column)}{row}"
    screen.type("4711")
    screen.click("校验")
    assert "发现错误" in screen.message()
    screen.key("Return")
    assert ask("look", sheet=MASTER, address=address) in (4711, "4711")


def test_where_there_is_no_workbook_it_is_said(office: Server, screen: Screen) -> None:
    office.wire.ask("press_without_workbook", action="validate")
    said = screen.said()
    screen.click("OK")
    assert "没有可以处理的工作簿" in said
    assert "请先打开客户管理工作簿" in said
