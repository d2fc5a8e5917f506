"""What kind of message somebody wrote: a wish to buy, a question, a complaint, an offer to us. Pure.

A phrase of ``kinds.yaml`` that is sure counts two, and a group of signs of which the message has any
counts one; a kind needs two. What is only asked is no complaint; what asks for nothing, and has one sign
that something is wrong, is read by a person. People who complain name prices too, and people who sell
ask for calls, so the kinds are weighed against each other.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading, Words
from baton.leads.reading import spelling
from baton.leads.reading.ideas import lexicon, signs_of
from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.whole_message import WEIGHED, weights
from baton.leads.reading.whose import prepare as prepare_whose
from baton.leads.reading.whose import spoken_of

_KINDS = tuple(
    kind
    for kind in MessageKind
    if kind not in (MessageKind.OTHER, MessageKind.MAY_REFUSE, MessageKind.UNCLEAR)
)
_SENTENCE = re.compile(r"[^.!?\uff1f\u061f\u3002\n]+[.!?\uff1f\u061f\u3002]?")
_CLAUSES = re.compile(
    r"[.,;:!?\uff1f\u061f\u3002\n]+|\b(?:but|aber|sondern|mais|pero|sino)\b", re.IGNORECASE
)
_QUESTION_MARKS = frozenset("?\uff1f\u061f")
_WRONG = (
    *(f"{MessageKind.COMPLAINS}/{name}" for name in ("sure", "signs/failure", "signs/discontent")),
    f"{MessageKind.NEEDS_SUPPORT}/signs/trouble",
)
_OURS = (
    *(
        f"{MessageKind.COMPLAINS}/signs/{name}"
        for name in ("yours", "waiting", "demand", "reckoning")
    ),
    f"{MessageKind.NEEDS_SUPPORT}/signs/thing",
)
"""What says that something is wrong by itself, and what does unless somebody wishes for something."""

_BESIDE_KINDS = (
    "elsewhere",
    "needs",
    "stays",
    "wishes",
    "declined",
    "terms",
    "reproach",
    "how_dare",
)
"""The groups of ``kinds.yaml`` that are no kinds."""

_SHORT = 300
"""Characters of a short text."""

_SURE, _NEEDED, _PLAIN = 2, 2, 4
"""Points of a sure phrase, points that a kind needs, and points that leave no doubt."""


def kind_of(message: str) -> MessageKind:
    """The kind of a message: what its phrases say, held to the whole of it (``whole_message``)."""
    found = _found(message)
    kind = weights().joined(_said(message, found), signs_of(message, found))
    spoken = spoken_of(message)
    if kind in (MessageKind.COMPLAINS, MessageKind.NEEDS_SUPPORT):
        return kind
    if spoken.doubts:
        return MessageKind.MAY_REFUSE
    owed = spoken.reproaches and kind is not MessageKind.REFUSES
    return MessageKind.COMPLAINS if owed else kind


def words_for(message: str, kind: MessageKind) -> tuple[str, ...]:
    """The words of a message that speak most for what it was taken for, without case and accents; none
    where nothing was weighed. Only words of ``ideas.yaml`` are weighed, so they are nobody's name.
    """
    weighed = MessageKind.REFUSES if kind is MessageKind.MAY_REFUSE else kind
    if kind is MessageKind.REFUSES or weighed not in WEIGHED:
        return ()
    return weights().words(message, weighed)


def signs_in(message: str) -> tuple[MessageKind, dict[str, float]]:
    """What the phrases of a message say by themselves, and its signs: what the weights are fitted to."""
    found = _found(message)
    return _said(message, found), signs_of(message, found)


def _found(text: str) -> Counter[str]:
    """How many phrases of each group a text has, in words as they were meant; if it is short, also
    without the words of courtesy that stand between: "lasst mich bitte in Ruhe".
    """
    reading = spelling.spelled(Reading.of(spoken_of(text).text))
    if len(text) > _SHORT:
        return _phrases().count(reading)
    plain = tuple(word for word in reading.words if word not in _courtesies())
    found = _phrases().count(reading)
    return (
        found if plain == reading.words else found | _phrases().count(reading._replace(words=plain))
    )


def _said(message: str, found: Counter[str]) -> MessageKind:
    """The kind by the phrases ``found``, in any language that ``kinds.yaml`` has."""
    points = _points(message, found)
    kind = _weighed(points)
    if kind is MessageKind.REFUSES:
        return _refused(message, found)
    if found["how_dare"] and kind not in (MessageKind.COMPLAINS, MessageKind.NEEDS_SUPPORT):
        return MessageKind.MAY_REFUSE
    if kind is not MessageKind.OTHER:
        return kind
    if not _QUESTION_MARKS.isdisjoint(message):
        return MessageKind.ASKS
    return MessageKind.NEEDS_SUPPORT if _may_be_in_trouble(points, found) else kind


def refuses(message: str | None) -> bool:
    """Whether a message states that its writer wants to hear nothing more; a question does not."""
    return bool(message) and all(
        kind_of(text) is MessageKind.REFUSES
        for text in dict.fromkeys((message or "", _without_questions(message or "")))
    )


def _may_be_in_trouble(points: Mapping[MessageKind, int], found: Counter[str]) -> bool:
    """Whether a message that is of no kind has a sign that something is wrong, and wants nothing new.

    Who wishes for a subscription or an app speaks of a thing that customers have too.
    """
    if points[MessageKind.SELLS] < 0:
        return False
    if any(found[name] for name in _WRONG):
        return True
    return any(found[name] for name in _OURS) and not found["wishes"]


def _points(message: str, found: Counter[str]) -> dict[MessageKind, int]:
    statements = _without_questions(message)
    stated = Counter(found)
    if statements != message:
        stated = _found(statements)
    reckoning = f"{MessageKind.COMPLAINS}/signs/reckoning"
    stated[reckoning] = found[reckoning]  # "Who is going to pay for this?" asks for no information
    points: dict[MessageKind, int] = {kind: _of(kind, found) for kind in _KINDS}
    points[MessageKind.COMPLAINS] = _of(MessageKind.COMPLAINS, stated)
    if not found[f"{MessageKind.REFUSES}/sure"] and points[MessageKind.REFUSES]:
        points[MessageKind.REFUSES] = _refused_by_signs(message, found)
    for kind in (MessageKind.SELLS, MessageKind.APPLIES):
        points[kind] -= min(_SURE, found["needs"])  # a customer who is taken for another is lost
    theirs = (f"{MessageKind.SELLS}/signs/{name}" for name in ("leave", "terms"))
    points[MessageKind.BUYS] -= _SURE * any(
        found[name] for name in theirs
    )  # the price is their own
    points[MessageKind.REFUSES] -= _SURE * found["stays"]
    points[MessageKind.COMPLAINS] -= _SURE * _SURE * min(1, found["elsewhere"])
    return points


def _refused(message: str, found: Counter[str]) -> MessageKind:
    """What a refusal is: who has no interest in some terms and asks for others, buys: "no interest in a
    contract for three years, is there a monthly plan?" Who asks beside any other may refuse only a part.
    """
    clauses = [_found(clause) for clause in _CLAUSES.split(message)]
    refusing = [one for one in clauses if one[f"{MessageKind.REFUSES}/sure"]]
    asks = not _QUESTION_MARKS.isdisjoint(message) and not (found["reproach"] or found["how_dare"])
    if asks and refusing and all(one["declined"] for one in refusing):
        return MessageKind.ASKS if all(one["terms"] for one in refusing) else MessageKind.MAY_REFUSE
    return MessageKind.MAY_REFUSE if _asks_for_an_offer(message, found) else MessageKind.REFUSES


def _asks_for_an_offer(message: str, found: Counter[str]) -> bool:
    """Whether a clause that refuses nothing asks for an offer: "I am not interested in the newsletter,
    but send me the price list" may refuse only that.
    """
    if not found[f"{MessageKind.BUYS}/sure"]:
        return False
    said = (_found(clause) for clause in _CLAUSES.split(message))
    return any(
        one[f"{MessageKind.BUYS}/sure"] and not one[f"{MessageKind.REFUSES}/sure"] for one in said
    )


def _refused_by_signs(message: str, found: Counter[str]) -> int:
    """The points of a refusal that no sure phrase states: its signs stand in one clause.

    "I do not want a demo, just send me a mail" refuses the demo. Who is taken to refuse hears from us no
    more, so whoever asks for a price or needs something does not.
    """
    if found[f"{MessageKind.BUYS}/sure"] or found["needs"]:
        return 0
    said = [_found(clause) for clause in _CLAUSES.split(message)]
    ends = [f"{MessageKind.REFUSES}/signs/{name}" for name in ("no_more", "take_away")]
    signs = (_of(MessageKind.REFUSES, one) for one in said if any(one[name] for name in ends))
    return max(signs, default=0)


def _of(kind: MessageKind, found: Counter[str]) -> int:
    """The points of a kind: its sure phrases, each once, and its groups of signs."""
    groups = sum(bool(found[name]) for name in found if name.startswith(f"{kind}/signs/"))
    return _SURE * found[f"{kind}/sure"] + groups


def _without_questions(message: str) -> str:
    """The message itself if it is one paragraph that asks nothing."""
    if _QUESTION_MARKS.isdisjoint(message) and "\n" not in message:
        return message
    sentences = (one[0] for one in _SENTENCE.finditer(message))
    return " ".join(one for one in sentences if one[-1:] not in _QUESTION_MARKS)


def _weighed(points: Mapping[MessageKind, int]) -> MessageKind:
    """The kind that has the most to be said for it."""
    buys, sells = points[MessageKind.BUYS], points[MessageKind.SELLS]
    if sells >= _PLAIN:
        return MessageKind.SELLS
    beside_buying = (MessageKind.COMPLAINS, MessageKind.NEEDS_SUPPORT)
    for kind in MessageKind:
        if points.get(kind, 0) < _NEEDED:
            continue
        if kind is MessageKind.SELLS and sells <= buys:
            continue
        if kind in beside_buying and points[kind] < buys:
            continue
        return kind
    return MessageKind.OTHER


def prepare() -> None:
    """Reads phrases, ideas and weights now: before a snapshot is taken, and not while somebody waits."""
    spelling.prepare()
    prepare_whose()
    _phrases()
    lexicon()
    weights()


def negations() -> tuple[str, ...]:
    """The words that take back what follows them."""
    return tuple(_source()["negations"])


@cache
def _phrases() -> Words:
    source = _source()
    categories = {f"{kind}/sure": source[kind]["sure"] for kind in _KINDS}
    groups = {
        f"{kind}/signs/{name}": phrases
        for kind in _KINDS
        for name, phrases in source[kind]["signs"].items()
    }
    target = f"{MessageKind.SELLS}/signs/target"
    groups[target] = [*groups[target], *_business_of_theirs()]
    return Words(
        {
            **categories,
            **groups,
            **{name: source[name] for name in _BESIDE_KINDS},
        },
        negations=source["negations"],
        revocable=("buys/sure",),
    )


def _business_of_theirs() -> list[str]:
    """``your website``, ``your online sales``: what a company has, and strangers offer to better."""
    source = _source()
    return [
        f"{whose} {between}{thing}"
        for whose in source["whose"]
        for thing in source["business"]
        for between in ("", "* ")
    ]


@cache
def _courtesies() -> frozenset[str]:
    return frozenset(_source()["courtesies"])


@cache
def _source() -> dict[str, Any]:
    """The file, read once."""
    source: dict[str, Any] = packaged_yaml(__package__, "kinds.yaml")
    return source
