"""Reminders in a calendar: stable identifiers, sequence, cancellation, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from xlcrm.actions.calendar_file import calendar_text, write_calendar
from xlcrm.book.port import BookRefused
from xlcrm.policy import Policy
from xlcrm.rules.reminders import Reminder

POLICY = Policy.default()
ONE = Reminder(
    datetime(2024, 6, 19, 10), date(2024, 6, 20), "2023001", "*科技有限公司", "下次跟进", "R-031", "", "李某", "电话",
    "待处理", "潜在·B类 每14天", 0, "B类", "R-031-2023001-20240620",
)  # fmt: skip
TWO = replace(ONE, id="R-095-HT1-20240709", matter="合同续签", due_at=date(2024, 7, 9), rule_id="R-095")


def events(content: bytes) -> dict[str, tuple[int, str, str]]:
    """What an independent reader sees: identifier -> (sequence, status, summary)."""
    found = Calendar.from_ical(content).walk("VEVENT")
    return {str(e["UID"]): (int(e["SEQUENCE"]), str(e["STATUS"]), str(e["SUMMARY"])) for e in found}


def test_the_same_reminders_give_the_same_bytes() -> None:
    first = calendar_text([ONE, TWO], POLICY, date(2024, 6, 1))
    assert calendar_text([ONE, TWO], POLICY, date(2024, 6, 9), first) == first


def test_what_changed_has_its_sequence_raised_and_the_rest_stays() -> None:
    first = calendar_text([ONE, TWO], POLICY, date(2024, 6, 1))
    moved = replace(ONE, remind_at=datetime(2024, 6, 19, 15))
    assert events(calendar_text([moved, TWO], POLICY, date(2024, 6, 2), first)) == {
        ONE.id: (1, "CONFIRMED", "下次跟进 *科技有限公司"),
        TWO.id: (0, "CONFIRMED", "合同续签 *科技有限公司"),
    }


def test_what_is_gone_is_cancelled_once() -> None:
    first = calendar_text([ONE, TWO], POLICY, date(2024, 6, 1))
    second = calendar_text([TWO], POLICY, date(2024, 6, 2), first)
    assert events(second)[ONE.id][:2] == (1, "CANCELLED")
    third = calendar_text([TWO], POLICY, date(2024, 6, 3), second)
    assert events(third)[ONE.id][:2] == (1, "CANCELLED")


def test_what_comes_back_is_confirmed_again() -> None:
    first = calendar_text([ONE], POLICY, date(2024, 6, 1))
    gone = calendar_text([], POLICY, date(2024, 6, 2), first)
    assert events(calendar_text([ONE], POLICY, date(2024, 6, 3), gone))[ONE.id][:2] == (2, "CONFIRMED")


def test_an_event_has_zone_alarm_and_length() -> None:
    event = Calendar.from_ical(calendar_text([ONE], POLICY, date(2024, 6, 1))).walk("VEVENT")[0]
    assert str(event["DTSTART"].dt.tzinfo) == "Asia/Shanghai"
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 15 * 60
    assert [c.name for c in event.subcomponents] == ["VALARM"]


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "别人的.ics"
    path.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    with pytest.raises(BookRefused, match="不是本软件"):
        write_calendar(path, [ONE], POLICY, date(2024, 6, 1))


def test_taking_the_file_in_twice_gives_no_doubles(tmp_path: Path) -> None:
    path = tmp_path / "提醒.ics"
    phone: dict[str, tuple[int, str, str]] = {}
    for reminders in ([ONE, TWO], [ONE, TWO], [TWO]):
        write_calendar(path, reminders, POLICY, date(2024, 6, 1))
        phone |= events(path.read_bytes())
    assert len(phone) == 2
    assert phone[ONE.id][1] == "CANCELLED"
