"""What is asked of OpenSearch stays within what it takes."""

from hypothesis import example, given
from hypothesis import strategies as st

from baton.memory.episode import EpisodeQuery
from baton.memory.episode_search import searches
from baton.search.vectors import LEAST_EXPLORED
from baton.search.words import MOST_WORDS, searched_words
from infra.local.opensearch.words import tokens

TEXTS = st.text(max_size=4_000) | st.text(
    "ab1 _-\u4e00\u4e01\u3042\u30a2\u0430\u0e01", max_size=4_000
)


@given(TEXTS)
@example(" ".join(f"{number}" for number in range(1_100)))
@example("".join(map(chr, range(0x4E00, 0x4E00 + 4_000))))
@example("a" * 4_000)
def test_no_text_has_more_words_than_opensearch_takes(text: str) -> None:
    assert len(tokens(searched_words(text))) <= MOST_WORDS


@given(
    st.lists(st.sampled_from(["school", "Zürich", "\u5b66", "don't", "case_study,"]), max_size=60)
)
def test_every_word_of_an_ordinary_text_is_searched(words: list[str]) -> None:
    text = " ".join(words)
    assert set(tokens(searched_words(text))) == set(tokens(text))


def test_a_search_without_filters_has_none() -> None:
    by_meaning, _ = searches(EpisodeQuery(text="a"), [1.0], "model", 20)
    (near,) = by_meaning["query"]["knn"].values()
    assert "filter" not in near
    assert near["method_parameters"] == {"ef_search": LEAST_EXPLORED}
    by_meaning, _ = searches(EpisodeQuery(text="a", tags=("t",)), [1.0], "model", 400)
    (near,) = by_meaning["query"]["knn"].values()
    assert near["method_parameters"] == {"ef_search": 400}
    assert len(near["filter"]["bool"]["filter"]) == 1
