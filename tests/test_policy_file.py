"""The file of parameters: well declared, asked for rightly, equal to the specification if that is at hand."""

import ast
import os
import re
import tomllib
from pathlib import Path

import pytest

from xlcrm.policy import PROFILES, Policy
from xlcrm.policy.parameters import TEXTS, names, parameter
from xlcrm.policy.values import READERS, Refused, show

PACKAGE = Path(__file__).parent.parent / "xlcrm"


def test_cutting_the_file_at_its_headings_gives_what_a_whole_parse_gives() -> None:
    whole = tomllib.loads((PACKAGE / "policy" / "policy.toml").read_text("utf-8"))
    assert set(whole) == {*names(), "bounds"}
    for name in names():
        entry, read = whole[name], parameter(name)
        assert (read.zh, read.kind, " ".join(read.rules)) == (entry["zh"], entry["kind"], entry["rules"])
        assert set(entry) <= {
            *(
                "zh",
                "value",
                "kind",
                "unit",
                "rules",
                "source",
                "bounds",
                "choices",
                "options",
                "form",
                "off",
            ),
            *("pattern", *PROFILES),
        }, name


@pytest.mark.parametrize("name", names())
def test_every_parameter_is_well_declared(name: str) -> None:
    entry = parameter(name)
    assert entry.kind in READERS
    assert entry.unit in {"", "分钟", "小时", "天", "工作日", "周", "月", "元", "分值", "%", "次"}
    assert entry.zh
    assert entry.rules
    assert entry.source
    assert entry.values
    assert entry.read(entry.sample) is not None
    for option in (*entry.choices, *entry.options):
        assert entry.read(show(option, entry.kind)) == (option if entry.kind != "words" else (option,))
    if not entry.off:
        with pytest.raises(Refused):
            entry.read(None)
    if entry.is_bounded:
        low, high = entry.limits
        for edge, beyond in ((low, low - 1), (high, high + 1)):
            taken = entry.read(edge)
            assert taken in (edge, (edge,)) or (entry.kind == "count" and edge != int(edge))
            with pytest.raises(Refused):
                entry.read(beyond)


@pytest.mark.parametrize("profile", PROFILES)
def test_everything_can_be_explained_under_every_profile(profile: str) -> None:
    views = Policy.of(profile).all()
    assert [view.name for view in views if view.name in names()] == list(names())
    extra = [view.name for view in views if view.name not in names()]
    assert extra == (["cadence.合作.A", "cadence.合作.B", "cadence.合作.C"] if profile == "deck" else [])
    assert all(view.value and view.default and view.origin in (*TEXTS, profile) for view in views)


def test_an_explanation_names_bounds_origin_and_what_each_text_says() -> None:
    view = Policy.of("process").explain("response.message_hours")
    assert (view.value, view.unit, view.default, view.origin, view.bounds) == (
        "1",
        "小时",
        "2",
        "process",
        ("0", "8760"),
    )
    assert view.per_profile == {"manual": "2", "deck": "0.5", "process": "1", "card": "2"}
    assert view.rules == ("R-076",)
    assert Policy.default().explain("cadence.合作.*").per_profile["deck"] == "A 7 d / B 14 d / C 1 month"


def test_members_that_a_sheet_names_are_listed_after_their_pattern() -> None:
    policy, _ = Policy.load(sheet_rows=[("custom", "complaint.hours.特急", 4)])
    listed = [view.name for view in policy.all()]
    assert listed[listed.index("complaint.hours.<level>") + 1] == "complaint.hours.特急"


# ── slips of code


def test_a_name_that_does_not_exist_is_a_key_error_that_guesses() -> None:
    with pytest.raises(KeyError, match=r"did you mean silent\.days\?"):
        Policy.default().count("silent.day")


@pytest.mark.parametrize(
    ("getter", "name"),
    [
        pytest.param("count", "second.A", id="an interval as a count"),
        pytest.param("count", "churn.months", id="a count that is off, not asked for as optional"),
        pytest.param("count", "email.check_mx", id="a flag as a count"),
        pytest.param("hours", "wakeup.offer_days", id="days as hours"),
        pytest.param("interval", "satisfaction.min", id="points as an interval"),
        pytest.param("word", "slot.starts", id="clock times as a word"),
        pytest.param("words", "next.weekend", id="a word as a list"),
    ],
)
def test_a_getter_that_does_not_fit_is_a_type_error(getter: str, name: str) -> None:
    with pytest.raises(TypeError, match=re.escape(name)):
        getattr(Policy.default(), getter)(name)


GETTERS = {
    "interval": {"interval", "count", "hours"},
    "number": {"number", "share", "hours", "count"},
    "optional_number": {"number", "share", "hours", "count"},
    "hours": {"hours"},
    "optional_hours": {"hours"},
    "count": {"count"},
    "optional_count": {"count"},
    "flag": {"flag"},
    "word": {"word", "zone"},
    "optional_word": {"word"},
    "words": {"words"},
    "counts": {"counts"},
    "clock": {"clock"},
    "clocks": {"clocks"},
    "spans": {"spans"},
    "range": {"range"},
    "ranges": {"ranges", "band"},
    "blocked": {"blocked"},
}


