"""What every store of requests, sessions and taught examples promises."""

from datetime import UTC, datetime
from itertools import count

import pytest

from baton.core.errors import InvalidInput, NotFound
from baton.gtm.container import Gtm
from baton.gtm.kept_request import KeptRequest, TaughtExample
from baton.gtm.request import RequestAnswer, RequestState
from baton.gtm.request_repository import latest
from baton.runtime.platform import Platform

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_NUMBERS = count(1)


def an_id() -> str:
    return f"01KJQ6PSG0{next(_NUMBERS):016d}"


def a_request(caller: str, session: str | None = None, **more: object) -> KeptRequest:
    request_id = an_id()
    answer = RequestAnswer(
        request_id=request_id,
        session_id=session or request_id,
        question="What was our revenue?",
        state=RequestState.WORKING,
        asked_at=NOW,
    )
    return KeptRequest.model_validate({"caller": caller, "answer": answer, **more})


def test_a_request_is_begun_once_and_stands_as_it_was_kept_last(platform: Platform) -> None:
    requests, kept = platform.area(Gtm).conversations, a_request("kim")
    with pytest.raises(NotFound):
        requests.get(kept.answer.request_id)
    requests.begin(kept)
    done = kept.model_copy(
        update={"answer": kept.answer.model_copy(update={"state": RequestState.ANSWERED})}
    )
    requests.keep(done)
    requests.begin(kept)
    assert requests.get(kept.answer.request_id) == done


def test_a_session_is_its_callers_alone_and_paged_from_the_newest(platform: Platform) -> None:
    requests, first = platform.area(Gtm).conversations, a_request("lee", understanding={"a": 1})
    session = first.answer.session_id
    others = [a_request("lee", session) for _ in range(4)]
    for one in (first, *others):
        requests.begin(one)
    newest = [one.answer.request_id for one in (*reversed(others), first)]
    page = requests.of_session(session, "lee", limit=3)
    rest = requests.of_session(session, "lee", cursor=page.cursor, limit=3)
    assert [one.answer.request_id for one in (*page.items, *rest.items)] == newest
    assert rest.cursor is None
    assert latest(rest.items) == first
    assert requests.of_session(session, "somebody else").items == ()
    with pytest.raises(InvalidInput):
        requests.of_session(session, "somebody else", cursor=page.cursor)


def test_a_caller_has_a_session_for_each_that_was_begun(platform: Platform) -> None:
    requests = platform.area(Gtm).conversations
    begun = [a_request("max") for _ in range(3)]
    for one in begun:
        requests.begin(one)
        requests.begin(a_request("max", one.answer.session_id))
    page = requests.sessions("max", limit=2)
    rest = requests.sessions("max", cursor=page.cursor, limit=2)
    found = [one.session_id for one in (*page.items, *rest.items)]
    assert found == [one.answer.session_id for one in reversed(begun)]
    assert page.items[0].first_question == "What was our revenue?"
    assert requests.sessions("nobody").items == ()


def test_what_was_taught_is_kept_in_its_order(platform: Platform) -> None:
    requests = platform.area(Gtm).conversations
    taught = [
        TaughtExample(
            example_id=an_id(), text=f"question {at}", intent="finance.cac", by="kim", at=NOW
        )
        for at in range(3)
    ]
    for one in reversed(taught):
        requests.teach(one)
    assert requests.taught() == tuple(taught)
