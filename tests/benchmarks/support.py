"""How often support answers rightly, how sure it rightly is, whether what it quotes stands there, and
how long it takes: the agent whole, on the local OpenSearch and with the embedding that functions have.

A page of questions and answers is asked in other words, and what it has no answer to. Of a bank's
examples of intents four of five are the page, and the others are asked, until each was asked once; the
intent is the answer.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from baton.aws.clients import Clients
from baton.gtm.support import ANSWERED_FROM, SupportAnswer, SupportOutcome, SupportTask
from baton.knowledge_base.document import NewDocument, Source, SourceKind, document_id_of
from baton.knowledge_base.knowledge_base import KnowledgeBase
from baton.knowledge_base.passage_index import OpenSearchPassages
from baton.knowledge_base.reading.files import read_file
from baton.knowledge_base.text import ReadText
from baton.search.opensearch import Cluster
from functions.gtm.support.agent import Support
from tests.benchmarks.report import Figure, Section, at_least, at_most
from tests.benchmarks.support_questions import (
    BANK,
    PAGE,
    PARTS,
    KeptVectors,
    Page,
    as_table,
    bank,
    shop,
)
from tests.contract.opensearch import local_server
from tests.fakes.platform.container import FakePlatform

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

PRECISION, COVERAGE, ERROR, MOST_MS = 0.98, 0.88, 0.03, 500
FILES = 20
"""What the bank's examples are dropped in: an answer needs no document of its own."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a question: whether it has an answer, the confidence of the one found, whether its
    best quote is right, and whether that was said."""

    has_answer: bool
    confidence: float
    right: bool
    said: bool


@dataclass(slots=True)
class _Asked:
    """What became of the questions to some pages: ``seconds`` each, and whether quotes stand there."""

    results: list[Answered] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    verbatim: list[bool] = field(default_factory=list)


def run() -> list[Section]:
    """The page of a web shop, and a bank's intents."""
    return [
        _section("Support: a shop's page", PAGE, (shop,)),
        _section("Support: a bank's intents", BANK, [partial(bank, part=n) for n in range(PARTS)]),
    ]


def _section(title: str, file: Path, pages: Sequence[Callable[[], Page]]) -> Section:
    section = Section(title)
    if not file.exists():
        section.note = f"Skipped: ../shared/data/{file.name} is not there."
        return section
    asked = _Asked()
    for page in pages:
        size = _ask(page(), asked)
    section.note = f"{len(asked.results)} questions to {size} questions with answers."
    section.figures += _figures(asked.results)
    there = sum(asked.verbatim) / len(asked.verbatim)
    section.figures.append(at_least("quotes that stand there word for word", there, "", 1))
    slow = sorted(asked.seconds)[int(0.95 * len(asked.seconds))]
    section.figures.append(at_most("p95", slow * 1_000, "ms", MOST_MS))
    return section


def _ask(page: Page, asked: _Asked) -> int:
    """Asks what the page answers; says how many questions it has."""
    with tempfile.TemporaryDirectory() as folder, local_server(Path(folder)) as url:
        platform = FakePlatform()
        base = _base(platform, url)
        _drop(base, page)
        agent = Support.assemble(cast("Platform", platform))
        agent.perform(_task(platform, "to warm up"))
        for one in page.asked:
            began = time.perf_counter()
            answer = agent.perform(_task(platform, one.question))
            asked.seconds.append(time.perf_counter() - began)
            right = answer.quote is not None and answer.quote.quote in one.right
            said = answer.outcome is SupportOutcome.ANSWERED
            asked.results.append(Answered(bool(one.right), answer.confidence, right, said))
            if answer.quote:
                asked.verbatim.append(_is_there(base, answer))
    return len(page.pairs)


def _figures(every: Sequence[Answered]) -> list[Figure]:
    results = [one for one in every if one.has_answer]
    said = [one for one in results if one.said]
    right = sum(one.right for one in said) / len(said) if said else 0.0
    figures = [
        at_least(f"right of those above {ANSWERED_FROM}", right, "", PRECISION),
        at_least("answered", len(said) / len(results), "", COVERAGE),
        at_most("confidence above the line, less how often it is right", _error(said), "", ERROR),
    ]
    if others := [one for one in every if not one.has_answer]:
        share = sum(one.said for one in others) / len(others)
        error = _error([one for one in every if one.said])
        figures += [
            Figure("answered of what has no answer", share, ""),
            at_most("confidence above the line, with these", error, "", ERROR),
        ]
    return figures


def _error(said: Sequence[Answered]) -> float:
    """How far confidence is from how often it is right."""
    if not said:
        return 0.0
    return abs(sum(one.confidence - one.right for one in said)) / len(said)


def _base(platform: FakePlatform, url: str) -> KnowledgeBase:
    """The knowledge base of the platform, on that OpenSearch."""
    embedder = KeptVectors()
    fake = cast("Any", platform)
    fake.embedder = fake.token_embedder = embedder
    fake.passages = OpenSearchPassages(
        Cluster(url, Clients()), lambda: embedder, platform.clock, lambda _: None
    )
    fake.knowledge_base = KnowledgeBase(
        documents=platform.documents,
        passages=fake.passages,
        files=platform.files,
        was_erased=platform.subjects.was_erased,
        clock=platform.clock,
        new_id=platform.new_id,
    )
    return cast("KnowledgeBase", fake.knowledge_base)


def _drop(base: KnowledgeBase, page: Page) -> None:
    size = max(200, -(-len(page.pairs) // FILES))
    for start in range(0, len(page.pairs), size):
        part = Page(page.name, page.pairs[start : start + size], ())
        source = Source(kind=SourceKind.FILE, name=f"knowledge/support/{page.name}-{start}.csv")
        given = NewDocument(
            document_id=document_id_of(source),
            title=f"Questions from {start + 1}",
            source=source,
            collections=("support",),
            language="en",
        )
        base.keep(given, cast("ReadText", read_file("page.csv", as_table(part))))


def _task(platform: FakePlatform, question: str) -> SupportTask:
    return SupportTask(request_id=platform.new_id(), question=question)


def _is_there(base: KnowledgeBase, answer: SupportAnswer) -> bool:
    quote = answer.quote
    if quote is None:
        return False
    document = base.find(quote.document_id)
    text = base.text_of(document).text[quote.place.begin : quote.place.end]
    return text == quote.quote and document.version == quote.version
