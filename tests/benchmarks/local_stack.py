"""The deployed local stack that benchmarks run against, and its functions in this process."""

import importlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from baton.core import clock as system
from baton.core.clock import Clock
from baton.core.settings import Settings
from infra.local.places import ACCOUNT, REGION
from infra.local.stack import LocalStack
from tests.benchmarks.handlers import FUNCTIONS, Handler


@contextmanager
def deployed(name: str = "bench") -> Iterator[tuple[LocalStack, dict[str, Any]]]:
    """A fresh stack of its own name, with its outputs; ended afterwards."""
    stack = LocalStack.named(name)
    stack.end()
    stack.wipe()
    try:
        stack.start()
        yield stack, stack.deploy()
    finally:
        stack.end()


def environment(stack: LocalStack) -> dict[str, str]:
    """The variables of all functions together, with the local AWS's address and credentials.

    The functions have the same settings for what they share, so one process can be all of them.
    """
    functions = stack.aws.client("lambda")
    variables = {
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": stack.aws.endpoint,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": ACCOUNT,
    }
    told = [
        function.get("Environment", {}).get("Variables", {})
        for page in functions.get_paginator("list_functions").paginate()
        for function in page["Functions"]
    ]
    return variables | together(told)


def together(told: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The variables of several functions as those of one: what each is told a part of, whole."""
    variables: dict[str, str] = {}
    tables: dict[str, str] = {}
    workflows: dict[str, str] = {}
    queues: dict[str, str] = {}
    for one in told:
        settings = Settings.from_environment(one)
        variables |= one
        tables |= settings.tables
        workflows |= settings.workflows
        queues |= settings.dead_letters
    common = {arn.removesuffix(name) for name, arn in workflows.items()}
    if len(common) > 1:
        raise ValueError(f"the workflows are of several stacks: {sorted(common)}")
    return variables | {
        "BATON_TABLES": ",".join(f"{name}={real}" for name, real in tables.items()),
        "BATON_WORKFLOWS": f"{''.join(common)}{{{','.join(workflows)}}}",
        "BATON_DEAD_LETTERS": json.dumps(queues),
    }


@contextmanager
def as_functions(stack: LocalStack, clock: Clock = system.now) -> Iterator[dict[str, Handler]]:
    """New handlers of all functions in this process, on the stack's tables and by ``clock``."""
    before = dict(os.environ)
    os.environ.update(environment(stack))
    try:
        with patch.object(system, "now", clock):
            yield {name: _new_handler(module) for name, module in FUNCTIONS.items()}
    finally:
        os.environ.clear()
        os.environ.update(before)


def _new_handler(module: str) -> Handler:
    """A handler that is not assembled yet: what is, is bound to a stack and a clock."""
    handler: Handler = importlib.reload(importlib.import_module(f"{module}.handler")).handler
    return handler


def api_event(outputs: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """``POST /api/v1/leads`` as API Gateway hands it to the function."""
    client = outputs["clients"]["application"]
    claims = {"client_id": client["id"], "scope": " ".join(client["scopes"])}
    return {
        "version": "2.0",
        "routeKey": "POST /api/v1/leads",
        "rawPath": "/api/v1/leads",
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "accept": "*/*"},
        "requestContext": {
            "http": {"method": "POST", "path": "/api/v1/leads", "sourceIp": "127.0.0.1"},
            "authorizer": {"jwt": {"claims": claims, "scopes": client["scopes"]}},
            "requestId": "bench",
            "routeKey": "POST /api/v1/leads",
            "stage": "$default",
        },
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }
