"""That a weekly report was made, for the decision trace."""

from baton.runtime.decision import DecisionRecord
from functions.gtm.weekly_report.models import WeeklyResult


def trace_entry(result: WeeklyResult) -> DecisionRecord:
    """What it lacks, and what became of its mail."""
    mailed = f"mail: {result.mail.value}" if result.mail else "no mail"
    return DecisionRecord(
        about="report",
        subject_id=result.report_id,
        once=result.report_id,
        what=f"weekly report made with {result.gaps} gaps",
        why=(mailed,),
        inputs=(f"files/{result.json_key}",),
        made_by="asked.yaml",
    )
