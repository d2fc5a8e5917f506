"""What the company's knowledge base knows, for its content."""

from collections.abc import Sequence

from baton.campaigns.content.knowledge import MOST_QUOTE, Passage, Source
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.quotation import Place, Quotation


class CompanyKnowledge:
    """See ``baton.campaigns.content.knowledge.Knowledge``."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def search(self, question: str, collection: str, k: int) -> Sequence[Passage]:
        """See ``Knowledge``."""
        return [_passage(one) for one in self._base.search(question, collection=collection, k=k)]


def _passage(found: Quotation) -> Passage:
    return Passage(
        quote=found.quote[:MOST_QUOTE],
        source=Source(
            document=found.title[:300], version=str(found.version), place=_where(found.place)[:300]
        ),
        language=found.language,
    )


def _where(place: Place) -> str:
    page = f"page {place.page}" if place.page else ""
    return " / ".join(filter(None, (*place.headings, page))) or f"from character {place.begin}"
