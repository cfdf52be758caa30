"""Only ``xlcrm/ooxml`` writes a workbook that is already there.

Every call in the program that can write a file is found and must stand on the list below with its reason; an
entry that fits nothing any more must go.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "xlcrm"

PORT = "the port's own save: a file's goes through the editor, an open workbook's through its program"
FRESH = "a new file; one of that name is refused before"
MEMORY = "bytes in memory"
CALLER = "every caller stands on this list"
OWN = "a file of ours, not a workbook"

ALLOWED: dict[tuple[str, str, str], str] = {
    ("actions/calendar_file.py", "write_calendar", "write_whole"): "a calendar of ours; any other file is refused",
    ("actions/demo.py", "demo", "workbook.write_bytes"): FRESH,
    ("actions/demo.py", "demo", "book.save"): PORT,
    ("actions/demo.py", "_claim", "mark.write_text"): OWN,
    ("actions/demo.py", "_clear", "workbook.rename"): "a demonstration that somebody worked in gets a name nobody bears",
    ("actions/demo.py", "_clear", "home.rename"): "its runs go with it",
    ("actions/documentation.py", "write", "path.write_text"): "pages of docs/",
    ("actions/due.py", "write_cards", "write_whole"): FRESH,
    ("actions/fix.py", "fix", "book.save"): PORT,
    ("actions/marks.py", "mark", "book.save"): PORT,
    ("actions/marks.py", "clear", "book.save"): PORT,
    ("actions/mend.py", "take_mended", "book.save"): PORT,
    ("actions/new.py", "new", "path.open"): FRESH,
    ("actions/press.py", "validate", "book.save"): PORT,
    ("actions/press.py", "clear", "book.save"): PORT,
    ("actions/press.py", "fix", "book.save"): PORT,
    ("actions/press.py", "_put", "book.save"): PORT,
    ("actions/problem_list.py", "write_problem_list", "write_whole"): "a list of ours; any other file is refused",
    ("actions/recalc.py", "recalc", "book.save"): PORT,
    ("actions/report.py", "put_report", "book.save"): PORT,
    ("actions/report.py", "write_report", "path.open"): FRESH,
    ("actions/sharing.py", "share", "write_whole"): FRESH,
    ("actions/upgrade.py", "upgrade", "book.save"): PORT,
    ("book/addin/build.py", "build", "write_whole"): "the add-in, which holds no data",
    ("book/addin/build.py", "_packed", "zipfile.ZipFile"): MEMORY,
    ("book/addin/calc_extension.py", "build_calc", "write_whole"): "the extension, which holds no data",
    ("book/addin/calc_extension.py", "_packed", "zipfile.ZipFile"): MEMORY,
    ("book/addin/install.py", "_place", "unfinished.write_bytes"): "the add-in, which holds no data",
    ("book/addin/install.py", "_place", "unfinished.replace"): "the add-in, which holds no data",
    ("book/addin/picture.py", "main", ".write_text"): OWN,
    ("book/addin/ribbon.py", "", ".write_text"): OWN,
    ("book/addin/vba.py", "_with_module", "empty.save"): MEMORY,
    ("book/archive.py", "packed", "ExcelWriter"): "a workbook that openpyxl made, into memory",
    ("book/file.py", "FileBook.save", ".save"): "the editor's save",
    ("book/file.py", "FileBook.save", "shutil.copyfile"): FRESH,
    ("book/journal.py", "_keep", ".write_bytes"): OWN,
    ("book/journal.py", "_make", ".write_text"): OWN,
    ("book/journal.py", "_copy", "copy.open"): "a backup under a new name; one that is there is not opened",
    ("book/journal.py", "_copy", "shutil.copyfileobj"): "into that backup",
    ("book/journal.py", "_packed", "ZipFile"): MEMORY,
    ("book/journal.py", "recorded_open", "target.write_bytes"): OWN,
    ("book/journal.py", "_write", "temporary.write_text"): OWN,
    ("book/journal.py", "_write", "temporary.replace"): OWN,
    ("book/live/back.py", "take_back", "book.save"): PORT,
    ("book/live/excel.py", "ExcelHost.copy_to", "shutil.copyfile"): "from the workbook into a backup",
    ("book/live/excel.py", "ExcelHost._save_copy", ".SaveCopyAs"): "Excel saves a backup",
    ("book/live/images.py", "Images.packed", "ZipFile"): MEMORY,
    ("book/live/package.py", "_workbook", "path.write_bytes"): "a scratch workbook in a folder of ours",
    ("book/live/package.py", "_workbook", "package.save"): "a scratch workbook in a folder of ours",
    ("book/restore.py", "_whole", "replace_file"): "the editor's way of putting a file in the place of another",
    ("book/restore.py", "_by_cell", "now.save"): PORT,
    ("book/sources/odd_sheets.py", "_changed", "zipfile.ZipFile"): MEMORY,
    ("book/templates/__init__.py", "build", ".write_bytes"): "the templates of the program itself",
    ("book/whole_file.py", "write_whole", "unfinished.write_bytes"): CALLER,
    ("book/whole_file.py", "write_whole", "unfinished.replace"): CALLER,
    ("buttons.py", "_unforeseen", "log.write_text"): OWN,
    ("buttons.py", "_own_output", "os.fdopen"): "standard output",
    ("rules/analysis/combinations.py", "bundles", ".rename"): "names of a frame",
}
"""(file, function, call) -> why it cannot harm a workbook that is there. The editor itself needs no entry."""

WRITES = frozenset({"write_bytes", "write_text", "to_excel", "ExcelWriter", "replace_file", "write_whole"})
MOVES = frozenset({"copy", "copy2", "copyfile", "copytree", "move", "copyfileobj"})
SAVES = frozenset({"save", "SaveAs", "SaveCopyAs", "storeToURL", "storeAsURL", "store"})
MODES = frozenset("wax+")


def writing(source: str) -> Iterator[tuple[str, str, int]]:
    """(function, call, line) of everything that can write a file."""
    tree = ast.parse(source)
    for function, call in _calls(tree, ""):
        name = _name(call)
        if name is not None and _writes(name, call):
            yield function, name, call.lineno


def _calls(node: ast.AST, function: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inside = function
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = f"{function}.{child.name}".lstrip(".")
        if isinstance(child, ast.Call):
            yield function, child
        yield from _calls(child, inside)


def _name(call: ast.Call) -> str | None:
    """Dotted name of what is called, as far as it is one: ``os.replace``, ``.write_bytes``."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    if isinstance(call.func, ast.Attribute):
        before = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
        return f"{before}.{call.func.attr}"
    return None


