"""Orders on their whole way through the real handlers, on a local DynamoDB, as one process.

Each is placed by the API, paid at the stand-in of Stripe and labelled at that of EasyPost by the saga,
which is played here step for step; what the provider tells by webhook is taken in, each event goes to
whoever hears it, and what was sold becomes facts. The stand-ins are processes of their own, so that
their work is nobody's here.
"""

import json
import os
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest import mock

from baton.commerce.catalogue import Dimensions, ListPrice, Product, ProductVariant
from baton.commerce.container import Commerce
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.pricing.tax import TaxRate, TaxTable
from baton.core.money import Money
from baton.messaging.workflows import StepFunctions, WorkflowResult
from baton.runtime.platform import Platform
from infra.local.payments.server import signed
from tests.benchmarks.handlers import Handler
from tests.benchmarks.local_stack import api_event
from tests.fakes.platform.clock import SteerableClock
from tests.scale.stand_ins import stand_ins
from tests.scale.traffic import CALLERS, Lambda, local_handlers

SKUS, LINES = 40, 2
"""A shop's best sellers, all equally liked, and how many of them an order has."""

TAKEN = ("commerce_api", "order", "outbox", "facts", "live")
SECRETS = {
    "payments": {"secret_key": "sk_test_local", "webhook_secret": "whsec_local"},
    "carriers": {"api_key": "EZTK_local"},
}
ADDRESS = {"name": "Ann", "street": "Weg 2", "city": "Graz", "postal_code": "8010", "country": "AT"}
TRANSITIONS = 3
"""``Visit``, ``Route``, ``Done`` of an order that need not wait."""

Phase = Callable[[str, str], AbstractContextManager[None]]
"""Counts what happens inside to a phase of somebody: an order, or all."""


class Shop:
    """Drives the handlers. ``transitions`` are those of the saga, by what for."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        platform: Platform,
        stand_ins: Mapping[str, str],
        phase: Phase,
        outbox: Callable[[], Sequence[Mapping[str, Any]]],
    ) -> None:
        self._handlers = handlers
        self._platform = platform
        self._stand_ins = stand_ins
        self._phase = phase
        self._outbox = outbox
        self._facts: list[dict[str, Any]] = []
        self._seen: set[str] = set()
        self.told: list[dict[str, Any]] = []
        """what was put on the bus, and is not delivered yet"""
        self.transitions: Counter[str] = Counter()
        self.webhooks = 0

    def one(self, number: int) -> str:
        """An order until it is ready to be sent. Gives its id. Raises ``RuntimeError`` if it is not."""
        whose = f"order {number}"
        with self._phase("checkout", whose):
            order_id = str(self._asked(_placing(number))["order_id"])
        with self._phase("start and events", whose):
            self._publish()
        with self._phase("saga", whose):
            state = self._saga(order_id)
        if state != "confirmed":
            raise RuntimeError(f"order {number} is {state}")
        with self._phase("start and events", whose):
            self._publish()
        with self._phase("webhooks", whose), self._visiting():
            self._told_by_provider()
            self._publish()
        return order_id

    def keep_facts(self) -> None:
        """Brings what was sold to the facts, as the queue does: many orders at once."""
        records, self._facts = self._facts, []
        with self._phase("facts", "all"):
            self._handlers["facts"]({"Records": records}, Lambda)

    def _asked(self, event: dict[str, Any]) -> dict[str, Any]:
        answer = self._handlers["commerce_api"](event, Lambda)
        if answer["statusCode"] not in (200, 201):
            raise RuntimeError(f"the API refused: {answer['body']}")
        told: dict[str, Any] = json.loads(answer["body"])
        return told

    def _saga(self, order_id: str) -> str:
        """As ``infra/workflows/commerce/order_saga.py`` has it."""
        visit = self._visit(order_id)
        self.transitions["order_saga"] += TRANSITIONS
        if visit["wait_seconds"]:
            raise RuntimeError(f"the order waits: {visit}")
        return str(visit["state"])

    def _visit(self, order_id: str) -> dict[str, Any]:
        trace = {"correlation_id": order_id, "execution": order_id, "step": "Visit"}
        task = {"order_id": order_id}
        return self._handlers["order"]({"task": task, "trace": trace}, Lambda)

    @contextmanager
    def _visiting(self) -> Iterator[None]:
        """Plays the Express workflow that the outbox runs for webhooks."""

        def run(
            _self: StepFunctions, workflow: str, given: dict[str, Any], **_: Any
        ) -> WorkflowResult:
            self.transitions[workflow] += 1
            return WorkflowResult(self._visit(given["order_id"]))

        with mock.patch.object(StepFunctions, "run", run):
            yield

    def _publish(self) -> None:
        """Brings the outbox what its stream would, and everybody what they hear."""
        records = [
            {
                "dynamodb": {
                    "SequenceNumber": str(number),
                    "Keys": {"entry_id": item["entry_id"]},
                    "NewImage": item,
                }
            }
            for number, item in enumerate(self._outbox())
        ]
        if records:
            self._handlers["outbox"]({"Records": records}, Lambda)
        if left := [item["entry_id"]["S"] for item in self._outbox()]:
            raise RuntimeError(f"the outbox could not do {', '.join(left)}")
        self._deliver()

    def _deliver(self) -> None:
        told, self.told[:] = list(self.told), []
        for entry in told:
            name, number = entry["DetailType"], str(len(self._facts))
            detail = json.loads(entry["Detail"])
            event = {"source": entry["Source"], "detail-type": name, "detail": detail}
            record = {"eventSource": "aws:sqs", "messageId": number, "body": json.dumps(event)}
            if name == "facts.recorded":
                self._facts.append(record)
            else:
                self._handlers["live"]({"Records": [record]}, Lambda)

    def _told_by_provider(self) -> None:
        """Takes in every webhook that the stand-in of Stripe would send."""
        url = f"{self._stand_ins['payments']}/v1/events"
        headers = {"Authorization": f"Bearer {SECRETS['payments']['secret_key']}"}
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310
            events = json.loads(answer.read())["data"]
        for event in reversed(events):
            if event["id"] not in self._seen:
                self._seen.add(event["id"])
                self.webhooks += 1
                self._asked(self._webhook(event))

    def _webhook(self, event: dict[str, Any]) -> dict[str, Any]:
        now = int(self._platform.clock().timestamp())
        body, signature = signed(event, SECRETS["payments"]["webhook_secret"], now)
        made = call("POST", "/webhooks/payments", None)
        made["headers"]["stripe-signature"] = signature
        return {**made, "body": body.decode()}


def call(
    method: str, path: str, body: Any, route: str = "", caller: str = "shop", **parameters: str
) -> dict[str, Any]:
    """A call of the API of commerce as API Gateway hands it on, with the path's ``parameters``."""
    scopes = ["baton/commerce.read", "baton/commerce.write", "baton/orders.write"]
    event = api_event({"clients": {"application": {"id": caller, "scopes": scopes}}}, body)
    key = f"{method} {route or path}"
    event["routeKey"] = event["requestContext"]["routeKey"] = key
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    event["pathParameters"] = parameters
    if method == "GET":
        event.pop("body")
    return event


