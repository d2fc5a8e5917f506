"""The demo's company put where a company puts its own: files of facts and of knowledge, dropped into the
intake bucket.
"""

import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from baton.core.derived_ids import derived_ulid
from infra.configuration import Configuration, read_context
from infra.local.company.contacts import Contact, contacts
from infra.local.company.world import KINDS, company, files
from infra.local.mailbox import intake_bucket
from infra.local.ministack import LocalFailure, MiniStack
from infra.local.places import ROOT

AREA = "gtm"
SAMPLES = ROOT / "samples" / "company"
RESULTS = "results/facts/"

_MARK = "facts/cost/tidewater.csv"
"""A file that stays when it was taken in: the company is here already, and stays the one it is."""

_WAIT_SECONDS = 300.0
_AT_ONCE = 10
"""Events that a bus takes in one call."""


def is_wanted() -> bool:
    """Whether the area that works with it is on."""
    return AREA in Configuration.from_context(read_context().get).areas


def drop(aws: MiniStack) -> int:
    """Drops the company's files, up to yesterday, and tells how customers who left lately are written
    to; gives how many files, 0 if they were there before. Raises ``LocalFailure`` if the bus takes none.
    """
    client = aws.client("s3")
    bucket = intake_bucket(client)
    if _is_there(client, bucket):
        return 0
    last = _yesterday()
    tidewater = company(last)
    dropped = {**knowledge_files(), **_encoded(files(tidewater))}
    _tell(aws.client("events"), list(contacts(tidewater.customers, last)))
    for key, content in dropped.items():
        client.put_object(Bucket=bucket, Key=key, Body=content)
    return len(dropped)


def wait(aws: MiniStack) -> int:
    """Waits until all files of facts were taken in; gives how many rows were kept. Raises
    ``LocalFailure`` if that takes over five minutes, or if a row was rejected: both are faults of ours.
    """
    client, end = aws.client("s3"), time.monotonic() + _WAIT_SECONDS
    bucket, many = intake_bucket(client), len(KINDS)
    while len(found := _summaries(client, bucket)) < many:
        if time.monotonic() > end:
            raise LocalFailure(
                f"{len(found)} of {many} files of the demo's company were taken in after "
                f"{_WAIT_SECONDS:.0f} s. make logs ARGS=--function=facts says why."
            )
        time.sleep(1)
    if rejected := [one["file"] for one in found if one["outcome"] != "finished" or _lost(one)]:
        raise LocalFailure(f"Rows of the demo's company were rejected: {', '.join(rejected)}.")
    return sum(one["counts"]["kept"] for one in found)


def knowledge_files() -> dict[str, bytes]:
    """What the company's customers are answered from, by key."""
    every = sorted(one for one in (SAMPLES / "knowledge").rglob("*") if one.is_file())
    return {one.relative_to(SAMPLES).as_posix(): one.read_bytes() for one in every}


def questions() -> list[str]:
    """What one may ask of it."""
    return (SAMPLES / "questions.txt").read_text(encoding="utf-8").splitlines()


def known() -> int:
    """How many customers who stopped buying the company knows how to write to."""
    last = _yesterday()
    return len(list(contacts(company(last).customers, last)))


def _yesterday() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)


def _tell(client: Any, every: Sequence[Contact]) -> None:
    """Tells of contacts as whoever has customers does: on the bus, each in the envelope of messages."""
    buses = (str(one["Name"]) for one in client.list_event_buses()["EventBuses"])
    bus = next(name for name in buses if name != "default")
    for start in range(0, len(every), _AT_ONCE):
        entries = [
            {
                "Source": "baton",
                "DetailType": "customer.changed",
                "EventBusName": bus,
                "Detail": json.dumps(_message(one)),
            }
            for one in every[start : start + _AT_ONCE]
        ]
        if client.put_events(Entries=entries)["FailedEntryCount"]:
            raise LocalFailure("The bus did not take the contacts of the demo's company.")


def _message(contact: Contact) -> Mapping[str, Any]:
    return {
        "message_id": derived_ulid("tidewater", contact["customer_id"]),
        "sender": "tidewater",
        "receiver": "all",
        "message_type": "status_update",
        "payload": contact,
        "correlation_id": f"tidewater-{contact['customer_id']}",
        "timestamp": contact["at"],
    }


def _encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {key: text.encode() for key, text in texts.items()}


def _is_there(client: Any, bucket: str) -> bool:
    listed = client.list_objects_v2(Bucket=bucket, Prefix=_MARK, MaxKeys=1)
    return bool(listed.get("KeyCount"))


def _summaries(client: Any, bucket: str) -> list[dict[str, Any]]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=RESULTS)
    keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
    return [
        json.loads(client.get_object(Bucket=bucket, Key=key)["Body"].read())
        for key in keys
        if key.endswith("tidewater.summary.json")
    ]


def _lost(summary: Mapping[str, Any]) -> bool:
    return bool(summary["counts"]["rejected"])
