"""The whole local stack: the local AWS with the application in it, the local OpenSearch, stand-ins."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.configuration import Configuration, read_context
from infra.local import outputs
from infra.local.deploy import deploy
from infra.local.lead_sources.desk import KEYS
from infra.local.ministack import MiniStack
from infra.local.places import LOCAL
<<<<<<< HEAD
from infra.local.search import search_server
from infra.local.server import LocalServer
from infra.local.stand_ins import keep_secrets, names_of, stand_ins
=======
from infra.local.search import SearchServer
from infra.local.stand_in import StandIn
>>>>>>> sources
from infra.local.synthesis import synthesized


@dataclass(frozen=True, slots=True)
class LocalStack:
    """One stack and everything it writes. ``name`` is its folder under ``.local``."""

    folder: Path

    @classmethod
    def named(cls, name: str) -> "LocalStack":
        """The stack that lives in ``.local/<name>``."""
        return cls(LOCAL / name)

    @property
    def aws(self) -> MiniStack:
        """Its local AWS."""
        return MiniStack(self.folder)

    @property
    def search(self) -> LocalServer:
        """Its local OpenSearch."""
        return search_server(self.folder / "search")

    @property
    def stand_ins(self) -> dict[str, LocalServer]:
        """What stands in for other people's servers, by how outputs name their addresses."""
        areas = Configuration.from_context(read_context().get).areas
        return stand_ins(self.folder, areas)

    @property
    def sources(self) -> StandIn:
        """The stand-ins of its lead sources."""
        folder = self.folder / "sources"
        return StandIn(folder, "infra.local.lead_sources", "baton-local-lead-sources", 8_600)

    @property
    def behaviour(self) -> dict[str, str]:
        """What its functions are told of the stand-ins, where the configuration says nothing else."""
        return {
            "sources_base_url": self.sources.url,
            "dns_server": f"127.0.0.1:{self.sources.port}",
            **{f"{source}_secret": _secret_of(source) for source in KEYS},
        }

    def wipe(self) -> None:
        """Forgets everything it kept. It must not be running."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Starts what of it does not run. ``environment`` is for the local AWS."""
<<<<<<< HEAD
        for server in (self.search, *self.stand_ins.values()):
            if not server.is_running():
                server.stop()
                server.start()
=======
        if not self.search.is_running():
            self.search.stop()
            self.search.start()
        self.sources.start()
>>>>>>> sources
        if not self.aws.is_running():
            self.aws.stop()
            # The OpenSearch domain of the template points here, in outputs and to functions.
            there = {"MINISTACK_OPENSEARCH_ENDPOINT": self.search.address}
            self.aws.start(there | dict(environment or {}))

    def deploy(self, assembly: Path | None = None) -> dict[str, Any]:
        """Deploys the application and gives its outputs, which are also in ``outputs.json``."""
<<<<<<< HEAD
        servers = self.stand_ins
        if servers:
            keep_secrets(self.aws)
        stack = deploy(self.aws, assembly or synthesized(), names_of(servers))
        collected = outputs.collect(self.aws, stack)
        collected |= {f"{name}_url": f"http://{one.address}" for name, one in servers.items()}
=======
        self._keep_keys()
        stack = deploy(self.aws, assembly or synthesized(behaviour=self.behaviour))
        collected = outputs.collect(self.aws, stack) | {"sources_url": self.sources.url}
>>>>>>> sources
        outputs.write(collected, self.folder / "outputs.json")
        return collected

    def stop(self) -> bool:
        """Stops it; its state stays. Says whether it ran."""
<<<<<<< HEAD
        ended = [self.aws.stop(), self.search.stop()]
        return any([*ended, *(server.stop() for server in self.stand_ins.values())])
=======
        was_running = self.aws.stop()
        self.sources.stop()
        return self.search.stop() or was_running

    def _keep_keys(self) -> None:
        """The stand-ins' keys as secrets, as a company keeps its own."""
        secrets = self.aws.client("secretsmanager")
        there = {one["Name"] for one in secrets.list_secrets(MaxResults=100)["SecretList"]}
        for source, key in KEYS.items():
            if _secret_of(source) not in there:
                secrets.create_secret(Name=_secret_of(source), SecretString=key)


def _secret_of(source: str) -> str:
    """The name of a secret with a stand-in's key."""
    return f"baton-local-{source.replace('_', '-')}"
>>>>>>> sources
