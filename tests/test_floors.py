"""Imports only go down, and the heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "xlcrm"

FLOORS = {
    "language": 0,
    "problems": 0,
    "rulebook": 0,
    "shipped": 0,
    "ooxml": 0,
    "tables": 1,
    "policy": 1,
    "checks": 2,
    "rules": 2,
    "reports": 3,
    "book": 4,
    "actions": 5,
    "cli": 6,
    "buttons": 6,
    "__main__": 6,
}

ROOMS = {
    "openpyxl": ("book",),
    "python_calamine": ("book",),
    "xlwings": ("book",),
    "uno": ("book",),
    "unohelper": ("book",),
    "lxml": ("ooxml", "book"),
    "click": ("cli", "buttons"),
    "rich": ("cli", "buttons"),
}

NO_PANDAS = ("language", "problems", "ooxml", "tables", "policy", "checks")


def imports(source: str, package: str) -> Iterator[tuple[str, int]]:
    """Dotted names that a module imports (also inside functions), with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "xlcrm":
                yield from ((f"xlcrm.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level:
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            yield ".".join([*parents, node.module or ""]).rstrip("."), node.lineno


def faults(relative: str, source: str) -> list[str]:
    """What a module at this place must not import."""
    parts = Path(relative).with_suffix("").parts
    room = parts[0]
    package = ".".join(["xlcrm", *parts[:-1]])
    found = []
    for name, line in imports(source, package):
        top, _, rest = name.partition(".")
        if top == "xlcrm" and rest:
            target = rest.split(".")[0]
            if FLOORS.get(target, 0) > FLOORS.get(room, 0):
                found.append(f"{relative}:{line} imports {name}: floor {FLOORS[target]} from floor {FLOORS[room]}")
            if room == "ooxml" and target != "ooxml":
                found.append(f"{relative}:{line} imports {name}: ooxml knows nothing else of ours")
        if room not in ROOMS.get(top, (room,)):
            found.append(f"{relative}:{line} imports {top}, which lives in {', '.join(ROOMS[top])}")
        if top == "pandas" and room in NO_PANDAS:
            found.append(f"{relative}:{line} imports pandas on the path of validate")
        if name.startswith("xlwings.pro"):
            found.append(f"{relative}:{line} imports xlwings.pro, which is not free")
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_every_module_stands_on_a_floor() -> None:
    rooms = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in modules()} - {"__init__", "shipped"}
    assert rooms <= set(FLOORS)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_only_go_down(path: Path) -> None:
    assert faults(str(path.relative_to(PACKAGE)), path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("place", "line"),
    [
        pytest.param("rules/cadence.py", "from xlcrm.book import port", id="a rule reaching for the workbook"),
        pytest.param("tables/table.py", "import xlcrm.checks", id="the catalogue reaching for the checks"),
        pytest.param("actions/recalc.py", "def f():\n    from xlcrm.cli import main", id="an action calling a door"),
        pytest.param("reports/home.py", "import openpyxl", id="openpyxl outside book"),
        pytest.param("checks/phone.py", "from python_calamine import CalamineWorkbook", id="calamine outside book"),
        pytest.param("actions/live.py", "import xlwings", id="xlwings outside book"),
        pytest.param("rules/dates.py", "import uno", id="uno outside book"),
        pytest.param("rules/dates.py", "from lxml import etree", id="lxml outside ooxml and book"),
        pytest.param("actions/validate.py", "import click", id="click outside the doors"),
        pytest.param("checks/cells.py", "import pandas as pd", id="pandas in a check"),
        pytest.param("ooxml/package.py", "from xlcrm.tables import TABLES", id="ooxml knowing customers"),
        pytest.param("book/live.py", "from xlwings.pro import reports", id="xlwings.pro anywhere"),
        pytest.param("rules/cadence.py", "from ..book import port", id="a relative import upwards"),
    ],
)
def test_a_planted_import_turns_the_test_red(place: str, line: str) -> None:
    assert faults(place, line)


def test_validate_and_help_import_no_heavy_library() -> None:
    code = (
        "import sys; import xlcrm.actions.validate, xlcrm.book.file, xlcrm.cli.validate;"
        "print(sorted({'pandas', 'openpyxl', 'xlwings', 'numpy', 'phonenumbers', 'opencc', 'rich'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
