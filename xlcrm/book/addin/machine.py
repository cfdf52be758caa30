"""The machine an add-in is put on: its folders, its registry, what a command there answers.

``install`` and ``doctor`` see nothing but a ``Machine``, so tests give them machines of their own.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

RECORD = r"HKCU\Software\xlcrm"
"""Registry key whose value ``python`` the macros read."""
_SECONDS = 60


class Finding(NamedTuple):
    """What was looked at, what was found, what to do about it; an empty ``cure`` means all is well."""

    what: str
    state: str
    cure: str = ""


class Registry(Protocol):
    r"""The Windows registry as far as it is needed; keys are written ``HKCU\Software\xlcrm``."""

    def read(self, key: str, name: str = "") -> str | int | bytes | None:
        """Value ``name`` of ``key`` (the default value without a name), None when there is none."""
        ...

    def names(self, key: str) -> list[str]:
        """Names of the values of ``key``."""
        ...

    def write(self, key: str, name: str, text: str) -> None:
        """Set a text value, making the key if need be."""
        ...

    def delete(self, key: str) -> bool:
        """Remove a key without subkeys; False when it was not there."""
        ...


@dataclass(frozen=True)
class Machine:
    """A machine. ``ask`` runs a command and returns its exit code and what it printed."""

    system: str
    home: Path
    environment: Mapping[str, str]
    interpreter: Path
    registry: Registry
    ask: Callable[[Sequence[str]], tuple[int, str]]
    root: Path = Path("/")

    @property
    def startup(self) -> Path:
        """Folder whose add-ins Excel opens by itself, and trusts."""
        if self.system == "Darwin":
            office = self.home / "Library/Group Containers/UBF8T346G9.Office"
            return office / "User Content.localized/Startup.localized/Excel"
        roaming = self.environment.get("APPDATA") or str(self.home / "AppData" / "Roaming")
        return Path(roaming) / "Microsoft" / "Excel" / "XLSTART"

    def registered(self, key: str, name: str = "") -> str:
        """Text in the registry, "" when there is none."""
        value = self.registry.read(key, name)
        return value if isinstance(value, str) else ""

    @property
    def script(self) -> Path:
        """The script that starts Python for Excel on a Mac."""
        return self.home / "Library/Application Scripts/com.microsoft.Excel/xlcrm.applescript"

    @property
    def record(self) -> Path:
        """On a Mac: the file that names the interpreter."""
        return self.home / "Library/Application Support/xlcrm/python"


def this_machine() -> Machine:
    """The machine we run on."""
    home, interpreter = Path.home(), Path(sys.executable)
    return Machine(platform.system(), home, os.environ, interpreter, WindowsRegistry(), _ask)


def _ask(command: Sequence[str]) -> tuple[int, str]:
    try:
        answer = subprocess.run(  # noqa: S603 - the recorded interpreter, with arguments of our own
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, str(error)
    return answer.returncode, answer.stdout.decode("utf-8", "replace").strip()


class WindowsRegistry:
    """The registry of Windows; ``winreg`` is imported when it is first used."""

    @cached_property
    def _winreg(self) -> Any:
        return import_module("winreg")

    def read(self, key: str, name: str = "") -> str | int | bytes | None:
        """See the port."""
        try:
            with self._open(key, self._winreg.KEY_READ) as handle:
                value: str | int | bytes = self._winreg.QueryValueEx(handle, name)[0]
                return value
        except OSError:
            return None

    def names(self, key: str) -> list[str]:
        """See the port."""
        try:
            with self._open(key, self._winreg.KEY_READ) as handle:
                count = self._winreg.QueryInfoKey(handle)[1]
                return [self._winreg.EnumValue(handle, number)[0] for number in range(count)]
        except OSError:
            return []

    def write(self, key: str, name: str, text: str) -> None:
        """See the port."""
        hive, path = self._hive(key)
        with self._winreg.CreateKeyEx(hive, path, 0, self._winreg.KEY_WRITE) as handle:
            self._winreg.SetValueEx(handle, name, 0, self._winreg.REG_SZ, text)

    def delete(self, key: str) -> bool:
        """See the port."""
        try:
            self._winreg.DeleteKey(*self._hive(key))
        except FileNotFoundError:
            return False
        return True

    def _open(self, key: str, access: int) -> Any:
        hive, path = self._hive(key)
        return self._winreg.OpenKeyEx(hive, path, 0, access | self._winreg.KEY_WOW64_64KEY)

    def _hive(self, key: str) -> tuple[Any, str]:
        short, _, path = key.partition("\\")
        hives = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE", "HKCR": "HKEY_CLASSES_ROOT"}
        return getattr(self._winreg, hives[short]), path
