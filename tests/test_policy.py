"""The policy: profiles and their fallback, what users may change and what is refused."""

import re
from pathlib import Path

import pytest

from xlcrm.policy import PROFILES, Interval, Policy, SheetRow
from xlcrm.policy.layers import SHEET
from xlcrm.policy.parameters import names, parameter

# What the five texts and the shortest of them say where they differ; blank falls back to manual.
BY_PROFILE = {
    "cadence.潜在.A": {"manual": "7 d", "card": "7 d", "strict": "7 d"},
    "cadence.潜在.B": {"manual": "14 d", "card": "7 d", "strict": "7 d"},
    "cadence.潜在.C": {"manual": "1 month", "process": "7 d", "card": "7 d", "strict": "7 d"},
    "cadence.合作.A": {"manual": "1 month", "deck": "7 d", "strict": "7 d"},
    "cadence.合作.B": {"manual": "1 month", "deck": "14 d", "strict": "14 d"},
    "cadence.合作.C": {"manual": "1 month", "deck": "1 month", "strict": "1 month"},
    "second.A": {"manual": "off", "process": "24 h", "card": "3 d", "strict": "24 h"},
    "second.B": {"manual": "off", "process": "48 h", "card": "3 d", "strict": "48 h"},
    "second.C": {"manual": "off", "process": "7 d", "card": "3 d", "strict": "3 d"},
    "positive.mode": {"manual": "step", "card": "daily", "strict": "daily"},
    "revisit.new": {"manual": "1 month", "process": "3 months", "toolkit": "3 months", "strict": "1 month"},
    "revisit.old": {"manual": "3 months", "toolkit": "3 months", "strict": "3 months"},
    "revisit.vip": {"manual": "1 month", "process": "3 months", "toolkit": "3 months", "strict": "1 month"},
    "accept.first_days": {"manual": "7", "process": "7", "strict": "7"},
    "survey.after_event_hours": {"manual": "off", "deck": "24", "strict": "24"},
    "update.max_hours": {"manual": "24", "deck": "0", "strict": "0"},
    "complaint.hours.一般": {"manual": "24", "strict": "24"},
    "complaint.hours.严重": {"manual": "48", "strict": "48"},
    "complaint.hours.重大": {"manual": "72", "strict": "72"},
    "response.message_hours": {"manual": "2", "deck": "0.5", "process": "1", "card": "2", "strict": "0.5"},
    "feedback.answer_hours": {"manual": "24", "process": "1", "strict": "1"},
    "issue.respond_hours": {"manual": "off", "process": "1", "card": "2", "strict": "1"},
    "issue.plan_hours": {"manual": "off", "process": "4", "card": "24", "strict": "4"},
    "issue.follow_hours": {"manual": "off", "process": "24", "strict": "24"},
    "overdue.approval": {"manual": "true", "process": "true", "card": "false", "strict": "true"},
}


@pytest.mark.parametrize("name", BY_PROFILE)
@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_says_what_its_text_says_and_falls_back_to_the_manual(name: str, profile: str) -> None:
    said = BY_PROFILE[name]
    assert Policy.of(profile).text(name) == said.get(profile, said["manual"])


def test_profiles_differ_nowhere_else() -> None:
    stems = {name.rsplit(".", 1)[0] if name.startswith("cadence.合作") else name for name in BY_PROFILE}
    differing = {name for name in names() if set(parameter(name).values) - {"manual"}}
    assert {name.removesuffix(".*") for name in differing} <= stems


@pytest.mark.parametrize(
    ("profile", "name", "origin"),
    [
        pytest.param("manual", "cadence.潜在.C", "manual", id="the manual by default"),
        pytest.param("process", "cadence.潜在.C", "process", id="the active profile where it speaks"),
        pytest.param(
            "process", "cadence.潜在.A", "manual", id="the manual where the active profile is silent"
        ),
        pytest.param("custom", "cadence.潜在.A", "manual", id="custom without values is the manual"),
        pytest.param(
            "manual", "complaint.hours.重大", "deck", id="the only text that speaks, under the manual"
        ),
        pytest.param(
            "card", "complaint.hours.重大", "deck", id="the only text that speaks, under another profile"
        ),
        pytest.param("strict", "cadence.潜在.C", "process", id="strict names the first of the shortest"),
        pytest.param("strict", "response.message_hours", "deck", id="strict takes the half hour of the deck"),
    ],
)
def test_every_value_says_where_it_comes_from(profile: str, name: str, origin: str) -> None:
    assert Policy.of(profile).origin(name) == origin


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("second.A", id="two texts disagree on the second contact"),
        pytest.param("issue.plan_hours", id="two texts disagree on the proposal"),
        pytest.param("survey.after_event_hours", id="one text speaks, but off was decided"),
        pytest.param("issue.follow_hours", id="one text speaks on the result, but off was decided"),
    ],
)
def test_under_the_manual_nothing_is_computed(name: str) -> None:
    assert Policy.default().is_off(name)


