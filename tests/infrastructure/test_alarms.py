"""An alarm reaches somebody and tells him what to do."""

import json
import re

from infra.function_specs import function_specs
from tests.infrastructure.synthesis import ROOT, Template, mentions


def headings() -> set[str]:
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    return set(re.findall(r"^## (.+)$", text, re.MULTILINE))


def test_every_alarm_tells_somebody_when_it_starts_and_when_it_is_over(
    application: Template,
) -> None:
    topics = set(application.of_type("SNS::Topic"))
    for name, alarm in application.properties("CloudWatch::Alarm").items():
        for actions in (alarm["AlarmActions"], alarm["OKActions"]):
            assert set(mentions(actions)) & topics, name


def test_every_alarm_names_what_to_do_in_the_runbook(
    application: Template, operations: Template
) -> None:
    alarms = [
        *application.properties("CloudWatch::Alarm").values(),
        *operations.properties("CloudWatch::CompositeAlarm").values(),
    ]
    for alarm in alarms:
        said = alarm["AlarmDescription"]
        _, _, place = said.partition("What to do: docs/runbook.md, ")
        named = re.findall(r"'([^']+)'", place)
        assert named, said
        assert set(named) <= headings(), said


def test_silence_is_no_alarm_but_for_what_must_be_heard(application: Template) -> None:
    loud = {
        alarm["AlarmName"]
        for alarm in application.properties("CloudWatch::Alarm").values()
        if alarm["TreatMissingData"] != "notBreaching"
    }
    assert loud == {"Baton-outbox-asleep", "Baton-outreach-asleep"}


def test_the_limits_are_those_of_the_requirements(application: Template) -> None:
    """Requirement G8: p50 2 s, p95 5 s, p99 10 s; error rate 5 %."""
    limits = {
        alarm["AlarmName"]: (
            alarm.get("ExtendedStatistic") or alarm["Statistic"],
            alarm["Threshold"],
        )
        for alarm in application.properties("CloudWatch::Alarm").values()
    }
    assert limits["Baton-api-p50"] == ("p50", 2_000)
    assert limits["Baton-api-p95"] == ("p95", 5_000)
    assert limits["Baton-api-p99"] == ("p99", 10_000)
    assert limits["Baton-api-errors"] == ("Average", 0.05)


def test_every_function_queue_table_and_workflow_is_watched(application: Template) -> None:
    watched = json.dumps(list(application.properties("CloudWatch::Alarm").values()))
    for spec in function_specs():
        assert f"Baton-{spec.name}:live" in watched
    for kind in ("SQS::Queue", "DynamoDB::Table", "StepFunctions::StateMachine"):
        for name in application.of_type(kind):
            assert f'"{name}"' in watched, name


def test_the_dashboard_shows_every_part(application: Template) -> None:
    (board,) = application.properties("CloudWatch::Dashboard").values()
    shown = json.dumps(board["DashboardBody"])
    for spec in function_specs():
        assert f"Baton-{spec.name}" in shown
    for kind in ("DynamoDB::Table", "StepFunctions::StateMachine", "ApiGatewayV2::Api"):
        for name in application.of_type(kind):
            assert f'"{name}"' in shown, name
    assert "OldestAge" in shown


def test_alarms_may_speak_on_the_encrypted_topic(application: Template) -> None:
    (key,) = application.properties("KMS::Key").values()
    allowed = json.dumps(key["KeyPolicy"])
    (policy,) = application.properties("SNS::TopicPolicy").values()
    for service in ("cloudwatch.amazonaws.com", "budgets.amazonaws.com"):
        assert service in allowed
        assert service in json.dumps(policy)
