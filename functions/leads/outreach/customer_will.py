"""What a customer says of being told of offers, as facts of their addresses. Pure.

Whoever has customers tells it with ``customer.changed``, of which only this is heard here.
"""

from enum import StrEnum

from pydantic import ConfigDict, Field

from baton.core.contract import Contract, UtcDatetime
from baton.core.text import Label
from baton.effects.contact_status import Agreement, Suppression, SuppressionReason
from baton.effects.contact_status_repository import FactsByKey
from baton.effects.effect import EffectKind, Purpose
from baton.leads.customer_message import person_of_customer
from baton.leads.will import address_keys, closed_for

SOURCE = "customer"


class Said(StrEnum):
    """What they say."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Customer(Contract):
    """A customer, as far as it matters here."""

    model_config = ConfigDict(extra="ignore")

    customer_id: Label
    at: UtcDatetime
    email: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=40)
    marketing: Said = Said.UNKNOWN


def facts_of_customer(customer: Customer) -> FactsByKey:
    """A no closes marketing by every channel, under every address of theirs. A yes is one to e-mail:
    nobody says yes to text messages by that.
    """
    details = person_of_customer(customer.customer_id, email=customer.email, phone=customer.phone)
    if customer.marketing is Said.NO:
        refused = Suppression(
            purpose=Purpose.MARKETING, why=SuppressionReason.REFUSED, at=customer.at, source=SOURCE
        )
        return closed_for("", details, refused)
    if customer.marketing is Said.YES:
        agreed = Agreement(kind=EffectKind.EMAIL, at=customer.at, source=SOURCE)
        return dict.fromkeys(address_keys(EffectKind.EMAIL, details), (agreed,))
    return {}
