"""A storm over the ad manager, the sweep, the adapters and the stand-ins of all three platforms.

    python -m tests.storms.ads --cases 10000

Each case is one seeded run: platforms that do not answer after they have committed, fail before or after
it, or throttle; processes that die at any port call or any call of a platform; deliveries that come
twice. After it every platform must have its campaign once, and every shift of a budget must have reached
the platform once.
"""

import argparse
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from baton.campaigns.ads.effects import AdChange
from baton.campaigns.brief import Platform
from baton.campaigns.run import RunStepName
from baton.core.errors import BatonError
from baton.effects.effect import EffectState
from tests.fakes.platform.faults import Crash
from tests.unit.campaigns.ad_manager.world import World

NAMES = tuple(one.value for one in Platform)
KINDS = ("timeout_after_commit", "error_after_commit", "error_before_commit", "throttle", "down")
ROUNDS = 40
"""Visits and sweeps after which everything must have come to its end."""


@dataclass
class Verdict:
    """What one case came to: what is wrong, and what struck."""

    seed: int
    wrong: list[str]
    crashes: int
    faults: int
    shifts: int


class Storm:
    """One case."""

    def __init__(self, seed: int) -> None:
        self.seed, self.drawn = seed, random.Random(seed)
        self.world = World()
        self.crashes = self.faults = 0

    def run(self) -> Verdict:
        """Launch, days, a revision with a shift, and calm at the end."""
        self._rough(8)
        self._calm()
        self.world.stand_ins.skip(12)
        if self.world.run.step is RunStepName.ANALYTICS:
            self.world.revise()
            self._rough(6)
        self._calm()
        return Verdict(self.seed, self._wrong(), self.crashes, self.faults, len(self.world.shifts))

    def _rough(self, rounds: int) -> None:
        for _ in range(rounds):
            self._trouble()
            self._work()
            self.world.later(self.drawn.choice((1, 61, 61, 130, 310)))

    def _calm(self) -> None:
        """Nothing fails any more: everything comes to its end."""
        for name in NAMES:
            self.world.stand_ins.state[name]["faults"] = []
        self.world.restart()
        for _ in range(ROUNDS):
            self._work()
            self.world.later(3_700)
            waits = [one for one in self.world.effects("ad_") if not one.state.settled]
            if not waits and self.world.run.step is not RunStepName.AD_MANAGER:
                return

    def _trouble(self) -> None:
        if self.drawn.random() < 0.6:
            self.faults += 1
            on = self.drawn.choice(("write", "write", "read"))
            times = self.drawn.choice((1, 1, 2))
            name, kind = self.drawn.choice(NAMES), self.drawn.choice(KINDS)
            self.world.fault(name, kind, on=on, times=times)
        if self.drawn.random() < 0.5:
            faults = self.world.platform.faults
            at = len(faults.calls) + self.drawn.randint(1, 120)
            faults.crash_at(at, after=self.drawn.random() < 0.5)

    def _work(self) -> None:
        """A visit and a sweep, each of which may be delivered twice; who dies is started again."""
        for act in (self._visit, self.world.sweep):
            for _ in range(2 if self.drawn.random() < 0.3 else 1):
                try:
                    with suppress(BatonError):
                        act()
                except Crash:
                    self.crashes += 1
                    self.world.restart()

    def _visit(self) -> None:
        if self.world.run.step is RunStepName.AD_MANAGER:
            self.world.visit()

    def _wrong(self) -> list[str]:
        world, found = self.world, []
        for name in NAMES:
            there = world.on(name)
            if len(there) > 1:
                found.append(f"{name} has {len(there)} campaigns")
            made = [one for one in world.effects("ad_create") if AdChange.of(one).platform == name]
            done = [one for one in made if one.state is EffectState.DONE]
            if len(made) > 1 or len(done) != len(there):
                found.append(
                    f"{name}: {len(made)} creations, {len(done)} done, {len(there)} campaigns"
                )
        wanted = Counter(
            (AdChange.of(one).platform.value, AdChange.of(one).before, AdChange.of(one).after)
            for one in world.effects("ad_budget")
            if one.state is EffectState.DONE
        )
        happened = Counter(
            (name, round(was * 100), round(now * 100)) for name, _, was, now in world.shifts
        )
        if wanted != happened:
            found.append(f"shifts wanted {dict(wanted)}, and happened {dict(happened)}")
        return found + [
            f"{one.effect_id} is {one.state}"
            for one in world.effects("ad_")
            if not one.state.settled
        ]


def main() -> int:
    """Runs cases and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.ads", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    begun, told, wrong = time.monotonic(), Counter[str](), 0
    for seed in range(given.first, given.first + given.cases):
        verdict = Storm(seed).run()
        told.update(crashes=verdict.crashes, faults=verdict.faults, shifts=verdict.shifts)
        if verdict.wrong:
            wrong += 1
            sys.stderr.write(f"case {seed}: {'; '.join(verdict.wrong)}\n")
    seconds = time.monotonic() - begun
    sys.stderr.write(
        f"{given.cases} cases in {seconds:.0f} s: {wrong} wrong, {told['crashes']} crashes, "
        f"{told['faults']} faults, {told['shifts']} budget shifts\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
