"""A file of leads, row by row (requirement A11). Standard, with an Express execution for each row.

    Open ─► KnownFile? ── read before, to the end ─► Done
              │ csv, jsonl                │ anything else
              ▼                           ▼
       CsvRows / JsonlRows ─────────────► Finish ─► Done
         │ for each row, some at a time
         ▼
       TakeRow ─► Accepted? ── rejected, or seen before ─► RowDone
         │          ▼ yes                                    ▲
         │        RunPipeline ─► Ran? ── no: the outbox ────►│
         │                        ▼ yes                      │
         │                      RecordRow ──────────────────►│
         └ failed ──► RecordFault ──────────────────────────►┘

A row becomes a lead together with its outbox entry, so it is processed even if everything after
``TakeRow`` fails. ``RunPipeline`` starts the pipeline as a service call, since an Express execution
cannot wait for another one otherwise. A row that nobody could take in lands among the rejected ones
with its reason, so every row of a file is accounted for.
"""

from typing import Any

from infra.workflows.lead_pipeline import TIMEOUT_SECONDS as PIPELINE_SECONDS
from infra.workflows.states import (
    Definition,
    State,
    call,
    choose,
    in_jsonata,
    on_any_error,
    request,
    workflow,
)

_DAY_SECONDS = 86_400
_ROWS_ARE_KEPT_SECONDS = 90 * _DAY_SECONDS
"""As long as ``docs/data-model.md`` says."""

_ROW_KEY = {
    "import_id": {"S": "{% $states.input.import_id %}"},
    "row": {"N": "{% $string($states.input.row) %}"},
}

_TAKE_ROW = call(
    "intake",
    {
        "action": "row",
        "import_id": "{% $states.input.import_id %}",
        "row": "{% $states.input.row %}",
        "original": "{% $states.input.original %}",
        "mapping": "{% $states.input.mapping %}",
    },
    step="TakeRow",
    timeout=30,
    correlation="{% $states.input.correlation_id %}",
    output="""{% $merge([$states.result.Payload, {
        'import_id': $states.input.import_id, 'row': $states.input.row
    }]) %}""",
    catch=[
        on_any_error(
            "RecordFault",
            Output="{% $merge([$states.input, {'fault': $states.errorOutput.Error}]) %}",
        )
    ],
    then="Accepted?",
)

_RUN_PIPELINE = request(
    "aws-sdk:sfn:startSyncExecution",
    {
        "StateMachineArn": "${LeadPipeline}",
        "Input": """{% $string({
            'lead': $states.input.lead, 'correlation_id': $states.input.correlation_id
        }) %}""",
    },
    timeout=PIPELINE_SECONDS + 10,
    output="""{% {
        'import_id': $states.input.import_id,
        'row': $states.input.row,
        'status': $states.result.Status = 'SUCCEEDED'
            ? $parse($states.result.Output).lead.status : 'accepted'
    } %}""",
    catch=[on_any_error("RowDone")],
    then="Ran?",
)

_RECORD_ROW = request(
    "dynamodb:updateItem",
    {
        "TableName": "${Imports}",
        "Key": _ROW_KEY,
        "UpdateExpression": "SET #status = :status",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {":status": {"S": "{% $states.input.status %}"}},
    },
    timeout=10,
    output={},
    catch=[on_any_error("RowDone")],
    then="RowDone",
)

_RECORD_FAULT = request(
    "dynamodb:updateItem",
    {
        "TableName": "${Imports}",
        "Key": _ROW_KEY,
        "UpdateExpression": "SET #status = :status, document = :document, expires_at = :end",
        "ConditionExpression": "attribute_not_exists(#status)",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {
            ":status": {"S": "rejected"},
            ":document": {
                "S": """{% $string({
                    'row': $states.input.row,
                    'status': 'rejected',
                    'reasons': ['could not be taken in (' & $states.input.fault
                        & '); put it into another file'],
                    'original': $string($states.input.original)
                }) %}"""
            },
            ":end": {"N": f"{{% $string($floor($millis() / 1000) + {_ROWS_ARE_KEPT_SECONDS}) %}}"},
        },
    },
    timeout=10,
    output={},
    catch=[{"ErrorEquals": ["DynamoDB.ConditionalCheckFailedException"], "Next": "RowDone"}],
    then="RowDone",
)

