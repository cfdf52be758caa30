"""`xlcrm validate` over a folder of workbooks: CPU a workbook, and what more jobs bring.

    python benchmarks/make_workbooks.py DIR --size 100/400/100 --count 200
    python benchmarks/folder.py DIR [--runs 3] [--jobs 1 2]

CPU seconds of the process and its children, beside one process that only reads all the files with
python-calamine; they take turns. Wall-clock time says something on an idle machine only, and is printed as such.
Budget: 12 ms of CPU a workbook.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
import sys
from python_calamine import CalamineWorkbook
for path in sys.argv[1:]:
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
"""
OURS = """
import sys
from xlcrm.cli import main
if __name__ == "__main__":
    sys.argv = ["xlcrm", "validate", *sys.argv[2:], "--jobs", sys.argv[1], "--format", "jsonl", "--today", "2026-06-30"]
    main()
"""


def measure(command: list[str], cache: str) -> tuple[float, float]:
    """CPU and wall-clock seconds of a process with all its children."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**environment, "PYTHONPYCACHEPREFIX": cache},
        check=False,
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> None:
    """Print one line a way."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    told = options.parse_args()
    files = sorted(str(path) for path in told.folder.glob("*.xlsx"))
    with tempfile.TemporaryDirectory() as cache:
        script = Path(cache) / "ours.py"
        script.write_text(OURS, "utf-8")
        ways = {"bare read": [sys.executable, "-c", BARE, *files]}
        ways |= {f"--jobs {n}": [sys.executable, str(script), str(n), *files] for n in told.jobs}
        for command in ways.values():
            measure(command, cache)
        rounds = [{name: measure(command, cache) for name, command in ways.items()} for _ in range(told.runs)]
    print(f"{len(files)} workbooks, median of {told.runs} rounds")
    for name in ways:
        cpu = statistics.median(each[name][0] for each in rounds)
        wall = statistics.median(each[name][1] for each in rounds)
        print(
            f"{name:12}{cpu:7.2f} CPU s {cpu / len(files) * 1000:7.1f} ms a workbook {wall:7.2f} s on the clock"
        )


if __name__ == "__main__":
    main()
