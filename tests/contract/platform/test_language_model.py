"""A real language model drafts and parses through the gateway, end to end.

SmolLM2 135M on this machine (``make model``). It is too small to be right; it is real enough to be
slow, to stray, and to need the form that it is held to.
"""

import json
import socket
from collections.abc import Iterator
from enum import StrEnum

import pytest
from pydantic import BaseModel, ConfigDict, Field

from baton.language.generation import StreamedText, Written, WrittenBy
from baton.language.models import PRICES, Model
from baton.language.prompts import Prompt
from infra.local.model import MISSING, NAME, served, weights
from tests.unit.platform.language.world import Letter, World, ask

pytestmark = pytest.mark.skipif(weights() is None, reason=MISSING)
PATIENCE = 180.0
LETTER = Prompt(
    agent="engagement",
    purpose="first_email",
    model=NAME,
    temperature=0.2,
    most_tokens=160,
    system="You write short, friendly e-mails for a company that sells accounting software.",
    user="Write to {first_name}, who asked:\n{message}",
)


class Interest(StrEnum):
    """What somebody wants."""

    DEMO = "demo"
    PRICE = "price"
    OTHER = "other"


class Enquiry(BaseModel):
    """What a message says."""

    model_config = ConfigDict(extra="forbid")

    interest: Interest
    people: int = Field(ge=0, le=100_000)


PARSED = Prompt(
    agent="lead_triage",
    purpose="enquiry",
    model=NAME,
    temperature=0.0,
    most_tokens=60,
    system="You read messages of customers and fill in a form.",
    user="{message}",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with served(port) as found:
        yield found


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("baton.language.paid_calls.TRY_SECONDS", PATIENCE)
    return World()


def told(what: str, written: Written[BaseModel], capsys: pytest.CaptureFixture[str]) -> None:
    """The figures, for whoever reads the test's output."""
    with capsys.disabled():
        print(  # noqa: T201 - the figures belong in the output
            f"\n  {NAME} {what}: {written.written_by}, {written.calls} call(s), "
            f"{written.tokens_in} tokens in, {written.tokens_out} out: "
            f"{json.dumps(written.value.model_dump(mode='json'))[:160]}",
            end="",
        )


def test_a_model_drafts_an_e_mail_in_its_form_and_its_tokens_are_counted(
    world: World, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ask(
        prompt=LETTER,
        patience=PATIENCE,
        outside={"message": "Can I try your software with my own data?"},
    )
    written = world.gateway(address).write(asked)
    told("drafts", written, capsys)
    assert (written.written_by, written.model) == (WrittenBy.MODEL, NAME)
    assert isinstance(written.value, Letter)
    assert written.tokens_in > 50
    assert written.tokens_out > 5
    assert world.gateway(address).write(asked).cached


def test_a_model_parses_a_message_into_a_form(
    world: World, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ask(
        prompt=PARSED,
        form=Enquiry,
        template=lambda: Enquiry(interest=Interest.OTHER, people=0),
        values={},
        patience=PATIENCE,
        outside={"message": "We are 40 people and would like to see a demo."},
    )
    written = world.gateway(address).write(asked)
    told("parses", written, capsys)
    assert written.written_by is WrittenBy.MODEL
    assert isinstance(written.value, Enquiry)


def test_a_model_speaks_sentence_by_sentence(
    world: World, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    speech = ask(
        prompt=LETTER,
        form=StreamedText,
        template=lambda: StreamedText(text="Please write to us."),
        patience=PATIENCE,
        outside={"message": "What does it cost?"},
    )
    *pieces, whole = world.gateway(address).speak(speech)
    assert isinstance(whole, Written)
    told(f"speaks in {len(pieces)} piece(s)", whole, capsys)
    assert whole.written_by is WrittenBy.MODEL
    assert whole.value.text == "".join(str(piece) for piece in pieces)
    assert whole.tokens_out > 0


def test_what_it_would_cost_is_held_and_charged(world: World, address: str) -> None:
    priced = PRICES.models[NAME].model_copy(update={"input": 1.0, "output": 2.0})
    written = world.gateway(address, {NAME: priced}).write(
        ask(prompt=LETTER, patience=PATIENCE, fresh=True)
    )
    assert isinstance(priced, Model)
    day = world.platform.spending.day(world.platform.clock().date())
    assert written.cost_micros == day.committed == day.charged
    assert written.cost_micros == priced.cost(written.tokens_in, written.tokens_out) > 0
    assert not day.open_calls
