"""The catalogue against the written specification of the tables, where it is at hand.

``XLCRM_SPEC`` names the folder that holds ``tables.md``; failing that it is looked for beside the folder that
``XLCRM_DATA`` names.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from xlcrm.tables import CATALOGUE, TABLES
from xlcrm.tables.choices import DEPARTMENTS, INDUSTRIES, METHODS, SOURCES
from xlcrm.tables.column import Choice, Column, Score, When

# Lines of the specification that name two or three columns: what each column is called and what it is.
SPLIT_TYPES = {
    "computed (2 columns)": {
        "current_grade": "computed choice",
        "change": "computed choice",
        "customers": "computed int",
        "customer_share": "computed percent",
        "sales": "computed money",
        "sales_share": "computed percent",
        "cost": "computed money",
        "cost_per_converted": "computed money",
    }
}
# Where a split would leave two columns of one heading, or no words for one.
SPLIT_HEADINGS = {
    ("rfm_result", "r_high"): ("R 高低", "R 高低"),
    ("rfm_result", "f_high"): ("F 高低", "F 高低"),
    ("rfm_result", "m_high"): ("M 高低", "M 高低"),
    ("industry_report", "customer_share"): ("客户占比", "客戶占比"),
    ("industry_report", "sales_share"): ("销售额占比", "銷售額占比"),
    ("reminder_queue", "customer_name"): ("客户名称", "客戶名稱"),
}
# What the specification calls a type in passing, reduced to a type of cells.
REDUCED = {
    "money table": "longtext",
    "sub-table": "longtext",
    "computed 0/1": "computed int",
}
# Conditions that the specification leaves without words, or words otherwise.
CONDITIONS = {
    ("customer_master", "contact_email"): "no phone",
    ("customer_master", "tags"): "or need_desc",
    ("customer_master", "need_desc"): "or tags",
    ("complaint_log", "solved_at"): "solved",
    ("complaint_log", "revisit_date"): "closed",
    ("complaint_log", "revisit_result"): "revisited",
    ("revisit_communication_record", "responsible"): "problem given",
    ("revisit_communication_record", "expected_date"): "problem given",
    ("revisit_log", "score_reason"): "score ≤ 3",
    ("compensation_approval", "decided_date"): "approved",
    ("tech_ticket", "informed"): "P0 or P1",
}
# Values that stand elsewhere in the specification than in the column's own line.
ALSO = {
    ("customer_master", "source_channel"): {"其他"},  # C-017
    ("customer_master", "industry"): {"未知"},
    ("followup_record", "method"): {"微信", "短信", "呼入"},  # methods; R-047
    ("key_account_dashboard", "indicator"): {
        *("年采购额", "采购增速", "订单数", "回款及时率", "满意度", "推荐值"),
        *("投诉数", "平均解决时长", "跟进按时率", "合同剩余天数"),
    },
}
LISTS = {
    ("source_register", "source_channel"): SOURCES,
    ("source_conversion_report", "source_channel"): SOURCES,
    ("customer_master", "preferred_method"): METHODS,
    ("reminder_queue", "method"): METHODS,
    ("customer_intake", "industry"): INDUSTRIES,
    ("followup_card", "industry"): INDUSTRIES,
    ("industry_report", "industry"): INDUSTRIES,
    ("knowledge_base", "industry"): INDUSTRIES,
    ("improvement_plan", "department"): DEPARTMENTS,
    ("opportunity_stage_log", "stage"): TABLES["opportunity"].columns["stage"].options,  # type: ignore[attr-defined]
    ("value_grade_result", "current_grade"): TABLES["customer_master"].columns["grade"].options,  # type: ignore[attr-defined]
}
FREE = {("customer_master", "aliases"), ("choice_list", "synonyms")} | {
    ("culture_note", name) for name in ("forbidden_words", "suggested_words")
}


@dataclass(frozen=True)
class Line:
    """One line of a column table, already split."""

    table: str
    number: str
    name: str
    header: str
    hant: str
    label: str | None
    type: str
    required: str
    choices: str
    rules: tuple[str, ...]
    extension: bool


@dataclass(frozen=True)
class Section:
    """One table of the specification."""

    id: str
    title: str
    hant: str
    kind: str
    lines: tuple[Line, ...]
    captions: tuple[tuple[str, str], ...]


def spec_file() -> Path:
    if folder := os.environ.get("XLCRM_SPEC"):
        return Path(folder) / "tables.md"
    return Path(os.environ.get("XLCRM_DATA", "nowhere/data")).resolve().parent / "spec" / "tables.md"


if not spec_file().is_file():
    pytest.skip("the specification of the tables (XLCRM_SPEC) is not at hand", allow_module_level=True)


@cache
def spec() -> dict[str, Section]:
    text = spec_file().read_text(encoding="utf-8").split("\n## 6.")[0]
    parts = re.split(r"^### [45]\.\d+ ", text, flags=re.MULTILINE)[1:]
    return {section.id: section for section in map(section_of, parts)}


def section_of(part: str) -> Section:
    head = re.match(r"`(\w+)` — (.+?) / (.+)", part)
    kind = re.search(r"^- Kind: (\w+)", part, re.MULTILINE)
    assert head
    assert kind
    cells = [
        [cell.strip() for cell in row.strip().strip("|").split(" | ")]
        for row in part.splitlines()
        if re.match(r"\| (x?\d+|cap\d+) \|", row)
    ]
    return Section(
        head[1],
        head[2].strip(),
        head[3].strip(),
        kind[1],
        tuple(line for row in cells if not row[0].startswith("cap") for line in lines_of(head[1], row)),
        tuple((row[1], row[2]) for row in cells if row[0].startswith("cap")),
    )


def lines_of(table: str, row: list[str]) -> Iterator[Line]:
    number, header, hant, label, names, kind, required, choices, _, rules = row[:10]
    found = tuple(re.findall(r"R-\d{3}", rules))
    extension = number.startswith("x")
    parts = names.strip("`").split(", ")
    if len(parts) == 1:
        yield Line(table, number, parts[0], header, hant, label, kind, required, choices, found, extension)
        return
    kinds = re.sub(r" \(\d columns\)$", "", kind).split(", ")
    for at, name in enumerate(parts):
        own = SPLIT_HEADINGS.get((table, name)) or (pick(header, at), pick(hant, at))
        one = SPLIT_TYPES.get(kind, {}).get(name) or kinds[at if at < len(kinds) else 0]
        need = required.split("/")[at] if "/" in required else required
        yield Line(table, number, name, *own, None, one, need, choices, found, extension)


def pick(heading: str, at: int) -> str:
    return re.split(r", | / ", heading)[at]


def cases() -> list[object]:
    return [pytest.param(table.id, id=table.id) for table in CATALOGUE]


def pairs(table: str) -> Iterator[tuple[Line, Column]]:
    columns = TABLES[table].columns
    for line in spec()[table].lines:
        assert line.name in columns, f"{table} lacks {line.name}"
        yield line, columns[line.name]


def test_every_table_is_there_in_the_order_of_the_chapters_and_none_is_invented():
    assert set(TABLES) == set(spec())
    index = spec_file().read_text(encoding="utf-8").split("\n## 2.")[0]
    assert [table.id for table in CATALOGUE] == re.findall(r"^\| \d+ \| `(\w+)` \|", index, re.MULTILINE)
    assert len(CATALOGUE) == 56


@pytest.mark.parametrize("table", cases())
def test_title_and_kind(table):
    section = spec()[table]
    declared = TABLES[table]
    assert (declared.title, declared.hant, declared.kind) == (section.title, section.hant, section.kind)
    assert declared.captions == section.captions


@pytest.mark.parametrize("table", cases())
def test_columns_stand_in_paper_order_and_none_is_missing_or_invented(table):
    assert list(TABLES[table].columns) == [line.name for line in spec()[table].lines]


@pytest.mark.parametrize("table", cases())
def test_headings_in_both_scripts_and_labels(table):
    for line, column in pairs(table):
        assert (column.header, column.hant) == (line.header, line.hant)
        assert line.label is None or column.label == line.label
        assert column.extension is line.extension


@pytest.mark.parametrize("table", cases())
def test_types(table):
    for line, column in pairs(table):
        phrase = line.type
        for spoken, reduced in REDUCED.items():
            phrase = phrase.replace(spoken, reduced)
        words = re.sub(r"^computed ", "", phrase)
        assert column.type == re.match(r"[a-z]+", words)[0], line
        assert (column.computed_by is not None) is ("computed" in phrase), line
        assert column.proposed is ("computed default" in phrase), line
        assert column.lookup is ("lookup" in phrase), line
        if "1-5" in phrase:
            assert isinstance(column, Score)
            assert (column.least, column.most) == (1, 5)
        if phrase.startswith("id") and "unique" in line.choices and line.name != "order_no":
            assert column.unique


@pytest.mark.parametrize("table", cases())
def test_rules(table):
    known: dict[str, set[str | None]] = {}
    told: dict[str, set[str]] = {}
    for line, column in pairs(table):
        known.setdefault(line.number, set()).update((*column.rules, column.computed_by))
        told.setdefault(line.number, set()).update(line.rules)
    assert {number for number in told if not told[number] <= known[number]} == set()


@pytest.mark.parametrize("table", cases())
def test_required(table):
    for line, column in pairs(table):
        need = column.required
        phrase = need.phrase if isinstance(need, When) else need
        assert phrase == expected_need(line), line


def expected_need(line: Line) -> bool | str:
    own = CONDITIONS.get((line.table, line.name))
    if own:
        return own
    words = re.match(r"(Y|N|C|–)(?: \(([^)]*)\))?", line.required)
    assert words, line
    letter, condition = words.groups()
    if letter == "N" or letter == "–":
        return False
    if condition is None or "none" in condition:
        assert letter == "Y", line
        return True
    return condition


@pytest.mark.parametrize("table", cases())
def test_choices(table):
    for line, column in pairs(table):
        key = (table, line.name)
        if not isinstance(column, Choice):
            assert "choice" not in line.type.replace("choice + text", "choice"), line
            continue
        if key in LISTS:
            assert column.options is LISTS[key]
            continue
        if key in FREE:
            assert column.options.open
            assert not column.options.values
            continue
        told = set(told_values(line.choices))
        known = column.options.meaning
        assert all(value in known for value in told), (line, sorted(told - set(known)))
        for value in column.options.values:
            assert value in line.choices or value in ALSO.get(key, ()), (line, value)


def told_values(cell: str) -> Iterator[str]:
    """Values that a line lists: words between slashes or after boxes, remarks in brackets taken off."""
    cell = re.sub(r"`[^`]*`", "", cell)
    if "□" in cell:
        yield from (part.split("(")[0].strip() for part in cell.split("□")[1:])
        return
    for part in re.sub(r"\([^)]*\)", "", cell.split(";")[0].split(" — ")[0]).split(" / "):
        word = part.strip().removeprefix("label: ")
        if re.fullmatch(r"[\w\-<%/]+", word):
            yield word


@pytest.mark.parametrize("table", cases())
def test_tick_boxes_are_known_as_such(table):
    for line, column in pairs(table):
        boxed = "checkbox" in line.type
        if isinstance(column, Choice):
            assert column.ticks is boxed, line
        elif isinstance(column, Score):
            assert bool(column.boxes) is boxed, line
