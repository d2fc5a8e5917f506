"""What operations does, each time as an effect in the ledger: recoveries and notices."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.effects.contact_status import Quota
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.operational_limits import (
    digest_quotas,
    is_over_the_hour,
    notice_quotas,
    recovery_quotas,
)
from baton.effects.sender import NO_MESSAGE, OutboundMessage
from baton.effects.sweep import Sweep
from baton.incidents.incident import Attempt, Incident, Remedy, RemedyKind
from functions.platform.operations.notices import digest, letter

OWNER = "operations"
"""The owner of recoveries' and notices' effects."""

_MANY = "many incidents"
MOST_LATE = 100
"""Late effects that are ended when an incident is opened."""

OF_USE_FOR = timedelta(minutes=30)
"""A recovery or notice that comes later than this after its incident was looked at is none."""


class Remediation:
    """Hands recoveries and notices to the ledger. ``channels`` are how people are told."""

    def __init__(
        self, *, ledger: EffectLedger, clock: Clock, channels: Iterable[EffectKind]
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._channels = tuple(channels)

    def recover(self, incident: Incident, remedy: Remedy) -> Attempt:
        """Makes a recovery. The same remedy of the same incident is the same effect."""
        number = [one.remedy.text for one in incident.diagnoses if one.remedy].index(remedy.text)
        effect = self._effect(
            incident,
            f"{incident.incident_id}.recovery.{number}",
            EffectKind.RECOVERY,
            remedy.text,
        )
        return self._carried_out(effect, remedy.text, NO_MESSAGE)

    def go_on(self, incident: Incident, attempt: Attempt) -> Attempt:
        """Goes on with a recovery that has not come to its end."""
        effect = self._effect(incident, attempt.effect_id, EffectKind.RECOVERY, attempt.what)
        return self._carried_out(effect, attempt.what, NO_MESSAGE)

    def tell(self, incident: Incident) -> tuple[Attempt, ...]:
        """Tells people, on every channel; above an hour's notices, of many incidents together."""
        return tuple(attempt for kind in self._channels for attempt in self._told(incident, kind))

    def _told(self, incident: Incident, kind: EffectKind) -> Iterator[Attempt]:
        key = f"{incident.incident_id}.{kind.value}"
        about = ":".join((incident.alarm, *rollbacks_of(incident)))
        own = self._effect(incident, key, kind, f"{kind.value}:{about}")
        attempt = self._carried_out(own, kind.value, letter(incident))
        yield attempt
        if is_over_the_hour(attempt.reason):
            many = self._effect(incident, f"{key}.digest", kind, f"{kind.value}:{_MANY}")
            yield self._carried_out(many, kind.value, digest(incident))

    def _effect(self, incident: Incident, key: str, kind: EffectKind, what: str) -> Effect:
        now = self._clock()
        return Effect(
            effect_id=key,
            kind=kind,
            purpose=Purpose.INTERNAL,
            owner=OWNER,
            parameters={"what": what},
            correlation_id=incident.correlation_id,
            planned_at=now,
            due_at=now,
            expires_at=now + OF_USE_FOR,
        )

    def settle_late(self) -> None:
        """Ends what an incident planned that went no further: it is refused, or stays unknown, by name.
        What cannot be ended now is left to the next incident.
        """
        sweep = Sweep(ledger=self._ledger, owner=OWNER, advance=self._ended_late, clock=self._clock)
        with suppress(Unavailable):
            sweep.due(MOST_LATE)

    def _ended_late(self, effect: Effect) -> Effect:
        late = effect.is_late(self._clock())
        return self._ledger.carry_out(effect, SendContext) if late else effect

    def _carried_out(self, effect: Effect, what: str, message: OutboundMessage) -> Attempt:
        """The effect as far as it came. Raises ``Unavailable`` or ``Conflict``."""
        told = str(effect.parameters["what"])
        quotas = recovery_quotas if effect.kind == EffectKind.RECOVERY else _notice_quotas(told)
        ended = self._ledger.carry_out(
            effect, lambda: SendContext(message, quotas=quotas(told, self._clock()))
        )
        return Attempt(
            effect_id=ended.effect_id,
            what=what,
            state=ended.state,
            reason=ended.receipt or ended.reason,
            at=ended.settled_at or self._clock(),
        )


def _notice_quotas(told: str) -> Callable[[str, datetime], tuple[Quota, ...]]:
    """People are told of every rollback and of many incidents, however many other notices an hour has:
    recoveries have a limit of their own.
    """
    alone = told.endswith(f":{_MANY}") or f":{RemedyKind.SHIFT_ALIAS}:" in told
    return digest_quotas if alone else notice_quotas


def rollbacks_of(incident: Incident) -> tuple[str, ...]:
    """What was done that gave callers another version."""
    done = (one for one in incident.recoveries if one.state is EffectState.DONE)
    return tuple(one.what for one in done if one.what.startswith(f"{RemedyKind.SHIFT_ALIAS}:"))
