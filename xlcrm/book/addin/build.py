"""Putting ``xlcrm.xlam`` together: the same bytes from the same texts, on any platform.

The package is the empty add-in that Excel itself saved (it comes with pyOpenVBA) with four things of ours in
it: the VBA project, the ribbon, the sentences on its sheet, title and version. Members are stored, not
compressed, because compressed bytes differ between zlib builds.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile

from xlcrm import __version__
from xlcrm.book.addin.inspection import flaws
from xlcrm.book.addin.project import Project, read_project
from xlcrm.book.addin.ribbon import Button, ribbon_xml
from xlcrm.book.addin.vba import vba_project
from xlcrm.book.whole_file import write_whole
from xlcrm.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE_NAME = "xlcrm.xlam"
RIBBON_PART = "customUI/customUI14.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_RIBBON_LINK = (
    '<Relationship Id="rIdRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
    f' Target="{RIBBON_PART}"/></Relationships>'
)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>xlcrm</dc:creator><dc:description>{description}</dc:description>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified>'
    "<cp:version>{version}</cp:version></cp:coreProperties>"
)


def build(path: Path, buttons: Sequence[Button] | None = None) -> Path:
    """Write the add-in to ``path`` (a folder: as ``xlcrm.xlam`` in it) and return where it lies.

    ``buttons``: the ribbon's; without them the ribbon is ``macros/ribbon.xml`` as it stands.
    """
    target = path / FILE_NAME if path.is_dir() else path
    return write_whole(target, addin_bytes(buttons))


def addin_bytes(buttons: Sequence[Button] | None = None) -> bytes:
    """The add-in as bytes, examined before they are handed out."""
    macros = shipped("macros")
    ribbon = ribbon_xml(buttons) if buttons else (macros / "ribbon.xml").read_text(encoding="utf-8")
    content = _packed(_parts(read_project(macros), ribbon))
    if found := flaws(content):
        raise RuntimeError(f"the add-in would not open in Excel: {'; '.join(found)}")
    return content


def _parts(project: Project, ribbon: str) -> dict[str, bytes]:
    parts = _empty_addin()
    core = _CORE.format(
        title=escape(project.title), description=escape(project.description), version=__version__
    )
    _replace(parts, "_rels/.rels", "</Relationships>", _RIBBON_LINK)
    _replace(parts, "xl/worksheets/sheet1.xml", "<sheetData/>", _sheet_data(project))
    parts["docProps/core.xml"] = core.encode()
    parts["xl/vbaProject.bin"] = vba_project(project)
    parts[RIBBON_PART] = ribbon.encode()
    return parts


def _empty_addin() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        ExcelFile.create_new(path).close()
        with zipfile.ZipFile(path) as package:
            return {name: package.read(name) for name in package.namelist()}


def _replace(parts: dict[str, bytes], name: str, old: str, new: str) -> None:
    text = parts[name].decode()
    if text.count(old) != 1:
        raise RuntimeError(f"the empty add-in of pyOpenVBA has changed: {name} should hold {old!r} once")
    parts[name] = text.replace(old, new).encode()


def _sheet_data(project: Project) -> str:
    """Column A: key, column B: sentence. The macros look here, see ``XlcrmText``."""
    rows = []
    for number, pair in enumerate({"version": __version__, **project.sentences}.items(), 1):
        cells = "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for letter, text in zip("AB", pair, strict=True)
        )
        rows.append(f'<row r="{number}">{cells}</row>')
    return f"<sheetData>{''.join(rows)}</sheetData>"


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 0
            package.writestr(member, content)
    return out.getvalue()
