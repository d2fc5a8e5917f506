"""Effects, contact status and senders in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial

from baton.core.errors import StaleVersion
from baton.effects.channel_switch import ChannelSwitch
from baton.effects.contact_status import (
    Agreement,
    ContactFact,
    ContactStatus,
    Quota,
    Suppression,
    first_told,
)
from baton.effects.contact_status_repository import FactsByKey
from baton.effects.effect import Effect, EffectState, QuotaUse
from baton.effects.repository import ended_at, ended_query
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage, Sender
from baton.persistence.page import Page
from baton.persistence.shards import DUE_SHARDS, shard_of
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage

_read = lru_cache(1_024)(Effect.model_validate_json)
"""An effect does not change, and is read more often than it is written."""


class FakeEffects:
    """See ``baton.effects.repository.EffectRepository``. ``kept`` is the documents by id."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}

    def find(self, effect_id: str) -> Effect | None:
        with self._ground.faults.at("effects.find"), self._ground.lock:
            return self._find(effect_id)

    def put(self, effect: Effect, within: Transaction | None = None) -> None:
        def check() -> None:
            kept = self._find(effect.effect_id)
            if effect.version != (kept.version if kept else 0) + 1:
                raise StaleVersion(f"The effect {effect.effect_id} was changed since it was read.")

        def apply() -> None:
            self.kept[effect.effect_id] = effect.model_dump_json(exclude_none=True)

        if within is not None:
            stage(within, ("effects", effect.effect_id), apply, check)
            return
        with self._ground.faults.at("effects.put"), self._ground.lock:
            check()
            apply()

    def due(
        self, owner: str, now: datetime, limit: int = 100, shard: int | None = None
    ) -> tuple[Effect, ...]:
        with self._ground.faults.at("effects.due"), self._ground.lock:
            found = [
                one
                for one in self.all()
                if one.owner == owner and one.due_at and one.due_at <= now
                if shard in (None, shard_of(one.effect_id, DUE_SHARDS))
            ]
        found.sort(key=lambda one: (one.due_at, one.effect_id))
        return tuple(found[:limit])

    def of_subject(self, subject_id: str) -> tuple[Effect, ...]:
        with self._ground.faults.at("effects.of_subject"), self._ground.lock:
            found = [one for one in self.all() if one.subject_id == subject_id]
        return tuple(sorted(found, key=lambda one: (one.planned_at, one.effect_id)))

    def ended(
        self, state: EffectState, *, cursor: str | None = None, limit: int = 50
    ) -> Page[Effect]:
        with self._ground.faults.at("effects.ended"), self._ground.lock:
            found = [
                (listed_at(ended_at(one), one.effect_id), one)
                for one in self.all()
                if one.state is state
            ]
        return newest_first(found, ended_query(state), cursor, limit)

    def forget(self, subject_id: str) -> int:
        with self._ground.faults.at("effects.forget"), self._ground.lock:
            gone = [one.effect_id for one in self.all() if one.subject_id == subject_id]
            for effect_id in gone:
                del self.kept[effect_id]
            return len(gone)

    def all(self) -> list[Effect]:
        """Everything that is kept."""
        return [_read(document) for document in self.kept.values()]

    def _find(self, effect_id: str) -> Effect | None:
        document = self.kept.get(effect_id)
        return _read(document) if document else None


