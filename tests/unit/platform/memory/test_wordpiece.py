"""WordPiece, held to what the reference tokenizer (Hugging Face's ``tokenizers``) makes of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.memory.minilm import installed
from baton.memory.wordpiece import WordPiece, words

PLAIN = WordPiece({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "lead": 3, "##s": 4, "!": 5, "sell": 6})


def test_a_word_is_its_longest_known_beginning_and_continuations() -> None:
    assert PLAIN.encode("Leads sell!", most=10) == [1, 3, 4, 6, 5, 2]


def test_a_word_with_an_unknown_part_is_unknown_as_a_whole() -> None:
    assert PLAIN.encode("leadx sells", most=10) == [1, 0, 6, 4, 2]


def test_a_text_is_cut_and_still_ends_with_its_mark() -> None:
    assert PLAIN.encode("leads " * 50, most=4) == [1, 3, 4, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Naïve CAFÉ, 20k$!", ["naive", "cafe", ",", "20k", "$", "!"]),
        ("日本 a\u200bb\tc\u3000d", ["日", "本", "ab", "c", "d"]),
        ("“don't”—stop…", ["“", "don", "'", "t", "”", "—", "stop", "…"]),
        ("[CLS] x_y", ["[", "cls", "]", "x", "_", "y"]),
    ],
)
def test_words_are_lower_case_without_accents_and_apart_from_punctuation(
    text: str, expected: list[str]
) -> None:
    assert list(words(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The weather is lovely today.", [1996, 4633, 2003, 8403, 2651, 1012]),
        ("embeddings", [7861, 8270, 4667, 2015]),
        ("x" * 101, [100]),
    ],
)
def test_the_published_vocabulary_numbers_tokens_as_the_reference_does(
    text: str, expected: list[int]
) -> None:
    tokens = WordPiece.from_file(installed() / "vocab.txt")
    assert tokens.encode(text, most=256) == [101, *expected, 102]


@given(st.text(max_size=200), st.integers(2, 20))
def test_no_text_breaks_it_or_gets_more_tokens_than_asked(text: str, most: int) -> None:
    numbers = PLAIN.encode(text, most=most)
    assert numbers[0] == 1
    assert numbers[-1] == 2
    assert len(numbers) <= most
