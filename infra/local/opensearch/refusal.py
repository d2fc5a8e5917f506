"""OpenSearch's errors."""

from typing import Any


class Refusal(Exception):
    """An answer that is an error; ``details`` go beside its type and reason."""

    def __init__(self, status: int, kind: str, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.status = status
        self.cause: dict[str, Any] = {"type": kind, "reason": reason, **details}
        self.root = self.cause

    @property
    def body(self) -> dict[str, Any]:
        """What the caller gets."""
        return {"error": {"root_cause": [self.root], **self.cause}, "status": self.status}


def illegal(reason: str) -> Refusal:
    """An argument that makes no sense, or that this server does not know."""
    return Refusal(400, "illegal_argument_exception", reason)


def unparsable(reason: str) -> Refusal:
    """A body that cannot be read, or that holds something this server does not know."""
    return Refusal(400, "parsing_exception", reason)


def no_index(name: str) -> Refusal:
    """There is no such index or alias."""
    return Refusal(
        404,
        "index_not_found_exception",
        f"no such index [{name}]",
        index=name,
        index_uuid="_na_",
        **{"resource.id": name, "resource.type": "index_or_alias"},
    )


def blocked(name: str) -> Refusal:
    """The index takes no writes now."""
    reason = f"index [{name}] blocked by: [FORBIDDEN/8/index write (api)];"
    return Refusal(403, "cluster_block_exception", reason, index=name)


def unreadable(reason: str, cause: str) -> Refusal:
    """A document that does not fit the mapping."""
    caused_by = {"type": "illegal_argument_exception", "reason": cause}
    return Refusal(400, "mapper_parsing_exception", reason, caused_by=caused_by)


def only(given: dict[str, Any], *known: str, what: str) -> None:
    """Refuses keys that this server does not know."""
    for name in given:
        if name not in known:
            raise unparsable(f"unknown key [{name}] in [{what}]: the local server knows {known}")