def _writes(name: str, call: ast.Call) -> bool:
    owner, _, last = name.rpartition(".")
    if last in WRITES or last in SAVES:
        return True
    if last in MOVES and owner == "shutil":
        return True
    if last in ("replace", "rename", "link", "symlink") and owner == "os":
        return True
    if last in ("replace", "rename"):  # of a path: one argument; texts, records and dates take others
        return isinstance(call.func, ast.Attribute) and len(call.args) == 1 and not call.keywords
    if last in ("open", "ZipFile", "fdopen"):
        return _opens_for_writing(owner, call)
    return False


def _opens_for_writing(owner: str, call: ast.Call) -> bool:
    """By its mode; ``os.open`` says it by flags and is taken to write."""
    if owner == "os" and isinstance(call.func, ast.Attribute) and call.func.attr == "open":
        return True
    modes = [*call.args, *(one.value for one in call.keywords if one.arg == "mode")]
    texts = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    return any(set(text) <= set("rwaxbt+") and MODES & set(text) for text in texts)


def found() -> Counter[tuple[str, str, str]]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if not place.startswith("ooxml/"):
            counted.update((place, function, name) for function, name, _ in writing(path.read_text("utf-8")))
    return counted


def test_what_writes_files_is_known() -> None:
    unknown = sorted(found().keys() - ALLOWED.keys())
    assert not unknown, f"only the editor writes workbooks; if these write something else, say why: {unknown}"


def test_no_entry_of_the_list_is_stale() -> None:
    assert sorted(ALLOWED.keys() - found().keys()) == []


@pytest.mark.parametrize(
    ("line", "call"),
    [
        pytest.param("workbook.save(path)", "workbook.save", id="openpyxl saves"),
        pytest.param("frame.to_excel(path)", "frame.to_excel", id="pandas writes"),
        pytest.param("pd.ExcelWriter(path, mode='a')", "pd.ExcelWriter", id="pandas adds a sheet"),
        pytest.param("open(path, 'wb')", "open", id="opened for writing"),
        pytest.param("open(path, mode='r+b')", "open", id="opened to be changed"),
        pytest.param("path.open('ab')", "path.open", id="a path opened to be added to"),
        pytest.param("path.write_bytes(content)", "path.write_bytes", id="a path written"),
        pytest.param("Path(name).write_text('')", ".write_text", id="a path emptied"),
        pytest.param("zipfile.ZipFile(path, 'a')", "zipfile.ZipFile", id="a member added to the package"),
        pytest.param("ZipFile(path, mode='w')", "ZipFile", id="a package written"),
        pytest.param("os.replace(one, other)", "os.replace", id="a file put in the place of another"),
        pytest.param("one.rename(other)", "one.rename", id="a path renamed onto another"),
        pytest.param("shutil.copyfile(one, other)", "shutil.copyfile", id="a file copied onto another"),
        pytest.param("os.open(path, flags)", "os.open", id="opened by flags"),
        pytest.param("sheet.book.api.SaveAs(path)", ".SaveAs", id="Excel saves under another name"),
    ],
)
def test_a_planted_writer_is_found(line: str, call: str) -> None:
    assert [one for _, one, _ in writing(f"def f():\n    {line}")] == [call]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("open(path, 'rb')", id="opened for reading"),
        pytest.param("path.open()", id="opened by default"),
        pytest.param("zipfile.ZipFile(path)", id="a package read"),
        pytest.param("text.replace('a', 'b')", id="a text"),
        pytest.param("moment.replace(tzinfo=zone)", id="a date"),
        pytest.param("replace(rows, rows=[])", id="a record"),
    ],
)
def test_what_only_reads_is_not_found(line: str) -> None:
    assert not list(writing(f"def f():\n    {line}"))
