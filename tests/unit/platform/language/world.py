"""A gateway on fakes before a scripted model server."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from baton.language.budget import Rules
from baton.language.endpoint import Endpoint
from baton.language.gateway import Catalogue, Gateway
from baton.language.generation import GenerationRequest, Written
from baton.language.meter import BudgetAlert
from baton.language.models import Model
from baton.language.openai_endpoint import OpenAiEndpoint
from baton.language.paid_calls import CallDependencies
from baton.language.prompts import Prompt, enclosed
from baton.resilience.breaker import Breaker
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSecret

PROMPT = Prompt(
    agent="engagement",
    purpose="first_email",
    model="gpt-4.1-mini",
    temperature=0.7,
    most_tokens=200,
    system="You write e-mails.",
    user="Write to {first_name}.\n{message}",
)


class Letter(BaseModel):
    """What is written here."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(min_length=1, max_length=60)
    text: str


TEMPLATE = Letter(subject="Thank you", text="We will be in touch.")


def ask(
    *, check: Callable[[Letter], Sequence[str]] = lambda _: (), **changes: Any
) -> GenerationRequest[Letter]:
    """An ask for a letter."""
    asked = GenerationRequest(
        prompt=PROMPT,
        form=Letter,
        template=lambda: TEMPLATE,
        values={"first_name": "Ann"},
        outside={"message": "I have a question."},
        check=check,
    )
    return replace(asked, **changes)


@dataclass
class World:
    """A platform of fakes, and what the gateway told."""

    platform: FakePlatform = field(default_factory=FakePlatform)
    rules: Rules = field(default_factory=Rules)
    told: list[Written[Any]] = field(default_factory=list)
    key: FakeSecret = field(default_factory=lambda: FakeSecret("sk-secret"))

    def gateway(
        self,
        endpoint: Endpoint | str,
        more: Mapping[str, Model] | None = None,
        *,
        instead: str = "",
    ) -> Gateway:
        """A gateway, as one worker has it, for an endpoint or for one at an address. ``more`` are
        models that the list does not have, or has at other prices; ``instead`` is asked in the place of
        every prompt's own.
        """
        platform = self.platform
        if isinstance(endpoint, str):
            endpoint = OpenAiEndpoint(
                endpoint,
                self.key,
                platform.clock,
            )
        clock, sleep = platform.clock, platform.sleep
        means = CallDependencies(
            spending=platform.spending,
            breaker=Breaker("language model", platform.breakers, clock, sleep),
            rules=self.rules,
            clock=clock,
            new_id=platform.new_id,
            sleep=sleep,
            chance=random.Random(1).random,
            alert=BudgetAlert(platform.spending, lambda: platform.bus, self.rules, clock),
        )
        return Gateway(
            endpoint,
            means=means,
            cache=platform.cache,
            catalogue=Catalogue(instead, more),
            enclose=enclosed,
            tell=self.told.append,
        )

    @property
    def committed(self) -> int:
        """Millionths of a dollar of today's budget."""
        return self.platform.spending.day(self.platform.clock().date()).committed
