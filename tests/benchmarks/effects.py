"""What the effect ledger and the send policy cost: CPU by themselves, and requests of DynamoDB.

The ledger works on parts in memory, so that its own cost is measured and not the network's; requests
are counted as the real adapters make them: one for each read, each write and each transaction.
"""

import time
from collections import Counter
from datetime import timedelta

from baton.effects.effect import EffectState
from baton.effects.policy import Facts, Outcome, judge
from baton.leads.send_policy import StepRule, step_quotas
from baton.leads.send_rules import SendRules
from tests.benchmarks.report import REPEATS, Section, at_least, at_most, cpu_per_call
from tests.fakes.leads.outbound import CAMPAIGN, Outward
from tests.fakes.platform.clock import NOON

EFFECTS = 200
CPU_MS, CHECKS_A_SECOND, REQUESTS = 2.0, 5_000, 6
PROVIDER = ("sender",)
"""Ports behind which there is no table."""


def run() -> Section:
    """Measures an effect from its first call to done, a refusal, and the policy alone."""
    sent, requests = _sent()
    section = Section(
        "Effects",
        note=f"{EFFECTS} e-mails to as many persons, the best of {REPEATS} rounds; without the network",
    )
    section.figures = [
        at_most("an effect, from its first call to done", sent, "ms CPU", CPU_MS),
        at_most("requests of DynamoDB for it", requests, "requests", REQUESTS),
        at_least("policy checks", _checks(), "a second", CHECKS_A_SECOND),
    ]
    section.add("a repeated call of one that is done", _repeated(), "ms CPU")
    return section


def _sent() -> tuple[float, float]:
    """Milliseconds of CPU an effect, and the requests that it makes."""
    rounds, requests = [], 0.0
    for _ in range(REPEATS):
        world = Outward()
        leads = [world.another_lead(email=f"{number}@example.com") for number in range(EFFECTS)]
        ledger, effects = world.ledger(), [world.effect(1, lead) for lead in leads]
        contexts = [world.context(lead) for lead in leads]
        world.faults.calls.clear()
        started = time.process_time()
        for effect, context in zip(effects, contexts, strict=True):
            done = ledger.carry_out(effect, lambda context=context: context)  # type: ignore[misc]
            assert done.state is EffectState.DONE
        rounds.append((time.process_time() - started) / EFFECTS)
        calls = Counter(name for name in world.faults.calls if not name.startswith(PROVIDER))
        requests = sum(calls.values()) / EFFECTS
    return min(rounds) * 1e3, requests


def _repeated() -> float:
    world = Outward()
    ledger, effect = world.ledger(), world.effect()
    ledger.carry_out(effect, world.context)
    return cpu_per_call(lambda: ledger.carry_out(effect, world.context), EFFECTS) / 1e3


def _checks() -> float:
    """How often a second the policy can judge an effect whose person got several mails lately."""
    world, rules = Outward(), SendRules(per_week=20)
    effect = world.effect()
    now = NOON + timedelta(hours=1)
    contact_statuses, quotas = world.platform.contact_statuses.read(
        effect.person_keys, step_quotas(effect, CAMPAIGN, rules, now)
    )
    for number in range(8):
        other = effect.model_copy(update={"effect_id": f"other.{number}"})
        at = now - timedelta(hours=25 + number)
        contact_statuses = (contact_statuses[0].with_send(other, at), *contact_statuses[1:])
    facts = Facts(effect, now, contact_statuses=contact_statuses, quotas=quotas)
    rule = StepRule(rules, world.lead)
    assert judge(facts, rule).outcome is Outcome.GO
    return 1e6 / cpu_per_call(lambda: judge(facts, rule), 1_000)
