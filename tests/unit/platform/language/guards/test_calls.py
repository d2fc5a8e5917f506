"""A model that answers anything reaches nothing outside the list."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from baton.language.guards.calls import Permitted, ToolRule, judged


class Send(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    recipient: str
    body: str


class Bid(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    amount: int


class Unlimited(BaseModel):
    model_config = ConfigDict(extra="forbid")
    amount: float


ALLOWANCE = {
    "send": ToolRule(Send, recipients=frozenset({"lead-1"})),
    "bid": ToolRule(Bid, amount_most=500),
    "loose": ToolRule(Unlimited, amount_most=500),
}

NAMES = st.sampled_from(
    ["send", "bid", "loose", "delete", "SEND", "send ", "send\u200b", "", None, 3]
)
KEYS = st.sampled_from(["recipient", "body", "amount", "to", "bcc", "tool", "recipient "])
LEAVES = (
    st.sampled_from(["lead-1", "lead-2", "LEAD-1", "lead-1,lead-2", "lead-1\nlead-2", True, 500])
    | st.integers(-1_000, 1_000)
    | st.floats(allow_nan=True)
    | st.text(max_size=10)
    | st.none()
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3), max_leaves=5)
SAID = st.dictionaries(KEYS, VALUES, max_size=4)
HOSTILE = SAID | SAID.map(json.dumps) | VALUES | st.text(max_size=60)


@settings(max_examples=150)
@given(NAMES, HOSTILE)
def test_whatever_a_hostile_model_says_stays_inside_the_list(tool: Any, said: Any) -> None:
    result = judged(tool, said, ALLOWANCE)

    if isinstance(result, Permitted):
        assert result.tool in ALLOWANCE
        values = result.arguments.model_dump()
        if "recipient" in values:
            assert values["recipient"] == "lead-1"
        if "amount" in values:
            assert type(values["amount"]) is int
            assert 0 <= values["amount"] <= 500


def test_what_is_allowed_is_done() -> None:
    result = judged("send", '{"recipient": "lead-1", "body": "Hello"}', ALLOWANCE)

    assert isinstance(result, Permitted)
    assert result.arguments == Send(recipient="lead-1", body="Hello")


def test_a_refusal_says_why_and_repeats_nothing() -> None:
    for tool, said, told in (
        ("delete", {}, "tool"),
        ("send", {"recipient": "eve", "body": "x"}, "recipient"),
        ("send", '{"recipient": "eve", "recipient": "lead-1", "body": "x"}', "form"),
        ("send", {"recipient": "lead-1", "body": "x", "bcc": "eve"}, "form"),
        ("bid", {"amount": 501}, "limit"),
        ("bid", {"amount": "500"}, "form"),
        ("loose", {"amount": 1.5}, "whole"),
        ("send", "[" * 10_000, "form"),
        ("send", "x" * 20_001, "form"),
    ):
        result = judged(tool, said, ALLOWANCE)
        assert not isinstance(result, Permitted)
        assert told in result.reason
        assert "eve" not in result.reason
