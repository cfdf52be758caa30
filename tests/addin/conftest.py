from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from xlcrm.book.addin.build import addin_bytes
from xlcrm.shipped import shipped

if TYPE_CHECKING:
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
