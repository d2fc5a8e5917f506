"""Intents and refunds by Stripe's rules: required fields, states, amounts, cards that are declined."""

from collections.abc import Callable, Mapping
from typing import Any

from infra.local.ad_platforms.wire import Answer, Refused
from infra.local.stand_in import World

DECLINED = {
    "pm_card_visa_chargeDeclined": ("card_declined", "generic_decline"),
    "pm_card_chargeDeclined": ("card_declined", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds"),
    "pm_card_chargeDeclinedExpiredCard": ("expired_card", None),
}
"""Stripe's test cards that no bank takes (docs.stripe.com/testing)."""

GOOD = frozenset(("pm_card_visa", "pm_card_mastercard"))
ASKS = "pm_card_authenticationRequired"
BANK = "/3ds/"
"""Below it is the page of a buyer's bank."""

DISPUTED = "pm_card_createDispute"
LEAST = 50
"""The smallest amount that is taken, as for USD and EUR."""

Happened = Callable[[str, Mapping[str, Any]], None]
"""Notes that an event took place: its type, and the object."""


def create(world: World, given: Mapping[str, str], happened: Happened) -> dict[str, Any]:
    """A new intent, confirmed if it is asked for."""
    _required(given, "amount", "currency")
    amount = _units(given, "amount")
    if amount < LEAST:
        raise refused("amount_too_small", "Amount must convert to at least 50 cents.", "amount")
    intent: dict[str, Any] = {
        "id": world.new_id("pi"),
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": given.get("capture_method", "automatic"),
        "created": int(world.now()),
        "currency": given["currency"],
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": _metadata(given),
        "next_action": None,
        "status": "requires_payment_method",
    }
    intent["client_secret"] = f"{intent['id']}_secret_local"
    world.state["intents"][intent["id"]] = intent
    happened("payment_intent.created", intent)
    if given.get("confirm") == "true":
        _required(given, "payment_method")
        confirm(world, intent, given["payment_method"], happened)
    return intent


def confirm(world: World, intent: dict[str, Any], method: str, happened: Happened) -> None:
    """A card is tried. A refusal stays in the intent, and is answered with 402."""
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise _unexpected(intent, "confirmed")
    if method in DECLINED:
        code, decline = DECLINED[method]
        error = {"type": "card_error", "code": code, "message": "Your card was declined."}
        intent["last_payment_error"] = error | ({"decline_code": decline} if decline else {})
        happened("payment_intent.payment_failed", intent)
        return
    if method == ASKS:
        intent["status"] = "requires_action"
        where = {"url": f"{world.address}{BANK}{intent['id']}", "return_url": None}
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": where}
        happened("payment_intent.requires_action", intent)
        return
    if method not in GOOD and method != DISPUTED:
        raise refused("resource_missing", f"No such PaymentMethod: '{method}'", "payment_method")
    authorised(world, intent, happened, disputed=method == DISPUTED)


def authorised(
    world: World, intent: dict[str, Any], happened: Happened, *, disputed: bool = False
) -> None:
    """A bank said yes: held, or taken at once."""
    intent["next_action"] = intent["last_payment_error"] = None
    intent["latest_charge"] = {
        "id": world.new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "captured": False,
        "disputed": disputed,
        "payment_intent": intent["id"],
    }
    intent["status"], intent["amount_capturable"] = "requires_capture", intent["amount"]
    happened("payment_intent.amount_capturable_updated", intent)
    if intent["capture_method"] == "automatic":
        capture(world, intent, {}, happened)


def capture(
    world: World, intent: dict[str, Any], given: Mapping[str, str], happened: Happened
) -> dict[str, Any]:
    """Takes all or part of what is held; the rest is let go."""
    del world
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "captured")
    amount = (
        _units(given, "amount_to_capture") if "amount_to_capture" in given else intent["amount"]
    )
    if amount > intent["amount_capturable"]:
        text = "The amount to capture is greater than what is capturable."
        raise refused("amount_too_large", text, "amount_to_capture")
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
    intent["latest_charge"] |= {"captured": True, "amount_captured": amount}
    happened("payment_intent.succeeded", intent)
    if intent["latest_charge"]["disputed"]:
        dispute = {"id": "du_1", "object": "dispute", "payment_intent": intent["id"]}
        happened("charge.dispute.created", dispute)
    return intent


def cancel(
    world: World, intent: dict[str, Any], given: Mapping[str, str], happened: Happened
) -> dict[str, Any]:
    """Lets go what is held."""
    del world, given
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise _unexpected(intent, "canceled")
    intent |= {"status": "canceled", "amount_capturable": 0, "next_action": None}
    happened("payment_intent.canceled", intent)
    return intent


def refund(world: World, given: Mapping[str, str], happened: Happened) -> dict[str, Any]:
    """Gives back part of what was captured."""
    _required(given, "payment_intent")
    intent = found(world, given["payment_intent"])
    charge = intent["latest_charge"] or {}
    left = charge.get("amount_captured", 0) - charge.get("amount_refunded", 0)
    if not charge.get("captured"):
        text = f"The PaymentIntent {intent['id']} does not have a successful charge to refund."
        raise refused("charge_not_captured", text, "payment_intent")
    if charge["disputed"]:
        text = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise refused("charge_disputed", text, "payment_intent")
    amount = _units(given, "amount") if "amount" in given else left
    if not 0 < amount <= left:
        text = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise refused("charge_already_refunded" if not left else "amount_too_large", text, "amount")
    charge["amount_refunded"] += amount
    made = {
        "id": world.new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "currency": intent["currency"],
        "metadata": _metadata(given),
        "payment_intent": intent["id"],
        "status": "succeeded",
    }
    world.state["refunds"][made["id"]] = made
    happened("charge.refunded", charge)
    return made


def found(world: World, intent_id: str) -> dict[str, Any]:
    """The intent. Raises ``Refused`` with 404."""
    intent: dict[str, Any] | None = world.state["intents"].get(intent_id)
    if intent is None:
        text = f"No such payment_intent: '{intent_id}'"
        raise refused("resource_missing", text, "intent", status=404)
    return intent


def refused(code: str, text: str, param: str | None = None, *, status: int = 400) -> Refused:
    """A refusal in Stripe's form."""
    error = {"type": "invalid_request_error", "code": code, "message": text}
    return Refused(Answer(status, {"error": error | ({"param": param} if param else {})}))


def _unexpected(intent: Mapping[str, Any], done: str) -> Refused:
    text = f"This PaymentIntent could not be {done} because it has a status of {intent['status']}."
    return refused("payment_intent_unexpected_state", text)


def _metadata(given: Mapping[str, str]) -> dict[str, str]:
    pairs = ((name.partition("[")[::2], value) for name, value in given.items())
    return {inner[:-1]: value for (outer, inner), value in pairs if outer == "metadata"}


def _required(given: Mapping[str, str], *names: str) -> None:
    for name in names:
        if not given.get(name):
            raise refused("parameter_missing", f"Missing required param: {name}.", name)


def _units(given: Mapping[str, str], name: str) -> int:
    text = given[name]
    if not (text.isascii() and text.isdigit()):
        raise refused("parameter_invalid_integer", f"Invalid integer: {text}", name)
    return int(text)
