"""What platforms take, counted as they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.formats import Count, format_findings, formats, formats_for, length
from baton.campaigns.content.text import ContentText

GOOGLE = (
    ("headline", "Plan shifts in one place"),
    ("headline", "See who works when"),
    ("headline", "Ask us anything"),
    ("description", "Plan your team's week and tell everybody at once."),
    ("description", "Talk to our team about how you plan today."),
)


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("planning", Count.CHARACTERS, 8),
        ("広告", Count.DOUBLE_WIDTH, 4),  # Google: a double-width letter counts as two
        ("Größe", Count.DOUBLE_WIDTH, 5),
        ("ok 👍", Count.UTF16, 5),
        # twitter-text's own: an emoji counts two, also one of several code points; a link 23
        ("👍", Count.WEIGHTED, 2),
        ("👨‍👩‍👧‍👦", Count.WEIGHTED, 2),
        ("🇦🇹", Count.WEIGHTED, 2),
        ("see https://example.com/a/very/long/address/indeed", Count.WEIGHTED, 4 + 23),
        ("広告", Count.WEIGHTED, 4),
    ],
)
def test_characters_are_counted_as_the_platform_counts(
    text: str, count: Count, expected: int
) -> None:
    assert length(text, count) == expected


def test_a_good_responsive_search_ad_passes() -> None:
    assert format_findings(ContentText.of(*GOOGLE), "google_ad") == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ((("headline", "This headline has thirty-one ch"),), "longest"),
        ((("headline", "広告広告広告広告広告広告広告広告"),), "longest"),
        ((("headline", "Plan now!"),), "sign"),
        ((("headline", "Ask us anything"),), "distinct"),
        ((("headline", "two\nlines"),), "one_line"),
        ((("body", "An ad has no body."),), "part"),
        ((("description", "Really?? Yes."),), "repeated"),
        (tuple(("headline", f"Headline {one}") for one in range(13)), "number"),
    ],
)
def test_what_google_refuses_is_found(change: tuple[tuple[str, str], ...], rule: str) -> None:
    assert rule in {
        one.rule for one in format_findings(ContentText.of(*GOOGLE, *change), "google_ad")
    }


def test_what_is_too_long_is_underlined_from_where_it_no_longer_fits() -> None:
    text = ContentText.of(*GOOGLE[1:], ("headline", "x" * 30 + "over"))
    span = next(one.span for one in format_findings(text, "google_ad") if one.rule == "longest")
    assert span is not None
    assert text.parts[span.part].text[span.begin : span.end] == "over"


def test_an_ad_is_written_for_each_platform_and_a_post_where_posts_are_taken() -> None:
    assert formats_for(ContentKind.AD, ("google", "meta")) == ("google_ad", "meta_ad")
    assert formats_for(ContentKind.AD, ()) == ()
    assert formats_for(ContentKind.SOCIAL_POST, ("google", "linkedin")) == ("linkedin_post",)
    assert formats_for(ContentKind.SOCIAL_POST, ("google",)) == ("short_post",)
    assert formats_for(ContentKind.EMAIL, ("google",)) == ("email",)


@given(
    st.sampled_from(sorted(formats())),
    st.lists(
        st.tuples(
            st.sampled_from(["headline", "description", "body", "post", "subject", "title"]),
            st.text(max_size=200),
        ),
        max_size=8,
    ),
)
def test_every_finding_has_its_place_inside_the_text(
    name: str, parts: list[tuple[str, str]]
) -> None:
    text = ContentText.of(
        *(
            (part, words.encode("utf-8", "ignore").decode())
            for part, words in parts
            if words.isprintable()
        )
    )
    for one in format_findings(text, name):
        assert one.span is None or text.holds(one.span)
