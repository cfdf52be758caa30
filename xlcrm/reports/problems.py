"""数据校验结果表: every wrong cell, what is wrong and what to type instead (table data_quality_report)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from xlcrm.language import Language
from xlcrm.problems import SEVERITY_WORDS, Problem, Severity
from xlcrm.reports.report import Block, Cell, Chart, Head, Link, Report, Tile, Tone
from xlcrm.tables import DataQualityReport as Table

NAME = "problems"
MOST = 5000
"""Lines listed at most; the counts always cover all problems."""

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_TONES: dict[Severity, Tone] = {"error": "bad", "warning": "warn", "info": "plain"}


def problems_report(
    problems: Iterable[Problem],
    today: date,
    language: Language = "zh-CN",
    elsewhere: Callable[[Problem], str] | None = None,
) -> Report:
    """List of problems, worst first, with counts by rule, sheet and owner.

    ``elsewhere`` gives the address of a problem's cell when the list does not lie in the workbook itself.
    """
    found = sorted(
        problems, key=lambda p: (_ORDER[p.severity], p.file if elsewhere else "", p.sheet or "", p.row or 0, p.column or "")
    )
    listed = found[:MOST]
    severities = Counter(p.severity for p in found)
    return Report(
        NAME,
        Table.sheet(),
        Table.title,
        subtitle=f"校验日期 {today:%Y-%m-%d}",
        tiles=[
            Tile("错误", severities["error"], tone="bad" if severities["error"] else "good", note="必须改正"),
            Tile("警告", severities["warning"], tone="warn" if severities["warning"] else "good", note="请核对"),
            Tile("提示", severities["info"], note="供参考"),
        ],
        blocks=[_list(listed, language, elsewhere), *_counts(found, files=elsewhere is not None)],
        charts=_charts(found),
        notes=[f"共 {len(found)} 条，这里列出前 {MOST} 条。"] if len(found) > MOST else [],
    )


def _list(problems: Sequence[Problem], language: Language, elsewhere: Callable[[Problem], str] | None) -> Block:
    head = Table.header
    file = [Head("file", "文件", width=22)] if elsewhere else []
    return Block(
        Table.id,
        "问题清单",
        [
            *file,
            Head("sheet", head(Table.sheet_), width=18),
            Head("row_no", head(Table.row_no), "int", 8),
            Head("cell", "单元格", "link", 10),
            Head("column", head(Table.column), width=18),
            Head("rule_id", head(Table.rule_id), width=10),
            Head("severity", head(Table.severity), width=8),
            Head("value", head(Table.value), width=20),
            Head("message", head(Table.message), "longtext", 46),
            Head("suggestion", head(Table.suggestion), "longtext", 40),
        ],
        [[*([p.file] if elsewhere else []), *_row(p, language, elsewhere)] for p in problems],
        tones=[_TONES[p.severity] for p in problems],
        empty="没有发现问题。",
        register=True,
    )


def _row(
    problem: Problem, language: Language, elsewhere: Callable[[Problem], str] | None
) -> list[str | int | Link | None]:
    link = None
    if problem.cell and problem.sheet:
        link = (
            Link(problem.cell, url=elsewhere(problem))
            if elsewhere
            else Link(problem.cell, problem.sheet, problem.cell)
        )
    return [
        problem.sheet,
        problem.row,
        link,
        problem.header,
        problem.rule,
        SEVERITY_WORDS[problem.severity],
        problem.value,
        problem.message(language),
        problem.hint(language),
    ]


def _counts(problems: Sequence[Problem], *, files: bool) -> list[Block]:
    by_rule = Counter((p.rule or "–", p.kind.code) for p in problems)
    examples = {(p.rule or "–", p.kind.code): p for p in reversed(problems)}
    rules: list[list[Cell | Link]] = [[rule, examples[rule, code].message(), n] for (rule, code), n in by_rule.most_common(20)]
    sheets: list[list[Cell | Link]] = [[sheet, n] for sheet, n in Counter(p.sheet or "（整个文件）" for p in problems).most_common()]
    owners: list[list[Cell | Link]] = [[owner, n] for owner, n in Counter(p.owner for p in problems if p.owner).most_common(20)]
    by_file: list[list[Cell | Link]] = [[file, n] for file, n in Counter(p.file for p in problems).most_common()]
    return [
        *(
            [Block("by_file", "按文件", [Head("file", "文件", width=30), Head("count", "条数", "int", 8)], by_file)]
            if files
            else []
        ),
        Block(
            "by_rule",
            "按规则",
            [Head("rule", "规则", width=10), Head("example", "例如", "longtext", 46), Head("count", "条数", "int", 8)],
            rules,
        ),
        Block("by_sheet", "按工作表", [Head("sheet", "工作表", width=20), Head("count", "条数", "int", 8)], sheets),
        Block("by_owner", "按负责人", [Head("owner", "负责人", width=14), Head("count", "条数", "int", 8)], owners),
    ]


def _charts(problems: Sequence[Problem]) -> list[Chart]:
    if not problems:
        return []
    return [Chart("bar", "各工作表的问题数", "by_sheet", "sheet", ("count",), axis="条")]
