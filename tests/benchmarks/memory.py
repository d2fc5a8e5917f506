"""How long it takes to remember: the four memories at once, as the handoff step reads them.

Warm, on this machine: DynamoDB is the local AWS, OpenSearch the local server, each a process of its
own on the same processors. Thousands of episodes tell the same few sentences, as in production.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from opensearchpy import Transport

from baton.aws.clients import Clients
from baton.core import clock
from baton.leads.lead import Lead
from baton.memory.context import MemoryName
from baton.memory.embedding import Embedder
from baton.memory.episode import EpisodeQuery
from baton.memory.episode_search import NEAR_DUPLICATE
from baton.memory.episodic import OpenSearchEpisodes
from baton.memory.handoff_subject import registered
from baton.memory.minilm import MiniLm
from baton.runtime.platform import Platform
from baton.search.opensearch import Cluster
from functions.platform.handoff.gathering import Reader
from functions.platform.handoff.memories import Memories
from tests.benchmarks.handlers import ROOT
from tests.benchmarks.remembered import (
    KINDS,
    KnownVectors,
    invented_episodes,
    invented_leads,
    remember_lead,
    sentence,
    the_field,
)
from tests.benchmarks.report import Section, at_least, at_most
from tests.contract.aws import ACCOUNT, REGION, local_aws

SIZES = tuple(int(size) for size in os.environ.get("MEMORY_SIZES", "1000,10000,100000").split(","))
LEADS = 100
WARM_UP = 10
RECALL_QUERIES, NEIGHBOURS = 50, 10
SEARCH_REQUESTS = 2
"""Of a search for similar episodes, however many are kept."""

LIMIT_MS, LIMIT_AT = 50, 10_000
FILL_AT_ONCE = 2_000
START_SECONDS = 30


def run() -> Iterator[Section]:
    """The embedding by itself, then retrieval at every size."""
    embedder = MiniLm()
    yield _embedding(embedder)
    with (
        tempfile.TemporaryDirectory() as folder,
        _credentials(),
        local_aws(Path(folder)) as aws,
        _search_server(Path(folder, "episodes")) as url,
    ):
        platform = aws.platform()
        platform.clock = clock.now
        leads = invented_leads(LEADS)
        for lead in leads:
            remember_lead(platform, lead)
        platform.semantic.put(*the_field())
        yield _retrieval(_Episodes(url, aws.clients, embedder), platform, leads)


def _embedding(embedder: MiniLm) -> Section:
    """The first text in a process of its own, then one after the other in this one."""
    section = Section("Embedding, all-MiniLM-L6-v2 in process", note="Sentences of 10 to 25 words.")
    start, memory = _start()
    section.add("start: numpy, vocabulary, weights, first text, CPU", start, "ms")
    section.add("memory it adds by the first text", memory, "MB")
    texts = [_text(lead) for lead in invented_leads(LEADS)]
    embedder.embed(texts[:WARM_UP])
    times = [_timed(lambda text=text: embedder.embed([text])) for text in texts]  # type: ignore[misc]  # mypy cannot infer a lambda's default
    section.add("a sentence, p50", statistics.median(times), "ms")
    section.add("a sentence, p95", _p95(times), "ms")
    section.add("a sentence among many", _timed(lambda: embedder.embed(texts)) / LEADS, "ms")
    return section


_STARTING = """
import pathlib, time
from baton.memory.minilm import MiniLm
def resident():
    lines = pathlib.Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Rss:"))
