"""The settings decide whether a model is asked, which, and with what key; what it took is told."""

import io
import json
from typing import Any

import pytest

from baton.core.observability import bind_task
from baton.core.settings import Settings
from baton.language.gateway import Gateway
from baton.language.generation import Language, Written, WrittenBy
from baton.language.meter import tell
from baton.language.paid_calls import NoModel
from baton.language.wiring import (
    NOT_CONFIGURED,
    OPENAI,
    Parts,
    address_of,
    catalogue_of,
    language_of,
)
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.model_server import model_server, says
from tests.fakes.platform.secrets_manager import FakeSecretsManager
from tests.unit.platform.language.world import PROMPT, TEMPLATE, Letter, ask

GOOD = '{"subject": "Hello", "text": "Good day."}'


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine has."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def language(platform: FakePlatform, settings: Settings, clients: Any = None) -> Language:
    return language_of(
        Parts(
            settings=settings,
            clients=clients,
            clock=platform.clock,
            new_id=platform.new_id,
            sleep=platform.sleep,
            spending=lambda: platform.spending,
            breakers=lambda: platform.breakers,
            cache=lambda: platform.cache,
            bus=lambda: platform.bus,
        )
    )


def test_a_fresh_deployment_asks_no_model_and_says_so() -> None:
    platform = FakePlatform()
    written = language(platform, Settings()).write(ask())
    assert (written.value, written.written_by) == (TEMPLATE, WrittenBy.TEMPLATE)
    assert written.reason == NOT_CONFIGURED
    (spoken,) = language(platform, Settings()).speak(ask())
    assert isinstance(spoken, Written)
    assert platform.faults.calls == []


@pytest.mark.parametrize(
    ("settings", "variables", "address"),
    [
        ({}, {}, ""),
        ({"language_secret": "baton/openai"}, {}, OPENAI),
        ({"language_base_url": "http://own/v1", "language_secret": "s"}, {}, "http://own/v1"),
        ({}, {"OPENAI_API_KEY": "sk"}, OPENAI),
        ({}, {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "http://127.0.0.1:1/v1"),
        ({"language_base_url": "http://own/v1"}, {"OPENAI_BASE_URL": "http://x"}, "http://own/v1"),
    ],
)
def test_where_the_model_answers(
    settings: dict[str, Any],
    variables: dict[str, str],
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert address_of(Settings(**settings)) == address


def test_a_named_endpoint_is_asked_with_the_secrets_key_for_the_named_model() -> None:
    clients = FakeSecretsManager({"baton/openai": "sk-kept\n"})
    with model_server() as server:
        server.script(says(GOOD))
        settings = Settings(
            language_base_url=server.url,
            language_secret="baton/openai",
            language_model="own-1",
            language_prices={"own-1": {"input": 1, "output": 2, "structure": "json_object"}},
        )
        gateway = language(FakePlatform(), settings, clients)
        assert isinstance(gateway, Gateway)
        assert gateway.write(ask()).written_by is WrittenBy.MODEL
        assert server.keys == ["Bearer sk-kept"]
        assert server.asked[0]["model"] == "own-1"
        assert server.asked[0]["response_format"] == {"type": "json_object"}


def test_a_key_that_is_not_there_means_the_template_and_says_which() -> None:
    settings = Settings(language_base_url="http://127.0.0.1:9/v1", language_secret="baton/none")
    platform = FakePlatform()
    written = language(platform, settings, FakeSecretsManager({})).write(ask())
    assert written.written_by is WrittenBy.TEMPLATE
    assert "baton/none cannot be read (ResourceNotFoundException)" in written.reason
    assert platform.spending.day(platform.clock().date()).committed == 0


def test_a_wrong_price_is_named() -> None:
    with pytest.raises(LookupError, match="BATON_LANGUAGE_PRICES"):
        catalogue_of(Settings(language_prices={"m": {"input": -1, "output": 0}}))
    with pytest.raises(NoModel, match="own-2"):
        catalogue_of(Settings(language_model="own-2")).chosen(PROMPT)


def test_tokens_and_cost_are_metrics_by_agent_and_purpose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bind_task({}, "c-1")
    tell(
        Written(
            value=Letter(subject="For Ann", text="ann@example.com bought it"),
            written_by=WrittenBy.MODEL,
            reason="The model answered.",
            agent="engagement",
            purpose="first_email",
            prompt_version="engagement/first_email@0123456789ab",
            model="gpt-4.1",
            calls=2,
            tokens_in=500,
            tokens_out=120,
            cost_micros=1_960,
        )
    )
    bind_task(None)
    text = capsys.readouterr().out
    line = json.load(io.StringIO(text))
    assert (line["LanguageTokensIn"], line["LanguageTokensOut"], line["LanguageCalls"]) == (
        500,
        120,
        2,
    )
    assert line["LanguageCostDollars"] == 0.00196
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [["service"], ["agent", "purpose"]]
    assert (line["agent"], line["purpose"]) == ("engagement", "first_email")
    assert line["correlation_id"] == "c-1", "of the task in hand"
    assert "Ann" not in text
    assert "ann@" not in text
