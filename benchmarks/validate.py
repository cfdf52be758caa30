"""The whole validation of a workbook against a bare python-calamine read of it: CPU seconds, paired in one run.

    python benchmarks/validate.py WORKBOOK... [--runs 5]

Make the workbooks with make_workbooks.py. Every run is a process of its own, so that imports count; the
programs take turns, and each is compared with the bare reads of the same round. Bytecode is compiled
beforehand into a folder of its own. ``start`` is the same command on an empty workbook; the budget is
1.5 × the bare read + 120 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CELLS = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
print(sum(cell != "" for name in book.sheet_names for row in book.get_sheet_by_name(name).iter_rows() for cell in row))
"""
BARE = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    rows = book.get_sheet_by_name(name).to_python()
"""
IMPORTS = """
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
from xlcrm.checks import by_table, check_tables
from xlcrm.policy import Policy
"""
READING = """
import sys
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
with open_source(sys.argv[1]) as source:
    for table in find_tables(source).tables.values():
        for row in table.rows:
            pass
"""
CHECKING = """
import sys
from datetime import date
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
from xlcrm.checks import check_tables
from xlcrm.policy import Policy
with open_source(sys.argv[1]) as source:
    for problem in check_tables(find_tables(source).tables, Policy.default(), date(2026, 6, 30)):
        pass
"""
COMMAND = """
import sys
from xlcrm.cli import main
sys.argv = ["xlcrm", "validate", sys.argv[1], "--format", "jsonl", "--today", "2026-06-30"]
main()
"""
PROGRAMS = {"bare": BARE, "imports": IMPORTS, "reading": READING, "checking": CHECKING, "command": COMMAND}
SHARE, START = 1.5, 0.120


def measure(program: str, workbook: Path, cache: str) -> tuple[float, float]:
    """CPU seconds and peak MiB of one process."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(workbook)],
        env={**environment, "PYTHONPYCACHEPREFIX": cache},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{workbook}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print one table a workbook."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("workbooks", nargs="+", type=Path)
    options.add_argument("--runs", type=int, default=5)
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        for workbook in told.workbooks:
            for program in PROGRAMS.values():
                measure(program, workbook, cache)
            rounds = [
                {name: measure(program, workbook, cache) for name, program in PROGRAMS.items()}
                for _ in range(told.runs)
            ]
            bare = statistics.median(each["bare"][0] for each in rounds)
            counted = subprocess.run(
                [sys.executable, "-c", CELLS, str(workbook)], capture_output=True, check=True
            )
            cells = int(counted.stdout)
            print(
                f"{workbook.name}: {cells:,} cells, bare read {bare:.3f} s, budget {SHARE * bare + START:.3f} s"
            )
            for name in PROGRAMS:
                seconds = statistics.median(each[name][0] for each in rounds)
                ratio = statistics.median(each[name][0] / each["bare"][0] for each in rounds)
                memory = max(each[name][1] for each in rounds)
                beyond = statistics.median((each[name][0] - START) / each["bare"][0] for each in rounds)
                print(
                    f"  {name:10}{seconds:8.3f} s {ratio:6.2f} × bare  {beyond:6.2f} × after 120 ms {memory:7.0f} MiB,"
                    f" {memory / cells * 1e6:4.0f} a million cells"
                )


if __name__ == "__main__":
    main()
