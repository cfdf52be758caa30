"""Problems as text for people, as JSON Lines and as CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from xlcrm.language import Language, say
from xlcrm.problems import SEVERITY_WORDS, Problem, Severity

FIELDS = ("file", "sheet", "cell", "row", "column", "header", "table", "rule", "severity", "value", "message", "hint")
_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "cyan"}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def as_text(path: Path, problems: Sequence[Problem], language: Language) -> Iterator[str]:
    """Problems of one file, grouped by sheet, with a line that counts them."""
    yield click.style(str(path), bold=True)
    order = sorted(problems, key=lambda p: (p.sheet is not None, p.sheet or "", p.row or 0, p.column or ""))
    for sheet, group in groupby(order, key=lambda p: p.sheet):
        if sheet:
            yield f"  [{sheet}]"
        for problem in group:
            yield from _lines(problem, language)
    yield "  " + counted(problems, language)


def _lines(problem: Problem, language: Language) -> Iterator[str]:
    word = say(SEVERITY_WORDS[problem.severity], problem.severity, language)
    place = problem.cell or (f"{problem.row}" if problem.row else "–")
    rule = f" {problem.rule}" if problem.rule else ""
    head = click.style(word, fg=_COLOURS[problem.severity])
    yield f"    {place:<7}{head}{rule}  {problem.message(language)}"
    if hint := problem.hint(language):
        yield f"           → {hint}"


def counted(problems: Sequence[Problem], language: Language) -> str:
    """How many of each severity."""
    counts = Counter(p.severity for p in problems)
    if not problems:
        return say("没有发现问题。", "no problems found.", language)
    return say(
        f"共 {len(problems)} 条：错误 {counts['error']}，警告 {counts['warning']}，提示 {counts['info']}。",
        f"{len(problems)} in all: {counts['error']} errors, {counts['warning']} warnings, {counts['info']} hints.",
        language,
    )


def as_jsonl(problems: Sequence[Problem], language: Language) -> Iterator[str]:
    """One JSON object a line."""
    for problem in problems:
        yield json.dumps(problem.as_json(language), ensure_ascii=False)


def as_csv(problems: Sequence[Problem], language: Language, *, heading: bool) -> Iterator[str]:
    """CSV lines; a text that a spreadsheet would run as a formula is kept text by an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if heading:
        writer.writerow(FIELDS)
    for problem in problems:
        record = problem.as_json(language)
        writer.writerow([_safe(record[name]) for name in FIELDS])
    yield buffer.getvalue().rstrip("\n")


def _safe(value: str | int | None) -> str | int | None:
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value
