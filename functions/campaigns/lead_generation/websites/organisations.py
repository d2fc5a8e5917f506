"""Whom a page's structured data names, and how to reach them (schema.org). Pure.

Only what is said in schema.org's words counts: a text beside "publisher" or "brand" names nobody. A
person is never read here: a company's page has people who write reviews as well.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from baton.core.countries import country_code
from baton.core.email import email_address
from baton.core.no_answer import Holds, is_no_answer
from baton.core.packaged_yaml import packaged_yaml
from baton.core.text import readable, seen
from functions.campaigns.lead_generation.websites.findings import FieldName
from functions.campaigns.lead_generation.websites.structured import (
    Data,
    nodes_in,
    texts_in,
    types_of,
    walk,
)

_FILE = "schema_types.yaml"
_LONGEST = 300
_MOST_VALUES = 12
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OWN_PATHS = ("publisher", "sourceOrganization", "isPartOf", "copyrightHolder", "department")


class Said(NamedTuple):
    """One field of somebody. ``of`` is how the page leads to them, empty for its own company."""

    field: FieldName
    value: str
    of: str


def said_by(items: list[Data]) -> list[Said]:
    """What structured data says of organisations, businesses and places."""
    types = _types()
    named = types["organisation"] | types["business"]
    said: list[Said] = []
    for node, path in walk(items):
        kinds = types_of(node)
        if "Person" in kinds or not (kinds & (named | types["place"])):
            continue
        said += _of_node(node, _whose(path, is_place=not kinds & named))
    return list(dict.fromkeys(said))


def _whose(path: tuple[str, ...], *, is_place: bool) -> str:
    """How the page leads to a node; empty if that is the page's own company."""
    own = all(name in _OWN_PATHS for name in path)
    if own and not is_place:
        return ""
    others = _types()["of_others"]
    outer = next((name for name in path if name in others), None)
    return outer or ".".join(path)[:200] or "place"


def _of_node(node: Data, of: str) -> Iterator[Said]:
    for field, value in chain(
        (("name", one) for one in _names(node)),
        (("address", one) for one in _addresses(node)),
        (("country", one) for one in _countries(node)),
        (("opening_hours", one) for one in _opening_hours(node)),
    ):
        yield Said(field, value, of)  # type: ignore[arg-type]  # names of FieldName
    for point in (node, *nodes_in(node.get("contactPoint"))):
        for phone in _texts(point, "telephone"):
            yield Said("phone", phone, of)
        for email in _texts(point, "email"):
            try:
                yield Said("email", email_address(email.removeprefix("mailto:").strip()), of)
            except ValueError:
                continue


def _names(node: Data) -> list[str]:
    legal = [one for one in _texts(node, "legalName") if not is_no_answer(one, Holds.NAME)]
    usual = [one for one in _texts(node, "name") if not is_no_answer(one, Holds.NAME)]
    return (usual or legal)[:1]


def _addresses(node: Data) -> list[str]:
    value = node.get("address")
    written = [", ".join(filter(None, map(_line_of(one), _ADDRESS))) for one in nodes_in(value)]
    return [one[:_LONGEST] for one in (*written, *_cleaned(texts_in(value))) if one][:_MOST_VALUES]


def _line_of(address: Data) -> Any:
    def line(name: str) -> str:
        found = address.get(name)
        nested = [one for node in nodes_in(found) for one in _texts(node, "name")]
        return " ".join((*nested, *_cleaned(texts_in(found))))

    return line


def _countries(node: Data) -> list[str]:
    found = []
    for address in nodes_in(node.get("address")):
        try:
            found.append(str(country_code(_line_of(address)("addressCountry"))))
        except ValueError:
            continue
    return found[:1]


def _opening_hours(node: Data) -> list[str]:
    said = _texts(node, "openingHours")
    for one in nodes_in(node.get("openingHoursSpecification")):
        days = [_short(day) for day in texts_in(one.get("dayOfWeek"))]
        opens, closes = _texts(one, "opens"), _texts(one, "closes")
        if opens and closes:
            said.append(f"{','.join(filter(None, days))} {opens[0]}-{closes[0]}".strip())
    return said[:_MOST_VALUES]


def _short(day: str) -> str:
    name = day.rstrip("/").rsplit("/", 1)[-1]
    return name[:2] if name in _DAYS else ""


def _texts(node: Data, name: str) -> list[str]:
    return _cleaned(texts_in(node.get(name)))


def _cleaned(texts: list[str]) -> list[str]:
    lines = (seen(re.sub(r"\s+", " ", readable(one[: 4 * _LONGEST])))[:_LONGEST] for one in texts)
    return [one for one in lines if one and not is_no_answer(one)][:_MOST_VALUES]


@cache
def _types() -> dict[str, frozenset[str]]:

    lists = packaged_yaml(__package__, _FILE)
    return {name: frozenset(chain(*rows)) for name, rows in lists.items()}
