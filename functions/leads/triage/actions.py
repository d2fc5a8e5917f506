"""How soon somebody should act on a lead, and what to do, in words. Pure."""

from collections.abc import Set

from baton.leads.assessment import Temperature, Urgency
from functions.leads.triage.features import Features

_NOT_A_BUYER = frozenset({"refuses", "sells", "applies"})

_BY_TEMPERATURE = {
    Temperature.HOT: "Answer in person within the hour, and offer a demonstration or a call.",
    Temperature.WARM: "Send what fits the interest today, and follow up within the week.",
    Temperature.COLD: "Answer with resources; spend no personal effort yet.",
}

_BY_MESSAGE = {
    "refuses": "Read the message before anything else is sent: it sounds like a refusal.",
    "sells": "Answer nothing by machine: the message wants to sell something to us.",
    "applies": "Pass the message to those who hire: it looks for work.",
    "needs_support": "Pass the message to customer support first.",
    "complains": "Have a person answer at once: the message is a complaint.",
}

_TO_FIND_OUT = {
    "fit": "Find out who they are: role, company or occupation are not known.",
    "intent": "Ask what they need: neither message, interest nor budget is known.",
    "source": "Ask how they heard of us: the source is not known.",
}
"""By the question that a scorecard's features answer; the others answer themselves in time."""


def urgency_of(temperature: Temperature, lead: Features) -> Urgency:
    """How soon: by temperature, one step up for a hurry or a wish to buy, low for no buyer; a
    complaint at once.
    """
    message = lead.get("message")
    if message == "complains":
        return Urgency.HIGH
    if message in _NOT_A_BUYER or lead.get("consent") == "refused":
        return Urgency.LOW
    presses = bool(lead.get("hurry")) or message == "buys"
    if temperature is Temperature.HOT or (temperature is Temperature.WARM and presses):
        return Urgency.HIGH
    if temperature is Temperature.WARM or presses:
        return Urgency.MEDIUM
    return Urgency.LOW


def recommend(temperature: Temperature, lead: Features, untold: Set[str]) -> tuple[str, ...]:
    """What to do about a lead, the most important first. ``untold`` are questions without answer."""
    actions = []
    if lead.get("consent") == "refused":
        actions.append("Do not contact: the person refuses it.")
    elif lead.get("consent") == "partly_refused":
        actions.append("Use only the channels that the person agreed to.")
    message = str(lead.get("message"))
    if message in _BY_MESSAGE:
        actions.append(_BY_MESSAGE[message])
    elif lead.get("consent") != "refused":
        actions.append(_BY_TEMPERATURE[temperature])
        actions += [action for told, action in _TO_FIND_OUT.items() if told in untold]
    return tuple(actions)
