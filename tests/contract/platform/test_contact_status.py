"""What every repository of contact statuses and quotas promises."""

import pytest

from baton.core.errors import StaleVersion
from baton.effects.contact_status import ContactStatus, Quota, Suppression, SuppressionReason
from baton.effects.contact_status_repository import SENDS_KEPT
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.runtime.platform import Platform
from tests.contract.aws import LocalAws
from tests.contract.given import at_once
from tests.fakes.platform.clock import NOON

ADA, ADAS_OTHER = f"person#{'a' * 64}", f"person#{'b' * 64}"
OPTED_OUT = Suppression(
    purpose=Purpose.MARKETING, why=SuppressionReason.OPTED_OUT, at=NOON, source="test"
)
BOUNCED = Suppression(kind=EffectKind.EMAIL, why=SuppressionReason.BOUNCED, at=NOON, source="test")


def effect(number: int = 1) -> Effect:
    return Effect(
        effect_id=f"lead.{number}",
        kind=EffectKind.EMAIL,
        purpose=Purpose.MARKETING,
        owner="leads",
        planned_at=NOON,
    )


def status_of(platform: Platform, subject: str = ADA) -> ContactStatus:
    (found,), _ = platform.contact_statuses.read([subject])
    return found


def send(platform: Platform, read: ContactStatus, number: int = 1) -> None:
    with platform.transactions.begin() as within:
        platform.contact_statuses.replace(read.with_send(effect(number), NOON), within)


def test_who_is_not_known_stands_at_version_zero(platform: Platform) -> None:
    assert status_of(platform) == ContactStatus(subject=ADA)
    assert platform.contact_statuses.read([]) == ((), ())


def test_sends_are_counted_one_after_the_other(platform: Platform) -> None:
    first = status_of(platform)
    send(platform, first)
    with pytest.raises(StaleVersion):
        send(platform, first, 2)
    send(platform, status_of(platform), 2)
    found = status_of(platform)
    assert [one.effect_id for one in found.sends] == ["lead.1", "lead.2"]
    with platform.transactions.begin() as within:
        platform.contact_statuses.replace(found.without_send(effect(1)), within)
    assert [one.effect_id for one in status_of(platform).sends] == ["lead.2"]


def test_closing_twice_is_closing_once_and_sends_stay(platform: Platform) -> None:
    send(platform, status_of(platform))
    platform.contact_statuses.record(dict.fromkeys([ADA, ADAS_OTHER], (OPTED_OUT,)))
    platform.contact_statuses.record(dict.fromkeys([ADA], (OPTED_OUT,)))
    with platform.transactions.begin() as within:
        platform.contact_statuses.record(dict.fromkeys([ADA], (BOUNCED,)), within)
    found = status_of(platform)
    assert set(found.suppressions) == {OPTED_OUT, BOUNCED}
    assert len(found.sends) == 1
    assert status_of(platform, ADAS_OTHER).suppressions == (OPTED_OUT,)


def test_a_send_does_not_take_a_suppression_away(platform: Platform) -> None:
    platform.contact_statuses.record(dict.fromkeys([ADA], (OPTED_OUT,)))
    send(platform, status_of(platform))
    assert status_of(platform).suppressions == (OPTED_OUT,)


@pytest.mark.parametrize("known", [False, True])
def test_an_opt_out_comes_before_whatever_read_earlier(platform: Platform, known: bool) -> None:
    if known:
        send(platform, status_of(platform))
    read = status_of(platform)
    platform.contact_statuses.record(dict.fromkeys([ADA], (OPTED_OUT,)))
    with pytest.raises(StaleVersion):
        send(platform, read, 2)
    with pytest.raises(StaleVersion), platform.transactions.begin() as within:
        platform.contact_statuses.hold(read, within)
    with platform.transactions.begin() as within:
        platform.contact_statuses.hold(status_of(platform), within)


def test_what_is_used_of_a_quota_never_exceeds_it(platform: Platform) -> None:
    quota = Quota(key="budget#2026-03-02#0", most=10, amount=3, words="the budget")

    def taken(_: int) -> bool:
        try:
            with platform.transactions.begin() as within:
                platform.contact_statuses.use(quota, NOON, within)
        except StaleVersion:
            return False
        return True

    won = [taken(number) for number in range(4)]
    assert won == [True, True, True, False]
    _, (read,) = platform.contact_statuses.read([], [quota])
    assert (read.used, read.full) == (9, True)
    with platform.transactions.begin() as within:
        platform.contact_statuses.give_back(quota, within)
    assert taken(5)


def test_more_than_a_whole_quota_is_never_taken(platform: Platform) -> None:
    quota = Quota(key="budget#2026-03-02#1", most=2, amount=3, words="the budget")
    with pytest.raises(StaleVersion), platform.transactions.begin() as within:
        platform.contact_statuses.use(quota, NOON, within)


def test_of_many_who_send_to_one_person_at_once_none_is_lost(platform: Platform) -> None:
    def sent(number: int) -> bool:
        try:
            send(platform, status_of(platform), number)
        except StaleVersion:
            return False
        return True

    won = at_once(sent)
    assert len(status_of(platform).sends) == sum(won) >= 1


def test_what_a_person_was_sent_is_forgotten_and_what_they_closed_is_not(
    platform: Platform,
) -> None:
    send(platform, status_of(platform))
    platform.contact_statuses.record(dict.fromkeys([ADA], (OPTED_OUT,)))
    read = status_of(platform)
    assert platform.contact_statuses.forget(ADA) == 1
    assert platform.contact_statuses.forget(ADA) == 0
    found = status_of(platform)
    assert (found.sends, found.suppressions) == ((), (OPTED_OUT,))
    with pytest.raises(StaleVersion):
        send(platform, read)


def test_what_was_sent_ends_by_itself_and_what_was_closed_never(aws: LocalAws) -> None:
    platform = aws.platform()

    def ends() -> float | None:
        item = aws.clients.get("dynamodb").get_item(
            TableName=platform.settings.table("contact_status"), Key={"subject": {"S": ADA}}
        )["Item"]
        return float(item["expires_at"]["N"]) if "expires_at" in item else None

    send(platform, status_of(platform))
    assert ends() == (NOON + SENDS_KEPT).timestamp()
    platform.contact_statuses.record(dict.fromkeys([ADA], (OPTED_OUT,)))
    assert ends() is None
    send(platform, status_of(platform), 2)
    assert ends() is None