def test_a_pattern_answers_for_members_that_nobody_names() -> None:
    policy = Policy.of("deck")
    assert policy.text("cadence.合作.D") == "1 month"
    assert policy.text("cadence.沉睡.A") == "3 months"
    assert policy.optional_hours("complaint.hours.特急") is None
    assert policy.with_values({"complaint.hours.特急": 8}).hours("complaint.hours.特急") == 8
    assert policy.with_values({"cadence.合作.*": "2 months"}).text("cadence.合作.B") == "2 months"


# ── what users change ──────────────────────────────────────────────────────────────────────────────────


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_last_source_wins(tmp_path: Path) -> None:
    company = write(tmp_path / "company.toml", '"silent.days" = 8\n"soon.days" = 2\n"dormant.months" = 5\n')
    mine = write(tmp_path / "mine.toml", '"silent.days" = 10\n')
    rows = [("custom", "silent.days", 9), ("custom", "soon.days", "3")]
    policy, faults = Policy.load(sheet_rows=rows, env={"XLCRM_POLICY": str(company)}, file=mine)
    assert faults == []
    found = {
        name: (policy.count(name), policy.origin(name))
        for name in ("silent.days", "soon.days", "dormant.months")
    }
    assert found == {
        "silent.days": (10, str(mine)),
        "soon.days": (3, SHEET),
        "dormant.months": (5, f"XLCRM_POLICY: {company}"),
    }


def test_a_later_row_for_the_active_profile_wins_over_an_earlier_custom_one(tmp_path: Path) -> None:
    company = write(tmp_path / "company.toml", '"silent.days" = 8\n')
    rows = [("manual", "silent.days", 9)]
    assert Policy.load(sheet_rows=rows, env={"XLCRM_POLICY": str(company)})[0].count("silent.days") == 9


@pytest.mark.parametrize("name", names())
def test_a_row_left_as_a_new_workbook_shows_it_leaves_the_company_file_in_force(
    name: str, tmp_path: Path
) -> None:
    shown_row = ("manual", name, Policy.default().text(name))
    policy, faults = Policy.load(sheet_rows=[shown_row])
    assert (faults, policy.origin(name)) == ([], Policy.default().origin(name))
    company = write(tmp_path / "company.toml", '"silent.days" = 8\n"complaint.hours.重大" = 96\n')
    policy, _ = Policy.load(sheet_rows=[shown_row], env={"XLCRM_POLICY": str(company)})
    assert (policy.count("silent.days"), policy.hours("complaint.hours.重大")) == (8, 96)


def test_a_row_switched_off_is_not_taken_for_one_left_as_it_was() -> None:
    policy, _ = Policy.load(sheet_rows=[("custom", "wakeup.offer_days", "off")])
    assert policy.is_off("wakeup.offer_days")


def test_a_changed_manual_does_not_silence_the_active_profile() -> None:
    policy, _ = Policy.load(
        "card", [("manual", "cadence.潜在.B", "10 d"), ("manual", "cadence.合作.*", "20 d")]
    )
    assert (policy.text("cadence.潜在.B"), policy.text("cadence.合作.A")) == ("7 d", "20 d")


def test_a_row_of_another_profile_does_nothing_until_it_is_active() -> None:
    rows = [("deck", "silent.days", 3)]
    assert Policy.load(sheet_rows=rows)[0].count("silent.days") == 7
    assert Policy.load("deck", rows)[0].count("silent.days") == 3
    assert Policy.load("strict", rows)[0].count("silent.days") == 3


def test_the_profile_is_chosen_by_file_sheet_and_command_line_in_this_order(tmp_path: Path) -> None:
    company = {"XLCRM_POLICY": str(write(tmp_path / "c.toml", 'profile = "deck"\n'))}
    rows = [("manual", "profile.active", "card")]
    assert Policy.load(env=company)[0].profile == "deck"
    assert Policy.load(sheet_rows=rows, env=company)[0].profile == "card"
    policy, _ = Policy.load("process", rows, company)
    assert (policy.profile, policy.word("profile.active"), policy.origin("profile.active")) == (
        "process",
        "process",
        "--profile",
    )


def test_a_file_may_speak_for_profiles_and_in_nested_tables(tmp_path: Path) -> None:
    text = """
        [profile]
        active = "card"
        [profile.card]
        "second.A" = "2 d"
        [profile.deck]
        "second.A" = "1 d"
        [complaint.hours]
        "一般" = 36
        [slot]
        starts = ["09:30", "14:00"]
    """
    policy, faults = Policy.load(file=write(tmp_path / "p.toml", text))
    assert (faults, policy.profile, policy.text("second.A")) == ([], "card", "2 d")
    assert (policy.hours("complaint.hours.一般"), policy.text("slot.starts")) == (36, "09:30; 14:00")


