"""Every event delivered again, in another order and late: everything comes to the same end.

All of Baton in memory, and everything that is delivered to it: what the stream of the outbox
announces, sweeps, what the bus brings, files and their rows, the calls of every workflow's steps,
reports of outcomes and of campaigns' days, people's decisions. One run delivers each of them once, in
the order in which they come up. The others draw the order, let hours pass in between, and deliver
again what was delivered before, however long ago.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from baton.campaigns.campaign import ReviewOutcome
from baton.core.errors import BatonError, Unavailable
from baton.escalation.case import Escalation, EscalationStatus, Verdict
from baton.leads.files.file_import import FileImport
from baton.leads.interaction import InteractionKind, NewOutcome
from baton.leads.lead import Lead, LeadStatus
from baton.leads.outcomes import OutcomeService
from baton.messaging.workflows import WorkflowResult
from functions.campaigns.optimizer.agent import CampaignOptimizer
from functions.campaigns.optimizer.models import OptimizerTask
from functions.platform.escalation.models import Step
from functions.platform.outbox.dispatcher import EntryRef
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.cases import decide, step
from tests.samples.outbox import dispatcher, plenty
from tests.samples.pipeline import Pipeline, a_lead, receive
from tests.unit.campaigns.optimizer.campaigns import CAMPAIGN, POOR, campaign, spread
from tests.unit.leads.intake import dropping

GOOD, POOR_ONE, REFUSED = (f"01JNBX5T00ABCDEFGHJKMNPQ{number:02}" for number in range(3))
OUTCOME_ID = "01JNBX5T00THERECAMEAREP1Y0"
KEY = "incoming/may.csv"
FILE = b"email,country\na@example.com,AT\nnobody,AT\nb@example.com,DE\nA@example.com,CH\n"

Delivery = Callable[[], None]


class World:
    """Baton in memory, the deliveries that wait, and those that were made. ``chance`` mixes them up;
    without it each is made once and in turn.
    """

    def __init__(self, chance: Random | None) -> None:
        self.platform = FakePlatform()
        self.platform.clock.set(NOON - timedelta(hours=11))
        self._chance = chance
        self._waiting: list[Delivery] = []
        self._made: list[Delivery] = []
        self._seen: set[tuple[str, str]] = set()
        self._announced = 0
        self.again = 0
        self.platform.workflows.script("lead_pipeline", self._pipeline)

    # -- what is delivered --------------------------------------------------------------------

    def begin(self) -> None:
        """Leads come in, a campaign's days, a file, and a reply to one of the leads."""
        platform = self.platform
        for number, lead_id in enumerate((GOOD, POOR_ONE, REFUSED)):
            receive(platform, a_lead(lead_id, email=f"{number}@example.org"))
        with platform.transactions.begin() as within:
            platform.campaigns.add(campaign(), within)
            for day in spread(POOR, until=platform.clock().date()):
                platform.campaigns.put_metrics(CAMPAIGN, day, within)
        platform.files.kept[KEY] = FILE
        self._waiting += [self._file, self._metrics, self._reply]

    def _file(self) -> None:
        """The bucket tells of the file; the workflow opens it and takes its rows, and finishes."""
        opened = dropping.opened(self.platform, KEY)
        if opened.already_finished:
            return
        rows = list(enumerate(dropping.items(self.platform, opened), 1))
        left = {number for number, _ in rows}

        def finish() -> None:
            dropping.finished(self.platform, opened.import_id)

        def take(number: int, original: Any) -> None:
            dropping.taken(self.platform, opened.import_id, number, original)
            left.discard(number)
            if not left:
                self._waiting.append(finish)

        self._waiting += [lambda row=row: take(*row) for row in rows]

    def _metrics(self) -> None:
        """The bus tells the optimiser that there are new days."""
        task = OptimizerTask(campaign_id=CAMPAIGN)
        CampaignOptimizer.assemble(self.platform).perform(task)  # type: ignore[arg-type]

    def _reply(self) -> None:
        """A caller reports a reply, under the key of their request."""
        if self.platform.leads.get(GOOD).status is LeadStatus.RECEIVED:
            raise Unavailable("nobody replies before they are written to")
        desk = OutcomeService.of(self.platform)  # type: ignore[arg-type]
        outcome = NewOutcome(kind=InteractionKind.REPLIED)
        desk.record(GOOD, outcome, outcome_id=OUTCOME_ID, correlation_id="req")

    def _pipeline(self, given: dict[str, Any]) -> dict[str, Any] | WorkflowResult:
        """The workflow calls the assembly; a call that it believes lost comes again later."""
        poor = given["lead"]["lead_id"] in {POOR_ONE, REFUSED}
        run = Pipeline(self.platform, poor=poor)
        self._made.append(lambda: run(given) and None)
        try:
            return run(given)
        except BatonError as error:
            return WorkflowResult(None, type(error).__name__)

    def _case(self, case_id: str) -> Delivery:
        """The workflow of a case registers its token."""
        return lambda: step(self.platform, Step.REGISTER, f"token-{case_id}", case_id) and None

    def _decision(self, case: Escalation) -> Delivery:
        verdict = Verdict.REFUSE if case.subject_id == REFUSED else Verdict.APPROVE
        return lambda: decide(self.platform, verdict, case.escalation_id) and None

    # -- mail to employees --------------------------------------------------------------------

    def _look_around(self) -> None:
        """What has come up since is waiting to be delivered."""
        platform = self.platform
        fresh = platform.outbox.inserted[self._announced :]
        self._announced += len(fresh)
        self._waiting += [lambda entry_id=one: self._announce(entry_id) for one in fresh]
        for execution in platform.workflows.started:
            if execution.workflow == "file_intake":  # the rest of an import that stopped
                if self._new("begun", execution.name):
                    self._waiting.append(self._file)
                continue
            case_id = execution.given["escalation_id"]
            if self._new("begun", case_id):
                self._waiting.append(self._case(case_id))
        for case in map(Escalation.model_validate_json, platform.escalations.kept.values()):
            asked = case.status is EscalationStatus.OPEN and case.task_token is not None
            if asked and self._new("asked", case.escalation_id):
                self._waiting.append(self._decision(case))
        for token, _ in platform.workflows.completed:
            if self._new("answered", token):
                case_id = token.removeprefix("token-")
                self._waiting.append(lambda case_id=case_id: self._resume(case_id))

    def _new(self, what: str, key: str) -> bool:
        """Whether this has not come up before."""
        fresh = (what, key) not in self._seen
        self._seen.add((what, key))
        return fresh

    def _announce(self, entry_id: str) -> None:
        dispatcher(self.platform).dispatch([EntryRef(entry_id)], plenty)

    def _sweep(self) -> None:
        dispatcher(self.platform).sweep(plenty)

    def _resume(self, case_id: str) -> None:
        """The workflow goes on with the decision; about a campaign, with the optimiser."""
        step(self.platform, Step.RESUME, case_id=case_id)
        case = self.platform.escalations.get(case_id)
        if case.subject_id == CAMPAIGN:
            task = OptimizerTask(
                campaign_id=CAMPAIGN, escalation_id=case_id, decision=case.decision
            )
            CampaignOptimizer.assemble(self.platform).perform(task)  # type: ignore[arg-type]

    # -- the course of things -----------------------------------------------------------------

    def run_to_the_end(self) -> None:
        """Delivers until nothing waits and the outbox is empty."""
        for _ in range(2_000):
            self._look_around()
            if not self._waiting:
                if not self._is_left():
                    break
                self.platform.clock.advance(3_600)
                self._sweep()
                continue
            self._deliver(self._waiting.pop(self._chosen(len(self._waiting))))
        else:
            raise AssertionError(f"still to be done: {self.platform.outbox.entries}")
        if self._chance:
            for late in self._chance.sample(self._made, len(self._made)):
                self.platform.clock.advance(self._chance.choice([0, 61, 600]))
                self._repeat(late)
            self._settle()

    def _settle(self) -> None:
        while self._is_left():
            self._look_around()
            self._waiting.clear()
            self.platform.clock.advance(3_600)
            self._sweep()

    def _is_left(self) -> bool:
        """Whether something waits in the outbox, or will once somebody's lease is over."""
        return bool(self.platform.outbox.entries or self.platform.leads.holding)

    def _chosen(self, waiting: int) -> int:
        return self._chance.randrange(waiting) if self._chance else 0

    def _deliver(self, delivery: Delivery) -> None:
        try:
            delivery()
        except BatonError:
            self._waiting.append(delivery)  # whoever delivers it tries again
            self.platform.clock.advance(1)
            return
        self._made.append(delivery)
        if self._chance:
            self.platform.clock.advance(self._chance.choice([0, 0, 1, 59, 61, 600]))
            if self._chance.random() < 0.7:
                self._repeat(self._chance.choice([delivery, self._chance.choice(self._made)]))
            if self._chance.random() < 0.2:
                self._sweep()

    def _repeat(self, delivery: Delivery) -> None:
        self.again += 1
        try:
            delivery()
        except BatonError:
            return  # refused: what it wants has happened

    # -- the end ------------------------------------------------------------------------------

    def end(self) -> dict[str, object]:
        """What is left, without ids that were made on the way, and without times."""
        platform = self.platform
        leads = [platform.leads.get(lead_id) for lead_id in platform.leads.kept]
        cases = list(map(Escalation.model_validate_json, platform.escalations.kept.values()))
        messages = {one.message_id: (name, one) for name, one in platform.bus.events}
        kept = platform.campaigns.get(CAMPAIGN)
        subjects = {f"token-{case.escalation_id}": case.subject_id for case in cases}
        (imported,) = (platform.imports.get(one) for one in platform.imports.kept)
        return {
            "leads": sorted((_address(one), one.status.value) for one in leads),
            "stopped": sorted(_address(one) for one in leads if one.stopped),
            "interactions": Counter(
                (_address(lead), one.kind)
                for lead in leads
                for one in platform.interactions.of(lead.lead_id)
            ),
            "cases": sorted(
                (case.subject_id, case.status, bool(case.carried_out_at)) for case in cases
            ),
            "events": Counter((name, _about(one.payload)) for name, one in messages.values()),
            "campaign": (len(kept.accepted), kept.last_review and kept.last_review.outcome),
            "file": (_rows(imported), imported.finished_at is not None),
            "outbox": (platform.outbox.entries, platform.outbox.parked),
            "turns": len(platform.short_term.kept),
            "answered": sorted({subjects[token] for token, _ in platform.workflows.completed}),
        }


