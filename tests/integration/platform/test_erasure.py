"""Erased on the deployed stack: no table, index, file or version of a file names the person any more."""

import base64
import json
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.deployment import Deployment
from tests.integration.wire import CASES, LEADS, Wire

SUBJECTS = "/api/v1/subjects"

PERSON = {
    "email": "wilhelmina.zyxwright@unforgotten.example",
    "external_id": "crm-zyx-0815",
    "phone": "+436645550199",
    "first_name": "Wilhelminaxa",
    "last_name": "Zyxwright",
    "message": "Please tell Wilhelminaxa Zyxwright what a licence costs.",
}
OTHER_ADDRESS = "mina@unforgotten-home.example"
WORDS = ("zyxwright", "wilhelminaxa", "unforgotten", "crm-zyx", "555 01 99", "5550199")

CSV = "email,external_id,phone,first_name,last_name,message\n"
HERS = f"{OTHER_ADDRESS},crm-zyx-0815,+43 664 555 01 99,Wilhelminaxa,Zyxwright,Me again\n"
TOO_LONG = "x" * 300
REJECTED = f"{OTHER_ADDRESS},{TOO_LONG},not a number,Wilhelminaxa,Zyxwright,Whatever\n"
BYSTANDER = "bea.stander@bystanders.example,crm-bea,+43 1 5120000,Bea,Stander,Hello there\n"
HISTORY = "Email,Phone,Last Name,Converted\n{hers}bea.stander@bystanders.example,,Stander,0\n"


def _answer(item: dict[str, Any]) -> str:
    """An answer kept under an idempotency key, unpacked."""
    kept = json.loads(item.get("answer") or "{}")
    if kept.get("compressed"):
        return zlib.decompress(base64.b85decode(kept["body"])).decode()
    return json.dumps(kept, ensure_ascii=False)


def everything(deployment: Deployment, outputs: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every item of every table, every version of every object, every document of every index."""
    for name in deployment.tables():
        for item in deployment.items(name):
            text = json.dumps(item, ensure_ascii=False, default=str)
            yield f"table {name}", text + (_answer(item) if "answer" in item else "")
    yield from deployment.objects()
    if url := outputs.get("opensearch_url"):
        yield "episodes", deployment.episodes(url)


def where(deployment: Deployment, outputs: dict[str, Any]) -> dict[str, set[str]]:
    """Where which words of the person's are."""
    found: dict[str, set[str]] = {}
    for place, text in everything(deployment, outputs):
        plain = re.sub(r"\\u00[0-9a-f]{2}", "", text).casefold()
        for word in WORDS:
            if word in plain:
                found.setdefault(place, set()).add(word)
    return found


@pytest.fixture(scope="module")
def lead(
    application: Wire,
    deployment: Deployment,
    eventually: Callable[..., Any],
    lead_when: Callable[..., dict[str, Any]],
) -> dict[str, Any]:
    """A person of whom there is something in every store."""
    first = application.post(LEADS, PERSON, headers={"Idempotency-Key": "wilhelmina"}).json()
    lead_id = str(first["lead_id"])
    eventually(
        lambda: application.get(f"{LEADS}/{lead_id}").json().get("status") != "received",
        "the end of the lead's pipeline",
    )
    for kind in ("delivered", "opened", "replied"):
        answer = application.post(f"{LEADS}/{lead_id}/outcomes", {"kind": kind})
        assert answer.status_code == 201, answer.text
    hers = f"{PERSON['email']},,Zyxwright,1\n,0664 5550199,Zyxwright,0\n"
    deployment.drop("history/old.csv", HISTORY.format(hers=hers))
    deployment.drop("incoming/people.csv", CSV + HERS + BYSTANDER + REJECTED)
    eventually(lambda: deployment.summaries("incoming/people.csv"), "the end of the file")
    return dict(lead_when(lead_id, str(application.get(f"{LEADS}/{lead_id}").json()["status"])))


def test_an_erased_person_is_in_no_table_index_or_file(
    lead: dict[str, Any],
    application: Wire,
    operator: Wire,
    deployment: Deployment,
    outputs: dict[str, Any],
) -> None:
    before = where(deployment, outputs)
    assert {"table leads", "table requests", "table imports"} <= set(before)
    assert {"history/old.csv", "incoming/people.csv"} <= set(before)
    found = operator.post(f"{SUBJECTS}/lookup", {"email": PERSON["email"].upper()}).json()
    (subject,) = [one["subject"] for one in found["items"]]
    shown = operator.get(f"{SUBJECTS}/{subject}").json()
    assert [one["record_id"] for one in shown["records"]] == [lead["lead_id"]]
    assert set(shown["records"][0]) >= {"leads", "interactions", "turns"}
    assert application.get(f"{SUBJECTS}/{subject}").status_code == 403

    answer = operator.send("DELETE", f"{SUBJECTS}/{subject}")

    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "erased"
    assert where(deployment, outputs) == {}
    assert application.get(f"{LEADS}/{lead['lead_id']}").status_code == 404
    assert operator.get(f"{SUBJECTS}/{subject}").status_code == 404
    read = operator.get(f"/api/v1/erasures/{answer.json()['erasure_id']}")
    assert read.json()["records"] == 1
    log = deployment.log().casefold()
    assert [word for word in WORDS if word in log] == []


def test_what_comes_late_does_not_bring_the_person_back(
    lead: dict[str, Any],
    application: Wire,
    operator: Wire,
    deployment: Deployment,
    outputs: dict[str, Any],
) -> None:
    operator.send("DELETE", f"{SUBJECTS}/{lead['lead_id']}")
    late = application.post(f"{LEADS}/{lead['lead_id']}/outcomes", {"kind": "clicked"})
    again = application.post(LEADS, PERSON, headers={"Idempotency-Key": "wilhelmina"})
    told_before = {**PERSON, "occurred_at": "2026-01-01T00:00:00Z"}
    before = application.post(LEADS, told_before)
    deployment.sweep()

    assert (late.status_code, again.status_code, before.status_code) == (404, 410, 410)
    assert operator.get(f"{CASES}?limit=100").status_code == 200
    assert where(deployment, outputs) == {}
    anew = application.post(LEADS, {**PERSON, "message": "I changed my mind."})
    assert anew.status_code in {200, 202}
    assert anew.json()["lead_id"] != lead["lead_id"]
