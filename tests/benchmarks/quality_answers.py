"""How often the knowledge base finds the right answer first, and how long that takes.

The page of questions and answers of a web shop is one document, dropped as CSV, on the local OpenSearch
and with the embedding that functions have. It is asked in other words (``tests/samples``).
"""

import csv
import json
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, cast

import yaml

from baton.aws.clients import Clients
from baton.knowledge_base.document import NewDocument, Source, SourceKind, document_id_of
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.passage_index import OpenSearchPassages
from baton.knowledge_base.quotation import Quotation
from baton.knowledge_base.reading.files import read_file
from baton.knowledge_base.text import ReadText
from baton.memory.minilm import MiniLm
from baton.search.opensearch import Cluster
from tests.benchmarks.report import Section, at_least, at_most
from tests.contract.opensearch import local_server
from tests.fakes.platform.container import FakePlatform

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT.parent / "shared" / "data" / "support_faq.json"
ASKED = ROOT / "tests" / "samples" / "reworded_questions.yaml"
LEAST_FIRST, LEAST_AMONG_THREE, MOST_MS = 0.8, 0.93, 500

Asked = Sequence[Mapping[str, Any]]


def run() -> Section:
    """Recall and time of one document of questions and answers."""
    section = Section("Quality: answers from the knowledge base")
    if not PAGE.exists():
        section.note = "Skipped: ../shared/data/support_faq.json is not there."
        return section
    asked: Asked = [
        one for one in yaml.safe_load(ASKED.read_text(encoding="utf-8")) if one["right"]
    ]
    section.note = (
        f"{len(asked)} questions in other words to a page with 79 answers; the local OpenSearch and "
        "all-MiniLM-L6-v2 on this machine."
    )
    pairs = json.loads(PAGE.read_text(encoding="utf-8"))["questions"]
    with tempfile.TemporaryDirectory() as folder, local_server(Path(folder)) as url:
        base = _base(url)
        base.keep(*_document(pairs))
        found, times = _answers(base, asked)
    answers = [pair["answer"] for pair in pairs]
    places = [
        _place(quotes, {answers[number] for number in one["right"]})
        for one, quotes in zip(asked, found, strict=True)
    ]
    for most, least in ((1, LEAST_FIRST), (3, LEAST_AMONG_THREE)):
        recall = sum(place < most for place in places) / len(places)
        section.figures.append(at_least(f"recall@{most}", recall, "", least))
    section.add("a question, p50", statistics.median(times), "ms")
    slowest = sorted(times)[int(0.95 * len(times))]
    section.figures.append(at_most("a question, p95", slowest, "ms", MOST_MS))
    return section


def _base(url: str) -> KnowledgeBase:
    platform, embedder = FakePlatform(), MiniLm()
    passages = OpenSearchPassages(
        Cluster(url, Clients()), lambda: embedder, platform.clock, lambda _: None
    )
    return KnowledgeBase(
        documents=platform.documents,
        passages=passages,
        files=platform.files,
        was_erased=platform.subjects.was_erased,
        clock=platform.clock,
        new_id=platform.new_id,
    )


def _document(pairs: Sequence[Mapping[str, str]]) -> tuple[NewDocument, ReadText]:
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(("question", "answer"))
    writer.writerows((pair["question"], pair["answer"]) for pair in pairs)
    source = Source(kind=SourceKind.FILE, name="knowledge/support/questions.csv")
    given = NewDocument(
        document_id=document_id_of(source),
        title="Questions",
        source=source,
        collections=("support",),
        language="en",
    )
    return given, cast("ReadText", read_file("questions.csv", table.getvalue().encode()))


def _answers(base: KnowledgeBase, asked: Asked) -> tuple[list[Sequence[Quotation]], list[float]]:
    base.search("to warm up")
    found, times = list[Sequence[Quotation]](), list[float]()
    for one in asked:
        started = time.perf_counter()
        found.append(base.search(one["asks"], collection="support", k=5, language="en"))
        times.append((time.perf_counter() - started) * 1_000)
    return found, times


def _place(found: Sequence[Quotation], right: set[str]) -> int:
    """At which place the right answer is; behind all of them if it is not there."""
    places = [place for place, one in enumerate(found) if one.quote in right]
    return places[0] if places else len(found)
