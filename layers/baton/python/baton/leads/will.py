"""A person's will about being contacted: what it is by, and whether an effect respects it. Pure.

Consent, refusals, bounces and complaints are facts of the address (``baton.effects.contact_status``), so
that they count for every lead that has it. A refusal goes before an agreement, whichever came first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from baton.core.phone_places import countries_of
from baton.effects.contact_status import (
    Agreement,
    ContactFact,
    ContactStatus,
    Suppression,
    SuppressionReason,
    way_of,
)
from baton.effects.contact_status_repository import FactsByKey
from baton.effects.effect import EffectKind, Purpose
from baton.effects.marketing_law import WANTED, needs_yes
from baton.effects.policy import suppressions_of
from baton.leads.address_sources import was_bought
from baton.leads.effect_kinds import CRM_TASK
from baton.leads.engagement import Channel
from baton.leads.found import FOUND, ROLE
from baton.leads.lead import Lead, NewLead
from baton.leads.person_keys import person_keys_of
from baton.leads.reading.kinds import refuses
from baton.leads.reading.noted import noted_of
from baton.leads.record_numbers import numbers_in
from baton.leads.send_rules import SendRules
from baton.leads.will_vocabulary import EMAIL, EVERY, PHONE, SMS
from baton.leads.will_words import told_by
from baton.privacy.subject import email_key, external_key, keys_in, phone_key

KINDS: dict[Channel, str] = {
    Channel.EMAIL: EffectKind.EMAIL,
    Channel.SMS: EffectKind.SMS,
    Channel.CALL: EffectKind.CALL_TASK,
    Channel.CRM_TASK: CRM_TASK,
}
"""The kind of effects by which a channel reaches the person."""

KIND_OF: dict[str, str] = {
    EMAIL: EffectKind.EMAIL,
    PHONE: EffectKind.CALL_TASK,
    SMS: EffectKind.SMS,
}
"""The kinds of effects that a lead's consent is about, by the names it has there."""

NOTES = ":notes-column"
"""What the source of a refusal ends with that only notes on the person say."""

BY_NUMBER = (EffectKind.CALL_TASK, EffectKind.SMS)
"""What reaches a phone number. Colleagues may share it, so nothing else is closed under it."""


def facts_of(lead: Lead) -> FactsByKey:
    """What a lead says of its person's will, by the keys it is about. A seller of addresses can pass
    on a refusal, but no consent to us.
    """
    details = lead.details
    said, noted = _said(details), _noted(lead)
    at, source = details.occurred_at or lead.received_at, f"lead:{lead.lead_id}"
    facts: dict[str, list[ContactFact]] = {}
    for kind, agreed in said.items():
        if agreed is False:
            by = f"{source}{NOTES}" if kind in noted else source
            refused = Suppression(kind=kind, why=SuppressionReason.REFUSED, at=at, source=by)
            _add(facts, closed_for(lead.lead_id, details, refused))
        elif agreed and not was_bought(details.source):
            agreement = Agreement(kind=kind, at=at, source=source)
            _add(facts, dict.fromkeys(address_keys(kind, details), (agreement,)))
    if said[EffectKind.EMAIL] is False and said[EffectKind.CALL_TASK] is False:
        own_system = Suppression(kind=CRM_TASK, why=SuppressionReason.REFUSED, at=at, source=source)
        _add(facts, closed_for(lead.lead_id, details, own_system))
    return facts


def _noted(lead: Lead) -> frozenset[str]:
    """The kinds that only somebody's notes on the person refuse, in the file they came in or their
    attributes.
    """
    attributes = told_by(lead.details.attributes)
    told = {*attributes.noted, *attributes.unclear}
    told |= {
        name for name in KIND_OF if any(one.field == f"consent.{name}" for one in lead.ignored)
    }
    return frozenset(KIND_OF[name] for name in told)


def _said(details: NewLead) -> dict[str, bool | None]:
    """Consent by kind: as it was given, but for what an attribute or the message refuses."""
    refused = set(told_by(details.attributes).refused)
    if noted_of(details.message).no_calls:
        refused.add(PHONE)
    if refuses(details.message):
        refused.update(EVERY)
    return {
        KIND_OF[name]: False if name in refused else getattr(details.consent, name)
        for name in EVERY
    }


def refusals_in(cells: Mapping[str, object], at: datetime, source: str) -> FactsByKey:
    """What a record that becomes no lead says is closed, for the addresses and numbers in it."""
    refused = sorted(told_by(cells).refused)
    suppressions = tuple(
        Suppression(kind=KIND_OF[name], why=SuppressionReason.REFUSED, at=at, source=source)
        for name in refused
    )
    keys = [key for cell in cells.values() for key in keys_in(str(cell))]
    facts: dict[str, tuple[ContactFact, ...]] = dict.fromkeys(keys, suppressions)
    by_number = tuple(one for one in suppressions if one.kind in BY_NUMBER)
    facts |= dict.fromkeys(map(phone_key, numbers_in(cells)), by_number)
    return {key: some for key, some in facts.items() if some}


def refusals(facts: FactsByKey) -> FactsByKey:
    """Only what closes."""
    closing = {
        key: tuple(one for one in some if isinstance(one, Suppression))
        for key, some in facts.items()
    }
    return {key: some for key, some in closing.items() if some}


