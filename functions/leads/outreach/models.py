"""What outreach takes."""

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.effects.effect import EffectId
from baton.effects.sweep import SweepTask
from baton.leads.customer_message import CustomerMessage
from baton.leads.interaction import InteractionKind
from functions.leads.outreach.customer_will import Customer


class Report(Contract):
    """What a provider tells of an effect that it carried out. ``outcome`` is what it means for the
    person, if anything; ``complained``: they called it spam; ``machine``: a program did it.
    """

    effect_id: EffectId
    receipt: str
    words: str
    outcome: InteractionKind | None = None
    complained: bool = False
    machine: bool = False
    at: UtcDatetime


class OutreachTask(SweepTask):
    """Everything that is due, at most ``most``; or one effect; or those of a lead that was just
    processed; or what a provider reports; or a message that is handed over, since ``told_at`` by what
    ``correlation_id`` names; or what
    a customer says of being told of offers.
    """

    effect_id: EffectId | None = None
    lead_id: Ulid | None = None
    report: Report | None = None
    message: CustomerMessage | None = None
    told_at: UtcDatetime | None = None
    correlation_id: str = ""
    customer: Customer | None = None