before, used = time.process_time(), resident()
MiniLm().embed(["A warm lead from education that came by google."])
print((time.process_time() - before) * 1000, (resident() - used) / 1024)
"""


def _start() -> tuple[float, float]:
    """CPU milliseconds and megabytes, the best of three."""
    runs = [
        subprocess.run(  # noqa: S603 - our own interpreter and text
            [sys.executable, "-c", _STARTING],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "layers" / "baton" / "python")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for _ in range(3)
    ]
    return min(float(one[0]) for one in runs), min(float(one[1]) for one in runs)


class _Episodes:
    """Episodic memory with the embeddings made on the spot, and with ones that are known."""

    def __init__(self, url: str, clients: Clients, embedder: Embedder) -> None:
        cluster = Cluster(url, clients)
        self.vectors = KnownVectors(embedder)
        self.known = self._memory(cluster, self.vectors)
        self.embedding = self._memory(cluster, embedder)
        self._kept = 0

    @staticmethod
    def _memory(cluster: Cluster, embedder: Embedder) -> OpenSearchEpisodes:
        return OpenSearchEpisodes(cluster, lambda: embedder, lambda _: None)

    def fill(self, size: int) -> float:
        """Keeps so many episodes more, as many as are lacking. Gives how many were kept a second."""
        begin, spent = self._kept, 0.0
        for start in range(begin, size, FILL_AT_ONCE):
            episodes = invented_episodes(min(FILL_AT_ONCE, size - start), start)
            spent += _timed(lambda new=episodes: self.known.keep(new))  # type: ignore[misc]  # as above
        self._kept = size
        return (size - begin) / spent * 1_000

    def recall(self, texts: Sequence[str]) -> float:
        """The share of the nearest ten sentences, by brute force, that a search finds."""
        sentences = [sentence(*kind) for kind in KINDS]
        every = np.array(self.vectors.embed(sentences), dtype=np.float32)
        found = 0
        for text in texts:
            query = EpisodeQuery(text=text, limit=NEIGHBOURS, lexical=0)
            matches = self.known.search(query)
            (vector,) = self.vectors.embed([text])
            near = every @ np.array(vector, dtype=np.float32)
            told = {one.episode.text for one in matches}
            found += len(told & set(_nearest(sentences, every, near)))
        return found / (len(texts) * NEIGHBOURS)


def _nearest(sentences: Sequence[str], every: Any, near: Any) -> list[str]:
    """The nearest, without those that tell the same as a nearer one."""
    chosen: list[int] = []
    for number in np.argsort(-near, kind="stable").tolist():
        if not any(
            KINDS[number][-2:] == KINDS[other][-2:]
            and every[number] @ every[other] >= NEAR_DUPLICATE
            for other in chosen
        ):
            chosen.append(number)
    return [sentences[number] for number in chosen[:NEIGHBOURS]]


def _retrieval(episodes: _Episodes, platform: Platform, leads: Sequence[Lead]) -> Section:
    section = Section(
        "Remembering: four memories at once (ms)",
        note=f"{LEADS} leads, each with 20 turns and a person with 20 past ones; the local stores "
        "share the processors. The embedding is not cached here; in a function it is.",
    )
    for size in SIZES:
        section.add(f"{size:,} episodes, kept a second", episodes.fill(size), "/s")
        for label, memory in (("", episodes.known), (" and the embedding", episodes.embedding)):
            times = _times(memory, platform, leads)
            section.add(f"{size:,} episodes{label}, p50", statistics.median(times), "ms")
            name, slowest = f"{size:,} episodes{label}, p95", _p95(times)
            if size <= LIMIT_AT:
                section.figures.append(at_most(name, slowest, "ms", LIMIT_MS))
            else:
                section.add(name, slowest, "ms")
        queries = [EpisodeQuery(text=_text(lead)) for lead in leads]
        episodes.vectors.embed([one.text for one in queries])  # known before they are searched
        spent = _cpu(lambda: [episodes.known.search(one) for one in queries]) / len(queries)  # noqa: B023 (used at once)
        section.add(f"{size:,} episodes, a search for them, our CPU", spent, "ms")
        sent = _sent(lambda: [episodes.known.search(one) for one in queries]) / len(queries)  # noqa: B023 (as above)
        section.figures.append(
            at_most(f"{size:,} episodes, a search for them", sent, "requests", SEARCH_REQUESTS)
        )
        recall = episodes.recall([_text(lead) for lead in leads[:RECALL_QUERIES]])
        section.figures.append(at_least(f"{size:,} episodes, recall@10", recall, "", 1.0))
    return section


def _times(memory: OpenSearchEpisodes, platform: Platform, leads: Sequence[Lead]) -> list[float]:
    """Milliseconds for each lead; before that, every text was searched once."""
    memories = Memories(platform.short_term, platform.long_term, memory, platform.semantic)
    reader, records = Reader(), registered().records["lead"].records(platform)
    times: list[float] = []
    for lead in [*leads, *leads]:
        subject = records.subject(lead, {"temperature": "warm"})
        reads = memories.reads(subject, tuple(MemoryName), platform.clock())
        started = time.perf_counter()
        answers = reader.read(reads)
        times.append((time.perf_counter() - started) * 1000)
        if answers.unavailable:
            raise RuntimeError(f"{', '.join(answers.unavailable)} did not answer")
    return times[len(leads) :]


def _text(lead: Lead) -> str:
    """A sentence about a lead, as episodes are searched with."""
    details = lead.details
    return (
        f"A warm lead from {details.industry} that came by {details.source}, interested in "
        f"{details.interest}."
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _sent(work: Callable[[], object]) -> int:
    """Requests to OpenSearch."""
    sent = Transport.perform_request
    with mock.patch.object(Transport, "perform_request", autospec=True, side_effect=sent) as heard:
        work()
    return heard.call_count


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


@contextmanager
def _credentials() -> Iterator[None]:
    before = dict(os.environ)
    os.environ |= {
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": ACCOUNT,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _search_server(folder: Path) -> Iterator[str]:
    """The local OpenSearch on a free port, ended by its own pid."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "infra.local.opensearch", str(folder), str(port)], cwd=ROOT
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the local OpenSearch did not start")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
