"""Stacks stay small, refer downward only, and come and go with their areas."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.app import AREAS
from infra.area_specs import area_specs
from infra.configuration import PLATFORM, Configuration, known_areas
from infra.table_specs import tables_by_area
from tests.infrastructure.synthesis import Template, imports, mentions, statements

MOST_RESOURCES = 300

ORDER = {"BatonFoundation": 0, "BatonPlatform": 1, "BatonOperations": 3}
"""From the ground up; areas are side by side between the platform and operations."""


def level(stack: str) -> int:
    return ORDER.get(stack, 2)


def test_every_area_is_a_line_in_the_app_and_a_file_in_its_folder() -> None:
    assert set(AREAS) == set(known_areas()) == set(area_specs()) - {PLATFORM}
    assert set(tables_by_area()) <= set(area_specs())


def test_every_stack_has_room(stacks: dict[str, Template]) -> None:
    assert {f"Baton{area.capitalize()}" for area in AREAS} <= set(stacks)
    for name, stack in stacks.items():
        assert len(stack.resources) < MOST_RESOURCES, name


def test_references_go_downward_only(stacks: dict[str, Template]) -> None:
    seen = 0
    for name, stack in stacks.items():
        for export in imports(stack.body):
            exporter = export.partition(":")[0]
            assert level(exporter) < level(name), f"{name} imports {export}"
            seen += 1
    assert seen


def test_nothing_that_every_deployment_changes_is_exported(stacks: dict[str, Template]) -> None:
    """An export that is in use cannot change: a new version of a layer or function would be stuck."""
    for name, stack in stacks.items():
        for output in stack.body.get("Outputs", {}).values():
            if "Export" in output:
                kinds = {stack.resources[one]["Type"] for one in mentions(output["Value"])}
                assert not kinds & {
                    "AWS::Lambda::LayerVersion",
                    "AWS::Lambda::Version",
                    "AWS::Lambda::Alias",
                    "AWS::Lambda::Function",
                }, name


def test_the_foundation_is_the_same_whichever_areas_are_on(assemblies: Path) -> None:
    """An export that went with its last user would have to go before its user: no area could be switched
    off."""
    all_on, none_on = (
        json.loads((assemblies / way / "BatonFoundation.template.json").read_text("utf-8"))
        for way in ("aws", "bare")
    )
    assert all_on == none_on


def test_an_area_that_is_off_has_no_stack_and_nobody_is_told_of_it(
    assemblies: Path, bare: Template
) -> None:
    names = {path.name.partition(".")[0] for path in (assemblies / "bare").glob("*.template.json")}
    assert names == {"BatonFoundation", "BatonPlatform", "BatonOperations"}
    own_tables = {
        name for area, tables in tables_by_area().items() for name in tables if area != PLATFORM
    }
    for function in bare.properties("Lambda::Function").values():
        variables = function["Environment"]["Variables"]
        assert variables["BATON_AREAS"] == ""
        told = re.findall(r"(\w+)=", json.dumps(variables.get("BATON_TABLES", "")))
        assert not own_tables & set(told), function["FunctionName"]
        assert "lead_pipeline" not in json.dumps(variables.get("BATON_WORKFLOWS", ""))
    assert "LeadsTable" not in json.dumps([one for _, one in statements(bare)])
    assert "campaign_optimizer" not in json.dumps(bare.definitions())


def test_an_area_that_is_not_known_is_named() -> None:
    with pytest.raises(ValueError, match=f"'sales' is none of {', '.join(sorted(AREAS))}"):
        Configuration(areas="leads,sales")


def test_routes_and_alarms_live_with_the_functions_that_they_serve_and_watch(
    stacks: dict[str, Template],
) -> None:
    watched = 0
    for name, stack in stacks.items():
        own = {
            resource["Properties"]["FunctionName"]
            for resource in stack.resources.values()
            if resource["Type"] == "AWS::Lambda::Function"
        }
        for resource in stack.resources.values():
            properties = resource.get("Properties", {})
            if resource["Type"] == "AWS::ApiGatewayV2::Route":
                assert set(mentions(properties["Target"])) <= set(stack.resources), name
            if resource["Type"] == "AWS::CloudWatch::Alarm":
                of = _functions_watched(properties)
                assert of <= own, properties["AlarmName"]
                watched += len(of)
    assert watched


def _functions_watched(alarm: Mapping[str, Any]) -> set[str]:
    metrics = [
        one["MetricStat"]["Metric"] for one in alarm.get("Metrics", ()) if "MetricStat" in one
    ]
    return {
        dimension["Value"]
        for metric in (alarm, *metrics)
        for dimension in metric.get("Dimensions", ())
        if dimension["Name"] == "FunctionName"
    }


def test_no_role_or_policy_is_shared_between_functions(application: Template) -> None:
    functions = application.properties("Lambda::Function").values()
    roles = [function["Role"]["Fn::GetAtt"][0] for function in functions]
    assert len(set(roles)) == len(roles)
    for kind in ("IAM::Policy", "IAM::ManagedPolicy"):
        for name, policy in application.properties(kind).items():
            assert len(list(mentions(policy["Roles"]))) == 1, name


def test_operations_may_look_after_the_functions_of_every_stack(
    stacks: dict[str, Template],
) -> None:
    """Each stack grants it what is needed for its own, so that the grant goes with the stack."""
    for name, stack in stacks.items():
        functions = {
            resource["Properties"]["FunctionName"]
            for resource in stack.resources.values()
            if resource["Type"] == "AWS::Lambda::Function"
        }
        if not functions:
            continue
        granted = json.dumps(
            [
                statement["Resource"]
                for logical_id, policy in stack.properties("IAM::ManagedPolicy").items()
                if "OperationsAccess" in logical_id
                for statement in policy["PolicyDocument"]["Statement"]
                if "lambda:UpdateAlias" in statement["Action"]
            ]
        )
        for function in functions - {"Baton-operations"}:
            assert f'function:{function}"' in granted, (name, function)
        assert 'function:Baton-operations"' not in granted
