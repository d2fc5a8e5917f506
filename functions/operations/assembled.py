"""The operations agent's parts, put together from the platform."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from baton.contracts.effect import EffectKind
from baton.effects.ledger import EffectLedger
from baton.effects.rules import SendRules
from baton.resilience.dependencies import Dependency
from baton.resilience.probing import HttpProber
from functions.operations.acts import Acts
from functions.operations.looking import Looker
from functions.operations.notices import HouseWays, NoticeCarrier
from functions.operations.remedies import RecoveryCarrier, Tools

if TYPE_CHECKING:
    from baton.effects.carrier import Carrier
    from baton.platform import Platform
    from baton.resilience.probing import Prober
    from baton.runtime.settings import Settings
    from functions.operations.machinery import Machinery
    from functions.operations.notices import Topic


@dataclass(frozen=True, slots=True)
class Outside:
    """What operations reaches that no other function does."""

    machinery: "Machinery"
    topic: "Topic"
    prober: "Prober"


def operations_of(platform: "Platform", outside: Outside | None = None) -> dict[str, Any]:
    """What ``Operations`` is made of; ``outside`` is AWS's unless given."""
    settings, outside = platform.settings, outside or _outside(platform)
    webhook = _webhook(platform)
    channels = [EffectKind.NOTICE, *([EffectKind.WEBHOOK] if webhook else [])]
    ledger = _ledger(platform, outside, webhook)
    looker = Looker(
        machinery=outside.machinery,
        outbox=platform.outbox,
        breakers=platform.breakers,
        agents=platform.agents,
        campaigns=platform.campaigns,
        clock=platform.clock,
        prefix=f"{settings.stack_name}-",
    )
    return {
        "looker": looker,
        "acts": Acts(outgoing=ledger, clock=platform.clock, channels=channels),
        "incidents": platform.incidents,
        "clock": platform.clock,
        "recoveries": settings.recoveries,
        "runbook": settings.runbook_url,
    }


def _ledger(platform: "Platform", outside: Outside, webhook: "Carrier | None") -> EffectLedger:
    """The ledger over what operations does to the house, and the ways to its people."""
    tools = Tools(
        machinery=outside.machinery,
        outbox=platform.outbox,
        breakers=platform.breakers,
        prober=outside.prober,
        campaigns=platform.campaigns,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    return EffectLedger(
        effects=platform.effects,
        standings=platform.standings,
        leads=platform.leads,
        transactions=platform.transactions,
        ways=HouseWays(
            recovery=RecoveryCarrier(tools),
            notice=NoticeCarrier(outside.topic),
            webhook=webhook,
            recoveries=platform.settings.recoveries,
        ),
        rules=SendRules(),
        clock=platform.clock,
        worker=platform.worker,
    )


def addresses_of(settings: "Settings") -> dict[str, str]:
    """Where dependencies answer, as far as this function is told."""
    given = {
        Dependency.LANGUAGE: settings.language_base_url,
        Dependency.EPISODES: settings.episodes_endpoint or "",
        Dependency.WEBHOOK: settings.webhook_url,
    }
    return {name.value: address for name, address in given.items() if address}


def _outside(platform: "Platform") -> Outside:
    from functions.operations.aws_machinery import AwsMachinery
    from functions.operations.notices import SnsTopic

    settings, clients = platform.settings, platform.clients
    machinery = AwsMachinery(clients, stack_name=settings.stack_name, queues=settings.dead_letters)
    topic = SnsTopic(clients, settings.require("topic_arn"))
    return Outside(machinery, topic, HttpProber(addresses_of(settings)))


def _webhook(platform: "Platform") -> "Carrier | None":
    """The signed webhook on which people are told, if there is one."""
    settings = platform.settings
    from baton.effects.webhook import WebhookCarrier, is_private

    if not (is_private(settings.notice_webhook_url) and settings.notice_webhook_secret):
        return None

    return WebhookCarrier(
        settings.notice_webhook_url,
        lambda: platform.secrets.text(settings.notice_webhook_secret),
        platform.clock,
    )
