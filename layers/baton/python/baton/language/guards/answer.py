"""Whether a text may go to a person: links, placeholders, personal data, promises, length.

The same for what a model and what a template wrote. What is wrong is said in words that a model is
given to correct itself and an operator reads; they repeat nothing of the text, which may be personal.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from baton.core.recognition.personal import Personal, found_in
from baton.language.guards.brand import Brand
from baton.language.guards.form import markup_in, places_in, repeats_marks
from baton.language.guards.links import hosts_in, points_elsewhere
from baton.language.guards.names import Known, names_a_stranger

_WORDS = re.compile(r"[^\W_]+")
_HIDDEN_KINDS = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What one text may hold. ``channel`` names the lengths of the brand rules, as ``email``. ``own``
    are values of the person it goes to that it may name, as their e-mail address; ``foreign`` are words
    of others that it must not (names, companies, addresses). ``known`` are the names that it may have,
    if names are looked at: of somebody else's it may have none. ``places`` are placeholders that are
    still to be filled in, as written.
    """

    channel: str
    brand: Brand
    own: frozenset[str] = field(default=frozenset())
    foreign: frozenset[str] = field(default=frozenset())
    known: Known | None = None
    places: frozenset[str] = field(default=frozenset())


def faults_of(subject: str | None, body: str, allowed: Allowed) -> tuple[str, ...]:
    """Why the text may not go out; nothing if it may."""
    whole = f"{subject or ''}\n{body}"
    faults = (*_lengths(subject, body, allowed), *_one_line(subject), *faults_in(whole, allowed))
    return tuple(dict.fromkeys(faults))


def faults_in(words: str, allowed: Allowed) -> tuple[str, ...]:
    """Why words may not stand in a text that goes out, however long that is."""
    return (
        *_form(words, allowed),
        *_links(words, allowed),
        *_people(words, allowed),
        *allowed.brand.broken(words),
    )


def _lengths(subject: str | None, body: str, allowed: Allowed) -> Iterator[str]:
    limits = allowed.brand.lengths.get(allowed.channel)
    if limits is None:
        yield f"The brand rules have no lengths for {allowed.channel}."
        return
    if subject is not None and len(subject) > limits.subject:
        yield f"The subject is longer than {limits.subject} characters."
    if len(body) > limits.body:
        yield f"The body is longer than {limits.body} characters."
    if len(body.strip()) < limits.least:
        yield f"The body is shorter than {limits.least} characters."


def _one_line(subject: str | None) -> Iterator[str]:
    if subject is not None and ("\n" in subject or "\r" in subject):
        yield "The subject has more than one line."


def _form(whole: str, allowed: Allowed) -> Iterator[str]:
    if any(one != "\n" and unicodedata.category(one) in _HIDDEN_KINDS for one in whole):
        yield "The text holds control or invisible characters."
    if markup_in(whole):
        yield "The text holds markup; plain text is wanted."
    if repeats_marks(whole):
        yield "The text repeats marks of the prompt."
    if any(one not in allowed.places for one in places_in(whole)):
        yield "The text holds a placeholder that nobody fills in."


def _links(whole: str, allowed: Allowed) -> Iterator[str]:
    if points_elsewhere(whole):
        yield "The text holds a link that does not lead to a page."
    if any(not allowed.brand.may_link(host) for host in hosts_in(whole)):
        yield "The text links to a page that the brand rules do not allow."


def _people(whole: str, allowed: Allowed) -> Iterator[str]:
    own = {_bare(value) for value in allowed.own}
    for one in found_in(whole):
        if _bare(whole[one.begin : one.end]) not in own:
            yield f"The text names {_KINDS[one.kind]} that is not the reader's own."
    words = _bare_words(whole)
    if any(
        f" {' '.join(_bare_words(one).split())} " in words for one in allowed.foreign if one.strip()
    ):
        yield "The text names somebody else."
    elif allowed.known and names_a_stranger(whole, allowed.known):
        yield "The text names a person or company that is neither the reader nor of the company."


_KINDS = {
    Personal.EMAIL: "an e-mail address",
    Personal.PHONE: "a phone number",
    Personal.ACCOUNT: "a bank account",
    Personal.CARD: "a card number",
    Personal.ADDRESS: "an address",
}


def _bare(value: str) -> str:
    return re.sub(r"[^\w@.]", "", value.casefold())


def _bare_words(text: str) -> str:
    return f" {' '.join(_WORDS.findall(text.casefold()))} "
