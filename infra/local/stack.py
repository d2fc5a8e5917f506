"""The whole local stack: the local AWS with the application in it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local import outputs
from infra.local.deploy import deploy
from infra.local.ministack import MiniStack
from infra.local.places import LOCAL
from infra.local.synthesis import synthesized

DEAD_SEARCH = {"MINISTACK_OPENSEARCH_ENDPOINT": "127.0.0.1:9"}
"""Where the OpenSearch domain of the template points: nowhere, until something searches."""


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

    def wipe(self) -> None:
        """Forgets everything it kept. It must not be running."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Starts the local AWS, if it does not run."""
        if not self.aws.is_running():
            self.aws.stop()
            self.aws.start(DEAD_SEARCH)

    def deploy(self, assembly: Path | None = None) -> dict[str, Any]:
        """Deploys the application and gives its outputs, which are also in ``outputs.json``."""
        collected = outputs.collect(self.aws, deploy(self.aws, assembly or synthesized()))
        outputs.write(collected, self.folder / "outputs.json")
        return collected

    def stop(self) -> bool:
        """Stops it; its state stays. Says whether it ran."""
        return self.aws.stop()
