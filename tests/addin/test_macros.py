"""The macros at work: each press in an Excel of our own, run by pyOpenVBA's interpreter of VBA."""
# ruff: noqa: N802 - the members bear the names that Excel and Windows gave them

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyopenvba.interpreter import (
    NOTHING,
    HostBridge,
    Interpreter,
    VBAObject,
    VBARuntimeError,
    member,
    method,
    setter,
)
from pyopenvba.interpreter._preprocess import strip_directives
from pyopenvba.interpreter._runtime import UNRESOLVED

from xlcrm.book.addin.install import RECORD
from xlcrm.book.addin.project import read_project
from xlcrm.book.addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Mapping

PYTHON = r"C:\Users\张 三\AppData\Local\Programs\Python\python.exe"


@dataclass
class Desk:
    """What the macros find on the machine, and what they did."""

    sentences: Mapping[str, str]
    book: str | None = "客户管理.xlsx"
    registry: dict[str, str] = field(default_factory=lambda: {rf"{RECORD}\python": PYTHON})
    files: set[str] = field(default_factory=lambda: {PYTHON})
    exit_code: int | str = 0
    ran: list[tuple[str, int, bool]] = field(default_factory=list)
    scripts: list[tuple[str, str, str]] = field(default_factory=list)
    said: list[tuple[str, str, int]] = field(default_factory=list)
    status: list[object] = field(default_factory=list)


class Thing(VBAObject):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk


class Shell(Thing):
    @method
    def RegRead(self, name: object) -> object:
        if name not in self.desk.registry:
            raise VBARuntimeError(-2147024894, "Unable to open registry key")
        return self.desk.registry[str(name)]

    @method
    def Run(self, command: object, style: Any, wait: Any) -> object:
        self.desk.ran.append((str(command), int(style), bool(wait)))
        if isinstance(self.desk.exit_code, str):
            raise VBARuntimeError(-2147023436, self.desk.exit_code)
        return self.desk.exit_code

    @method
    def Popup(self, text: object, seconds: object, title: object, style: Any) -> object:
        assert int(seconds) == 0  # type: ignore[call-overload]
        self.desk.said.append((str(text), str(title), int(style)))
        return 1


class FileSystem(Thing):
    @method
    def FileExists(self, path: object) -> object:
        return path in self.desk.files


class Cell(VBAObject):
    def __init__(self, text: str) -> None:
        self.text = text

    @member(default=True)
    def Value(self) -> object:
        return self.text


class Sheet(Thing):
    @member
    def Cells(self, row: Any, column: Any) -> object:
        table = list(self.desk.sentences.items())
        row, column = int(row), int(column)
        return Cell(table[row - 1][column - 1] if row <= len(table) else "")


class AddinBook(Thing):
    @member
    def Worksheets(self, number: Any) -> object:
        assert int(number) == 1
        return Sheet(self.desk)


class UserBook(Thing):
    @member
    def Name(self) -> object:
        return self.desk.book


class Application(Thing):
    @member
    def Hwnd(self) -> object:
        return 132456

    @member
    def StatusBar(self) -> object:
        return self.desk.status[-1]

    @setter("StatusBar")
    def _set_status_bar(self, value: object) -> None:
        self.desk.status.append(value)


class Control(VBAObject):
    def __init__(self, name: str) -> None:
        self.name = name

    @member
    def ID(self) -> object:
        return self.name


class Excel(HostBridge):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def global_object(self, name: str) -> object:
        known = {"application": Application, "thisworkbook": AddinBook}
        if name.lower() == "activeworkbook":
            return NOTHING if self.desk.book is None else UserBook(self.desk)
        return known[name.lower()](self.desk) if name.lower() in known else UNRESOLVED

    def create(self, type_name_: str) -> object:
        known = {"wscript.shell": Shell, "scripting.filesystemobject": FileSystem}
        return known[type_name_.lower()](self.desk)

    def has_global_member(self, name: str) -> bool:
        return name.lower() == "appleScriptTask".lower()

    def call_global(self, name: str, args: list[object], named: dict[str, object]) -> object:
        if self.desk.exit_code:
            raise VBARuntimeError(5, "Invalid procedure call or argument")
        self.desk.scripts.append(tuple(str(each) for each in args))  # type: ignore[arg-type]
        return "started"


@pytest.fixture
def desk(macros: Path) -> Desk:
    return Desk({"version": "9.9", **read_project(macros).sentences})


def excel(desk: Desk, source: str, **constants: object) -> Interpreter:
    host = Interpreter(host=Excel(desk))
    host.add_module(strip_directives(source, constants=constants), name="XlcrmRibbon")
    return host


def press(desk: Desk, source: str, action: str, **constants: object) -> Interpreter:
    host = excel(desk, source, **constants)
    host.run("XlcrmPress", [Control(action)])
    return host


@pytest.mark.parametrize("action", [button.name for button in BUTTONS])
def test_a_press_starts_python_hidden_and_waits(desk: Desk, source: str, action: str) -> None:
    press(desk, source, action)
    command = rf'"{PYTHON}" -P -m xlcrm.buttons {action} "--wb=客户管理.xlsx" --from_xl=1 --hwnd=132456'
    assert desk.ran == [(command, 0, True)]
    assert desk.said == []


def test_the_status_bar_says_that_something_happens_and_is_given_back(desk: Desk, source: str) -> None:
    press(desk, source, "recalc")
    assert desk.status == [desk.sentences["running"], False]


