"""What the effect ledger promises, wherever a process dies and whoever else is at work."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from baton.core.errors import BatonError, Unavailable
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import Effect, EffectKind, EffectState
from baton.effects.ledger import LEASE
from baton.effects.sender import DeliveryStatus, Misconfigured, ProviderUnavailable, Rejected
from baton.effects.settlement import MOST_ATTEMPTS
from baton.leads.steps import OWNER
from tests.fakes.leads.outbound import Outward
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.turns import Turns

OPTED_OUT = Suppression(why=SuppressionReason.OPTED_OUT, at=NOON, source="test")


def go(world: Outward, number: int = 1) -> Effect:
    return world.ledger().carry_out(world.effect(number), world.context)


def kept(world: Outward, number: int = 1) -> Effect:
    effect = world.platform.effects.find(world.effect(number).effect_id)
    assert effect is not None
    return effect


def counted(world: Outward) -> tuple[int, dict[str, int]]:
    """The person's sends, and what was used of quotas."""
    subject = world.effect().person_keys[0]
    (status,), _ = world.platform.contact_statuses.read([subject])
    return len(status.sends), dict(world.platform.contact_statuses.used)


def test_an_effect_is_carried_out_once_under_its_key_and_counted() -> None:
    world = Outward()
    done = go(world)
    assert done.state is EffectState.DONE
    assert done.receipt == "receipt-1"
    assert done.due_at is None
    assert [note.state for note in done.story] == [EffectState.RESERVED, EffectState.DONE]
    assert go(world) == done == kept(world)
    assert world.sender.keys == [done.effect_id]
    sends, used = counted(world)
    assert sends == 1
    assert sorted(used.values()) == [1, 100]


def test_a_refusal_has_its_reason_and_is_for_good() -> None:
    world = Outward()
    world.platform.contact_statuses.record(dict.fromkeys(world.effect().person_keys, (OPTED_OUT,)))
    refused = go(world)
    assert refused.state is EffectState.REFUSED
    assert refused.reason == "the person unsubscribed from everything, 2026-03-02 12:00 UTC"
    assert go(world) == refused
    assert world.sender.taken == []
    assert counted(world) == (0, {})


def test_an_opt_out_under_any_key_of_the_person_counts() -> None:
    world = Outward()
    world.platform.contact_statuses.record(
        dict.fromkeys(world.effect().person_keys[-1:], (OPTED_OUT,))
    )
    assert go(world).state is EffectState.REFUSED


def test_what_must_wait_waits_and_goes_out_then() -> None:
    world = Outward()
    world.platform.clock.set(NOON + timedelta(hours=10))  # at night
    later = go(world)
    assert later.state is EffectState.PLANNED
    assert later.due_at == NOON + timedelta(hours=20)
    assert "it is 22:00 there" in (later.reason or "")
    assert go(world) == later
    assert world.ledger().due(OWNER) == ()
    world.platform.clock.set(NOON + timedelta(hours=20))
    assert [one.effect_id for one in world.ledger().due(OWNER)] == [later.effect_id]
    assert go(world).state is EffectState.DONE


def test_what_the_provider_rejects_has_failed_and_counts_no_more() -> None:
    world = Outward()
    world.faults.fail("sender.carry_out", Rejected("The address is wrong."), times=1)
    failed = go(world)
    assert failed.state is EffectState.FAILED
    assert failed.reason == "The address is wrong."
    assert go(world) == failed
    sends, used = counted(world)
    assert sends == 0
    assert set(used.values()) == {0}


def test_what_the_provider_does_not_take_now_is_tried_again_and_fails_in_the_end() -> None:
    world = Outward()
    world.faults.fail("sender.carry_out", ProviderUnavailable("Too much at once."))
    seen = []
    for _ in range(MOST_ATTEMPTS):
        effect = go(world)
        seen.append(effect.state)
        assert counted(world)[0] == 0
        world.platform.clock.set(effect.due_at or NOON)
    assert seen == [EffectState.PLANNED] * (MOST_ATTEMPTS - 1) + [EffectState.FAILED]
    assert world.sender.taken == []


def test_a_fault_of_ours_holds_what_is_due_without_losing_attempts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = Outward()
    fault = Misconfigured("Is hello@baton.example verified?")
    world.faults.fail("sender.carry_out", fault, times=3 * MOST_ATTEMPTS)
    for _ in range(3 * MOST_ATTEMPTS):
        held = go(world)
        assert (held.state, held.attempts, counted(world)[0]) == (EffectState.PLANNED, 0, 0)
        assert "verified" in (held.reason or "")
        world.platform.clock.set(held.due_at or NOON)
    assert '"Held"' in capsys.readouterr().out
    assert go(world).state is EffectState.DONE


