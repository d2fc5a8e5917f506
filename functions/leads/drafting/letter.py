"""One e-mail, asked of a language model. No I/O.

The model sees the company's own text and what the person wrote, cleaned and masked, and gives a
subject and a body. It names no recipient, no link and nobody that it was not told of; what it wrote is
used only if it passes the same checks as every text that leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from baton.core.recognition.personal import Personal
from baton.language.generation import GenerationRequest, Written, WrittenBy
from baton.language.guards.answer import Allowed
from baton.language.guards.brand import Brand
from baton.language.guards.detector import Detector
from baton.language.guards.guard import Guard
from baton.language.guards.names import Known
from baton.language.guards.privacy import Masking
from baton.language.prompts import Prompt, prompts_of
from baton.leads.engagement import Channel, Content, EngagementPlan, SequenceStep
from baton.leads.lead import Lead, NewLead
from baton.leads.person_keys import person_of
from functions.leads.drafting.answered import unanswered

PATIENCE = 40.0
"""Seconds for one e-mail, corrections included."""

PUT_IN = ("first_name", "company", "interest")
"""What strangers gave to the standard text: if that is suspicious, the text is not shown either."""

NOTHING = "(nothing)"


class Letter(BaseModel):
    """What a model gives."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(min_length=3, max_length=120)
    body: str = Field(min_length=40, max_length=2_500)


@dataclass(frozen=True, slots=True)
class Release:
    """What a model wrote for a step, on its way out."""

    details: NewLead
    step: SequenceStep
    guard: Guard
    allowed: Allowed

    def text(self, letter: Letter) -> tuple[str | None, str, tuple[str, ...]]:
        """Subject and body as they would go out, and their faults."""
        subject, body, faults = self.guard.released(
            letter.subject.strip(), letter.body.strip(), self.allowed
        )
        return subject, body, (*faults, *unanswered(self.details, self.step.content.body, body))

    def faults(self, letter: Letter) -> tuple[str, ...]:
        """Why it may not go out."""
        return self.text(letter)[2]


@dataclass(frozen=True, slots=True)
class Draft:
    """One step's text in the making."""

    release: Release
    ask: GenerationRequest[Letter]

    def content(self, written: Written[Letter]) -> Content | None:
        """The step's content as the model wrote it; ``None`` if the template's stays.

        What a model wrote is checked here, not only where it was asked for. The variant goes, since
        how people respond says nothing of that text any more.
        """
        if written.written_by is not WrittenBy.MODEL:
            return None
        subject, body, faults = self.release.text(written.value)
        if faults:
            return None
        return self.release.step.content.model_copy(
            update={
                "subject": subject,
                "body": body,
                "written_by": written.model or "model",
                "variant": None,
                "propensity": None,
            }
        )


def prompt() -> Prompt:
    """How an e-mail is asked for."""
    return prompts_of(Path(__file__).with_name("prompts.yaml"))["email"]


def draft_of(lead: Lead, step: SequenceStep, detector: Detector) -> tuple[Draft | None, str | None]:
    """What to ask for a step, or why nothing is asked. Raises ``Unavailable`` if the embedder does."""
    plan = lead.report.plan if lead.report else None
    if plan is None or step.channel is not Channel.EMAIL:
        return None, "Only e-mails of a plan are written by a model."
    guard = Guard(detector, masking_of(lead.details))
    content = step.content
    details = lead.details
    admitted = guard.admit({name: getattr(details, name) or "" for name in (*PUT_IN, "message")})
    notes = " ".join(admitted.notes) or None
    if any(name in admitted.suspicions for name in PUT_IN):
        return None, notes
    standard = f"{content.subject or step.purpose}\n\n{content.body}"
    texts = {
        "standard": guard.of_ours(standard),
        "interest": admitted.texts.get("interest", NOTHING),
        "message": admitted.texts.get("message", NOTHING),
    }
    release = Release(details, step, guard, _allowed(details, step))
    ask = GenerationRequest(
        prompt=prompt(),
        form=Letter,
        template=lambda: Letter.model_construct(subject=content.subject or "", body=content.body),
        values=_values(plan, step),
        outside=texts,
        check=release.faults,
        subject=person_of(lead.lead_id, details),
        importance=lead.report.assessment.score if lead.report else 50.0,
        patience=PATIENCE,
    )
    return Draft(release, ask), notes


def masking_of(details: NewLead) -> Masking:
    """Who this is about, for what a model reads."""
    whole = " ".join(filter(None, (details.first_name, details.last_name)))
    known = (
        (Personal.NAME, whole),
        (Personal.NAME, details.first_name),
        (Personal.NAME, details.last_name),
        (Personal.COMPANY, details.company),
        (Personal.EMAIL, details.email),
        (Personal.PHONE, details.phone),
        (Personal.ID, details.external_id),
    )
    regions = (details.country,) if details.country else ()
    return Masking([(kind, value) for kind, value in known if value], regions=regions)


def _allowed(details: NewLead, step: SequenceStep) -> Allowed:
    """What may stand in the text: of names those of the reader, of the company and of its own text, and
    of other words with a capital those that the model was given.
    """
    brand, ours = Brand.shipped(), (step.content.subject, step.content.body, step.purpose)
    given = " ".join(filter(None, (*ours, details.interest, details.message)))
    reader = (details.first_name, details.last_name, details.company)
    known = Known.of(*reader, *ours, *brand.names, words=given)
    return Allowed(channel=step.channel, brand=brand, own=own_values(details), known=known)


def own_values(details: NewLead) -> frozenset[str]:
    """What a text to this person may repeat of them."""
    return frozenset(filter(None, (details.email, details.phone)))


def _values(plan: EngagementPlan, step: SequenceStep) -> Mapping[str, str]:
    return {
        "purpose": step.purpose,
        "strategy": plan.strategy.value,
        "step": str(step.number),
        "steps": str(len(plan.steps)),
    }
