"""The file as a whole: reproducible, readable by everybody else's readers, holding what it should."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from defusedxml import ElementTree
from pyopenvba import ExcelFile, check_file

from xlcrm import __version__
from xlcrm.book.addin import build as building
from xlcrm.book.addin.build import addin_bytes, build
from xlcrm.book.addin.project import read_project
from xlcrm.book.addin.ribbon import BUTTONS, Button, ribbon_xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def xlam(addin: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "xlcrm.xlam"
    path.write_bytes(addin)
    return path


def test_two_builds_are_the_same_bytes_even_in_another_process(addin: bytes) -> None:
    code = (
        "import hashlib; from xlcrm.book.addin.build import addin_bytes;"
        "print(hashlib.sha256(addin_bytes()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert addin_bytes() == addin
    assert other.stdout.decode().strip() == hashlib.sha256(addin).hexdigest()


@pytest.mark.parametrize("name", ["xlcrm.xlam", "客户 管理.xlam"])
def test_it_is_written_where_it_is_wanted(tmp_path: Path, addin: bytes, name: str) -> None:
    assert build(tmp_path / name) == tmp_path / name
    assert (tmp_path / name).read_bytes() == addin
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_gets_the_file_under_its_usual_name(tmp_path: Path) -> None:
    assert build(tmp_path) == tmp_path / "xlcrm.xlam"


def test_a_build_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, addin: bytes
) -> None:
    path = build(tmp_path)
    monkeypatch.setattr(building, "flaws", lambda _: ["PROJECT: CMG"])
    with pytest.raises(RuntimeError, match="would not open in Excel: PROJECT: CMG"):
        build(path)
    assert path.read_bytes() == addin


def test_other_buttons_make_another_ribbon(tmp_path: Path) -> None:
    one = Button("due", "今日跟进", "计划", "Undo", "列出今天该联系谁")
    with zipfile.ZipFile(build(tmp_path, [one])) as package:
        assert package.read("customUI/customUI14.xml").decode() == ribbon_xml([one])


def test_the_usual_buttons_make_the_committed_ribbon(addin: bytes) -> None:
    assert addin_bytes(BUTTONS) == addin


def test_title_version_and_nobodys_name_stand_in_the_properties(parts: dict[str, bytes]) -> None:
    core = ElementTree.fromstring(parts["docProps/core.xml"])
    said = {element.tag.split("}")[1]: element.text for element in core}
    assert said["title"] == "客户管理"
    assert said["version"] == __version__
    assert said["creator"] == "xlcrm"
    assert "lastModifiedBy" not in said


def test_the_sheet_holds_every_sentence_the_macros_ask_for(
    parts: dict[str, bytes], macros: Path, source: str
) -> None:
    types = parts["[Content_Types].xml"].replace(b"ms-excel.addin", b"ms-excel.sheet")
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as package:
        for name, content in {**parts, "[Content_Types].xml": types}.items():
            package.writestr(name, content)
    sheet = openpyxl.load_workbook(book).worksheets[0]
    table = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert table == {"version": __version__, **read_project(macros).sentences}
    asked = {part.split('"')[1] for part in source.split("XlcrmText(")[1:] if part.startswith('"')}
    assert asked
    assert asked <= table.keys()


def test_pyopenvbas_checker_finds_nothing(xlam: Path) -> None:
    report = check_file(xlam)
    assert (report.ok, report.issues) == (True, ())
    with ExcelFile(xlam) as read:
        assert read.validate() == []
        assert read.vba_project().name == "xlcrm"


def test_olevba_returns_our_sources_exactly(xlam: Path, source: str) -> None:
    olevba = pytest.importorskip("oletools.olevba", reason="oletools (group addin) is not installed")
    parser = olevba.VBA_Parser(str(xlam))
    try:
        modules = {stream.split("/")[-1]: code for _, stream, _, code in parser.extract_macros()}
        found = {kind for kind, _, _ in parser.analyze_macros()}
    finally:
        parser.close()
    assert modules["XlcrmRibbon"] == source
    assert set(modules) == {"ThisWorkbook", "Sheet1", "XlcrmRibbon"}
    assert "AutoExec" not in found
    assert not parser.detect_vba_stomping()


def change(old: str, new: str) -> Callable[[str], str]:
    def changed(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return changed


@pytest.mark.parametrize(
    ("file", "damage", "cure"),
    [
        pytest.param(
            "xlcrm.bas", change("quote = Chr(34)", "quote = “”"), "line 30: ASCII only", id="Chinese quotes"
        ),
        pytest.param("xlcrm.bas", change("' ASCII", "'" + "x" * 1023), "at most 1023", id="a line too long"),
        pytest.param(
            "xlcrm.bas", change("XlcrmRibbon", "Ribbon"), "first line must be", id="another module name"
        ),
        pytest.param(
            "project.toml", change('"xlcrm"', '"1crm"'), "is no VBA name", id="a name with a digit first"
        ),
        pytest.param("project.toml", change('"xlcrm"', '"客户"'), "is no VBA name", id="a Chinese name"),
        pytest.param(
            "project.toml", change('"xlcrm"', '"xlcrmribbon"'), "different names", id="one name for both"
        ),
    ],
)
def test_a_slip_in_the_texts_is_named(
    macros: Path, tmp_path: Path, file: str, damage: Callable[[str], str], cure: str
) -> None:
    for name in ("xlcrm.bas", "project.toml"):
        (tmp_path / name).write_bytes((macros / name).read_bytes())
    text = (tmp_path / file).read_bytes().decode("utf-8")
    (tmp_path / file).write_bytes(damage(text).encode("utf-8"))
    with pytest.raises(ValueError, match=cure):
        read_project(tmp_path)


def test_line_ends_of_a_checkout_do_not_matter(macros: Path, tmp_path: Path) -> None:
    for name in ("xlcrm.bas", "project.toml"):
        (tmp_path / name).write_bytes((macros / name).read_bytes().replace(b"\r\n", b"\n"))
    assert read_project(tmp_path) == read_project(macros)


def test_the_committed_module_is_ascii_with_crlf(macros: Path) -> None:
    raw = (macros / "xlcrm.bas").read_bytes()
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