def test_what_nobody_knows_of_is_looked_up_before_anything_is_repeated() -> None:
    world = Outward()
    world.faults.fail("sender.carry_out", times=1, after=True)
    unknown = go(world)
    assert unknown.state is EffectState.UNKNOWN
    assert go(world) == unknown
    world.platform.clock.advance(LEASE.total_seconds())
    assert go(world).state is EffectState.DONE
    assert world.sender.keys == [unknown.effect_id]


def test_what_the_record_does_not_have_is_carried_out_after_all() -> None:
    world = Outward()
    world.faults.fail("sender.carry_out", times=1)
    assert go(world).state is EffectState.UNKNOWN
    world.platform.clock.advance(LEASE.total_seconds())
    assert go(world).state is EffectState.DONE
    assert len(world.sender.keys) == 1
    assert counted(world)[0] == 1


def test_what_no_record_tells_of_stays_unknown_and_ends_with_a_person() -> None:
    world = Outward(record=DeliveryStatus.UNSURE)
    world.faults.fail("sender.carry_out", times=1)
    effect = go(world)
    for _ in range(40):
        assert effect.state is EffectState.UNKNOWN
        if effect.due_at is None:
            break
        world.platform.clock.set(effect.due_at)
        effect = go(world)
    assert effect.due_at is None
    assert "a person must look" in (effect.reason or "")
    assert world.sender.taken == []


def test_the_providers_own_word_settles_what_was_unknown() -> None:
    world = Outward(record=DeliveryStatus.UNSURE)
    world.faults.fail("sender.carry_out", times=1, after=True)
    unknown = go(world)
    done = world.ledger().confirm_delivery(unknown.effect_id, "ses-1", "the provider sent it")
    assert done is not None
    assert (done.state, done.receipt) == (EffectState.DONE, "ses-1")
    assert world.ledger().confirm_delivery("nobodys", "ses-1", "sent") is None


def test_a_slow_worker_does_not_call_for_what_others_may_have_begun_to_look_up() -> None:
    world = Outward()
    ledger = world.ledger()
    read = world.platform.contact_statuses.use

    def slow(*given: object, **named: object) -> None:
        world.platform.clock.advance(LEASE.total_seconds())
        read(*given, **named)  # type: ignore[arg-type]

    world.platform.contact_statuses.use = slow  # type: ignore[method-assign]
    effect = ledger.carry_out(world.effect(), world.context)
    assert world.sender.taken == []
    assert effect.state is EffectState.PLANNED


def test_a_planned_effect_can_be_cancelled_and_a_done_one_not() -> None:
    world = Outward()
    with world.platform.transactions.begin() as within:
        world.ledger().plan(world.effect(1), within)
    cancelled = world.ledger().cancel(world.effect(1).effect_id, "the person replied")
    assert (cancelled.state, cancelled.reason) == (EffectState.REFUSED, "the person replied")
    assert go(world, 1) == cancelled
    done = go(world, 2)
    assert world.ledger().cancel(done.effect_id, "the person replied") == done


def run_to_the_end(world: Outward, number: int = 1) -> Effect:
    """Calls for the effect as a sweep does, over days, until nothing more becomes of it."""
    platform = world.platform.restarted()
    for _ in range(60):
        effect = world.ledger(platform).carry_out(world.effect(number), world.context)
        if effect.due_at is None:
            return effect
        platform.clock.set(max(effect.due_at, platform.clock()))
    raise AssertionError(f"the effect never ends: {effect}")


