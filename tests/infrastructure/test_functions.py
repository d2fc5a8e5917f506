"""What every function has, whatever it does."""

import json
from collections.abc import Iterator
from typing import Any

from baton.core.environment import variable_of
from baton.core.settings import Settings
from infra.area_specs import functions_on, packages_on
from infra.configuration import Configuration
from infra.function_specs import READ, WRITE, Access
from tests.benchmarks.shape import environment
from tests.infrastructure.area_settings import settings_of_areas
from tests.infrastructure.synthesis import Template, mentions, states

FUNCTION = "Lambda::Function"
NONE = Access(0)


def by_alias(template: Template) -> dict[str, str]:
    """The function behind every alias, by logical ids."""
    aliases = template.properties("Lambda::Alias")
    return {name: alias["FunctionName"]["Ref"] for name, alias in aliases.items()}


def callers(template: Template) -> Iterator[tuple[str, Any]]:
    """Everything that calls a function, and what it names as the function."""
    for kind, field in (
        ("ApiGatewayV2::Integration", "IntegrationUri"),
        ("Lambda::EventSourceMapping", "FunctionName"),
    ):
        for name, caller in template.properties(kind).items():
            yield name, caller[field]
    machines = set(template.of_type("StepFunctions::StateMachine"))
    targets = [
        *(
            (name, one["Target"])
            for name, one in template.properties("Scheduler::Schedule").items()
        ),
        *(
            (name, target)
            for name, rule in template.properties("Events::Rule").items()
            for target in rule["Targets"]
        ),
    ]
    for name, target in targets:
        if not set(mentions(target["Arn"])) & machines:
            yield name, target["Arn"]
    for name, machine in template.properties("StepFunctions::StateMachine").items():
        called = {
            state["Arguments"]["FunctionName"].strip("${}")
            for _, state in states(template.definitions()[machine["StateMachineName"]])
            if "lambda:invoke" in state.get("Resource", "")
        }
        for function in called:
            yield name, machine["DefinitionSubstitutions"][function]


def test_every_function_has_a_role_of_its_own(application: Template) -> None:
    roles = [
        function["Role"]["Fn::GetAtt"][0] for function in application.properties(FUNCTION).values()
    ]
    assert len(set(roles)) == len(roles)
    assert set(roles) <= set(application.of_type("IAM::Role"))


def test_every_function_has_a_log_group_of_its_own(application: Template) -> None:
    groups = [
        function["LoggingConfig"]["LogGroup"]["Ref"]
        for function in application.properties(FUNCTION).values()
    ]
    assert len(set(groups)) == len(groups)
    assert set(groups) <= set(application.of_type("Logs::LogGroup"))


def test_a_call_is_logged_by_the_function_alone(application: Template) -> None:
    for name, function in application.properties("Lambda::Function").items():
        logging = function["LoggingConfig"]
        assert (logging["LogFormat"], logging["SystemLogLevel"]) == ("JSON", "WARN"), name
        assert logging["ApplicationLogLevel"] == "INFO", name


def test_every_log_group_forgets_in_time(application: Template) -> None:
    for name, group in application.properties("Logs::LogGroup").items():
        assert 1 <= group["RetentionInDays"] <= 365, name


