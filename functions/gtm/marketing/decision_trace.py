"""What marketing decided, for the decision trace."""

from baton.gtm.marketing import MarketingAnswer, MarketingTask
from baton.runtime.decision import DecisionRecord


def trace_entry(task: MarketingTask, result: MarketingAnswer) -> DecisionRecord:
    """What was made of what, and by whom; nobody is named."""
    concept, messages = result.concept, result.messages
    made_by = concept.prompt_version if concept else None
    by_model = concept is not None and concept.written_by != "template"
    inputs = [f"facts/{one.query_id}@{one.last}" for one in result.queries]
    if messages:
        inputs.append(f"segment/{messages.segment_id}")
    if concept:
        inputs += [f"document/{one}" for one in concept.documents]
    return DecisionRecord(
        about="request",
        subject_id=task.request_id,
        once=task.request_id,
        what=f"marketing made: {task.work.value} for {task.period.said}",
        why=tuple(one.text[:300] for one in result.statements)[:40],
        inputs=tuple(inputs)[:40],
        made_by=made_by or "texts",
        model=concept.written_by if concept and by_model else None,
        cost_usd=concept.cost_micros / 1e6 if concept else 0.0,
    )
