"""Working days: R-138, R-048, against published calendars and day by day."""

import csv
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcrm.rules.calendar import FESTIVAL, HOLIDAY, HOME, WORKED, Entry, WorkCalendar, published_entries
from xlcrm.rules.dates import Moment

DAY = date.fromisoformat
PUBLISHED = WorkCalendar.seeded()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param("2024-05-10", True, id="a Friday"),
        pytest.param("2024-05-12", False, id="a Sunday"),
        pytest.param("2024-05-11", True, id="a Saturday worked in exchange"),
        pytest.param("2024-05-01", False, id="Labour Day, a Wednesday"),
        pytest.param("2023-09-02", False, id="a Saturday"),
        pytest.param("2025-10-08", False, id="the last day of the long October holiday"),
        pytest.param("2025-10-09", True, id="the day after it"),
        pytest.param("2099-05-01", True, id="a Friday in a year that is not published"),
    ],
)
def test_working_days(day: str, working: bool) -> None:
    assert PUBLISHED.is_working_day(DAY(day)) is working


@pytest.mark.parametrize(
    ("day", "name"),
    [("2024-05-01", "劳动节"), ("2024-02-12", "春节"), ("2023-09-02", "周六"), ("2024-05-12", "周日")],
)
def test_a_day_off_has_a_name(day: str, name: str) -> None:
    assert PUBLISHED.why_closed(DAY(day)) == name


@pytest.mark.parametrize(
    ("moment", "mode", "moved", "words"),
    [
        pytest.param(DAY("2023-09-02"), "keep", DAY("2023-09-02"), "", id="kept by default"),
        pytest.param(
            DAY("2023-09-02"),
            "next_workday",
            DAY("2023-09-04"),
            "2023-09-02 是周六，顺延到 2023-09-04",
            id="later",
        ),
        pytest.param(
            DAY("2023-09-02"),
            "previous_workday",
            DAY("2023-09-01"),
            "2023-09-02 是周六，提前到 2023-09-01",
            id="earlier",
        ),
        pytest.param(DAY("2024-05-11"), "next_workday", DAY("2024-05-11"), "", id="a Saturday worked stays"),
        pytest.param(
            datetime(2024, 5, 1, 10, 30),
            "next_workday",
            datetime(2024, 5, 6, 10, 30),
            "2024-05-01 是劳动节，顺延到 2024-05-06",
            id="the clock time stays",
        ),
        pytest.param(DAY("2024-05-10"), "previous_workday", DAY("2024-05-10"), "", id="a working day stays"),
    ],
)
def test_dates_move_as_the_option_says(moment: Moment, mode: str, moved: Moment, words: str) -> None:
    found = PUBLISHED.shift(moment, mode)
    assert (found.moment, found.words, found.unpublished) == (moved, words, None)


@pytest.mark.parametrize("mode", ["next_workday", "previous_workday"])
def test_in_a_year_that_is_not_published_dates_stay_and_the_answer_says_so(mode: str) -> None:
    sunday = DAY("2099-05-03")
    assert PUBLISHED.shift(sunday, mode) == (sunday, "2099 年节假日未公布，日期不变", 2099)


def test_a_date_does_not_move_into_a_year_that_is_not_published() -> None:
    calendar = WorkCalendar(
        [Entry(DAY("2022-05-01"), HOLIDAY, "劳动节"), Entry(DAY("2022-10-03"), HOLIDAY, "国庆节")]
    )
    last = DAY("2022-12-31")  # a Saturday
    assert calendar.shift(last, "next_workday") == (last, "2023 年节假日未公布，日期不变", 2023)
    assert calendar.shift(last, "previous_workday").moment == DAY("2022-12-30")


def test_years_are_published_when_holidays_of_more_than_one_month_are_known() -> None:
    spill = [Entry(DAY("2022-12-31"), HOLIDAY, "元旦"), Entry(DAY("2023-01-02"), HOLIDAY, "元旦")]
    assert WorkCalendar(spill).years == ()
    spring = Entry(DAY("2023-01-23"), HOLIDAY, "春节")
    assert WorkCalendar([*spill, spring]).years == ()
    assert WorkCalendar([*spill, spring, Entry(DAY("2023-04-05"), HOLIDAY, "清明")]).years == (2023,)


def test_a_span_of_years_names_those_that_are_not_published() -> None:
    last = PUBLISHED.years[-1]
    assert PUBLISHED.unpublished(date(last, 12, 30), date(last + 2, 1, 5)) == (last + 1, last + 2)
    assert PUBLISHED.unpublished(date(last, 1, 1), date(last, 12, 31)) == ()
    assert PUBLISHED.published(2024)


