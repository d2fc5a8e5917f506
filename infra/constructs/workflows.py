"""The state machines, and what each may do beside calling its functions."""

from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.functions import Functions
from infra.constructs.intake import Intake
from infra.constructs.tables import Tables
from infra.nag_suppressions import acknowledge_wildcard
from infra.workflows.campaigns import campaign_review, scheduled_review
from infra.workflows.leads import file_intake, lead_pipeline
from infra.workflows.machine import Workflow
from infra.workflows.platform import (
    agent_handoff,
    erasure,
    escalation_case,
    incident,
    subject_request,
)
from infra.workflows.states import Definition

_READ_AND_WRITE_RESULTS = [
    "s3:AbortMultipartUpload",
    "s3:GetObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
]
"""What a Distributed Map needs to read its items and write its results (Step Functions:
"ItemReader", "ResultWriter")."""


_LOCAL_SETTLE_SECONDS = 3
"""On one machine somebody watches."""


class Workflows(Construct):
    """Every workflow, by the name that functions know it by."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        functions: Functions,
        tables: Tables,
        intake: Intake,
    ) -> None:
        super().__init__(scope, "Workflows")
        self._configuration, self._functions = configuration, functions
        self.lead_pipeline = self._express("lead_pipeline", lead_pipeline.DEFINITION)
        self.campaign_review = self._express("campaign_review", campaign_review.DEFINITION)
        self.agent_handoff = self._express("agent_handoff", agent_handoff.DEFINITION)
        self.escalation_case = Workflow(
            self,
            "escalation_case",
            escalation_case.definition(
                configuration.behaviour.escalation_days, configuration.reminder_days
            ),
            configuration=configuration,
            functions=functions,
            express=False,
        )
        self.file_intake = self._file_intake(tables, intake)
        self.scheduled_review = Workflow(
            self,
            "scheduled_review",
            scheduled_review.definition(configuration.reports.concurrency),
            configuration=configuration,
            functions=functions,
            express=False,
        )
        self.subject_request = self._express("subject_request", subject_request.DEFINITION)
        self.erasure = Workflow(
            self,
            "erasure",
            erasure.definition(),
            configuration=configuration,
            functions=functions,
            express=False,
        )
        self.incident = Workflow(
            self,
            "incident",
            incident.definition(
                _LOCAL_SETTLE_SECONDS if configuration.local else incident.SETTLE_SECONDS
            ),
            configuration=configuration,
            functions=functions,
            express=False,
        )
        self.all = (
            self.lead_pipeline,
            self.campaign_review,
            self.agent_handoff,
            self.escalation_case,
            self.file_intake,
            self.scheduled_review,
            self.subject_request,
            self.erasure,
            self.incident,
        )

    def _express(self, name: str, definition: Definition) -> Workflow:
        return Workflow(
            self,
            name,
            definition,
            configuration=self._configuration,
            functions=self._functions,
            express=True,
        )

    def _file_intake(self, tables: Tables, intake: Intake) -> Workflow:
        pipeline = names.workflow_arn(self, "lead_pipeline")
        own, imports = names.workflow_arn(self, "file_intake"), tables["imports"]
        execution = own.replace(":stateMachine:", ":execution:")
        executions = (f"{execution}:*", f"{execution}/{file_intake.ROWS}:*")
        results = intake.bucket.arn_for_objects("results/*")
        made = Workflow(
            self,
            "file_intake",
            file_intake.definition(self._configuration.rows_at_a_time),
            configuration=self._configuration,
            functions=self._functions,
            express=False,
            values={"LeadPipeline": pipeline, "Imports": imports.table_name},
            statements=[
                _allow(["states:StartSyncExecution"], pipeline),
                _allow(["states:StartExecution"], own),
                _allow(["states:DescribeExecution", "states:StopExecution"], *executions),
                _allow(["dynamodb:UpdateItem"], imports.table_arn),
                _allow(_READ_AND_WRITE_RESULTS, results),
            ],
        )
        for pattern in executions:
            acknowledge_wildcard(made.role, pattern, "Step Functions names a map's executions")
        acknowledge_wildcard(made.role, results, "results are named by import and execution")
        return made


def _allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=list(resources))
