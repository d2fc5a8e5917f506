"""Plain sentences: what turns the company's words round is found, and what says nothing passes."""

import time
from importlib.resources import files

import pytest

import functions.campaigns.content_creator
from baton.campaigns.content.claim_words import claim_words
from baton.campaigns.content.denials import denied_stems
from baton.core.packaged_yaml import yaml_of
from functions.campaigns.content_creator.assembly import LANGUAGES
from tests.unit.campaigns.content import plain_sentences as plain
from tests.unit.campaigns.content.plain_sentences import kept_back, share

FOUND = list(plain.pairs())
SOURCES = {
    language: sorted({one.source for one in FOUND if one.language == language})
    for language in plain.LANGUAGES
}


@pytest.mark.parametrize("language", plain.LANGUAGES)
def test_nineteen_of_twenty_contradictions_are_kept_back(language: str) -> None:
    caught, many = share(FOUND, plain.CONTRADICTS, language)
    assert caught >= 0.95 * many > 10


def test_what_a_source_says_passes_in_nineteen_of_twenty_forms() -> None:
    wrongly, many = share(FOUND, plain.SUPPORTED)
    assert wrongly <= 0.05 * many


def test_what_says_nothing_that_could_be_untrue_always_passes() -> None:
    assert [one.said for one in FOUND if one.kind == plain.HARMLESS and one.kept_back] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_shipped_templates_is_kept_back(language: str) -> None:
    texts = files(functions.campaigns.content_creator) / "texts" / f"{language}.yaml"
    given = yaml_of(texts.read_text("utf-8"))
    lines = [
        one for value in given.values() for one in (value if isinstance(value, list) else [value])
    ]
    named = [one.format(topic="Planung", company="Acme") for one in lines]
    assert len(named) > 20
    assert [one for one in named if kept_back(one, SOURCES[language], language)] == []


@pytest.mark.parametrize("language", plain.LANGUAGES)
def test_a_company_s_own_sentences_support_themselves(language: str) -> None:
    quotes = SOURCES[language]
    assert [one for one in quotes if kept_back(one, [one], language)] == []


@pytest.mark.parametrize(
    ("text", "language", "denied"),
    [
        ("There is no setup fee for schools.", "en", {"setup", "fee"}),
        ("It saves time and does not replace people.", "en", {"doe", "repla", "peopl"}),
        ("You can't cancel.", "en", {"cance"}),
        ("Not only fast, but simple.", "en", set()),
        ("It is not impossible to cancel.", "en", set()),
        ("Es gibt keine Gebühren oder Kosten.", "de", {"gebuh", "koste"}),
        ("No es posible cancelar.", "es", {"posib", "cance"}),
        ("La disdetta non è possibile.", "it", {"disde", "possi"}),
        ("Il ne marche pas sans internet.", "fr", {"march"}),
    ],
)
def test_a_denial_reaches_as_far_as_its_language_lets_it(
    text: str, language: str, denied: set[str]
) -> None:
    assert denied_stems(text, language) - claim_words().stops == denied


@pytest.mark.parametrize(
    "said",
    [
        "Did you know that there is no setup fee?",
        "Gebührenfrei für Schulen.",
        "See why nobody pays a fee with us.",
        "There is NO setup fee!",
        "• No setup fee",
        "Cancellation: any time.",
        "It doesn\u2019t need internet.",
    ],
)
def test_a_term_that_no_source_has_is_kept_back_in_any_form(said: str) -> None:
    assert kept_back(said, ["Plan your week with your team."], "en") != []


@pytest.mark.parametrize("said", ["No fees.", "It costs nothing.", "You pay nothing."])
def test_what_denies_one_kind_of_a_term_says_nothing_of_the_others(said: str) -> None:
    assert kept_back(said, ["There is no setup fee."], "en") != []
    assert kept_back("No setup fee.", ["There is no setup fee."], "en") == []


def test_a_long_text_of_terms_and_denials_takes_time_in_proportion() -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        kept_back(
            "no fee not without cancel " * times + "gebühr" * times, ["There is no fee."], "en"
        )
        return time.process_time() - began

    seconds(10)
    assert seconds(400) < 20 * max(seconds(100), 0.005)
