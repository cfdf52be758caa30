"""Real workbooks: edited without loss or refused before anything is written; none crashes, none is damaged.

The files of `XLCRM_DATA/messy` are run one by one; where `XLCRM_CORPUS` names a folder, every workbook in it, with a
table of results.
"""

from __future__ import annotations

import os
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from lossless import Outcome, examine
from workbooks import report

DATA = os.environ.get("XLCRM_DATA")
CORPUS = os.environ.get("XLCRM_CORPUS")
SUFFIXES = {".xlsx", ".xlsm"}
EDITED_AT_LEAST = 0.97
UNREADABLE = {"not-a-workbook", "password-needed"}


def workbooks(folder: str | None, under: str = "") -> list[Path]:
    if not folder:
        return []
    return sorted(path for path in Path(folder, under).rglob("*") if path.suffix.casefold() in SUFFIXES)


@pytest.mark.data
@pytest.mark.skipif(not DATA, reason="XLCRM_DATA names no folder of real workbooks")
@pytest.mark.parametrize("path", workbooks(DATA, "messy"), ids=lambda path: path.stem)
def test_a_real_workbook(path: Path) -> None:
    outcome = examine(path.read_bytes(), report())
    tag = path.stem.split("_")[1]
    expected = {"encrypted": {"refused"}, "broken": {"not-a-workbook", "refused"}}.get(tag, {"edited"})
    assert outcome.kind in expected, outcome


def outcome_of(path: Path) -> tuple[Path, Outcome]:
    try:
        return path, examine(path.read_bytes(), report())
    except Exception as error:
        where = "".join(traceback.format_exception(error)[-2:])
        return path, Outcome("failed", f"{type(error).__name__}: {error}"[:200] + "\n" + where)


@pytest.mark.data
@pytest.mark.skipif(not CORPUS, reason="XLCRM_CORPUS names no folder of workbooks")
def test_every_workbook_of_the_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(outcome_of, workbooks(CORPUS), chunksize=8))
    table = Counter((outcome.kind, outcome.why if outcome.kind != "failed" else "") for _, outcome in found)
    failed = [(path.name, outcome.why) for path, outcome in found if outcome.kind == "failed"]
    readable = [outcome for _, outcome in found if outcome.kind == "failed" or outcome.why not in UNREADABLE]
    edited = sum(outcome.kind == "edited" for outcome in readable)
    with capsys.disabled():
        print(f"\n{len(found)} workbooks, {edited / max(len(readable), 1):.1%} of {len(readable)} readable ones edited")
        for (kind, why), count in table.most_common():
            print(f"{count:6} {kind:15} {why}")
    assert failed == []
    assert edited >= EDITED_AT_LEAST * len(readable)