def questions() -> list[tuple[str, str, str]]:
    """Every ``policy.getter("name")`` in the package: place, getter, name."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Name(id="policy") | ast.Attribute(attr="policy"), attr=getter
                    ),
                    args=[ast.Constant(value=str(name))],
                ) if getter in GETTERS:
                    found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", getter, name))
    return found


def test_the_package_asks_for_parameters_that_exist_by_the_getter_that_fits() -> None:
    asked = questions()
    assert len(asked) > 20
    wrong = [
        f"{place} {getter}({name!r})"
        for place, getter, name in asked
        if (name not in names() and not parameter(name).pattern)
        or parameter(name).kind not in GETTERS[getter]
    ]
    assert wrong == []


# ── against the written specification


def specification() -> str:
    folder = os.environ.get("XLCRM_SPEC") or (
        Path(os.environ["XLCRM_DATA"]).parent / "spec" if "XLCRM_DATA" in os.environ else None
    )
    path = Path(folder, "rules.md") if folder else None
    return path.read_text("utf-8") if path and path.is_file() else ""


SPECIFICATION = specification()
needs_specification = pytest.mark.skipif(
    not SPECIFICATION, reason="the specification is not at hand (XLCRM_SPEC names its folder)"
)
# What the table of parameters says in prose.
IN_PROSE = {
    "complaint.hours.<level>": ("off", ()),
    "id.*": ("off", ()),
    "revisit.profile": ("auto", ("auto", "manual", "process", "toolkit")),
}


def written() -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Parameter -> default, values of its switch, rules that use it."""
    table = SPECIFICATION.partition("## Parameters")[2].partition("### Values by profile")[0]
    found = {}
    for name, default, used in re.findall(r"^\| `([^`]+)` \| (.*) \| (.*) \|$", table, re.MULTILINE):
        prose, _, switch = default.replace("\\|", "|").partition("(switch: ")
        values = tuple(value for value in switch.rstrip(")").split("|") if value and value != "…")
        plain = re.sub(r"\s\((exclusive|excluded[^)]*|normal interval|R-076 holds)\)", "", prose).strip(" []")
        found[name] = (*IN_PROSE.get(name, (plain, values)), tuple(re.findall(r"[RC]-\d+", used)))
    return found


OUR_OWN = {"kpi.complaints_by", "rfm.fixed_days", "rfm.fixed_orders", "rfm.fixed_amount"} | {
    f"key.{name}"
    for name in ("followed_on_time", "growth", "health", "open_complaints", "paid_on_time", "solved_hours")
}
"""What rules name in their prose only: fixed cuts of RFM (R-064), alerts for key accounts (R-133), complaints by
order (R-123)."""


MORE_CHOICES = {"rfm.method": {"ranges"}}
"""Ways of counting that others use and that their published figures are compared with."""


@needs_specification
def test_the_parameters_are_those_of_the_specification() -> None:
    specified = written()
    assert len(specified) == 244
    assert set(names()) - set(specified) == OUR_OWN
    assert set(specified) <= set(names())
    wrong = [name for name in specified if not _as_specified(name, *specified[name])]
    assert wrong == []


def _as_specified(name: str, default: str, switch: tuple[str, ...], used: tuple[str, ...]) -> bool:
    entry = parameter(name)
    for value in switch:
        entry.read(value)
    return (
        entry.rules == used
        and show(entry.read(default), entry.kind) == Policy.default().text(name)
        and (entry.kind != "word" or not switch or set(entry.choices) - MORE_CHOICES.get(name, set()) == set(switch))
    )


@needs_specification
def test_the_values_by_profile_are_those_of_the_specification() -> None:
    table = SPECIFICATION.partition("### Values by profile")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("| `")
    ]
    seen = set()
    for cells in rows:
        family = _family(cells[0])
        seen |= set(family)
        for profile, cell in zip(TEXTS, cells[1:], strict=True):
            for name, said in zip(family, _cells(cell, len(family)), strict=True):
                expected = said or Policy.of("manual").text(name)
                assert Policy.of(profile).text(name) == expected, (name, profile)
    assert {parameter(name).name for name in seen} >= {n for n in names() if len(parameter(n).values) > 1}


def _family(cell: str) -> list[str]:
    """Names of the parameters of one line, such as ``second.A`` and ``.B``; patterns are left out."""
    first, *more = (name for name in re.findall(r"`([^`]+)`", cell) if "*" not in name)
    stem = first.rsplit(".", 1)[0]
    return [first, *(name if "." in name.lstrip(".") else f"{stem}.{name.lstrip('.')}" for name in more)]


def _cells(cell: str, count: int) -> list[str]:
    """What one cell says for each of ``count`` parameters; "" where it is silent."""
    plain = re.sub(r",.*|\(.*?\)", "", cell).strip()
    if plain.startswith(".C "):
        return [""] * (count - 1) + [plain.removeprefix(".C ")]
    parts = [part.strip().removesuffix(" each") for part in plain.split("/")]
    return parts if len(parts) == count else parts * count
