"""The keys that only one lead may hold for a time: a person's, a row's. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from baton.leads.lead import NewLead
from baton.privacy.subject import digest_of, email_key, external_key


@dataclass(frozen=True, slots=True)
class UniquenessClaim:
    """One claim that a lead takes: a key (see ``claim_key``) and when it ends."""

    key: str
    until: datetime


def claim_key(kind: str, text: str) -> str:
    """The key of a claim on ``text``: a SHA-256, so that no personal data is in it."""
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()


def person_keys(details: NewLead) -> tuple[str, ...]:
    """The keys of the claims by which two enquiries are one person's: of the e-mail address and the
    external id, each if given. Erasure releases them by the person's keys.

    E-mail addresses differ by neither case nor Unicode form; external ids are taken as they are.
    """
    keys = []
    if details.email:
        keys.append(email_key(details.email))
    if details.external_id:
        keys.append(external_key(details.external_id))
    return tuple(map(digest_of, keys))
