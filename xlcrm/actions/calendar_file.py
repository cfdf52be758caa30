"""日历: reminders as an .ics file that a phone takes in again and again without doubling anything (R-160)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from xlcrm.book.port import BookRefused
from xlcrm.book.whole_file import write_whole
from xlcrm.policy import Policy
from xlcrm.rulebook import implements

if TYPE_CHECKING:
    from icalendar import Event

    from xlcrm.rules.reminders import Reminder

PRODUCT = "-//xlcrm//客户管理//ZH"
_COMPARED = ("SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "STATUS")


@implements("R-160")
def calendar_text(
    reminders: Iterable[Reminder], policy: Policy, today: date, before: bytes | None = None
) -> bytes:
    """R-160 提醒进日历: one event a reminder, from its remind time on for ``ics.minutes``.

    The identifier is rule, row and due day, so it stays from run to run. ``before`` is the file of the last
    run: an event that changed has its SEQUENCE raised, one that is gone is cancelled, the others stay byte
    for byte. Names are masked by the caller (R-134).

    >>> from xlcrm.rules.reminders import Reminder
    >>> due, told = date(2024, 6, 20), datetime(2024, 6, 19, 10)
    >>> one = Reminder(told, due, "2023001", "*科技有限公司", "下次跟进", "R-031", "", "李某", "电话", "待处理", "", 0,
    ...                "B类", "R-031-2023001-20240620")
    >>> event = calendar_text([one], Policy.default(), date(2024, 6, 1)).decode().partition("BEGIN:VEVENT")[2]
    >>> [line for line in event.splitlines() if line.startswith(("UID", "DTSTART", "DTEND"))]
    ['DTSTART;TZID=Asia/Shanghai:20240619T100000', 'DTEND;TZID=Asia/Shanghai:20240619T101500', 'UID:R-031-2023001-20240620']
    """
    from icalendar import Calendar, Timezone

    zone = ZoneInfo(policy.word("work.zone"))
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", "客户跟进提醒")
    calendar.add("X-WR-TIMEZONE", str(zone))
    calendar.add_component(Timezone.from_tzinfo(zone))
    known = _events(before)
    stamp = datetime(today.year, today.month, today.day, tzinfo=UTC)
    seen = set()
    for reminder in reminders:
        event = _event(reminder, policy, zone, today)
        uid = str(event["UID"])
        if uid not in seen:
            seen.add(uid)
            calendar.add_component(_continued(event, known.get(uid), stamp))
    for uid, old in known.items():
        if uid not in seen:
            calendar.add_component(_cancelled(old, stamp))
    content: bytes = calendar.to_ical()
    return content


def write_calendar(path: Path, reminders: Iterable[Reminder], policy: Policy, today: date) -> int:
    """Write (or bring up to date) the calendar file; returns how many events stand. Refuses other files."""
    before = path.read_bytes() if path.exists() else None
    if before is not None and PRODUCT.encode() not in before:
        raise BookRefused(str(path), "文件已经存在，而且不是本软件写的日历", "请换一个文件名。")
    content = calendar_text(reminders, policy, today, before)
    write_whole(path, content)
    return sum(event.get("STATUS") != "CANCELLED" for event in _events(content).values())


def _events(content: bytes | None) -> Mapping[str, Event]:
    from icalendar import Calendar

    if not content:
        return {}
    calendar = Calendar.from_ical(content)
    return {str(event["UID"]): cast("Event", event) for event in calendar.walk("VEVENT")}


def _event(reminder: Reminder, policy: Policy, zone: ZoneInfo, today: date) -> Event:
    from icalendar import Alarm
    from icalendar import Event as New

    start = (reminder.remind_at or datetime.combine(today, policy.clock("remind.hour"))).replace(tzinfo=zone)
    event = New()
    event.add("UID", reminder.id)
    event.add("SUMMARY", f"{reminder.matter} {reminder.customer_name or reminder.customer_id or ''}".strip())
    event.add("DESCRIPTION", _description(reminder))
    event.add("DTSTART", start)
    event.add("DTEND", start + timedelta(minutes=policy.count("ics.minutes")))
    event.add("STATUS", "CONFIRMED")
    event.add("CATEGORIES", ["客户跟进"])
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", str(event["SUMMARY"]))
    alarm.add("TRIGGER", timedelta(0))
    event.add_component(alarm)
    return event


def _description(reminder: Reminder) -> str:
    due = "" if reminder.due_at is None else f"到期：{reminder.due_at:%Y-%m-%d %H:%M}\n".replace(" 00:00", "")
    return f"{due}负责人：{reminder.owner or '未定'}\n方式：{reminder.method or '电话'}\n依据：{reminder.why}"


def _continued(event: Event, old: Event | None, stamp: datetime) -> Event:
    """The event with the sequence that its history asks for."""
    if old is None:
        event.add("SEQUENCE", 0)
        event.add("DTSTAMP", stamp)
        return event
    if all(_text(event, name) == _text(old, name) for name in _COMPARED):
        return old
    event.add("SEQUENCE", int(old.get("SEQUENCE", 0)) + 1)
    event.add("DTSTAMP", stamp)
    return event


def _cancelled(old: Event, stamp: datetime) -> Event:
    if old.get("STATUS") != "CANCELLED":
        old["STATUS"] = "CANCELLED"
        old["SEQUENCE"] = int(old.get("SEQUENCE", 0)) + 1
        del old["DTSTAMP"]
        old.add("DTSTAMP", stamp)
        old.subcomponents = []
    return old


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    return "" if value is None else value.to_ical().decode() if hasattr(value, "to_ical") else str(value)
