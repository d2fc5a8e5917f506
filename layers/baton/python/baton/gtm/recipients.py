"""Who of a segment may be written to, and in which group. Pure.

It is asked when drafts are made, asked again when they are handed over, and judged once more by whoever
sends, at the moment of sending: what closes an address meanwhile always comes first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from baton.core.no_answer import Holds, is_no_answer
from baton.effects.contact_status import ContactStatus, way_of
from baton.effects.effect import EffectKind, Purpose
from baton.effects.marketing_law import needs_yes
from baton.effects.policy import suppressions_of
from baton.gtm.customer_contact import CustomerContact, Will
from baton.gtm.message_set import LANGUAGES, Language, NotWrittenTo
from baton.privacy.subject import email_key, external_key, phone_key

GIVEN_NAME = "given_name"

_LONGEST_NAME = 40

NOT_KNOWN = "it is not known how to reach them"
SAME_ADDRESS = "another customer of the segment has the same address"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer, with how they stand under each of their keys."""

    contact: CustomerContact
    statuses: Sequence[ContactStatus] = ()


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Those who get the same draft: of one language, of whom the same is known."""

    language: Language
    knows: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called, as ``de_given_name`` or ``de``."""
        return "_".join((self.language, *self.knows))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets which draft, and how many get none, by the reason."""

    groups: Mapping[Group, tuple[CustomerContact, ...]]
    left_out: tuple[NotWrittenTo, ...]

    @property
    def count(self) -> int:
        """How many get a message."""
        return sum(map(len, self.groups.values()))


def keys_of(contact: CustomerContact) -> tuple[str, ...]:
    """The keys under which their will is known."""
    email = (email_key(contact.email),) if contact.email else ()
    phone = (phone_key(contact.phone),) if contact.phone else ()
    return (*email, *phone, external_key(contact.customer_id))


def why_not(person: Person, kind: str = EffectKind.EMAIL) -> str | None:
    """Why a customer gets no marketing by a channel; ``None`` if they may."""
    contact = person.contact
    if not (contact.email if kind == EffectKind.EMAIL else contact.phone):
        return f"they have no address for {way_of(kind)}"
    if contact.marketing is Will.NO or suppressions_of(person.statuses, kind, Purpose.MARKETING):
        return "they refused, unsubscribed or cannot be reached"
    if contact.marketing is Will.YES or _agreed(person, kind):
        return None
    countries = (contact.country,) if contact.country else ()
    if kind == EffectKind.SMS or needs_yes(kind, countries):
        return "they have not agreed, and the law of their country asks for it"
    return None


def group_of(
    contact: CustomerContact, languages: Collection[Language], otherwise: Language
) -> Group:
    """The group of a customer: in their language if there are words in it."""
    language = next((one for one in LANGUAGES if one == contact.language), otherwise)
    knows = (GIVEN_NAME,) if given_name(contact) else ()
    return Group(language if language in languages else otherwise, knows)


def given_name(contact: CustomerContact) -> str | None:
    """The given name, if what stands there can be one: of letters, and no ``N/A``."""
    name = " ".join((contact.given_name or "").split())
    if not 1 < len(name) <= _LONGEST_NAME or is_no_answer(name, Holds.NAME):
        return None
    return name if all(one.isalpha() or one in " -'\u2019." for one in name) else None


def sorted_out(
    persons: Iterable[Person | None], languages: Collection[Language], otherwise: Language
) -> Recipients:
    """Everybody of a segment in a group or left out; ``None`` is a customer of whom nothing is known."""
    groups: dict[Group, list[CustomerContact]] = {}
    left_out: Counter[str] = Counter()
    addresses: set[str] = set()
    for person in persons:
        reason = NOT_KNOWN if person is None else why_not(person)
        if person is None or reason is not None:
            left_out[reason or NOT_KNOWN] += 1
            continue
        address = email_key(person.contact.email or "")
        if address in addresses:
            left_out[SAME_ADDRESS] += 1
            continue
        addresses.add(address)
        group = group_of(person.contact, languages, otherwise)
        groups.setdefault(group, []).append(person.contact)
    return Recipients(
        groups={group: tuple(groups[group]) for group in sorted(groups)},
        left_out=tuple(
            NotWrittenTo(why=why, customers=number) for why, number in left_out.most_common()
        ),
    )


def _agreed(person: Person, kind: str) -> bool:
    return any(one.kind == kind for status in person.statuses for one in status.agreements)
