"""Installing and removing, on machines that are folders and registries in memory."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import pytest

from xlcrm.book.addin.install import install, uninstall
from xlcrm.book.addin.machine import RECORD, Machine, WindowsRegistry, this_machine

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Machine]


def files(machine: Machine) -> list[str]:
    """Every file of the user, Python's own apart."""
    found = (path for path in machine.home.rglob("*") if path.is_file())
    return sorted(path.relative_to(machine.home).as_posix() for path in found if path != machine.interpreter)


def test_windows_gets_the_add_in_in_xlstart_and_the_interpreter_in_the_registry(
    machine: Make, addin: bytes
) -> None:
    windows = machine()
    done = install(windows)
    assert files(windows) == ["AppData/Roaming/Microsoft/Excel/XLSTART/xlcrm.xlam"]
    assert (windows.startup / "xlcrm.xlam").read_bytes() == addin
    assert windows.registry.read(RECORD, "python") == str(windows.interpreter)
    assert "张 三" in str(windows.registry.read(RECORD, "python"))
    assert [finding.cure for finding in done] == ["", ""]


def test_the_macros_read_what_installing_records(source: str) -> None:
    assert f'Const RECORDED As String = "{RECORD}\\python"' in source


def test_without_appdata_the_usual_place_is_taken(machine: Make) -> None:
    windows = machine(environment={})
    assert windows.startup == windows.home / "AppData/Roaming/Microsoft/Excel/XLSTART"


def test_a_mac_gets_add_in_script_and_record(machine: Make, addin: bytes, macros: Path) -> None:
    mac = machine("Darwin")
    done = install(mac)
    startup = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
    assert files(mac) == [
        "Library/Application Scripts/com.microsoft.Excel/xlcrm.applescript",
        "Library/Application Support/xlcrm/python",
        f"{startup}/xlcrm.xlam",
    ]
    assert (mac.home / startup / "xlcrm.xlam").read_bytes() == addin
    assert mac.script.read_bytes() == (macros / "xlcrm.applescript").read_bytes()
    assert mac.record.read_text(encoding="utf-8") == f"{mac.interpreter}\n"
    assert not mac.registry.read(RECORD, "python")
    assert not any(finding.cure for finding in done)


def test_the_script_reads_what_installing_records(machine: Make, macros: Path) -> None:
    mac = machine("Darwin")
    place = mac.record.relative_to(mac.home).as_posix()
    assert f'\\"$HOME/{place}\\"' in (macros / "xlcrm.applescript").read_text(encoding="utf-8")


def test_linux_is_told_what_to_use_instead_and_nothing_is_written(machine: Make) -> None:
    linux = machine("Linux")
    for action in (install, uninstall):
        (finding,) = action(linux)
        assert "没有 Excel" in finding.state
        assert "xlcrm.oxt" in finding.cure
    assert files(linux) == []


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_installing_again_renews(machine: Make, addin: bytes, system: str) -> None:
    one = machine(system)
    install(one)
    (one.startup / "xlcrm.xlam").write_bytes(b"old")
    before = files(one)
    install(one)
    assert (one.startup / "xlcrm.xlam").read_bytes() == addin
    assert files(one) == before


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_removing_takes_everything_and_nothing_else(machine: Make, system: str) -> None:
    one = machine(system)
    install(one)
    own = one.startup / "自己的.xlsx"
    own.touch()
    removed = uninstall(one)
    assert files(one) == [own.relative_to(one.home).as_posix()]
    assert one.registry.read(RECORD, "python") is None
    assert all("已删除" in finding.state and not finding.cure for finding in removed)


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_removing_what_was_never_installed(machine: Make, system: str) -> None:
    (finding,) = uninstall(machine(system))
    assert finding.state == "没有安装过，不用删除"


def held(monkeypatch: pytest.MonkeyPatch, verb: str, name: str) -> None:
    """Excel has the file open: Windows lets nobody replace or remove it."""
    usual = getattr(Path, verb)

    def refuse(self: Path, *args: Any, **options: Any) -> Any:
        if name in (self.name, *(Path(each).name for each in args)):
            raise PermissionError(13, "sharing violation", str(self))
        return usual(self, *args, **options)

    monkeypatch.setattr(Path, verb, refuse)


