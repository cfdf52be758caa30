"""Ribbon, toolbar, buttons, command line and actions: the same wishes through every door; what the doors say."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xlwings as xw
from excel_in_memory import App

from xlcrm import __version__, buttons
from xlcrm.actions import ACTIONS
from xlcrm.actions import press as pressing
from xlcrm.book.addin.calc_extension import FILE_NAME, PROTOCOL, build_calc, extension_bytes
from xlcrm.book.addin.ribbon import BUTTONS
from xlcrm.book.calc.wire import Wire
from xlcrm.book.live import LiveBook
from xlcrm.book.port import BookRefused
from xlcrm.cli.addin import buttons as ribbon_of_the_command_line
from xlcrm.shipped import shipped as shipped_folder

OOR = "{http://openoffice.org/2001/registry}"
MACROS = Path(__file__).parents[2] / "macros"


def fields(one: Any) -> tuple[str, ...]:
    return one.name, one.label, one.group, one.icon


class TestTheSameWishes:
    def test_ribbon_and_actions(self) -> None:
        assert [fields(button) for button in ribbon_of_the_command_line()] == [fields(one) for one in ACTIONS]
        assert [fields(button) for button in BUTTONS] == [fields(one) for one in ACTIONS]

    def test_the_ribbon_in_macros(self) -> None:
        ribbon = ET.fromstring((MACROS / "ribbon.xml").read_text("utf-8"))
        found = [(one.get("id"), one.get("label")) for one in ribbon.iter() if one.tag.endswith("}button")]
        assert found == [(one.name, one.label) for one in ACTIONS]

    @pytest.mark.parametrize("bar", ["OfficeToolBar", "OfficeMenuBar"])
    def test_toolbar_and_menu_of_libreoffice(self, bar: str) -> None:
        with zipfile.ZipFile(io.BytesIO(extension_bytes(BUTTONS, "python"))) as extension:
            tree = ET.fromstring(extension.read("Addons.xcu"))
        node = next(one for one in tree.iter("node") if one.get(f"{OOR}name") == bar)
        found = []
        for entry in node.iter("node"):
            about = {prop.get(f"{OOR}name"): prop.findtext("value") for prop in entry.findall("prop")}
            if str(about.get("URL", "")).startswith(PROTOCOL):
                found.append((str(about["URL"]).removeprefix(PROTOCOL), about["Title"]))
        assert found == [(one.name, one.label) for one in ACTIONS]

    @pytest.mark.parametrize("name", [one.name for one in ACTIONS])
    def test_every_action_is_done_by_a_function(self, name: str) -> None:
        function = pressing.action(name).does.partition(":")[2]
        assert callable(getattr(pressing, function))

    def test_an_unknown_action_names_those_there_are(self) -> None:
        with pytest.raises(LookupError, match="validate"):
            pressing.action("nothing")


class TestTheExtension:
    def test_two_builds_are_the_same_bytes(self, tmp_path: Path) -> None:
        one, other = build_calc(tmp_path / "a.oxt"), build_calc(tmp_path / "b.oxt")
        assert one.read_bytes() == other.read_bytes()
        assert build_calc(tmp_path) == tmp_path / FILE_NAME

    def test_the_interpreter_is_recorded_whatever_its_path(self) -> None:
        path = r"C:\Users\张 三\Python\python.exe"
        with zipfile.ZipFile(io.BytesIO(extension_bytes(BUTTONS, path))) as extension:
            code = ast.parse(extension.read("xlcrm_buttons.py"))
        found = [
            ast.literal_eval(node.value)
            for node in code.body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PYTHON"
        ]
        assert found == [path]

    def test_version_and_parts(self) -> None:
        with zipfile.ZipFile(io.BytesIO(extension_bytes(BUTTONS, "python"))) as extension:
            description = ET.fromstring(extension.read("description.xml"))
            manifest = ET.fromstring(extension.read("META-INF/manifest.xml"))
            names = set(extension.namelist())
            for part in names:
                if part.endswith((".xml", ".xcu")):
                    ET.fromstring(extension.read(part))
        version = next(one for one in description.iter() if one.tag.endswith("}version"))
        assert version.get("value") == __version__
        paths = {value for one in manifest for key, value in one.items() if key.endswith("full-path")}
        assert paths <= names

    @pytest.mark.parametrize("path", sorted((MACROS / "calc").rglob("*.py")), ids=lambda path: path.name)
    def test_the_code_runs_in_the_oldest_python_that_libreoffice_brings(self, path: Path) -> None:
        ast.parse(path.read_text("utf-8"), feature_version=(3, 8))

    def test_it_is_shipped_whole(self) -> None:
        assert {one.name for one in (shipped_folder("macros") / "calc").iterdir()} >= {
            "xlcrm_buttons.py",
            "pythonpath",
        }


class TestTheDoor:
    """``python -m xlcrm.buttons``, as the ribbon calls it."""

    def test_a_press_ends_in_a_message_box(self, excel: App, workbook: xw.Book) -> None:
        assert buttons.main(["validate", f"--wb={workbook.name}", "--from_xl=1", "--hwnd=4711"]) == 0
        (said,) = excel.alerts
        assert "发现" in said
        assert "数据校验结果表" in [sheet.name for sheet in workbook.sheets]

    def test_what_is_refused_too(self, excel: App, workbook: xw.Book) -> None:
        workbook.impl.api.ReadOnly = True
        assert buttons.main(["recalc", f"--wb={workbook.name}"]) == 0
        assert "只读" in excel.alerts[0]

    def test_a_workbook_of_somebody_elses_is_not_written_into(self, excel: App, tmp_path: Path) -> None:
        from openpyxl import Workbook

        other = Workbook()
        other.active["A1"] = "随手记的"
        other.save(tmp_path / "笔记.xlsx")
        book = xw.Book(str(tmp_path / "笔记.xlsx"))
        buttons.main(["validate", "--wb=笔记.xlsx"])
        assert "没有认出" in excel.alerts[0]
        assert [sheet.name for sheet in book.sheets] == ["Sheet"]

    def test_without_a_workbook_it_is_said_without_excel(
        self, excel: App, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert buttons.main(["validate", "--wb=没有.xlsx"]) == 0
        assert "没有打开的工作簿" in capsys.readouterr().err

    def test_what_nobody_foresaw_names_a_file_for_the_administrator(
        self, workbook: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(buttons.tempfile, "gettempdir", lambda: str(tmp_path))
        monkeypatch.setattr(pressing, "validate", lambda *_: 1 / 0)
        said, serious = buttons.done("validate", lambda label: LiveBook(workbook, label))
        assert serious
        assert "ZeroDivisionError" in said
        assert "ZeroDivisionError" in (tmp_path / "xlcrm.log").read_text("utf-8")

    def test_xlwings_own_way_of_calling(
        self, excel: App, workbook: xw.Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["-c", f"--wb={workbook.name}", "--from_xl=1", "--hwnd=4711"])
        assert buttons.press("help") == 0
        assert "校验：" in excel.alerts[0]


class TestTheWire:
    """Lines of JSON between LibreOffice and the process behind its buttons."""

    @staticmethod
    def wire(*answers: object) -> tuple[Wire, io.BytesIO]:
        out = io.BytesIO()
        return Wire(io.BytesIO(b"".join(json.dumps(one).encode() + b"\n" for one in answers)), out), out

    def test_a_request_and_its_answer(self) -> None:
        wire, out = self.wire({"result": [1, 2]})
        assert wire.ask("sheets", title="表") == [1, 2]
        assert json.loads(out.getvalue()) == {"do": "sheets", "title": "表"}

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            pytest.param([{"error": "坏了", "trace": ""}], "坏了", id="LibreOffice could not"),
            pytest.param([], "已经关闭", id="LibreOffice is gone"),
        ],
    )
    def test_what_goes_wrong_is_a_sentence(self, answers: list[object], sentence: str) -> None:
        with pytest.raises(BookRefused, match=sentence):
            self.wire(*answers)[0].ask("sheets")

    def test_presses_one_after_the_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        done: list[str] = []

        def did(action: str, _opened: Callable[[str], object]) -> tuple[str, bool]:
            done.append(action)
            return f"{action} 完成", False

        monkeypatch.setattr(buttons, "done", did)
        orders = [{"press": "validate"}, {"result": None}, {"press": "help"}, {"result": None}]
        out = io.BytesIO()
        buttons.serve(io.BytesIO(b"".join(json.dumps(one).encode() + b"\n" for one in orders)), out)
        told = [json.loads(line) for line in out.getvalue().splitlines()]
        assert done == ["validate", "help"]
        assert [one.get("done") for one in told] == [None, True, None, True]
        assert told[0] == {"do": "tell", "text": "validate 完成", "serious": False}

    def test_nothing_else_gets_onto_the_wire(self) -> None:
        code = "from xlcrm import buttons; out = buttons._own_output(); print('stray'); out.write(b'wire'); out.flush()"
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert (ran.stdout, ran.stderr.strip()) == (b"wire", b"stray")


def test_starting_the_door_of_libreoffice_imports_neither_xlwings_nor_pandas() -> None:
    code = "import sys, xlcrm.buttons, xlcrm.book.calc; print(sorted({'pandas', 'xlwings', 'openpyxl'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_a_namespace_is_enough_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel closed meanwhile: the sentence still reaches the person."""
    told: list[str] = []
    monkeypatch.setattr(buttons, "_tell", told.append)
    broken = SimpleNamespace(tell=lambda *_, **__: 1 / 0)
    monkeypatch.setattr(buttons, "done", lambda _action, opened: (opened("校验"), ("好了", False))[1])
    monkeypatch.setattr("xlcrm.book.live.LiveBook", lambda *_: SimpleNamespace(host=broken))
    monkeypatch.setattr("xlcrm.book.live.attach.attach", lambda *_: None)
    assert buttons.main(["validate"]) == 0
    assert told == ["好了"]
