"""A wrong setting stops the synthesis and says which one."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from baton.core.settings import Settings
from infra.configuration import Configuration
from infra.retention import retention
from infra.setting_specs import settings_by_area
from tests.infrastructure.area_settings import settings_of_areas


def configured(given: dict[str, Any], **environment: str) -> Configuration:
    return Configuration.from_context(given.get, environment)


def test_nothing_need_be_set() -> None:
    settings = configured({})
    assert (settings.stack_name, settings.stage, settings.local) == ("Baton", "dev", False)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"baton": {"stgae": "prod"}}, "stgae"),
        ({"baton": {"token_minutes": 10_000}}, "token_minutes"),
        ({"baton": {"intake": {"concurrency": 0}}}, "intake.concurrency"),
        ({"baton": {"alarms": {"error_rate": 5}}}, "alarms.error_rate"),
        ({"baton": {"behaviour": {"hot_threshold": 101}}}, "behaviour.hot_threshold"),
        ({"stack_name": "not a name"}, "stack_name"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named.rpartition(".")[2]) as failure:
        configured(wrong)
    assert [".".join(map(str, fault["loc"])) for fault in failure.value.errors()] == [named]


def test_a_value_on_the_command_line_goes_before_the_file() -> None:
    given = {"baton": {"stage": "dev", "log_days": 90}, "stage": "prod"}
    settings = configured(given)
    assert (settings.stage, settings.log_days) == ("prod", 90)


def test_the_environment_says_where_it_runs() -> None:
    settings = configured({}, BATON_LOCAL="1", CDK_DEFAULT_REGION="eu-central-1")
    assert (settings.local, settings.region) == (True, "eu-central-1")


@pytest.mark.parametrize(
    ("stage", "protected"), [("dev", False), ("staging", True), ("prod", True)]
)
def test_outside_dev_nothing_is_deleted_even_on_purpose(stage: str, *, protected: bool) -> None:
    assert configured({"stage": stage}).protected is protected


def test_the_agents_defaults_are_the_codes_defaults() -> None:
    """So that a function that is not told something decides as one that is."""
    behaviour = type(Configuration().behaviour).model_fields
    for kind in (Settings, *settings_of_areas()):
        shared = set(behaviour) & set(kind.model_fields)
        assert shared, kind
        for name in shared:
            told, code = behaviour[name].default, kind.model_fields[name].default
            assert code == (json.loads(told) if isinstance(code, dict) else told), name


def test_an_areas_code_knows_exactly_the_settings_of_its_file() -> None:
    code = {kind.__module__.split(".")[1]: set(kind.model_fields) for kind in settings_of_areas()}
    assert code == {area: set(settings) for area, settings in settings_by_area().items()}


def test_logs_are_kept_for_a_period_that_cloudwatch_has() -> None:
    with pytest.raises(ValueError, match="log_days must be one of"):
        retention(31)
