"""How the indexer is called: by its queue of events, and every night.

Events of a batch are followed together, each product once, so that a file of a hundred thousand products
is a thousand writes. A message that is no such event comes again and is then laid aside with its reason
in the log; what else is in its batch is followed all the same.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from baton.commerce.events import PRODUCT_CHANGED, STOCK_CHANGED
from baton.core.errors import BatonError
from baton.core.message import Message
from baton.core.observability import logger, record
from baton.runtime import agent_handler
from baton.runtime.assembly import Assembled
from functions.commerce.product_index.agent import ProductIndexer
from functions.commerce.product_index.models import IndexTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def index_handler(assemble: "Callable[[Platform], ProductIndexer]") -> Handler:
    """The Lambda handler. An event with ``Records`` is a batch of the queue, anything else a task."""
    assembled = Assembled(assemble)
    tasks = agent_handler(assemble)

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if "Records" not in event:
            return tasks(event, context)
        return take_batch(assembled(), event)

    return handle


def take_batch(indexer: ProductIndexer, event: Mapping[str, Any]) -> dict[str, Any]:
    """Follows what a batch of events tells of. Gives the messages that are to come again: those that
    cannot be read, or all of them if the index or the tables do not answer.
    """
    started = time.perf_counter()
    product_ids, skus, failed = list[str](), list[str](), list[str]()
    for one in event["Records"]:
        try:
            told = json.loads(one["body"])
            message = Message.model_validate(told["detail"])
            if told["detail-type"] == STOCK_CHANGED.name:
                skus.append(STOCK_CHANGED.read(message).sku)
            else:
                product_ids.append(PRODUCT_CHANGED.read(message).product_id)
        except (KeyError, TypeError, ValueError, BatonError) as error:
            _log(f"{one['messageId']} is no event of a product ({type(error).__name__})")
            failed.append(one["messageId"])
    changed = 0
    try:
        if product_ids or skus:
            changed = indexer.perform(IndexTask.of(product_ids, skus)).changed
    except BatonError as error:
        _log(str(error))
        failed = [one["messageId"] for one in event["Records"]]
    record(
        indexer.name,
        "products followed",
        milliseconds={"TaskTime": round((time.perf_counter() - started) * 1000, 2)},
        counts={"Tasks": 1, "Products": changed, "Failed": len(failed)},
    )
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}


def _log(why: str) -> None:
    logger(ProductIndexer.name).error("products were not followed", extra={"why": why[:2_000]})
