"""Reference data in memory."""

import json
from collections.abc import Mapping
from typing import Any

from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeReferenceData:
    """See ``baton.persistence.reference_data.ReferenceData``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], str] = {}

    def publish(
        self, kind: str, reference_id: str, document: Mapping[str, Any], within: Transaction
    ) -> None:
        text = json.dumps(document)

        def apply() -> None:
            self.kept[kind, reference_id] = text

        stage(within, ("references", kind, reference_id), apply)

    def find(self, kind: str, reference_id: str) -> dict[str, Any] | None:
        with self._ground.faults.at("references.find"), self._ground.lock:
            text = self.kept.get((kind, reference_id))
        return json.loads(text) if text else None
