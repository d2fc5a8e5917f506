"""By which keys a lead's person is known, over all of their leads (requirements A13, B7)."""

import hashlib
import unicodedata

from baton.leads.lead import NewLead
from baton.privacy.subject import email_key, external_key, phone_key


def person_of(lead_id: str, details: NewLead) -> str:
    """A person's key over all of their leads: a SHA-256 of the e-mail address (else of the external
    id, else of the lead's id), so that no personal data is in it.
    """
    if details.email:
        known = f"email:{unicodedata.normalize('NFKC', details.email).casefold()}"
    elif details.external_id:
        known = f"external_id:{details.external_id}"
    else:
        known = f"lead:{lead_id}"
    return f"person#{hashlib.sha256(known.encode()).hexdigest()}"


def person_keys_of(lead_id: str, details: NewLead) -> tuple[str, ...]:
    """All keys of a lead's person, ``person_of``'s first: of its e-mail address and external id; of
    its own id if it has neither.
    """
    keys = [person_of(lead_id, details)]
    if details.email:
        keys.append(email_key(details.email))
    if details.external_id:
        keys.append(external_key(details.external_id))
    return tuple(dict.fromkeys(keys))


def contact_keys_of(lead_id: str, details: NewLead) -> tuple[str, ...]:
    """All keys under which a lead's person can have closed a way to them: ``person_keys_of``, and
    that of the phone number.
    """
    keys = person_keys_of(lead_id, details)
    return (*keys, phone_key(details.phone)) if details.phone else keys
