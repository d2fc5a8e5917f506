"""The whole local stack: the local AWS with the application in it, the local OpenSearch, stand-ins."""

import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.configuration import Configuration, read_context
from infra.local import outputs, people
from infra.local.deploy import deploy
from infra.local.ministack import MiniStack
from infra.local.places import LOCAL
from infra.local.search import search_server
from infra.local.server import LocalServer
from infra.local.stand_ins import keep_secrets, names_of, point_webhooks, stand_ins
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

    def wipe(self) -> None:
        """Forgets everything it kept. It must not be running."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Starts what of it does not run. ``environment`` is for the local AWS."""
        if not self.search.is_running():
            self.search.stop()
            self.search.start()
        for server in self.stand_ins.values():
            server.stop()  # one that runs may be of older code; what it keeps is written down
            server.start()
        if not self.aws.is_running():
            self.aws.stop()
            # The OpenSearch domain of the template points here, in outputs and to functions.
            there = {"MINISTACK_OPENSEARCH_ENDPOINT": self.search.address}
            self.aws.start(there | dict(environment or {}))

    def deploy(self, assembly: Path | None = None) -> dict[str, Any]:
        """Deploys the application and gives its outputs, which are also in ``outputs.json``."""
        servers = self.stand_ins
        if servers:
            keep_secrets(self.aws)
        stack = deploy(self.aws, assembly or synthesized(), names_of(servers))
        known = people.let_in(self.aws, stack, self._passwords())
        collected = outputs.collect(self.aws, stack, known)
        collected |= {f"{name}_url": f"http://{one.address}" for name, one in servers.items()}
        point_webhooks(servers, collected["api_url"])
        outputs.write(collected, self._outputs)
        return collected

    @property
    def _outputs(self) -> Path:
        return self.folder / "outputs.json"

    def _passwords(self) -> dict[str, str]:
        """Those of the last start, so that a browser's saved ones stay right."""
        return outputs.read(self._outputs).get("people", {}) if self._outputs.exists() else {}

    def stop(self) -> bool:
        """Stops it; its state stays. Says whether it ran."""
        return sum(part.stop() for part in self._parts) > 0

    def end(self) -> None:
        """Ends it at once, without its state: for one to which nobody comes back."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda part: part.stop(0.0), self._parts))

    @property
    def _parts(self) -> "list[MiniStack | LocalServer]":
        return [self.aws, self.search, *self.stand_ins.values()]
