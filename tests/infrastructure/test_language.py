"""A function that asks a language model has what that takes, if there is a model, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from baton.core.message import Message
from baton.core.settings import Settings
from baton.language.events import LANGUAGE_BUDGET_ALERT
from baton.messaging.bus import EventBridgeBus
from infra.configuration import Configuration, Language
from tests.contract.aws import ACCOUNT, REGION, local_aws
from tests.infrastructure.synthesis import ROOT, Template, run_with_node

GIVEN: dict[str, Any] = {
    "secret": "baton/openai",
    "model": "own-1",
    "prices": {"own-1": {"input": 0.1, "output": 0.2, "structure": "prompt"}},
    "limit_usd": 12.5,
    "alert_usd": 10,
}
CASES: list[dict[str, Any]] = [{}, GIVEN, {"base_url": "http://127.0.0.1:8080/v1"}]

_WRITER = """
import json, sys
from aws_cdk import App, Stack
from aws_cdk import aws_events as events
from infra.constructs.models import model_settings, model_statements
from infra.constructs.tables import Tables
from infra.configuration import Configuration
from infra.function_specs import FunctionSpec
spec = FunctionSpec(
    area="leads", folder="writer", name="writer", memory_mb=512, timeout_s=60, layers=["language"]
)
found = []
for number, language in enumerate(json.loads(sys.argv[1])):
    configuration, stack = Configuration(language=language), Stack(App(), f"Test{number}")
    tables, bus = Tables(stack, configuration), events.EventBus(stack, "Bus")
    statements = model_statements(stack, configuration, spec, tables, bus)
    allowed = [statement.to_statement_json() for statement in statements]
    settings = model_settings(configuration, spec, tables, bus)
    found.append([stack.resolve(settings), stack.resolve(allowed)])
print("told", json.dumps(found))
"""

Told = tuple[dict[str, Any], list[dict[str, Any]]]
"""What a function is told, and the statements of its role."""


@pytest.fixture(scope="module")
def told() -> list[Told]:
    """For each of ``CASES``."""
    words = run_with_node(_WRITER, json.dumps(CASES)).partition("told ")[2]
    return [(settings, statements) for settings, statements in json.loads(words)]


def test_without_a_model_a_function_is_told_of_none_and_may_do_nothing(told: list[Told]) -> None:
    assert told[0] == ({}, [])


def test_with_a_model_a_function_reads_its_key_and_keeps_the_budget(told: list[Told]) -> None:
    settings, statements = told[1]
    known = Settings.from_environment(
        {f"BATON_{name.upper()}": value for name, value in settings.items() if "Ref" not in value}
    )
    assert (known.language_secret, known.language_model) == ("baton/openai", "own-1")
    assert (known.language_limit_usd, known.language_alert_usd) == (12.5, 10)
    assert known.language_prices == GIVEN["prices"]
    assert {"cache_table", "spending_table"} <= set(settings)
    actions = {
        action
        for one in statements
        for action in (one["Action"] if isinstance(one["Action"], list) else [one["Action"]])
    }
    assert {"secretsmanager:GetSecretValue", "events:PutEvents"} <= actions
    assert not any("Delete" in action or "*" in action for action in actions)
    (secret,) = (one for one in statements if one["Action"] == "secretsmanager:GetSecretValue")
    assert json.dumps(secret["Resource"]).count("secret:baton/openai-??????") == 1


def test_an_endpoint_without_a_key_reads_no_secret(told: list[Told]) -> None:
    settings, statements = told[2]
    assert settings["language_base_url"] == CASES[2]["base_url"]
    assert "secretsmanager" not in json.dumps(statements)


def test_the_alert_is_not_above_the_limit() -> None:
    with pytest.raises(ValidationError, match="alert_usd must not be above"):
        Configuration(language={"limit_usd": 50})


def test_the_limits_are_those_of_the_requirements() -> None:
    """Requirement E11: $100 a day, alert at $80; in the code and in the configuration."""
    for given in (Language(), Settings()):
        found = given.model_dump()
        limits = [
            value for name, value in found.items() if name.endswith(("limit_usd", "alert_usd"))
        ]
        assert limits == [100, 80]


@pytest.fixture(scope="module")
def alert(application: Template) -> dict[str, Any]:
    """The target of the rule that tells people of the budget."""
    (rule,) = (
        rule
        for rule in application.properties("Events::Rule").values()
        if rule.get("EventPattern", {}).get("detail-type") == ["language.budget_alert"]
    )
    (target,) = rule["Targets"]
    return dict(target)


def test_people_are_told_when_the_budget_is_nearly_spent(
    application: Template, alert: dict[str, Any]
) -> None:
    assert alert["Arn"]["Ref"] in application.of_type("SNS::Topic")
    assert "DeadLetterConfig" in alert


def test_people_read_what_was_spent_and_what_to_do(
    alert: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule's own words, on a local AWS."""
    for name, value in (("ACCESS_KEY_ID", ACCOUNT), ("SECRET_ACCESS_KEY", ACCOUNT)):
        monkeypatch.setenv(f"AWS_{name}", value)
    sample = json.loads(
        (ROOT / "events" / "platform" / "language_budget_alert.json").read_text("utf-8")
    )
    message = Message.model_validate(sample["detail"])
    with local_aws(tmp_path) as aws:
        queue, rules = aws.queue("people"), aws.clients.get("events")
        rules.put_rule(Name="tell", EventPattern=json.dumps({"source": ["baton"]}))
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:people"
        words = {"InputTransformer": alert["InputTransformer"]}
        rules.put_targets(Rule="tell", Targets=[{"Id": "people", "Arn": arn, **words}])
        bus = EventBridgeBus(aws.clients, "default")
        assert bus.publish([(LANGUAGE_BUDGET_ALERT.name, message)]) == ()
        heard = [text for _ in range(5) for text in queue.heard()][:1]
    (said,) = heard
    assert said == (
        "Language models have cost $80.0125 of today's $100.0 (2026-03-08, UTC). At the limit no model "
        "is called and templates write. What to do: docs/runbook.md, 'Language models'."
    )