def test_with_values_leaves_the_original_alone() -> None:
    before = Policy.default()
    after = before.with_values({"silent.days": 3, "profile.active": "deck"})
    assert (before.count("silent.days"), before.profile) == (7, "manual")
    assert (after.count("silent.days"), after.profile, after.under("card").count("silent.days")) == (
        3,
        "deck",
        3,
    )


@pytest.mark.parametrize(
    ("row", "says", "cure"),
    [
        pytest.param(
            ("custom", "silent.dayz", 3),
            "没有参数“silent.dayz”",
            "是不是 silent.days？",
            id="a name mistyped",
        ),
        pytest.param(
            ("custom", "外星人", 3), "没有参数“外星人”", "xlcrm policy", id="a name like nothing we have"
        ),
        pytest.param(("desk", "silent.days", 3), "没有方案“desk”", "是不是 deck？", id="a profile mistyped"),
        pytest.param((None, "silent.days", 3), "没有方案“”", "manual / deck", id="no profile"),
        pytest.param(("custom", "silent.days", 3651), "3651 超出范围", "1 到 3650", id="a day too many"),
        pytest.param(("custom", "silent.days", 0), "0 超出范围", "1 到 3650", id="a day too few"),
        pytest.param(("custom", "silent.days", 2.5), "“2.5”不是整数", "写成如 7", id="half a day"),
        pytest.param(("custom", "silent.days", "七天"), "“七天”不是整数", "写成如 7", id="a number in words"),
        pytest.param(("custom", "silent.days", True), "不是整数", "写成如 7", id="a tick for a number"),
        pytest.param(("custom", "silent.days", ""), "没有填值", "写如", id="no value"),
        pytest.param(
            ("custom", "silent.days", "off"), "不是整数", "写成如 7", id="off where it cannot be off"
        ),
        pytest.param(
            ("custom", "silent.days", 1, "元"), "单位“元”不合", "单位用“天”", id="a unit that does not fit"
        ),
        pytest.param(("custom", "abc.cut_a", 70), "超出范围", "0% 到 100%", id="a share without its sign"),
        pytest.param(
            ("custom", "next.weekend", "skip"), "不在可选值中", "next_workday", id="a word not to choose"
        ),
        pytest.param(
            ("custom", "id.customer", "KH2024"), "不是合格的写法", "{seq:3}", id="a number that never counts"
        ),
        pytest.param(
            ("custom", "work.zone", "Asia/Peking"), "不是时区名", "Asia/Shanghai", id="no such time zone"
        ),
        pytest.param(
            ("custom", "work.hours", "18:00–09:00"), "不是时间段", "09:00–18:00", id="hours backwards"
        ),
        pytest.param(("custom", "remind.hour", "25:00"), "不是时刻", "10:00", id="no such hour"),
        pytest.param(("custom", "cadence.潜在.A", "often"), "不是间隔", "7 d", id="no interval"),
        pytest.param(("custom", "cadence.潜在.A", "11 年"), "太长", "3650天", id="longer than ten years"),
        pytest.param(("custom", "slot.blocked", "Someday <12:00"), "不是星期加时刻", "Mon", id="no weekday"),
        pytest.param(
            ("custom", "abc.band.A", "15–10% / 60–80%"), "不是两个比例范围", "10–15%", id="a band backwards"
        ),
    ],
)
def test_what_is_refused_says_what_and_how(row: tuple[str, str, object], says: str, cure: str) -> None:
    policy, faults = Policy.load(sheet_rows=[SheetRow(*row)])
    assert len(faults) == 1
    assert says in faults[0].what.zh
    assert cure in faults[0].cure.zh
    assert faults[0].what.en
    assert faults[0].cure.en
    assert faults[0].origin == SHEET
    if row[1] in names():
        assert policy.text(row[1]) == Policy.default().text(row[1])


