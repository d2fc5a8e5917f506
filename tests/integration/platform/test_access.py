"""Who may call, what for, and how fast."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.wire import CAMPAIGNS, CASES, LEADS

AT_ONCE = 4
"""Callers side by side: as many workers as a small machine starts without a pause."""

HASTY = 40
"""Requests in a row; a reader has 10 a second."""

UNKNOWN = f"{LEADS}/01JNB3V5QZ8W2Y4X6T7R9P0K1M"
"""A lead that is not there: the quickest question."""


def _tampered(token):
    """The same token with one letter of its claims changed."""
    head, claims, signature = token.split(".")
    middle = len(claims) // 2
    letter = "A" if claims[middle] != "A" else "B"
    return f"{head}.{claims[:middle]}{letter}{claims[middle + 1 :]}.{signature}"


def _unsigned(token):
    return f"{token.rpartition('.')[0]}."


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_is_served_without_a_token(application, deployment, method):
    before = deployment.count("leads")

    answer = application.send(method, LEADS, authorization=None, json={})

    assert answer.status_code == 401
    assert deployment.count("leads") == before


@pytest.mark.parametrize("spoil", [_tampered, _unsigned, lambda _token: "nonsense"])
def test_nobody_is_served_with_a_token_that_is_not_ours(application, spoil):
    good = application.token()

    assert application.get(LEADS, authorization=f"Bearer {good}").status_code == 200
    assert application.get(LEADS, authorization=f"Bearer {spoil(good)}").status_code == 401


def test_a_reader_reads_and_changes_nothing(reader, application, a_lead, deployment):
    lead = application.post(LEADS, a_lead()).json()
    before = deployment.count("leads", "campaigns", "interactions")

    assert reader.get(f"{LEADS}/{lead['lead_id']}").status_code == 200
    for path in (LEADS, f"{LEADS}/batch", f"{LEADS}/{lead['lead_id']}/outcomes", CAMPAIGNS):
        answer = reader.post(path, a_lead())
        assert answer.status_code == 403, path
    assert reader.get(CASES).status_code == 403
    assert deployment.count("leads", "campaigns", "interactions") == before


def test_a_caller_who_is_too_fast_is_told_when_to_come_back(reader, eventually):
    def refused():
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda _: reader.get(UNKNOWN), range(HASTY)))
        assert {answer.status_code for answer in answers} <= {404, 429}
        return [answer for answer in answers if answer.status_code == 429]

    answer = eventually(refused, "a refusal")[0]

    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.headers["RateLimit-Limit"] == "10"
    assert answer.headers["RateLimit-Remaining"] == "0"
    assert answer.json()["type"].endswith("too-many-requests")
    eventually(lambda: reader.get(LEADS).status_code == 200, "an answer to a slower caller")


def test_one_callers_haste_is_not_anothers_wait(reader, application):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        hasty = pool.map(lambda _: reader.get(UNKNOWN), range(HASTY))
        answers = [application.get(UNKNOWN).status_code for _ in range(HASTY // AT_ONCE)]
        list(hasty)
    assert set(answers) == {404}
