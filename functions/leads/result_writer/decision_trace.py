"""What became of a lead, for the decision trace."""

from baton.runtime.decision import DecisionRecord, record_at
from functions.leads.result_writer.models import ResultWriterResult, ResultWriterTask

MOST_ACTIONS = 10


def trace_entry(task: ResultWriterTask, result: ResultWriterResult) -> DecisionRecord:
    """The end of a lead's pipeline, as it is kept."""
    lead, report = result.lead, result.lead.report
    escalation_id = report.escalation_id if report else None
    case = (f"escalation/{escalation_id}",) if escalation_id else ()
    return DecisionRecord(
        about="lead",
        subject_id=lead.lead_id,
        once=f"v{task.lead.version}",
        what=f"the lead is {lead.status}",
        why=tuple(f"next: {action}" for action in report.next_actions[:MOST_ACTIONS])
        if report
        else (),
        inputs=(
            record_at("lead", lead.lead_id, task.lead.version),
            *(f"handoff/{handoff.handoff_id}" for handoff in task.handoffs),
            *case,
        ),
    )
