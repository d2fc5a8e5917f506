"""Interactions in memory."""

from baton.leads.interaction import Interaction
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new


class FakeInteractions:
    """See ``baton.leads.interaction_repository.InteractionRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], str] = {}

    def add(self, interaction: Interaction, within: Transaction) -> None:
        key = (interaction.lead_id, interaction.interaction_id)

        def apply() -> None:
            self.kept[key] = interaction.model_dump_json(exclude_none=True)

        stage(
            within,
            ("interactions", *key),
            apply,
            lambda: must_be_new("interaction", key, self.kept),
        )

    def find(self, lead_id: str, interaction_id: str) -> Interaction | None:
        with self._ground.faults.at("interactions.find"), self._ground.lock:
            document = self.kept.get((lead_id, interaction_id))
        return Interaction.model_validate_json(document) if document else None

    def of(self, lead_id: str, limit: int = 100) -> tuple[Interaction, ...]:
        with self._ground.faults.at("interactions.of"), self._ground.lock:
            found = [
                Interaction.model_validate_json(document)
                for (lead, _), document in self.kept.items()
                if lead == lead_id
            ]
        found.sort(key=lambda one: listed_at(one.occurred_at, one.interaction_id))
        return tuple(found[:limit])

    def forget(self, lead_id: str) -> int:
        with self._ground.faults.at("interactions.forget"), self._ground.lock:
            found = [key for key in self.kept if key[0] == lead_id]
            for key in found:
                del self.kept[key]
        return len(found)