class FakeContactStatuses:
    """See ``baton.effects.contact_status_repository.ContactStatusRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, ContactStatus] = {}
        self.used: dict[str, int] = {}

    def read(
        self, subjects: Sequence[str], quotas: Sequence[Quota] = ()
    ) -> tuple[tuple[ContactStatus, ...], tuple[Quota, ...]]:
        if not subjects and not quotas:
            return (), ()
        with self._ground.faults.at("contact_statuses.read"), self._ground.lock:
            used = (
                quota.model_copy(update={"used": self.used.get(quota.key, 0)}) for quota in quotas
            )
            return tuple(self._of(subject) for subject in subjects), tuple(used)

    def replace(self, status: ContactStatus, within: Transaction) -> None:
        def apply() -> None:
            kept = self._of(status.subject)
            facts = {"suppressions": kept.suppressions, "agreements": kept.agreements}
            self.kept[status.subject] = status.model_copy(update=facts)

        subject, version = status.subject, status.version - 1
        stage(within, ("contact_status", subject), apply, lambda: self._must_be(subject, version))

    def hold(self, status: ContactStatus, within: Transaction) -> None:
        subject, version = status.subject, status.version
        stage(
            within,
            ("contact_status", subject),
            lambda: None,
            lambda: self._must_be(subject, version),
        )

    def use(self, quota: Quota, now: datetime, within: Transaction) -> None:
        del now

        def check() -> None:
            if self.used.get(quota.key, 0) + quota.amount > quota.most:
                raise StaleVersion(f"There is no room left: {quota.words}.")

        stage(
            within, ("contact_status", quota.key), lambda: self._add(quota.key, quota.amount), check
        )

    def give_back(self, use: QuotaUse, within: Transaction) -> None:
        stage(within, ("contact_status", use.key), lambda: self._add(use.key, -use.amount))

    def record(self, facts: FactsByKey, within: Transaction | None = None) -> None:
        for subject, given in facts.items():
            if not self._of(subject).new(given):
                continue
            if within is not None:
                stage(within, ("contact_status", subject), partial(self._take, subject, given))
                continue
            with self._ground.faults.at("contact_statuses.record"), self._ground.lock:
                self._take(subject, given)

    def _take(self, subject: str, facts: Sequence[ContactFact]) -> None:
        now = self._of(subject)
        fresh = now.new(facts)
        suppressions = [one for one in fresh if isinstance(one, Suppression)]
        agreements = [one for one in fresh if isinstance(one, Agreement)]
        changed = {
            "suppressions": first_told((*now.suppressions, *suppressions)),
            "agreements": first_told((*now.agreements, *agreements)),
            "version": now.version + 1,
        }
        self.kept[subject] = now.model_copy(update=changed)

    def forget(self, subject: str) -> int:
        with self._ground.faults.at("contact_statuses.forget"), self._ground.lock:
            now = self._of(subject)
            if not (now.sends or now.agreements):
                return 0
            changed = {"sends": (), "agreements": (), "version": now.version + 1}
            self.kept[subject] = now.model_copy(update=changed)
            return 1

    def _of(self, subject: str) -> ContactStatus:
        return self.kept.get(subject) or ContactStatus(subject=subject)

    def _must_be(self, subject: str, version: int) -> None:
        if self._of(subject).version != version:
            raise StaleVersion("How the person stands was changed since it was read.")

    def _add(self, key: str, amount: int) -> None:
        self.used[key] = self.used.get(key, 0) + amount


class FakeChannelSwitches:
    """See ``baton.effects.channel_switch_repository.ChannelSwitchRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, ChannelSwitch] = {}

    def read(self, channels: Sequence[str]) -> tuple[ChannelSwitch, ...]:
        with self._ground.faults.at("channel_switches.read"), self._ground.lock:
            return tuple(self._of(channel) for channel in channels)

    def put(self, switch: ChannelSwitch) -> None:
        with self._ground.faults.at("channel_switches.put"), self._ground.lock:
            if switch.version != self._of(switch.channel).version + 1:
                raise StaleVersion("Somebody else turned the switch just now.")
            self.kept[switch.channel] = switch

    def _of(self, channel: str) -> ChannelSwitch:
        return self.kept.get(channel) or ChannelSwitch(channel=channel)


class FakeSender:
    """See ``baton.effects.sender.Sender``. ``taken`` is what was handed in, by key and in order.

    ``record`` is how it answers a look: it knows what it took (``SEEN`` or ``ABSENT``) unless it is
    ``UNSURE``, as a provider without a record, or ``REPEATABLE``, as one that knows its keys and then
    takes each once.
    """

    def __init__(
        self, ground: Ground, name: str = "sender", record: DeliveryStatus | None = None
    ) -> None:
        self._ground = ground
        self._name = name
        self.record = record
        self.taken: list[tuple[str, OutboundMessage]] = []

    @property
    def keys(self) -> list[str]:
        """The keys of what it took."""
        return [key for key, _ in self.taken]

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        with self._ground.faults.at(f"{self._name}.carry_out"), self._ground.lock:
            if not (self.record is DeliveryStatus.REPEATABLE and effect.effect_id in self.keys):
                self.taken.append((effect.effect_id, message))
            return f"receipt-{len(self.taken)}"

    def look_up(self, effect: Effect) -> DeliveryReport:
        with self._ground.faults.at(f"{self._name}.look_up"), self._ground.lock:
            if self.record is not None:
                return DeliveryReport(self.record, "as the test says")
            if effect.effect_id in self.keys:
                return DeliveryReport(DeliveryStatus.SEEN, "it is in the record", "receipt")
            return DeliveryReport(DeliveryStatus.ABSENT, "it is not in the record")


class FakeSenders:
    """See ``baton.effects.sender.SenderRegistry``."""

    def __init__(self, senders: Mapping[str, Sender]) -> None:
        self.senders = senders

    def to(self, kind: str) -> Sender | None:
        return self.senders.get(kind)

    def off(self, kind: str) -> str | None:
        return None if kind in self.senders else f"{kind} has no sender"


class FakeSecrets:
    """See ``baton.aws.secrets.Secrets``: every secret is its name, but for those that are ``known``."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def named(self, name: str, *, variable: str | None = None) -> "FakeSecret":
        del variable
        return FakeSecret(self.known.get(name, f"the secret {name}"))


class FakeSecret:
    """See ``baton.aws.secrets.Secret``. ``kept`` are its texts, the current one first; ``following``
    are those that it is replaced with, one each time it is read anew.
    """

    def __init__(self, *kept: str, following: Sequence[str] = ()) -> None:
        self.kept = kept
        self.following = list(following)

    def text(self) -> str:
        return next(iter(self.kept), "")

    def texts(self) -> tuple[str, ...]:
        return self.kept

    def renew(self) -> None:
        if self.following:
            self.kept = (self.following.pop(0), *self.kept[:1])


class FakeStepScheduler:
    """See ``baton.effects.step_scheduler.StepScheduler``. ``known`` is when each wakes."""

    def __init__(self) -> None:
        self.known: dict[str, datetime] = {}

    def set(self, effect: Effect) -> None:
        if effect.due_at is not None:
            self.known[effect.effect_id] = effect.due_at
