"""Why does a button do nothing? Everything between the click and Python is looked at; one cure each."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from defusedxml import ElementTree

from xlcrm import __version__
from xlcrm.book.addin.build import FILE_NAME, RIBBON_PART, addin_bytes
from xlcrm.book.addin.install import ADDIN, INTERPRETER, NO_EXCEL
from xlcrm.book.addin.machine import RECORD, Finding, Machine, this_machine
from xlcrm.book.addin.trust import trust_findings
from xlcrm.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGES, SCRIPT, EXCEL, WPS, ONEDRIVE = "程序包", "启动脚本", "Excel", "WPS", "OneDrive"
_INSTALL = "请在命令行运行 xlcrm addin install。"
_NEEDED = {
    "Windows": ("xlwings", "pywin32"),
    "Darwin": ("xlwings", "appscript", "psutil"),
    "Linux": ("xlwings",),
}
_QUESTION = """
import importlib.metadata, importlib.util, json, sys
found = {"Python": sys.version.split()[0], "buttons": bool(importlib.util.find_spec("xlcrm.buttons"))}
for name in sys.argv[1:]:
    try:
        found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        found[name] = None
print(json.dumps(found))
"""
_VERSION = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}version"
_EXCEL_PATH = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_WPS_ROOTS = (r"HKCU\Software\Kingsoft\Office\6.0\Common", r"HKLM\Software\Kingsoft\Office\6.0\Common")


def doctor(machine: Machine | None = None) -> list[Finding]:
    """Findings in the order in which a click passes the things examined."""
    machine = machine or this_machine()
    if machine.system == "Windows":
        return [
            *_excel_and_wps(machine),
            *_addin(machine),
            *trust_findings(machine.registry),
            *_interpreter(machine, machine.registered(RECORD, "python")),
            *_onedrive(machine),
        ]
    if machine.system == "Darwin":
        recorded = machine.record.read_text(encoding="utf-8").strip() if machine.record.exists() else ""
        return [*_mac(machine), *_addin(machine), *_script(machine), *_interpreter(machine, recorded)]
    return [Finding(EXCEL, NO_EXCEL.state), *_libreoffice(machine), *_packages(machine, machine.interpreter)]


def _addin(machine: Machine) -> Iterator[Finding]:
    path = machine.startup / FILE_NAME
    if not path.exists():
        yield Finding(ADDIN, f"没有装在 {machine.startup}", _INSTALL)
        return
    installed, ours = path.read_bytes(), addin_bytes()
    if installed == ours:
        yield Finding(ADDIN, f"{__version__} 版，装在 {path}")
    elif _contents(installed) == _contents(ours):
        yield Finding(ADDIN, f"{__version__} 版，装在 {path}，由 Excel 另存过（例如签过名）")
    else:
        there = _version(installed)
        state = f"装着 {there} 版，程序是 {__version__} 版" if there else f"{path} 已损坏"
        yield Finding(ADDIN, state, _INSTALL)
    if path.with_name(f"{path.name}:Zone.Identifier").exists():
        yield Finding(
            ADDIN,
            "文件带有“来自互联网”的标记，Excel 会拒绝其中的宏",
            "请右键该文件 → 属性 → 勾选“解除锁定”，或运行 xlcrm addin install 重装。",
        )


def _contents(addin: bytes) -> tuple[object, ...] | None:
    """What makes an add-in ours, whoever saved it last: its macros, its ribbon, its version."""
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import parse_vba_project

    try:
        with zipfile.ZipFile(io.BytesIO(addin)) as package:
            project = parse_vba_project(CFB.from_bytes(package.read("xl/vbaProject.bin")))
            macros = tuple(
                module.source.strip() for module in project.modules if module.kind.name == "standard"
            )
            return macros, package.read(RIBBON_PART), _version(addin)
    except Exception:  # a damaged file can break the readers in any way
        return None


def _version(addin: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(addin)) as package:
            return ElementTree.fromstring(package.read("docProps/core.xml")).findtext(_VERSION)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return None


def _interpreter(machine: Machine, recorded: str) -> Iterator[Finding]:
    if not recorded:
        yield Finding(INTERPRETER, "没有登记给按钮用的解释器", _INSTALL)
        return
    path = Path(recorded)
    if not path.exists():
        yield Finding(INTERPRETER, f"登记的 {recorded} 已经不在", _INSTALL)
        return
    if "WindowsApps" in PureWindowsPath(recorded).parts:
        yield Finding(
            INTERPRETER,
            f"{recorded} 是应用商店版 Python，Excel 常常启动不了它",
            "请从 python.org 安装 Python，重新安装 xlcrm，再运行 xlcrm addin install。",
        )
    elif path != machine.interpreter:
        yield Finding(INTERPRETER, f"按钮用 {recorded}（这条命令运行在 {machine.interpreter}）")
    else:
        yield Finding(INTERPRETER, recorded)
    yield from _packages(machine, path)


def _packages(machine: Machine, interpreter: Path) -> Iterator[Finding]:
    names = ("xlcrm", *_NEEDED.get(machine.system, _NEEDED["Linux"]))
    code, answer = machine.ask([str(interpreter), "-P", "-X", "utf8", "-c", _QUESTION, *names])
    try:
        found = json.loads(answer.splitlines()[-1])
    except (ValueError, IndexError):
        last = answer.splitlines()[-1] if answer else "没有任何输出"
        yield Finding(
            PACKAGES,
            f"解释器不能正常运行（{code}）：{last}",
            "请重新安装 Python 和 xlcrm，再运行 xlcrm addin install。",
        )
        return
    yield from _judged(found, names)


def _judged(found: Mapping[str, str | None], names: tuple[str, ...]) -> Iterator[Finding]:
    missing = [name for name in names if not found.get(name)]
    if missing:
        yield Finding(
            PACKAGES,
            f"按钮用的 Python 里缺少 {'、'.join(missing)}",
            "请用这个解释器运行 python -m pip install --upgrade xlcrm。",
        )
    elif found["xlcrm"] != __version__:
        yield Finding(
            PACKAGES,
            f"按钮用的 xlcrm 是 {found['xlcrm']} 版，这条命令是 {__version__} 版",
            "请用按钮的那个解释器运行 python -m pip install --upgrade xlcrm，再运行 xlcrm addin install。",
        )
    elif not found["buttons"]:
        yield Finding(
            PACKAGES,
            "按钮用的 xlcrm 安装不完整（缺少 xlcrm.buttons）",
            "请用这个解释器运行 python -m pip install --force-reinstall xlcrm。",
        )
    else:
        yield Finding(PACKAGES, "，".join(f"{name} {found[name]}" for name in ("Python", *names)))


def _excel_and_wps(machine: Machine) -> Iterator[Finding]:
    excel = machine.registered(_EXCEL_PATH)
    wps = next(filter(None, (machine.registered(root, "InstallRoot") for root in _WPS_ROOTS)), "")
    if excel:
        yield Finding(EXCEL, excel)
    elif wps:
        yield Finding(
            EXCEL,
            "只装了 WPS，没有 Excel",
            "请在 WPS 的 开发工具 → 加载项 里选择 xlcrm.xlam（需要 WPS 的 VBA 环境）；WPS 只能尽力支持。",
        )
    else:
        yield Finding(EXCEL, "没有找到 Excel", "请先安装桌面版 Excel；网页版 Excel 不能运行宏。")
    if wps:
        yield _registration(machine, bool(excel), wps)


def _registration(machine: Machine, excel: bool, wps: str) -> Finding:
    """Whom programs get that ask for Excel.Application; WPS may have put itself there."""
    number = machine.registered(r"HKCR\Excel.Application\CLSID")
    server = machine.registered(rf"HKCR\CLSID\{number}\LocalServer32")
    taken = any(word in server.lower() for word in ("wps", "kingsoft", "et.exe"))
    if excel and taken:
        return Finding(
            WPS,
            f"与 Excel 同时安装，并占用了 Excel.Application（{server}）",
            "请在 WPS“配置工具 → 高级”里取消与 Microsoft Office 兼容的选项，再“快速修复”一次 Office。",
        )
    return Finding(WPS, f"装在 {wps}" + ("，没有占用 Excel 的注册" if excel else ""))


def _onedrive(machine: Machine) -> Iterator[Finding]:
    folders = {
        machine.environment.get(name) for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
    }
    synced = sorted(folder for folder in folders if folder)
    if not synced:
        return
    inside = [folder for folder in synced if str(machine.interpreter).lower().startswith(folder.lower())]
    if inside:
        yield Finding(
            ONEDRIVE,
            f"Python 装在同步文件夹 {inside[0]} 里，文件可能只在云端",
            "请把 Python 装到不同步的文件夹，再运行 xlcrm addin install。",
        )
    else:
        yield Finding(
            ONEDRIVE, f"同步 {'、'.join(synced)}；其中的工作簿照常可用，备份存放在本机用户数据文件夹"
        )


def _mac(machine: Machine) -> Iterator[Finding]:
    app = machine.root / "Applications/Microsoft Excel.app"
    if app.exists():
        yield Finding(EXCEL, str(app))
    else:
        yield Finding(EXCEL, "“应用程序”里没有 Microsoft Excel", "请先安装 Excel 2016 或更新的版本。")


def _script(machine: Machine) -> Iterator[Finding]:
    ours = (shipped("macros") / "xlcrm.applescript").read_bytes()
    if not machine.script.exists() or machine.script.read_bytes() != ours:
        yield Finding(SCRIPT, f"{machine.script} 没有或不是这一版", _INSTALL)
    else:
        yield Finding(SCRIPT, str(machine.script))


def _libreoffice(machine: Machine) -> Iterator[Finding]:
    where = machine.environment.get("PATH", "")
    found = shutil.which("soffice", path=where)
    if not found:
        yield Finding("LibreOffice", "没有找到 soffice", "需要在表格里点按钮时，请先安装 LibreOffice。")
        return
    yield Finding("LibreOffice", f"{found}；按钮由扩展 xlcrm.oxt 提供（xlcrm addin build --calc）")
    python = shutil.which("python3", path=where)
    if python and not Path(found).resolve().with_name("python").exists() and _foreign(Path(python)):
        yield Finding(
            "LibreOffice",
            f"PATH 里排在最前的 Python 是 {python}；从这个终端启动的 LibreOffice 会误用它的标准库，"
            "装扩展时报 std::bad_alloc，按钮没有反应",
            "请从桌面菜单启动 LibreOffice，或运行 PATH=/usr/bin:/bin soffice；装扩展用 PATH=/usr/bin:/bin unopkg add。",
        )


def _foreign(python: Path) -> bool:
    """Whether a Python has a standard library of its own, which the one inside a distribution's LibreOffice would take.

    A launcher script (pyenv's shims) has none; a virtual environment has that of the Python it was made of.
    """
    prefix = python.resolve().parent.parent
    return prefix != Path("/usr") and any(prefix.glob("lib/python3.*/os.py"))