def closed_for(lead_id: str, details: NewLead, suppression: Suppression) -> FactsByKey:
    """What a suppression by a lead's person closes under each of their keys: all of it under those of
    the person, and under that of the phone number what reaches the number.
    """
    facts: dict[str, tuple[ContactFact, ...]] = dict.fromkeys(
        person_keys_of(lead_id, details), (suppression,)
    )
    kinds = BY_NUMBER if suppression.kind is None else (suppression.kind,)
    by_number = tuple(
        suppression.model_copy(update={"kind": str(kind)}) for kind in kinds if kind in BY_NUMBER
    )
    if details.phone and by_number:
        facts[phone_key(details.phone)] = by_number
    return facts


def address_keys(kind: str, details: NewLead) -> tuple[str, ...]:
    """The key of the address by which a kind of effects reaches a lead's person, if it has one."""
    if kind == EffectKind.EMAIL:
        return (email_key(details.email),) if details.email else ()
    if kind in BY_NUMBER:
        return (phone_key(details.phone),) if details.phone else ()
    return (external_key(details.external_id),) if details.external_id else ()


def wrote_to_us(details: NewLead) -> bool:
    """Whether the person asked us something, which may be answered. A row of a list that was bought
    holds what its seller wrote.
    """
    asked = bool(details.message or details.interest)
    return asked and not was_bought(details.source) and not was_found(details)


def was_found(details: NewLead) -> bool:
    """Whether a campaign found the person, who gave us nothing themselves."""
    return (details.source or "").casefold() == FOUND


def objections(
    kind: str,
    purpose: Purpose,
    details: NewLead,
    statuses: Sequence[ContactStatus],
    rules: SendRules,
) -> tuple[str, ...]:
    """Why a lead's person is not to be reached by a kind of effects for a purpose; empty if they may
    be. ``statuses`` are those under ``contact_keys_of`` the lead.
    """
    if suppressions := suppressions_of(statuses, kind, purpose):
        return tuple(map(str, suppressions))
    missing = missing_consent(kind, purpose, details, statuses, rules)
    return (missing,) if missing else ()


@dataclass(frozen=True, slots=True)
class Will:
    """A lead's person's will, as it is known when a plan is made."""

    details: NewLead
    statuses: Sequence[ContactStatus] = ()
    rules: SendRules = field(default_factory=SendRules)

    def why_not(self, channel: Channel, purpose: Purpose) -> str | None:
        """Why the person is not to be reached by a channel for a purpose, if so."""
        told = objections(KINDS[channel], purpose, self.details, self.statuses, self.rules)
        return "; ".join(told) or None


def missing_consent(
    kind: str,
    purpose: Purpose,
    details: NewLead,
    statuses: Sequence[ContactStatus],
    rules: SendRules,
) -> str | None:
    """Which agreement is missing, if one is and no refusal says more: of a text message always, of
    marketing where the person's address was bought, or the law of their country or the company wants it.
    """
    if suppressions_of(statuses, kind, purpose) or _agreed(kind, statuses):
        return None
    if kind == EffectKind.SMS:
        return "the person has not agreed to text messages"
    if was_found(details):
        return _missing_for_found(kind, details, rules)
    return _missing_for_marketing(kind, details, rules) if purpose is Purpose.MARKETING else None


def _missing_for_marketing(kind: str, details: NewLead, rules: SendRules) -> str | None:
    if was_bought(details.source):
        return f"the address is from a list ({details.source}), and its person has not agreed to it"
    refusal = f"the person has not agreed to marketing by {way_of(kind)}"
    if rules.marketing_needs_yes and kind in WANTED:
        return refusal
    countries = countries_of_person(details) or _assumed(rules)
    if not needs_yes(kind, countries):
        return None
    where = "/".join(countries[:3]) if countries else "their country, which is not known,"
    return f"{refusal}, and the law of {where} asks for it"


def _missing_for_found(kind: str, details: NewLead, rules: SendRules) -> str | None:
    """Why somebody who was found may not be reached: they are written to only, and only where the law
    or the company's own reading of it allows it. A country that is not known allows nothing.
    """
    if kind != EffectKind.EMAIL:
        return f"the person was found, and is not reached by {way_of(kind)} before they agree"
    role = details.attributes.get(ROLE) is True
    allowed, whose = (
        (rules.found_roles, "an address of a company")
        if role
        else (rules.found_people, "a person's address")
    )
    countries = countries_of_person(details)
    if rules.marketing_needs_yes:
        return "the person was found, and the company writes to nobody without their yes"
    if countries and ("*" in allowed or set(countries) <= set(allowed)):
        return None
    where = "/".join(countries[:3]) if countries else "a country that is not known"
    return f"{whose} that was found may not be written to unasked in {where}"


def countries_of_person(details: NewLead) -> tuple[str, ...]:
    """The countries (ISO 3166 alpha-2) in which a lead's person may be: the one that the lead names,
    else those of the phone number; empty if neither is known.
    """
    if details.country:
        return (details.country,)
    return countries_of(details.phone) if details.phone else ()


def _assumed(rules: SendRules) -> tuple[str, ...]:
    return (rules.assumed_country,) if rules.assumed_country else ()


def _agreed(kind: str, statuses: Iterable[ContactStatus]) -> bool:
    """Whether the person agreed to a kind; to the company's own system with any of the others."""
    kinds = {one.kind for status in statuses for one in status.agreements}
    return bool(kinds) if kind == CRM_TASK else kind in kinds


def _add(facts: dict[str, list[ContactFact]], more: FactsByKey) -> None:
    for key, some in more.items():
        facts.setdefault(key, []).extend(some)
