from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from xlcrm import __version__
from xlcrm.book.addin.build import addin_bytes
from xlcrm.book.addin.install import install
from xlcrm.book.addin.machine import Machine
from xlcrm.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def addin() -> bytes:
    return addin_bytes()


@pytest.fixture(scope="session")
def parts(addin: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(addin)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="session")
def macros() -> Path:
    return shipped("macros")


@pytest.fixture(scope="session")
def source(macros: Path) -> str:
    return (macros / "xlcrm.bas").read_bytes().decode("ascii")


class Registry:
    """A registry in memory; like the real one, it does not tell big letters from small."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], object] = {}

    def put(self, key: str, name: str, value: object) -> None:
        self.values[key.lower(), name.lower()] = value

    def read(self, key: str, name: str = "") -> object:
        return self.values.get((key.lower(), name.lower()))

    def names(self, key: str) -> list[str]:
        return [name for each, name in self.values if each == key.lower()]

    def write(self, key: str, name: str, text: str) -> None:
        self.put(key, name, text)

    def delete(self, key: str) -> bool:
        gone = [pair for pair in self.values if pair[0] == key.lower()]
        for pair in gone:
            del self.values[pair]
        return bool(gone)


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def machine(tmp_path: Path, registry: Registry) -> Callable[..., Machine]:
    """Makes machines whose user has a Chinese name with a space, and whose Python answers as told."""

    def make(system: str = "Windows", **changed: object) -> Machine:
        home = tmp_path / "Users" / "张 三"
        python = home / "Python 3" / "python.exe"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        packages = dict.fromkeys(("xlwings", "pywin32", "appscript", "psutil"), "1.0")
        answer = json.dumps({"Python": "3.12.1", "buttons": True, "xlcrm": __version__, **packages})
        known: dict[str, object] = {
            "system": system,
            "home": home,
            "environment": {"APPDATA": str(home / "AppData" / "Roaming")},
            "interpreter": python,
            "registry": registry,
            "ask": lambda _: (0, answer),
            "root": tmp_path,
        }
        return Machine(**{**known, **changed})  # type: ignore[arg-type]

    return make


@pytest.fixture
def windows(machine: Callable[..., Machine], registry: Registry) -> Machine:
    """A machine on which all is well."""
    sound = machine()
    key = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
    registry.put(key, "", r"C:\Program Files\Microsoft Office\EXCEL.EXE")
    install(sound)
    return sound
