"""What a button of LibreOffice says, and does not do, where it cannot write: one case of each kind.

The same cases of Excel stand in ``test_excel.py`` and ``test_doors.py``. Of a workbook that is being edited in a
cell LibreOffice turns nobody away; see ``test_press_calc.py``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from libreoffice import Office, Server
from openpyxl import Workbook

from xlcrm import buttons
from xlcrm.book.calc import CalcBook
from xlcrm.book.calc.wire import Wire

pytestmark = pytest.mark.libreoffice

MASTER = "客户信息总表"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Office(tmp_path_factory.mktemp("profile")) as server:
        yield server


@pytest.fixture
def path(few: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "客户管理.xlsx"
    path.write_bytes(few)
    return path


@pytest.fixture
def calc(office: Server) -> Iterator[Server]:
    yield office
    office.wire.ask("close")


def pressed(calc: Server, action: str) -> tuple[str, bool]:
    """What the message box says, and whether it is bad news."""
    return buttons.done(action, lambda label: CalcBook(calc.wire, label))


def refused(calc: Server, path: Path, *sentences: str, action: str = "recalc") -> None:
    """The press is refused with sentences, and nothing happened."""
    steps, titles = calc.wire.ask("steps"), calc.wire.ask("titles")
    said, serious = pressed(calc, action)
    assert serious
    for sentence in sentences:
        assert sentence in said
    assert (calc.wire.ask("steps"), calc.wire.ask("titles")) == (steps, titles)
    assert not list(path.parent.glob(".xlcrm/*/*"))


@pytest.mark.parametrize(
    ("how", "sentences"),
    [
        pytest.param("ReadOnly", ("只读", "以可编辑方式重新打开"), id="read-only, as a file from mail is opened"),
        pytest.param("AsTemplate", ("还没有保存过", "先把它保存成 .xlsx 文件"), id="not saved yet"),
    ],
)
def test_a_workbook_that_cannot_be_written_into(
    calc: Server, path: Path, how: str, sentences: tuple[str, ...]
) -> None:
    calc.wire.ask("open", path=str(path), how=how)
    refused(calc, path, *sentences)


def test_no_known_table(calc: Server, tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "随手记的"
    path = tmp_path / "笔记.xlsx"
    book.save(path)
    calc.wire.ask("open", path=str(path))
    refused(calc, path, "没有认出任何一张客户管理的表", "xlcrm new")


@pytest.mark.parametrize(
    ("verb", "about", "action", "sentences"),
    [
        pytest.param(
            "filter",
            {"item": "customer_master", "column": 0, "text": "2023001"},
            "recalc",
            (MASTER, "筛选或隐藏", "清除筛选"),
            id="filter active",
        ),
        pytest.param("protect", {"sheet": MASTER}, "recalc", (MASTER, "受保护", "撤消工作表保护"), id="protected"),
        pytest.param(
            "protect_structure", {}, "recalc", ("结构受保护", "取消“保护工作簿”"), id="structure protected"
        ),
        pytest.param("protect_structure", {}, "validate", ("结构受保护",), id="no sheet for the problems"),
    ],
)
def test_a_sheet_that_cannot_be_written_into(
    calc: Server, path: Path, verb: str, about: dict[str, Any], action: str, sentences: tuple[str, ...]
) -> None:
    calc.wire.ask("open", path=str(path))
    calc.wire.ask(verb, **about)
    refused(calc, path, *sentences, action=action)


def test_a_filter_on_a_report_is_no_obstacle(calc: Server, path: Path) -> None:
    """Its sheet is drawn anew, as everywhere."""
    calc.wire.ask("open", path=str(path))
    assert not pressed(calc, "recalc")[1]
    calc.wire.ask("filter", item="reasons", column=0, text=MASTER)
    calc.wire.ask("type", sheet="客户跟进记录表", address="A2", text="2023-09-06")
    said, serious = pressed(calc, "recalc")
    assert not serious, said


def test_the_backup_of_a_workbook_on_the_web_lies_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not refused: LibreOffice is asked for a copy, which lies where the runs of that address lie."""
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    told = {"name": "客户管理.xlsx", "path": "", "address": "https://d.docs.live.net/0123/客户管理.xlsx"}
    facts = {**told, "uid": "1", "modified": True, "zero": [1899, 12, 30], "state": "open", "structure": False}
    answers = io.BytesIO(json.dumps({"result": facts}).encode() + b"\n")
    book = CalcBook(Wire(answers, io.BytesIO()))
    assert book.path is None
    assert book.home.is_relative_to(tmp_path / "data")
    assert book.home.name == "客户管理.xlsx"
