"""Health says quickly and cheaply whether the API works."""

import threading

import pytest

from functions.platform.api import health

PATH = "/api/v1/health"


def test_a_healthy_api_says_so_with_its_version(api):
    answer = api.get(PATH)

    assert answer.status == 200
    assert answer.json == {
        "status": "ok",
        "version": "0.1.0",
        "stage": "dev",
        "checks": {"records": "ok"},
    }


def test_records_that_do_not_answer_are_down(api):
    api.platform.faults.fail("claims.holder")

    answer = api.get(PATH)

    assert answer.status == 503
    assert answer.json["checks"] == {"records": "down"}
    assert "Retry-After" in answer.headers


def test_a_check_counts_for_a_while_so_that_nobody_wears_the_records_out(api):
    for _ in range(20):
        api.get(PATH)
    assert api.platform.faults.calls.count("claims.holder") == 1

    api.platform.clock.advance(6)
    api.get(PATH)
    assert api.platform.faults.calls.count("claims.holder") == 2


@pytest.mark.parametrize("patience", [0.05])
def test_records_that_hang_are_not_waited_for(api, monkeypatch, patience):
    monkeypatch.setattr(health, "PATIENCE_SECONDS", patience)
    go_on = threading.Event()
    monkeypatch.setattr(api.platform.claims, "holder", lambda key, now: go_on.wait(5))
    try:
        assert api.get(PATH).status == 503
    finally:
        go_on.set()
