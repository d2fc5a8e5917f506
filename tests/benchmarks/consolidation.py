"""How many entries a second consolidation moves: on the fakes, and on the local DynamoDB.

Every entry goes the whole way: read, written to long-term memory, counted, made an episode if it
converted, and deleted. On the fakes it is our own code that is measured; on the local AWS it is
MiniStack's DynamoDB too, on one core beside us, with the fake's episodes, so that no embedding is in it.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

from baton.leads.interaction import InteractionKind
from functions.platform.consolidation.agent import Consolidation
from functions.platform.consolidation.models import ConsolidationResult, ConsolidationTask
from tests.benchmarks.report import Section
from tests.contract.aws import ACCOUNT, REGION, local_aws
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.episodic import FakeEpisodes
from tests.fakes.platform.transaction import Ground
from tests.samples.conversations import DAY, converse

ON_FAKES, ON_AWS = 600, 300
OUTCOMES = (InteractionKind.OPENED, InteractionKind.CONVERTED, None, InteractionKind.CLICKED)
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": ACCOUNT,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def run() -> Section:
    """Both rates, with how many turns they rest on."""
    section = Section("Consolidation")
    section.note = (
        "One conversation in four converted and became an episode. The pack of knowledge is loaded "
        "beforehand; MiniStack and consolidation share the machine."
    )
    _measure(section, "fakes", FakePlatform(), ON_FAKES)
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, CREDENTIALS),
        local_aws(Path(folder)) as aws,
    ):
        real: Any = aws.platform()
        real.__dict__["episodes"] = FakeEpisodes(Ground())
        _measure(section, "local DynamoDB", real, ON_AWS)
    return section


def _measure(section: Section, where: str, platform: Any, conversations: int) -> None:
    for number in range(conversations):
        outcome = OUTCOMES[number % len(OUTCOMES)]
        converse(platform, *([outcome] if outcome else []), source=f"source {number % 8}")
    agent = Consolidation.assemble(platform)
    loading = time.perf_counter()
    assert agent.perform(ConsolidationTask()).pack_loaded
    section.add(f"{where}: pack loaded in", (time.perf_counter() - loading) * 1000, "ms")
    platform.clock.advance(DAY.total_seconds())
    started, spent = time.perf_counter(), time.process_time()
    result: ConsolidationResult = agent.perform(ConsolidationTask())
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    assert result.moved > conversations * 2
    assert not result.more
    section.add(f"{where}: entries moved", result.moved, "entries")
    section.add(f"{where}: episodes made", result.episodes, "episodes")
    section.add(f"{where}: throughput", result.moved / seconds, "entries/s")
    section.add(f"{where}: throughput of a core of ours", result.moved / cpu, "entries/s")
