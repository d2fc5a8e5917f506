"""A site's robots.txt is obeyed as RFC 9309 and its most used parser read it."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.web.robots import (
    MOST_BYTES,
    Robots,
    RobotsAnswer,
    answer_of,
)

CASES = Path(__file__).parents[5] / "shared" / "data" / "robots_cases.csv"
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


@pytest.mark.skipif(not CASES.exists(), reason="the shared data is not here")
def test_every_case_of_the_most_used_parser_is_read_as_it_reads_it() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    wrong = [
        row
        for row in rows
        if _allowed(re.sub(r"\\(.)", lambda one: _ESCAPES[one[1]], row["robots_txt"]), row)
        != (row["allowed"] == "true")
    ]
    assert wrong == []


def _allowed(text: str, row: dict[str, str]) -> bool:
    return Robots.read(text, row["user_agent"]).allow(row["url"])


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/", True),
        ("user-agent baton\ndisallow /\n", "/a", False),  # the colon is often forgotten
        ("foo: baton\nbar: /\n", "/a", True),
        ("User-agent: *\nDisallow: /\nUser-agent: Bat\nAllow: /", "/a", False),  # not our name
        ("User-agent: Baton/2.0\nDisallow: /", "/a", False),
        ("User-agent: baton\nDisallow:\nUser-agent: *\nDisallow: /", "/a", True),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\rDisallow: /a\rAllow: /a/b", "/a/b", True),
        ("User-agent: x\nCrawl-delay: 1\nUser-agent: baton\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\nAllow: /a/ツ", "/a/%E3%83%84", True),
        ("User-agent: *\nDisallow: /\nAllow: /a/%e3%83%84", "/a/%E3%83%84", True),
        ("User-agent: *\nDisallow: /a/%2f", "/a/%2F", False),
        ("User-agent: *\nDisallow: /x#y\nAllow: /", "/xy", False),
        ("User-agent: *\nDisallow: /*?s=", "/find?s=1", False),
    ],
)
def test_a_rule_is_read_as_it_is_meant(text: str, path: str, allowed: bool) -> None:
    assert Robots.read(text, "Baton").allow(f"https://a.example{path}") is allowed


def test_the_longest_delay_of_our_groups_is_kept() -> None:
    text = "User-agent: *\nCrawl-delay: 20\nUser-agent: Baton\nCrawl-delay: 3\nCrawl-delay: x"
    assert Robots.read(text, "Baton").delay == 3
    assert Robots.read(text, "Other").delay == 20
    assert Robots.read("User-agent: *\nCrawl-delay: nan", "Baton").delay is None


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, RobotsAnswer.RULES),
        (404, RobotsAnswer.NONE),
        (410, RobotsAnswer.NONE),
        (301, RobotsAnswer.NONE),
        (401, RobotsAnswer.CLOSED),
        (403, RobotsAnswer.CLOSED),
        (429, RobotsAnswer.CLOSED),
        (500, RobotsAnswer.ILL),
        (503, RobotsAnswer.ILL),
    ],
)
def test_a_site_that_is_closed_or_ill_is_left_alone(status: int, answer: RobotsAnswer) -> None:
    assert answer_of(status) is answer


@given(st.text(max_size=2_000))
def test_any_text_is_read(text: str) -> None:
    Robots.read(f"user-agent: *\n{text}", "Baton").allow("https://a.example/contact")


def test_a_hostile_file_is_read_in_time() -> None:
    robots = Robots.read("User-agent: *\nDisallow: /" + "*a" * (MOST_BYTES // 2), "Baton")
    many = Robots.read("User-agent: *\n" + "Disallow: /*a*b*c$\n" * 25_000, "Baton")
    assert robots.allow("https://a.example/contact")
    assert many.allow("https://a.example/" + "abc" * 600 + "d")
