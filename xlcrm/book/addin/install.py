"""Putting the add-in where Excel opens it by itself, and taking it away again.

Windows: ``xlcrm.xlam`` in the user's XLSTART, the interpreter in the registry (Unicode, so Chinese user names
and spaces are safe). macOS: the add-in in Excel's start-up folder, a script where Excel may run scripts, the
interpreter in a UTF-8 file. No administrator is needed, and nothing is downloaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm import __version__
from xlcrm.book.addin.build import FILE_NAME, addin_bytes
from xlcrm.book.addin.machine import RECORD, Finding, Machine, this_machine
from xlcrm.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

ADDIN, INTERPRETER = "加载项", "Python 解释器"
_CLOSE_EXCEL = "请先完全退出 Excel（任务管理器里也没有 EXCEL），再运行一次同样的命令。"
NO_EXCEL = Finding(
    "Excel",
    "这台机器的系统没有 Excel，加载项在这里用不上",
    "LibreOffice 用户请用 xlcrm addin build --calc 生成扩展 xlcrm.oxt；命令行 xlcrm 的全部命令照常可用。",
)


def install(machine: Machine | None = None) -> list[Finding]:
    """Install or renew the add-in for the current user; what was done, with cures for what could not be."""
    machine = machine or this_machine()
    if machine.system not in ("Windows", "Darwin"):
        return [NO_EXCEL]
    addin = machine.startup / FILE_NAME
    files = {addin: addin_bytes()}
    if machine.system == "Darwin":
        files[machine.script] = (shipped("macros") / "xlcrm.applescript").read_bytes()
        files[machine.record] = f"{machine.interpreter}\n".encode()
    for path, content in files.items():
        if refused := _place(path, content):
            return [refused]
    if machine.system == "Windows":
        machine.registry.write(RECORD, "python", str(machine.interpreter))
    return [
        Finding(ADDIN, f"{__version__} 版已装到 {addin}，重新打开 Excel 后生效"),
        Finding(INTERPRETER, f"按钮将使用 {machine.interpreter}"),
    ]


def uninstall(machine: Machine | None = None) -> list[Finding]:
    """Remove whatever ``install`` put on the machine; users' workbooks are not touched."""
    machine = machine or this_machine()
    if machine.system not in ("Windows", "Darwin"):
        return [NO_EXCEL]
    addin = machine.startup / FILE_NAME
    try:
        found = [path for path in (addin, machine.script, machine.record) if path.exists()]
        for path in found:
            path.unlink()
    except PermissionError:
        return [Finding(ADDIN, f"{addin} 正被 Excel 使用，没有删除", _CLOSE_EXCEL)]
    done = [Finding(ADDIN, f"已删除 {path}") for path in found]
    if machine.system == "Windows" and machine.registry.delete(RECORD):
        done.append(Finding(INTERPRETER, f"已删除注册表项 {RECORD}"))
    return done or [Finding(ADDIN, "没有安装过，不用删除")]


def _place(target: Path, content: bytes) -> Finding | None:
    """Write a file whole or not at all; the sentence when Excel holds it.

    The unfinished file lies beside the folder, not in it: Excel opens whatever it finds in XLSTART.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.parent.with_name(f".{target.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    except PermissionError:
        return Finding(ADDIN, f"{target} 不能写入，可能正被 Excel 使用", _CLOSE_EXCEL)
    finally:
        unfinished.unlink(missing_ok=True)
    return None
