"""A workbook of openpyxl as bytes: the same workbook gives the same bytes, on any machine and day."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from openpyxl import Workbook

_BEGINNING = (1980, 1, 1, 0, 0, 0)
_OWN_FORMAT = re.compile(rb'(<numFmt formatCode="[^"]*")\s*/>')
"""Format of a label as openpyxl writes it: without saying so, LibreOffice takes that of the cells."""
_WRITTEN = datetime(2024, 1, 1)  # noqa: DTZ001 - a fixed stamp of the file's properties, in no zone


class _Pinned(ZipFile):
    """Members without time, owner or compression, whose results differ between versions of zlib."""

    def writestr(  # type: ignore[override]  # openpyxl hands over a name and its contents, nothing else
        self, zinfo_or_arcname: str, data: bytes | str
    ) -> None:
        if zinfo_or_arcname.startswith("xl/charts/") and isinstance(data, bytes):
            data = _OWN_FORMAT.sub(rb'\1 sourceLinked="0"/>', data)
        info = ZipInfo(str(zinfo_or_arcname), _BEGINNING)
        info.create_system = 3
        super().writestr(info, data, ZIP_STORED)

    def write(self, filename: str, arcname: str) -> None:  # type: ignore[override]  # as above
        self.writestr(arcname, Path(filename).read_bytes())


def packed(workbook: Workbook) -> bytes:
    """The workbook as a file's bytes."""
    workbook.properties.created = workbook.properties.modified = _WRITTEN
    workbook.properties.creator = workbook.properties.lastModifiedBy = "xlcrm"
    out = BytesIO()
    with _Pinned(out, "w", ZIP_STORED) as archive:
        ExcelWriter(workbook, archive).write_data()
    return out.getvalue()
