"""What is kept of persons ends by itself, whoever wrote it."""

from datetime import timedelta

from baton.aws.clients import Clients
from baton.core.settings import Settings
from baton.leads.items import ResponseItem
from baton.messaging.items import HandoffItem
from baton.persistence.database import Database
from baton.persistence.items import RequestItem
from baton.persistence.retention import Retention
from baton.persistence.timestamps import epoch_seconds
from tests.fakes.platform.clock import SteerableClock

CLOCK = SteerableClock()


def database() -> Database:
    clients = Clients(region="us-east-1", endpoint="http://127.0.0.1:1")
    return Database(clients, retention=Retention({"kept": 30, "touches": 10}, CLOCK))


def test_an_item_of_a_table_with_a_retention_ends_that_many_days_after_it_was_written() -> None:
    kept = database().bound(HandoffItem, "kept")
    item = kept("lead", "handoff", handed_at="now", document="{}")
    assert item.serialize()["expires_at"] == {"N": str(epoch_seconds(CLOCK() + timedelta(days=30)))}


def test_an_item_that_is_read_keeps_the_end_it_was_written_with() -> None:
    kept = database().bound(HandoffItem, "kept")
    raw = kept("lead", "handoff", handed_at="now", document="{}").serialize()
    read = kept.from_raw_data({**raw, "expires_at": {"N": "5"}})
    assert (read.record_id, read.serialize()["expires_at"]) == ("lead", {"N": "5"})


def test_an_item_of_any_other_table_stays() -> None:
    other = database().bound(HandoffItem, "other")
    assert "expires_at" not in other("lead", "handoff", handed_at="", document="{}").serialize()


def test_an_end_of_an_items_own_is_left_alone() -> None:
    own = database().bound(RequestItem, "kept")
    assert own("key", expires_at=7).serialize()["expires_at"] == {"N": "7"}


def test_the_end_of_an_item_is_none_of_its_counters() -> None:
    pool = database().bound(ResponseItem, "touches")
    raw = pool("pool", 1).serialize()
    assert pool.from_raw_data({**raw, "opened": {"N": "3"}}).counters == {"opened": 3}


def test_a_function_knows_the_retention_of_the_tables_it_knows() -> None:
    settings = Settings.from_environment(
        {"BATON_TABLES": "leads=L-1", "BATON_RETENTION_DAYS": '{"leads": 730, "handoffs": 5}'}
    )
    assert settings.days_kept() == {"L-1": 730}
