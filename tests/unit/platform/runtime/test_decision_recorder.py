"""What a worker decided reaches the decision trace, and costs its tasks nothing."""

import json
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest

from baton.core.errors import Unavailable
from baton.runtime.decision import DecisionRecord, TracedDecision
from baton.runtime.decision_recorder import (
    ATTEMPTS,
    MOST_WAITING,
    PATIENCE_SECONDS,
    WAITS_SECONDS,
    DecisionRecorder,
)
from baton.runtime.task import Trace
from tests.fakes.platform.clock import SteerableClock

LEAD = "01JQ00000000000000000000AA"
TRACE = Trace(correlation_id="c-1", execution="e-1", step="Triage")


class Repository:
    """Keeps what is written, or fails, or hangs."""

    def __init__(self) -> None:
        self.kept: list[TracedDecision] = []
        self.together: list[Sequence[TracedDecision]] = []
        self.error: Exception | None = None
        self.tries = 0
        self.open = threading.Event()
        self.open.set()

    def __call__(self, decisions: Sequence[Sequence[TracedDecision]]) -> None:
        self.tries += 1
        self.open.wait(10)
        if self.error:
            raise self.error
        self.together += decisions
        self.kept += [one for together in decisions for one in together]


class Ticks:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store() -> Repository:
    return Repository()


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def keeper(store: Repository, ticks: Ticks) -> DecisionRecorder:
    return DecisionRecorder("lead_triage", store, SteerableClock(), ticks)


def decided(number: int = 1, *why: str) -> DecisionRecord:
    return DecisionRecord(about="lead", subject_id=LEAD, once=f"v{number}", what="hot", why=why)


def note(
    keeper: DecisionRecorder, one: DecisionRecord, task: Any = None, trace: Trace = TRACE
) -> None:
    keeper.note(keeper.traced([one], trace, 1.5, task))


def lost(text: str) -> int:
    return sum(json.loads(line).get("DecisionsLost", 0) for line in text.splitlines())


def test_a_decision_is_written_by_the_time_its_task_ends(
    keeper: DecisionRecorder, store: Repository
) -> None:
    note(keeper, decided())
    (kept,) = store.kept
    assert (kept.agent, kept.step, kept.execution) == ("lead_triage", "Triage", "e-1")
    assert (kept.what, kept.correlation_id, kept.milliseconds) == ("hot", "c-1", 1.5)


def test_a_repeated_task_gives_the_same_id_whatever_step_and_execution_repeats_it(
    keeper: DecisionRecorder, store: Repository
) -> None:
    note(keeper, decided())
    note(keeper, decided(), trace=Trace(correlation_id="c-2", execution="e-2", step="Again"))
    note(keeper, decided(2))
    ids = [one.decision_id for one in store.kept]
    assert ids == ["lead_triage/v1", "lead_triage/v1", "lead_triage/v2"]


def test_a_task_that_decided_nothing_costs_nothing(
    keeper: DecisionRecorder, store: Repository
) -> None:
    keeper.note(keeper.traced((), TRACE, 1, None))
    assert store.tries == 0


def test_what_earlier_steps_handed_on_is_written_with_the_decision_of_the_last(
    keeper: DecisionRecorder, store: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    other = decided().model_copy(update={"subject_id": LEAD.replace("AA", "BB")})
    earlier = keeper.traced([decided(1), decided(2), other], TRACE, 1, None)
    handed_on = [*(one.to_json() for one in earlier), {"nothing": "that we know"}]
    keeper.note(keeper.traced([decided(3)], TRACE, 1, None), handed_on)
    ids = [[one.decision_id for one in together] for together in store.together]
    assert ids == [["lead_triage/v1", "lead_triage/v2", "lead_triage/v3"], ["lead_triage/v1"]]
    assert lost_in(capsys) == 1


def test_words_of_the_person_do_not_get_into_the_trace(
    keeper: DecisionRecorder, store: Repository
) -> None:
    details = {"first_name": "Ada", "last_name": "Lindqvist", "message": "Ring me.\nIt burns!"}
    one = decided(1, "ada LINDQVIST wrote: It burns!", "at a@b.example or +43 1 234 5678", "Adam")
    note(keeper, one, {"lead": {"details": details}, "handoff": {"context": {"email": "x"}}})
    assert store.kept[0].why == (
        "<person> <person> wrote: <person>",
        "at <email> or <phone>",
        "Adam",
    )


def test_what_could_not_be_written_comes_with_the_next_task(
    keeper: DecisionRecorder, store: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    store.error = Unavailable("The database does not answer.")
    note(keeper, decided(1))
    _until(lambda: store.tries == 1)
    store.error = None
    note(keeper, decided(2))
    _until(lambda: len(store.kept) == 2)
    assert [one.decision_id for one in store.kept] == ["lead_triage/v1", "lead_triage/v2"]
    assert lost_in(capsys) == 0


def test_what_is_never_written_is_lost_and_counted(
    keeper: DecisionRecorder, store: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    store.error = Unavailable("The database does not answer.")
    note(keeper, decided())
    written: list[str] = []

    def is_lost() -> bool:
        keeper.write()
        written.append(capsys.readouterr().out)
        return lost("".join(written)) == 1

    _until(is_lost)
    assert store.tries >= ATTEMPTS
    assert store.kept == []


def test_what_waited_too_long_is_not_written_after_its_lead_may_be_erased(
    keeper: DecisionRecorder, store: Repository, ticks: Ticks, capsys: pytest.CaptureFixture[str]
) -> None:
    store.error = Unavailable("The database does not answer.")
    note(keeper, decided(1))
    _until(lambda: store.tries == 1)
    store.error = None
    ticks.now += WAITS_SECONDS + 1
    note(keeper, decided(2))
    assert [one.decision_id for one in store.kept] == ["lead_triage/v2"]
    assert lost_in(capsys) == 1


def test_a_store_that_hangs_holds_one_task_up_for_a_quarter_of_a_second_and_no_other(
    keeper: DecisionRecorder, store: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.open.clear()
    waits: list[float] = []
    monkeypatch.setattr(keeper._written, "wait", lambda seconds: waits.append(seconds) or False)
    for number in range(51):
        note(keeper, decided(number))
    assert waits == [PATIENCE_SECONDS]
    monkeypatch.undo()
    store.open.set()
    _until(lambda: len(store.kept) >= 51)


def test_what_waits_is_bounded(
    keeper: DecisionRecorder, store: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    store.open.clear()
    note(keeper, decided(0))
    for number in range(MOST_WAITING + 5):
        note(keeper, decided(number))
    assert lost_in(capsys) == 5
    store.open.set()


def test_a_task_that_decides_much_loses_none_of_it(
    keeper: DecisionRecorder, store: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [decided(number) for number in range(2 * MOST_WAITING)]
    keeper.note(keeper.traced(many, TRACE, 1.5, None))
    _until(lambda: len(store.kept) == 2 * MOST_WAITING)
    assert lost_in(capsys) == 0


def lost_in(capsys: pytest.CaptureFixture[str]) -> int:
    return lost(capsys.readouterr().out)


def _until(holds: Any) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.002)
