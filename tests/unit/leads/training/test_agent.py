"""Training as triage sees it: versions, taking over, going back, recorded leads."""

import json
from datetime import date
from pathlib import Path

import pytest

from baton.core.errors import Conflict, NotFound
from baton.core.settings import Settings
from baton.leads.conversion_counts import Counted
from baton.leads.interaction import InteractionKind
from baton.leads.lead import Activity, Lead, NewLead, SequenceStop
from baton.leads.scoring.scorecard_repository import ScorecardRepository
from baton.runtime.task import TaskRequest
from functions.leads.training.agent import Training
from functions.leads.training.models import TrainResult, TrainTask
from functions.leads.training.recorded import RIPE, recorded_leads
from functions.leads.triage.additive import CurrentScorecard
from functions.leads.triage.agent import LeadTriage
from functions.leads.triage.models import TriageTask
from functions.leads.triage.scorecard import ScorecardFile
from tests.fakes.platform.container import FakePlatform
from tests.unit.leads.training.invented import csv_of, rows

pytestmark = pytest.mark.usefixtures("few_rounds")

ROOT = Path(__file__).parents[4]
MAPPING = """
fields:
  external_id: Lead Number
  source: Source
  activity.seconds_on_site: {column: Minutes on site, unit: minutes}
  company_size: Employees
  attributes.newsletter: Newsletter
outcome: {column: Converted, "true": ["1"]}
training: {rising: [Minutes on site]}
"""


LONG_AGO = date(2025, 1, 1)


@pytest.fixture
def platform():
    made = FakePlatform()
    made.files.kept["mappings/shop.yaml"] = MAPPING.encode()
    made.files.kept["history/shop/leads.csv"] = csv_of(rows(700))
    return made


@pytest.fixture(scope="module")
def first_training():
    """What the first training from that history gives, and the files that it leaves."""
    made = FakePlatform()
    made.files.kept["mappings/shop.yaml"] = MAPPING.encode()
    made.files.kept["history/shop/leads.csv"] = csv_of(rows(700))
    return train(made, history="history/shop/leads.csv"), dict(made.files.kept)


@pytest.fixture
def learned(platform, first_training):
    """The platform after that training."""
    result, files = first_training
    platform.files.kept.update(files)
    return result


def train(platform, **task):
    return Training.assemble(platform).perform(TrainTask(**task))


def lead(platform, **details):
    now = platform.clock()
    return Lead(
        lead_id=platform.new_id(),
        received_at=now,
        updated_at=now,
        correlation_id="c",
        details=NewLead(external_id="7", **details),
    )


def assessed(triage, lead):
    return triage.perform(TriageTask(lead=lead)).assessment


def test_triage_names_the_learned_version_and_its_reasons_add_up(platform, learned):
    result = learned
    assert result.took_over
    triage = LeadTriage.assemble(platform)
    warm = lead(platform, source="Referral", activity=Activity(seconds_on_site=900))
    found = assessed(triage, warm)
    assert found.scorecard == result.learned == result.in_use
    total = found.base_points + sum(reason.points for reason in found.reasons)
    assert min(100.0, max(0.0, total)) == found.score
    assert found.score > 60
    assert any("source: referral" in reason.text for reason in found.reasons)
    cold = assessed(triage, lead(platform, source="Bought list", activity=Activity(visits=1)))
    assert cold.score < found.score


def test_without_history_the_written_scorecard_serves_and_says_so(platform):
    found = assessed(LeadTriage.assemble(platform), lead(platform, source="Referral"))
    assert found.scorecard.startswith("starter-")
    assert any("no lead history" in reason.text for reason in found.reasons)


def test_a_rollback_is_one_call_and_reaches_running_containers(platform, learned):
    triage = LeadTriage.assemble(platform)
    asked = lead(platform, source="Referral")
    first = learned.in_use
    platform.files.kept["history/shop/leads.csv"] = csv_of(rows(900, seed=1))
    second = train(platform, history="history/shop/leads.csv").in_use
    assert first != second
    assert assessed(triage, asked).scorecard == second
    assert train(platform, roll_back=True).in_use == first
    platform.clock.advance(301)
    assert assessed(triage, asked).scorecard == first
    assert train(platform, roll_back=True).in_use is None
    platform.clock.advance(301)
    assert assessed(triage, asked).scorecard.startswith("starter-")
    with pytest.raises(Conflict):
        train(platform, roll_back=True)
    assert train(platform, version=second).in_use == second
    with pytest.raises(NotFound):
        train(platform, version="2020-01-01-none")


@pytest.mark.usefixtures("learned")
def test_a_scorecard_that_cannot_be_read_does_not_stop_leads(platform):
    triage = LeadTriage.assemble(platform)
    asked = lead(platform, source="Referral")
    before = assessed(triage, asked)
    platform.clock.advance(301)
    platform.files.kept["scorecards/current.json"] = b"{"
    assert assessed(triage, asked) == before
    assert assessed(LeadTriage.assemble(platform), asked).scorecard.startswith("starter-")


