"""Date arithmetic of the Conventions, R-011, R-030 … R-051, R-075 and R-083."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcrm.policy import Interval, Policy
from xlcrm.rules.dates import (
    Moment,
    add_days,
    add_interval,
    add_months,
    days_between,
    deadline,
    find_date,
    kept,
    lost_digits,
    months_between,
    parse_date,
    percent_text,
    round_half_up,
    shown,
    step,
)

DAY = date.fromisoformat
MOMENT = datetime.fromisoformat


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param("2024-01-31", 1, "2024-02-29", id="clamped to the end of February in a leap year"),
        pytest.param("2023-01-31", 1, "2023-02-28", id="clamped to the end of February"),
        pytest.param("2023-08-31", 6, "2024-02-29", id="half a year over New Year"),
        pytest.param("2024-11-30", 3, "2025-02-28", id="quarterly from the end of November"),
        pytest.param("2024-02-29", 3, "2024-05-29", id="the day number stays, not the month's end"),
        pytest.param("2024-02-29", 6, "2024-08-29", id="half-yearly from leap day"),
        pytest.param("2023-11-30", 12, "2024-11-30", id="a year"),
        pytest.param("2024-03-31", -1, "2024-02-29", id="back"),
        pytest.param("2024-01-15", -1, "2023-12-15", id="back over New Year"),
        pytest.param("2024-01-31", 0, "2024-01-31", id="none"),
    ],
)
def test_months_are_clamped_to_the_end_of_the_month(day: str, months: int, later: str) -> None:
    assert add_months(DAY(day), months) == DAY(later)


def test_a_chain_counts_from_its_first_day_so_that_a_clamp_does_not_carry_on() -> None:
    chain = [step(DAY("2024-01-31"), Interval(1, "month"), n) for n in range(1, 5)]
    assert [shown(day) for day in chain] == ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]


@pytest.mark.parametrize(
    ("base", "interval", "later"),
    [
        pytest.param(DAY("2023-08-25"), "14 d", DAY("2023-09-08"), id="every two weeks (R-031)"),
        pytest.param(DAY("2023-08-25"), "7 d", DAY("2023-09-01"), id="weekly (R-031)"),
        pytest.param(DAY("2023-09-10"), "1 month", DAY("2023-10-10"), id="monthly revisit (R-051)"),
        pytest.param(DAY("2024-05-13"), "3 months", DAY("2024-08-13"), id="quarterly without need (R-036)"),
        pytest.param(DAY("2023-08-15"), "48 h", DAY("2023-08-17"), id="48 hours from a day (R-034)"),
        pytest.param(MOMENT("2024-05-10 16:30"), "24 h", MOMENT("2024-05-11 16:30"), id="24 hours (R-035)"),
        pytest.param(MOMENT("2024-05-10 16:30"), "15 min", MOMENT("2024-05-10 16:45"), id="P0 (R-093)"),
        pytest.param(
            DAY("2024-05-10"), "15 min", DAY("2024-05-10"), id="minutes on a day alone are the same day"
        ),
        pytest.param(
            MOMENT("2024-01-31 10:00"), "1 month", MOMENT("2024-02-29 10:00"), id="the clock time stays"
        ),
    ],
)
def test_one_interval_later(base: Moment, interval: str, later: Moment) -> None:
    assert add_interval(base, Interval.parse(interval)) == later


def test_sums_end_at_the_end_of_the_calendar() -> None:
    assert add_months(date.max, 1) == add_days(date.max, 1) == date.max
    assert add_months(date.min, -1) == add_days(date.min, -1) == date.min
    assert add_months(datetime.max, 12) == datetime.max
    assert add_interval(date.max, Interval(14, "d")) == date.max
    assert deadline(datetime.max, 24) == datetime.max


@pytest.mark.parametrize(
    ("base", "hours", "due"),
    [
        pytest.param("2023-08-16", 24, "2023-08-17", id="一般, date only (表7)"),
        pytest.param("2023-08-16", 48, "2023-08-18", id="严重, date only (表7)"),
        pytest.param("2024-05-10", 23, "2024-05-10", id="below 24 hours a date gives the same day"),
        pytest.param("2024-05-10", 36, "2024-05-11", id="only whole days count"),
        pytest.param("2024-05-10 16:30", 72, "2024-05-13 16:30", id="重大 (R-075)"),
        pytest.param("2024-05-10 16:30", Decimal("0.5"), "2024-05-10 17:00", id="half an hour (R-076 deck)"),
        pytest.param("2024-05-10 16:30", Decimal(20) / 60, "2024-05-10 16:50", id="a third of an hour"),
        pytest.param("2024-05-10 16:30", 2, "2024-05-10 18:30", id="two hours (R-076)"),
        pytest.param("2024-05-10 16:30", 0, "2024-05-10", id="0 is the same day, to its end"),
    ],
)
def test_deadlines_in_hours(base: str, hours: Decimal | int, due: str) -> None:
    assert shown(deadline(MOMENT(base) if " " in base else DAY(base), hours)) == due


@pytest.mark.parametrize(
    ("done", "due", "in_time"),
    [
        pytest.param("2023-08-17 10:00", "2023-08-17 10:00", True, id="on the minute (R-014)"),
        pytest.param("2023-08-17 10:01", "2023-08-17 10:00", False, id="a minute late (R-014)"),
        pytest.param("2023-08-17", "2023-08-17", True, id="on the day"),
        pytest.param("2023-08-18", "2023-08-17", False, id="a day late"),
        pytest.param("2023-08-17 23:59", "2023-08-17", True, id="a date lasts to the end of its day"),
        pytest.param("2023-08-18 00:00", "2023-08-17", False, id="midnight belongs to the next day"),
        pytest.param("2023-08-17", "2023-08-17 10:00", True, id="done some time that day"),
        pytest.param("2023-08-16", "2023-08-17", True, id="early"),
    ],
)
def test_a_deadline_is_kept_up_to_its_end(done: str, due: str, in_time: bool) -> None:
    moments = [MOMENT(text) if " " in text else DAY(text) for text in (done, due)]
    assert kept(*moments) is in_time


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        pytest.param("2023-07-10", "2023-09-10", 2, id="on the day number"),
        pytest.param("2023-07-10", "2023-09-09", 1, id="a day short"),
        pytest.param("2022-09-05", "2023-09-05", 12, id="a year"),
        pytest.param("2023-03-20", "2023-09-20", 6, id="half a year"),
        pytest.param("2023-01-31", "2023-02-28", 1, id="a shorter month counts at its end"),
        pytest.param("2023-01-31", "2023-02-27", 0, id="a day before a shorter month's end"),
        pytest.param("2023-01-31", "2023-09-30", 8, id="eight months, clamped (R-040)"),
        pytest.param("2024-01-15", "2024-07-14", 5, id="not dormant yet (R-040)"),
        pytest.param("2024-01-15", "2024-07-15", 6, id="dormant today (R-040)"),
        pytest.param("2024-05-10", "2024-05-10", 0, id="the same day"),
        pytest.param("2024-05-10", "2024-05-09", -1, id="a start in the future"),
    ],
)
def test_whole_months(start: str, end: str, months: int) -> None:
    assert months_between(DAY(start), DAY(end)) == months


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_whole_months_are_the_most_that_fit(start: date, end: date) -> None:
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-400, 400))
def test_a_month_step_keeps_the_day_number_or_ends_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_days_between_ignore_the_clock() -> None:
    assert days_between(MOMENT("2024-05-10 23:00"), MOMENT("2024-05-11 01:00")) == 1
    assert days_between(DAY("2024-05-10"), DAY("2024-05-03")) == -7


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2023-08-15", "2023-08-15", id="with hyphens"),
        pytest.param("2023/8/5", "2023-08-05", id="with slashes"),
        pytest.param("2023年8月5日", "2023-08-05", id="in Chinese"),
        pytest.param("2023年8月5号", "2023-08-05", id="as people say it"),
        pytest.param("２０２３－０８－１５", "2023-08-15", id="full-width"),
        pytest.param("　2023-8-15 ", "2023-08-15", id="blanks around"),
        pytest.param("2024-02-29", "2024-02-29", id="leap day"),
        pytest.param("2024-05-10 16:30", "2024-05-10 16:30", id="with a clock time"),
        pytest.param("2024-05-10T16:30:00", "2024-05-10 16:30", id="as ISO writes it"),
        pytest.param("2024/5/10 9：05", "2024-05-10 09:05", id="a full-width colon"),
        pytest.param("2024年5月10日16时30分", "2024-05-10 16:30", id="hours and minutes in Chinese"),
        pytest.param("2024年5月10日 下午3点半", "2024-05-10 15:30", id="half past three in the afternoon"),
        pytest.param("2024年5月10日上午10点", "2024-05-10 10:00", id="ten in the morning"),
        pytest.param("2023-02-29", None, id="no leap year"),
        pytest.param("2023-13-01", None, id="no such month"),
        pytest.param("2023-00-10", None, id="month nought"),
        pytest.param("2024-05-10 25:00", None, id="no such hour"),
        pytest.param("2023-8/15", None, id="two kinds of strokes"),
        pytest.param("2024–", None, id="digits lost"),
        pytest.param("2024–14:30", None, id="digits lost before the time"),
        pytest.param("8月25日", None, id="no year and no row to take it from"),
        pytest.param("下周一", None, id="words"),
        pytest.param("", None, id="nothing"),
        pytest.param("23-08-15", None, id="half a year"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, moment: str | None) -> None:
    found = parse_date(text)
    assert (found and shown(found)) == moment


@pytest.mark.parametrize(
    ("text", "near", "day"),
    [
        pytest.param("8月25日", "2023-08-16", "2023-08-25", id="the row's year"),
        pytest.param("1月5日", "2023-12-20", "2024-01-05", id="the next year when long past"),
        pytest.param("6月1日", "2023-11-28", "2023-06-01", id="exactly 180 days before stays"),
        pytest.param("6月1日", "2023-11-29", "2024-06-01", id="181 days before is next year"),
        pytest.param("2月29日", "2023-12-20", "2024-02-29", id="leap day of the next year"),
        pytest.param("2月29日", "2023-03-20", None, id="no leap day in the row's year"),
        pytest.param("2月30日", "2023-03-20", None, id="never a day"),
        pytest.param("0月0日", "2023-03-20", None, id="noughts"),
    ],
)
def test_a_date_without_a_year_takes_it_from_its_row(text: str, near: str, day: str | None) -> None:
    found = parse_date(text, DAY(near), Policy.default().count("date.year_guess_days"))
    assert found == (day and DAY(day))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param(
            "1.产品部9月底前优化服务器散热设计", "2023-09-30", id="before the end of September (R-087)"
        ),
        pytest.param("2月底前完成", "2024-02-29", id="the end of a leap February"),
        pytest.param("2024年2月末完成", "2024-02-29", id="with its year"),
        pytest.param("10月上旬回访", "2023-10-10", id="first third of a month"),
        pytest.param("10月中旬回访", "2023-10-20", id="second third of a month"),
        pytest.param("10月下旬回访", "2023-10-31", id="last third of a month"),
        pytest.param("张工于2023年9月8日前回复", "2023-09-08", id="a full date"),
        pytest.param("9月8日发送配置方案，9月30日回访", "2023-09-08", id="the first of two"),
        pytest.param("2023-09-08发送", "2023-09-08", id="a date without a blank behind it"),
        pytest.param("客服部增加技术支持人员2名", None, id="none"),
        pytest.param("13月底前", None, id="no such month"),
        pytest.param("订单12023-09-08", None, id="digits that run on"),
    ],
)
def test_dates_said_in_a_sentence(text: str, day: str | None) -> None:
    assert find_date(text, DAY("2023-09-01"), 180) == (day and DAY(day))


@pytest.mark.parametrize("text", ["2024–", "2024-", "2024年", "2024–14:30", "2024–10:00", "2024–前"])
def test_lost_digits_are_known_as_such(text: str) -> None:
    assert lost_digits(text)


@pytest.mark.parametrize("text", ["2024-05-10", "2024", "139–5678", "2024-05", ""])
def test_other_texts_have_not_lost_digits(text: str) -> None:
    assert not lost_digits(text)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        pytest.param(2.675, 2, "2.68", id="as written, where the binary fraction lies below"),
        pytest.param(0.5, 0, "1", id="a half goes up"),
        pytest.param(1.5, 0, "2", id="not to the even number"),
        pytest.param(2.5, 0, "3", id="up from an even number too"),
        pytest.param(Decimal("86.64"), 1, "86.6", id="below the half"),
        pytest.param(Decimal("86.65"), 1, "86.7", id="on the half"),
        pytest.param(100, 1, "100.0", id="whole"),
        pytest.param(1e21, 0, "1000000000000000000000", id="large"),
    ],
)
def test_halves_are_rounded_up_on_decimals(value: Decimal | float, places: int, rounded: str) -> None:
    assert f"{round_half_up(value, places):f}" == rounded


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_rounding_is_never_off_by_more_than_half(thousandths: int, places: int) -> None:
    value = Decimal(thousandths) / 1000
    error = Fraction(round_half_up(value, places)) - Fraction(value)
    assert -Fraction(1, 2 * 10**places) < error <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("share", "changed", "text"),
    [
        pytest.param(Decimal(5) / 12, {}, "41.7%", id="one decimal"),
        pytest.param(Decimal("0.25"), {}, "25%", id="a final .0 is dropped"),
        pytest.param(0.2037, {}, "20.4%", id="a float"),
        pytest.param(Decimal("0.1005"), {}, "10.1%", id="half up"),
        pytest.param(0, {}, "0%", id="nought"),
        pytest.param(Decimal(1), {}, "100%", id="all, its noughts kept"),
        pytest.param(Decimal("0.25"), {"percent.strip_zero": False}, "25.0%", id=".0 kept"),
        pytest.param(Decimal(1) / 3, {"percent.decimals": 0}, "33%", id="no decimals"),
        pytest.param(Decimal(1), {"percent.decimals": 0}, "100%", id="no decimals, nothing to drop"),
        pytest.param(Decimal(1) / 3, {"percent.decimals": 2}, "33.33%", id="two decimals"),
    ],
)
def test_shares_are_printed_as_reports_want_them(
    share: Decimal | float, changed: dict[str, object], text: str
) -> None:
    assert percent_text(share, Policy.default().with_values(changed)) == text
