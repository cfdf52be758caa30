"""What is told of a mistake: its code, its rule, and where something else may be told because of it."""

from __future__ import annotations

from collections.abc import Iterator

from faults import Fault
from lawful import CHECKED

from xlcrm.tables.column import Column, Ref
from xlcrm.tables.table import Table

SAID_OTHERWISE = {
    ("required-when", "customer_master.contact_phone"): "either-required",
    ("required-when", "customer_master.tags"): "either-required",
    ("required-when", "contract.scan_filed"): "scan-missing",
    ("not-a-number", "money"): "amount-unreadable",
}
"""Another kind of problem says it better: by column, or by type of column."""

RULES = {
    "required": {
        "R-045": "followup_record.next_action complaint_tracking.next_action revisit_log.next_action",
        "R-047": "followup_record.contact_date followup_record.method followup_record.actor followup_record.summary"
        " followup_record.feedback",
        "R-048": "commitment.responsible commitment.due_date",
        "R-074": "complaint_log.level",
        "R-094": "tech_ticket.device_model tech_ticket.screenshot tech_ticket.steps",
        "R-095": "contract.end_date",
        "R-106": "negotiation_record.price negotiation_record.payment_terms negotiation_record.delivery_time"
        " negotiation_record.after_sales negotiation_record.liability",
        "R-129": "action_plan.owner action_plan.action action_plan.due_date",
        "R-130": "improvement_plan.lead improvement_plan.department improvement_plan.due_date",
        "R-136": "knowledge_base.problem knowledge_base.solution",
    },
    "required-when": {
        "R-048": "revisit_communication_record.responsible revisit_communication_record.expected_date",
        "R-081": "complaint_log.solved_at",
        "R-089": "feedback_issue_tracker.solution feedback_issue_tracker.done_date feedback_issue_tracker.verdict"
        " feedback_issue_tracker.satisfaction_score feedback_issue_tracker.archived_date",
        "R-093": "tech_ticket.informed",
        "R-094": "tech_ticket.report",
        "R-136": "knowledge_base.anonymised",
        "R-147": "issue_resolution.adoption",
    },
    "scan-missing": {"R-104": "contract.scan_filed"},
    "amount-unreadable": {},
    "date-order": {"R-111": "quote.valid_until"},
    "number": {
        "R-053": "satisfaction_response.score",
        "R-076": "complaint_log.ring_count",
        "R-113": "source_register.customer_count source_register.converted_count",
    },
}
"""By code: rules that say themselves what the rule of the kind says of other columns."""

FIGURES = frozenset(
    {"not-a-number", "not-whole", "too-small", "too-large", "not-above", "above-other", "number-as-text"}
)
"""Codes of figures, which bear the first rule that the column names."""


def expected(fault: Fault, table: type[Table], column: Column) -> tuple[str, str | None]:
    """Code and rule by which the mistake is told."""
    where = f"{table.id}.{column.name}"
    code = (
        SAID_OTHERWISE.get((fault.code, where)) or SAID_OTHERWISE.get((fault.code, column.type)) or fault.code
    )
    figures = code in FIGURES
    for rule, columns in RULES.get("number" if figures else code, {}).items():
        if where in columns.split():
            return code, rule
    if code == "amount-unreadable":
        return code, "R-010"
    if (figures or code == "number-form") and column.rules:
        return code, column.rules[0]
    return code, fault.rule