def test_a_schedule_learns_again_from_the_file_in_use(platform, learned):
    again = train(platform)
    assert again.in_use == learned.in_use
    assert again.drift is not None
    assert again.drift.alarms == ()


def test_leads_recorded_here_are_learned_from_once_they_are_ripe(platform):
    stored = []
    for number in range(4):
        one = lead(platform, source="Referral", attributes={"n": number})
        if number % 2:
            stop = SequenceStop(reason=InteractionKind.CONVERTED.value, at=one.received_at)
            one = one.model_copy(update={"stopped": stop})
        with platform.transactions.begin() as within:
            platform.leads.add(one, within)
        stored.append(one)
        if number == 2:
            platform.clock.advance(RIPE.total_seconds())
    found = recorded_leads(platform.leads, platform.interactions, platform.clock())
    assert [(one.values["n"], one.converted) for one in found] == [
        (0, False),
        (1, True),
        (2, False),
    ]


def test_what_came_of_a_dropped_file_stands_beside_the_scorecards(platform, learned):
    assert learned.report == "scorecards/reports/shop/leads.csv.txt"
    said = platform.files.kept[learned.report].decode()
    assert "Rows of the file: 700" in said
    assert learned.account.rows == learned.account.learned_from == 700
    assert learned.outcome.column == "Converted"
    assert learned.ageing.leads == 140


def test_how_long_it_will_take_is_said_at_the_drop_before_anything_is_learned():
    made = FakePlatform()
    made.files.kept["mappings/shop.yaml"] = MAPPING.encode()
    made.files.kept["history/shop/leads.csv"] = csv_of(rows(700))
    told = []
    write = made.files.write

    def listening(key, parts, **kept):
        told.append((key, b"".join(parts).decode()))
        write(key, [told[-1][1].encode()], **kept)

    made.files.write = listening
    train(made, history="history/shop/leads.csv")
    first, *_, last = [text for key, text in told if key.startswith("scorecards/reports/")]
    assert "700 rows in 6 columns" in first
    assert "takes about 5 seconds" in first
    assert "Rows of the file: 700" in last


def test_why_a_file_was_refused_stands_there_too():
    made = FakePlatform()
    made.files.kept["history/odd.csv"] = csv_of([{**lead, "Sold": 2} for lead in rows(3)])
    result = train(made, history="history/odd.csv")
    said = made.files.kept[result.report].decode()
    assert result.report == "scorecards/reports/odd.csv.txt"
    assert all(reason in said for reason in result.refused)


def test_a_schedule_without_any_history_says_what_is_missing(platform):
    result = train(platform)
    assert "0 leads" in result.refused[0]


def test_the_result_survives_its_json(learned):
    assert TrainResult.model_validate(learned.to_json()) == learned


def test_the_sample_event_is_a_task():
    event = json.loads((ROOT / "events" / "leads" / "training_task.json").read_text("utf-8"))
    task = TrainTask.model_validate(TaskRequest.model_validate(event).task)
    assert task.history == "history/education/leads.csv"


def test_a_half_written_pointer_is_replaced_by_the_next_training(platform):
    platform.files.kept["scorecards/current.json"] = b"{"
    result = train(platform, history="history/shop/leads.csv")
    assert ScorecardRepository(platform.files).current().version == result.in_use


def test_recorded_outcomes_move_the_usual_rate_at_once_and_count_once():
    platform = FakePlatform(Settings(intake_bucket="intake", tables={"requests": "r"}))
    platform.files.kept["history/leads.csv"] = csv_of(rows(700))
    agent = Training.assemble(platform)
    agent.perform(TrainTask(history="history/leads.csv"))
    seen = [platform.new_id() for _ in range(40)]
    for lead_id in (*seen, *seen):
        agent.perform(TrainTask(lead_id=lead_id))
        agent.perform(TrainTask(lead_id=lead_id, kind=InteractionKind.OPENED))
    before = usual_rate(platform)
    for lead_id in (*seen, *seen):
        event = {"lead_id": lead_id, "kind": "converted", "campaign_id": None}
        agent.perform(TrainTask.model_validate(event))
    assert usual_rate(platform) > before
    counts = platform.conversion_counts.days(platform.clock(), LONG_AGO, tuple(Counted))
    assert [(day.came, day.answered, day.converted) for day in counts] == [(40, 40, 40)]


def usual_rate(platform):
    scorecard = CurrentScorecard(
        ScorecardFile().current(),
        ScorecardRepository(platform.files),
        platform.clock,
        platform.conversion_counts,
    )
    scorecard.rate(NewLead(external_id="7"), {})
    return scorecard._scoring.base_rate