def _placing(number: int) -> dict[str, Any]:
    first = number * LINES
    skus = [f"S-{(first + at) % SKUS:04}" for at in range(LINES)]
    return call(
        "POST",
        "/api/v1/orders",
        {
            "lines": [{"sku": sku, "quantity": 1} for sku in skus],
            "currency": "EUR",
            "email": f"buyer-{number}@example.com",
            "customer_id": f"c-{number}",
            "ship_to": ADDRESS,
            "payment_method": "pm_card_visa",
        },
        caller=f"shop-{number % CALLERS}",
    )


def product(number: int) -> Product:
    """A thing that is sent, with a text as shops have them."""
    sku = f"S-{number:04}"
    variant = ProductVariant(
        sku=sku,
        title="one size",
        prices=(ListPrice(money=Money(amount=1_990 + number % 50 * 100, currency="EUR")),),
        dimensions=Dimensions(length=300, width=250, height=40, weight=400),
    )
    return Product.model_validate(
        {
            "product_id": f"p-{number:04}",
            "title": f"Thing {number}",
            "description": "A thing of good make, of which many have been sold. " * 8,
            "categories": (f"things/kind-{number % 20}",),
            "variants": (variant,),
            "updated_at": "2026-11-30T12:00:00Z",
        }
    )


def stocked(platform: Platform, pieces: int = 100_000) -> None:
    """The shop's products, each in stock, and its tax."""
    area = platform.area(Commerce)
    with platform.transactions.begin() as within:
        rates = (TaxRate(country="AT", name="VAT", rate="0.20"),)
        area.prices.put(TaxTable(rates=rates), within)
    for number in range(SKUS):
        with platform.transactions.begin() as within:
            area.catalogue.put(product(number), None, within)
        area.stock.move(
            Movement(
                movement_id="in",
                sku=f"S-{number:04}",
                location="wien",
                on_hand=pieces,
                reason=MovementReason.RECEIVED,
                by="a supplier",
                at=platform.clock(),
            )
        )


@contextmanager
def local_shop() -> Iterator[tuple[dict[str, Handler], Platform, dict[str, str]]]:
    """The handlers of what orders go through, on a local AWS of their own, its platform, and where the
    stand-ins are.
    """
    clock = SteerableClock()
    with local_handlers(clock, TAKEN) as (handlers, platform), stand_ins() as urls:
        secrets = platform.clients.get("secretsmanager")
        machines = platform.clients.get("stepfunctions")
        for name, content in SECRETS.items():
            secrets.create_secret(Name=f"local/{name}", SecretString=json.dumps(content))
        definition = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
        machine = machines.create_state_machine(
            name="order_saga",
            definition=json.dumps(definition),
            roleArn=f"arn:aws:iam::{'0' * 12}:role/any",
        )
        told = {
            "PAYMENT_BASE_URL": urls["payments"],
            "PAYMENT_SECRET": "local/payments",
            "CARRIER_BASE_URL": urls["carriers"],
            "CARRIER_SECRET": "local/carriers",
            "SENDER_NAME": "The shop",
            "SENDER_STREET": "Ring 1",
            "SENDER_CITY": "Vienna",
            "SENDER_POSTAL_CODE": "1010",
            "SENDER_COUNTRY": "AT",
            "ISSUER": "https://people.invalid",
            "LIVE_URL": "https://live.invalid",
            "LIVE_QUEUE_URL": platform.clients.get("sqs").create_queue(QueueName="live")[
                "QueueUrl"
            ],
            "WORKFLOWS": machine["stateMachineArn"].removesuffix("order_saga") + "{order_saga}",
        }
        os.environ.update({f"BATON_{name}": value for name, value in told.items()})
        stocked(platform)
        yield handlers, platform, urls
