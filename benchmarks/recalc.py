"""A whole recalculation on disk against a bare python-calamine read of the same file: CPU seconds, paired in one run.

    python benchmarks/recalc.py WORKBOOK... [--runs 3] [--demo]

Make the workbooks with make_workbooks.py. Every run is a process of its own, so that imports count, and works
on a fresh copy; the programs take turns, and each is compared with the bare read of the same round.
``first`` reads, computes, draws every sheet and writes; ``again`` is the second run, which finds nothing to
write; the budget of ``first`` is 12 × the bare read (1M follow-up rows). ``--demo`` adds ``xlcrm demo``.
Bytecode is compiled beforehand into a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

TODAY = "2026-06-30"
BARE = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    rows = book.get_sheet_by_name(name).to_python()
"""
COMMAND = "import sys; from xlcrm.cli import main; main(sys.argv[1:])"
BUDGET = 12


class Cost(NamedTuple):
    """CPU seconds and peak MiB of one process."""

    seconds: float
    memory: float


def measured(program: str, *arguments: str, cache: Path) -> Cost:
    """Run a program in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env={**environment, "PYTHONPYCACHEPREFIX": str(cache)},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def one_round(workbook: Path, folder: Path) -> dict[str, Cost]:
    """Bare read, first run and second run of one workbook."""
    copy, cache = folder / workbook.name, folder / "cache"
    shutil.rmtree(folder / ".xlcrm", ignore_errors=True)
    shutil.copy(workbook, copy)
    recalc = ("recalc", str(copy), "--today", TODAY)
    return {
        "bare": measured(BARE, str(workbook), cache=cache),
        "first": measured(COMMAND, *recalc, cache=cache),
        "again": measured(COMMAND, *recalc, cache=cache),
    }


def demonstration(folder: Path) -> Cost:
    """``xlcrm demo`` in a new folder."""
    made = Path(tempfile.mkdtemp(dir=folder)) / "演示"
    return measured(COMMAND, "demo", str(made), "--today", TODAY, cache=folder / "cache")


def main() -> None:
    """Print one table a workbook."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workbooks", nargs="*", type=Path)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--demo", action="store_true")
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demonstration(folder)  # compiles everything
        if told.demo:
            costs = [demonstration(folder) for _ in range(told.runs)]
            seconds, memory = statistics.median(c.seconds for c in costs), max(c.memory for c in costs)
            print(f"demo: {seconds:.2f} s {memory:.0f} MiB")
        for workbook in told.workbooks:
            rounds = [one_round(workbook, folder) for _ in range(told.runs)]
            print(f"{workbook.name}: {workbook.stat().st_size / 2**20:.1f} MiB on disk, budget {BUDGET} × bare")
            for program in rounds[0]:
                seconds = statistics.median(each[program].seconds for each in rounds)
                ratio = statistics.median(each[program].seconds / each["bare"].seconds for each in rounds)
                memory = max(each[program].memory for each in rounds)
                print(f"  {program:6}{seconds:9.2f} s {ratio:7.2f} × bare {memory:7.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
