"""The doctor: on a sound machine there is nothing to cure; each illness gets its own cure."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from xlcrm import __version__
from xlcrm.book.addin.doctor import doctor
from xlcrm.book.addin.install import install
from xlcrm.book.addin.machine import RECORD, Finding, Machine, this_machine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Registry

    Make = Callable[..., Machine]

EXCEL = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
WPS = r"HKCU\Software\Kingsoft\Office\6.0\Common"
SERVER = r"HKCR\CLSID\{00024500}\LocalServer32"


def ills(machine: Machine) -> list[Finding]:
    return [finding for finding in doctor(machine) if finding.cure]


def test_a_sound_machine_needs_no_cure(windows: Machine) -> None:
    findings = doctor(windows)
    assert [finding.what for finding in findings] == [
        "Excel",
        "加载项",
        "宏与信任设置",
        "Python 解释器",
        "程序包",
    ]
    assert not any(finding.cure for finding in findings)
    assert "Python 3.12.1" in findings[-1].state


def test_a_sound_mac_needs_no_cure(machine: Make, tmp_path: Path) -> None:
    mac = machine("Darwin")
    (tmp_path / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
    install(mac)
    findings = doctor(mac)
    assert [finding.what for finding in findings] == [
        "Excel",
        "加载项",
        "启动脚本",
        "Python 解释器",
        "程序包",
    ]
    assert not any(finding.cure for finding in findings)


def test_every_cure_is_a_sentence_that_says_what_to_do(machine: Make) -> None:
    for system in ("Windows", "Darwin"):
        for finding in ills(machine(system)):
            assert re.fullmatch(r"请.*。", finding.cure), finding
            assert not finding.state.endswith("。"), finding


def test_a_machine_with_nothing_on_it(machine: Make) -> None:
    assert [(ill.what, ill.state) for ill in ills(machine())] == [
        ("Excel", "没有找到 Excel"),
        ("加载项", f"没有装在 {machine().startup}"),
        ("Python 解释器", "没有登记给按钮用的解释器"),
    ]


def test_a_mac_with_nothing_on_it(machine: Make) -> None:
    assert [ill.what for ill in ills(machine("Darwin"))] == ["Excel", "加载项", "启动脚本", "Python 解释器"]


def repacked(addin: bytes, **changed: tuple[bytes, bytes]) -> bytes:
    """The add-in saved by somebody else: compressed, and with replacements in its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(addin)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for was, becomes in (pair for part, pair in changed.items() if part in name):
                assert was in content
                content = content.replace(was, becomes)
            new.writestr(name, content)
    return out.getvalue()


def test_a_signed_add_in_of_this_version_is_well(windows: Machine, addin: bytes) -> None:
    (windows.startup / "xlcrm.xlam").write_bytes(repacked(addin))
    assert ills(windows) == []
    assert any("签过名" in finding.state for finding in doctor(windows))


def test_an_older_add_in_is_named_with_both_versions(windows: Machine, addin: bytes) -> None:
    old = repacked(addin, core=(f"<cp:version>{__version__}<".encode(), b"<cp:version>0.0.9<"))
    (windows.startup / "xlcrm.xlam").write_bytes(old)
    (ill,) = ills(windows)
    assert f"装着 0.0.9 版，程序是 {__version__} 版" in ill.state
    assert "xlcrm addin install" in ill.cure


@pytest.mark.parametrize("content", [b"", b"PK\3\4 no package", b"<html>"])
def test_a_damaged_add_in_is_named(windows: Machine, content: bytes) -> None:
    (windows.startup / "xlcrm.xlam").write_bytes(content)
    (ill,) = ills(windows)
    assert "已损坏" in ill.state


def test_another_ribbon_is_another_add_in(windows: Machine, addin: bytes) -> None:
    other = repacked(addin, customUI14=("校验".encode(), "检查".encode()))
    (windows.startup / "xlcrm.xlam").write_bytes(other)
    assert [ill.what for ill in ills(windows)] == ["加载项"]


