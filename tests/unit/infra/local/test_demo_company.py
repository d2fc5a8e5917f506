"""The demo's company is dropped once, and waited for until all of it was taken in."""

import io
import json

import pytest

from baton.core.message import Message
from baton.gtm.events import CUSTOMER_CHANGED
from infra.local import demo_company
from infra.local.company.world import KINDS
from infra.local.ministack import LocalFailure


class Bucket:
    """As much of S3 as dropping needs, in place of a local AWS and its client."""

    def __init__(self):
        self.kept, self.told, self.refuses = {}, [], 0

    def client(self, service):
        assert service in {"s3", "events"}
        return self

    def list_event_buses(self):
        return {"EventBuses": [{"Name": "default"}, {"Name": "Baton-events"}]}

    def put_events(self, *, Entries):  # noqa: N803
        assert {one["EventBusName"] for one in Entries} == {"Baton-events"}
        assert len(Entries) <= 10
        self.told += Entries
        return {"FailedEntryCount": self.refuses}

    def list_buckets(self):
        return {"Buckets": [{"Name": "access-log"}, {"Name": "baton-intake"}]}

    def put_object(self, *, Bucket, Key, Body):  # noqa: N803 (boto3's names)
        assert Bucket == "baton-intake"
        self.kept[Key] = Body

    def get_object(self, *, Bucket, Key):  # noqa: N803
        assert Bucket == "baton-intake"
        return {"Body": io.BytesIO(self.kept[Key])}

    def list_objects_v2(self, *, Prefix, **_):  # noqa: N803
        found = [{"Key": key} for key in self.kept if key.startswith(Prefix)]
        return {"KeyCount": len(found), "Contents": found}

    def get_paginator(self, operation):
        assert operation == "list_objects_v2"
        return self

    def paginate(self, **asked):
        return [self.list_objects_v2(**asked)]


@pytest.fixture
def bucket(monkeypatch):
    monkeypatch.setattr(demo_company, "_WAIT_SECONDS", -1.0)
    return Bucket()


def taken_in(bucket, kind, rejected=0):
    told = {"file": kind, "outcome": "finished", "counts": {"kept": 10, "rejected": rejected}}
    key = f"results/facts/{kind}/tidewater.summary.json"
    bucket.kept[key] = json.dumps(told).encode()


def test_facts_and_knowledge_are_dropped_where_companies_drop_theirs_and_once(bucket):
    dropped = demo_company.drop(bucket)

    assert {f"facts/{kind}/tidewater.csv" for kind in KINDS} <= bucket.kept.keys()
    assert any(key.startswith("knowledge/support/") for key in bucket.kept)
    assert (dropped, demo_company.drop(bucket)) == (len(bucket.kept), 0)


def test_it_is_told_how_customers_are_written_to_in_the_envelope_of_messages(bucket):
    demo_company.drop(bucket)
    assert len(bucket.told) == demo_company.known()
    for one in bucket.told:
        assert (one["Source"], one["DetailType"]) == ("baton", CUSTOMER_CHANGED.name)
        CUSTOMER_CHANGED.read(Message.model_validate(json.loads(one["Detail"])))


def test_a_bus_that_takes_no_contacts_is_a_failure_and_dropping_begins_anew(bucket):
    bucket.refuses = 1
    with pytest.raises(LocalFailure, match="contacts"):
        demo_company.drop(bucket)
    bucket.refuses = 0
    assert demo_company.drop(bucket) > 0


def test_it_is_there_when_every_kind_was_taken_in(bucket):
    for kind in KINDS:
        taken_in(bucket, kind)
    assert demo_company.wait(bucket) == 10 * len(KINDS)


def test_what_is_not_taken_in_or_rejected_is_a_failure_that_says_so(bucket):
    for kind in KINDS[1:]:
        taken_in(bucket, kind)
    with pytest.raises(LocalFailure, match=f"{len(KINDS) - 1} of {len(KINDS)} files"):
        demo_company.wait(bucket)
    taken_in(bucket, KINDS[0], rejected=1)
    with pytest.raises(LocalFailure, match=f"rejected: {KINDS[0]}"):
        demo_company.wait(bucket)
