"""The CDK app: what ``cdk deploy`` and the local stack both start.

Run it from the repository's root, in the project's virtual environment (``node`` on the PATH)::

    python -m infra.app                          # both stacks, into cdk.out
    BATON_LOCAL=1 python -m infra.app            # only the application stack, for one machine
    CDK_OUTDIR=.local/cdk.out python -m infra.app

Environment:

``CDK_OUTDIR``
    where the cloud assembly goes (the CDK CLI sets it itself); ``cdk.out`` if unset. The application
    stack is ``Baton.template.json``, its files are listed in ``Baton.assets.json``.
``BATON_LOCAL=1``
    the template for one machine. The same resources, with these differences and no others: functions
    run on the machine's own architecture and get the layer ``baton`` only, since the machine's
    interpreter has the dependencies; aliases move at once, without CodeDeploy; a file's rows are
    taken in four at a time; removing the stack removes its tables and buckets. The operations stack,
    which the local AWS does not know, is left out.
``CDK_DEFAULT_REGION``
    the region to deploy to (the CDK CLI sets it); ``us-east-1`` if unset.

Configuration is ``context.baton`` in ``cdk.json``, checked by ``infra.configuration``; one value is
overridden with ``cdk deploy -c name=value``.

Outputs of the application stack (``Outputs`` in the template): ``ApiUrl``, ``UserPoolId``,
``TokenUrl``, ``Issuer``, ``ApplicationClientId``, ``ReaderClientId``, ``OperatorClientId``,
``IntakeBucketName``, ``BusName``, ``LeadPipelineArn``, ``CampaignReviewArn``, ``EscalationCaseArn``,
``FileIntakeArn``, ``AlarmTopicArn``, ``EpisodesEndpoint``, and a ``…TableName`` for every table.
Client secrets are not outputs: ``cognito-idp describe-user-pool-client`` gives them.
"""

import os
from typing import Any

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from infra.application import Application
from infra.configuration import Configuration, read_context
from infra.operations import Operations


def build(outdir: str | None = None, **changes: Any) -> App:
    """The app with its stacks, not yet synthesized. ``changes`` go before the configuration."""
    app = App(outdir=outdir, context=read_context())
    configuration = Configuration.from_context(app.node.try_get_context, **changes)
    application = Application(app, configuration)
    if not configuration.local:
        Operations(app, configuration, application)
    return checked(app)


def checked(app: App) -> App:
    """The app, whose synthesis a finding of cdk-nag ends unless it is explained."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def main() -> None:
    """Synthesizes the stacks."""
    build(os.environ.get("CDK_OUTDIR")).synth()


if __name__ == "__main__":
    main()
