"""What Excel needs of an add-in with macros, examined from outside: own decoders, nothing of the writer's.

Readers other than Excel take almost any VBA project; Excel drops a faulty one without saying why. So each
rule of [MS-OVBA], and of the package around it, that
a writer can break is checked here on the finished bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from defusedxml import ElementTree

from xlcrm.book.addin.compound import read_compound
from xlcrm.book.addin.ovba import decompress, decrypt, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROJECT_PART = "xl/vbaProject.bin"
RIBBON_PART = "customUI/customUI14.xml"
_SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BOOK_BASE = "0{00020819-0000-0000-C000-000000000046}"
_SHEET_BASE = "0{00020820-0000-0000-C000-000000000046}"
_CLASS_HEAD = ["Name", "Base", "GlobalNameSpace", "Creatable", "PredeclaredId", "Exposed"]
_CLASS_HEAD += ["TemplateDerived", "Customizable"]
_LIBRARIES = {
    "stdole": b"{00020430-0000-0000-C000-000000000046}#2.0#",
    "Office": b"{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#",
}
_INFORMATION = "01 (4a )?02 14 03 04 05 40 06 3d 07 08 09 0c 3c "
_GRAMMAR = re.compile(
    _INFORMATION + "(16 3e 0d )*0f 13 (19 47 1a 32 1c 48 31 1e 2c (21|22) (25 )?(28 )?2b )+10 "
)
_SIZES = {0x01: 4, 0x02: 4, 0x14: 4, 0x03: 2, 0x07: 4, 0x08: 4, 0x09: 6, 0x0F: 2, 0x13: 2, 0x31: 4, 0x1E: 4}
_SIZES |= {0x2C: 2, 0x21: 0, 0x22: 0, 0x2B: 0, 0x10: 0}
_HELP_FILE = 0x06
_TWICE = {0x05: 0x40, 0x06: 0x3D, 0x0C: 0x3C, 0x16: 0x3E, 0x19: 0x47, 0x1A: 0x32, 0x1C: 0x48}
_HEAD = (
    r'ID="(?P<id>\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\})"\r\n'
    r"(?P<modules>((Document=\w+/&H00000000|Module=\w+|Class=\w+)\r\n)+)"
    r'Name="(?P<name>\w+)"\r\nHelpContextID="0"\r\n(VersionCompatible32="393222000"\r\n)?'
    r'CMG="(?P<CMG>[0-9A-F]+)"\r\nDPB="(?P<DPB>[0-9A-F]+)"\r\nGC="(?P<GC>[0-9A-F]+)"\r\n\r\n'
    r"\[Host Extender Info\]\r\n&H00000001=\{3832D640-CF90-11CF-8E43-00A0C911005A\};VBE;&H00000000\r\n\r\n"
    r"\[Workspace\]\r\n(?P<windows>(\w+=[^\r\n]*\r\n)+)"
)
_SECRETS = {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}  # no protection, no password, visible
_AUTOEXEC = re.compile(r"\b(Auto_?(Open|Close|Exec)|(Workbook|Worksheet|App)_\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Module:
    """A module as the ``dir`` stream declares it."""

    name: str
    stream: str
    offset: int
    cookie: int
    standard: bool


def flaws(content: bytes) -> list[str]:
    """Everything wrong with the add-in ``content``; empty when Excel has no reason to refuse it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            found = [*_package_flaws(package)]
            if PROJECT_PART not in package.namelist():
                return [*found, f"package: no {PROJECT_PART}"]
            project = package.read(PROJECT_PART)
            return [*found, *project_flaws(project, _code_names(package))]
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        return [f"package: {error}"]


