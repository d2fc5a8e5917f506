"""Drafting with the real gateway before a model that tries to get something through."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from baton.language.endpoint import Call, Completion
from tests.unit.leads.drafting.test_drafting import GOOD, World
from tests.unit.platform.language import world as gateways

STOLEN = {**GOOD, "body": GOOD["body"] + " Pay at https://evil.example.net/pay, by 5 o'clock."}
CALLS_A_TOOL = {**GOOD, "tool": "send_email", "recipient": "otto@other.example", "amount": 100_000}


@dataclass
class Model:
    """An endpoint that says this, one after the other and the last for ever."""

    says: list[dict[str, Any]]
    asked: list[Call] = field(default_factory=list)

    def complete(self, call: Call) -> Completion:
        self.asked.append(call)
        said = self.says.pop(0) if self.says[1:] else self.says[0]
        return Completion(json.dumps(said), "scripted-1", tokens_in=100, tokens_out=50)

    def stream(self, call: Call) -> Iterator[str | Completion]:
        raise AssertionError("nobody waits for a draft")

    def renew(self) -> None:
        """There is no key."""


def drafted(model: Model) -> World:
    world = World()
    gateway = gateways.World(platform=world.platform).gateway(model)
    world.platform.language = gateway  # type: ignore[assignment]
    world.draft()
    return world


def test_a_model_is_told_what_was_wrong_and_may_correct_it_once() -> None:
    model = Model([STOLEN, GOOD])
    world = drafted(model)

    assert [one.written_by for one in world.contents()][1] == "scripted-1"
    correction = model.asked[1].messages[-1][1]
    assert "links to a page that the brand rules do not allow" in correction
    assert "evil" not in correction


def test_a_model_that_insists_on_a_tool_a_recipient_or_a_link_writes_nothing() -> None:
    for hostile in (STOLEN, CALLS_A_TOOL):
        world = drafted(Model([hostile]))

        assert world.contents() == [step.content for step in world.before]
        assert world.lead.version == 2


def test_no_tool_is_offered_to_a_model_and_nothing_personal_leaves() -> None:
    model = Model([GOOD])
    drafted(model)

    assert all(
        not {"tools", "functions", "tool_choice"} & set(call.parameters) for call in model.asked
    )
    said = "\n".join(text for call in model.asked for _, text in call.messages)
    assert not [word for word in ("Anna", "Berg", "example.com") if word in said]
