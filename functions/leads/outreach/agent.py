"""Outreach: the agent that carries out plans."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.container import Campaigns
from baton.core.clock import Clock
from baton.core.errors import AlreadyExists, BatonError, InvalidInput, NotFound, StaleVersion
from baton.core.message import AgentName
from baton.core.observability import logger, record
from baton.effects.contact_status import Suppression, Why
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import EffectLedger
from baton.effects.repository import EffectRepository
from baton.effects.rules import SendRules
from baton.effects.sender_registry import effect_ledger
from baton.effects.step_scheduler import StepScheduler
from baton.leads.container import Leads
from baton.leads.engagement import Channel
from baton.leads.interaction import NewOutcome
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.outcomes import OutcomeService
from baton.leads.steps import due_by, step_effect, step_of
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.leads.outreach.decision_trace import trace_entry, version_of
from functions.leads.outreach.models import OutreachResult, OutreachTask, Report
from functions.leads.outreach.send_context import SendContexts

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

TIME = timedelta(seconds=40)
"""How long a sweep begins new effects; the next one comes after a minute."""

COMPLAINED = Suppression(why=Why.COMPLAINED)
"""Whoever calls a mail spam hears from us no more, by any way."""

PAGE = 100
"""Effects that are asked for at a time."""


class Outreach(Agent[OutreachTask, OutreachResult]):
    """Carries out what is due by the effect ledger, and hears from providers what became of it."""

    name: ClassVar[AgentName] = "outreach"

    def __init__(
        self,
        *,
        outgoing: EffectLedger,
        effects: EffectRepository,
        leads: LeadRepository,
        situations: SendContexts,
        step_scheduler: StepScheduler,
        desk: OutcomeService,
        rules: SendRules,
        clock: Clock,
    ) -> None:
        self._outgoing = outgoing
        self._effects = effects
        self._leads = leads
        self._situations = situations
        self._step_scheduler = step_scheduler
        self._desk = desk
        self._rules = rules
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        settings = platform.settings
        situations = SendContexts(
            leads=platform.area(Leads).leads,
            campaigns=platform.area(Campaigns).campaigns,
            senders=platform.senders,
            links=settings.links,
            secret=lambda: platform.secrets.text(settings.require("link_secret")),
        )
        return cls(
            outgoing=effect_ledger(platform),
            effects=platform.effects,
            leads=platform.area(Leads).leads,
            situations=situations,
            step_scheduler=platform.step_scheduler,
            desk=OutcomeService.of(platform),
            rules=SendRules.model_validate(settings.send_rules),
            clock=platform.clock,
        )

    def perform(self, task: OutreachTask) -> OutreachResult:
        """One effect, those of one lead, one report, or a sweep of what is due. An effect that is gone
        is nothing to do. Raises ``Unavailable`` for a single one; a sweep goes on with the others.
        """
        if task.report is not None:
            return self._heard(task.report)
        if task.effect_id is not None:
            effect = self._effects.find(task.effect_id)
            return self._told([self._advanced(effect)] if effect else [])
        if task.lead_id is not None:
            return self._told(*self._each(self._effects.of_lead(task.lead_id)))
        return self._sweep(task.most)

    def decided(self, task: OutreachTask, result: OutreachResult) -> Sequence[DecisionRecord]:
        """See ``Agent``: what went out and what did not, and why."""
        del task
        return tuple(trace_entry(result.handled, version_of(self._rules)))

    def _sweep(self, most: int) -> OutreachResult:
        """What is due, the longest due first, each once. The index may still name what is done."""
        until = self._clock() + TIME
        handled: list[Effect] = []
        errors: list[Exception] = []
        seen: set[str] = set()
        while self._clock() < until and len(seen) < most:
            due = self._outgoing.due(min(PAGE + len(seen), 1_000))
            fresh = [one for one in due if one.effect_id not in seen][: most - len(seen)]
            if not fresh:
                return self._told(handled, errors)
            effects, failed = self._each(fresh)
            seen.update(one.effect_id for one in fresh)
            handled += effects
            errors += failed
        return self._told(handled, errors, more=True)

    def _told(
        self, effects: Sequence[Effect], errors: Sequence[Exception] = (), *, more: bool = False
    ) -> OutreachResult:
        """The result; its figures are metrics too, so that an alarm sees what a person must look at:
        what stays unknown, and what fails as nobody expected.
        """
        states = Counter(effect.state for effect in effects)
        left = sum(one.state is EffectState.UNKNOWN and one.due_at is None for one in effects)
        left += sum(not isinstance(error, BatonError) for error in errors)
        if effects or errors:
            counts = {f"Effects{state.capitalize()}": number for state, number in states.items()}
            counts |= {"NeedsAPerson": left, "PutOff": len(errors)}
            record(self.name, "effects", counts=counts)
        return OutreachResult(
            states=dict(states), put_off=len(errors), more=more, handled=tuple(effects)
        )

    def _each(self, effects: Sequence[Effect]) -> tuple[list[Effect], list[Exception]]:
        """The effects afterwards, and the errors of those that could not be looked at. They stay due,
        and hold up no other.
        """
        handled: list[Effect] = []
        errors: list[Exception] = []
        for effect in effects:
            try:
                handled.append(self._advanced(effect))
            except Exception as error:  # noqa: BLE001 - logged and counted; the others have their turn
                errors.append(error)
                known = isinstance(error, BatonError)
                extra = {"effect_id": effect.effect_id, "error": str(error) if known else "unknown"}
                say = logger(self.name).warning if known else logger(self.name).exception
                say("an effect is put off", extra=extra)
        return handled, errors

    def _advanced(self, effect: Effect) -> Effect:
        """An effect as far as it comes now. The next step is planned before this one is carried out,
        so that no crash ends a sequence; when it is due, it is judged by itself. What others carry out
        is left to them while it is of use; then it is refused, or stays unknown, by name.
        """
        now = self._clock()
        if _is_anothers(effect) and (effect.expires_at is None or now <= effect.expires_at):
            return effect
        if due_by(effect, now):
            if effect.state is EffectState.PLANNED and effect.lead_id and effect.sequence:
                self._plan_next(effect)
            effect = self._outgoing.carry_out(effect, lambda: self._situations.of(effect))
        self._step_scheduler.set(effect)
        return effect

    def _plan_next(self, effect: Effect) -> None:
        lead = self._lead(effect)
        if lead is None or lead.stopped or step_of(lead, effect) is None:
            return
        following = step_effect(lead, (effect.step or 0) + 1, self._rules)
        if following is None or self._effects.find(following.effect_id) is not None:
            return
        try:
            self._effects.put(following)
        except StaleVersion:
            logger(self.name).debug("another worker planned the next step")
        self._step_scheduler.set(following)

    def _lead(self, effect: Effect) -> Lead | None:
        try:
            return self._leads.get(effect.lead_id or "")
        except NotFound:
            return None

    def _heard(self, report: Report) -> OutreachResult:
        """A provider's word settles the effect, and is an outcome of its lead, once."""
        effect = self._outgoing.confirm_delivery(report.effect_id, report.receipt, report.words)
        if effect is None:
            return OutreachResult()
        if report.outcome is not None and effect.lead_id and effect.kind is EffectKind.EMAIL:
            outcome = NewOutcome(
                kind=report.outcome, channel=Channel.EMAIL, step=effect.step, occurred_at=report.at
            )
            try:
                self._desk.record(
                    effect.lead_id,
                    outcome,
                    outcome_id=_outcome_id(report),
                    correlation_id=effect.correlation_id,
                    closes=COMPLAINED if report.complained else None,
                )
            except (AlreadyExists, NotFound, InvalidInput) as error:
                extra = {"effect_id": effect.effect_id, "reason": type(error).__name__}
                logger(self.name).info("a report is no outcome", extra=extra)
        return OutreachResult(states={effect.state: 1}, handled=(effect,))


def _is_anothers(effect: Effect) -> bool:
    """Whether it goes to people of the house, or to the house: whoever plans that carries it out. What
    the optimiser changes is carried out here.
    """
    return effect.purpose is Purpose.INTERNAL and effect.kind is not EffectKind.CHANGE


def _outcome_id(report: Report) -> str:
    """A ULID that the same report always has."""
    from ulid import ULID

    said = hashlib.sha256(f"{report.effect_id} {report.outcome}".encode()).digest()
    milliseconds = int(report.at.timestamp() * 1000)
    return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + said[:10]))
