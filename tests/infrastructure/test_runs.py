"""Every way through every workflow, run on a local AWS as it is deployed, with stand-ins for agents."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.area_specs import area_specs
from infra.workflows.campaigns import campaign_review
from infra.workflows.leads import file_intake, lead_pipeline
from infra.workflows.platform import escalation_case
from tests.contract.aws import local_aws, table_request
from tests.infrastructure.stand_ins import Stage

PIPELINE_PLAYERS = (
    "lead_triage",
    "handoff",
    "engagement",
    "campaign_optimizer",
    "result_writer",
)
PIPELINE_PART = """
def handler(event, context):
    task, name = event["task"], context.function_name
    print(name, event["trace"])
    play = task["record" if name == "handoff" else "lead"]["play"]
    if name in play.get("fails", []):
        raise ValueError("as it says in the play")
    if name == "lead_triage":
        return {
            "assessment": {
                "score": 41.5, "confidence": 0.8, "urgency": "low", "recommended_actions": [],
                "reasons": [{"feature": "a", "points": 1, "text": "one"}], "scorecard": "v1",
            },
            "category": "cold_lead", "temperature": "warm", "handoffs": play["routes"],
        }
    if name == "handoff":
        target = task["route"]["target_agent"]
        accepted = target not in play.get("poor", [])
        return {"handoff": {"accepted": accepted, "target_agent": target, "given": task}}
    if name == "engagement":
        plan = {"strategy": "nurture", "conversion_potential": 80}
        return {"plan": plan, "handoffs": play.get("afterwards", [])}
    if name == "campaign_optimizer":
        return {} if play.get("silent") else {"advice": {"text": "look at the bids"}}
    return {"lead": {"status": "processed", "stored": task, "trace": event["trace"]}}
