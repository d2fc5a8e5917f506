"""How the gateway is put together from the settings; called by ``baton.runtime.platform``."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from baton.aws.clients import Clients
from baton.aws.secrets import Secrets
from baton.core.clock import Clock, NewId, Sleep
from baton.core.settings import Settings
from baton.language.budget import Rules
from baton.language.gateway import Catalogue, Gateway, TemplatesOnly
from baton.language.generation import Language
from baton.language.meter import BudgetAlert, tell
from baton.language.models import Model
from baton.language.openai_endpoint import OpenAiEndpoint
from baton.language.paid_calls import CallDependencies
from baton.language.prompts import Enclose, enclosed
from baton.language.spending import SpendingRepository
from baton.memory.cache import Cache
from baton.messaging.bus import Bus
from baton.resilience.breaker import Breaker, BreakerRepository

DEPENDENCY = "language model"
"""As the circuit breaker names it."""

OPENAI = "https://api.openai.com/v1"
KEY, ADDRESS = "OPENAI_API_KEY", "OPENAI_BASE_URL"
"""The environment variables of OpenAI's own client, for one machine."""

NOT_CONFIGURED = (
    "No language model is configured: set language.secret in cdk.json to the name of the secret with "
    "its key, or language.base_url to an endpoint that needs none."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the gateway stands on. The stores are asked for only if a model is configured."""

    settings: Settings
    clients: Clients
    clock: Clock
    new_id: NewId
    sleep: Sleep
    spending: Callable[[], SpendingRepository]
    breakers: Callable[[], BreakerRepository]
    cache: Callable[[], Cache]
    bus: Callable[[], Bus]
    enclose: Enclose = enclosed


def language_of(parts: Parts) -> Language:
    """The language model, or templates alone if none is configured."""
    settings, clock = parts.settings, parts.clock
    if not (base_url := address_of(settings)):
        return TemplatesOnly(NOT_CONFIGURED, clock, tell)
    rules = Rules.of_dollars(settings.language_limit_usd, settings.language_alert_usd)
    spending = parts.spending()
    means = CallDependencies(
        spending=spending,
        breaker=Breaker(DEPENDENCY, parts.breakers(), clock, parts.sleep),
        rules=rules,
        clock=clock,
        new_id=parts.new_id,
        sleep=parts.sleep,
        chance=random.random,
        alert=BudgetAlert(spending, parts.bus, rules, clock),
    )
    key = Secrets(parts.clients).named(settings.language_secret, variable=KEY)
    return Gateway(
        OpenAiEndpoint(base_url, key, clock),
        means=means,
        cache=parts.cache(),
        catalogue=catalogue_of(settings),
        enclose=parts.enclose,
        tell=tell,
    )


def address_of(settings: Settings) -> str:
    """Where the model answers: as configured, or OpenAI's own if there is a key; else nowhere."""
    if given := settings.language_base_url or os.environ.get(ADDRESS, ""):
        return given
    return OPENAI if settings.language_secret or os.environ.get(KEY) else ""


def catalogue_of(settings: Settings) -> Catalogue:
    """The models of the settings. Raises ``LookupError`` naming a wrong price."""
    try:
        more = {name: Model.model_validate(line) for name, line in settings.language_prices.items()}
    except ValidationError as error:
        raise LookupError(f"BATON_LANGUAGE_PRICES: {error.errors()[0]['msg']}") from error
    return Catalogue(settings.language_model, more)
