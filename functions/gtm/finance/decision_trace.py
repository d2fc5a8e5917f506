"""What finance answered, for the decision trace."""

from baton.gtm.figures import FinanceAnswer, FinanceTask
from baton.runtime.decision import DecisionRecord


def trace_entry(task: FinanceTask, result: FinanceAnswer) -> DecisionRecord:
    """The figures with their values, and why others have none."""
    there = [one for one in result.figures if one.undefined is None]
    return DecisionRecord(
        about="request",
        subject_id=task.request_id,
        once=task.request_id,
        what=f"{len(there)} of {len(result.figures)} figures for {task.period.said}",
        why=tuple(
            f"{one.label}: {one.text if one.undefined is None else one.undefined}"
            for one in result.figures
        )[:40],
        inputs=tuple(f"facts/{one.query_id}@{one.last}" for one in result.queries)[:40],
        made_by="figures.yaml",
    )
