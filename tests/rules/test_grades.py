"""R-013 等级写法统一, R-062 意向评级."""

from datetime import date

import pytest

from xlcrm.policy import Policy
from xlcrm.rules.grades import grade_label, intent_grade, shown_grade

DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("A", "A类", id="the bare letter"),
        pytest.param("a类", "A类", id="a small letter"),
        pytest.param("Ａ類", "A类", id="full width and traditional"),
        pytest.param("A类高价值客户", "A类", id="the long label of the handbook"),
        pytest.param("B类潜力客户", "B类", id="the long label of B"),
        pytest.param("C類普通客戶", "C类", id="the long label in traditional characters"),
        pytest.param("A(高价值)", "A类", id="as the reminder card prints it"),
        pytest.param("A（高价值）", "A类", id="with full-width brackets"),
        pytest.param("VIP", "A类", id="VIP is value A"),
        pytest.param("VIP客户", "A类", id="VIP客户 is value A"),
        pytest.param("□A类 ☑B类 □C类", "B类", id="the ticked box counts"),
        pytest.param("□A类 □B类 □C类", None, id="no box ticked is no grade"),
        pytest.param("☑A类 ☑B类 □C类", None, id="two boxes ticked are no grade"),
        pytest.param("A+", None, id="A+ is no grade"),
        pytest.param("D类", None, id="there is no D"),
        pytest.param("A(普通)", None, id="letter and word contradict each other"),
        pytest.param("高意向", None, id="intent does not say value"),
        pytest.param("", None, id="blank"),
        pytest.param(None, None, id="missing"),
    ],
)
def test_grade_label(text: str | None, label: str | None) -> None:
    assert grade_label(text) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("高意向", "A类", id="high intent is A"),
        pytest.param("A类(高意向)", "A类", id="with its letter"),
        pytest.param("低意向", "C类", id="low intent is C"),
        pytest.param("VIP", None, id="VIP says nothing of the intent"),
    ],
)
def test_intent_label(text: str, label: str | None) -> None:
    assert grade_label(text, intent=True) == label


@pytest.mark.parametrize(
    ("need", "grade"),
    [
        pytest.param("2024-05-10", "A类", id="needed the same day"),
        pytest.param("2024-05-15", "A类", id="in five days"),
        pytest.param("2024-05-17", "A类", id="seven days exactly are A"),
        pytest.param("2024-05-18", "B类", id="eight days fall into the gap, by default B"),
        pytest.param("2024-05-30", "B类", id="in twenty days"),
        pytest.param("2024-08-10", "B类", id="three months exactly are B"),
        pytest.param("2024-08-11", "C类", id="a day after three months"),
        pytest.param("2024-09-30", "C类", id="months away"),
    ],
)
def test_intent_grade(need: str, grade: str) -> None:
    assert intent_grade(DAY("2024-05-10"), DAY(need), "3台服务器", Policy.default()).value == grade


@pytest.mark.parametrize(
    ("first", "need", "desc"),
    [
        pytest.param(None, "2024-05-15", "3台服务器", id="no first contact"),
        pytest.param("2024-05-10", None, "3台服务器", id="no need date"),
        pytest.param("2024-05-10", "2024-05-15", None, id="no description"),
    ],
)
def test_what_is_vague_is_c(first: str | None, need: str | None, desc: str | None) -> None:
    found = intent_grade(first and DAY(first), need and DAY(need), desc, Policy.default())
    assert found.value == "C类"


def test_gap_of_the_intent_grade_may_count_as_a() -> None:
    as_a = Policy.default().with_values({"intent.gap": "A"})
    first = DAY("2024-05-10")
    assert intent_grade(first, DAY("2024-06-09"), "…", as_a).value == "A类"
    assert intent_grade(first, DAY("2024-06-10"), "…", as_a).value == "B类", (
        "from a month on the band B begins"
    )


def test_an_a_may_need_budget_and_chain() -> None:
    capped = Policy.default().with_values({"intent.cap": True})
    asked = (DAY("2024-05-10"), DAY("2024-05-12"), "…", capped)
    assert intent_grade(*asked, complete=True).value == "A类"
    assert intent_grade(*asked, complete=False).value == "B类"


def test_long_display_of_a_grade() -> None:
    assert shown_grade("A类", Policy.default()) == "A类"
    assert shown_grade("A类", Policy.default().with_values({"grade.display": "long"})) == "A类高价值客户"
