"""How sure an answer is follows from all that was found."""

import pytest

from baton.gtm.support import ANSWERED_FROM
from functions.gtm.support.calibration import Ranked, shipped
from functions.gtm.support.evidence import FEATURES, Evidence, Found, judged

QUESTION = (1.0, 0.0, 0.0)


def at(cosine: float, side: float = 1.0) -> tuple[float, float, float]:
    """A vector so near to the question, on one side of it."""
    rest = (1 - cosine * cosine) ** 0.5
    return (cosine, rest * side, rest * (1 - side * side) ** 0.5)


def ranked(*passages: tuple[str, tuple[float, float, float]]) -> list[Ranked]:
    found = [Found(answer, vector, vector, 1.0, "") for answer, vector in passages]
    return brought(judged("", QUESTION, found))


def brought(evidence: Evidence) -> list[Ranked]:
    """What comes into question, the best first."""
    return shipped().ranked(shipped().in_question(evidence))


def test_several_passages_of_one_answer_outweigh_a_single_one_beside_them() -> None:
    best, second = ranked(
        ("many", at(0.96, 1)),
        ("many", at(0.96, 0)),
        ("many", at(0.96, -1)),
        ("one", at(0.96, 0.99)),
    )
    assert (best.judged.answer, best.judged.passages, second.judged.answer) == ("many", 3, "one")


def test_the_only_passage_there_is_answers_nothing_that_it_is_not_about() -> None:
    (unrelated,) = ranked(("only", at(0.3)))
    (meant,) = ranked(("only", at(0.8)))
    assert unrelated.confidence() < ANSWERED_FROM < meant.confidence()


def test_an_answer_is_less_sure_beside_another_that_is_as_good() -> None:
    (alone,) = ranked(("one", at(0.75)))
    beside, other = ranked(("one", at(0.75)), ("other", at(0.75, -1)))
    assert other.confidence() == beside.confidence() < 0.5 < alone.confidence()


def test_a_list_with_one_answer_answers_nothing_that_it_is_not_about() -> None:
    (unrelated,) = ranked(*[("only", at(0.3, side)) for side in (-1, 0, 1)] * 7)
    (meant,) = ranked(*[("only", at(0.9, side)) for side in (-1, 0, 1)] * 7)
    assert unrelated.confidence() < ANSWERED_FROM < meant.confidence()


def test_in_a_list_what_is_less_near_says_something_and_on_a_page_it_says_little() -> None:
    page = [Found(one, at(0.4, n), at(0.4, n), 0.0, "") for one, n in (("one", 1), ("other", -1))]
    asked = [
        Found(answer, at(0.4, side), at(0.4, side), 0.0, "")
        for answer in ("one", "other")
        for side in (-1, 0, 1)
    ]
    of_page, of_list = (judged("", QUESTION, found).answers[0] for found in (page, asked))
    said = FEATURES.index("headings")
    assert of_list.features[said] > 2 * of_page.features[said]


def test_of_answers_that_mean_nearly_the_same_a_list_gives_the_one_that_is_worded_as_asked() -> (
    None
):
    def written(*endings: str) -> list[str]:
        return [
            f"{how} {one}" for one in endings for how in ("Can I use", "Is it possible to pay by")
        ]

    found = [
        Found(answer, at(0.9, side), at(0.9, side), 0.0, text)
        for answer, texts, sides in (
            ("transfer", written("SEPA transfer", "bank transfer"), (1, 0.5, 0, -0.5)),
            ("card", written("a Visa card", "my credit card"), (1, 0.5, 0, -0.5)),
        )
        for text, side in zip(texts, sides, strict=True)
    ]
    best, _ = brought(judged("do you take visacards", QUESTION, found))
    assert best.judged.answer == "card"


def test_answers_far_from_the_question_make_a_list_no_less_sure_however_many_there_are() -> None:
    def confidence(far: int) -> float:
        near = [("right", at(0.8, side)) for side in (-1, 0, 1)] * 2
        others = [(f"far {n}", at(0.2, 1 - n / 40)) for n in range(far) for _ in range(3)]
        best, *rest = ranked(*near, *others)
        assert (best.judged.answer, len(rest)) == ("right", 2)
        return best.confidence()

    assert confidence(20) == pytest.approx(confidence(2), abs=0.02)
