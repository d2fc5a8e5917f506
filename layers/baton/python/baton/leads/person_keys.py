"""By which keys a lead's person is known, over all of their leads (requirements A13, B7)."""

from baton.leads.lead import NewLead
from baton.privacy.subject import email_key, external_key, phone_key, record_key


def person_of(lead_id: str, details: NewLead) -> str:
    """A person's key over all of their leads: a SHA-256 of the e-mail address (else of the external
    id, else of the phone number, else of the lead's id), so that no personal data is in it.
    """
    if details.email:
        return email_key(details.email)
    if details.external_id:
        return external_key(details.external_id)
    return phone_key(details.phone) if details.phone else record_key("lead", lead_id)


def person_keys_of(lead_id: str, details: NewLead) -> tuple[str, ...]:
    """All keys of a lead's person, ``person_of``'s first: of its e-mail address and external id; of
    its phone number if it has neither.
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
    keys = (*person_keys_of(lead_id, details), number_of(details))
    return tuple(dict.fromkeys(key for key in keys if key))


def number_of(details: NewLead) -> str | None:
    """The key of a lead's phone number, if it has one."""
    return phone_key(details.phone) if details.phone else None
