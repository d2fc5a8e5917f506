"""What operations made of an alarm, for the decision trace: read under the incident's id."""

from collections.abc import Iterator, Mapping

from baton.incidents.incident import Attempt, Incident, IncidentStatus, Remedy, RemedyName
from baton.incidents.remedies import AreaRemedy
from baton.runtime.decision import DecisionRecord
from functions.platform.operations.models import OperationsTask, Step

MOST_REASONS = 30
LONGEST = 300


def trace_entry(
    task: OperationsTask, incident: Incident, remedies: Mapping[RemedyName, AreaRemedy]
) -> Iterator[DecisionRecord]:
    """What a step decided: what is wrong, the latest recovery as it stands, and how it ended. An area's
    remedy (one of ``remedies``) is told in the story of what it was done to, too.
    """
    if task.step is Step.LOOK:
        yield _diagnosed(incident)
    elif incident.recoveries:
        yield from _recovery(incident, incident.recoveries[-1], remedies)
    if incident.status is not IncidentStatus.OPEN:
        yield _closed(incident)


def _diagnosed(incident: Incident) -> DecisionRecord:
    first = incident.diagnoses[0]
    quotes = [quote for one in incident.diagnoses for quote in one.because]
    sources = dict.fromkeys(quote.source for quote in quotes)
    why = [one.text for one in incident.diagnoses]
    why += [f"{quote.source}: {quote.text}" for quote in quotes]
    return DecisionRecord(
        about="incident",
        subject_id=incident.incident_id,
        once="diagnosis",
        what=f"diagnosed: {first.text}"[:LONGEST],
        why=tuple(why[:MOST_REASONS]),
        inputs=(f"alarm/{incident.alarm}", *list(sources)[:MOST_REASONS]),
        made_by=f"rule {first.rule}",
        at=incident.opened_at,
    )


def _recovery(
    incident: Incident, attempt: Attempt, remedies: Mapping[RemedyName, AreaRemedy]
) -> Iterator[DecisionRecord]:
    remedy = Remedy.read(attempt.what)
    cause = next((one for one in incident.diagnoses if one.remedy == remedy), None)
    decided = DecisionRecord(
        about="incident",
        subject_id=incident.incident_id,
        once=f"recovery/{attempt.effect_id}",
        what=f"{attempt.what}: {attempt.state}",
        why=tuple(filter(None, (cause.text if cause else None, attempt.reason))),
        inputs=(f"incident/{incident.incident_id}", f"effect/{attempt.effect_id}"),
        made_by=f"rule {cause.rule}" if cause else None,
        at=attempt.at,
    )
    yield decided
    if known := remedies.get(remedy.kind):
        about = {"about": known.subject, "subject_id": remedy.target}
        yield decided.model_copy(update=about)


def _closed(incident: Incident) -> DecisionRecord:
    recovered = incident.status is IncidentStatus.RECOVERED
    attempts = (*incident.recoveries, *incident.notices)[-MOST_REASONS:]
    notices = (f"told by {one.what}: {one.state}" for one in incident.notices)
    return DecisionRecord(
        about="incident",
        subject_id=incident.incident_id,
        once="end",
        what="what was wrong is gone" if recovered else "people have it now",
        why=(incident.summary, *notices)[:MOST_REASONS],
        inputs=(
            f"incident/{incident.incident_id}",
            *(f"effect/{one.effect_id}" for one in attempts),
        ),
        at=incident.closed_at,
    )
