"""The company's documents, in which a person may be named."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.knowledge_base.redaction import without
from baton.privacy.personal_data import Json

if TYPE_CHECKING:
    from baton.knowledge_base.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Documents:
    """Where documents have an e-mail address of the person. The document stays, which is the company's;
    the address is blacked out in it, and in each of its later versions."""

    knowledge_base: "KnowledgeBase"
    name: str = "documents"

    def show(self, key: str) -> list[Json]:
        """See ``PersonStore``: the passages that name the person, without addresses of others."""

        def is_anothers(one: str) -> bool:
            return one != key

        return [
            one.model_copy(update={"quote": without(one.quote, is_anothers)[0]}).to_json()
            for one in self.knowledge_base.mentions(key)
        ]

    def forget(self, key: str) -> int:
        """See ``PersonStore``."""
        return self.knowledge_base.redact(key)
