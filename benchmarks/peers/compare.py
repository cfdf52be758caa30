"""`xlcrm validate` beside pandera, frictionless and an openpyxl script: what each finds, and what it costs.

    python benchmarks/peers/compare.py WORKBOOK... --peers VENV/bin/python [--runs 5]

Make the workbooks with make_workbooks.py, and a virtual environment for the others:

    uv venv VENV && uv pip install --python VENV/bin/python --group bench

CPU seconds of whole processes, imports included, their bytecode compiled beforehand into a folder of its own; the
programs take turns, and a ratio is the median over the rounds of the ratio within a round. All but ours check the
rules of `rules.py`; `xlcrm validate` checks these and all its others. What was planted stands in the workbook's
JSON; `beyond` are cells that a program names besides.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BARE = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    rows = book.get_sheet_by_name(name).to_python()
"""
OURS = """
import sys
from xlcrm.cli import main
sys.argv = ["xlcrm", "validate", sys.argv[1], "--format", "jsonl", "--today", "2026-06-30"]
main()
"""


@dataclass
class Run:
    """One process: CPU seconds, peak MiB, what it printed."""

    seconds: float
    memory: float
    output: bytes


def run(command: list[str], cache: str) -> Run:
    """Run one process to its end; ours returns 1 when it finds something, the others never."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.DEVNULL, env={**environment, "PYTHONPYCACHEPREFIX": cache}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ((0, 1) if OURS in command else (0,)):
            raise SystemExit(f"{' '.join(command)}: exit {process.returncode}")
        out.seek(0)
        return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read())


def programs(peers: str, rules: str, workbook: Path) -> dict[str, list[str]]:
    """The commands, in the order in which they take turns."""
    path = str(workbook)
    return {
        "bare calamine read": [sys.executable, "-c", BARE, path],
        "xlcrm validate": [sys.executable, "-c", OURS, path],
        "openpyxl, read-only": [peers, str(HERE / "with_openpyxl.py"), rules, path, "read-only"],
        "openpyxl, whole": [peers, str(HERE / "with_openpyxl.py"), rules, path, "whole"],
        "pandera, calamine": [peers, str(HERE / "with_pandera.py"), rules, path, "calamine"],
        "pandera, openpyxl": [peers, str(HERE / "with_pandera.py"), rules, path, "openpyxl"],
        "frictionless": [peers, str(HERE / "with_frictionless.py"), rules, path],
    }


def cells(name: str, output: bytes) -> set[tuple[str, str]]:
    """Sheet and cell of everything a program named."""
    if name == "xlcrm validate":
        told = [json.loads(line) for line in output.decode().splitlines()]
        return {(one["sheet"], one["cell"]) for one in told if one["cell"]}
    return {(sheet, cell) for sheet, cell in json.loads(output)} if output else set()


def compare(workbook: Path, peers: str, runs: int, cache: str) -> None:
    """Print one table."""
    truth = json.loads(workbook.with_suffix(".json").read_text("utf-8"))
    planted = {(one["sheet"], one["cell"]): one for one in truth}
    with tempfile.NamedTemporaryFile(suffix=".json") as rules:
        subprocess.run([sys.executable, str(HERE / "rules.py")], stdout=rules, check=True)
        commands = programs(peers, rules.name, workbook)
        outputs = {name: run(command, cache).output for name, command in commands.items()}
        rounds = [{name: run(command, cache) for name, command in commands.items()} for _ in range(runs)]
    print(f"\n{workbook.name}: {len(planted)} mistakes planted, {runs} rounds\n")
    print("| program | CPU s | × ours | × bare read | MiB | found | beyond | missed |")
    print("|---|---|---|---|---|---|---|---|")
    for name in commands:
        seconds = statistics.median(each[name].seconds for each in rounds)
        ours = statistics.median(each[name].seconds / each["xlcrm validate"].seconds for each in rounds)
        bare = statistics.median(each[name].seconds / each["bare calamine read"].seconds for each in rounds)
        memory = max(each[name].memory for each in rounds)
        line = f"| {name} | {seconds:.2f} | {ours:.2f} | {bare:.2f} | {memory:.0f} |"
        if name == "bare calamine read":
            print(f"{line} – | – | – |")
            continue
        named = cells(name, outputs[name])
        missed = Counter(
            f"{one['column']} {one['rule']}" for place, one in planted.items() if place not in named
        )
        what = ", ".join(f"{count} {kind}" for kind, count in missed.items()) or "–"
        print(f"{line} {len(named & planted.keys())} | {len(named - planted.keys())} | {what} |")


def main() -> None:
    """Compare on each workbook."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("workbooks", nargs="+", type=Path)
    options.add_argument(
        "--peers", required=True, help="the Python in which the other programs are installed"
    )
    options.add_argument("--runs", type=int, default=5)
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        for workbook in told.workbooks:
            compare(workbook, told.peers, told.runs, cache)


if __name__ == "__main__":
    main()