FOLLOWS = {
    "customer_master.customer_id": "customer_master.consent_note customer_master.created_date followup_plan.frequency"
    " delivery_tracking.contract_no acceptance_report.contract_no",
    "customer_master.created_date": "customer_master.customer_id customer_master.coop_start_date"
    " customer_master.updated_date",
    "customer_master.contact_name": "followup_card.contact_name",
    "customer_master.contact_phone": "followup_card.contact_phone customer_master.verify_status",
    "customer_master.contact_email": "customer_master.verify_status",
    "customer_master.grade": "followup_plan.grade revisit_plan.grade followup_card.grade followup_plan.frequency",
    "customer_master.intent_grade": "followup_plan.frequency",
    "customer_master.industry": "followup_card.industry",
    "customer_master.customer_status": "followup_card.customer_status followup_plan.stage",
    "followup_plan.customer_id": "followup_plan.frequency",
    "followup_plan.stage": "followup_plan.frequency",
    "followup_plan.grade": "followup_plan.frequency",
    "followup_record.contact_date": "customer_master.created_date followup_record.due_date followup_record.entered_at"
    " followup_record.action_done_date followup_record.replied_at",
    "followup_record.customer_id": "customer_master.created_date followup_record.method",
    "followup_record.due_date": "followup_record.overdue_reason",
    "followup_record.action_done_date": "followup_record.overdue_reason",
    "followup_record.objection": "followup_record.alternatives",
    "consent_record.customer_id": "customer_master.consent_note followup_record.method",
    "consent_record.scope": "followup_record.method",
    "consent_record.given_date": "followup_record.method consent_record.withdrawn_date",
    "consent_record.withdrawn_date": "followup_record.method",
    "info_review.customer_id": "customer_master.created_date",
    "revisit_record.owner": "revisit_record.next_action",
    "followup_card.owner": "followup_card.next_action",
    "revisit_log.owner": "revisit_log.next_action",
    "revisit_log.satisfaction_score": "revisit_log.score_reason",
    "revisit_record.satisfaction_score": "revisit_record.score_reason",
    "revisit_log.contact_at": "revisit_log.entered_at",
    "revisit_log.prev_contact_at": "revisit_log.contact_at",
    "revisit_communication_record.prev_contact_at": "revisit_communication_record.contact_at",
    "revisit_communication_record.contact_at": "revisit_communication_record.expected_date",
    "revisit_communication_record.issue_desc": "revisit_communication_record.expected_date"
    " revisit_communication_record.priority revisit_communication_record.responsible",
    "customer_intake.first_contact_at": "customer_intake.next_followup_date",
    "complaint_log.complaint_date": "complaint_log.complaint_no complaint_log.expected_date complaint_log.received_at",
    "complaint_log.received_at": "complaint_log.first_response_at complaint_log.expected_date complaint_log.solved_at",
    "complaint_log.solved_at": "complaint_log.revisit_date",
    "complaint_log.revisit_result": "complaint_log.status",
    "compensation_approval.amount": "compensation_approval.approver",
    "compensation_approval.approver": "compensation_approval.decided_date",
    "feedback_issue_tracker.reported_at": "feedback_issue_tracker.issue_no feedback_issue_tracker.done_date"
    " feedback_issue_tracker.first_response_at feedback_issue_tracker.plan_given_at"
    " feedback_issue_tracker.followed_up_at",
    "tech_ticket.priority": "tech_ticket.informed",
    "feedback_issue_tracker.done_date": "feedback_issue_tracker.archived_date feedback_issue_tracker.revisit_date",
    "feedback_issue_tracker.progress": "feedback_issue_tracker.archived_date feedback_issue_tracker.done_date",
    "feedback_issue_tracker.satisfaction_score": "feedback_issue_tracker.verdict",
    "issue_resolution.reported_at": "issue_resolution.solved_at issue_resolution.replied_at",
    "tech_ticket.submitted_at": "tech_ticket.started_at tech_ticket.finished_at",
    "commitment.made_date": "commitment.due_date commitment.kept_date commitment.told_date",
    "commitment.kept_date": "commitment.amends commitment.told_date",
    "commitment.due_date": "commitment.kept_date commitment.amends",
    "contract.customer_id": "delivery_tracking.contract_no acceptance_report.contract_no",
    "delivery_plan.contract_no": "contract.contract_no",
    "delivery_tracking.planned_finish": "delivery_tracking.actual_finish",
    "acceptance_report.fix_items": "acceptance_report.fixed_date",
    "solution_proposal.advantages": "solution_proposal.solution",
    "quote.sent_at": "quote.viewed_at quote.replied_at quote.valid_until",
    "source_register.customer_count": "source_register.converted_count",
    "ab_test.sent_count": "ab_test.reply_count ab_test.convert_count",
}
"""Where a mistake in one cell makes another cell wrong, or the cell itself by another rule."""

ITSELF = frozenset(
    {
        "complaint_log.revisit_date",
        "contract.contract_no",
        "contract.end_date",
        "customer_master.culture_mark",
        "customer_master.updated_date",
        "delivery_tracking.actual_finish",
        "solution_proposal.owner",
        "solution_proposal.product_lead",
    }
)
"""Cells of which another rule has something to say too."""


def follows(table: type[Table], column: Column) -> frozenset[str]:
    """Columns of which something may be told besides; of a key, those that refer to it."""
    where = f"{table.id}.{column.name}"
    named = {*FOLLOWS.get(where, "").split(), *({where} & ITSELF)}
    if (column.name,) == table.key or where == "customer_master.customer_name":
        named |= set(referring(table, column))
    return frozenset(named)


def referring(table: type[Table], column: Column) -> Iterator[str]:
    """Columns that hold keys of the table, or names of customers."""
    for other in CHECKED:
        for each in other.columns.values():
            keyed = isinstance(each, Ref) and each.to.partition(".")[0] == table.id
            named = table.id == "customer_master" and each.name == "customer_name"
            approved = (other.id, each.name) == ("overdue_approval", "source_key")
            if other is not table and (keyed or named or approved):
                yield f"{other.id}.{each.name}"
