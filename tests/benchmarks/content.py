"""What a piece of content costs: its checks, its assembly without a model, and a whole piece with the
small real model of ``make model``, where that is installed.
"""

import io
import socket
import time
from contextlib import redirect_stdout

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.brand_file import shipped_brand
from baton.campaigns.content.checks import checked
from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.content.standards import standards_of
from baton.core.clock import now
from infra.local.model import MISSING, NAME, served, weights
from tests.benchmarks.report import Section, at_least, at_most, cpu_per_call
from tests.unit.campaigns.content import plain_sentences
from tests.unit.campaigns.content_creator.world import World
from tests.unit.platform.language import world as gateways

CALLS = 20
MOST_SECONDS = 30.0
"""Of a piece with a model (requirements, targets of the seeds)."""

KINDS = (ContentKind.BLOG_POST, ContentKind.EMAIL, ContentKind.AD)


def run() -> Section:
    """Measures the checks of the longest text of a brief, the assembly of a brief, and real pieces."""
    section = Section("Content: a piece", note="CPU; with a model, seconds of this machine.")
    world = World(brief={"languages": ("en", "de", "fr", "es")})
    started = time.process_time()
    _quiet(world)
    each = (time.process_time() - started) / len(world.pieces) * 1_000
    section.figures.append(
        at_most("Assembled without a model, checks included", each, "ms CPU", 100)
    )
    longest = max(world.pieces, key=lambda one: len(one.text.whole()))
    section.figures.append(at_most("The checks of a page", _checking(world, longest), "ms CPU", 50))
    _plain_sentences(section)
    if weights() is None:
        section.note += f" The real model was left out: {MISSING}."
        return section
    for kind in KINDS:
        seconds, piece = _with_model(kind)
        name = f"{kind.value} with {NAME}, written by {piece.written_by}"
        section.figures.append(at_most(name, seconds, "s", MOST_SECONDS))
    return section


def _plain_sentences(section: Section) -> None:
    """Sentences without a figure, a superlative or a name, beside what the company says."""
    found = list(plain_sentences.pairs())
    for language in plain_sentences.LANGUAGES:
        caught, many = plain_sentences.share(found, plain_sentences.CONTRADICTS, language)
        name = f"contradictions kept back, {language}, of {many}"
        section.figures.append(at_least(name, caught / many * 100, "%", 95))
    for kind, most in ((plain_sentences.SUPPORTED, 5), (plain_sentences.HARMLESS, 0)):
        wrongly, many = plain_sentences.share(found, kind)
        name = f"{kind} sentences kept back, of {many}"
        section.figures.append(at_most(name, wrongly / many * 100, "%", most))


def _checking(world: World, piece: ContentPiece) -> float:
    standards = standards_of(piece, world.run.brief, shipped_brand())
    return cpu_per_call(lambda: checked(piece.text, standards), CALLS) / 1_000


def _with_model(kind: ContentKind) -> tuple[float, ContentPiece]:
    """The seconds of one piece, and the piece."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    world = World(brief={"content": (kind,), "platforms": ("google",)})
    world.model = True
    world.platform.clock = now  # type: ignore[assignment]
    with served(port) as address:
        gateway = gateways.World(platform=world.platform).gateway(address, instead=NAME)
        world.platform.language = gateway  # type: ignore[assignment]
        started = time.monotonic()
        _quiet(world)
        seconds = time.monotonic() - started
    return seconds / len(world.pieces), world.pieces[0]


def _quiet(world: World) -> None:
    with redirect_stdout(io.StringIO()):
        world.perform()
