"""Makes the workbooks that the edit benchmarks work on: synthetic, the same bytes every time.

    python benchmarks/edit_data.py huge.xlsx            about 64 MB, 12.8 million cells, 500 MB of XML
    python benchmarks/edit_data.py column.xlsx --rows 1000000

The XML is what XlsxWriter writes for such sheets (shared strings, `spans`, a style on dates); it is written directly
because that takes seconds and not minutes.
"""

from __future__ import annotations

import argparse
import random
import zipfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
SHEETS = (("客户", 200_000, "sssssstttddnnnnsstsdnnst"), ("跟进", 1_000_000, "ssdstns"), ("订单", 100_000, "ssdnnnstdn"))
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>')


class Strings:
    """The string table: short choices, and one name per customer."""

    def __init__(self, names: int, chance: random.Random) -> None:
        self.choices = [f"选项{n}" for n in range(60)]
        syllables = "华鑫瑞达恒通宏远嘉诚利民永兴中天海博科创智联信安盛世"
        self.items = self.choices + [
            "".join(chance.choices(syllables, k=4)) + f"有限公司{n:06d}" for n in range(names)]

    def xml(self) -> bytes:
        items = "".join(f"<si><t>{item}</t></si>" for item in self.items)
        return (f'{HEAD}<sst xmlns="{MAIN}" count="{len(self.items)}" uniqueCount="{len(self.items)}">{items}</sst>'
                ).encode()


def cell_makers(strings: Strings, chance: random.Random) -> dict[str, Callable[[str], str]]:
    choices, names = len(strings.choices), len(strings.items)
    rand, turn = chance.random, count()
    return {
        "s": lambda ref: f'<c r="{ref}" t="s"><v>{int(rand() * choices)}</v></c>',
        "t": lambda ref: f'<c r="{ref}" t="s"><v>{choices + next(turn) // 2 % (names - choices)}</v></c>',
        "d": lambda ref: f'<c r="{ref}" s="1"><v>{44000 + int(rand() * 2000)}</v></c>',
        "n": lambda ref: f'<c r="{ref}"><v>{int(rand() * 4e3) * 5}</v></c>',
    }


def sheet_xml(rows: int, kinds: str, strings: Strings, chance: random.Random) -> Iterator[bytes]:
    """The sheet, some thousand rows at a time."""
    makers = cell_makers(strings, chance)
    columns = [(chr(65 + index), makers[kind]) for index, kind in enumerate(kinds)]
    yield (f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><dimension ref="A1:{columns[-1][0]}{rows}"/>'
           '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
           '<sheetData>').encode()
    pieces: list[str] = []
    for row in range(1, rows + 1):
        pieces.append(f'<row r="{row}" spans="1:{len(columns)}">')
        pieces += [make(f"{letter}{row}") for letter, make in columns]
        pieces.append("</row>")
        if row % 4096 == 0:
            yield "".join(pieces).encode()
            pieces.clear()
    yield "".join(pieces).encode()
    yield b'</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'


def write(path: Path, sheets: tuple[tuple[str, int, str], ...] = SHEETS, names: int = 200_000) -> None:
    """A workbook of (title, rows, kinds of columns)."""
    chance = random.Random(20240102)
    strings = Strings(names, chance)
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-'
                    'officedocument.spreadsheetml.worksheet+xml"/>' for n in range(1, len(sheets) + 1))
    listed = "".join(f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>' for n, (title, *_) in enumerate(sheets, 1))
    related = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                      for n in range(1, len(sheets) + 1))
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    small = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
                               '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
                               f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}'
                               f'.sheet.main+xml"/>{types}<Override PartName="/xl/styles.xml" ContentType="{kind}.styles'
                               f'+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"'
                               '/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{OFFICE}/'
                       'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}<Relationship Id="rId90"'
                                      f' Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId91" Type="'
                                      f'{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for name, content in small.items():
            out.writestr(zipfile.ZipInfo(name), HEAD + content, zipfile.ZIP_DEFLATED)
        for number, (_, rows, kinds) in enumerate(sheets, 1):
            info = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml")
            info.compress_type = zipfile.ZIP_DEFLATED
            with out.open(info, "w", force_zip64=False) as member:
                for piece in sheet_xml(rows, kinds, strings, chance):
                    member.write(piece)
        out.writestr(zipfile.ZipInfo("xl/sharedStrings.xml"), strings.xml(), zipfile.ZIP_DEFLATED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, help="one sheet of ten columns with that many rows")
    chosen = parser.parse_args()
    if chosen.rows:
        write(chosen.path, (("数据", chosen.rows, "ssdnnnstdn"),), 1000)
    else:
        write(chosen.path)
    print(f"{chosen.path}: {chosen.path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