def _address(lead: Lead) -> str:
    """As it names a person: which of two rows of one person comes first, decides the spelling."""
    return (lead.details.email or "").lower()


def _rows(imported: FileImport) -> Counter[str]:
    """Of an accepted row's lead the outbox may have heard before the file was finished, or not."""
    counts = Counter({status.value: count for status, count in imported.counts.items()})
    return counts + Counter(accepted=counts.pop("processed", 0))


def _about(payload: dict[str, Any]) -> str:
    made = {"lead_id", "escalation_id", "review_id", "import_id", "interaction_id", "occurred_at"}
    made |= {"results_key", "counts"}
    return json.dumps({key: str(value) for key, value in payload.items() if key not in made})


def played(seed: int | None) -> World:
    world = World(None if seed is None else Random(seed))
    world.begin()
    world.run_to_the_end()
    return world


@pytest.fixture(scope="module")
def straight() -> dict[str, object]:
    return played(None).end()


def test_the_straight_course_comes_to_the_end_that_is_meant(straight: dict[str, object]) -> None:
    assert straight["leads"] == [
        ("0@example.org", "processed"),
        ("1@example.org", "processed"),
        ("2@example.org", "closed"),
        ("a@example.com", "processed"),
        ("b@example.com", "processed"),
    ]
    assert straight["stopped"] == ["0@example.org", "2@example.org"]
    assert straight["cases"] == [
        (POOR_ONE, EscalationStatus.DECIDED, True),
        (REFUSED, EscalationStatus.DECIDED, True),
        (CAMPAIGN, EscalationStatus.DECIDED, False),
    ]
    assert straight["campaign"] == (1, ReviewOutcome.ASK_PERSON)
    assert straight["file"] == (Counter(accepted=2, rejected=1, duplicate=1), True)
    assert straight["outbox"] == ({}, {})


@pytest.mark.parametrize("seed", range(30))
def test_every_event_again_in_another_order_and_late_has_the_same_end(
    seed: int, straight: dict[str, object]
) -> None:
    world = played(seed)
    assert world.again > 20
    assert world.end() == straight
