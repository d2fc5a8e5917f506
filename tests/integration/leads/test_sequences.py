"""A plan's e-mail goes out once, by the local mail service, and its link ends the sequence."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from baton.persistence.documents import compressed, text_of
from baton.persistence.timestamps import moment_text
from infra.local.stack import LocalStack
from tests.chaos.behind import behind
from tests.integration.deployment import Deployment
from tests.integration.sending import SENDING
from tests.integration.wire import LEADS, Wire


class Post:
    """The mail service and the clock of effects, from behind."""

    def __init__(self, stack: LocalStack, outputs: dict[str, Any]) -> None:
        self._aws = stack.aws
        self._table = str(outputs["stack"]["EffectsTableName"])
        self._aws.client("sesv2").create_email_identity(EmailIdentity=SENDING["BATON_SENDER"])

    def sweeps(self, *, awake: bool) -> None:
        """Whether the deployed outreach, which sends nothing, is called each minute."""
        scheduler = self._aws.client("scheduler")
        known = scheduler.get_schedule(Name="Baton-outreach")
        kept = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
        state = "ENABLED" if awake else "DISABLED"
        scheduler.update_schedule(State=state, **{name: known[name] for name in kept})

    def hasten(self, effect_id: str) -> None:
        """Makes an effect due now, whenever its step is planned for."""
        database, key = self._aws.client("dynamodb"), {"effect_id": {"S": effect_id}}
        item = database.get_item(TableName=self._table, Key=key, ConsistentRead=True)["Item"]
        document = json.loads(text_of(item["document"]["B"]))
        past = moment_text(datetime.now(UTC) - timedelta(minutes=1))
        document["due_at"] = past
        item |= {"document": {"B": compressed(json.dumps(document))}, "due_at": {"S": past}}
        database.put_item(TableName=self._table, Item=item)

    def waiting(self) -> list[str]:
        """The steps that will wake outreach at their moment."""
        listed = self._aws.client("scheduler").list_schedules(GroupName="Baton-outreach-steps")
        return [str(one["Name"]).rpartition(".")[0] for one in listed["Schedules"]]

    def to(self, address: str) -> list[dict[str, Any]]:
        """The mails that the mail service took for somebody."""
        answer = httpx.get(f"{self._aws.endpoint}/_ministack/ses/messages").raise_for_status()

        def found(told: Any) -> Iterator[dict[str, Any]]:
            if isinstance(told, dict) and address in told.get("To", ()):
                yield told
                return
            for one in told.values() if isinstance(told, dict) else told:
                if isinstance(one, dict | list):
                    yield from found(one)

        return list(found(answer.json()))


@pytest.fixture
def post(stack: LocalStack, outputs: dict[str, Any]) -> Iterator[Post]:
    post = Post(stack, outputs)
    post.sweeps(awake=False)
    with behind(stack.aws, stack.aws.endpoint, ["result_writer"], SENDING):
        yield post
    post.sweeps(awake=True)


def test_a_step_goes_out_once_and_its_link_ends_the_sequence(
    post: Post,
    deployment: Deployment,
    application: Wire,
    a_lead: Callable[..., dict[str, Any]],
    processed: Callable[..., dict[str, Any]],
) -> None:
    lead = a_lead()
    lead_id = processed(lead)["lead_id"]
    effects = f"{LEADS}/{lead_id}/effects"

    def listed() -> list[dict[str, Any]]:
        return list(application.get(effects).raise_for_status().json()["items"])

    def call_for(effect_id: str) -> None:
        task = {"task": {"effect_id": effect_id}, "trace": {"correlation_id": "c-1"}}
        done = deployment.work("outreach", task, **SENDING)
        assert done.returncode == 0, done.stderr

    (first,) = listed()
    assert (first["kind"], first["state"]) == ("email", "planned")
    post.hasten(first["effect_id"])
    for _ in range(3):
        call_for(first["effect_id"])
    (mail,) = post.to(lead["email"])
    sent, following = listed()
    assert (sent["state"], sent["receipt"]) == ("done", mail["MessageId"])
    assert following["state"] == "planned"
    assert post.waiting().count(following["effect_id"]) == 1

    (path,) = set(re.findall(r"/u/[\w-]+", mail["BodyText"]))
    asked = application.send("GET", path, authorization=None)
    assert (asked.status_code, asked.headers["content-type"][:9]) == (200, "text/html")
    form = {"List-Unsubscribe": "One-Click"}
    left = application.send("POST", path, authorization=None, data=form)
    assert left.status_code == 200

    post.hasten(following["effect_id"])
    call_for(following["effect_id"])
    assert len(post.to(lead["email"])) == 1
    refused = listed()[1]
    assert refused["state"] == "refused"
    assert "the person unsubscribed" in refused["reason"]
