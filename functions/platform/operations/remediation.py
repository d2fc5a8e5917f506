"""What operations does, each time as an effect in the ledger: recoveries and notices."""

from collections.abc import Iterable
from datetime import timedelta

from baton.core.clock import Clock
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.sender import OutboundMessage
from baton.incidents.incident import Attempt, Incident, Remedy
from functions.platform.operations.notices import letter

OF_USE_FOR = timedelta(minutes=30)
"""A recovery or notice that comes later than this after its incident was looked at is none."""


class Remediation:
    """Hands recoveries and notices to the ledger. ``channels`` are the ways on which people are told."""

    def __init__(
        self, *, outgoing: EffectLedger, clock: Clock, channels: Iterable[EffectKind]
    ) -> None:
        self._outgoing = outgoing
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
        return self._carried_out(effect, remedy.text, OutboundMessage(recipient=remedy.target))

    def go_on(self, incident: Incident, attempt: Attempt) -> Attempt:
        """Goes on with a recovery that has not come to its end."""
        effect = self._effect(incident, attempt.effect_id, EffectKind.RECOVERY, attempt.what)
        return self._carried_out(effect, attempt.what, OutboundMessage(recipient=""))

    def tell(self, incident: Incident) -> tuple[Attempt, ...]:
        """Tells people, on every way."""
        order = letter(incident)
        return tuple(
            self._carried_out(
                self._effect(
                    incident,
                    f"{incident.incident_id}.{kind.value}",
                    kind,
                    f"{kind.value}:{incident.alarm}",
                ),
                kind.value,
                order,
            )
            for kind in self._channels
        )

    def _effect(self, incident: Incident, key: str, kind: EffectKind, template: str) -> Effect:
        now = self._clock()
        return Effect(
            effect_id=key,
            kind=kind,
            purpose=Purpose.INTERNAL,
            template=template,
            correlation_id=incident.correlation_id,
            planned_at=now,
            due_at=now,
            expires_at=now + OF_USE_FOR,
        )

    def _carried_out(self, effect: Effect, what: str, order: OutboundMessage) -> Attempt:
        """The effect as far as it came. Raises ``Unavailable`` or ``Conflict``."""
        ended = self._outgoing.carry_out(effect, lambda: SendContext(order=order))
        return Attempt(
            effect_id=ended.effect_id,
            what=what,
            state=ended.state,
            reason=ended.receipt or ended.reason,
            at=ended.settled_at or self._clock(),
        )
