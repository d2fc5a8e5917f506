"""Whom no sequence is for, by what they wrote (requirement A4). Pure."""

from baton.escalation.case import Resume
from baton.leads.assessment import Assessment
from baton.leads.reading.message_kind import MessageKind

_WHY = {
    MessageKind.REFUSES: "The person writes that they want no contact.",
    MessageKind.SELLS: "The message offers something to us: there is nobody to be won.",
    MessageKind.APPLIES: "The message looks for work: it is for those who hire.",
    MessageKind.COMPLAINS: "The message is a complaint: a person answers at once, and no sequence.",
    MessageKind.NEEDS_SUPPORT: "The message asks for help with something bought: a person answers "
    "at once, and no sequence.",
    MessageKind.MAY_REFUSE: "The message may refuse contact: a person reads it before anything is sent.",
    MessageKind.UNCLEAR: "The message may want nothing that we sell: a person reads it before anything "
    "is sent.",
}


def not_engaged(assessment: Assessment, resume: Resume | None) -> str | None:
    """Why no sequence is planned, if so. A person who has looked at it and goes on knows better."""
    if resume is not None or assessment.message is None:
        return None
    why = _WHY.get(assessment.message)
    words = ", ".join(f'"{word}"' for word in assessment.message_words)
    return f"{why} Words that say so: {words}." if why and words else why


def waits_for_a_person(assessment: Assessment, resume: Resume | None) -> bool:
    """Whether somebody of the company must answer at once."""
    kind = assessment.message
    return resume is None and kind is not None and kind.needs_a_person
