"""A mail as it goes out: the company's name, signature and address, and one way out."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.letter import as_html, as_text
from baton.leads.reading.language import Language
from baton.pages.letter import Company

COMPANY = Company("Nordhang & Co", "Mira Berg;Customer team", "Hafenstraße 12;1020 Wien", "#1f6f54")
LINK = "https://api.baton.example/u/AQL"
BODY = "Hello Ada,\n\nThis is what we understood:\n\n- A quote\n- 80 vehicles\n\n1. Yes\n2. No"


class Page(HTMLParser):
    """The tags and links of a page, and what its reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.seen = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.seen += data


@pytest.mark.parametrize("language", Language)
def test_a_mail_says_who_writes_and_has_one_way_out(language: Language) -> None:
    page = Page(as_html("Hello", BODY, COMPANY, language, LINK))
    text = as_text(BODY, COMPANY, language, LINK)
    for said in (page.seen, text):
        assert all(part in said for part in ("Nordhang & Co", "Mira Berg", "Hafenstraße 12"))
    assert page.links == [LINK]
    assert text.count("http") == 1
    assert LINK in text


def test_points_are_lists() -> None:
    tags = Page(as_html("Hello", BODY, COMPANY, Language.ENGLISH, LINK)).tags
    assert (tags.count("ul"), tags.count("ol"), tags.count("li")) == (1, 1, 4)


def test_without_a_company_the_team_signs() -> None:
    text = as_text(BODY, Company(), Language.GERMAN, "")
    assert "Freundliche Grüße\nIhr Team" in text
    assert "http" not in text


@given(st.text(max_size=200), st.text(max_size=60))
def test_nothing_that_is_put_in_is_markup(body: str, name: str) -> None:
    page = Page(as_html(body, body, Company(name, name, name), Language.ENGLISH, LINK))
    allowed = {"html", "head", "meta", "title", "style", "body", "table", "tr", "td", "div", "p"}
    assert set(page.tags) <= allowed | {"br", "ul", "ol", "li", "a"}
    assert page.links == [LINK]


def test_a_letter_is_readable_in_the_dark_and_on_a_phone() -> None:
    html = as_html("Hello", BODY, COMPANY, Language.ENGLISH, LINK)
    assert "prefers-color-scheme: dark" in html
    assert "max-width: 480px" in html
    assert 'content="light dark"' in html
