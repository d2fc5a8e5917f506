"""The notice to somebody who was found: who holds what of them, from where, why, and how to object
(GDPR, article 14). It goes with every mail to them, so that no first one can lack it. Pure.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.effects.effect import Effect, EffectKind, EffectState
from baton.leads.found import HowFound
from baton.leads.letter import Notice
from baton.leads.reading.language import Language
from baton.pages.letter import Company

_HELD = ("name", "title", "company", "email", "phone", "country", "city", "industry", "size")
_FIELDS = {"full_name": "name", "first_name": "name", "last_name": "name"}


def why_no_notice(company: Company) -> str | None:
    """What is missing for a notice, for an operator: it names the controller with their address."""
    missing = [
        name
        for name, value in (("company", company.name), ("postal_address", company.address))
        if not value.strip()
    ]
    if not missing:
        return None
    return f"who was found must be told who writes: set behaviour.{' and behaviour.'.join(missing)}"


def notice_of(found: HowFound, company: Company, language: Language, link: str) -> Notice:
    """The notice, with the ``link`` by which its reader objects. Raises ``ValueError`` if the
    controller is not known.
    """
    if missing := why_no_notice(company):
        raise ValueError(missing)
    words = _words()[language]
    address = ", ".join(part.strip() for part in company.address.split(";") if part.strip())
    values = {
        "company": company.name,
        "address": address,
        "held": ", ".join(_held(found, words)),
        "sources": "; ".join(words["sources"].get(one, one) for one in found.sources),
        "found_on": found.found_at.date().isoformat(),
        "basis": words["bases"].get(found.basis, words["bases"]["legitimate_interest"]),
        "link": link,
    }
    paragraphs = tuple(one.format(**values) for one in words["paragraphs"])
    return Notice(paragraphs, words["because"])


def was_told(effects: Iterable[Effect]) -> bool:
    """Whether a mail has gone out to the person, with which the notice went."""
    return any(one.kind == EffectKind.EMAIL and one.state is EffectState.DONE for one in effects)


def _held(found: HowFound, words: Mapping[str, Any]) -> list[str]:
    fields = {_FIELDS.get(one.field, one.field) for one in found.told} | {"email"}
    return [words["fields"][name] for name in _HELD if name in fields]


@cache
def _words() -> Mapping[Language, Mapping[str, Any]]:

    found: dict[str, Any] = packaged_yaml(__package__, "found_notice.yaml")
    return {Language(code): words for code, words in found.items()}
