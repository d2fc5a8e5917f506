"""The keeper of facts takes what its queue brings, and tells what it cannot keep."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from baton.core.errors import Unavailable
from baton.facts.partitions import Days
from baton.facts.registered_kinds import fact_kinds
from baton.privacy.subject import digest_of, email_key
from baton.runtime.platform import Platform
from functions.platform.facts.agent import FactRecorder
from functions.platform.facts.models import FactTask
from functions.platform.facts.triggers import take_batch
from tests.fakes.platform.container import FakePlatform
from tests.unit.platform.facts.sales import Keeping, sale

SAMPLE = Path(__file__).parents[4] / "events" / "platform" / "facts_queue.json"


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def keeper(platform: FakePlatform) -> FactRecorder:
    return FactRecorder.assemble(cast("Platform", platform))


def batch() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(SAMPLE.read_text(encoding="utf-8")))


def counted(platform: FakePlatform, kind: str = "ad_metrics_day") -> int:
    day = datetime(2026, 3, 1, tzinfo=UTC).date()
    sql = f"SELECT COUNT(*) FROM {kind}"  # noqa: S608 (a kind's name)
    (row,) = platform.facts.query(sql, days=Days(first=day, last=day)).rows
    return int(row[0])


def test_the_facts_of_a_batch_are_kept_together_and_once(
    platform: FakePlatform, keeper: FactRecorder
) -> None:
    for _ in range(2):
        assert take_batch(keeper, batch()) == {"batchItemFailures": []}
    assert counted(platform) == 2
    assert len(list(platform.files.names("facts/"))) == 1


def test_what_is_wrong_in_a_message_holds_nothing_else_up(
    platform: FakePlatform, keeper: FactRecorder
) -> None:
    given = batch()
    good = given["Records"][0]
    told = json.loads(good["body"])
    told["detail"]["payload"]["facts"][0]["kind"] = "what_nobody_knows"
    half = {**good, "messageId": "half", "body": json.dumps(told)}
    broken = {**good, "messageId": "broken", "body": "{}"}
    answer = take_batch(keeper, {"Records": [broken, half]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": n} for n in ("broken", "half")]}
    assert counted(platform) == 1


def test_a_batch_that_cannot_be_stored_comes_again_whole(
    platform: FakePlatform, keeper: FactRecorder
) -> None:
    platform.faults.fail("files.write", times=1)
    given = batch()
    answer = take_batch(keeper, given)
    assert len(answer["batchItemFailures"]) == len(given["Records"])
    assert take_batch(keeper, given) == {"batchItemFailures": []}
    assert counted(platform) == 2


def test_it_compacts_when_it_is_told_to_and_says_when_it_cannot(
    platform: FakePlatform, keeper: FactRecorder
) -> None:
    assert keeper.perform(FactTask(compact=True)).complete
    platform.faults.fail("files.listed", times=1)
    with pytest.raises(Unavailable):
        keeper.perform(FactTask(compact=True))


def test_facts_of_the_erased_are_not_kept_however_late_they_come() -> None:
    keeping = Keeping()
    subjects = keeping.platform.subjects
    late, key = "01KJQ1N2P0T4W8A6B3C9D5E7F1", email_key("ada@example.org")
    subjects.bury([late, key], datetime(2026, 3, 1, 12, tzinfo=UTC))
    before, after = sale(2, digest_of(key)), sale(20, digest_of(key))
    keeping.append([sale(1, late), before, after, sale(4, "somebody")])
    assert keeping.ids("sale") == ["sale 20", "sale 4"]


def test_every_registered_kind_can_be_asked_though_nothing_was_told(platform: FakePlatform) -> None:
    for kind in fact_kinds():
        assert counted(platform, kind) == 0
