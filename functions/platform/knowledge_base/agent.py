"""The agent that keeps the knowledge base: files in, files out, and the index as it should be."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.aws.files import Files
from baton.core.errors import NotFound, StaleVersion
from baton.core.message import AgentName
from baton.knowledge_base.document import (
    Document,
    DocumentStatus,
    NewDocument,
    Outcome,
    Source,
    SourceKind,
    document_id_of,
)
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.reading import files as reading
from baton.knowledge_base.text import ReadText
from baton.knowledge_base.upkeep import Upkeep
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.runtime import Agent
from functions.platform.knowledge_base.models import Done, KnowledgeResult, KnowledgeTask
from functions.platform.knowledge_base.names import FileName, read_name

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class KnowledgeIndexer(Agent[KnowledgeTask, KnowledgeResult]):
    """Makes documents what the files in the bucket are.

    It looks at what is there, not at what an event says happened: events that come twice, late or in
    another order lead to the same. A file that cannot be read is a document that says why.
    """

    name: ClassVar[AgentName] = "knowledge_base"

    def __init__(self, base: KnowledgeBase, upkeep: Upkeep, files: Files) -> None:
        self._base = base
        self._upkeep = upkeep
        self._files = files

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(platform.knowledge_base, platform.knowledge_upkeep, platform.files)

    def perform(self, task: KnowledgeTask) -> KnowledgeResult:
        """Follows one file, or looks after the index. Raises ``Unavailable`` or ``Conflict``; then try
        again."""
        if task.key is None:
            current = self._upkeep.renew(most=task.most)
            return KnowledgeResult(swept=self._upkeep.sweep(), index_current=current)
        named = read_name(key := task.key)
        if named is None:
            return KnowledgeResult(done=Done.UNCHANGED)
        return retry_on_conflict(lambda: self._follow(key, named))

    def _follow(self, key: str, named: FileName) -> KnowledgeResult:
        """Raises ``StaleVersion`` if file or document changed meanwhile."""
        source = Source(kind=SourceKind.FILE, name=key)
        seen = self._base.documents.find(document_id_of(source))
        found = self._files.find(key)
        if found is None:
            if seen is None or seen.status is DocumentStatus.DELETED:
                return KnowledgeResult(done=Done.UNCHANGED)
            self._base.delete_seen(seen)
            return KnowledgeResult(done=Done.DELETED, document_id=seen.document_id)
        tag = f"{reading.READ_AS} {found.etag}"
        if seen and seen.tag == tag:  # a deleted one has no tag
            return _told(Done.UNCHANGED, seen)
        read = self._read(key, found.size)
        given = NewDocument(
            document_id=document_id_of(source),
            title=(read.title if isinstance(read, ReadText) else None) or named.title,
            source=source,
            collections=(named.collection,),
            tag=tag,
        )
        kept = self._base.keep_over(seen, given, read)
        is_ready = kept.status is DocumentStatus.READY
        return _told(Done.KEPT if is_ready else Done.UNREADABLE, kept)

    def _read(self, key: str, size: int) -> ReadText | Outcome:
        if size > reading.MOST_BYTES:
            return Outcome.TOO_LARGE
        try:
            content = self._files.read(key, limit=2 * reading.MOST_BYTES)
        except NotFound:
            raise StaleVersion(f"The file {key} went while it was read.") from None
        return reading.read_file(key, content)


def _told(done: Done, document: Document) -> KnowledgeResult:
    return KnowledgeResult(
        done=done,
        document_id=document.document_id,
        version=document.version,
        outcome=document.outcome,
    )
