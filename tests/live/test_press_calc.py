"""A real click on the toolbar of a real LibreOffice: cells marked, sheet filled, message shown, undone, redone."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from libreoffice import Office, Server, program

from xlcrm.book.addin.calc_extension import FILE_NAME, build_calc
from xlcrm.book.calc import CalcBook
from xlcrm.book.marks import COLOURS

pytestmark = pytest.mark.libreoffice

ACTUAL = Path(__file__).parents[1] / "actual"
MASTER, PROBLEMS = "客户信息总表", "数据校验结果表"
WRONG = "E3"
"""A telephone number that is none."""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    xvfb = program("Xvfb", "Xvfb")
    program("xdotool", "xdotool")
    program("import", "ImageMagick (import)")
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [xvfb, "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    process.send_signal(signal.SIGTERM)
    process.wait()


class Screen:
    """Eyes and hands before the display."""

    def __init__(self, display: str, server: Server) -> None:
        self._env = {**os.environ, "DISPLAY": display}
        self._ask = server.wire.ask

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._env, check=True, capture_output=True)

    def until(self, seen: Callable[[], Any], what: str) -> Any:
        for _ in range(600):
            if found := seen():
                return found
            time.sleep(0.1)
        pytest.fail(f"{what} did not appear; see {self.picture('failed.png')}")

    def click(self, button: str) -> None:
        x, y = self.until(lambda: self._ask("where", name=button), f"button {button}")
        self._run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def message(self) -> str:
        """What the message box says; it is closed."""
        said = self.until(lambda: self._ask("said"), "message box")
        time.sleep(0.5)
        self.picture("calc-message.png")
        self.click("OK")
        self.until(lambda: self._ask("said") is None, "end of the message box")
        return str(said)

    def picture(self, name: str) -> Path:
        ACTUAL.mkdir(exist_ok=True)
        self._run("import", "-window", "root", str(ACTUAL / name))
        return ACTUAL / name


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
