"""A link to leave a list is good for one person and one list, and cannot be made or changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.effects.effect import EffectKind, Purpose
from baton.effects.unsubscribe import (
    NotOurToken,
    link_key,
    link_keys,
    read_token,
    suppression_for,
    token_for,
)
from baton.privacy.subject import email_key
from tests.fakes.platform.clock import NOON

KEY = link_key("secret")
ADA = email_key("ada@example.com")


@given(st.emails(), st.sampled_from([Purpose.ANSWER, Purpose.MARKETING]))
def test_a_token_names_its_person_and_list(email: str, purpose: Purpose) -> None:
    token = token_for(email_key(email), purpose, KEY)
    assert len(token) == 67
    assert read_token(token, [link_key("new"), KEY]) == (email_key(email), purpose)


def test_a_link_is_good_however_often_its_key_was_replaced_as_long_as_the_secret_names_it() -> None:
    token = token_for(ADA, Purpose.MARKETING, KEY)
    assert read_token(token, link_keys(["newest, newer,secret", "newer,secret"]))[0] == ADA
    assert link_key("newest, newer,secret") == link_key("newest")
    with pytest.raises(NotOurToken):
        read_token(token, link_keys(["newest,newer", "newer"]))


def test_a_token_of_another_key_is_none_of_ours() -> None:
    with pytest.raises(NotOurToken):
        read_token(token_for(ADA, Purpose.ANSWER, link_key("other")), [KEY])


@given(st.integers(0, 66), st.sampled_from("ABCDEFabcdef0123456789-_"))
def test_no_changed_letter_is_accepted(place: int, letter: str) -> None:
    token = token_for(ADA, Purpose.MARKETING, KEY)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(NotOurToken):
            read_token(changed, [KEY])


@given(st.text(max_size=100))
def test_no_text_is_a_token_and_none_is_a_crash(text: str) -> None:
    with pytest.raises(NotOurToken):
        read_token(text, [KEY])


def test_leaving_marketing_leaves_answers_and_leaving_answers_leaves_everything() -> None:
    marketing, answers = (
        suppression_for(purpose, NOON) for purpose in (Purpose.MARKETING, Purpose.ANSWER)
    )
    for kind in (EffectKind.EMAIL, EffectKind.SMS, EffectKind.CALL_TASK):
        assert marketing.closes(kind, Purpose.MARKETING)
        assert not marketing.closes(kind, Purpose.ANSWER)
        assert answers.closes(kind, Purpose.MARKETING)
        assert answers.closes(kind, Purpose.ANSWER)
