"""Intervals and ranges: how they are read, compared and said."""

from decimal import Decimal

import pytest

from xlcrm.policy import Interval, Policy, Range


@pytest.mark.parametrize(
    ("text", "interval", "chinese"),
    [
        pytest.param("7 d", Interval(7, "d"), "每7天", id="days"),
        pytest.param("1 month", Interval(1, "month"), "每1个月", id="a month"),
        pytest.param("3 months", Interval(3, "month"), "每3个月", id="months"),
        pytest.param("48 h", Interval(48, "h"), "每48小时", id="hours"),
        pytest.param("15 min", Interval(15, "min"), "每15分钟", id="minutes"),
        pytest.param("每周1次", Interval(7, "d"), "每7天", id="weekly"),
        pytest.param("每两周1次", Interval(14, "d"), "每14天", id="every two weeks"),
        pytest.param("每季度1次", Interval(3, "month"), "每3个月", id="quarterly"),
        pytest.param("半年1次", Interval(6, "month"), "每6个月", id="half-yearly"),
        pytest.param("每日一次", Interval(1, "d"), "每1天", id="daily"),
        pytest.param("2周", Interval(14, "d"), "每14天", id="weeks in Chinese"),
        pytest.param("每10天", Interval(10, "d"), "每10天", id="a rhythm of days"),
        pytest.param("1 年", Interval(12, "month"), "每12个月", id="a year is twelve months"),
    ],
)
def test_intervals_are_read_and_said(text: str, interval: Interval, chinese: str) -> None:
    assert (Interval.parse(text), Interval.parse(text).every) == (interval, chinese)
    assert Interval.parse(interval.toml()) == Interval.parse(interval.frequency) == interval


@pytest.mark.parametrize("text", ["", "7", "d", "天", "0 d", "-1 d", "1.5 d", "7 d 3 h", "soon", "7 moons"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"interval|empty"):
        Interval.parse(text)


def test_the_shortest_interval_goes_by_its_nominal_length() -> None:
    texts = ("3 months", "48 h", "7 d", "1 month", "30 d", "31 d", "15 min")
    assert [i.toml() for i in sorted(map(Interval.parse, texts))] == [
        *("15 min", "48 h", "7 d", "30 d", "1 month", "31 d", "3 months"),
    ]


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        pytest.param(Decimal("0.0999"), False, id="below"),
        pytest.param(Decimal("0.1"), True, id="on the lower edge"),
        pytest.param(Decimal("0.15"), True, id="on the upper edge"),
        pytest.param(Decimal("0.1501"), False, id="above"),
    ],
)
def test_bands_include_their_edges(value: Decimal, inside: bool) -> None:
    customers, revenue = Policy.default().ranges("abc.band.A")
    assert (value in customers) is inside
    assert revenue == Range(Decimal("0.6"), Decimal("0.8"))


def test_an_open_band_excludes_its_edge() -> None:
    customers, _ = Policy.default().ranges("abc.band.C")
    assert (Decimal("0.5") in customers, Decimal("0.5001") in customers) == (False, True)