def test_every_function_may_write_its_own_log_and_no_other(application: Template) -> None:
    """Without the right there is no log on AWS, whatever the group."""
    writes: dict[str, list[str]] = {}
    for policy in application.properties("IAM::Policy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            if {"logs:CreateLogStream", "logs:PutLogEvents"} == set(statement["Action"]):
                (role,) = mentions(policy["Roles"])
                writes.setdefault(role, []).extend(mentions(statement["Resource"]))
    assert writes == {
        function["Role"]["Fn::GetAtt"][0]: [function["LoggingConfig"]["LogGroup"]["Ref"]]
        for function in application.properties(FUNCTION).values()
    }


def test_every_function_knows_the_areas_and_whoever_reads_them_the_agents(
    application: Template,
) -> None:
    agents = {
        spec.name
        for spec in functions_on(Configuration())
        if WRITE in spec.tables.get("agents", NONE)
    }
    assert {"lead_triage", "campaign_optimizer", "operations"} <= agents
    readers = {
        spec.name
        for spec in functions_on(Configuration())
        if READ in spec.tables.get("agents", NONE)
    }
    for function in application.properties(FUNCTION).values():
        variables = function["Environment"]["Variables"]
        assert variables["BATON_AREAS"].split(",") == list(packages_on(Configuration()))
        told = variables.get("BATON_AGENTS", "").split(",")
        expected = agents if function["FunctionName"].removeprefix("Baton-") in readers else {""}
        assert set(told) == expected, function["FunctionName"]


def test_every_function_says_how_long_and_how_big(application: Template) -> None:
    for name, function in application.properties(FUNCTION).items():
        assert 1 <= function["Timeout"] <= 900, name
        assert 128 <= function["MemorySize"] <= 10_240, name


def test_every_function_runs_on_arm_with_traces(application: Template) -> None:
    for name, function in application.properties(FUNCTION).items():
        assert function["Architectures"] == ["arm64"], name
        assert function["Runtime"] == "python3.13", name
        assert function["TracingConfig"] == {"Mode": "Active"}, name


def test_snapshots_are_paid_for_what_a_lead_or_asker_waits_for_and_are_called_every_day(
    application: Template,
) -> None:
    """AWS puts one away that is not called for 14 days, and refuses its next caller for minutes."""
    having = {
        function["FunctionName"]
        for function in application.properties(FUNCTION).values()
        if function.get("SnapStart") == {"ApplyOn": "PublishedVersions"}
    }
    assert having == {
        f"Baton-{name}"
        for name in (
            "leads_api",
            "lead_triage",
            "handoff",
            "engagement",
            "result_writer",
            "supervisor",
        )
    }
    waking = {
        schedule["Name"].replace("-wake-", "-"): (
            schedule["ScheduleExpression"],
            json.loads(schedule["Target"]["Input"]),
        )
        for schedule in application.properties("Scheduler::Schedule").values()
        if "-wake-" in schedule["Name"]
    }
    assert waking == dict.fromkeys(having, ("rate(1 day)", {"wake": True}))


def test_every_function_may_write_to_its_own_log_and_to_no_other(application: Template) -> None:
    roles = {
        function["Role"]["Fn::GetAtt"][0]: function["LoggingConfig"]["LogGroup"]["Ref"]
        for function in application.properties(FUNCTION).values()
    }
    allowed: dict[str, set[str]] = {role: set() for role in roles}
    for policy in application.properties("IAM::Policy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            if {"logs:CreateLogStream", "logs:PutLogEvents"} <= set(actions):
                for role in mentions(policy["Roles"]):
                    allowed[role] |= set(mentions(statement["Resource"]))
    assert allowed == {role: {group} for role, group in roles.items()}


def test_nothing_is_reserved_from_other_functions(application: Template) -> None:
    for name, function in application.properties(FUNCTION).items():
        assert "ReservedConcurrentExecutions" not in function, name


def test_every_function_is_published_and_called_by_its_alias_only(application: Template) -> None:
    aliases = by_alias(application)
    assert set(aliases.values()) == set(application.of_type(FUNCTION))
    names = {f"{one['FunctionName']}:live" for one in application.properties(FUNCTION).values()}
    for name, called in callers(application):
        others = set(application.of_type("SQS::Queue")) | set(application.of_type("SNS::Topic"))
        if "Fn::Join" in called and set(mentions(called)) == {"AWS::AccountId"}:
            assert called["Fn::Join"][1][-1].rpartition(":function:")[2] in names, name
        else:
            assert set(mentions(called)) <= set(aliases) | others, f"{name} calls {called}"


def test_earlier_versions_stay_so_that_an_alias_can_go_back(application: Template) -> None:
    for name, version in application.of_type("Lambda::Version").items():
        assert version["DeletionPolicy"] == "RetainExceptOnCreate", name


def test_what_fails_asynchronously_goes_to_a_queue(application: Template) -> None:
    """Events and schedules call without waiting; whatever they call keeps what failed."""
    queues = set(application.of_type("SQS::Queue"))
    kept = {}
    for name, config in application.properties("Lambda::EventInvokeConfig").items():
        (alias,) = mentions(config["Qualifier"])
        (queue,) = mentions(config["DestinationConfig"]["OnFailure"]["Destination"])
        assert queue in queues, name
        kept[alias] = queue
    called = {
        alias
        for kind in ("Events::Rule", "Scheduler::Schedule")
        for caller in application.properties(kind).values()
        if "-wake-"
        not in caller.get("Name", "")  # there is nothing to keep of a call that does nothing
        for alias in set(mentions(caller)) & set(by_alias(application))
    }
    assert called
    assert called <= set(kept)


OF_THE_DEPLOYMENT = {"BATON_AREAS", "BATON_AGENTS"}
"""Read from the environment itself, before there are settings: which areas are on, and who reports as an
agent."""


def test_a_function_is_told_only_what_the_settings_know(application: Template) -> None:
    for name, function in application.properties(FUNCTION).items():
        variables = function["Environment"]["Variables"]
        ours = {key for key in variables if key.startswith("BATON_")} - OF_THE_DEPLOYMENT
        known = {
            variable_of(name)
            for kind in (Settings, *settings_of_areas())
            for name in kind.model_fields
        }
        assert ours <= known, name
        assert {key.split("_")[0] for key in set(variables) - ours} <= {
            "POWERTOOLS",
            "AWS",
            "BATON",
            "OPENBLAS",
        }, name


def test_a_functions_settings_are_valid(application: Template) -> None:
    joined = {
        "BATON_CALLERS": '{"id": "name"}',
        "BATON_RATE_LIMITS": '{"default": 50}',
        "BATON_DEAD_LETTERS": '{"events": "https://sqs.example/queue"}',
    }
    for function in application.properties(FUNCTION).values():
        given = {
            key: value if isinstance(value, str) else joined.get(key, "joined")
            for key, value in function["Environment"]["Variables"].items()
        }
        for kind in (Settings, *settings_of_areas()):
            kind.from_environment(given)


def test_a_lease_is_longer_than_the_pipeline_it_covers(application: Template) -> None:
    pipeline = application.definitions()["Baton-lead_pipeline"]["TimeoutSeconds"]
    for name, function in application.properties(FUNCTION).items():
        lease = function["Environment"]["Variables"].get("BATON_LEASE_SECONDS")
        assert lease is None or int(lease) > pipeline + 10, name


def test_no_function_is_told_more_than_lambda_takes(
    application: Template, options: dict[str, Template]
) -> None:
    """4,096 bytes of names and values; a name that is made when it is deployed counts as 50."""
    seen = 0
    for template in (application, *options.values()):
        for resource in template.resources.values():
            if resource["Type"] == "AWS::Lambda::Function":
                told = resource["Properties"].get("Environment", {}).get("Variables", {})
                assert environment(told) <= 4_096, resource["Properties"]["FunctionName"]
                seen += 1
    assert seen
