"""Drafts to segments, in memory."""

from baton.core.errors import NotFound
from baton.gtm.message_set import MessageSet
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow


class FakeMessageSets:
    """See ``baton.gtm.message_set_repository.MessageSetRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}

    def add(self, made: MessageSet, within: Transaction) -> None:
        stage(
            within,
            ("message_sets", made.set_id),
            lambda: self._keep(made),
            lambda: must_be_new("message set", made.set_id, self.kept),
        )

    def replace(self, changed: MessageSet, within: Transaction) -> None:
        def check() -> None:
            document = self.kept.get(changed.set_id)
            version = MessageSet.model_validate_json(document).version if document else None
            must_follow("message set", changed.set_id, version, changed.version)

        stage(within, ("message_sets", changed.set_id), lambda: self._keep(changed), check)

    def message_set(self, set_id: str) -> MessageSet:
        with self._ground.faults.at("message_sets.message_set"), self._ground.lock:
            document = self.kept.get(set_id)
        if document is None:
            raise NotFound("message set", set_id)
        return MessageSet.model_validate_json(document)

    def _keep(self, one: MessageSet) -> None:
        self.kept[one.set_id] = one.model_dump_json(exclude_none=True)