def test_the_mark_of_the_web_is_named(windows: Machine) -> None:
    (windows.startup / "xlcrm.xlam:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    (ill,) = ills(windows)
    assert "解除锁定" in ill.cure


def test_an_interpreter_that_is_gone_is_named(windows: Machine) -> None:
    windows.interpreter.unlink()
    (ill,) = ills(windows)
    assert "已经不在" in ill.state


def test_another_interpreter_than_this_one_is_mentioned_and_well(windows: Machine, tmp_path: Path) -> None:
    other = tmp_path / "py.exe"
    other.touch()
    windows.registry.write(RECORD, "python", str(other))
    assert ills(windows) == []
    assert any(f"按钮用 {other}" in finding.state for finding in doctor(windows))


def test_the_python_of_the_store_is_named(machine: Make, registry: Registry, tmp_path: Path) -> None:
    store = tmp_path / "Microsoft" / "WindowsApps" / "python.exe"
    store.parent.mkdir(parents=True)
    store.touch()
    registry.put(EXCEL, "", "EXCEL.EXE")
    windows = machine(interpreter=store)
    install(windows)
    (ill,) = ills(windows)
    assert "应用商店版" in ill.state


def answering(**changed: object) -> dict[str, Any]:
    known = {"Python": "3.12.1", "buttons": True, "xlcrm": __version__, "xlwings": "0.37.8", "pywin32": "311"}
    answer = json.dumps({**known, **changed})
    return {"ask": lambda _: (0, answer)}


@pytest.mark.parametrize(
    ("asked", "state", "cure"),
    [
        pytest.param(answering(pywin32=None), "缺少 pywin32", "pip install --upgrade xlcrm", id="no pywin32"),
        pytest.param(
            answering(xlcrm=None), "缺少 xlcrm", "pip install --upgrade xlcrm", id="no xlcrm at all"
        ),
        pytest.param(
            answering(xlcrm="0.0.9"), "是 0.0.9 版", "再运行 xlcrm addin install", id="an older xlcrm"
        ),
        pytest.param(
            answering(buttons=False), "xlcrm.buttons", "--force-reinstall", id="half an installation"
        ),
        pytest.param(
            {"ask": lambda _: (1, "x\nDLL load failed")},
            "（1）：DLL load failed",
            "重新安装 Python",
            id="a crash",
        ),
        pytest.param({"ask": lambda _: (-1, "")}, "没有任何输出", "重新安装 Python", id="silence"),
        pytest.param(
            {"ask": lambda _: (0, "[]\nhello")}, "（0）：hello", "重新安装 Python", id="a greeting instead"
        ),
    ],
)
def test_a_python_that_cannot_serve_is_named(
    machine: Make, registry: Registry, asked: dict[str, Any], state: str, cure: str
) -> None:
    registry.put(EXCEL, "", "EXCEL.EXE")
    windows = machine(**asked)
    install(windows)
    (ill,) = ills(windows)
    assert state in ill.state
    assert cure in ill.cure


@pytest.mark.parametrize(
    ("server", "ill"),
    [
        pytest.param(r"C:\Program Files\WPS Office\office6\et.exe /Automation", True, id="taken by WPS"),
        pytest.param(r"C:\Program Files\Microsoft Office\EXCEL.EXE /automation", False, id="Excel's own"),
        pytest.param(None, False, id="not registered"),
    ],
)
def test_wps_beside_excel(windows: Machine, registry: Registry, server: str | None, ill: bool) -> None:
    registry.put(WPS, "InstallRoot", r"C:\Users\张 三\AppData\Local\Kingsoft\WPS Office")
    registry.put(r"HKCR\Excel.Application\CLSID", "", "{00024500}")
    registry.put(SERVER, "", server)
    assert any(finding.what == "WPS" for finding in doctor(windows))
    assert any(finding.what == "WPS" for finding in ills(windows)) is ill


def test_wps_alone_is_said_with_the_way_to_load_the_add_in(machine: Make, registry: Registry) -> None:
    registry.put(WPS, "InstallRoot", r"C:\WPS Office")
    install(machine())
    (ill,) = ills(machine())
    assert ill.state == "只装了 WPS，没有 Excel"
    assert "开发工具 → 加载项" in ill.cure


def test_onedrive_is_mentioned_and_python_inside_it_cured(windows: Machine, machine: Make) -> None:
    folders = {"OneDrive": str(windows.home / "OneDrive - 公司"), "APPDATA": windows.environment["APPDATA"]}
    well = machine(environment=folders)
    assert any(finding.what == "OneDrive" and "OneDrive - 公司" in finding.state for finding in doctor(well))
    assert ills(well) == []
    (ill,) = ills(machine(environment={**folders, "OneDriveCommercial": str(windows.home)}))
    assert ill.what == "OneDrive"


def test_on_a_mac_another_script_is_named(machine: Make, tmp_path: Path) -> None:
    (tmp_path / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
    mac = machine("Darwin")
    install(mac)
    mac.script.write_text("-- older", encoding="utf-8")
    (ill,) = ills(mac)
    assert ill.what == "启动脚本"


@pytest.mark.skipif(sys.platform == "win32", reason="looks for a program as Linux does")
@pytest.mark.parametrize("there", [True, False])
def test_linux_says_what_applies_there(machine: Make, tmp_path: Path, there: bool) -> None:
    if there:
        soffice = tmp_path / "soffice"
        soffice.write_text("#!/bin/sh\n")
        soffice.chmod(0o755)
    findings = doctor(machine("Linux", environment={"PATH": str(tmp_path)}))
    assert [finding.what for finding in findings] == ["Excel", "LibreOffice", "程序包"]
    assert bool(findings[1].cure) is not there


@pytest.mark.skipif(sys.platform == "win32", reason="looks for a program as Linux does")
@pytest.mark.parametrize(
    ("library", "bundled", "sick"),
    [
        pytest.param(True, False, True, id="one with a standard library, as of conda"),
        pytest.param(False, False, False, id="a launcher script, as of pyenv"),
        pytest.param(True, True, False, id="LibreOffice has brought its own"),
    ],
)
def test_another_python_before_that_of_libreoffice(
    machine: Make, tmp_path: Path, library: bool, bundled: bool, sick: bool
) -> None:
    office, other = tmp_path / "office", tmp_path / "别的 Python" / "bin"
    programs = [office / "soffice", other / "python3", *([office / "python"] if bundled else [])]
    for program in programs:
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    if library:
        (other.parent / "lib" / "python3.11").mkdir(parents=True)
        (other.parent / "lib" / "python3.11" / "os.py").touch()
    found = ills(machine("Linux", environment={"PATH": os.pathsep.join(map(str, (other, office)))}))
    assert [(one.what, "PATH=/usr/bin:/bin soffice" in one.cure) for one in found] == [
        ("LibreOffice", True)
    ] * sick


def test_the_question_put_to_python_is_answered_by_a_real_one(machine: Make) -> None:
    """With the real interpreter of these tests; whether it lacks the buttons is not the point here."""
    from pathlib import Path

    asked: list[str] = []

    def ask(command: Any) -> tuple[int, str]:
        code, answer = this_machine().ask(command)
        asked.append(answer)
        return code, answer

    doctor(machine("Linux", ask=ask, interpreter=Path(sys.executable)))
    answer = json.loads(asked[0])
    assert answer["Python"] == sys.version.split()[0]
    assert answer["xlcrm"] == __version__
    assert answer["xlwings"]
