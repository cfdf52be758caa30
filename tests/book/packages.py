"""Small xlsx packages written by hand, as odd as a test needs them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass
class Packed:
    """Sheets by title (XML of ``<sheetData>`` and what is around it), further parts by name."""

    sheets: dict[str, str | bytes] = field(default_factory=dict)
    strings: str | bytes | None = None
    styles: str | bytes | None = None
    workbook: str | None = None
    more: list[tuple[str, bytes]] = field(default_factory=list)
    relations: dict[str, str] = field(default_factory=dict)
    """Further relations: name of a .rels part -> its XML."""

    def write(self, path: Path) -> Path:
        """The package."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self._parts():
                archive.writestr(name, data)
        return path

    def _parts(self) -> list[tuple[str, str | bytes]]:
        related = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(self.sheets) + 1)
        )
        for kind, part in (("sharedStrings", self.strings), ("styles", self.styles)):
            if part is not None:
                related += f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        parts: list[tuple[str, str | bytes]] = [
            ("[Content_Types].xml", self._types()),
            (
                "_rels/.rels",
                _rels(f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
            ),
            ("xl/workbook.xml", self.workbook or self.listing()),
            ("xl/_rels/workbook.xml.rels", _rels(related)),
            *((f"xl/worksheets/sheet{n}.xml", xml) for n, xml in enumerate(self.sheets.values(), 1)),
            *self.relations.items(),
            *self.more,
        ]
        if self.strings is not None:
            parts.append(("xl/sharedStrings.xml", self.strings))
        if self.styles is not None:
            parts.append(("xl/styles.xml", self.styles))
        return parts

    def listing(self) -> str:
        """The workbook part as it is written if there is no other."""
        sheets = "".join(
            f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(self.sheets, 1)
        )
        return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'

    def _types(self) -> str:
        main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{main}.worksheet+xml"/>'
            for n in range(1, len(self.sheets) + 1)
        )
        return (
            f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>{sheets}</Types>'
        )


def _rels(inside: str) -> str:
    return f'{HEAD}<Relationships xmlns="{RELATIONS}">{inside}</Relationships>'


def sheet(rows: str, before: str = "", behind: str = "") -> str:
    """A worksheet of these rows."""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'


def text(address: str, value: str, more: str = "") -> str:
    """A cell with an inline string."""
    return f'<c r="{address}" t="inlineStr"{more}><is><t>{value}</t></is></c>'


def filler(rows: int, columns: str = "ABC", first: int = 1) -> str:
    """So many ordinary rows of numbers."""
    return "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>{r}</v></c>' for c in columns) + "</row>"
        for r in range(first, first + rows)
    )


def table_part(name: str, ref: str, headings: list[str], *, totals: int = 0) -> bytes:
    """The part of an Excel Table."""
    columns = "".join(f'<tableColumn id="{n}" name="{title}"/>' for n, title in enumerate(headings, 1))
    return (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{ref}"'
        f' totalsRowCount="{totals}"><tableColumns count="{len(headings)}">{columns}</tableColumns></table>'
    ).encode()


def table_relation(sheet_number: int, table_number: int = 1) -> dict[str, str]:
    """The relation from a worksheet to a table part."""
    return {
        f"xl/worksheets/_rels/sheet{sheet_number}.xml.rels": _rels(
            f'<Relationship Id="t" Type="{OFFICE}/table" Target="../tables/table{table_number}.xml"/>'
        )
    }


def record(kind: int, body: bytes) -> bytes:
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    return head + bytes([len(body)]) + body


def wide(value: str) -> bytes:
    return len(value).to_bytes(4, "little") + value.encode("utf-16-le")


def binary(rows: dict[int, list[tuple[int, int, bytes]]]) -> bytes:
    """An xlsb package of one sheet; rows map a 0-based number to cells (record kind, 0-based column, body)."""
    cells = b"".join(
        record(0, row.to_bytes(4, "little") + bytes(21))
        + b"".join(
            record(kind, column.to_bytes(4, "little") + bytes(4) + body) for kind, column, body in here
        )
        for row, here in rows.items()
    )
    extent = record(148, b"".join(n.to_bytes(4, "little") for n in (0, 9, 0, 9)))
    page = record(129, b"") + extent + record(145, b"") + cells + record(146, b"") + record(130, b"")
    book = record(131, b"") + record(143, b"") + record(156, bytes(8) + wide("rId1") + wide("客户"))
    related = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", f'<Types xmlns="{TYPES}"/>')
        made.writestr("xl/_rels/workbook.bin.rels", _rels(related))
        made.writestr("xl/workbook.bin", book + record(144, b"") + record(132, b""))
        made.writestr("xl/worksheets/sheet1.bin", page)
    return out.getvalue()