@pytest.mark.parametrize(
    "book", ["客户 管理 2026.xlsx", "A&B^公司.xlsx", "100%完成.xlsx", "重名(2)'.xlsx", "工作簿1"]
)
def test_any_name_a_workbook_may_have_arrives_as_one_argument(desk: Desk, source: str, book: str) -> None:
    desk.book = book
    press(desk, source, "due")
    command = desk.ran[0][0]
    assert f' "--wb={book}" ' in command
    assert re.findall(r'"[^"]*"|\S+', command)[5] == f'"--wb={book}"'


def test_without_a_workbook_the_button_says_what_to_do(desk: Desk, source: str) -> None:
    desk.book = None
    press(desk, source, "validate")
    assert desk.said == [(desk.sentences["no workbook"], "客户管理", 4144)]
    assert (desk.ran, desk.status) == ([], [])


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param({"registry": {}}, id="nothing was recorded"),
        pytest.param({"files": set()}, id="Python was removed"),
        pytest.param({"registry": {rf"{RECORD}\python": ""}}, id="an empty record"),
    ],
)
def test_without_python_the_button_says_what_to_do(desk: Desk, source: str, lost: dict[str, Any]) -> None:
    for name, value in lost.items():
        setattr(desk, name, value)
    press(desk, source, "validate")
    assert desk.said == [(desk.sentences["no python"], "客户管理", 4144)]
    assert desk.ran == []
    assert desk.status[-1] is False


@pytest.mark.parametrize(
    ("outcome", "detail"),
    [
        pytest.param(1, "(undo: 1)", id="Python failed"),
        pytest.param(-1073741510, "(undo: -1073741510)", id="Python was stopped"),
        pytest.param(
            "This program is blocked by group policy", "(undo: This program is", id="a policy forbids it"
        ),
    ],
)
def test_a_failure_is_said_and_the_next_press_works(
    desk: Desk, source: str, outcome: int | str, detail: str
) -> None:
    desk.exit_code = outcome
    host = press(desk, source, "undo")
    assert len(desk.said) == 1
    assert desk.said[0][0].startswith(desk.sentences["failed"])
    assert detail in desk.said[0][0]
    desk.exit_code = 0
    host.run("XlcrmPress", [Control("undo")])
    assert len(desk.ran) == 2
    assert len(desk.said) == 1
    assert desk.status[-1] is False


def test_a_press_during_a_press_does_nothing(desk: Desk, source: str) -> None:
    host = excel(desk, source)
    inner = Shell.Run

    class Impatient(Shell):
        @method
        def Run(self, command: object, style: Any, wait: Any) -> object:
            host.run("XlcrmPress", [Control("recalc")])
            return inner(self, command, style, wait)

    host.host.create = lambda name: {"wscript.shell": Impatient}.get(name.lower(), FileSystem)(desk)  # type: ignore[method-assign]
    host.run("XlcrmPress", [Control("recalc")])
    assert len(desk.ran) == 1


def test_a_sentence_nobody_wrote_is_empty(desk: Desk, source: str) -> None:
    host = excel(desk, source)
    assert host.run("XlcrmText", ["version"]) == "9.9"
    assert host.run("XlcrmText", ["nothing of the kind"]) == ""


def test_on_a_mac_the_script_is_given_action_and_workbook(desk: Desk, source: str) -> None:
    press(desk, source, "cards", Mac=True)
    assert desk.scripts == [("xlcrm.applescript", "press", "cards\n客户管理.xlsx")]
    assert desk.ran == []


def test_on_a_mac_a_missing_script_is_said(desk: Desk, source: str) -> None:
    desk.exit_code = 1
    host = press(desk, source, "cards", Mac=True)
    assert host.dialogs[0][1].startswith(desk.sentences["failed"])
    assert desk.said == []


@pytest.mark.skipif(sys.platform == "win32", reason="the script is for Macs: it needs /bin/sh")
def test_the_scripts_shell_command_keeps_any_name_whole(macros: Path, tmp_path: Path) -> None:
    """AppleScript cannot run here; the shell commands it puts together can."""
    script = (macros / "xlcrm.applescript").read_text(encoding="utf-8")
    assert script.isascii()
    for word in ("python", "action", '("--wb=" & book)'):
        assert f"quoted form of {word}" in script
    interpreter, log = tmp_path / "张 三" / "python 3", tmp_path / "Library/Logs/xlcrm.log"
    record = tmp_path / "Library/Application Support/xlcrm/python"
    for path in (interpreter, log, record):
        path.parent.mkdir(parents=True, exist_ok=True)
    interpreter.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$HOME/arguments"\n', encoding="utf-8")
    interpreter.chmod(0o755)
    record.write_text(f"{interpreter}\n", encoding="utf-8")
    book = '客户\'s "$HOME" & `x`.xlsx'
    steps = re.findall(r"(?m)^\t(?:set \w+ to )?(?:do shell script )?(.*)$", script)
    read = next(step for step in steps if step.startswith('"cat'))
    found = run(tmp_path, unquoted(read))
    command = f"{shlex.quote(found)} -P -m xlcrm.buttons validate {shlex.quote(f'--wb={book}')} --from_xl=1"
    tail = next(step for step in steps if step.startswith("command & ") and "log" in step)
    run(tmp_path, command + unquoted(tail.removeprefix("command & ")) + " wait")
    assert (tmp_path / "arguments").read_text(encoding="utf-8").splitlines() == [
        *("-P", "-m", "xlcrm.buttons", "validate", f"--wb={book}", "--from_xl=1")
    ]


def unquoted(text: str) -> str:
    return text[1:-1].replace('\\"', '"')


def run(home: Path, command: str) -> str:
    answer = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    return answer.stdout.decode().rstrip("\n")
