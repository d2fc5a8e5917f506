"""What goes out is shown over all owners: what waits by when it is due, what ended by when it did."""

from datetime import timedelta

from baton.effects.effect import Effect, EffectState, Purpose
from tests.fakes.platform.clock import NOON

PATH = "/api/v1/effects"


def effect(effect_id, state=EffectState.PLANNED, owner="leads", minutes=0):
    at = NOON + timedelta(minutes=minutes)
    return Effect(
        effect_id=effect_id,
        kind="email",
        purpose=Purpose.ANSWER,
        owner=owner,
        subject_id="01JNB3V5QZ8W2Y4X6T7R9P0K1M",
        person_keys=("person#" + "0" * 64,),
        planned_at=NOON,
        state=state,
        due_at=None if state.settled else at,
        settled_at=at if state.settled else None,
    )


def ids(answer):
    assert answer.status == 200, answer.text
    return [one["effect_id"] for one in answer.json["items"]]


def test_what_waits_comes_by_when_it_is_due_whoever_carries_it_out(api):
    for one in (
        effect("b", minutes=9),
        effect("a", owner="campaigns"),
        effect("c", minutes=60 * 24),
    ):
        api.platform.effects.put(one)
    api.platform.effects.put(effect("gone", EffectState.DONE))

    assert ids(api.get(PATH)) == ["a", "b", "c"]
    assert ids(api.get(PATH, {"limit": "1"})) == ["a"]
    assert api.get(PATH, {"cursor": "x"}).faults == {"query:cursor": "invalid_cursor"}


def test_what_ended_comes_by_its_state_the_newest_first(api):
    for number in range(3):
        api.platform.effects.put(effect(f"d{number}", EffectState.DONE, minutes=number))
    api.platform.effects.put(effect("no", EffectState.REFUSED))

    first = api.get(PATH, {"state": "done", "limit": "2"})
    assert ids(first) == ["d2", "d1"]
    query = {"state": "done", "limit": "2", "cursor": first.json["next_cursor"]}
    assert ids(api.get(PATH, query)) == ["d0"]
    assert ids(api.get(PATH, {"state": "refused"})) == ["no"]
    assert api.get(PATH, {"state": "lost"}).status == 400


def test_nothing_tells_whom_it_reaches(api):
    api.platform.effects.put(effect("a"))
    assert "person" not in api.get(PATH).text
