"""A knowledge base in memory, and the agent over it."""

from collections.abc import Callable

import pytest

from baton.gtm.support import SupportAnswer, SupportTask
from baton.knowledge_base.document import Document, NewDocument, Source, SourceKind, document_id_of
from baton.knowledge_base.reading.files import read_file
from baton.knowledge_base.text import ReadText
from functions.gtm.support.agent import Support
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import a_platform

RETURNS = "You can return everything within 30 days, unworn and in its box."
SHIPPING = "Parcels inside the country take three to five working days."
PAGE = (
    "question,answer\n"
    f'How long do I have to return something?,"{RETURNS}"\n'
    f"How long does shipping take?,{SHIPPING}\n"
    "Do you sell gift vouchers?,Vouchers of 10 and 50 euros are in our shop.\n"
)

Ask = Callable[..., SupportAnswer]
Drop = Callable[..., Document]


@pytest.fixture
def platform() -> FakePlatform:
    return a_platform()


@pytest.fixture
def drop(platform: FakePlatform) -> Drop:
    """Drops a file into the folder of support; the same name again is its next version."""

    def dropped(text: str = PAGE, name: str = "help.csv", language: str | None = "en") -> Document:
        source = Source(kind=SourceKind.FILE, name=f"knowledge/support/{name}")
        read = read_file(name, text.encode())
        assert isinstance(read, ReadText)
        given = NewDocument(
            document_id=document_id_of(source),
            title="Help",
            source=source,
            collections=("support",),
            language=language,
        )
        return platform.knowledge_base.keep(given, read)

    return dropped


@pytest.fixture
def ask(platform: FakePlatform) -> Ask:
    """Asks the agent."""

    def asked(question: str, **task: object) -> SupportAnswer:
        agent = Support.assemble(platform)  # type: ignore[arg-type]
        given = {"request_id": platform.new_id(), "question": question, **task}
        return agent.perform(SupportTask.model_validate(given))

    return asked
