"""The router of the shipped examples, with the embedder that is shipped."""

from datetime import UTC, datetime

import pytest

from baton.memory.minilm import MiniLm
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.routing import Routing
from functions.gtm.supervisor.shipped_examples import shipped


@pytest.fixture(scope="session")
def routing() -> Routing:
    known = shipped(vocabulary().examples(), MiniLm().model)
    return Routing(
        vocabulary(), MiniLm().embed, tuple, lambda: datetime(2026, 11, 30, tzinfo=UTC), known
    )