def test_an_add_in_excel_holds_is_left_as_it_is_and_the_cure_said(
    machine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = machine()
    install(windows)
    (windows.startup / "xlcrm.xlam").write_bytes(b"old")
    windows.registry.write(RECORD, "python", "old")
    held(monkeypatch, "replace", "xlcrm.xlam")
    (finding,) = install(windows)
    assert "退出 Excel" in finding.cure
    assert (windows.startup / "xlcrm.xlam").read_bytes() == b"old"
    assert windows.registry.read(RECORD, "python") == "old"
    assert files(windows) == ["AppData/Roaming/Microsoft/Excel/XLSTART/xlcrm.xlam"]


def test_an_add_in_excel_holds_is_not_removed_and_the_cure_said(
    machine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = machine()
    install(windows)
    held(monkeypatch, "unlink", "xlcrm.xlam")
    (finding,) = uninstall(windows)
    assert "退出 Excel" in finding.cure
    assert windows.registry.read(RECORD, "python")


def test_while_writing_nothing_unfinished_lies_where_excel_would_open_it(
    machine: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = machine()
    seen: list[list[Path]] = []
    usual = Path.replace

    def replace(self: Path, target: Path) -> Path:
        seen.append(sorted(windows.startup.iterdir()))
        return usual(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    install(windows)
    assert seen == [[]]


class Handle:
    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def winreg(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], dict[str, Any]]:
    """The module winreg over a dictionary: (hive, path) -> name -> value."""
    hives: dict[tuple[str, str], dict[str, Any]] = {}

    def opened(hive: str, path: str, reserved: int, access: int) -> Handle:
        assert (reserved, access) == (0, 1 | 256)
        if (hive, path) not in hives:
            raise FileNotFoundError(2, path)
        return Handle(hives[hive, path])

    def created(hive: str, path: str, reserved: int, access: int) -> Handle:
        assert (reserved, access) == (0, 2)
        return Handle(hives.setdefault((hive, path), {}))

    def queried(handle: Handle, name: str) -> tuple[Any, int]:
        if name not in handle.values:
            raise FileNotFoundError(2, name)
        return handle.values[name], 1

    def deleted(hive: str, path: str) -> None:
        if (hive, path) not in hives:
            raise FileNotFoundError(2, path)
        del hives[hive, path]

    module = SimpleNamespace(
        HKEY_CURRENT_USER="user",
        HKEY_LOCAL_MACHINE="machine",
        HKEY_CLASSES_ROOT="classes",
        KEY_READ=1,
        KEY_WRITE=2,
        KEY_WOW64_64KEY=256,
        REG_SZ=1,
        OpenKeyEx=opened,
        CreateKeyEx=created,
        QueryValueEx=queried,
        QueryInfoKey=lambda handle: (0, len(handle.values), 0),
        EnumValue=lambda handle, number: (*list(handle.values.items())[number], 1),
        SetValueEx=lambda handle, name, _, kind, text: (
            handle.values.update({name: text}) if kind == 1 else None
        ),
        DeleteKey=deleted,
    )
    monkeypatch.setitem(sys.modules, "winreg", module)
    return hives


def test_the_registry_of_windows_is_written_read_listed_and_cleaned(
    winreg: dict[tuple[str, str], dict[str, Any]],
) -> None:
    registry = WindowsRegistry()
    assert registry.read(RECORD, "python") is None
    assert registry.names(RECORD) == []
    assert registry.delete(RECORD) is False
    registry.write(RECORD, "python", r"C:\张 三\python.exe")
    assert winreg == {("user", r"Software\xlcrm"): {"python": r"C:\张 三\python.exe"}}
    assert registry.read(RECORD, "python") == r"C:\张 三\python.exe"
    assert registry.read(RECORD, "other") is None
    assert registry.names(RECORD) == ["python"]
    assert registry.delete(RECORD) is True
    assert winreg == {}


@pytest.mark.parametrize(("short", "hive"), [("HKCU", "user"), ("HKLM", "machine"), ("HKCR", "classes")])
def test_each_hive_is_found(winreg: dict[tuple[str, str], dict[str, Any]], short: str, hive: str) -> None:
    winreg[hive, r"Some\Key"] = {"": "default"}
    assert WindowsRegistry().read(rf"{short}\Some\Key") == "default"


def test_this_machine_is_this_one_and_answers() -> None:
    here = this_machine()
    assert here.interpreter == Path(sys.executable)
    assert here.home == Path.home()
    assert here.ask([sys.executable, "-X", "utf8", "-c", "print('好')"]) == (0, "好")
    code, answer = here.ask([sys.executable, "-c", "import no_such_module"])
    assert code == 1
    assert "no_such_module" in answer
    code, answer = here.ask([str(here.home / "no such python")])
    assert code == -1
    assert answer
