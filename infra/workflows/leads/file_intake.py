"""A file of leads, row by row (requirement A11). Standard, with an Express execution for each row.

    Open ─► AnyRows? ── read to the end before ─────────────► Done
              │ yes          │ no, or not a file of rows       ▲
              ▼              ▼                                 │
            Rows ─────────► Finish ───────────────────────────►┘
              │ for each row, some at a time
              ▼
            TakeRow ─► Accepted? ── rejected, or seen before ─► RowDone
              │          ▼ yes                                   ▲
              │        RunPipeline ─► Ran? ── no: the outbox ───►│
              │                        ▼ yes                     │
              │                      RecordRow ─────────────────►│
              └ failed: Finish counts it, and the outbox ───────►┘
                starts all of it again

``Open`` brings every file into one form, a JSON object a line. A row becomes a lead together with its
outbox entry, so it is processed even if everything after ``TakeRow`` fails. ``RunPipeline`` starts
the pipeline as a service call, since an Express execution cannot wait for another one otherwise.
"""

from infra.configuration import Configuration
from infra.workflows.leads.lead_pipeline import TIMEOUT_SECONDS as PIPELINE_SECONDS
from infra.workflows.spec import WorkflowSpec
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

ROWS = "Rows"
"""The map's state, and the label by which its executions are named."""

_DAY_SECONDS = 86_400
_LONGEST_SECONDS = 900
"""What a function may take to read or report a file of ten gigabytes."""

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
    },
    step="TakeRow",
    timeout=30,
    correlation="{% $states.input.correlation_id %}",
    output="""{% $merge([$states.result.Payload, {
        'import_id': $states.input.import_id, 'row': $states.input.row
    }]) %}""",
    catch=[on_any_error("RowDone")],
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
    "RowDone": {"Type": "Pass", "Output": {}, "End": True},
}


_OPEN = call(
    "intake",
    {
        "action": "open",
        "bucket": "{% $states.input.detail.bucket.name %}",
        "key": "{% $states.input.detail.object.key %}",
        "etag": "{% $states.input.detail.object.etag %}",
        "size": "{% $states.input.detail.object.size %}",
    },
    step="Open",
    timeout=_LONGEST_SECONDS,
    patient=True,
    correlation="{% $states.context.Execution.Name %}",
    output="""{% $merge([$states.result.Payload, {
        'bucket': $states.input.detail.bucket.name,
        'correlation_id': $states.context.Execution.Name
    }]) %}""",
    then="AnyRows?",
)

_ANY_ROWS = choose(
    ("$states.input.already_finished", "Done"),
    ("$states.input.format = 'jsonl'", ROWS),
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
    timeout=_LONGEST_SECONDS,
    patient=True,
    correlation="{% $states.context.Execution.Name %}",
    then="Done",
)


def _rows(concurrency: int) -> State:
    """A Distributed Map over the prepared file. Rows count from 1, as in what people see.

    This state is written in JSONPath, for the local AWS knows the Distributed Map only so; a
    JSONPath workflow may hold JSONata states, but not the other way round.
    """
    return {
        "Type": "Map",
        "Label": ROWS,
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSONL"},
            "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.items_key"},
        },
        "ItemSelector": {
            "import_id.$": "$.import_id",
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
            "Resource": "arn:aws:states:::s3:putObject",
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
            **in_jsonata({"Open": _OPEN, "AnyRows?": _ANY_ROWS}),
            ROWS: _rows(concurrency),
            **in_jsonata({"Finish": _FINISH, "Done": {"Type": "Succeed"}}),
        },
        timeout=_DAY_SECONDS,
        language="JSONPath",
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, for every file that is dropped into ``incoming/``."""
    return WorkflowSpec(
        definition=definition(configuration.rows_at_a_time),
        runs=("lead_pipeline",),
        tables={"imports": ("dynamodb:UpdateItem",)},
        distributed_map=ROWS,
        results_folder="results",
        files=("incoming",),
    )
