import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.recognition.personal import Personal
from baton.language.guards.privacy import Masking, UnknownPlaceholder

TEXT = (
    "I am Anna Berg of Berg GmbH. Write to anna.berg@example.com or +43 660 123 45 67. "
    "IBAN AT61 1904 3002 3457 3201, card 4111 1111 1111 1111. Since 2024-05-17. Anna"
)
KNOWN = [(Personal.NAME, "Anna Berg"), (Personal.NAME, "Anna"), (Personal.COMPANY, "Berg GmbH")]


def test_nothing_personal_is_left_and_all_of_it_comes_back() -> None:
    masking = Masking(KNOWN)
    masked = masking.masked(TEXT)

    for one in ("Anna", "Berg", "example.com", "660", "AT61", "4111"):
        assert one not in masked
    assert "2024-05-17" in masked
    assert masking.unmasked(masked) == TEXT


def test_one_value_has_one_placeholder_in_every_text_of_a_task() -> None:
    masking = Masking([(Personal.NAME, "Anna")])

    assert masking.masked("Anna asks a@example.com") == "[name-1] asks [email-1]"
    assert masking.masked("a@example.com, b@example.com") == "[email-1], [email-2]"


def test_a_purpose_may_show_a_kind_as_it_is() -> None:
    masking = Masking([(Personal.NAME, "Anna")], allowed=[Personal.NAME])

    assert masking.masked("Anna, +43 660 1234567") == "Anna, [phone-1]"


def test_a_placeholder_that_nobody_gave_is_refused_and_a_typed_one_is_text() -> None:
    masking = Masking()

    assert masking.masked("see [email-1]") == "see email-1"
    with pytest.raises(UnknownPlaceholder):
        masking.unmasked("Dear [name-7]")


@given(
    st.text(max_size=200),
    st.lists(
        st.tuples(st.sampled_from([Personal.NAME, Personal.COMPANY]), st.text(max_size=20)),
        max_size=4,
    ),
)
def test_unmasking_brings_back_what_was_masked(
    text: str, known: list[tuple[Personal, str]]
) -> None:
    plain = text.replace("[", "(").replace("]", ")")  # typed placeholders lose their brackets
    known = [(kind, value) for kind, value in known if not set(value) & set("[]-0123456789")]
    masking = Masking(known)

    assert masking.unmasked(masking.masked(plain)).casefold() == plain.casefold()