def project_flaws(project: bytes, code_names: Sequence[str]) -> list[str]:
    """Everything wrong with a ``vbaProject.bin`` of a workbook whose book and sheets have ``code_names``."""
    found: list[str] = []
    try:
        container = read_compound(project)
        found.extend(container.flaws)
        missing = {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT"} - container.streams.keys()
        if missing:
            return [*found, f"streams missing: {', '.join(sorted(missing))}"]
        found.extend(_stream_flaws(container.streams, code_names))
    except (ValueError, struct.error) as error:  # what was found before it stays found
        found.append(str(error))
    return found


def sources(project: bytes) -> dict[str, str]:
    """Source of each module of a ``vbaProject.bin`` made by a writer that keeps no cache."""
    streams = read_compound(project).streams
    return {
        path.removeprefix("VBA/"): decompress(content).decode("ascii")
        for path, content in streams.items()
        if path.startswith("VBA/") and path not in ("VBA/dir", "VBA/_VBA_PROJECT")
    }


def _package_flaws(package: zipfile.ZipFile) -> Iterator[str]:
    members = package.infolist()
    if members[0].filename != "[Content_Types].xml" or len({m.filename for m in members}) != len(members):
        yield "package: first member or a name twice"
    if any(m.compress_type != zipfile.ZIP_STORED or m.date_time != (1980, 1, 1, 0, 0, 0) for m in members):
        yield "package: members are compressed or dated, so two builds may differ"
    types = package.read("[Content_Types].xml").decode()
    for part, wanted in (
        ("/xl/workbook.xml", "application/vnd.ms-excel.addin.macroEnabled.main+xml"),
        ("bin", "application/vnd.ms-office.vbaProject"),
    ):
        if not re.search(f'="{re.escape(part)}" ContentType="{re.escape(wanted)}"', types):
            yield f"package: content type of {part}"
    if "office/2006/relationships/vbaProject" not in package.read("xl/_rels/workbook.xml.rels").decode():
        yield "package: the workbook does not lead to its project"
    roots = package.read("_rels/.rels").decode()
    if not re.search(f'office/2007/relationships/ui/extensibility" Target="{RIBBON_PART}"', roots):
        yield "package: nothing leads to the ribbon"
    ribbon = ElementTree.fromstring(package.read(RIBBON_PART))
    if ribbon.tag != "{http://schemas.microsoft.com/office/2009/07/customui}customUI":
        yield "package: namespace of the ribbon"


def _code_names(package: zipfile.ZipFile) -> list[str]:
    sheets = sorted(name for name in package.namelist() if name.startswith("xl/worksheets/sheet"))
    found = []
    for part, tag in (("xl/workbook.xml", "workbookPr"), *((sheet, "sheetPr") for sheet in sheets)):
        element = ElementTree.fromstring(package.read(part)).find(_SHEETS + tag)
        found.append("" if element is None else element.get("codeName", ""))
    return found


def _stream_flaws(streams: dict[str, bytes], code_names: Sequence[str]) -> Iterator[str]:
    if streams["VBA/_VBA_PROJECT"] != bytes.fromhex("CC61FFFF000000"):
        yield "_VBA_PROJECT: a writer leaves no cache and the version FFFF"
    entries = list(records(decompress(streams["VBA/dir"])))
    if not _GRAMMAR.fullmatch("".join(f"{number:02x} " for number, _ in entries)):
        yield "dir: records are not in the order of 2.3.4.2"
        return
    name, modules = dict(entries)[4].decode("ascii"), _modules(entries)
    yield from _record_flaws(entries)
    yield from _dir_flaws(entries, name, modules)
    inside = {path.removeprefix("VBA/") for path in streams if path.startswith("VBA/")}
    if inside != {*(module.stream for module in modules), "dir", "_VBA_PROJECT"}:
        yield "streams in VBA are not the modules"
    if set(streams) != {f"VBA/{each}" for each in inside} | {"PROJECT", "PROJECTwm"}:
        yield "streams that no project has"
    pairs = [module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") for module in modules]
    if streams["PROJECTwm"] != b"".join(pair + b"\0\0" for pair in pairs) + b"\0\0":
        yield "PROJECTwm: names are not the modules"
    yield from _text_flaws(streams["PROJECT"], name, modules, code_names)
    for module in modules:
        yield from _source_flaws(module, streams.get(f"VBA/{module.stream}", b""), code_names)


def _modules(entries: Sequence[tuple[int, bytes]]) -> list[Module]:
    found, current = [], dict[int, bytes]()
    for number, content in entries:
        current[number] = content
        if number == 0x2B:
            name, stream = current[0x19].decode("ascii"), current[0x1A].decode("ascii")
            offset, cookie = int.from_bytes(current[0x31], "little"), int.from_bytes(current[0x2C], "little")
            found.append(Module(name, stream, offset, cookie, standard=0x21 in current))
            current = {}
    return found


def _dir_flaws(entries: Sequence[tuple[int, bytes]], name: str, modules: Sequence[Module]) -> Iterator[str]:
    known = dict(entries)
    if int.from_bytes(known[0x01], "little") not in (1, 3) or known[0x03] != (1252).to_bytes(2, "little"):
        yield "dir: system kind or code page"
    if known[0x0F] != len(modules).to_bytes(2, "little"):
        yield "dir: number of modules"
    if known[0x13] != b"\xff\xff" or any(module.cookie != 0xFFFF for module in modules):
        yield "dir: cookies are not FFFF"
    if known[0x07] != bytes(4) or known[0x08] != bytes(4):
        yield "dir: help context or flags"
    libraries = [content for number, content in entries if number == 0x0D]
    for library, libid in _LIBRARIES.items():
        if not any(libid in content and _well_formed(content) for content in libraries):
            yield f"dir: reference {library}"
    names = [name, *(module.name for module in modules)]
    if len({each.lower() for each in names}) != len(names):
        yield "project and modules need different names"
    if not all(re.fullmatch(r"[A-Za-z]\w{0,30}", each, re.ASCII) for each in names):
        yield "a name Excel's editor refuses"


def _record_flaws(entries: Sequence[tuple[int, bytes]]) -> Iterator[str]:
    for number, content in entries:
        if len(content) != _SIZES.get(number, len(content)):
            yield f"dir: size of record {number:#04x}"
    for (first, plain), (second, again) in pairwise(entries):
        if _TWICE.get(first) == second:
            # the help file (06) stands twice in the code page, all others once more in UTF-16
            wanted = plain if first == _HELP_FILE else plain.decode("ascii").encode("utf-16-le")
            if again != wanted:
                yield f"dir: records {first:#04x} and {second:#04x} differ"


def _well_formed(libid: bytes) -> bool:
    """Size, text of that size, six zero bytes (2.3.4.2.2.5)."""
    return int.from_bytes(libid[:4], "little") == len(libid) - 10 and libid[-6:] == bytes(6)


def _text_flaws(
    stream: bytes, name: str, modules: Sequence[Module], code_names: Sequence[str]
) -> Iterator[str]:
    found = re.fullmatch(_HEAD, stream.decode("ascii", "replace"))
    if not found:
        yield "PROJECT: lines, line ends or their order"
        return
    said = re.findall(r"(\w+)=(\w+)", found["modules"])
    said = [(kind, each) for kind, each in said if kind in ("Document", "Module", "Class")]
    if [each for _, each in said] != [module.name for module in modules] or found["name"] != name:
        yield "PROJECT: names are not those of dir, in its order"
    if [kind == "Module" for kind, _ in said] != [module.standard for module in modules]:
        yield "PROJECT: kinds of modules"
    if [each for kind, each in said if kind == "Document"] != list(code_names):
        yield "PROJECT: documents are not the code names of workbook and sheets"
    if re.findall(r"^(\w+)=", found["windows"], re.MULTILINE) != [module.name for module in modules]:
        yield "PROJECT: windows are not the modules"
    for tag, wanted in _SECRETS.items():
        try:
            right = decrypt(found[tag], found["id"]) == wanted
        except ValueError as error:
            yield f"PROJECT: {tag}: {error}"
        else:
            if not right:
                yield f"PROJECT: {tag} protects"


def _source_flaws(module: Module, stream: bytes, code_names: Sequence[str]) -> Iterator[str]:
    if module.offset != 0:
        yield f"{module.name}: source does not start its stream"
        return
    try:
        raw = decompress(stream)
    except ValueError as error:
        yield f"{module.name}: {error}"
        return
    text = raw.decode("ascii", "replace")
    if not raw.isascii() or b"\0" in raw:
        yield f"{module.name}: not ASCII"
    if re.search(r"\r(?!\n)|(?<!\r)\n", text):
        yield f"{module.name}: line ends"
    if max(map(len, text.split("\r\n"))) > 1023 or re.search(r"( _\r\n[^\r\n]*){25}", text):
        yield f"{module.name}: a line too long or continued too often"
    if not text.startswith(f'Attribute VB_Name = "{module.name}"\r\n'):
        yield f"{module.name}: VB_Name"
    if _AUTOEXEC.search(text):
        yield f"{module.name}: starts by itself"
    if not module.standard:
        base = _BOOK_BASE if module.name == code_names[0] else _SHEET_BASE
        if re.findall(r"^Attribute VB_(\w+) = ", text, re.MULTILINE) != _CLASS_HEAD:
            yield f"{module.name}: attributes of a document"
        if f'Attribute VB_Base = "{base}"\r\n' not in text:
            yield f"{module.name}: VB_Base"
