"""The forms of the manuals, as the paper reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcrm.book.forms.paper import Aside, Box, Card, Entry, Form, Marks, Parts, Stages, line
from xlcrm.tables import (
    AcceptanceReport,
    CustomerIntake,
    DeliveryTracking,
    FollowupCard,
    NegotiationRecord,
    RevisitCommunicationRecord,
    RevisitRecord,
    SatisfactionAssessment,
    SatisfactionSurvey,
    SolutionProposal,
)
from xlcrm.tables.satisfaction import RECOMMEND_WORDS, SCORE_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKS = " / ".join(f"{word}{mark}" for word, mark in SCORE_WORDS.items())
_LIKELY = [f"{word}({low}-{high}分)" for word, (low, high) in RECOMMEND_WORDS.items()]

_ISSUE = "需求/问题记录"
_SHOWN_GRADES = {"A类": "A(高价值)", "B类": "B(潜力)", "C类": "C(普通)"}
_SHOWN_STATES = {"潜在": "潜在客户", "成交": "成交客户", "流失": "流失客户"}

_S, _R, _A = SatisfactionSurvey, RevisitCommunicationRecord, SatisfactionAssessment
_I, _P, _D, _V = CustomerIntake, SolutionProposal, DeliveryTracking, RevisitRecord
_N, _C, _F = NegotiationRecord, AcceptanceReport, FollowupCard

SURVEY = Form(
    _S,
    (
        line(Entry(_S.customer_name, 12, 4), Entry(_S.survey_date, 6, 3), Entry(_S.surveyor, 6, 3)),
        Marks(
            (
                _S.score_quality_stability,
                _S.score_tech_response,
                _S.score_staff_attitude,
                _S.will_continue,
                _S.recommend_score,
            ),
            {
                _S.score_quality_stability: _MARKS,
                _S.score_tech_response: _MARKS,
                _S.score_staff_attitude: _MARKS,
                _S.will_continue: "是 / 否",
                _S.recommend_score: " / ".join(_LIKELY[:2]) + "\n" + " / ".join(_LIKELY[2:]),
            },
        ),
        Box(_S.suggestion, 7),
    ),
    "感谢您的评价，它会帮助我们做得更好。",
)

REVISIT_TALK = Form(
    _R,
    (
        line(_R.customer_name, _R.contact_name),
        line(_R.contact_phone, _R.prev_contact_at),
        line(_R.contact_at, _R.method),
        line(_R.topic),
        line(_R.feedback, lines=6),
        Aside(
            _ISSUE,
            (
                line(Entry(_R.issue_desc, 22, 5, "问题描述"), lines=4),
                line(Entry(_R.priority, 10, 5, "优先级"), Entry(_R.responsible, 12, 4, "责任人")),
                line(Entry(_R.expected_date, 22, 5, "预计解决时间")),
            ),
        ),
        line(_R.mood),
        line(_R.next_plan),
        line(_R.notes, lines=3),
    ),
    "写了问题描述，就要写优先级、责任人和预计解决时间。",
)

ASSESSMENT = Form(
    _A,
    (
        line(Entry(_A.customer_name, 14), Entry(_A.period, 10, 4)),
        Marks(
            (
                _A.score_product_quality,
                _A.score_response_speed,
                _A.score_communication,
                _A.score_problem_solving,
                _A.score_overall,
            )
        ),
        Box(_A.overall_comment, 6),
        Box(_A.suggestion, 6),
        line(_A.contact_name, _A.assessed_date),
    ),
    "每个客户每季度或每半年评一次，评估周期写成 2024Q1 或 2024H1。",
)

INTAKE = Form(
    _I,
    (
        line(Entry(_I.customer_name, 14), Entry(_I.industry, 10, 4)),
        line(_I.company_size),
        line(_I.contact_name, _I.contact_title),
        line(_I.contact_phone, _I.contact_email),
        line(_I.source_channel),
        line(_I.first_contact_at),
        line(_I.need_desc, lines=5),
        line(Entry(_I.budget_range, 11), Entry(_I.decision_chain, 13, 4)),
        line(Entry(_I.intent_grade, 13), Entry(_I.owner, 11, 4)),
        line(_I.next_followup_date),
        Parts(_I.contact_log, (("时间", 5), ("内容", 12), ("结果", 7)), 4),
    ),
    "意向评级和下次跟进时间可以不填，录入后由重算给出。",
)

PROPOSAL = Form(
    _P,
    (
        line(Entry(_P.customer_name, 10, 4), Entry(_P.proposal_version, 7, 4), Entry(_P.drawn_date, 7, 3)),
        Box(_P.background, 4),
        Box(_P.core_needs, 4),
        Box(_P.solution, 5),
        Box(_P.advantages, 3),
        Parts(
            _P.quotation, (("分项", 14), ("说明", 5), ("金额(元)", 5)), 5, total="金额(元)", then="付款方式"
        ),
        line(_P.customer_signed, lines=2),
        line(_P.owner, _P.product_lead),
    ),
    "总价等于各分项之和；客户同意后双方签字。",
)

DELIVERY = Form(
    _D,
    (
        line(Entry(_D.customer_name, 10, 3), Entry(_D.contract_no, 7, 3), Entry(_D.project_start, 7, 3)),
        Stages(
            (
                _D.delivery_stage,
                _D.planned_finish,
                _D.actual_finish,
                _D.deliverable,
                _D.responsible,
                _D.feedback,
                _D.customer_signed,
            ),
            (3, 3, 3, 5, 3, 4, 3),
        ),
        Parts(
            _D.problem_log,
            (("阶段", 3), ("问题描述", 6), ("影响", 4), ("解决方案", 5), ("责任人", 3), ("完成时限", 3)),
            5,
            by=_D.delivery_stage,
        ),
        line(_D.service_owner, _D.product_lead),
    ),
    "每完成一个阶段，写上实际完成时间，请客户签字。",
    landscape=True,
)

REVISIT = Form(
    _V,
    (
        line(Entry(_V.customer_name, 14), Entry(_V.contact_at, 10, 4)),
        line(_V.method),
        line(_V.revisit_reason),
        line(_V.contact_name, _V.contact_title),
        line(Entry(_V.satisfaction_score, falling=True)),
        line(_V.score_reason, lines=5),
        line(_V.potential_need),
        line(_V.next_action, lines=4),
        line(_V.owner),
    ),
    "评分在 3 分及以下，请写明原因。",
)

NEGOTIATION = Form(
    _N,
    (
        line(Entry(_N.customer_name, 10, 4), Entry(_N.negotiation_date, 7, 3), Entry(_N.counterpart, 7, 3)),
        Aside(
            "谈判要点",
            (
                line(Entry(_N.price, 22, 5, "价格(元)")),
                line(Entry(_N.payment_terms, 22, 5), lines=3),
                line(Entry(_N.delivery_time, 22, 5), lines=2),
                line(Entry(_N.after_sales, 22, 5), lines=4),
                line(Entry(_N.liability, 22, 5), lines=4),
            ),
        ),
        line(_N.result, lines=7),
        line(_N.owner),
    ),
    "五项要点都要写；没有约定的写“无”。",
)

ACCEPTANCE = Form(
    _C,
    (
        line(_C.contract_no, _C.customer_name),
        line(_C.accepted_date),
        Box(_C.comments, 8),
        Box(_C.fix_items, 6),
        line(_C.fixed_date, _C.verdict),
        line(_C.customer_signed, lines=3),
    ),
    "写了整改项，就要写整改完成日期。",
)

CARD = Form(
    _F,
    (
        Card(
            (
                (
                    "客户基础信息",
                    (
                        Entry(_F.customer_name, 6, 2),
                        Entry(_F.contact_name, 6, 2),
                        Entry(_F.contact_phone, 6, 2),
                        Entry(_F.industry, 6, 2),
                        Entry(_F.customer_status, 6, 2, shown=_SHOWN_STATES),
                    ),
                ),
                (
                    "跟进计划",
                    (
                        Entry(_F.followup_reason, 6, 2),
                        Entry(_F.next_followup_date, 6, 2),
                        Entry(_F.method, 6, 2),
                        Entry(_F.owner, 6, 2),
                    ),
                ),
                (
                    "跟进记录",
                    (
                        Entry(_F.contact_at, 6, 2),
                        Entry(_F.summary, 6, 2),
                        Entry(_F.feedback, 6, 2),
                        Entry(_F.next_action, 6, 2),
                        Entry(_F.objection, 6, 2),
                    ),
                ),
                (
                    "备注",
                    (
                        Entry(_F.grade, 6, 2, shown=_SHOWN_GRADES),
                        Entry(_F.contract_end_date, 6, 2),
                        Entry(_F.coop_history, 6, 2),
                        Entry(_F.competitor_news, 6, 2),
                    ),
                ),
            )
        ),
    ),
    landscape=True,
)

FORMS: Mapping[str, Form] = {
    form.table.id: form
    for form in (
        SURVEY,
        REVISIT_TALK,
        ASSESSMENT,
        INTAKE,
        PROPOSAL,
        DELIVERY,
        REVISIT,
        NEGOTIATION,
        ACCEPTANCE,
        CARD,
    )
}
"""Forms by table id."""
