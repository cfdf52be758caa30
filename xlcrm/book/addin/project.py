"""What ``macros/`` holds: the module's text, the settings, the sentences the macros say."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME = re.compile(r"[A-Za-z]\w{0,30}", re.ASCII)
_LONGEST_LINE = 1023


@dataclass(frozen=True)
class Project:
    """The add-in before it is put together. ``source`` is the module's text, ASCII with CRLF."""

    name: str
    module: str
    title: str
    description: str
    sentences: Mapping[str, str]
    source: str


def read_project(macros: Path) -> Project:
    """Project of the folder ``macros``; ValueError where Excel's editor would refuse the text."""
    settings = tomllib.loads((macros / "project.toml").read_text(encoding="utf-8"))
    source = (macros / "xlcrm.bas").read_text(encoding="utf-8").replace("\r\n", "\n").replace("\n", "\r\n")
    project = Project(**settings["project"], sentences=settings["sentences"], source=source)
    _check(project)
    return project


def _check(project: Project) -> None:
    for name in (project.name, project.module):
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"project.toml: {name!r} is no VBA name; a letter, then at most 30 more characters"
            )
    if project.name.lower() == project.module.lower():
        raise ValueError("project.toml: project and module need different names")
    if not project.source.startswith(f'Attribute VB_Name = "{project.module}"\r\n'):
        raise ValueError(f'xlcrm.bas: the first line must be Attribute VB_Name = "{project.module}"')
    for number, line in enumerate(project.source.split("\r\n"), 1):
        if not line.isascii() or len(line) > _LONGEST_LINE:
            raise ValueError(f"xlcrm.bas, line {number}: ASCII only, at most {_LONGEST_LINE} characters")
