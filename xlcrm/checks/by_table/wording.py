"""Texts that go to customers or tell of them (R-028, R-029, R-111, R-119, R-139)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from xlcrm.checks.block import Block
from xlcrm.checks.context import FINE, Context, RowCheck
from xlcrm.checks.place import Row, key_text
from xlcrm.checks.registry import Screened, of_rows
from xlcrm.checks.wording import NEGATIVE, OFFER_WORDS, Mood, Promises, open_offer
from xlcrm.problems import wording
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.rules.care import offer_end
from xlcrm.tables import (
    ComplaintTracking,
    CultureNote,
    CustomerMaster,
    FeedbackIssueTracker,
    FollowupCard,
    FollowupRecord,
    Quote,
    RevisitCommunicationRecord,
    RevisitLog,
    RevisitRecord,
    SatisfactionAssessment,
    SatisfactionSurvey,
    SolutionProposal,
)
from xlcrm.tables.table import Table

_OUTGOING: tuple[tuple[type[Table], tuple[str, ...]], ...] = (
    (FollowupRecord, (FollowupRecord.summary, FollowupRecord.next_action)),
    (FollowupCard, (FollowupCard.summary, FollowupCard.next_action)),
    (ComplaintTracking, (ComplaintTracking.action_desc, ComplaintTracking.next_action)),
    (FeedbackIssueTracker, (FeedbackIssueTracker.solution,)),
    (SolutionProposal, (SolutionProposal.solution, SolutionProposal.advantages)),
    (RevisitLog, (RevisitLog.next_action,)),
    (RevisitRecord, (RevisitRecord.next_action,)),
)
_REGISTRABLE = "24小时解决问题"


def _outgoing(columns: tuple[str, ...]) -> Callable[[Context], RowCheck]:
    def make(context: Context) -> RowCheck:
        promises = Promises(context.lists)
        words = (*context.lists.words("words.overpromise"), *OFFER_WORDS)

        def check(row: Row) -> Iterator[Problem]:
            for name in columns:
                text = row.text(name)
                hit = promises.found(text)
                if hit and not (hit[0] == _REGISTRABLE and row.text("customer_id") in context.known.promises):
                    yield row.problem(wording.OVERPROMISE, name, phrase=hit[0], at=hit[1])
                if offer := open_offer(text):
                    yield row.problem(wording.OFFER_WITHOUT_END, name, phrase=offer)

        return Screened(check, lambda block: not any(block.says_any(name, words) for name in columns))

    return make


for _table, _columns in _OUTGOING:
    of_rows(_table)(_outgoing(_columns))


@of_rows(Quote, Quote.valid_until)
@implements("R-111")
def quote_ends(context: Context) -> RowCheck:
    """R-111 限时优惠须写截止日期: a quotation says until when it holds."""
    days = context.policy.count("offer.days")

    def check(row: Row) -> Iterable[Problem]:
        if row.has(Quote.valid_until) or not row.has(Quote.sent_at):
            return FINE
        sent = row.day(Quote.sent_at)
        end = offer_end(sent, "报价", context.policy).value if sent else None
        until = f"（{end}）" if end else ""
        return (row.problem(wording.QUOTE_WITHOUT_END, Quote.valid_until, days=days, until=until),)

    return check


_FEEDBACK: tuple[tuple[type[Table], str, str], ...] = (
    (FollowupRecord, FollowupRecord.feedback, ""),
    (RevisitLog, RevisitLog.feedback, RevisitLog.mood),
    (RevisitCommunicationRecord, RevisitCommunicationRecord.feedback, RevisitCommunicationRecord.mood),
    (RevisitRecord, RevisitRecord.score_reason, ""),
    (SatisfactionSurvey, SatisfactionSurvey.suggestion, ""),
    (SatisfactionAssessment, SatisfactionAssessment.overall_comment, ""),
    (SatisfactionAssessment, SatisfactionAssessment.suggestion, ""),
)
_ANGRY = ("不满", "愤怒")


def _feedback(name: str, ticked: str) -> Callable[[Context], RowCheck]:
    def make(context: Context) -> RowCheck:
        mood = Mood(context.lists)

        def check(row: Row) -> Iterable[Problem]:
            felt = row.choice(ticked) if ticked else ""
            if felt:
                if felt not in _ANGRY:
                    return FINE
                return (row.problem(wording.NEGATIVE_FEEDBACK, ticked, words=felt),)
            text = row.text(name)
            if mood.of(text)[0] != NEGATIVE:
                return FINE
            words = "、".join(dict.fromkeys(mood.negative_words(text)))
            return (row.problem(wording.NEGATIVE_FEEDBACK, name, words=words),)

        def screen(block: Block) -> bool:
            return not block.finds(name, mood.trigger) and (not ticked or block.blank(ticked))

        return Screened(check, screen)

    return make


for _of, _name, _ticked in _FEEDBACK:
    of_rows(_of, _name)(implements("R-119")(_feedback(_name, _ticked)))


class Notes:
    """Words that do not suit a belief or region, as 地区文化提示表 has them, else the manual's own one."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, tuple[str, ...], str]] = []

    def of(self, mark: str, region: str) -> Iterator[tuple[str, str, str]]:
        """Scope, forbidden word and substitute for a customer."""
        for scope, words, instead in self.rows or [("佛教", ("圣诞快乐",), "佳节安康")]:
            if scope and scope in (mark, region):
                yield from ((scope, word, instead) for word in words)


@of_rows(CultureNote, CultureNote.scope, CultureNote.forbidden_words)
@implements("R-139")
def culture_rows(context: Context) -> RowCheck:
    """R-139 问候与客户相宜: what the workbook forbids and offers instead."""

    def check(row: Row) -> Iterable[Problem]:
        words = tuple(row.choices(CultureNote.forbidden_words))
        if words:
            instead = "、".join(row.choices(CultureNote.suggested_words)) or "节日愉快"
            context.known.culture.append((row.text(CultureNote.scope), words, instead))
        return FINE

    return check


@of_rows(FollowupRecord, FollowupRecord.customer_id)
@implements("R-139")
def greeting_fits(context: Context) -> RowCheck | None:
    """R-139 问候与客户相宜: no word that the customer's belief or region forbids.

    >>> from xlcrm.checks.example import said
    >>> master = {"customer_id": "2024001", "culture_mark": "佛教"}
    >>> record = {"customer_id": "2024001", "summary": "圣诞快乐"}
    >>> said("R-139", customer_master=master, followup_record=record)
    ['警告 沟通内容摘要：对客户 2024001（佛教）不宜用“圣诞快乐”。']
    >>> said("R-139", customer_master=master, followup_record={**record, "summary": "佳节安康"})
    []
    """
    notes = Notes()
    notes.rows = context.known.culture
    words = [word for _, group, _ in notes.rows for word in group] or ["圣诞快乐"]

    def check(row: Row) -> Iterator[Problem]:
        customer = key_text(row.raw(FollowupRecord.customer_id))
        master = context.known.customers.get(customer)
        if master is None:
            return
        mark, region = master.text(CustomerMaster.culture_mark), master.text(CustomerMaster.region)
        for scope, word, instead in notes.of(mark, region):
            for name in (_SUMMARY, _NEXT):
                if word in row.text(name):
                    yield row.problem(
                        wording.UNFIT_GREETING,
                        name,
                        customer=customer,
                        scope=scope,
                        phrase=word,
                        instead=instead,
                    )

    return Screened(check, lambda block: not any(block.says_any(name, words) for name in (_SUMMARY, _NEXT)))


_SUMMARY, _NEXT = FollowupRecord.summary, FollowupRecord.next_action
