"""R-043 积极与消极信号, R-044 信号的影响."""

from datetime import date

import pytest

from xlcrm.policy import Interval, Policy
from xlcrm.rules.signals import Heard, after_signal, faster, in_force, reevaluation, signal
from xlcrm.rules.words import Words

DAY = date.fromisoformat
MANUAL = Policy.default()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("客户要求提供样品", "积极", id="asks for a sample"),
        pytest.param("希望试用一个月", "积极", id="asks for a trial"),
        pytest.param("将参加发布会", "积极", id="will attend"),
        pytest.param("9月底需确定供应商", "无", id="needs a supplier: neutral"),
        pytest.param("暂时不需要", "消极", id="no need for now"),
        pytest.param("已选其他家", "消极", id="chose somebody else"),
        pytest.param("想看样品。最后说暂时不需要", "消极", id="the last sentence declines"),
        pytest.param("本来说暂时不需要。后来要求报价", "积极", id="the last sentence asks"),
        pytest.param("暂时不需要报价", "消极", id="within one sentence no wins"),
        pytest.param("不参加发布会", "无", id="does not attend"),
        pytest.param("无需报价", "无", id="needs no quotation"),
        pytest.param("不参加发布会，但要求报价", "积极", id="declines one thing and asks for another"),
        pytest.param("", "无", id="nothing said"),
    ],
)
def test_signal(text: str, kind: str) -> None:
    assert signal(text, 0, MANUAL, Words()).value == kind


@pytest.mark.parametrize(
    ("misses", "kind"),
    [
        pytest.param(1, "无", id="one unanswered call says nothing"),
        pytest.param(2, "无", id="two say nothing either"),
        pytest.param(3, "消极", id="three in a row are negative"),
    ],
)
def test_unanswered_calls(misses: int, kind: str) -> None:
    assert signal("未接", misses, MANUAL, Words()).value == kind


def test_own_words_are_signals() -> None:
    words = Words.of([{"list_name": "signal.positive", "value": "招标", "enabled": "是"}])
    assert signal("通知我们投标，下周招标", 0, MANUAL, words).value == "积极"


def test_a_word_taken_away_is_none_any_more() -> None:
    words = Words.of([{"list_name": "signal.positive", "value": "参加", "enabled": "否"}])
    assert signal("将参加发布会", 0, MANUAL, words).value == "无"


@pytest.mark.parametrize(
    ("contacts", "kind"),
    [
        pytest.param([], None, id="nobody was talked to"),
        pytest.param([("2024-03-08", "积极")], "积极", id="the newest contact was positive"),
        pytest.param([("2024-03-08", "积极"), ("2024-03-15", "无")], None, id="a neutral one ends it"),
        pytest.param(
            [("2024-03-08", "消极"), ("2024-06-07", "无")], "消极", id="declined: holds up to the look again"
        ),
        pytest.param(
            [("2024-03-08", "消极"), ("2024-06-08", "无")], None, id="on that day a contact ends it"
        ),
        pytest.param([("2024-03-08", "消极"), ("2024-04-01", "积极")], "积极", id="a change of mind"),
    ],
)
def test_signal_in_force(contacts: list[tuple[str, str]], kind: str | None) -> None:
    heard = in_force([(DAY(day), what) for day, what in contacts], MANUAL)
    assert (heard.kind if heard else None) == kind


@pytest.mark.parametrize(
    ("every", "steps", "quicker"),
    [
        pytest.param("14 d", 1, "7天", id="two weeks become one"),
        pytest.param("1 month", 1, "14天", id="a month becomes two weeks"),
        pytest.param("1 month", 2, "7天", id="two in a row, two steps"),
        pytest.param("7 d", 1, "7天", id="never under a week"),
        pytest.param("3 months", 1, "1个月", id="a quarter becomes a month"),
        pytest.param("6 months", 1, "3个月", id="half a year becomes a quarter"),
        pytest.param("10 d", 1, "7天", id="an interval between two steps takes the next"),
        pytest.param("3 d", 1, "3天", id="what is quicker already stays"),
    ],
)
def test_faster(every: str, steps: int, quicker: str) -> None:
    assert str(faster(Interval.parse(every), steps)) == quicker


def test_positive_does_not_change_where_nothing_is_faster() -> None:
    found = after_signal(Interval(7, "d"), Heard("积极", DAY("2024-03-08")), MANUAL, DAY("2024-03-09"))
    assert (found.value, found.rules) == (Interval(7, "d"), ())


def test_the_look_again_clamps_to_the_months_end() -> None:
    found = reevaluation(Heard("消极", DAY("2023-11-30")), MANUAL)
    assert found is not None
    assert found.value == DAY("2024-02-29")
