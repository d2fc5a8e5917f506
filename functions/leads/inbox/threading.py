"""Whose answer it is, and to what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baton.core.errors import NotFound
from baton.effects.effect import Effect, EffectKind, EffectState
from baton.effects.repository import EffectRepository
from baton.leads.customer_message import is_message, reference_of
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.replies import NewReply, ReplyChannel
from baton.leads.reply_address import answered_effect
from baton.leads.steps import OWNER, StepReference, step_of
from baton.privacy.subject import email_key, phone_key
from baton.privacy.subject_repository import SubjectRepository

_KINDS = {ReplyChannel.EMAIL: EffectKind.EMAIL, ReplyChannel.SMS: EffectKind.SMS}


@dataclass(frozen=True, slots=True)
class Thread:
    """The lead that answers, and the step that is answered, if they are known. ``proven``: the address
    that was written to names the step, which nobody can make up. ``reference`` is what another area,
    whose message is answered, calls it.
    """

    lead: Lead | None = None
    step: int | None = None
    template: str | None = None
    proven: bool = False
    reference: str | None = None


def sender_key(reply: NewReply) -> str:
    """The person's key of the address or number that an answer came from."""
    if reply.channel is ReplyChannel.SMS:
        return phone_key(reply.sender)
    return email_key(reply.sender)


class Threads:
    """Finds the lead and the step of an answer: by the address that it came to, else by its sender's
    latest lead and the last message that went to it.
    """

    def __init__(
        self,
        *,
        leads: LeadRepository,
        effects: EffectRepository,
        subjects: SubjectRepository,
        keys: Callable[[], Sequence[bytes]],
    ) -> None:
        self._leads = leads
        self._effects = effects
        self._subjects = subjects
        self._keys = keys

    def of(self, reply: NewReply) -> Thread:
        """The thread of an answer; empty if nobody of ours wrote it. Raises ``Unavailable``."""
        if "+" in reply.recipient:
            answered = answered_effect(reply.recipient, self._keys())
            effect = self._effects.find(answered) if answered else None
            if effect and is_message(effect):
                latest = self._latest(sender_key(reply))
                return Thread(latest, proven=True, reference=reference_of(effect))
            if effect and (lead := self._lead(effect.subject_id)):
                return _thread(lead, effect, proven=True)
        lead = self._latest(sender_key(reply))
        return _thread(lead, self._last_sent(lead, reply)) if lead else Thread()

    def _lead(self, lead_id: str | None) -> Lead | None:
        try:
            return self._leads.get(lead_id or "")
        except NotFound:
            return None

    def _latest(self, key: str) -> Lead | None:
        ties = sorted(self._subjects.ties(key), key=lambda one: one.received_at, reverse=True)
        return next((lead for tie in ties if (lead := self._lead(tie.record_id))), None)

    def _last_sent(self, lead: Lead, reply: NewReply) -> Effect | None:
        sent = [
            one
            for one in self._effects.of_subject(lead.lead_id)
            if one.owner == OWNER
            and one.kind == _KINDS[reply.channel]
            and one.state is EffectState.DONE
        ]
        return max(sent, key=lambda one: one.settled_at or one.planned_at, default=None)


def _thread(lead: Lead, effect: Effect | None, *, proven: bool = False) -> Thread:
    if effect is None:
        return Thread(lead, proven=proven)
    reference = StepReference.of(effect)
    known = step_of(lead, effect) is not None  # else the plan was changed since
    return Thread(lead, reference.step if known else None, reference.template, proven)
