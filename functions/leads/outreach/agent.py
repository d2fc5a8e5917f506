"""Outreach: the agent that carries out plans."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.errors import AlreadyExists, InvalidInput, NotFound, StaleVersion
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import Effect, EffectKind, EffectState
from baton.effects.ledger import EffectLedger
from baton.effects.repository import EffectRepository
from baton.effects.step_scheduler import StepScheduler
from baton.effects.sweep import Sweep, SweepResult
from baton.leads.container import Leads
from baton.leads.customer_message import is_message
from baton.leads.engagement import Channel
from baton.leads.events import OUTREACH_BACKLOG
from baton.leads.interaction import NewOutcome
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.outcomes import OutcomeService
from baton.leads.send_rules import SendRules
from baton.leads.steps import OWNER, StepReference, due_by, next_effect, step_of
from baton.messaging.backlog import Backlog
from baton.pages.letter import Company
from baton.persistence.shards import DUE_SHARDS
from baton.runtime import Agent
from baton.runtime.backlog import backlog_of
from baton.runtime.decision import DecisionRecord
from baton.runtime.effect_ledger import effect_ledger
from functions.leads.outreach.decision_trace import trace_entries, version_of
from functions.leads.outreach.messages import Messages
from functions.leads.outreach.models import OutreachTask, Report
from functions.leads.outreach.send_context import SendContexts

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

HELPERS_TIME = timedelta(minutes=2)
"""The longest that a helper runs, as its function does (``function.yaml``)."""


class Outreach(Agent[OutreachTask, SweepResult]):
    """Carries out what is due by the effect ledger, steps of plans and messages that other areas hand
    over, and hears from providers what became of it.
    """

    name: ClassVar[AgentName] = "outreach"

    def __init__(
        self,
        *,
        ledger: EffectLedger,
        effects: EffectRepository,
        leads: LeadRepository,
        contexts: SendContexts,
        messages: Messages,
        step_scheduler: StepScheduler,
        outcomes: OutcomeService,
        rules: SendRules,
        clock: Clock,
        backlog: Backlog,
    ) -> None:
        self._ledger = ledger
        self._effects = effects
        self._leads = leads
        self._contexts = contexts
        self._messages = messages
        self._step_scheduler = step_scheduler
        self._outcomes = outcomes
        self._rules = rules
        self._clock = clock
        self._backlog = backlog
        self._sweep = Sweep(ledger=ledger, owner=OWNER, advance=self._advanced, clock=clock)

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        settings, area = platform.settings, platform.area(Leads)
        rules = SendRules.model_validate(area.settings.send_rules)
        contexts = SendContexts(
            leads=area.leads,
            effects=platform.effects,
            references=platform.reference_data,
            senders=platform.senders,
            rules=rules,
            company=Company.of(settings),
            links=settings.links,
            secret=lambda: platform.secrets.named(settings.require("link_secret")).text(),
            clock=platform.clock,
        )
        ledger = effect_ledger(platform, platform.senders)
        return cls(
            ledger=ledger,
            effects=platform.effects,
            leads=area.leads,
            contexts=contexts,
            messages=Messages.of_platform(platform, ledger, rules),
            step_scheduler=platform.step_scheduler,
            outcomes=OutcomeService.of(platform),
            rules=rules,
            clock=platform.clock,
            backlog=backlog_of(platform, OUTREACH_BACKLOG, cls.name, HELPERS_TIME),
        )

    def perform(self, task: OutreachTask) -> SweepResult:
        """One effect, those of one lead, one report, one message, or a sweep of what is due. An effect
        that is gone is nothing to do. Raises ``Unavailable`` for a single one; a sweep goes on with the
        others.
        """
        if task.report is not None:
            return self._heard(task.report)
        if task.message is not None:
            told_at = task.told_at or self._clock()
            taken = self._messages.take(task.message, told_at, task.correlation_id)
            return self._sweep.one(taken)
        if task.customer is not None:
            self._messages.heed(task.customer)
            return SweepResult()
        if task.effect_id is not None:
            return self._sweep.one(self._effects.find(task.effect_id))
        if task.lead_id is not None:
            return self._sweep.these(self._effects.of_subject(task.lead_id))
        return self._swept(task)

    def decided(self, task: OutreachTask, result: SweepResult) -> Sequence[DecisionRecord]:
        """See ``Agent``: what went out and what did not, and why."""
        del task
        return tuple(trace_entries(result.handled, version_of(self._rules)))

    def _swept(self, task: OutreachTask) -> SweepResult:
        """What is due. Where a sweep leaves more, helpers go on with it, unless nothing could be done:
        then they could not either.
        """
        if task.shard is None:
            result, left = self._sweep.due(task.most), range(DUE_SHARDS)
        else:
            left = range(task.shard, task.shard + 1)
            with self._backlog.alone(task.shard) as alone:
                result = self._sweep.due(task.most, task.shard) if alone else SweepResult()
        if result.more and result.states:
            self._backlog.call_helpers(left)
        return result

    def _advanced(self, effect: Effect) -> Effect:
        """An effect as far as it comes now. The next step is planned before this one is carried out,
        so that no crash ends a sequence; when it is due, it is judged by itself. What another owns is
        left to it.
        """
        if effect.owner != OWNER:
            return effect
        if due_by(effect, self._clock()):
            contexts = self._messages.context if is_message(effect) else self._contexts.of
            if effect.state is EffectState.PLANNED and not is_message(effect):
                self._plan_next(effect)
            effect = self._ledger.carry_out(effect, lambda: contexts(effect))
        self._step_scheduler.set(effect)
        return effect

    def _plan_next(self, effect: Effect) -> None:
        lead = self._lead(effect)
        if lead is None or lead.stopped or step_of(lead, effect) is None:
            return
        following = next_effect(lead, StepReference.of(effect).step, self._rules)
        if following is None or self._effects.find(following.effect_id) is not None:
            return
        try:
            self._effects.put(following)
        except StaleVersion:
            logger(self.name).debug("another worker planned the next step")
        self._step_scheduler.set(following)

    def _lead(self, effect: Effect) -> Lead | None:
        try:
            return self._leads.get(effect.subject_id or "")
        except NotFound:
            return None

    def _heard(self, report: Report) -> SweepResult:
        """A provider's report settles the effect, whoever owns it, and is its lead's outcome once."""
        effect = self._ledger.confirm_delivery(report.effect_id, report.receipt, report.words)
        if effect is None:
            return SweepResult()
        if is_message(effect) or (effect.owner != OWNER and effect.person_keys):
            self._messages.heard(effect, report)
            return SweepResult(states={effect.state: 1}, handled=(effect,))
        mailed = effect.owner == OWNER and effect.kind == EffectKind.EMAIL
        if report.outcome is not None and effect.subject_id and mailed:
            step = StepReference.of(effect).step or None
            outcome = NewOutcome(
                kind=report.outcome,
                channel=Channel.EMAIL,
                step=step,
                occurred_at=report.at,
                machine=report.machine,
            )
            try:
                self._outcomes.record(
                    effect.subject_id,
                    outcome,
                    outcome_id=_outcome_id(report),
                    correlation_id=effect.correlation_id,
                    closes=_complaint(report) if report.complained else None,
                )
            except (AlreadyExists, NotFound, InvalidInput) as error:
                extra = {"effect_id": effect.effect_id, "reason": type(error).__name__}
                logger(self.name).info("Ignored provider event: not an outcome", extra=extra)
        return SweepResult(states={effect.state: 1}, handled=(effect,))


def _complaint(report: Report) -> Suppression:
    """A spam complaint suppresses its person on every channel."""
    return Suppression(
        why=SuppressionReason.COMPLAINED, at=report.at, source=f"mail:{report.effect_id}"
    )


def _outcome_id(report: Report) -> str:
    """A ULID that the same report always has."""
    from ulid import ULID

    by = " machine" if report.machine else ""
    said = hashlib.sha256(f"{report.effect_id} {report.outcome}{by}".encode()).digest()
    milliseconds = int(report.at.timestamp() * 1000)
    return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + said[:10]))
