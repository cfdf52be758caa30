"""What it costs to start: `xlcrm --help` and a validation of next to nothing, above the bare interpreter.

    python benchmarks/startup.py [--runs 9]

CPU milliseconds of whole processes that take turns; bytecode is compiled beforehand into a folder of its own.
Budget: 100 ms for `--help`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

MAIN = "import sys; from xlcrm.cli import main; sys.argv = ['xlcrm', *sys.argv[1:]]; main()"
WAYS = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    "xlcrm --help": [sys.executable, "-c", MAIN, "--help"],
    "xlcrm validate --help": [sys.executable, "-c", MAIN, "validate", "--help"],
    "xlcrm undo --help": [sys.executable, "-c", MAIN, "undo", "--help"],
}


def measure(command: list[str], cache: str) -> float:
    """CPU milliseconds of one process."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**environment, "PYTHONPYCACHEPREFIX": cache}
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: exit {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def main() -> None:
    """Print one line a way."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=9)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        for command in WAYS.values():
            measure(command, cache)
        rounds = [{name: measure(command, cache) for name, command in WAYS.items()} for _ in range(runs)]
    bare = statistics.median(each["bare interpreter"] for each in rounds)
    for name in WAYS:
        spent = statistics.median(each[name] for each in rounds)
        print(f"{name:24}{spent:7.1f} ms {spent - bare:7.1f} ms above")


if __name__ == "__main__":
    main()
