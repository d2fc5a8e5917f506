"""What a lead tells triage, in the terms of the scorecard.

Every feature is a number, a category of ``vocabulary.yaml`` (or ``other`` for an answer that none of
its words fits), or ``None`` if nobody knows. Placeholders such as "Select" or "n/a" are no answers.
"""

from collections.abc import Mapping
from datetime import datetime

from baton.core.money import Money
from baton.core.recognition.words import Reading, Words
from baton.leads.address_sources import was_bought
from baton.leads.lead import Activity, Consent, NewLead
from baton.leads.reading.kinds import kind_of
from functions.leads.triage.vocabulary import Vocabulary

Features = Mapping[str, float | str | None]
"""A lead as the scorecard sees it, by the names in ``FEATURES``."""

FEATURES = frozenset(
    {
        "seconds_on_site",
        "visits",
        "pages_per_visit",
        "source",
        "origin",
        "message",
        "hurry",
        "interest",
        "budget",
        "seniority",
        "company_size",
        "occupation",
        "email_kind",
        "consent",
        "contact",
        "days_since_asking",
    }
)

OTHER = "other"
"""Something was said, but nothing that the vocabulary knows."""


def features_of(lead: NewLead, received_at: datetime, vocabulary: Vocabulary) -> Features:
    """The features of a lead that was received at a moment."""
    own = _own_fields(lead, vocabulary)
    message = Reading.of(lead.message) if lead.message else None
    return {
        "seconds_on_site": _seconds(lead.activity),
        "visits": lead.activity.visits,
        "pages_per_visit": lead.activity.pages_per_visit,
        "source": _category(vocabulary.source, _said(lead.source, vocabulary)),
        "origin": _category(vocabulary.origin, own["origin"]),
        "message": kind_of(lead.message).value if lead.message else None,
        "hurry": vocabulary.hurry.find(message) if message else None,
        "interest": "named" if _said(lead.interest, vocabulary) else None,
        "budget": _budget(lead.budget),
        "seniority": _category(vocabulary.seniority, _said(lead.job_title, vocabulary)),
        "company_size": lead.company_size,
        "occupation": _category(vocabulary.occupation, own["occupation"]),
        "email_kind": _email_kind(lead.email, vocabulary),
        "consent": _consent(lead),
        "contact": _contact(lead),
        "days_since_asking": _days_between(lead.occurred_at, received_at),
    }


def _said(text: str | None, vocabulary: Vocabulary) -> Reading | None:
    """The text read, unless it is empty or only holds the place of an answer."""
    if not text:
        return None
    reading = Reading.of(text)
    return None if reading.line in vocabulary.placeholders else reading


def _category(words: Words, said: Reading | None) -> str | None:
    return (words.find(said) or OTHER) if said else None


def _own_fields(lead: NewLead, vocabulary: Vocabulary) -> dict[str, Reading | None]:
    """What the company's own fields say of origin and occupation, whatever it calls them."""
    found: dict[str, Reading | None] = {"origin": None, "occupation": None}
    for name, value in lead.attributes.items():
        called = Reading.of(name.replace("_", " ")).line
        for feature, names in (
            ("origin", vocabulary.origin_names),
            ("occupation", vocabulary.occupation_names),
        ):
            if called in names and isinstance(value, str):
                found[feature] = found[feature] or _said(value, vocabulary)
    return found


def _budget(budget: Money | None) -> str | None:
    if budget is None:
        return None
    return "named" if budget.amount else "nothing"


def _email_kind(email: str | None, vocabulary: Vocabulary) -> str | None:
    if not email:
        return None
    domain = email.rpartition("@")[2].casefold()
    if domain in vocabulary.disposable_mail:
        return "disposable"
    return "free" if domain in vocabulary.free_mail else "company"


def _seconds(activity: Activity) -> float | None:
    """How long somebody looked; of who came and stayed for no time nobody measured it."""
    came = activity.visits or activity.pages_per_visit
    return None if came and not activity.seconds_on_site else activity.seconds_on_site


def _consent(lead: NewLead) -> str | None:
    """What the person said to being contacted, on the ways that there are; a seller of addresses agrees
    to nothing for them.

    A person known only in the company's own system has no way of ours: then every answer counts.
    """
    answers = _answers(lead, lead.consent)
    if answers and all(answer is False for answer in answers):
        return "refused"
    if False in answers:
        return "partly_refused"
    agreed = True in answers and not was_bought(lead.source)
    return "given" if agreed else None


def _answers(lead: NewLead, consent: Consent) -> list[bool | None]:
    if not (lead.email or lead.phone):
        asked = (consent.email, consent.phone, consent.sms)
        return [answer for answer in asked if answer is not None]
    answers = [consent.email] if lead.email else []
    return [*answers, consent.phone, consent.sms] if lead.phone else answers


def _contact(lead: NewLead) -> str:
    senders = bool(lead.email) + bool(lead.phone)
    return ("own_system", "one_way", "several_ways")[senders]


def _days_between(asked_at: datetime | None, received_at: datetime) -> float | None:
    if asked_at is None:
        return None
    return max(0.0, (received_at - asked_at).total_seconds() / 86_400)
