"""Who was found is a lead once, is never written to without the notice, and is forgotten in time."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.core.errors import NotFound
from baton.core.settings import Settings
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import EffectKind, EffectState
from baton.effects.marketing_law import ROLES_MAY_BE_WRITTEN_TO
from baton.leads.found_notice import notice_of, why_no_notice
from baton.leads.reading.language import Language
from baton.pages.letter import Company
from baton.privacy.subject import email_key
from functions.leads.found_leads.models import ProspectOutcome
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.faults import Crash
from tests.samples.found import ADDRESS, COMPANY, CONTROLLER, Found, lead_found

IN_TIME = 7
"""Days after which the last mail of the plan, on day 5, is of no use any more: then nothing goes out."""

ALLOWED = {"found_people": ["GB"]}


def test_who_was_found_is_a_lead_once_with_source_basis_and_deadline() -> None:
    world = Found()
    assert world.result.becomes is ProspectOutcome.LEAD
    assert world.take().becomes is ProspectOutcome.KNOWN
    (lead,) = world.platform.leads.page().items
    assert lead.details.source == "found"
    assert lead.found is not None
    assert lead.found.sources == ("hunter", "people_data_labs")
    assert lead.found.notice_by == NOON + timedelta(days=30)
    assert lead.details.message is None


def test_who_closed_their_address_is_no_lead_and_who_was_erased_neither() -> None:
    world = Found(event=lead_found(email="not an address"))
    assert world.result.becomes is ProspectOutcome.REFUSED
    refused = Suppression(kind=EffectKind.EMAIL, why=SuppressionReason.REFUSED, at=NOON, source="x")
    world.platform.contact_statuses.record({email_key("ada@alder.example"): (refused,)})
    world.event = lead_found()
    assert world.take().becomes is ProspectOutcome.CLOSED
    world.platform.subjects.bury([email_key("bo@alder.example")], NOON + timedelta(hours=1))
    world.event = lead_found(email="bo@alder.example", prospect_id="01JNB3V5QZ8W2Y4X6T7R9P0K1Q")
    assert world.take().becomes is ProspectOutcome.CLOSED
    assert world.platform.leads.page().items == ()


places = st.lists(st.sampled_from(["GB", "DE", "US", "*"]), max_size=2, unique=True)
policies = st.fixed_dictionaries(
    {"found_people": places, "marketing_needs_yes": st.booleans()},
    optional={"found_roles": places, "assumed_country": st.sampled_from(["DE", "US"])},
)
controllers = st.tuples(st.sampled_from([COMPANY, ""]), st.sampled_from([ADDRESS, ""]))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["GB", "DE", "FR", "US", None]),
    st.booleans(),
    policies,
    controllers,
    st.integers(0, 40),
)
def test_nobody_who_was_found_is_ever_written_to_without_the_notice_or_where_it_is_not_allowed(
    country: str | None,
    is_role: bool,
    rules: dict[str, Any],
    controller: tuple[str, str],
    waited: int,
) -> None:
    company, address = controller
    told = CONTROLLER.model_copy(update={"company": company, "postal_address": address})
    event = lead_found(country=country, is_role=is_role, phone=None)
    world = Found(event=event, rules=rules, settings=told)
    world.plan()
    world.platform.clock.advance(waited * 86_400)
    sent = world.run(days=9)
    roles = set(rules.get("found_roles", ROLES_MAY_BE_WRITTEN_TO))
    wanted = roles if is_role else set(rules["found_people"])
    assert bool(sent) == bool(
        company
        and address
        and not rules["marketing_needs_yes"]
        and waited <= IN_TIME
        and {country, "*" if country else None} & wanted - {None}
    )
    for message in sent:
        assert message.recipient == "ada@alder.example"
        for said in (message.text, message.html):
            assert COMPANY in said.replace("&amp;", "&")
            for part in ("People Data Labs", "Hunter", "1020 Wien", "/u/"):
                assert part in said


def test_where_it_is_allowed_the_first_mail_and_every_other_carries_the_notice_and_no_call_is_made() -> (
    None
):
    world = Found(rules=ALLOWED)
    world.plan()
    sent = world.run()
    assert len(sent) == 2
    assert all(
        "We write to you" in one.text or "Why" in one.text or "come" in one.text for one in sent
    )
    assert all("you wrote to us" not in one.text for one in sent)


def test_without_a_controller_nothing_goes_out_and_nothing_is_burnt() -> None:
    nameless = Settings(links=CONTROLLER.links, link_secret=CONTROLLER.link_secret)
    world = Found(rules=ALLOWED, settings=nameless)
    world.plan()
    assert world.run(days=4) == []
    mails = [one for one in world.platform.effects.all() if one.kind == EffectKind.EMAIL]
    mail = min(mails, key=lambda one: one.effect_id)
    assert mail.state is EffectState.PLANNED
    assert "behaviour.company" in mail.story[-1].text


@pytest.mark.parametrize("language", Language)
def test_the_notice_says_in_each_language_all_that_the_law_wants(language: Language) -> None:
    found = Found().platform.leads.page().items[0].found
    assert found is not None
    company = Company(COMPANY, "", ADDRESS)
    text = " ".join(notice_of(found, company, language, "https://x.example/u/1").paragraphs)
    for said in (COMPANY, "Hafenstraße 12, 1020 Wien", "Hunter", "People Data Labs", "6"):
        assert said in text
    assert "2026-03-02" in text
    assert "https://x.example/u/1" in text
    assert "{" not in text
    assert why_no_notice(Company(COMPANY))
    assert why_no_notice(Company("", "", ADDRESS))


def test_who_was_not_told_by_the_deadline_is_forgotten_and_who_was_stays() -> None:
    untold, told = Found(), Found(rules=ALLOWED)
    told.plan()
    assert told.run()
    for world, left in ((untold, 0), (told, 1)):
        world.platform.clock.set(NOON + timedelta(days=27))
        assert world.look().forgotten == 0
        world.platform.clock.set(NOON + timedelta(days=28, hours=13))
        result = world.look()
        assert (result.told, result.forgotten) == (left, 1 - left)
        assert len(world.platform.leads.page().items) == left
        assert world.look() == type(result)()


@pytest.mark.parametrize("after", [False, True])
def test_a_look_that_dies_anywhere_is_made_good_by_the_next(after: bool) -> None:
    def due() -> Found:
        world = Found()
        world.platform.clock.set(NOON + timedelta(days=29))
        return world

    world = due()
    begun = len(world.platform.faults.calls)
    world.look()
    for call in range(begun + 1, len(world.platform.faults.calls) + 1):
        world = due()
        world.platform.faults.crash_at(call, after=after)
        try:
            world.look()
        except Crash:
            world.platform.faults.clear()
            world.look()
        world.platform.faults.clear()
        with pytest.raises(NotFound):
            world.platform.leads.get(world.result.lead_id)
        assert world.platform.notice_deadlines.kept == set()