@pytest.mark.parametrize("record", [None, DeliveryStatus.REPEATABLE, DeliveryStatus.UNSURE])
@pytest.mark.parametrize("path", ["straight", "refused", "not_taken", "rejected", "unanswered"])
def test_wherever_it_dies_there_is_one_effect_or_a_named_unknown(
    record: DeliveryStatus | None, path: str, record_property: Callable[[str, object], None]
) -> None:
    def prepared() -> Outward:
        world = Outward(record=record)
        if path == "refused":
            world.platform.contact_statuses.record(
                dict.fromkeys(world.effect().person_keys, (OPTED_OUT,))
            )
        errors: dict[str, BatonError] = {
            "not_taken": ProviderUnavailable("not now"),
            "rejected": Rejected("never"),
            "unanswered": Unavailable("nobody knows"),
        }
        if path in errors:
            after = path == "unanswered"
            world.faults.fail("sender.carry_out", errors[path], times=1, after=after)
        return world

    world = prepared()
    before = len(world.faults.calls)
    world.ledger().carry_out(world.effect(), world.context)
    calls = len(world.faults.calls) - before
    ends: dict[EffectState, int] = {}
    crashes = 0  # the call that fails by itself is one already
    for call in range(1, calls + 1):
        for after in (False, True):
            world = prepared()
            world.faults.crash_at(len(world.faults.calls) + call, after=after)
            try:
                world.ledger().carry_out(world.effect(), world.context)
            except Crash:
                crashes += 1
            effect = run_to_the_end(world)
            ends[effect.state] = ends.get(effect.state, 0) + 1
            times = world.sender.keys.count(effect.effect_id)
            allowed = {
                EffectState.DONE: {1},
                EffectState.UNKNOWN: {0, 1},
                EffectState.REFUSED: {0},
                EffectState.FAILED: {0},
            }
            assert times in allowed[effect.state]
            assert effect.state is not EffectState.UNKNOWN or record is DeliveryStatus.UNSURE
            assert counted(world)[0] == (effect.state in (EffectState.DONE, EffectState.UNKNOWN))
    assert crashes >= 2 * calls - 2
    record_property("ends", {state.value: count for state, count in ends.items()})


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("workers", [2, 10])
def test_workers_who_race_for_one_effect_carry_it_out_once(workers: int, seed: int) -> None:
    turns = Turns(seed)
    world = Outward(faults=turns)
    errors = turns.play(
        *[lambda: world.ledger().carry_out(world.effect(), world.context)] * workers
    )
    assert all(error is None or isinstance(error, BatonError) for error in errors)
    assert run_to_the_end(world).state is EffectState.DONE
    assert len(world.sender.taken) == 1
    assert counted(world)[0] == 1


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("workers", [2, 10])
def test_workers_who_race_for_one_budget_never_overshoot_it(workers: int, seed: int) -> None:
    turns = Turns(seed)
    world = Outward(faults=turns)
    world.rules = world.rules.model_copy(
        update={"campaign_per_day": 3, "budget_micros_per_day": 8 * 200}
    )
    leads = [world.another_lead(email=f"{number}@example.com") for number in range(workers)]

    def work(number: int) -> None:
        lead = leads[number]
        world.ledger().carry_out(world.effect(1, lead), lambda: world.context(lead))

    turns.play(*[lambda number=number: work(number) for number in range(workers)])
    used = world.platform.contact_statuses.used
    assert len(world.sender.taken) <= 3
    assert sum(used[key] for key in used if key.startswith("campaign#")) == len(world.sender.taken)
    assert all(used[key] <= 200 for key in used if key.startswith("budget#"))


@pytest.mark.parametrize("seed", range(30))
def test_workers_who_race_for_one_person_never_exceed_their_cap(seed: int) -> None:
    turns = Turns(seed)
    world = Outward(faults=turns)
    world.rules = world.rules.model_copy(update={"gap_minutes": 0})

    def work(number: int) -> None:
        world.ledger().carry_out(world.effect(number), world.context)

    turns.play(*[lambda number=number: work(number) for number in range(5)])
    assert len(world.sender.taken) <= world.rules.per_day
    assert counted(world)[0] == len(world.sender.taken)


def test_no_send_is_reserved_after_an_opt_out_is_committed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sent = refused = 0
    for seed in range(1_500):
        turns = Turns(seed)
        world = Outward(faults=turns)

        def opt_out(world: Outward = world) -> None:
            world.platform.contact_statuses.record(
                dict.fromkeys(world.effect().person_keys[:1], (OPTED_OUT,))
            )

        def send(world: Outward = world) -> None:
            world.ledger().carry_out(world.effect(), world.context)

        assert turns.play(send, opt_out) == [None, None]
        closed = turns.calls.index("contact_statuses.record")
        effect = kept(world)
        if effect.state is EffectState.DONE:
            sent += 1
            assert turns.calls.index("transactions.commit", 1) < closed
        else:
            refused += 1
            assert effect.state is EffectState.REFUSED
            assert world.sender.taken == []
    assert sent > 50
    assert refused > 100
    assert sent + refused == 1_500
    with capsys.disabled():
        print(f"\n  1,500 interleavings of a send and an opt-out: {refused} refused, ", end="")  # noqa: T201 - the count belongs in the output
        print(f"{sent} sent before it, 0 sent after it", end="")  # noqa: T201 - likewise


def test_a_kind_without_a_way_out_is_refused_with_the_reason() -> None:
    world = Outward()
    text = world.effect().model_copy(update={"kind": EffectKind.SMS})
    refused = world.ledger().carry_out(text, world.context)
    assert refused.state is EffectState.REFUSED
    assert "sms has no sender" in (refused.reason or "")
