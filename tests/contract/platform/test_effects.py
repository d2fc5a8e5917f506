"""What every store of effects promises."""

from datetime import timedelta

import pytest

from baton.core.clock import new_id
from baton.core.errors import StaleVersion
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later
from tests.fakes.platform.clock import NOON


def an_effect(
    effect_id: str = "lead.1", *, due: float | None = 0, version: int = 1, owner: str = "leads"
) -> Effect:
    return Effect(
        effect_id=effect_id,
        kind=EffectKind.EMAIL,
        purpose=Purpose.MARKETING,
        owner=owner,
        planned_at=NOON,
        due_at=None if due is None else later(due),
        version=version,
    )


def test_what_is_put_is_found_as_it_was(platform: Platform) -> None:
    effect = an_effect()
    assert platform.effects.find(effect.effect_id) is None
    platform.effects.put(effect)
    assert platform.effects.find(effect.effect_id) == effect


def test_each_version_is_kept_once_and_in_order(platform: Platform) -> None:
    platform.effects.put(an_effect())
    with pytest.raises(StaleVersion):
        platform.effects.put(an_effect())
    with pytest.raises(StaleVersion):
        platform.effects.put(an_effect(version=3))
    done = an_effect(due=None, version=2).model_copy(update={"state": EffectState.DONE})
    with platform.transactions.begin() as within:
        platform.effects.put(done, within)
    assert platform.effects.find("lead.1") == done
    with pytest.raises(StaleVersion), platform.transactions.begin() as within:
        platform.effects.put(done, within)


def test_of_many_who_reserve_at_once_one_does(platform: Platform) -> None:
    platform.effects.put(an_effect())

    def wins(_: int) -> bool:
        try:
            with platform.transactions.begin() as within:
                platform.effects.put(an_effect(version=2), within)
        except StaleVersion:
            return False
        return True

    assert sum(at_once(wins)) == 1


def test_what_is_due_comes_in_order_and_what_is_settled_not_at_all(platform: Platform) -> None:
    for effect_id, due in (("c", 3), ("a", -5), ("b", 0), ("never", None), ("late", 60)):
        platform.effects.put(an_effect(effect_id, due=due))
    assert [one.effect_id for one in platform.effects.due("leads", later(3))] == ["a", "b", "c"]
    assert [one.effect_id for one in platform.effects.due("leads", later(3), 2)] == ["a", "b"]
    settled = an_effect("a", due=None, version=2)
    platform.effects.put(settled)
    assert [one.effect_id for one in platform.effects.due("leads", later(3))] == ["b", "c"]


def test_what_is_due_is_told_to_its_owner_alone(platform: Platform) -> None:
    platform.effects.put(an_effect("mine"))
    platform.effects.put(an_effect("anothers", owner="campaigns"))
    for owner, effect_id in (("leads", "mine"), ("campaigns", "anothers"), ("nobody", None)):
        due = platform.effects.due(owner, later(3))
        assert [one.effect_id for one in due] == ([effect_id] if effect_id else [])


def test_the_effects_of_a_subject_are_told_and_forgotten_together(platform: Platform) -> None:
    mine, other = new_id(), new_id()
    for number, subject_id in ((2, mine), (1, mine), (1, other)):
        planned = NOON + timedelta(days=number)
        effect = an_effect(f"{subject_id}.{number}")
        changed = {"subject_id": subject_id, "planned_at": planned}
        platform.effects.put(effect.model_copy(update=changed))
    found = platform.effects.of_subject(mine)
    assert [one.effect_id for one in found] == [f"{mine}.1", f"{mine}.2"]
    assert platform.effects.forget(mine) == 2
    assert platform.effects.forget(mine) == 0
    assert platform.effects.of_subject(mine) == ()
    assert len(platform.effects.of_subject(other)) == 1


def test_what_ended_is_listed_by_its_state_over_all_owners_the_newest_first(
    platform: Platform,
) -> None:
    for number, owner in enumerate(("leads", "campaigns", "leads")):
        done = an_effect(f"e.{number}", due=None, owner=owner).model_copy(
            update={"state": EffectState.DONE, "settled_at": later(number)}
        )
        platform.effects.put(done)
    failed = an_effect("f.1", due=None).model_copy(
        update={"state": EffectState.FAILED, "settled_at": later(9)}
    )
    platform.effects.put(failed)
    platform.effects.put(an_effect("waits.1"))

    first = platform.effects.ended(EffectState.DONE, limit=2)
    second = platform.effects.ended(EffectState.DONE, limit=2, cursor=first.cursor)
    assert [one.effect_id for one in (*first.items, *second.items)] == ["e.2", "e.1", "e.0"]
    assert second.cursor is None
    assert platform.effects.ended(EffectState.FAILED).items == (failed,)
    assert platform.effects.ended(EffectState.REFUSED).items == ()
