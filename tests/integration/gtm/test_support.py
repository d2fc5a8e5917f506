"""What the company's own site says is what support answers with, whoever asks in whichever way, as long
as it stands there.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.local import mailbox
from infra.local.ask import client_of
from infra.local.lead_sources.sites import OWN
from infra.local.stack import LocalStack
from tests.chaos.behind import behind
from tests.integration.deployment import Deployment
from tests.integration.sending import SENDING
from tests.integration.wire import Wire

SITES, SUPPORT = "/api/v1/sites", "/api/v1/gtm/support"
PAGE = f"https://{OWN}/help/winter"
ASKED = "Does a plan know of closed mountain passes?"
SAID = (
    "Passes that are closed in winter are left out of every plan from the day on which the road "
    "authority closes them."
)
PATIENCE = 90.0
"""Seconds: the first question of a container waits for the weights of the embeddings."""


@pytest.fixture(scope="module")
def site(operator: Wire, eventually: Callable[..., Any]) -> Iterator[str]:
    """The path of the company's own site, crawled."""
    given = {"start": f"https://{OWN}/help"}
    path = f"{SITES}/{operator.post(SITES, given).raise_for_status().json()['site_id']}"
    crawl = eventually(lambda: operator.get(path).json().get("last"), "the end of the crawl")
    assert (crawl["end"], crawl["kept"]) == ("whole", 3)
    yield path
    operator.send("DELETE", path)


@pytest.fixture(scope="module")
def asker(outputs: dict[str, Any]) -> Iterator[Wire]:
    wire = Wire(outputs, client_of(outputs))
    yield wire
    wire.close()


@pytest.fixture(scope="module")
def ask_support(outputs: dict[str, Any]) -> Iterator[Callable[[], dict[str, Any]]]:
    """Asks support over the API."""
    wire = Wire(outputs, "support")

    def ask() -> dict[str, Any]:
        answer = wire.post(f"{SUPPORT}/questions", {"question": ASKED}, timeout=PATIENCE)
        told: dict[str, Any] = answer.raise_for_status().json()
        return told

    yield ask
    wire.close()


def test_support_quotes_a_page_of_the_companys_own_site(
    site: str, operator: Wire, ask_support: Callable[[], dict[str, Any]]
) -> None:
    answer = ask_support()
    assert answer["outcome"] == "answered", answer
    assert answer["quote"]["quote"] == SAID
    document = operator.get(f"/api/v1/documents/{answer['quote']['document_id']}").json()
    assert document["source"]["name"] == PAGE


def test_whoever_asks_in_words_is_told_the_same_with_its_document(
    site: str, asker: Wire, eventually: Callable[..., Any]
) -> None:
    path = "/api/v1/gtm/requests"
    later = {"Prefer": "respond-async"}
    begun = asker.post(path, {"question": ASKED}, headers=later, timeout=PATIENCE)
    place = begun.raise_for_status().headers["Location"]

    def answered() -> Any:
        answer = asker.get(place, timeout=PATIENCE).json()
        return answer if answer["state"] != "working" else None

    answer = eventually(answered, "the answer")
    assert answer["state"] == "answered", answer
    assert SAID in answer["text"]
    assert "no period" not in answer["understood"]
    (document,) = answer["references"]
    assert (document["kind"], document["label"]) == ("document", "Planning in winter")


def test_a_mail_that_asks_is_answered_in_its_thread(
    site: str, stack: LocalStack, deployment: Deployment, eventually: Callable[..., Any]
) -> None:
    asker = f"driver{time.time_ns()}@haulage.example"
    stack.aws.client("sesv2").create_email_identity(EmailIdentity=SENDING["BATON_SENDER"])
    with behind(stack.aws, stack.aws.endpoint, ["outreach"], SENDING):
        key = mailbox.write(
            stack.aws, sender=asker, to="help@in.example", subject="Mountain passes", text=ASKED
        )
        (mail,) = eventually(
            lambda: [one for one in mailbox.sent(stack.aws) if asker in one["To"]], "the answer"
        )
    assert mail["Subject"] == "Re: Mountain passes"
    assert SAID in mail["BodyText"]
    (kept,) = [one for one in deployment.documents("messages") if one.get("email") == asker]
    assert kept["in_reply_to"].startswith(f"<{key.removeprefix(mailbox.FOLDER)}@")


def test_a_page_of_a_site_that_was_removed_is_not_said_again(
    site: str,
    operator: Wire,
    ask_support: Callable[[], dict[str, Any]],
    eventually: Callable[..., Any],
) -> None:
    operator.send("DELETE", site).raise_for_status()
    eventually(lambda: operator.get(site).status_code == 404, "the end of the site")
    answer = ask_support()
    assert "quote" not in answer
    assert answer["ticket_id"]