"""

TO_ENGAGEMENT = {"target_agent": "engagement", "priority": "medium", "reason": "always"}
TO_OPTIMISER = {"target_agent": "campaign_optimizer", "priority": "low", "reason": "cold"}


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with local_aws(tmp_path_factory.mktemp("stage")) as aws:
        yield Stage(aws)


@pytest.fixture(scope="session")
def pipeline(stage: Stage) -> str:
    players = {name: stage.player(name, PIPELINE_PART) for name in PIPELINE_PLAYERS}
    return stage.machine("pipeline", lead_pipeline.definition(optimiser=True), players)


def through_pipeline(stage: Stage, pipeline: str, *routes: Any, **play: Any) -> dict[str, Any]:
    """What the assembly was given for a lead that plays so."""
    lead = {"lead_id": "L", "play": {"routes": [TO_ENGAGEMENT, *routes], **play}}
    stored: dict[str, Any] = stage.run(pipeline, {"lead": lead, "correlation_id": "c-1"})["lead"]
    assert stored["trace"]["correlation_id"] == "c-1"
    assert stored["stored"]["lead"] == lead
    return dict(stored["stored"])


def handed_to(stored: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(handoff["target_agent"], handoff["accepted"]) for handoff in stored["handoffs"]]


def test_a_lead_is_triaged_engaged_and_stored(stage: Stage, pipeline: str) -> None:
    stored = through_pipeline(stage, pipeline)
    assert handed_to(stored) == [("engagement", True)]
    assert stored["plan"]["strategy"] == "nurture"
    assert stored["advice"] is None
    assert (stored["category"], stored["temperature"]) == ("cold_lead", "warm")


def test_a_cold_lead_is_also_looked_at_by_the_optimiser(stage: Stage, pipeline: str) -> None:
    stored = through_pipeline(stage, pipeline, TO_OPTIMISER)
    assert handed_to(stored) == [("engagement", True), ("campaign_optimizer", True)]
    assert stored["advice"] == {"text": "look at the bids"}


def test_so_is_one_whose_potential_is_high_after_planning(stage: Stage, pipeline: str) -> None:
    stored = through_pipeline(stage, pipeline, afterwards=[TO_OPTIMISER])
    assert handed_to(stored) == [("engagement", True), ("campaign_optimizer", True)]
    given = stored["handoffs"][1]["given"]
    assert given["source_agent"] == "engagement"
    assert given["context"]["conversion_potential"] == 80


def test_a_lead_with_a_poor_context_is_stored_without_a_plan(stage: Stage, pipeline: str) -> None:
    stored = through_pipeline(stage, pipeline, TO_OPTIMISER, poor=["engagement"])
    assert handed_to(stored) == [("engagement", False)]
    assert stored["plan"] is None


def test_a_poor_context_for_the_optimiser_calls_nobody(stage: Stage, pipeline: str) -> None:
    stored = through_pipeline(stage, pipeline, TO_OPTIMISER, poor=["campaign_optimizer"])
    assert handed_to(stored) == [("engagement", True), ("campaign_optimizer", False)]
    assert stored["plan"] is not None
    assert stored["advice"] is None


@pytest.mark.parametrize("play", [{"fails": ["campaign_optimizer"]}, {"silent": True}])
def test_a_lead_does_not_wait_for_an_optimiser_that_fails(
    stage: Stage, pipeline: str, play: dict[str, Any]
) -> None:
    stored = through_pipeline(stage, pipeline, TO_OPTIMISER, **play)
    assert stored["plan"] is not None
    assert stored["advice"] is None


@pytest.fixture(scope="session")
def pipeline_alone(stage: Stage, pipeline: str) -> str:
    """The pipeline of a deployment without campaigns, in which nobody is an optimiser."""
    definition = lead_pipeline.definition(optimiser=False)
    assert "campaign_optimizer" not in json.dumps(definition).replace("'campaign_optimizer'", "")
    arns = stage.aliases(*PIPELINE_PLAYERS)
    return stage.machine("pipeline-alone", definition, arns)


def test_without_campaigns_a_cold_lead_is_stored_after_engagement(
    stage: Stage, pipeline_alone: str
) -> None:
    stored = through_pipeline(stage, pipeline_alone, TO_OPTIMISER)
    assert handed_to(stored) == [("engagement", True)]
    assert stored["advice"] is None


def test_a_step_that_keeps_failing_fails_the_run(stage: Stage, pipeline: str) -> None:
    lead = {"lead_id": "L", "play": {"routes": [TO_ENGAGEMENT], "fails": ["lead_triage"]}}
    assert stage.failure(pipeline, {"lead": lead, "correlation_id": "c-1"}) == "FAILED"


def test_a_persons_decision_goes_along(stage: Stage, pipeline: str) -> None:
    resume = {"escalation_id": "E", "verdict": "approve"}
    lead = {"lead_id": "L", "play": {"routes": [TO_ENGAGEMENT]}}
    given = {"lead": lead, "correlation_id": "c-1", "resume": resume}
    stored = stage.run(pipeline, given)["lead"]["stored"]
    assert stored["resume"] == resume
    assert stored["handoffs"][0]["given"]["resume"] == resume


@pytest.mark.parametrize("told", [{"just_received": True}, {"just_received": False}, {}])
def test_a_handoff_knows_whether_the_lead_was_just_received(
    stage: Stage, pipeline: str, told: dict[str, bool]
) -> None:
    lead = {"lead_id": "L", "play": {"routes": [TO_ENGAGEMENT]}}
    stored = stage.run(pipeline, {"lead": lead, "correlation_id": "c-1", **told})["lead"]["stored"]
    assert stored["handoffs"][0]["given"]["just_received"] is told.get("just_received", False)


def test_a_handoff_tells_what_triage_found(stage: Stage, pipeline: str) -> None:
    (handoff,) = through_pipeline(stage, pipeline)["handoffs"]
    assert handoff["given"]["source_agent"] == "lead_triage"
    assert handoff["given"]["context"] == {
        "category": "cold_lead",
        "temperature": "warm",
        "score": 41.5,
        "confidence": 0.8,
        "urgency": "low",
        "scorecard": "v1",
        "recommended_actions": [],
        "reasons": ["one"],
    }


def test_a_campaign_is_reviewed(stage: Stage) -> None:
    part = 'def handler(event, context):\n    print(event)\n    return {"review": event["task"]}\n'
    players = {"campaign_optimizer": stage.player("reviewer", part)}
    machine = stage.machine("review", campaign_review.DEFINITION, players)
    asked = {"campaign_id": "C", "review_id": "R", "correlation_id": "c-1"}
    assert stage.run(machine, asked) == {"review": asked}


ESCALATION_PART = """
import json
import boto3

