"""Hits and misses become metrics, a line a minute."""

import json

import pytest

from baton.memory.cache_meter import AFTER, CacheMeter
from tests.fakes.platform.clock import SteerableClock


def test_a_minutes_look_ups_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    clock = SteerableClock()
    meter = CacheMeter("handoff", clock)
    for what in ("CacheHits", "CacheSharedHits", "CacheMisses"):
        meter.count(what)
    assert capsys.readouterr().out == ""
    clock.advance(60)
    meter.count("CacheHits")
    line = json.loads(capsys.readouterr().out)
    assert (line["CacheHits"], line["CacheSharedHits"], line["CacheMisses"]) == (2, 1, 1)
    assert line["hit_percent"] == 75.0
    assert line["service"] == "handoff"
    assert {metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]} == {
        "CacheHits",
        "CacheSharedHits",
        "CacheMisses",
    }


def test_many_look_ups_are_told_sooner_and_counted_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    meter = CacheMeter("handoff", SteerableClock())
    for _ in range(2 * AFTER):
        meter.count("CacheHits")
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["CacheHits"] for line in lines] == [AFTER, AFTER]
