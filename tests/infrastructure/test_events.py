"""What nobody waits for is tried again, and kept when it fails."""

import json
from typing import Any

import pytest

from tests.infrastructure.synthesis import Template, mentions


@pytest.fixture
def queues(application: Template) -> set[str]:
    return set(application.of_type("SQS::Queue"))


def streams(application: Template) -> dict[str, Any]:
    """What is called by the stream of a table."""
    mappings = application.properties("Lambda::EventSourceMapping").items()
    return {name: one for name, one in mappings if "StreamArn" in str(one["EventSourceArn"])}


def test_every_target_of_a_rule_is_tried_again_and_has_a_dead_letter_queue(
    application: Template, queues: set[str]
) -> None:
    for name, rule in application.properties("Events::Rule").items():
        for target in rule["Targets"]:
            assert set(mentions(target["DeadLetterConfig"]["Arn"])) <= queues, name
            assert target["RetryPolicy"]["MaximumRetryAttempts"] > 0, name
            assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 86_400, name


def test_every_schedule_has_a_dead_letter_queue(application: Template, queues: set[str]) -> None:
    for name, schedule in application.properties("Scheduler::Schedule").items():
        assert set(mentions(schedule["Target"]["DeadLetterConfig"]["Arn"])) <= queues, name


def test_a_stream_is_cut_down_to_the_record_that_fails(
    application: Template, queues: set[str]
) -> None:
    for name, mapping in streams(application).items():
        assert mapping["BisectBatchOnFunctionError"], name
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
        assert 0 < mapping["MaximumRetryAttempts"] <= 10, name
        assert 0 < mapping["MaximumRecordAgeInSeconds"] <= 86_400, name
        assert set(mentions(mapping["DestinationConfig"])) <= queues, name


def test_a_queue_brings_what_failed_again_and_then_lays_it_aside(
    application: Template, queues: set[str]
) -> None:
    mappings = application.properties("Lambda::EventSourceMapping")
    for name in mappings.keys() - streams(application).keys():
        assert mappings[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
        (queue,) = mentions(mappings[name]["EventSourceArn"])
        redrive = application.properties("SQS::Queue")[queue]["RedrivePolicy"]
        assert set(mentions(redrive)) <= queues
        assert redrive["maxReceiveCount"] >= 2


def test_the_outbox_hears_of_entries_nobody_has_tried(application: Template) -> None:
    """The filter of docs/data-model.md."""
    (mapping,) = (one for one in streams(application).values() if "FilterCriteria" in one)
    (found,) = mapping["FilterCriteria"]["Filters"]
    assert json.loads(found["Pattern"]) == {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"NewImage": {"state": {"S": ["waiting"]}}},
    }


def test_the_outbox_is_swept_every_minute(application: Template) -> None:
    schedules = application.properties("Scheduler::Schedule").values()
    (schedule,) = [one for one in schedules if one["Name"] == "Baton-outbox-sweep"]
    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert schedule["State"] == "ENABLED"


def test_memory_is_consolidated_every_hour(application: Template) -> None:
    schedules = application.properties("Scheduler::Schedule").values()
    (schedule,) = [one for one in schedules if one["Name"] == "Baton-consolidation"]
    assert schedule["ScheduleExpression"] == "rate(1 hour)"
    assert schedule["State"] == "ENABLED"


def test_the_outbox_has_time_for_one_batch(application: Template) -> None:
    """A batch is worked off in eight lanes, each entry in less than thirty seconds."""
    (mapping,) = (one for one in streams(application).values() if "FilterCriteria" in one)
    outbox = next(
        function
        for function in application.properties("Lambda::Function").values()
        if function["FunctionName"] == "Baton-outbox"
    )
    assert mapping["BatchSize"] / 8 * 30 <= outbox["Timeout"]


def test_files_start_something_only_in_the_folders_that_people_drop_them_into(
    application: Template,
) -> None:
    buckets = set(application.of_type("S3::Bucket"))
    started: dict[str, str] = {}
    for rule in application.properties("Events::Rule").values():
        if rule["EventPattern"]["source"] == ["aws.s3"]:
            detail, (target,) = rule["EventPattern"]["detail"], rule["Targets"]
            ((prefix,),) = (one.values() for one in detail["object"]["key"])
            started[prefix] = next(iter(mentions(target["Arn"])))
            assert set(mentions(detail["bucket"])) <= buckets
    assert set(started) == {
        "incoming/",
        "history/",
        "inbox/",
        "knowledge/",
        "facts/*.csv",
        "products/",
        "purchases/",
    }
    assert "CatalogueIntake" in started["products/"]
    assert "Inbox" in started["inbox/"]
    assert "Facts" in started["facts/*.csv"], "and nothing for what it writes there itself"
    assert "FileIntake" in started["incoming/"]
    assert "Training" in started["history/"]
    assert "RecommendationTraining" in started["purchases/"]
    assert "KnowledgeBase" in started["knowledge/"]


def test_a_file_of_the_knowledge_base_that_is_deleted_is_told_of_too(application: Template) -> None:
    (rule,) = (
        one
        for one in application.properties("Events::Rule").values()
        if "knowledge/" in str(one["EventPattern"])
    )
    assert rule["EventPattern"]["detail-type"] == ["Object Created", "Object Deleted"]


def test_the_intake_bucket_tells_the_bus_without_a_function_of_the_cdk(
    application: Template,
) -> None:
    telling = [
        name
        for name, bucket in application.properties("S3::Bucket").items()
        if "NotificationConfiguration" in bucket
    ]
    assert len(telling) == 1
    assert not [kind for kind in application.types if kind.startswith("Custom::")]