@pytest.mark.parametrize(
    ("name", "typed", "unit", "text"),
    [
        pytest.param("complaint.hours.一般", 2, "天", "48", id="days for hours"),
        pytest.param("response.message_hours", 30, "分钟", "0.5", id="minutes for hours"),
        pytest.param("response.message_hours", "30分钟", "", "0.5", id="the unit within the cell"),
        pytest.param("silent.days", "2周", "", "14", id="weeks for days"),
        pytest.param("anomaly.max", "20,000,000", "元", "20000000", id="thousands set apart"),
        pytest.param("abc.cut_a", 0.65, "%", "65%", id="a cell formatted as a percentage"),
        pytest.param("abc.cut_a", 65, "%", "65%", id="a number with the percent sign beside it"),
        pytest.param("abc.cut_a", "65 %", "", "65%", id="a percent sign within the cell"),
        pytest.param("cadence.潜在.B", "10", "", "10 d", id="a bare number of days"),
        pytest.param("cadence.潜在.C", 2, "月", "2 months", id="a number with months beside it"),
        pytest.param("cadence.潜在.C", "每两周1次", "", "14 d", id="a word of the list of frequencies"),
        pytest.param("second.A", "无", "", "off", id="off in Chinese"),
        pytest.param("wakeup.offer_days", "none", "", "off", id="off as the texts put it"),
        pytest.param("email.check_mx", "是", "", "true", id="yes in Chinese"),
        pytest.param("review.week", "off", "", "false", id="a switch put off"),
        pytest.param("remind.hour", 0.375, "", "09:00", id="a clock time as Excel keeps it"),
        pytest.param("slot.starts", "15:30、9:30", "", "09:30; 15:30", id="two clock times, the later first"),
        pytest.param(
            "work.hours", "9:00-12:00；13:30-24:00", "", "09:00–12:00; 13:30–24:00", id="a lunch break"
        ),
        pytest.param("slot.blocked", "周三 >=16:00", "", "Wed ≥16:00", id="a weekday in Chinese"),
        pytest.param("thanks.months", "3；6;12", "", "3; 6; 12", id="a list of months"),
        pytest.param("review.roles", "销售主管；总经理", "", "销售主管; 总经理", id="a list of words"),
        pytest.param("interval.classes", ["1–5", ">5"], "", "1–5; >5", id="classes of days"),
    ],
)
def test_values_are_taken_as_people_write_them(name: str, typed: object, unit: str, text: str) -> None:
    policy, faults = Policy.load(sheet_rows=[SheetRow("custom", name, typed, unit)])
    assert (faults, policy.text(name)) == ([], text)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(None, "找不到这个参数文件", id="no such file"),
        pytest.param(
            b"silent.days = seven", "第 1 行第 15 列看不懂：等号后面的值", id="a word without quotes"
        ),
        pytest.param(
            "\ncomplaint.hours.一般 = 3".encode(),
            "第 2 行第 17 列看不懂：参数名没有加",
            id="a Chinese name without quotes",
        ),
        pytest.param("“silent.days” = 3".encode(), "第 1 行第 1 列看不懂：参数名没有加", id="Chinese quotes"),
        pytest.param(
            '"silent.days"：3'.encode(), "第 1 行第 14 列看不懂：这里缺少等号", id="a Chinese colon"
        ),
        pytest.param(
            '"silent.days" = 3天'.encode(),
            "第 1 行第 18 列看不懂：值的后面多写了",
            id="a unit without quotes",
        ),
        pytest.param(
            b'"silent.days" = "3', "第 1 行（文件末尾）看不懂：少了右边的引号", id="a quote missing"
        ),
        pytest.param(
            b'"soon.days" = 2\n"soon.days" = 3\n# end', "看不懂：同一个参数写了两遍", id="a name twice"
        ),
        pytest.param(b"[profile.card\n", "看不懂：小标题或列表少了右方括号", id="a bracket missing"),
        pytest.param(
            '\n"silent.days" = 3 # 七天'.encode("gb18030"), "第 2 行的文字不是 UTF-8", id="not UTF-8"
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "policy.toml"
    if content is not None:
        path.write_bytes(content)
    policy, faults = Policy.load(file=path)
    assert [(fault.origin, says in fault.what.zh) for fault in faults] == [(str(path), True)]
    assert not re.search("[A-Za-z]{3}", faults[0].what.zh.replace("UTF", ""))
    assert policy.count("silent.days") == 7


def test_a_folder_for_a_file_is_one_fault(tmp_path: Path) -> None:
    _, faults = Policy.load(file=tmp_path)
    assert ["这是文件夹" in fault.what.zh for fault in faults] == [True]


def test_an_unknown_profile_on_the_command_line_is_a_fault_and_the_manual_holds() -> None:
    policy, faults = Policy.load("dekc")
    assert policy.profile == "manual"
    assert [(fault.origin, fault.value) for fault in faults] == [("--profile", "dekc")]
    assert "是不是 deck？" in faults[0].cure.zh


def test_counts_of_time_may_be_asked_for_as_intervals() -> None:
    policy = Policy.default().with_values({"soon.days": 0})
    assert policy.interval("wakeup.wait_days") == Interval(7, "d")
    assert policy.interval("dormant.months") == Interval(6, "month")
    assert policy.interval("ticket.P0_start_minutes") == Interval(15, "min")
    assert policy.interval("soon.days") is None
