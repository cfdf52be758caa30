"""Measures editing of big workbooks against reading them with python-calamine, and against openpyxl and excelize.

    python benchmarks/edit_speed.py                  marks and a report in a 64 MB workbook, a column of 100,000 rows
    python benchmarks/edit_speed.py --rows 1000000   the column in a million rows (openpyxl: minutes, and 6 GB)
    python benchmarks/edit_speed.py --without fill_excelize
    python benchmarks/edit_speed.py --runs 5

Every work runs in a process of its own, in turns; printed are medians of user and system time and the largest memory,
both with and without what the bare interpreter takes. excelize is measured where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
MIB = 1024
BUDGETS = {"mark": "≤ 0.25× a read, ≤ 64 MiB", "report": "≤ 0.25× a read, ≤ 64 MiB", "fill": "≤ 400 MiB, ≥ 8× openpyxl"}


# the works, each in its own process

def nothing(_path: Path, _rows: int) -> None:
    """What the interpreter itself takes."""


def read(path: Path, _rows: int) -> None:
    from python_calamine import CalamineWorkbook
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def mark(path: Path, _rows: int) -> None:
    from xlcrm.ooxml import KEEP, Package
    with Package(path) as package:
        sheet = package.sheets[1]
        cells = [(5_000, 3), (500_000, 4), (999_000, 2)]
        package.set_cells(sheet, dict.fromkeys(cells, KEEP), fill=dict.fromkeys(cells, "FFC7CE"))
        package.save(path.with_suffix(".out.xlsx"))


def mark_and_remember(path: Path, _rows: int) -> None:
    """As a check does: the fills that were there are read first."""
    from xlcrm.ooxml import KEEP, Package
    with Package(path) as package:
        sheet = package.sheets[1]
        cells = [(5_000, 3), (500_000, 4), (999_000, 2)]
        package.fill_of(sheet, cells)
        package.set_cells(sheet, dict.fromkeys(cells, KEEP), fill=dict.fromkeys(cells, "FFC7CE"))
        package.save(path.with_suffix(".out.xlsx"))


def report(path: Path, _rows: int) -> None:
    from xlcrm.ooxml import Package
    with Package(path) as package:
        package.put_sheet("月报", path.with_name("report.xlsx"))
        package.save(path.with_suffix(".out.xlsx"))


def fill(path: Path, rows: int) -> None:
    from xlcrm.ooxml import Package
    with Package(path) as package:
        package.set_cells(package.sheets[0], {(row, 12): row * 1.5 for row in range(1, rows + 1)})
        package.save(path.with_suffix(".out.xlsx"))


def fill_openpyxl(path: Path, rows: int) -> None:
    import openpyxl
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(1, rows + 1):
        sheet.cell(row, 12, row * 1.5)
    book.save(path.with_suffix(".out.xlsx"))


def fill_excelize(path: Path, rows: int) -> None:
    import excelize
    book = excelize.open_file(str(path))
    sheet = book.get_sheet_list()[0]
    for row in range(1, rows + 1):
        book.set_cell_value(sheet, f"L{row}", row * 1.5)
    book.save_as(str(path.with_suffix(".out.xlsx")))


WORKS: dict[str, Callable[[Path, int], None]] = {
    work.__name__: work for work in (nothing, read, mark, mark_and_remember, report, fill, fill_openpyxl, fill_excelize)}


@dataclass
class Measured:
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def measure(work: str, path: Path, rows: int) -> tuple[float, float]:
    """(CPU seconds, MiB) of one work in a fresh process."""
    import resource
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, str(Path(__file__)), "--work", work, str(path), "--rows", str(rows)],
                          check=True, capture_output=True, text=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, float(done.stdout))


def perform(work: str, path: Path, rows: int) -> None:
    WORKS[work](path, rows)
    print(most_memory() / MIB)


def most_memory() -> float:
    """KiB this process took at most; Linux counts what the starting process took too, except in /proc."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def make_report(path: Path) -> None:
    import openpyxl
    from openpyxl.chart import BarChart, Reference
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "月报"
    for row in range(60):
        sheet.append([f"第{row}项", *range(7)])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=60))
    sheet.add_chart(chart, "J2")
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the column that is filled")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without", nargs="*", default=[], choices=WORKS, help="works to leave out")
    parser.add_argument("--folder", type=Path, help="where the workbooks are made and kept")
    parser.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    parser.add_argument("path", type=Path, nargs="?", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        perform(chosen.work, chosen.path, chosen.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(chosen.folder or Path(folder), chosen.rows, chosen.runs, chosen.without)


def compare(folder: Path, rows: int, runs: int, without: list[str]) -> None:
    from edit_data import write
    folder.mkdir(parents=True, exist_ok=True)
    huge, column = folder / "huge.xlsx", folder / f"column{rows}.xlsx"
    if not huge.exists():
        write(huge)
    if not column.exists():
        write(column, (("数据", rows, "ssdnnnstdn"),), 1000)
    make_report(folder / "report.xlsx")
    works = [("nothing", huge), ("read", huge), ("mark", huge), ("mark_and_remember", huge), ("report", huge),
             ("fill", column), ("fill_openpyxl", column)]
    if importlib.util.find_spec("excelize"):
        works.append(("fill_excelize", column))
    works = [(work, path) for work, path in works if work not in without]
    found = {work: Measured() for work, _ in works}
    for _ in range(runs):
        for work, path in works:
            seconds, memory = measure(work, path, rows)
            found[work].seconds.append(seconds)
            found[work].memory.append(memory)
    show(found, {"huge": huge.stat().st_size, "column": column.stat().st_size}, rows)


def show(found: dict[str, Measured], sizes: dict[str, int], rows: int) -> None:
    bare = statistics.median(found["nothing"].memory)
    whole = statistics.median(found["read"].seconds)
    column = statistics.median(found["fill"].seconds)
    print(f"workbook {sizes['huge'] / 1e6:.1f} MB; column of {rows:,} rows in {sizes['column'] / 1e6:.1f} MB; "
          f"interpreter {bare:.0f} MiB")
    print(f"{'work':20}{'CPU s':>9}{'MiB':>8}{'MiB more':>10}{'× read':>9}{'× fill':>9}  budget")
    for work, measured in found.items():
        seconds, memory = statistics.median(measured.seconds), max(measured.memory)
        ratio = f"{seconds / column:9.2f}" if work.startswith("fill") else f"{'':9}"
        read_ratio = f"{seconds / whole:9.3f}" if not work.startswith("fill") else f"{'':9}"
        print(f"{work:20}{seconds:9.2f}{memory:8.0f}{memory - bare:10.0f}{read_ratio}{ratio}  {BUDGETS.get(work, '')}")


if __name__ == "__main__":
    main()
