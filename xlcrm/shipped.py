"""Where the folders lie that travel with the package: ``macros`` and ``templates``."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_TRAVELS = ("macros", "templates")


def shipped(name: str) -> Path:
    """Folder ``name``: beside the package in a checkout or editable install, inside it in a wheel.

    FileNotFoundError (a sentence with the cure) when the installation lacks it.
    """
    beside = _PACKAGE.parent
    checkout = (beside / "pyproject.toml").is_file() and all((beside / each).is_dir() for each in _TRAVELS)
    folder = (beside if checkout else _PACKAGE / "shipped") / name
    if name not in _TRAVELS or not folder.is_dir():
        raise FileNotFoundError(f"xlcrm 安装不完整：缺少文件夹 {folder}。请重新安装 xlcrm。")
    return folder
