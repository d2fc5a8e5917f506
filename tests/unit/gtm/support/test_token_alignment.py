"""An answer in which each word of the question is met is surer than one in which some are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.gtm.support.evidence import ALIGNED, Evidence, Found, Judged
from functions.gtm.support.token_alignment import TokenAlignment, alignment
from tests.fakes.platform.embedder import FakeEmbedder

TOKENS = FakeEmbedder().tokens
UNALIGNED = Judged(
    answer="click on join", passage=0, passages=1, features=(0.5,) * ALIGNED + (0.0,)
)
FOUND = Found("click on join", [1.0], [1.0], 0.0, "how do i open an account")
WORDS = st.lists(st.sampled_from(("open", "delete", "account", "order", "late")), max_size=6)


def met(question: str, *parts: str) -> float:
    return alignment(TOKENS(question), [TOKENS(part) for part in parts])


def test_one_word_that_is_met_nowhere_counts_more_than_another_that_is() -> None:
    one, other = met("delete", "open an account"), met("account", "open an account")
    assert met("delete account", "open an account") < (one + other) / 2


@given(WORDS, WORDS, WORDS)
def test_alignment_is_at_most_1_which_is_a_question_met_whole_in_whatever_part(
    asked: list[str], one: list[str], other: list[str]
) -> None:
    parts = (" ".join(one), " ".join(other))
    found = met(" ".join(asked), *parts)
    assert -1 <= found <= 1 + 1e-6
    assert found == pytest.approx(met(" ".join(asked), *reversed(parts)))
    if asked and set(asked) <= {*one, *other}:
        assert found == pytest.approx(1)


@pytest.mark.parametrize(("question", "part"), [("", "a text"), ("?!", "a text"), ("why", "")])
def test_where_there_are_no_words_nothing_is_met(question: str, part: str) -> None:
    assert met(question, part) == 0


def test_pages_are_aligned_and_a_passage_is_turned_into_tokens_once() -> None:
    turned: list[str] = []
    compares = TokenAlignment(lambda text: turned.append(text) or TOKENS(text))  # type: ignore[func-returns-value]
    for question in ("open account", "delete account"):
        (one,) = compares.aligned(question, Evidence((UNALIGNED,), of_list=False), [FOUND]).answers
        assert one.features == (*UNALIGNED.features[:ALIGNED], pytest.approx(one.features[ALIGNED]))
        assert one.features[ALIGNED] == met(question, FOUND.written, FOUND.answer)
    assert turned == ["open account", FOUND.written, FOUND.answer, "delete account"]


def test_lists_stay_as_they_are() -> None:
    of_list = Evidence((UNALIGNED,), of_list=True)
    assert TokenAlignment(pytest.fail).aligned("open account", of_list, [FOUND]) is of_list
