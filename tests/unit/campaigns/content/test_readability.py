"""Reading ease, held to what the formulas' authors published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.content.readability import (
    AMSTAD,
    FERNANDEZ_HUERTA,
    FLESCH,
    FORMULAS,
    KANDEL_MOLES,
    SZIGRISZT,
    counts_of,
    english_ease,
    readability,
    syllables,
    unfamiliar,
)


@pytest.mark.parametrize(
    ("words", "syllables_in_100", "least", "most"),
    [  # Flesch (1948), the table of styles: sentence length, syllables in 100 words, reading ease
        (8, 123, 90, 100),
        (11, 131, 80, 90),
        (14, 139, 70, 80),
        (17, 147, 60, 70),
        (21, 155, 50, 60),
        (25, 167, 30, 50),
        (29, 192, 0, 30),
    ],
)
def test_flesch_s_own_table_of_styles_comes_out(
    words: int, syllables_in_100: int, least: float, most: float
) -> None:
    assert least <= FLESCH.ease(words, syllables_in_100 / 100) <= most


@pytest.mark.parametrize(
    ("text", "ease"),
    [  # the examples that the formula is commonly explained with
        ("The cat sat on the mat.", 116),
        (
            "This sentence, taken as a reading passage unto itself, is being used to prove a point.",
            69,
        ),
        (
            "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.",
            37.5,
        ),
    ],
)
def test_the_known_example_sentences_have_their_known_ease(text: str, ease: float) -> None:
    counts = counts_of(text, "en")
    assert FLESCH.ease(counts.sentence_length, counts.word_length) == pytest.approx(ease, abs=0.5)


def test_the_other_formulas_are_their_authors() -> None:
    # hand-computed from the published coefficients: 15 words a sentence, 2 syllables a word
    assert AMSTAD.ease(15, 2) == pytest.approx(48.0)
    assert KANDEL_MOLES.ease(15, 2) == pytest.approx(44.575)
    assert FERNANDEZ_HUERTA.ease(15, 2) == pytest.approx(71.54)
    assert SZIGRISZT.ease(15, 2) == pytest.approx(67.235)


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        (
            "en",
            "plan-ning peo-ple wan-ted asked box-es bus-i-ness cre-a-tion sit-u-a-tion spe-cial",
        ),
        ("de", "Häu-ser Zei-tung Na-ti-on Mu-se-um be-o-bach-ten Do-nau-dampf-schiff-fahrt"),
        ("fr", "mai-son fem in-for-ma-tion lo-gi-ciel é-quip vie sou-vent ba-teau"),
        ("es", "ciu-dad gue-rra que-so pa-ís dí-a te-a-tro rey hé-ro-e a-é-re-o a-gua"),
    ],
)
def test_syllables_are_counted_as_they_are_said(language: str, counted: str) -> None:
    for word in counted.split():
        assert (word, syllables(word.replace("-", ""), language)) == (word, word.count("-") + 1)


@pytest.mark.parametrize(
    ("text", "share"),
    [  # by hand: the different words of two letters and more, and those that few texts have
        ("The cat sat on the mat.", 1 / 5),  # mat
        ("We met Mr Xylander in Wuppertal.", 0),  # names are nobody's difficulty
        ("It's a well-known fact, and it is well known.", 0),
        ("Eschew obfuscation.", 1),
        ("2026!", 0),
    ],
)
def test_unfamiliar_words_are_counted_once_each_and_names_are_not(text: str, share: float) -> None:
    assert unfamiliar(text) == pytest.approx(share)


def test_of_two_texts_with_equal_sentences_and_syllables_the_one_in_common_words_is_easier() -> (
    None
):
    common = "We plan the day and take the best way home. " * 12
    strange = "We hew the fen and rend the lithe yew bole. " * 12
    one, other = readability(common, "en"), readability(strange, "en")
    assert one.counts.word_length == other.counts.word_length
    assert one.ease is not None
    assert other.ease is not None
    assert one.ease > other.ease + 20
    assert english_ease(60, 0.2) == pytest.approx((60 + 113 - 56.8) / 2)


def test_a_short_text_and_a_language_without_a_formula_are_told_as_not_judged() -> None:
    short = readability("Plan your week in one place. It is easy.", "en")
    assert short.ease is None
    assert "needs 100" in short.reason
    other = readability("Tämä on teksti. " * 60, "fi")
    assert other.ease is None
    assert "no reading formula for the language fi" in other.reason


def test_an_abbreviation_ends_no_sentence() -> None:
    assert counts_of("Dr. Berg plans e.g. trips. They go well.", "en").sentences == 2


@given(st.text(max_size=300), st.sampled_from([*FORMULAS, "fi"]))
def test_any_text_is_counted_and_every_word_has_a_syllable(text: str, language: str) -> None:
    counts = counts_of(text, language)
    assert counts.syllables >= counts.words
    assert readability(text, language) == readability(text, language)
