"""What ``make demo`` shows, over the deployed stack: a token, a lead in, a processed lead out."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from infra.local.client import ApiClient
from infra.local.stack import LocalStack

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("stack")]

LEADS = "/api/v1/leads"
SECONDS = 120.0
"""Longer than a lease and a minute sweep, which finish what a busy machine leaves."""

Eventually = Callable[..., Any]


def _person(name: str) -> dict[str, Any]:
    return {"email": f"{name}@demo-path.example", "job_title": "CTO", "company_size": 200}


def _settled(api: ApiClient, lead_id: str) -> Callable[[], dict[str, Any] | None]:
    """Asks for a lead; gives it once it is no longer just received."""

    def ask() -> dict[str, Any] | None:
        lead: dict[str, Any] = api.request("GET", f"{LEADS}/{lead_id}").body
        return lead if lead.get("status") != "received" else None

    return ask


def test_a_lead_comes_back_with_its_score_reasons_plan_and_handoffs(
    api: ApiClient, eventually: Eventually
) -> None:
    answer = api.request("POST", LEADS, json=_person("whole"))

    assert answer.status in {200, 202}, answer
    lead_id = answer.body["lead_id"]
    lead = eventually(_settled(api, lead_id), seconds=SECONDS, what="the processed lead")
    report = lead["report"]
    assert lead["status"] == "processed"
    assert 0 <= report["assessment"]["score"] <= 100
    assert report["assessment"]["reasons"]
    assert report["plan"]["strategy"] in {"premium", "nurture", "general"}
    assert report["handoffs"][0]["target_agent"] == "engagement"


def test_nobody_comes_in_without_a_token_or_with_one_that_was_tampered_with(
    api: ApiClient, outputs: dict[str, Any]
) -> None:
    head, claims, signature = api.token().split(".")
    forged = ".".join((head, claims, signature[::-1]))
    for headers in ({}, {"Authorization": f"Bearer {forged}"}, {"Authorization": "Bearer x"}):
        answer = httpx.get(outputs["api_url"] + LEADS, headers=headers, timeout=SECONDS)
        assert answer.status_code == 401, headers


def test_a_client_without_the_scope_may_read_and_not_write(reader: ApiClient) -> None:
    assert reader.request("GET", LEADS).status == 200
    assert reader.request("POST", LEADS, json=_person("reader")).status == 403


def test_a_bad_lead_is_refused_with_its_fault_and_stored_nowhere(api: ApiClient) -> None:
    answer = api.request("POST", LEADS, json={"email": "no-address", "company_size": -1})

    assert answer.status == 400
    assert {fault["pointer"] for fault in answer.body["errors"]} == {"/email", "/company_size"}


def test_a_lead_that_is_not_waited_for_is_processed_by_the_outbox(
    api: ApiClient, outputs: dict[str, Any], eventually: Eventually
) -> None:
    answer = httpx.post(
        outputs["api_url"] + LEADS,
        json=_person("asynchronous"),
        headers={"Authorization": f"Bearer {api.token()}", "Prefer": "respond-async"},
        timeout=SECONDS,
    )

    assert answer.status_code == 202
    lead_id = answer.json()["lead_id"]
    assert answer.headers["Location"] == f"{LEADS}/{lead_id}"
    lead = eventually(_settled(api, lead_id), seconds=SECONDS, what="the lead from the outbox")
    assert lead["status"] == "processed"


def test_a_batch_answers_for_each_lead_and_the_good_ones_are_processed(
    api: ApiClient, eventually: Eventually
) -> None:
    people = [_person("batch-1"), {"email": "no-address"}, _person("batch-2")]

    answer = api.request("POST", f"{LEADS}/batch", json={"leads": people})

    assert answer.status == 200, answer
    items = answer.body["items"]
    assert [item["status"] for item in items] == [202, 400, 202]
    assert (answer.body["accepted"], answer.body["refused"]) == (2, 1)
    for item in (items[0], items[2]):
        done = eventually(_settled(api, item["lead_id"]), seconds=SECONDS, what="a batch's lead")
        assert done["status"] == "processed"


def test_a_dropped_file_is_processed_and_its_bad_row_lands_in_the_result_file(
    stack: LocalStack, outputs: dict[str, Any], eventually: Eventually
) -> None:
    files, bucket = stack.aws.client("s3"), outputs["stack"]["IntakeBucketName"]
    body = "email,job_title\nfile-1@demo-path.example,CTO\nno-address,CTO\n"
    files.put_object(Bucket=bucket, Key="incoming/demo-path.csv", Body=body.encode())

    def summary() -> str | None:
        listed = files.list_objects_v2(Bucket=bucket, Prefix="results/").get("Contents", ())
        found = [one["Key"] for one in listed if one["Key"].endswith("demo-path.summary.json")]
        return found[0] if found else None

    key = eventually(summary, seconds=SECONDS, what="the file's summary")
    counts = json.loads(files.get_object(Bucket=bucket, Key=key)["Body"].read())["counts"]
    assert {status: count for status, count in counts.items() if count} == {
        "processed": 1,
        "rejected": 1,
    }
    rejected = files.get_object(Bucket=bucket, Key=key.replace(".summary.json", ".rejected.csv"))
    assert "no-address" in rejected["Body"].read().decode()
