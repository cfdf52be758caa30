"""Our reader against a bare python-calamine read of the same workbook: CPU seconds, paired in one run.

    python benchmarks/read.py WORKBOOK... [--runs 5]

Each run is a process of its own, so that imports count; the two take turns, and the medians are compared.
Bytecode is compiled beforehand into a folder of its own. Memory is the highest of all runs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BARE = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    rows = book.get_sheet_by_name(name).to_python()
"""
OURS = """
import sys
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
with open_source(sys.argv[1]) as source:
    for table in find_tables(source).tables.values():
        for row in table.rows:
            pass
"""
OPENING = """
import sys
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
open_source(sys.argv[1])
"""
IMPORTS = """
from xlcrm.book.reader import open_source
from xlcrm.book.recognise import find_tables
"""
PROGRAMS = {"bare": BARE, "imports": IMPORTS, "opening": OPENING, "reading": OURS}


def measure(program: str, workbook: Path, cache: str) -> tuple[float, float]:
    """CPU seconds and peak MiB of one process."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(workbook)], env={**environment, "PYTHONPYCACHEPREFIX": cache}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{workbook}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(workbook: Path, runs: int, cache: str) -> None:
    """Print medians and their ratio to the bare read."""
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    memory: dict[str, float] = dict.fromkeys(PROGRAMS, 0.0)
    for turn in range(runs + 1):
        for name, program in PROGRAMS.items():
            used, peak = measure(program, workbook, cache)
            if turn:  # the first round compiles
                seconds[name].append(used)
                memory[name] = max(memory[name], peak)
    bare = statistics.median(seconds["bare"])
    print(f"{workbook.name}  ({workbook.stat().st_size / 1e6:.1f} MB, {runs} runs)")
    for name, used in seconds.items():
        median = statistics.median(used)
        print(f"  {name:8} {median * 1000:8.0f} ms  {median / bare:5.2f} x bare  {memory[name]:6.0f} MiB")


def main() -> None:
    """Compare what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workbooks", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        for workbook in given.workbooks:
            compare(workbook, given.runs, cache)


if __name__ == "__main__":
    main()
