"""Plain sentences beside what the company says itself, and what the checks make of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baton.campaigns.content.claims import ClaimKind, Support, unsupported
from baton.campaigns.content.knowledge import Citation, Passage
from baton.campaigns.content.text import ContentText
from baton.core.packaged_yaml import yaml_of

CONTRADICTS, SUPPORTED, HARMLESS = "contradicts", "supported", "harmless"
LANGUAGES = ("en", "de", "fr", "es", "it")
_RULES = {ClaimKind.TERM, ClaimKind.CONTRADICTION}
_FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and a sentence, how they stand to each other, and whether the checks keep it back."""

    kind: str
    language: str
    source: str
    said: str
    kept_back: bool


def pairs() -> Iterator[Pair]:
    """All of the file, checked."""
    given: dict[str, Any] = yaml_of(_FILE.read_text("utf-8"))
    for kind, rows in given.items():
        for language, source, said in rows:
            yield Pair(kind, language, source, said, bool(kept_back(said, [source], language)))


def kept_back(said: str, sources: list[str], language: str) -> list[str]:
    """The words of ``said`` that are terms without a source, or turn a source round."""
    passages = [
        Passage(quote=one, source=Citation(document="own.md", version="1"), language=language)
        for one in sources
    ]
    found = unsupported(Support(passages, language).claims(ContentText.of(("body", said))))
    spans = [one.span for one in found if one.rule in _RULES and one.span]
    return [said[one.begin : one.end] for one in spans]


def share(found: list[Pair], kind: str, language: str = "") -> tuple[int, int]:
    """How many of a kind are kept back, and of how many."""
    some = [one for one in found if one.kind == kind and language in ("", one.language)]
    return sum(one.kept_back for one in some), len(some)
