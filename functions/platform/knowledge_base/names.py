"""What a file's key says of it: ``knowledge/<collection>/<anything>/<name>``."""

import re
from dataclasses import dataclass

from baton.core.text import readable
from baton.knowledge_base.document import CollectionName

FOLDER = "knowledge"

GENERAL = "general"
"""The collection of a file in no folder, or in one whose name has no letter."""

_OTHER = re.compile(r"[^a-z0-9_-]+")
_MOST = 40


@dataclass(frozen=True, slots=True)
class FileName:
    """A file's collection and the title that it has if it tells none itself."""

    collection: CollectionName
    title: str


def read_name(key: str) -> FileName | None:
    """What the key says; ``None`` of one that is of no file, as consoles make for folders."""
    folder, _, rest = key.partition("/")
    if folder != FOLDER or not rest or rest.endswith("/"):
        return None
    first, slash, _ = rest.partition("/")
    name = rest.rpartition("/")[2]
    title = " ".join(readable(name.rpartition(".")[0] or name).split())[:200]
    return FileName(_collection(first) if slash else GENERAL, title or GENERAL)


def _collection(folder: str) -> CollectionName:
    """The folder's name as a collection's: ``Sales (EU)`` is ``sales-eu``."""
    name = _OTHER.sub("-", folder.lower()).lstrip("0123456789_-")[:_MOST].rstrip("-")
    return name or GENERAL
