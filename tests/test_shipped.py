from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import xlcrm.shipped
from xlcrm.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path


def folders(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).mkdir(parents=True)
    return root


def test_in_a_checkout_it_is_the_folder_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders(tmp_path, "xlcrm/shipped/macros", "macros", "templates")
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(xlcrm.shipped, "_PACKAGE", tmp_path / "xlcrm")
    assert shipped("macros") == tmp_path / "macros"


@pytest.mark.parametrize(
    "neighbours",
    [
        pytest.param((), id="nothing beside it"),
        pytest.param(("macros",), id="somebody else's package of that name"),
        pytest.param(("macros", "templates"), id="both names taken, yet no project"),
    ],
)
def test_in_a_wheel_it_is_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, neighbours: tuple[str, ...]
) -> None:
    folders(tmp_path, "xlcrm/shipped/macros", *neighbours)
    monkeypatch.setattr(xlcrm.shipped, "_PACKAGE", tmp_path / "xlcrm")
    assert shipped("macros") == tmp_path / "xlcrm" / "shipped" / "macros"


@pytest.mark.parametrize("name", ["templates", "elsewhere"])
def test_what_is_missing_is_said_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folders(tmp_path, "xlcrm/shipped/macros", "xlcrm/shipped/elsewhere")
    monkeypatch.setattr(xlcrm.shipped, "_PACKAGE", tmp_path / "xlcrm")
    with pytest.raises(FileNotFoundError, match="请重新安装 xlcrm"):
        shipped(name)
