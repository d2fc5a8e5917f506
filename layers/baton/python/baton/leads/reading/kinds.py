"""What kind of message somebody wrote: a wish to buy, a question, a complaint, an offer to us. Pure.

A phrase of ``kinds.yaml`` that is sure counts two, a hint one, each once; a kind needs two. People who
complain name prices too, and people who sell ask for calls, so the kinds are weighed against each other.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.words import Reading, Words

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_QUESTION_MARKS = frozenset("?\uff1f\u061f")
_SURE, _NEEDED, _PLAIN = 2, 2, 4
"""Points of a sure phrase, points that a kind needs, and points that leave no doubt."""


def kind_of(message: str) -> MessageKind:
    """The kind of a message in any language that ``kinds.yaml`` has."""
    reading = Reading.of(message)
    points = _points(reading)
    kind = _weighed(points)
    if kind is MessageKind.OTHER and not _QUESTION_MARKS.isdisjoint(reading.folded):
        return MessageKind.ASKS
    return kind


def _points(reading: Reading) -> dict[MessageKind, int]:
    found = _phrases().count(reading)
    points: dict[MessageKind, int] = {
        kind: _SURE * found[f"{kind}/sure"] + found[f"{kind}/hints"]
        for kind in MessageKind
        if kind is not MessageKind.OTHER
    }
    if not found[f"{MessageKind.SELLS}/sure"]:
        points[MessageKind.SELLS] -= 1  # a customer who is taken for a seller is lost
    points[MessageKind.COMPLAINS] -= _SURE * _SURE * min(1, found["elsewhere"])
    return points


def _weighed(points: Mapping[MessageKind, int]) -> MessageKind:
    """The kind that has the most to be said for it."""
    buys, sells = points[MessageKind.BUYS], points[MessageKind.SELLS]
    if sells >= _PLAIN:
        return MessageKind.SELLS
    beside_buying = (MessageKind.COMPLAINS, MessageKind.NEEDS_SUPPORT)
    for kind in MessageKind:
        if points.get(kind, 0) < _NEEDED:
            continue
        if kind is MessageKind.SELLS and sells < buys:
            continue
        if kind in beside_buying and points[kind] < buys:
            continue
        return kind
    return MessageKind.OTHER


def prepare() -> None:
    """Reads the phrases now: before a snapshot is taken, and not while somebody waits."""
    _phrases()


def negations() -> tuple[str, ...]:
    """The words that take back what follows them."""
    return tuple(_source()["negations"])


@cache
def _phrases() -> Words:
    source = _source()
    categories = {
        f"{kind}/{weight}": source[kind][weight]
        for kind in MessageKind
        if kind is not MessageKind.OTHER
        for weight in ("sure", "hints")
    }
    return Words(
        {**categories, "elsewhere": source["elsewhere"]},
        negations=source["negations"],
        revocable=("buys/sure",),
    )


@cache
def _source() -> dict[str, Any]:
    """The file, read once."""
    text = files(__package__).joinpath("kinds.yaml").read_text(encoding="utf-8")
    source: dict[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506
    return source
