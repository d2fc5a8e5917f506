"""A model is bound to its table once, whoever asks first."""

import time
from typing import Any

from baton.aws.clients import Clients
from baton.persistence.database import Database
from baton.persistence.retention import Retention
from baton.privacy.items import AuditItem
from tests.contract.given import at_once


class SlowRetention(Retention):
    """Takes so long that every thread comes in before the first is done."""

    def additions_to(self, *given: Any) -> Any:
        time.sleep(0.02)
        return super().additions_to(*given)


def test_threads_that_use_a_table_first_at_the_same_time_share_one_model() -> None:
    database = Database(Clients(region="eu-central-1"), retention=SlowRetention())

    found = at_once(lambda _: database.bound(AuditItem, "audit"))

    assert len(set(found)) == 1
