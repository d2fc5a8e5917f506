"""Settings come from the environment, or the deployment is wrong and says where."""

import pytest

from baton.core.settings import Settings
from baton.leads.container import Leads


def test_settings_are_read_by_their_names() -> None:
    settings = Settings.from_environment(
        {
            "BATON_TABLES": "leads=leads,turns=",
            "BATON_LEASE_SECONDS": "90",
            "BATON_RATE_LIMITS": '{"default": 5, "bulk": 100}',
            "PATH": "/bin",
            "BATON_SOMETHING_LATER": "x",
        }
    )
    assert settings.table("leads") == "leads"
    assert settings.lease_seconds == 90
    assert settings.rate_limits == {"default": 5, "bulk": 100}
    assert settings.max_attempts == 5


def test_every_variable_that_is_wrong_is_named() -> None:
    environment = {
        "BATON_LEASE_SECONDS": "1",
        "BATON_MAX_ATTEMPTS": "many",
        "BATON_RATE_LIMITS": "{",
    }
    with pytest.raises(LookupError) as caught:
        Settings.from_environment(environment)
    for name in environment:
        assert name in str(caught.value)


def test_an_areas_settings_are_its_own_and_read_when_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from baton.runtime.platform import Platform

    monkeypatch.setenv("BATON_HOT_THRESHOLD", "80")
    monkeypatch.setenv("BATON_SEND_RULES", "{")
    leads = Platform(Settings()).area(Leads)
    with pytest.raises(LookupError, match="BATON_SEND_RULES must be JSON, as"):
        _ = leads.settings
    monkeypatch.setenv("BATON_SEND_RULES", '{"per_day": 1}')
    assert (leads.settings.hot_threshold, leads.settings.send_rules) == (80, {"per_day": 1})


def test_a_limit_that_is_no_number_is_named_with_its_caller() -> None:
    with pytest.raises(LookupError, match="BATON_RATE_LIMITS/bulk"):
        Settings.from_environment({"BATON_RATE_LIMITS": '{"bulk": "x"}'})


def test_a_setting_that_is_needed_and_not_there_says_what_to_set() -> None:
    settings = Settings(tables={"outbox": "o"}, bus_name="")
    assert settings.table("outbox") == "o"
    for asked, variable in (
        (lambda: settings.table("turns"), "BATON_TABLES name turns"),
        (lambda: settings.workflow("erasure"), "BATON_WORKFLOWS name erasure"),
        (lambda: settings.require("bus_name"), "BATON_BUS_NAME"),
    ):
        with pytest.raises(LookupError, match=variable):
            asked()


def test_workflows_have_their_beginning_in_common() -> None:
    arn = "arn:aws:states:eu-central-1:1:stateMachine:Baton-"
    told = {"BATON_WORKFLOWS": f"{arn}{{erasure,incident}}"}
    assert Settings.from_environment(told).workflow("incident") == f"{arn}incident"
    assert Settings.from_environment({}).workflows == {}


def test_a_caller_has_the_rate_of_its_name() -> None:
    limits = {"default": 5, "reader": 2}
    rates = Settings(rate_limits=limits, callers={"id-1": "reader", "id-2": "other"}).caller_rates()
    assert (rates["id-1"], rates["default"], "id-2" in rates) == (2, 5, False)


def test_a_platform_needs_only_the_settings_of_what_is_used() -> None:
    from baton.runtime.platform import Platform

    platform = Platform(Settings(tables={"outbox": "o"}))
    assert platform.worker == platform.worker
    assert platform.worker != Platform(Settings()).worker
    with pytest.raises(LookupError, match="BATON_TABLES name leads"):
        _ = platform.area(Leads).leads
