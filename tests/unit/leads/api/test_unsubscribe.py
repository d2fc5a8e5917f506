"""A person leaves a list by a link, without a login, and whatever mail programs and scanners do."""

from dataclasses import replace

import pytest

from baton.core.errors import Unavailable
from baton.effects.effect import Purpose
from baton.effects.unsubscribe import link_key, token_for
from baton.leads.interaction import InteractionKind
from baton.privacy.subject import email_key
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash

EMAIL = "ada@northwind.example"
KEY = link_key("the secret links")
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def anyone(api):
    return replace(api, scopes=None)


@pytest.fixture
def lead(api):
    lead_id = api.post("/api/v1/leads", {"email": EMAIL}).json["lead_id"]
    return api.platform.leads.get(lead_id)


def link(purpose=Purpose.MARKETING, email=EMAIL):
    return f"/u/{token_for(email_key(email), purpose, KEY)}"


def closed(api, email=EMAIL):
    (status,), _ = api.platform.contact_statuses.read([email_key(email)])
    return [suppression.text for suppression in status.suppressions]


def outcomes(api, lead):
    found = api.platform.interactions.of(lead.lead_id)
    return [one.kind for one in found if one.kind is InteractionKind.OPTED_OUT]


def test_fetching_the_link_shows_a_button_and_changes_nothing(api, anyone, lead):
    for query in (None, {"utm_source": "mail"}):
        page = anyone.get(link(), query)

        assert page.status == 200
        assert page.headers["Content-Type"].startswith("text/html")
        assert '<form method="post">' in page.text
    assert closed(api) == []
    assert api.platform.leads.get(lead.lead_id).stopped is None


@pytest.mark.parametrize(
    ("accepted", "button"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "Abmelden"),
        ("pt-BR, fr;q=0.7", "Se désabonner"),
        ("ES", "Darse de baja"),
        ("ja,*;q=0.1", "Unsubscribe"),
        ("", "Unsubscribe"),
        (", ,;q=1,\u00e9" * 100, "Unsubscribe"),
    ],
)
def test_the_page_is_in_its_readers_language_as_far_as_there_is_one(anyone, accepted, button):
    page = anyone.get(link(), headers={"accept-language": accepted})

    assert f"<button>{button}</button>" in page.text
    assert f'<html lang="{page.headers["Content-Language"]}">' in page.text


@pytest.mark.parametrize("headers", [FORM, {"content-type": "multipart/form-data; boundary=x"}, {}])
def test_one_click_closes_the_list_whatever_the_body(api, anyone, lead, headers):
    done = anyone.post(link(), raw=b"List-Unsubscribe=One-Click", headers=headers)

    assert done.status == 200
    assert closed(api) == ["*/marketing/opted_out"]
    assert outcomes(api, lead) == [InteractionKind.OPTED_OUT]
    assert api.platform.leads.get(lead.lead_id).stopped.reason == "opted_out"


def test_leaving_again_changes_nothing_more(api, anyone, lead):
    for _ in range(3):
        assert anyone.post(link(), raw="x", headers=FORM).status == 200

    assert closed(api) == ["*/marketing/opted_out"]
    assert outcomes(api, lead) == [InteractionKind.OPTED_OUT]


def test_who_wants_no_answers_wants_nothing(api, anyone, lead):
    assert "any more messages" in anyone.post(link(Purpose.ANSWER)).text

    assert closed(api) == ["*/*/opted_out"]


def test_a_person_of_whom_no_lead_is_left_is_closed_too(api, anyone):
    assert anyone.post(link()).status == 200

    assert closed(api) == ["*/marketing/opted_out"]


def test_a_link_touches_nobody_else(api, anyone, lead):
    anyone.post(link(email="grace@northwind.example"))

    assert closed(api) == []
    assert outcomes(api, lead) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_none_of_ours_is_an_unknown_page(api, anyone, method):
    token = token_for(email_key(EMAIL), Purpose.MARKETING, link_key("another"))
    for wrong in (f"/u/{token}", f"{link()}x", "/u/hello", "/u/<script>"):
        page = anyone.send(method, wrong)

        assert page.status == 404
        assert "<script>" not in page.text
    assert closed(api) == []


def test_the_list_is_closed_before_anything_else_and_whatever_fails_after_it(api, anyone, lead):
    api.platform.faults.fail("transactions.commit", Unavailable("not now"))

    assert anyone.post(link()).status == 200
    assert closed(api) == ["*/marketing/opted_out"]


def test_what_could_not_be_closed_is_not_said_to_be(api, anyone, lead):
    api.platform.faults.fail("contact_statuses.record", Unavailable("not now"))

    assert anyone.post(link()).status == 503


def test_the_page_loads_nothing_and_tells_no_log_whose_link_it_was(anyone, capsys):
    page = anyone.get(link())

    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert link().removeprefix("/u/") not in capsys.readouterr().out


def test_wherever_it_dies_the_link_used_again_ends_with_one_opt_out(api, lead):
    path = link()
    before = len(api.platform.faults.calls)
    replace(api, scopes=None).post(path)
    calls = len(api.platform.faults.calls) - before
    crashes = 0
    for call in range(1, calls + 1):
        for after in (False, True):
            world = replace(api, platform=FakePlatform(api.platform.settings))
            lead_id = world.post("/api/v1/leads", {"email": EMAIL}).json["lead_id"]
            there = world.platform.faults
            there.crash_at(len(there.calls) + call, after=after)
            with pytest.raises(Crash):
                replace(world, scopes=None).post(path)
            crashes += 1
            again = replace(world.restarted(), scopes=None)
            assert again.post(path).status == 200
            assert closed(again) == ["*/marketing/opted_out"]
            assert outcomes(again, again.platform.leads.get(lead_id)) == [InteractionKind.OPTED_OUT]
    assert crashes >= 6
