"""The servers that stand in for other people's, of the areas that are on: ad platforms, lead sources,
the payment provider and carriers.

Templates for one machine name each by a host that nobody has (``on_one_machine`` in
``functions/<area>/settings.yaml``), and their keys by names of secrets that are made here.
"""

import json
import socket
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from infra.local.ad_platforms.world import ACCOUNTS
from infra.local.lead_sources.accounts import KEYS
from infra.local.ministack import MiniStack
from infra.local.server import LocalServer

PORTS = range(9300, 9400)
NAMES: Mapping[str, Mapping[str, str]] = {
    "campaigns": {"ads": "ad_platforms", "sources": "lead_sources"},
    "commerce": {"payment": "payments", "carrier": "carriers"},
}
"""By area: their modules, by how outputs name their addresses."""

PAYMENT_WEBHOOK = "whsec_local"
CARRIER_WEBHOOK = "carrier_local"
"""What the stand-ins of the payment provider and of carriers sign webhooks with."""

_TOKENS = {"client_id": "local", "client_secret": "local", "refresh_token": "local"}
SECRETS: Mapping[str, Any] = {
    **{f"local/{source}": key for source, key in KEYS.items()},
    "local/google_ads": {"customer_id": ACCOUNTS["google"], "developer_token": "local", **_TOKENS},
    "local/meta_ads": {"account_id": ACCOUNTS["meta"], "page_id": "77", "access_token": "local"},
    "local/linkedin_ads": {"account_id": ACCOUNTS["linkedin"], "organization_id": "88", **_TOKENS},
    "local/payments": {"secret_key": "sk_test_local", "webhook_secret": PAYMENT_WEBHOOK},
    "local/carriers": {"api_key": "EZTKlocal", "webhook_secret": CARRIER_WEBHOOK},
}
"""What the stand-ins take: no secrets, since nobody but this machine's stand-ins knows them."""


def stand_ins(folder: Path, areas: Iterable[str]) -> dict[str, LocalServer]:
    """The stand-ins of the areas that are on, by how outputs name them."""
    on = set(areas)
    return {
        output: _server(folder / module, module)
        for area, names in NAMES.items()
        if area in on
        for output, module in names.items()
    }


def names_of(servers: Mapping[str, LocalServer]) -> dict[str, str]:
    """The addresses by the hosts that templates name."""
    modules = {output: one for names in NAMES.values() for output, one in names.items()}
    return {
        f"{modules[output].replace('_', '-')}.invalid": server.address
        for output, server in servers.items()
    }


def point_webhooks(servers: Mapping[str, LocalServer], api_url: str) -> None:
    """Has the stand-ins tell the API of payments and parcels. Raises ``OSError``."""
    for output, path, secret in (
        ("payment", "payments", PAYMENT_WEBHOOK),
        ("carrier", "carriers", CARRIER_WEBHOOK),
    ):
        if output in servers:
            given = {"url": f"{api_url}/webhooks/{path}", "secret": secret}
            address = f"http://{servers[output].address}/_control/webhook"
            request = urllib.request.Request(address, json.dumps(given).encode())
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310 (this machine's)
                pass


def keep_secrets(aws: MiniStack) -> None:
    """Makes the secrets that are not there yet, and brings those up to date that are."""
    client = aws.client("secretsmanager")
    known = {
        one["Name"]
        for page in client.get_paginator("list_secrets").paginate()
        for one in page["SecretList"]
    }
    for name, value in SECRETS.items():
        text = value if isinstance(value, str) else json.dumps(value)
        if name not in known:
            client.create_secret(Name=name, SecretString=text)
        elif client.get_secret_value(SecretId=name)["SecretString"] != text:
            client.put_secret_value(SecretId=name, SecretString=text)


def _server(folder: Path, module: str) -> LocalServer:
    def arguments(port: int) -> list[str]:
        return ["-m", f"infra.local.{module}", "--port", str(port), "--state", str(folder)]

    return LocalServer(f"The stand-in {module}", folder, arguments, _answers, PORTS)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0):
            return True
    except OSError:
        return False
