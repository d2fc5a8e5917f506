"""A quote is a piece of its passage, short enough, and a model's sentence before it claims nothing."""

from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.gtm.support import SupportQuote, SupportTask
from baton.knowledge_base.quotation import Place
from functions.gtm.support import texts
from functions.gtm.support.agent import Support
from functions.gtm.support.quoting import MOST_QUOTED, part_of
from functions.gtm.support.wording import MOST_WORDS, faults_in
from tests.fakes.platform.container import FakePlatform
from tests.unit.gtm.support.conftest import RETURNS, Drop

QUESTION = "How long do I have to return something?"


@given(st.text(min_size=1, max_size=900).filter(str.strip), st.text(max_size=80))
def test_what_is_quoted_is_a_piece_of_the_passage_of_few_words(passage: str, question: str) -> None:
    begin, end = part_of(passage, question)
    assert 0 <= begin < end <= len(passage)
    assert len(passage[begin:end].split()) <= MOST_QUOTED


def test_of_a_long_passage_the_sentences_are_quoted_that_the_question_is_about() -> None:
    filler = "We are a company with a long history and many friends everywhere in the world. " * 8
    passage = f"{filler}Returns are possible within 30 days. {filler}".strip()[:900]
    begin, end = part_of(passage, "within how many days are returns possible")
    assert "Returns are possible within 30 days." in passage[begin:end]


@pytest.mark.parametrize(
    ("sentence", "is_good"),
    [
        ("Here is what we say about returning something:", True),
        ("Yes, that is right.", False),
        ("You can return it after 90 days.", False),
        ("You can return everything.", False),
        ("You can return something.", False),
    ],
)
def test_a_sentence_before_a_quote_claims_nothing(sentence: str, is_good: bool) -> None:
    named = "Help Can I return something, and how do I go about returning it?"
    assert (faults_in(sentence, named) == ()) is is_good


def test_a_models_sentence_stands_before_the_quote_and_one_that_claims_is_left_out(
    platform: FakePlatform, drop: Drop
) -> None:
    drop()
    agent = Support.assemble(cast("Any", platform))
    agent._language = platform.language
    for sentence, is_said in (("Here is what we say:", True), ("You have 90 days.", False)):
        platform.language.says["lead_in"] = [{"sentence": sentence}]
        task = SupportTask(request_id=platform.new_id(), question=QUESTION)
        answer = agent.perform(task)
        assert (sentence in answer.text) is is_said
        assert (answer.worded_by is not None) is is_said
        assert RETURNS in answer.text


@given(
    st.text(alphabet="ab ", min_size=1, max_size=200).filter(str.strip),
    st.sampled_from(texts.SHIPPED),
    st.booleans(),
)
def test_an_answer_has_fewer_than_a_hundred_words(title: str, language: str, is_old: bool) -> None:
    place = Place(headings=(), page=1_000, begin=0, end=1)
    quote = SupportQuote(
        document_id="01KWZA7Q3M9T2C4E5G6H7J8K9N",
        title=title,
        version=1_000,
        place=place,
        quote=" ".join(["a"] * MOST_QUOTED),
    )
    lead_in, age = " ".join(["here"] * MOST_WORDS), timedelta(days=999)
    text = texts.answered(quote, language, None if is_old else lead_in, age if is_old else None)
    assert len(text.split()) < 100


def test_every_language_says_the_same_things() -> None:
    phrases = texts._every()
    assert set(phrases) == set(texts.SHIPPED)
    assert len({frozenset(one) for one in phrases.values()}) == 1
