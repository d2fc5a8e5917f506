"""What somebody who talks to the local stack has to know: addresses and clients."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.ministack import MiniStack

PRIVATE = 0o600
"""The file holds client secrets, if only of this machine."""


def collect(
    aws: MiniStack, stack: dict[str, str], people: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Addresses and clients; ``None`` for what this version does not have.

    ``api_url`` works with every client. Browsers and curl also know
    ``http://<api id>.execute-api.localhost:<port>``, which looks as on AWS. ``people`` are passwords by
    the names by which people sign in.
    """
    api_id = api_id_of(stack)
    return {
        "api_url": f"{aws.endpoint}/_aws/execute-api/{api_id}",
        "docs_url": f"{aws.endpoint}/_aws/execute-api/{api_id}/docs",
        "live_url": _live_url(aws.endpoint, stack["LiveUrl"]),
        "rpc_url": f"{aws.endpoint}/_aws/execute-api/{api_id}/rpc",
        "mcp_url": f"{aws.endpoint}/_aws/execute-api/{api_id}/mcp",
        "console_url": console_url(aws, stack),
        "people": dict(people or {}),
        "opensearch_url": _search_url(stack),
        "aws_endpoint": aws.endpoint,
        "token_url": f"{aws.endpoint}/oauth2/token",
        "clients": _clients(aws, stack["UserPoolId"]),
        "stack": stack,
    }


def api_id_of(stack: Mapping[str, str]) -> str:
    """The id of the HTTP API, by its address on AWS."""
    return stack["ApiUrl"].split("//")[1].split(".")[0]


def console_url(aws: MiniStack, stack: Mapping[str, str]) -> str:
    """Where the console is on this machine, and where a sign-in comes back to."""
    return f"{aws.endpoint}/_aws/execute-api/{api_id_of(stack)}/console"


def write(outputs: dict[str, Any], path: Path) -> None:
    """Writes the outputs for this user's eyes only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(PRIVATE)
    path.chmod(PRIVATE)
    path.write_text(json.dumps(outputs, indent=2) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """The outputs as they were written. Raises ``FileNotFoundError``."""
    outputs: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return outputs


def _live_url(endpoint: str, url: str) -> str:
    """The WebSocket API's address here, by its address on AWS."""
    host, _, stage = url.removeprefix("wss://").partition("/")
    return f"ws{endpoint.removeprefix('http')}/_aws/execute-api/{host.split('.')[0]}/{stage}"


def _search_url(stack: dict[str, str]) -> str | None:
    """Where the episodes are; ``None`` without ``episodes.enabled``."""
    endpoint = stack.get("EpisodesEndpoint")
    return f"http://{endpoint}" if endpoint else None


def _clients(aws: MiniStack, pool: str) -> dict[str, dict[str, Any]]:
    """The programs that may call. The public client, by which people sign in, has no secret."""
    cognito = aws.client("cognito-idp")
    listed = cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]
    clients = {}
    for one in listed:
        known = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=one["ClientId"])
        client = known["UserPoolClient"]
        if "ClientSecret" not in client:
            continue
        clients[client["ClientName"]] = {
            "id": client["ClientId"],
            "secret": client["ClientSecret"],
            "scopes": client["AllowedOAuthScopes"],
        }
    return clients