def handler(event, context):
    task, case = event["task"], event["task"]["escalation_id"]
    print(event)
    answer = {
        "escalation_id": case, "subject": case.split("-")[0], "subject_id": "S",
        "correlation_id": event["trace"]["correlation_id"],
    }
    if task["step"] == "register" and "slow" not in case:
        boto3.client("stepfunctions").send_task_success(
            taskToken=task["task_token"], output=json.dumps({"verdict": "approve"})
        )
    if task["step"] == "resume":
        answer["decision"] = task["decision"]
    if task["step"] == "expire" and "late" in case:
        answer["decision"] = {"verdict": "refuse"}
    return answer
"""


@pytest.fixture(scope="session")
def cases(stage: Stage) -> dict[bool, str]:
    """The case workflow; the one for slow persons gives them a second instead of days."""
    optimiser = (
        'def handler(event, context):\n    print(event)\n    return {"seen": event["task"]}\n'
    )
    players = {
        "escalation": stage.player("escalation", ESCALATION_PART),
        "campaign_optimizer": stage.player("decided", optimiser),
    }
    decided = area_specs()["campaigns"].decided_cases
    patient, hasty = (escalation_case.definition(7, 0, decided) for _ in range(2))
    hasty["States"]["AskPerson"]["TimeoutSeconds"] = 1
    return {
        slow: stage.machine(f"case-{slow}", definition, players, express=False)
        for slow, definition in ((False, patient), (True, hasty))
    }


@pytest.mark.parametrize(
    ("case", "way"),
    [
        ("lead-1", ["AskPerson", "GoOn", "Whose?", "Done"]),
        ("campaign-1", ["AskPerson", "GoOn", "Whose?", "CallCampaignOptimizer", "Done"]),
        ("lead-slow", ["AskPerson", "Expire", "Whose?", "Done"]),
        ("campaign-slow", ["AskPerson", "Expire", "Whose?", "Done"]),
        ("campaign-slow-late", ["AskPerson", "Expire", "Whose?", "CallCampaignOptimizer", "Done"]),
    ],
)
def test_a_case_goes_on_with_what_a_person_decided(
    stage: Stage, cases: dict[bool, str], case: str, way: list[str]
) -> None:
    given = {"escalation_id": case, "correlation_id": "c-1"}
    output, entered = stage.finished(cases["slow" in case], given)
    assert entered == way
    if "CallCampaignOptimizer" in way:
        verdict = "refuse" if "late" in case else "approve"
        decided = {"campaign_id": "S", "escalation_id": case, "decision": {"verdict": verdict}}
        assert output == {"seen": decided}


INTAKE_PART = """
def handler(event, context):
    task = event["task"]
    print(event)
    if task["action"] == "open":
        rows = task["key"].endswith(".jsonl")
        return {
            "import_id": "I", "format": "jsonl" if rows else "unsupported",
            "items_key": task["key"], "already_finished": "done" in task["key"], "rows": task["size"],
        }
    if task["action"] == "finish":
        return {"finished": task}
    play = task["original"]["play"]
    if play == "crash":
        raise ValueError("as it says in the play")
    if play == "bad":
        return {"status": "rejected", "correlation_id": "c"}
    lead = {"lead_id": f"L{task['row']}", "play": play, "name": task["original"]["name"]}
    return {"status": "accepted", "correlation_id": f"c{task['row']}", "lead": lead}
"""

SHORT_PIPELINE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Play",
    "States": {
        "Play": {
            "Type": "Choice",
            "Choices": [
                {"Condition": "{% $states.input.lead.play = 'fail' %}", "Next": "Fail"},
            ],
            "Default": "End",
        },
        "Fail": {"Type": "Fail", "Error": "AsItSays", "Cause": "in the play"},
        "End": {
            "Type": "Pass",
            "Output": {"lead": {"status": "{% $states.input.lead.play %}"}},
            "End": True,
        },
    },
}


@pytest.fixture(scope="session")
def intake(stage: Stage) -> str:
    stage.client("dynamodb").create_table(**table_request("imports", "imports"))
    stage.client("s3").create_bucket(Bucket="intake")
    values = {
        "intake": stage.player("intake", INTAKE_PART),
        "Imports": "imports",
        "LeadPipeline": stage.machine("short-pipeline", SHORT_PIPELINE, {}),
    }
    return stage.machine("intake", file_intake.definition(3), values, express=False)


def dropped(stage: Stage, intake: str, name: str, *plays: str) -> tuple[Any, list[str]]:
    """How a file of rows that play so ends, as the event of its dropping starts it."""
    key = f"incoming/{name}"
    rows = [json.dumps({"name": f"Zoë {play}", "play": play}) for play in plays]
    if rows:
        body = ("\n".join(rows) + "\n").encode()
        stage.client("s3").put_object(Bucket="intake", Key=key, Body=body)
    detail = {"bucket": {"name": "intake"}, "object": {"key": key, "etag": "e", "size": len(rows)}}
    return stage.finished(intake, {"detail": detail})


def recorded(stage: Stage) -> dict[int, str]:
    """The rows whose end is recorded, which are forgotten with this."""
    table = stage.client("dynamodb")
    found = table.scan(TableName="imports")["Items"]
    for item in found:
        key = {name: item[name] for name in ("import_id", "row")}
        table.delete_item(TableName="imports", Key=key)
    return {int(item["row"]["N"]): item["status"]["S"] for item in found}


def test_each_row_goes_its_way_and_none_stops_another(stage: Stage, intake: str) -> None:
    plays = ["processed", "bad", "escalated", "fail", "crash", "processed"]
    output, entered = dropped(stage, intake, "rows.jsonl", *plays)
    assert recorded(stage) == {1: "processed", 3: "escalated", 6: "processed"}
    assert output == {"finished": {"action": "finish", "import_id": "I", "fault": None}}
    assert entered[0] == "Open"
    assert entered[-2:] == ["Finish", "Done"]


def test_more_rows_than_run_at_a_time_are_all_looked_at(stage: Stage, intake: str) -> None:
    dropped(stage, intake, "many.jsonl", *["processed"] * 20)
    assert recorded(stage) == dict.fromkeys(range(1, 21), "processed")


def test_a_file_that_is_none_of_ours_is_finished_with_words(stage: Stage, intake: str) -> None:
    output, entered = dropped(stage, intake, "picture.png")
    assert entered == ["Open", "AnyRows?", "Finish", "Done"]
    assert output["finished"]["fault"] is None


def test_a_file_read_before_is_not_read_again(stage: Stage, intake: str) -> None:
    _, entered = dropped(stage, intake, "done.jsonl")
    assert entered == ["Open", "AnyRows?", "Done"]


def test_a_file_that_vanished_is_finished_with_the_fault(stage: Stage, intake: str) -> None:
    output, _ = dropped(stage, intake, "gone.jsonl")
    assert "ItemReaderFailed" in output["finished"]["fault"]
