"""The operations agent's parts, put together from the platform."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from baton.effects.effect import EffectKind
from baton.effects.ledger import EffectLedger
from baton.incidents import remedies
from baton.messaging import outbox_work
from baton.resilience.dependencies import Dependency
from baton.resilience.probing import HttpProber
from baton.runtime.effect_ledger import effect_ledger
from functions.platform.operations.diagnostics_collector import DiagnosticsCollector
from functions.platform.operations.notices import InternalSenders, NoticeSender
from functions.platform.operations.remediation import Remediation
from functions.platform.operations.remedies import RecoverySender, Tools

if TYPE_CHECKING:
    from baton.core.settings import Settings
    from baton.effects.ledger import EffectLedger
    from baton.effects.sender import Sender
    from baton.resilience.probing import Prober
    from baton.runtime.platform import Platform
    from functions.platform.operations.cloud_control import CloudControl
    from functions.platform.operations.notices import Topic


@dataclass(frozen=True, slots=True)
class Outside:
    """What operations reaches that no other function does."""

    cloud: "CloudControl"
    topic: "Topic"
    prober: "Prober"


def operations_of(platform: "Platform", outside: Outside | None = None) -> dict[str, Any]:
    """What ``Operations`` is made of; ``outside`` is AWS's unless given."""
    settings, outside = platform.settings, outside or _outside(platform)
    webhook = _webhook(platform)
    channels = [EffectKind.NOTICE, *([EffectKind.WEBHOOK] if webhook else [])]
    known = remedies.registered()
    tools = Tools(
        cloud=outside.cloud,
        outbox=platform.outbox,
        breakers=platform.breakers,
        prober=outside.prober,
        of_areas={kind: one.policy(platform) for kind, one in known.items()},
        escalated=frozenset(outbox_work.registered()),
        clock=platform.clock,
    )
    ledger = _ledger(platform, outside, tools, webhook)
    collector = DiagnosticsCollector(
        cloud=outside.cloud,
        outbox=platform.outbox,
        breakers=platform.breakers,
        agents=platform.agents,
        remedies=known,
        policies=tools.of_areas,
        escalated=tools.escalated,
        clock=platform.clock,
        prefix=f"{settings.stack_name}-",
        functions=settings.functions_by_area,
    )
    return {
        "collector": collector,
        "remediation": Remediation(ledger=ledger, clock=platform.clock, channels=channels),
        "incidents": platform.incidents,
        "remedies": known,
        "clock": platform.clock,
        "recoveries": settings.recoveries,
        "runbook": settings.runbook_url,
    }


def _ledger(
    platform: "Platform", outside: Outside, tools: Tools, webhook: "Sender | None"
) -> "EffectLedger":
    """The ledger over what operations does to Baton, and how employees are told."""
    senders = InternalSenders(
        recovery=RecoverySender(tools),
        notice=NoticeSender(outside.topic),
        webhook=webhook,
        recoveries=platform.settings.recoveries,
    )
    return effect_ledger(platform, senders)


def addresses_of(settings: "Settings") -> dict[str, str]:
    """Where dependencies answer, as far as this function is told."""
    given = {
        Dependency.LANGUAGE: settings.language_base_url,
        Dependency.EPISODES: settings.episodes_endpoint or "",
        Dependency.WEBHOOK: settings.webhook_url,
    }
    return {name.value: address for name, address in given.items() if address}


def _outside(platform: "Platform") -> Outside:
    from functions.platform.operations.aws_cloud_control import AwsCloudControl
    from functions.platform.operations.notices import SnsTopic

    settings, clients = platform.settings, platform.clients
    cloud = AwsCloudControl(clients, stack_name=settings.stack_name, queues=settings.dead_letters)
    topic = SnsTopic(clients, settings.require("topic_arn"))
    return Outside(cloud, topic, HttpProber(addresses_of(settings)))


def _webhook(platform: "Platform") -> "Sender | None":
    """The signed webhook on which people are told, if there is one."""
    settings = platform.settings
    from baton.effects.webhook import WebhookSender, is_private

    if not (is_private(settings.notice_webhook_url) and settings.notice_webhook_secret):
        return None

    return WebhookSender(
        settings.notice_webhook_url,
        platform.secrets.named(settings.notice_webhook_secret),
        platform.clock,
    )