def test_the_calendar_reads_the_rows_of_its_table() -> None:
    rows = [
        {"date": DAY("2024-07-01"), "kind": HOLIDAY, "name": "厂休", "region": "中国"},
        {"date": datetime(2024, 7, 2), "kind": HOLIDAY, "name": "厂休", "region": None},
        {"date": "2024年7月6日", "kind": WORKED, "name": "调休", "region": HOME},
        {"date": DAY("2024-07-03"), "kind": FESTIVAL, "name": "地区节日", "region": HOME},
        {"date": DAY("2024-07-04"), "kind": HOLIDAY, "name": "独立日", "region": "美国"},
        {"date": "下周", "kind": HOLIDAY, "name": "?", "region": HOME},
        {"date": None, "kind": None, "name": None, "region": None},
    ]
    calendar = WorkCalendar.of(rows)
    worked = [day for day in range(1, 8) if calendar.is_working_day(date(2024, 7, day))]
    assert worked == [3, 4, 5, 6]
    abroad = WorkCalendar.of(rows, region="美国")
    assert [day for day in range(1, 8) if abroad.is_working_day(date(2024, 7, day))] == [1, 2, 3, 5]


def test_the_seed_of_the_table_gives_the_published_calendar() -> None:
    rows = [
        dict(zip(("date", "kind", "name", "region"), entry, strict=True)) for entry in published_entries()
    ]
    again = WorkCalendar.of(rows)
    assert set(again.exceptions()) == set(PUBLISHED.exceptions())
    assert again.years == PUBLISHED.years
    assert {entry.name for entry in published_entries()} >= {
        "春节",
        "清明",
        "劳动节",
        "端午",
        "国庆节",
        "中秋",
        "元旦",
    }


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param("2024-05-10", 1, "2024-05-11", id="the Saturday worked counts"),
        pytest.param("2024-05-10", 2, "2024-05-13", id="the Sunday does not"),
        pytest.param("2024-05-12", 1, "2024-05-13", id="from a day off"),
        pytest.param("2024-05-12", 0, "2024-05-12", id="no days"),
        pytest.param("2024-05-13", -1, "2024-05-11", id="a day back"),
        pytest.param("2024-05-06", -1, "2024-04-30", id="back over the holidays"),
        pytest.param("9999-12-30", 5, "9999-12-31", id="not beyond the calendar"),
    ],
)
def test_working_days_are_added(start: str, days: int, due: str) -> None:
    assert PUBLISHED.add_working_days(DAY(start), days) == DAY(due)


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_added(start: date, days: int) -> None:
    due = PUBLISHED.add_working_days(start, days)
    passed = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(map(PUBLISHED.is_working_day, passed)) == days
    assert PUBLISHED.is_working_day(due)
    if PUBLISHED.is_working_day(start):
        assert PUBLISHED.add_working_days(due, -days) == start


# ── whole columns ──────────────────────────────────────────────────────────────────────────────────────

DAYS = st.lists(st.one_of(st.none(), st.dates(date(2003, 6, 1), date(2028, 6, 1))), max_size=30)


def column(days: list[date | None]) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


@given(DAYS, st.sampled_from(["keep", "next_workday", "previous_workday"]))
def test_a_column_moves_as_its_cells_do(days: list[date | None], mode: str) -> None:
    expected = [day and PUBLISHED.shift(day, mode).moment for day in days]
    assert PUBLISHED.shift_all(column(days), mode).tolist() == expected


@given(DAYS, st.integers(-40, 40))
def test_working_days_are_added_to_a_column_as_to_its_cells(days: list[date | None], count: int) -> None:
    expected = [day and PUBLISHED.add_working_days(day, count) for day in days]
    assert PUBLISHED.add_all(column(days), count).tolist() == expected


def test_a_closed_month_of_the_users_own_does_not_break_a_column() -> None:
    closed = [Entry(DAY("2024-02-01") + timedelta(days=n), HOLIDAY, "停产") for n in range(80)]
    calendar = WorkCalendar(closed)
    days = [DAY("2024-01-31"), DAY("2024-02-01"), DAY("2024-04-20")]
    assert calendar.add_all(column(days), 1).tolist() == [calendar.add_working_days(day, 1) for day in days]
    moved = [calendar.shift(day, "next_workday").moment for day in days]
    assert calendar.shift_all(column(days), "next_workday").tolist() == moved


def test_the_column_given_is_not_changed() -> None:
    days = column([DAY("2023-09-02")])
    PUBLISHED.shift_all(days, "next_workday")
    PUBLISHED.add_all(days, 3)
    assert days.tolist() == [DAY("2023-09-02")]


# ── against real calendars ─────────────────────────────────────────────────────────────────────────────


def real(name: str) -> list[dict[str, str]]:
    folder = os.environ.get("XLCRM_DATA")
    path = Path(folder or "", "validators", name)
    if not folder or not path.is_file():
        pytest.skip(f"{name} is not at hand (XLCRM_DATA names the folder)")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.data
def test_two_years_agree_with_three_calendars() -> None:
    rows = real("cn_workdays_2024_2025.csv")
    assert len(rows) == 731
    for kind in ("workday_holiday_cn", "workday_chinesecalendar", "workday_holidays_pkg"):
        wrong = [r["date"] for r in rows if str(PUBLISHED.is_working_day(DAY(r["date"]))) != r[kind]]
        assert wrong == []


@pytest.mark.data
def test_a_hundred_sums_of_working_days_agree() -> None:
    rows = real("workday_add_100.csv")
    assert len(rows) == 100
    for row in rows:
        start, days, due = DAY(row["start"]), int(row["add_workdays"]), DAY(row["expected_due"])
        assert PUBLISHED.add_working_days(start, days) == due
        assert PUBLISHED.add_all(column([start]), days).tolist() == [due]
