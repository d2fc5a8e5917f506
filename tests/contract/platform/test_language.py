"""The gateway on real stores: workers that race for a day's budget, and people who are told of it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from baton.language.budget import Switch, dollars
from baton.language.generation import Written, WrittenBy
from baton.language.models import PRICES
from baton.runtime.platform import Platform
from tests.contract.aws import ACCOUNT, REGION, LocalAws
from tests.fakes.platform.model_server import ModelServer, model_server, says
from tests.unit.platform.language.world import PROMPT, Letter, ask

ANSWER = '{"subject": "Hello", "text": "Good day."}'
MODEL = PRICES.models[PROMPT.model]
WORKERS, EACH = 10, 2


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as found:
        found.script(says(ANSWER, usage=(100, 200)))
        yield found


def configured(platform: Platform, server: ModelServer, **settings: Any) -> Platform:
    """The platform with a model; its limits are in dollars."""
    given = {"language_base_url": server.url, **settings}
    platform.settings = platform.settings.model_copy(update=given)
    return platform


def test_ten_workers_on_real_tables_never_overspend_and_people_are_told(
    aws: LocalAws, server: ModelServer
) -> None:
    queue, rules = aws.queue("told"), aws.clients.get("events")
    pattern = {"source": ["baton"], "detail-type": ["language.budget_alert"]}
    rules.put_rule(Name="told", EventPattern=json.dumps(pattern))
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:told"
    rules.put_targets(Rule="told", Targets=[{"Id": "queue", "Arn": arn}])
    cost = MODEL.cost(100, 200) / 1e6
    limit, alert = 10 * cost, 5 * cost
    platform = configured(
        aws.platform(), server, language_limit_usd=limit, language_alert_usd=alert
    )
    gateway = platform.language

    def work(number: int) -> list[Written[Letter]]:
        names = [f"worker {number}, letter {letter}" for letter in range(EACH)]
        return [gateway.write(ask(values={"first_name": name}, fresh=True)) for name in names]

    with ThreadPoolExecutor(WORKERS) as pool:
        written = [one for found in pool.map(work, range(WORKERS)) for one in found]

    today = platform.clock().date()
    day = platform.spending.day(today)
    spent = len(server.asked) * MODEL.cost(100, 200)
    refused = [one.reason for one in written if one.written_by is WrittenBy.TEMPLATE]
    assert spent <= day.committed <= round(limit * 1e6), dollars(spent)
    assert day.committed == day.charged or day.open_calls, "what was not settled stays held"
    assert any("The day's budget of" in reason for reason in refused), refused
    assert day.alerted_at is not None
    heard: dict[str, Any] = {}
    for _ in range(5):
        heard |= {event["detail"]["message_id"]: event["detail"] for event in queue.heard()}
        if heard:
            break
    assert len(heard) == 1
    ((_, message),) = heard.items()
    assert message["payload"]["day"] == f"{today}"


def test_an_answer_is_kept_for_all_and_forgotten_with_its_person(
    aws: LocalAws, server: ModelServer
) -> None:
    person = "person#" + "b" * 64
    platform = configured(aws.platform(), server)
    assert not platform.language.write(ask(subject=person)).cached
    other = Platform(platform.settings, aws.clients)
    other.clock = platform.clock
    assert other.language.write(ask(subject=person)).cached
    assert platform.shared_cache.forget(person) == 1
    assert not other.language.write(ask(subject=person)).cached


def test_the_switch_stops_every_worker(aws: LocalAws, server: ModelServer) -> None:
    platform = configured(aws.platform(), server)
    platform.spending.turn(Switch(stopped=True, reason="enough", by="operator"))
    other = Platform(platform.settings, aws.clients)
    written = other.language.write(ask())
    assert (written.written_by, server.asked) == (WrittenBy.TEMPLATE, [])
    assert "enough" in written.reason
