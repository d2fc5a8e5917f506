"""Passages of the platform's knowledge base, as content needs them."""

from dataclasses import dataclass, field

from baton.campaigns.content.knowledge import CompanyKnowledge, Passage, Source


@dataclass(frozen=True)
class Place:
    headings: tuple[str, ...] = ("Prices", "Planner")
    page: int | None = None
    begin: int = 120


@dataclass(frozen=True)
class Quote:
    quote: str
    language: str | None = "en"
    title: str = "price list.pdf"
    version: int = 3
    place: Place = Place()


@dataclass
class Base:
    kept: list[Quote]
    asked: list[str | None] = field(default_factory=list)

    def search(
        self, question: str, *, collection: str | None, k: int, language: str | None
    ) -> list[Quote]:
        del question, collection
        self.asked.append(language)
        return [one for one in self.kept if language in (None, one.language)][:k]


def test_a_passage_names_document_version_and_place() -> None:
    (found,) = CompanyKnowledge(Base([Quote("It costs 49 euros.")])).search("price", 1, "en")
    assert found == Passage(
        quote="It costs 49 euros.",
        source=Source(
            document="price list.pdf", version="3", place="Prices > Planner, character 120"
        ),
        language="en",
    )
    on_a_page = Quote("x", place=Place(headings=(), page=7))
    (paged,) = CompanyKnowledge(Base([on_a_page])).search("price", 1, "en")
    assert paged.source.place == "page 7"


def test_what_is_in_the_language_comes_first_and_other_languages_fill_up() -> None:
    base = Base([Quote("Es kostet 49 Euro.", "de"), Quote("It costs 49 euros."), Quote("?", "und")])
    found = CompanyKnowledge(base).search("price", 3, "en")
    assert [one.quote for one in found] == ["It costs 49 euros.", "Es kostet 49 Euro.", "?"]
    assert [one.language for one in found] == ["en", "de", None]

    enough = Base([Quote("It costs 49 euros.")])
    CompanyKnowledge(enough).search("price", 1, "en")
    assert enough.asked == ["en"]
