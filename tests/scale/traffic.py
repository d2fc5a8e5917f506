"""Leads on their whole way through the real handlers, on a local DynamoDB, as one process.

All leads come of one campaign, since a campaign that goes viral is when a thousand a second come. Each
is received, scored, handed on and planned for, its events are published, counted and planned by
outreach. Then batches of them are written to when it is due, something happens, and a day later
consolidation moves what was said. The workflow service and the streams are played here.
"""

import importlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from baton.campaigns.container import Campaigns
from baton.core import clock as system
from baton.messaging.outbox import Work
from baton.persistence.shards import shard_of
from baton.runtime.platform import Platform
from infra.table_specs import table_specs
from tests.benchmarks.handlers import FUNCTIONS, Handler
from tests.benchmarks.local_stack import api_event
from tests.benchmarks.steps import Meter, pipeline_here
from tests.contract.aws import ACCOUNT, REGION, LocalAws, local_aws
from tests.contract.given import a_campaign
from tests.fakes.platform.clock import CountedIds, SteerableClock
from tests.scale.recorder import Recorder, Sample

LEADS, BATCHES = 120, 3
CALLERS = 40
"""Applications that send leads: one may send a hundred a second (``callers`` in cdk.json)."""

TITLES = ("Head of Sales", "Analyst", None)
MESSAGES = (
    "Please send me a quote for 200 seats, we want to start next month.",
    "I would like to learn more about your product.",
    None,
)

TAKEN = (
    "leads_api",
    "lead_triage",
    "handoff",
    "engagement",
    "campaign_optimizer",
    "result_writer",
    "outbox",
    "training",
    "outreach",
    "consolidation",
)


class Lambda:
    """What Lambda tells a handler of its call."""

    aws_request_id = "scale"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 900_000


class Traffic:
    """Drives the handlers and says to the recorder whose doing it is."""

    def __init__(
        self,
        handlers: dict[str, Handler],
        platform: Platform,
        recorder: Recorder,
        clock: SteerableClock,
    ) -> None:
        self._handlers = handlers
        self._platform = platform
        self._recorder = recorder
        self._clock = clock
        campaign = a_campaign(at=clock())
        with platform.transactions.begin() as within:
            platform.area(Campaigns).campaigns.add(campaign, within)
        self._campaign_id = campaign.campaign_id

    def one(self, number: int) -> str:
        """One lead, until its sequence is planned. Gives its id."""
        with self._as("receive", f"lead {number}"):
            lead_id = self._received(number)
            self._publish()
        trace = {"correlation_id": f"scale-{number}"}
        for name in ("training", "outreach"):
            with self._as(name, f"lead {number}"):
                self._handlers[name]({"task": {"lead_id": lead_id}, "trace": trace}, Lambda)
        return lead_id

    def batch(self, number: int, lead_ids: list[str]) -> None:
        """What happens to a batch of leads later."""
        begun, trace = self._clock(), {"correlation_id": f"scale-batch-{number}"}
        self._clock.set(max(self._due(lead_ids)) + timedelta(minutes=1))
        with self._as("send", f"batch {number}"):
            self._handlers["outreach"]({"task": {}, "trace": trace}, Lambda)
        for lead_id in lead_ids:
            with self._as("outcome", lead_id):
                self._happened(lead_id)
                self._publish()
        self._clock.advance(timedelta(hours=25).total_seconds())
        with self._as("consolidate", f"batch {number}"):
            self._handlers["consolidation"]({"task": {}, "trace": trace}, Lambda)
        self._clock.set(begun)

    def _received(self, number: int) -> str:
        body = {
            "email": f"scale-{number}@example.com",
            "first_name": "Anna",
            "country": "AT",
            "job_title": TITLES[number % len(TITLES)],
            "message": MESSAGES[number % len(MESSAGES)],
            "activity": {"visits": 3, "seconds_on_site": 900},
            "source": "website",
            "campaign_id": self._campaign_id,
            "consent": {"email": True},
        }
        given = {key: value for key, value in body.items() if value is not None}
        caller = {"id": f"app-{number % CALLERS}", "scopes": ["baton/leads.write"]}
        return str(self._asked(api_event({"clients": {"application": caller}}, given))["lead_id"])

    def _happened(self, lead_id: str) -> None:
        caller = {"id": f"crm-{shard_of(lead_id, CALLERS)}", "scopes": ["baton/outcomes.write"]}
        body = {"kind": "opened", "channel": "email", "step": 1}
        event = api_event({"clients": {"application": caller}}, body)
        event["routeKey"] = event["requestContext"]["routeKey"] = (
            "POST /api/v1/leads/{lead_id}/outcomes"
        )
        event["rawPath"] = f"/api/v1/leads/{lead_id}/outcomes"
        event["requestContext"]["http"]["path"] = event["rawPath"]
        event["pathParameters"] = {"lead_id": lead_id}
        self._asked(event)

    def _asked(self, event: dict[str, Any]) -> dict[str, Any]:
        answer = self._handlers["leads_api"](event, Lambda)
        if answer["statusCode"] not in (200, 201):
            raise RuntimeError(f"the API refused: {answer['body']}")
        told: dict[str, Any] = json.loads(answer["body"])
        return told

    def _publish(self) -> None:
        """Brings the outbox what its stream would: entries that wait."""
        entries = self._recorder.waiting()
        records = [
            {
                "dynamodb": {
                    "SequenceNumber": str(number),
                    "Keys": {"entry_id": {"S": entry_id}},
                    "NewImage": {"work": {"S": work}},
                }
            }
            for number, (entry_id, work) in enumerate(entries)
            if work == Work.PUBLISH
        ]
        if records:
            self._handlers["outbox"]({"Records": records}, Lambda)

    def _due(self, lead_ids: list[str]) -> Iterator[Any]:
        for lead_id in lead_ids:
            for effect in self._platform.effects.of_subject(lead_id):
                if effect.due_at is not None:
                    yield effect.due_at

    @contextmanager
    def _as(self, phase: str, label: str) -> Iterator[None]:
        self._recorder.phase, self._recorder.label = phase, label
        with self._recorder.listening(), redirect_stdout(StringIO()):
            yield


