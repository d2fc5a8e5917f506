"""Which kinds of effects a deployment carries out, and what to set for those that it does not."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from baton.aws.clients import Clients
from baton.campaigns.ads.sender import AdSender
from baton.campaigns.effect_kinds import AD_KINDS
from baton.commerce.effect_kinds import LABEL_KINDS, PAYMENT_KINDS
from baton.commerce.payments.sender import PaymentSender
from baton.commerce.shipping.sender import LabelSender
from baton.core.settings import Settings
from baton.effects.call_queue import SqsCallSender
from baton.effects.effect import EffectKind
from baton.effects.kind import SenderParts
from baton.effects.registered_kinds import ContactKind, registered_kinds
from baton.effects.sender_registry import ConfiguredSenders
from baton.effects.ses import SesSender
from baton.effects.sns import SnsSender
from baton.effects.webhook import WebhookSender
from tests.fakes.platform.clock import SteerableClock

WHOLE = Settings(
    sending=True,
    sender="hello@baton.example",
    links="https://api.baton.example",
    text_messages=True,
    call_queue_url="https://sqs.example/calls.fifo",
    webhook_url="https://crm.example/baton",
    webhook_secret="baton/crm",
)
SENDERS = {
    EffectKind.EMAIL: SesSender,
    EffectKind.SMS: SnsSender,
    EffectKind.CALL_TASK: SqsCallSender,
    EffectKind.PUSH: WebhookSender,
    EffectKind.WEBHOOK: WebhookSender,
    "crm_task": WebhookSender,
    "change": WebhookSender,
    **dict.fromkeys(AD_KINDS, AdSender),
    **dict.fromkeys(PAYMENT_KINDS, PaymentSender),
    **dict.fromkeys(LABEL_KINDS, LabelSender),
}


def senders(**changed: Any) -> ConfiguredSenders:
    settings = WHOLE.model_copy(update=changed)
    parts = SenderParts(settings, Clients(), SteerableClock())
    return ConfiguredSenders(parts, registered_kinds().values())


def test_every_registered_kind_has_its_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_META_ADS_SECRET", "baton/meta")
    monkeypatch.setenv("BATON_PAYMENT_SECRET", "baton/payments")
    monkeypatch.setenv("BATON_CARRIER_SECRET", "baton/carriers")
    assert registered_kinds().keys() == SENDERS.keys()
    for kind, sender in SENDERS.items():
        assert senders().off(kind) is None
        assert isinstance(senders().to(kind), sender)


@pytest.mark.parametrize(
    ("kind", "changed", "reason"),
    [
        ("email", {"sending": False}, "behaviour.sending"),
        ("email", {"sender": ""}, "behaviour.sender"),
        ("email", {"links": ""}, "behaviour.report_links"),
        ("sms", {"text_messages": False}, "behaviour.text_messages"),
        ("call_task", {"call_queue_url": None}, "no queue of calls"),
        ("change", {"sending": False}, "behaviour.sending"),
        ("change", {"webhook_url": ""}, "set behaviour.webhook_url"),
        ("crm_task", {"webhook_url": "http://crm.example"}, "https://"),
        ("push", {"webhook_secret": ""}, "behaviour.webhook_secret"),
        ("telegram", {}, "telegram has no sender"),
    ],
)
def test_what_is_missing_is_named(kind: str, changed: dict[str, Any], reason: str) -> None:
    found = senders(**changed)
    assert reason in (found.off(kind) or "")
    assert found.to(kind) is None


def test_an_area_that_is_off_adds_no_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_AREAS", "leads")
    registered_kinds.cache_clear()
    try:
        assert "change" not in registered_kinds()
        assert "crm_task" in registered_kinds()
    finally:
        registered_kinds.cache_clear()


def test_a_person_can_be_suppressed_on_a_kind_that_reaches_people_and_no_other() -> None:
    contact: TypeAdapter[str] = TypeAdapter(ContactKind)
    assert contact.validate_python("crm_task") == "crm_task"
    for other in ("change", "webhook", "fax"):
        with pytest.raises(ValidationError):
            contact.validate_python(other)
