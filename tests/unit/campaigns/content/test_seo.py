"""A page's score: explained by points, the same for the same text, fair to what is not judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.scoring import Criterion, Score
from baton.campaigns.content.seo import seo_score
from baton.campaigns.content.structured_data import with_structured_data
from baton.campaigns.content.text import ContentText

SENTENCES = (
    "Shift planning takes time. You ask who can work, and you write it down. Then somebody is ill. "
    "Good shift planning shows gaps early, so that people can swap. It helps to plan two weeks ahead. "
)
BODY = (
    f"{SENTENCES}\n\n## Why shift planning matters\n\n{SENTENCES * 4}\n\n"
    f"## How to begin\n\n{SENTENCES * 4}\n\n"
    "Read [our guide to shift plans](https://example.com/guide)."
)
TITLE = "Shift planning that your team can live with"
META = (
    "How shift planning works in small teams: what to ask first, how to show gaps, and how to swap."
)


def page(**changes: str) -> ContentText:
    parts = {"title": TITLE, "meta_description": META, "body": BODY, **changes}
    text = ContentText.of(*((name, words) for name, words in parts.items() if words))
    return with_structured_data(
        text, ContentKind.BLOG_POST, "en", "Example Ltd", ("shift planning",)
    )


def score(text: ContentText, language: str = "en", *, may_link: bool = True) -> Score:
    found = seo_score(text, ContentKind.BLOG_POST, language, ("shift planning",), may_link=may_link)
    assert found is not None
    return found


def lost(found: Score) -> set[Criterion]:
    return {one.criterion for one in found.points if one.earned < one.possible}


def test_a_good_page_has_all_points_but_those_for_a_word_said_too_often() -> None:
    found = score(page())
    assert found.value >= 95
    assert lost(found) <= {Criterion.KEYWORD_USE}
    assert sum(one.possible for one in found.points) == 100


@pytest.mark.parametrize(
    ("changes", "criterion"),
    [
        ({"title": ""}, Criterion.TITLE),
        ({"title": "Hi"}, Criterion.TITLE),
        ({"meta_description": "Something else entirely, and short."}, Criterion.META_DESCRIPTION),
        ({"body": BODY.replace("##", "")}, Criterion.HEADINGS),
        ({"body": BODY.replace("## How", "#### How")}, Criterion.HEADINGS),
        ({"body": BODY.lower().replace("shift planning", "something")}, Criterion.KEYWORD_USE),
        ({"body": BODY.replace("[our guide to shift plans]", "[here]")}, Criterion.LINKS),
        ({"body": BODY.replace("[", "").replace("]", " ")}, Criterion.LINKS),
        ({"body": SENTENCES * 2}, Criterion.LENGTH),
        (
            {"body": "Organisational interdependencies notwithstanding, " * 60 + "."},
            Criterion.READABILITY,
        ),
    ],
)
def test_each_fault_costs_the_points_of_its_criterion_and_says_what_to_do(
    changes: dict[str, str], criterion: Criterion
) -> None:
    text = page(**changes)
    found = score(text)
    assert criterion in lost(found)
    assert found.value < score(page()).value
    assert all(one.fix for one in found.points if one.earned < one.possible)
    assert all(text.holds(one.span) for one in found.points)


def test_structured_data_that_does_not_fit_the_page_is_found() -> None:
    good = page()
    renamed = [one for one in good.parts if one.name != "title"]
    other = ContentText.of(
        ("title", "Another title for the same page"), *((one.name, one.text) for one in renamed)
    )
    assert Criterion.STRUCTURED_DATA in lost(score(other))
    broken = ContentText.of(
        *((one.name, one.text) for one in good.parts[:-1]), ("structured_data", "{")
    )
    assert Criterion.STRUCTURED_DATA in lost(score(broken))


def test_what_cannot_be_judged_is_told_and_costs_nothing() -> None:
    short = score(page(body="Shift planning in a team."))
    assert {one.criterion for one in short.not_judged} == {
        Criterion.HEADINGS,
        Criterion.READABILITY,
    }
    finnish = score(page(), "fi")
    assert {one.criterion for one in finnish.not_judged} == {Criterion.READABILITY}
    without = score(page(body=BODY.replace("[", "").replace("]", " ")), may_link=False)
    assert Criterion.LINKS not in lost(without)


def test_what_is_no_page_has_no_score() -> None:
    assert seo_score(page(), ContentKind.AD, "en") is None


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"])
PARTS = st.lists(
    st.tuples(
        st.sampled_from(["title", "meta_description", "body", "structured_data"]),
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"])
            | st.just("\n"),
            max_size=300,
        )
        | st.sampled_from([BODY, "# a\n### b\n", "[x](https://y.z)", "{}"]),
    ),
    max_size=5,
)


@given(PARTS, st.sampled_from(["en", "de", "fr", "es", "fi"]))
def test_the_same_text_has_the_same_score_and_every_point_its_place_in_it(
    parts: list[tuple[str, str]], language: str
) -> None:
    text = ContentText.of(*parts)
    found = seo_score(text, ContentKind.LANDING_PAGE, language, ("shift planning",))
    assert found == seo_score(text, ContentKind.LANDING_PAGE, language, ("shift planning",))
    if found is not None:
        assert 0 <= found.value <= 100
        for one in found.points:
            assert text.holds(one.span)
            assert 0 <= one.earned <= one.possible
            assert one.reason
