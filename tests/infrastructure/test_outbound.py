"""What sends may do what its configured ways take, and nothing else; it is called, and told of mail."""

import json
from typing import Any

import pytest

from tests.infrastructure.synthesis import Template, mentions, run_with_node

SENDING = {
    "sending": True,
    "sender": "hello@baton.example",
    "text_messages": True,
    "webhook_secret": "baton/crm",
    "report_sender": "reports@house.example",
}

_WRITER = """
import json, sys
from aws_cdk import App, Stack
from infra.constructs.outbound import Outbound
from infra.configuration import Configuration
from infra.function_specs import FunctionSpec
size = {"area": "leads", "folder": "one", "memory_mb": 512, "timeout_s": 60}
specs = [
    FunctionSpec(name="outreach", **size, sends=True),
    FunctionSpec(name="api", **size, reads_links=True),
    FunctionSpec(name="other", **size),
    FunctionSpec(name="reporting", **size, sends_mail=True),
]
found = []
for number, behaviour in enumerate(json.loads(sys.argv[1])):
    stack = Stack(App(), f"Test{number}")
    outbound = Outbound(stack, Configuration(behaviour=behaviour, stack_name=f"Test{number}"))
    found.append([
        [
            [one.to_statement_json() for one in outbound.statements_of(spec)],
            sorted(outbound.settings_of(spec)),
        ]
        for spec in specs
    ])
    found[-1] = stack.resolve(found[-1])
print("told", json.dumps(found))
"""


@pytest.fixture(scope="module")
def told() -> list[Any]:
    """Statements and settings of outreach, the API and another; unconfigured, and with every way."""
    words = run_with_node(_WRITER, json.dumps([{}, SENDING])).partition("told ")[2]
    return list(json.loads(words))


def actions(statements: list[dict[str, Any]]) -> set[str]:
    listed = [one["Action"] for one in statements]
    return {name for one in listed for name in ([one] if isinstance(one, str) else one)}


def test_without_a_way_nothing_is_allowed_that_reaches_a_person(told: list[Any]) -> None:
    (outreach, settings), _, _, _ = told[0]
    assert actions(outreach) == {
        "secretsmanager:GetSecretValue",
        "sqs:SendMessage",
    }
    assert set(settings) == {"call_queue_url", "configuration_set", "link_secret"}


def test_with_every_way_only_its_own_names_are_allowed(told: list[Any]) -> None:
    (outreach, _), _, _, _ = told[1]
    by_action = {name: one for one in outreach for name in actions([one])}
    assert "identity/hello@baton.example" in json.dumps(by_action["ses:SendEmail"]["Resource"])
    assert "configuration-set/Test1" in json.dumps(by_action["ses:SendEmail"]["Resource"])
    assert "NotResource" in by_action["sns:Publish"]
    assert "secret:baton/crm-" in json.dumps(outreach)


def test_the_api_reads_what_signs_links_and_others_nothing(told: list[Any]) -> None:
    for _, (api, settings), other, _ in told:
        assert actions(api) == {"secretsmanager:GetSecretValue"}
        assert settings == ["link_secret"]
        assert other == [[], []]


def test_the_report_goes_out_from_its_own_sender_and_the_service_tells_of_it(
    told: list[Any],
) -> None:
    nothing, (mailing,) = told[0][3][0], told[1][3][0]
    assert nothing == []
    assert actions([mailing]) == {"ses:SendEmail", "ses:SendRawEmail"}
    named = json.dumps(mailing["Resource"])
    assert "identity/reports@house.example" in named
    assert "identity/house.example" in named
    assert "configuration-set/Test1" in named
    assert told[1][3][1] == ["configuration_set"]


def test_outreach_is_called_each_minute_and_for_every_report_of_mail(application: Template) -> None:
    aliases = [name for name in application.of_type("Lambda::Alias") if "Outreach" in name]
    schedules = application.properties("Scheduler::Schedule").values()
    (sweep,) = [one for one in schedules if one["Name"] == "Baton-outreach"]
    assert sweep["ScheduleExpression"] == "rate(1 minute)"
    assert sweep["Target"]["Arn"] == {"Ref": aliases[0]}
    rules = application.properties("Events::Rule").values()
    (rule,) = [one for one in rules if one["EventPattern"].get("source") == ["aws.ses"]]
    assert rule["Targets"][0]["Arn"] == {"Ref": aliases[0]}
    (reports,) = application.properties("SES::ConfigurationSetEventDestination").values()
    assert {"SEND", "DELIVERY", "BOUNCE", "COMPLAINT"} <= {
        kind.upper() for kind in reports["EventDestination"]["MatchingEventTypes"]
    }


def test_a_fresh_deployment_sends_nothing(application: Template) -> None:
    functions = application.properties("Lambda::Function").values()
    (outreach,) = [one for one in functions if one["FunctionName"] == "Baton-outreach"]
    assert outreach["Environment"]["Variables"].get("BATON_SENDING", "False") == "False"
    heard = [
        rule["EventPattern"]
        for rule in application.properties("Events::Rule").values()
        if any("FunctionsOutreach" in name for name in mentions(rule["Targets"]))
    ]
    assert {pattern["source"][0] for pattern in heard} == {"aws.ses", "baton"}
    own = [pattern["detail-type"] for pattern in heard if pattern["source"] == ["baton"]]
    # What the sweep itself left over; and what others hand over is heard, kept and refused by name.
    assert own == [
        ["backlog.outreach"],
        ["marketing.message_ready", "support.reply_ready", "customer.changed"],
    ]


def test_the_steps_that_outreach_schedules_call_nobody_else(application: Template) -> None:
    functions = application.properties("Lambda::Function").values()
    (outreach,) = [one for one in functions if one["FunctionName"] == "Baton-outreach"]
    told = outreach["Environment"]["Variables"]
    (role,) = mentions(told["BATON_STEP_SCHEDULE_ROLE"])
    (allowed,) = [
        statement
        for policy in application.properties("IAM::Policy").values()
        if role in mentions(policy["Roles"])
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    assert allowed["Action"] == "lambda:InvokeFunction"
    assert allowed["Resource"] == told["BATON_STEP_SCHEDULE_TARGET"]
    assert json.dumps(allowed["Resource"]).endswith(':function:Baton-outreach:live"]]}')
