"""The CDK app: what ``cdk deploy`` and the local stack both start.

Run it from the repository's root, in the project's virtual environment (``node`` on the PATH)::

    python -m infra.app                          # every stack, into cdk.out
    BATON_LOCAL=1 python -m infra.app            # all but operations, for one machine
    CDK_OUTDIR=.local/cdk.out python -m infra.app

Environment:

``CDK_OUTDIR``
    where the cloud assembly goes (the CDK CLI sets it itself); ``cdk.out`` if unset. A stack is
    ``BatonLeads.template.json`` there, its files are listed in ``BatonLeads.assets.json``.
``BATON_LOCAL=1``
    the templates for one machine. The same resources, with these differences and no others: functions
    run on the machine's own architecture and get the layer ``baton`` only, since the machine's
    interpreter has the dependencies; alarms that compute with metrics and kept queries of logs are left
    out, since the local AWS knows neither; aliases move at once, without CodeDeploy; a file's rows are
    taken in four at a time; old versions are kept; removing a stack removes its tables and buckets;
    CloudFront does not stand before the API, and nothing is in a VPC. The operations stack, which the
    local AWS does not know, is left out.
``CDK_DEFAULT_REGION``
    the region to deploy to (the CDK CLI sets it); ``us-east-1`` if unset.

Configuration is ``context.baton`` in ``cdk.json``, checked by ``infra.configuration``; one value is
overridden with ``cdk deploy -c name=value``, of a section with ``-c operations.canary=false``. ``areas``
says which areas are on.

Outputs, over all stacks: ``ApiUrl``, ``EdgeHost`` (CloudFront's name, for a CNAME of your own),
``LiveUrl``, ``UserPoolId``, ``TokenUrl``, ``Issuer``, a ``…ClientId`` for every caller,
``IntakeBucketName``, ``BusName``, ``AlarmTopicArn``, ``EpisodesEndpoint``, an ``…Arn`` for every
workflow, and a ``…TableName`` for every table. Client secrets are not outputs: ``cognito-idp
describe-user-pool-client`` gives them.
"""

import os
from collections.abc import Mapping
from typing import Any

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from infra.configuration import Configuration, read_context
from infra.stacks.area import AreaStack
from infra.stacks.campaigns import Campaigns
from infra.stacks.commerce import Commerce
from infra.stacks.foundation import Foundation
from infra.stacks.gtm import Gtm
from infra.stacks.leads import Leads
from infra.stacks.operations import Operations
from infra.stacks.platform import Platform

AREAS: Mapping[str, type[AreaStack]] = {
    "leads": Leads,
    "campaigns": Campaigns,
    "gtm": Gtm,
    "commerce": Commerce,
}
"""The stack of every area, a line each."""


def build(outdir: str | None = None, **changes: Any) -> App:
    """The app with its stacks, not yet synthesized. ``changes`` go before the configuration."""
    app = App(outdir=outdir, context=read_context())
    configuration = Configuration.from_context(app.node.try_get_context, **changes)
    foundation = Foundation(app, configuration)
    platform = Platform(app, configuration, foundation.shared)
    for area, stack in AREAS.items():
        if area in configuration.areas:
            stack(app, area, configuration, foundation.shared, agent=platform.agent)
    if not configuration.local:
        Operations(app, configuration, foundation.shared)
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