_ROW: dict[str, State] = {
    "TakeRow": _TAKE_ROW,
    "Accepted?": choose(
        ("$states.input.status = 'accepted' and $exists($states.input.lead)", "RunPipeline"),
        otherwise="RowDone",
    ),
    "RunPipeline": _RUN_PIPELINE,
    "Ran?": choose(
        ("$states.input.status in ['processed', 'escalated']", "RecordRow"), otherwise="RowDone"
    ),
    "RecordRow": _RECORD_ROW,
    "RecordFault": _RECORD_FAULT,
    "RowDone": {"Type": "Succeed", "Output": {}},
}


_OPEN = call(
    "intake",
    {
        "action": "open",
        "bucket": "{% $states.input.detail.bucket.name %}",
        "key": "{% $states.input.detail.object.key %}",
        "etag": "{% $states.input.detail.object.etag %}",
    },
    step="Open",
    timeout=60,
    correlation="{% $states.context.Execution.Name %}",
    output="""{% {
        'import_id': $states.result.Payload.import_id,
        'format': $states.result.Payload.format,
        'already_finished': $states.result.Payload.already_finished,
        'mapping': $exists($states.result.Payload.mapping)
            ? $states.result.Payload.mapping : null,
        'bucket': $states.input.detail.bucket.name,
        'key': $states.input.detail.object.key,
        'correlation_id': $states.context.Execution.Name
    } %}""",
    then="KnownFile?",
)

_KNOWN_FILE = choose(
    ("$states.input.already_finished", "Done"),
    ("$states.input.format = 'csv'", "CsvRows"),
    ("$states.input.format = 'jsonl'", "JsonlRows"),
    otherwise="Finish",
)

_FINISH = call(
    "intake",
    {
        "action": "finish",
        "import_id": "{% $states.input.import_id %}",
        "fault": """{% $exists($states.input.fault)
            ? $states.input.fault.Error & ': ' & $states.input.fault.Cause : null %}""",
    },
    step="Finish",
    timeout=120,
    correlation="{% $states.context.Execution.Name %}",
    then="Done",
)


def _rows(label: str, reader: dict[str, Any], concurrency: int) -> State:
    """A Distributed Map over the file. Rows count from 1, as in what people see.

    These two states are written in JSONPath, for the local AWS knows the Distributed Map only so;
    a JSONPath workflow may hold JSONata states, but not the other way round.
    """
    return {
        "Type": "Map",
        "Label": label,
        "ItemReader": {
            "Resource": "arn:${Partition}:states:::s3:getObject",
            "ReaderConfig": reader,
            "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.key"},
        },
        "ItemSelector": {
            "import_id.$": "$.import_id",
            "mapping.$": "$.mapping",
            "correlation_id.$": "$.correlation_id",
            "row.$": "States.MathAdd($$.Map.Item.Index, 1)",
            "original.$": "$$.Map.Item.Value",
        },
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "TakeRow",
            "States": in_jsonata(_ROW),
        },
        "MaxConcurrency": concurrency,
        "ToleratedFailurePercentage": 100,
        # Without it a large file's results would not fit into the state's 256 KB.
        "ResultWriter": {
            "Resource": "arn:${Partition}:states:::s3:putObject",
            "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"},
            "Parameters": {
                "Bucket.$": "$.bucket",
                "Prefix.$": "States.Format('results/{}/executions', $.import_id)",
            },
        },
        "ResultPath": None,
        "Catch": [on_any_error("Finish", ResultPath="$.fault")],
        "Next": "Finish",
    }


def definition(concurrency: int) -> Definition:
    """The workflow, with at most ``concurrency`` rows at a time."""
    return workflow(
        "A file of leads, row by row",
        "Open",
        {
            **in_jsonata({"Open": _OPEN, "KnownFile?": _KNOWN_FILE}),
            "CsvRows": _rows(
                "Rows", {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, concurrency
            ),
            "JsonlRows": _rows("Lines", {"InputType": "JSONL"}, concurrency),
            **in_jsonata({"Finish": _FINISH, "Done": {"Type": "Succeed"}}),
        },
        timeout=_DAY_SECONDS,
        language="JSONPath",
    )
