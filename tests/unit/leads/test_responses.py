"""What is counted of people's responses."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from baton.leads.engagement import Channel
from baton.leads.lead import NewLead
from baton.leads.person_keys import person_of
from baton.leads.responses import (
    MOST_TOUCHES,
    Responses,
    Stage,
    Touch,
    hour_of_week,
    sends_name,
    variant_names,
)
from tests.fakes.platform.clock import NOON

touches = st.builds(
    Touch,
    stage=st.sampled_from(Stage),
    channel=st.sampled_from(Channel),
    hour=st.integers(0, 167),
    segment=st.just("segment#cold_lead/AT"),
    template=st.just("welcome"),
    variant=st.sampled_from(["a", "b", None]),
)
reports = st.lists(st.tuples(st.sampled_from(["l#1", "l#2", "m#1"]), touches), max_size=20)


@given(reports)
def test_what_was_added_is_what_the_touches_weigh_however_the_reports_came(
    given_reports: list[tuple[str, Touch]],
) -> None:
    known, added = Responses(person="person#x"), Counter[str]()
    for key, touch in given_reports:
        change = known.after(key, touch)
        if change is None:
            continue
        before = known.version
        known, counts = change
        assert known.version == before + 1
        added.update(counts)
    assert +added == +known.counts()
    assert min(added.values(), default=0) >= 0


@given(reports)
def test_the_same_reports_again_change_nothing(given_reports: list[tuple[str, Touch]]) -> None:
    known = Responses(person="person#x")
    for key, touch in given_reports:
        known = (known.after(key, touch) or (known, {}))[0]
    assert all(known.after(key, touch) is None for key, touch in given_reports)


@given(touches)
def test_nobody_acts_upon_more_than_was_shown_or_opens_more_than_was_sent(touch: Touch) -> None:
    counts = touch.counts
    sent = counts[sends_name(touch.channel, touch.hour)]
    assert sent >= max(counts.values())
    if touch.variant:
        shown, acted = variant_names(touch.template, touch.channel, touch.variant)
        assert counts[acted] <= counts[shown] == sent


def test_a_person_is_remembered_by_a_bounded_number_of_touches() -> None:
    touch = Touch(stage=Stage.SENT, channel=Channel.EMAIL, hour=9, segment="s", template="t")
    known = Responses(person="person#x")
    for number in range(MOST_TOUCHES + 20):
        change = known.after(f"l#{number}", touch)
        assert change
        known = change[0]
    assert len(known.touches) == MOST_TOUCHES
    assert list(known.touches)[-1] == f"l#{MOST_TOUCHES + 19}"
    assert len(known.model_dump_json()) < 50_000


def test_a_person_is_the_same_whatever_the_case_of_their_address_and_is_not_named() -> None:
    one = person_of("l1", NewLead(email="Ada@Example.com"))
    assert one == person_of("l2", NewLead(email="ada@example.com", external_id="x"))
    assert "ada" not in one
    assert person_of("l1", NewLead(external_id="x")) == person_of("l2", NewLead(external_id="x"))
    phone = NewLead(phone="+4312345678")
    assert person_of("l1", phone) == person_of("l2", phone)


def test_the_week_begins_on_monday_at_midnight() -> None:
    assert hour_of_week(NOON.replace(year=2026, month=3, day=2, hour=0)) == 0
    assert hour_of_week(NOON.replace(year=2026, month=3, day=8, hour=23)) == 167
