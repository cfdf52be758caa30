"""Putting ``xlcrm.oxt`` together: toolbar and menu 客户管理 for LibreOffice, the same bytes from the same texts.

Install with ``unopkg add xlcrm.oxt`` or by opening the file. The interpreter that has xlcrm is recorded in it, so
it is built where it is used.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from xlcrm import __version__
from xlcrm.book.addin.ribbon import BUTTONS, GROUPS, TAB
from xlcrm.book.whole_file import write_whole
from xlcrm.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcrm.book.addin.ribbon import Button

FILE_NAME = "xlcrm.oxt"
PROTOCOL = "org.xlcrm:"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CODE = "xlcrm_buttons.py"
_NO_PYTHON = 'PYTHON = ""\n'
_SHEETS_ONLY = "com.sun.star.sheet.SpreadsheetDocument"
_REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="Addons" oor:package="org.openoffice.Office">\n'
    '<node oor:name="AddonUI">\n{nodes}</node>\n</oor:component-data>\n'
)


def build_calc(
    path: Path, buttons: Sequence[Button] = BUTTONS, interpreter: str | Path = sys.executable
) -> Path:
    """Write the extension to ``path`` (a folder: as ``xlcrm.oxt`` in it) and return where it lies."""
    target = path / FILE_NAME if path.is_dir() else path
    return write_whole(target, extension_bytes(buttons, interpreter))


def extension_bytes(buttons: Sequence[Button], interpreter: str | Path) -> bytes:
    """The extension as bytes."""
    folder = shipped("macros") / "calc"
    parts = {
        one.relative_to(folder).as_posix(): one.read_text("utf-8")
        for one in sorted(folder.rglob("*"))
        if one.is_file() and "__pycache__" not in one.parts
    }
    parts["Addons.xcu"] = addons_xml(buttons)
    parts["description.xml"] = parts["description.xml"].replace("@VERSION@", __version__)
    if parts[_CODE].count(_NO_PYTHON) != 1:
        raise RuntimeError(f"macros/calc/{_CODE} should hold {_NO_PYTHON.strip()!r} once")
    parts[_CODE] = parts[_CODE].replace(_NO_PYTHON, f"PYTHON = {str(interpreter)!r}\n")
    return _packed(parts)


def addons_xml(buttons: Sequence[Button]) -> str:
    """Toolbar and menu with the buttons in their groups, in the order of the ribbon."""
    bar = _node("org.xlcrm.toolbar", _entries(buttons))
    submenu = f'<node oor:name="Submenu">\n{_entries(buttons)}</node>\n'
    about = {"Title": TAB, "Target": "_self", "Context": _SHEETS_ONLY}
    menu = _node("org.xlcrm.menu", _properties(about) + submenu)
    nodes = f'<node oor:name="OfficeToolBar">\n{bar}</node>\n<node oor:name="OfficeMenuBar">\n{menu}</node>\n'
    return _REGISTRY.format(nodes=nodes)


def _entries(buttons: Sequence[Button]) -> str:
    """Entries are sorted by their names; a line stands between two groups."""
    out: list[str] = []
    for label in GROUPS:
        inside = [button for button in buttons if button.group == label]
        if out and inside:
            out.append(_node(f"b{len(out):02}", _properties({"URL": "private:separator"})))
        for button in inside:
            about = {
                "URL": f"{PROTOCOL}{button.name}",
                "Title": button.label,
                "Target": "_self",
                "Context": _SHEETS_ONLY,
            }
            out.append(_node(f"b{len(out):02}", _properties(about)))
    return "".join(out)


def _node(name: str, content: str) -> str:
    return f'<node oor:name="{name}" oor:op="replace">\n{content}</node>\n'


def _properties(about: dict[str, str]) -> str:
    return "".join(_property(name, text) for name, text in about.items())


def _property(name: str, text: str) -> str:
    language = ' xml:lang="en-US"' if name == "Title" else ""  # what every language falls back to
    return f'<prop oor:name="{name}"><value{language}>{escape(text)}</value></prop>\n'


def _packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(parts):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 0
            package.writestr(member, parts[name].encode())
    return out.getvalue()