def sample(leads: int = LEADS, batches: int = BATCHES) -> Sample:
    """What so many leads take, in so many batches."""
    recorder, clock = Recorder(), SteerableClock()
    with local_handlers(clock) as (found, platform):
        handlers = {name: _counted(name, handler, recorder) for name, handler in found.items()}
        with pipeline_here(handlers, Meter()):
            _drive(Traffic(handlers, platform, recorder, clock), recorder, leads, batches)
    return recorder.sample


def _drive(traffic: Traffic, recorder: Recorder, leads: int, batches: int) -> None:
    traffic.batch(-1, [traffic.one(-1)])  # what is done once, as loading the pack, is no lead's
    recorder.sample = Sample(leads=leads)
    ids = [traffic.one(number) for number in range(leads)]
    for number in range(batches):
        traffic.batch(number, ids[number::batches])


def _counted(name: str, handler: Handler, recorder: Recorder) -> Handler:
    def called(event: dict[str, Any], context: Any) -> dict[str, Any]:
        recorder.sample.calls[f"lambda {name}"] += 1
        if name == "leads_api":
            recorder.sample.calls["api request"] += 1
        return handler(event, context)

    return called


@contextmanager
def local_handlers(
    clock: SteerableClock,
    taken: Sequence[str] = TAKEN,
    started: Callable[[Path], AbstractContextManager[LocalAws]] = local_aws,
) -> Iterator[tuple[dict[str, Handler], Platform]]:
    """The handlers of what leads, or others, go through, on a local AWS of their own; its platform."""
    credentials = {
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": ACCOUNT,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, credentials),
        mock.patch.object(system, "now", clock),
        mock.patch.object(system, "new_id", CountedIds(clock)),
        started(Path(folder)) as aws,
    ):
        platform = aws.platform()
        platform.clock = clock
        tables = {name: platform.settings.table(name) for name in table_specs()}
        _outside(aws.clients.get)
        told = platform.settings.model_dump(exclude_unset=True, exclude={"tables", "workflows"})
        settings = {
            **told,
            **_SENDING,
            "tables": ",".join(f"{name}={table}" for name, table in tables.items()),
        }
        given = {
            f"BATON_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in settings.items()
        }
        os.environ.update(given | {"AWS_ENDPOINT_URL": aws.endpoint})
        yield {name: _fresh(name) for name in taken}, platform


def _fresh(name: str) -> Handler:
    """A function's handler that has assembled nothing yet."""
    module = importlib.import_module(f"{FUNCTIONS[name]}.handler")
    handler: Handler = importlib.reload(module).handler
    return handler


def _outside(client: Callable[[str], Any]) -> None:
    """What sequences need beside tables."""
    client("sesv2").create_email_identity(EmailIdentity=_SENDING["sender"])
    client("secretsmanager").create_secret(Name=_SENDING["link_secret"], SecretString="a" * 40)
    client("scheduler").create_schedule_group(Name=_SENDING["step_schedule_group"])


_SENDING = {
    "sending": True,
    "sender": "baton@example.com",
    "links": "https://api.baton.example",
    "link_secret": "links",
    "step_schedule_group": "steps",
    "step_schedule_target": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:outreach",
    "step_schedule_role": f"arn:aws:iam::{ACCOUNT}:role/any",
}
