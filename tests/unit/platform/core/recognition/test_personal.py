"""Whatever tells a person by its form is found, with its kind, and nothing else is."""

import re
from collections.abc import Callable
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.masking import mask
from baton.core.recognition.addresses import emails_in, may_hold_email
from baton.core.recognition.payment_numbers import luhn, mod_97
from baton.core.recognition.personal import Personal, found_in, replaced


def seen(text: str, *regions: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.begin : one.end]) for one in found_in(text, regions)]


@pytest.mark.parametrize(
    "number",
    [
        *("+43 660 1234567", "+44 (0)20 7946 0018", "0043 660 1234567", "+1-345-899-3560"),
        *("0664/123 45 67", "(030) 123456-78", "01.23.45.67.89", "06641234567", "020 7946 0018"),
        *("345-899-3560x4587", "(345)899-3560 ext. 45", "1-345-899-3560", "451 5986", "555-0123"),
        *("0664_123_45_67", "+43_664_1234567", "0043_664_1234567", "212_555_0123", "020_7946_0958"),
        *("512 345 678", "11 96123-4567", "25/851-7812", "98765 43210", "8 (912) 345-67-89"),
    ],
)
def test_a_phone_number_is_found_whole_in_every_way_of_writing(number: str) -> None:
    for text in (number, f"Call {number}.", f"My name is Bo ({number}), write to me"):
        assert seen(text) == [(Personal.PHONE, number)]


@pytest.mark.parametrize(
    "text",
    [
        *("budget 1 500 000 EUR", "EUR 1 500 000", "1.500.000,00 €", "12 000 000 impressions"),
        *("2026-03-02 14:00", "02.03.2026, 14:00 Uhr", "3/2/2026 2:30 PM", "20260302T141500Z"),
        *("From 2019 2020 2021 2022", "2019-2022", "14:00-15:30", "epoch 1767225600000"),
        *("ISBN 978-3-16-148410-0", "ISBN-10: 0-306-40615-2", "EAN 4006381333931"),
        *("order 4711000123", "Bestellung Nr. 100 200 300", "INV-2026-0012345", "ticket #1234567"),
        *("48.208174, 16.373819", "10 20 30 40 50", "version 10.0.19.41", "logo@2x.png", "a @ b.c"),
        *("id 550e8400-e29b-41d4-a716-446655440000", "arn:aws:x:eu-central-1:123456789012:f"),
        *(
            "IMG_20240102_123456",
            "2026_03_02",
            "123_456_789",
            "lead_0664_123456",
            "log_0123_4567.py",
        ),
        *("① ② ③ ④ ⑤ ⑥", "2019¹ 2020² 2021³", "10²³·10²⁴"),
        *("https://example.com/p/0660123456", "DE00 3704 0044 0532 0130 00", "078-05-1120"),
    ],
)
def test_dates_amounts_years_and_numbers_of_things_stay(text: str) -> None:
    assert seen(text) == []
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4111 1111 1111 1111", Personal.CARD),
        ("4111–1111–1111–1111", Personal.CARD),  # noqa: RUF001
        ("378282246310005", Personal.CARD),
        ("at61 1904 3002 3457 3201", Personal.ACCOUNT),
        ("GB29-NWBK-6016-1331-9268-19", Personal.ACCOUNT),
        ("MT84MALT011000012345MTLCAST001S", Personal.ACCOUNT),
        ('"john doe"@example.com', Personal.EMAIL),
        ("пользователь@пример.рф", Personal.EMAIL),
        ("info@xn--mller-kva.xn--p1ai", Personal.EMAIL),
        ("o'brien@example.ie", Personal.EMAIL),
        ("203.0.113.45", Personal.ADDRESS),
        ("2001:db8:85a3::8a2e:370:7334", Personal.ADDRESS),
    ],
)
def test_each_kind_is_told_from_the_others(text: str, kind: Personal) -> None:
    assert seen(f"use {text} now") == [(kind, text)]


BOLD = {
    ord(plain): first + at
    for signs, first in ((digits, 0x1D7CE), (ascii_uppercase, 0x1D400), (ascii_lowercase, 0x1D41A))
    for at, plain in enumerate(signs)
}
WRITTEN: dict[str, Callable[[str], str]] = {
    "full width": lambda text: text.translate({at: at + 0xFEE0 for at in range(0x21, 0x7F)}),
    "bold": lambda text: text.translate(BOLD),
    "Devanagari": lambda text: text.translate({0x30 + at: 0x966 + at for at in range(10)}),
    "circled": lambda text: text.translate(
        {0x30: 0x24EA, **{0x30 + at: 0x245F + at for at in range(1, 10)}}
    ),
    "raised": lambda text: text.translate(str.maketrans("+0123456789", "⁺⁰¹²³⁴⁵⁶⁷⁸⁹")),
    "lowered": lambda text: text.translate(str.maketrans("+0123456789", "₊₀₁₂₃₄₅₆₇₈₉")),
    "on keys": lambda text: re.sub(r"\d(?!\Z)", "\\g<0>\ufe0f\u20e3", text),
    "with nothing between": "\u200b".join,
    "with soft hyphens": lambda text: f"{text[:5]}\xad{text[5:]}",
    "with wide spaces": lambda text: text.replace(" ", "\u3000"),
    "with minus signs": lambda text: text.replace(" ", "\u2212"),
    "with dots in the middle": lambda text: text.replace(" ", "\u00b7"),
}
VALUES = {
    Personal.PHONE: ("+43 664 123 45 67", "0664 123 45 67", "+1 201 555 0123"),
    Personal.CARD: ("4111 1111 1111 1111", "5500 0000 0000 0004"),
    Personal.ACCOUNT: ("AT61 1904 3002 3457 3201", "DE89 3704 0044 0532 0130 00"),
    Personal.EMAIL: ("joe.doe@example.com", "joe@beispiel.de"),
}


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("kind", VALUES)
def test_no_other_form_of_the_same_characters_hides_a_value(kind: Personal, form: str) -> None:
    for value in VALUES[kind]:
        written = WRITTEN[form](value)
        assert seen(f"use {written} now") == [(kind, written)]
        assert written not in mask(f"use {written} now")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4111 1111 1111 1112", "a wrong check digit"),
        ("AB12 3456 7890 1234", "no country's account"),
        ("card 1234 5678 9012 3456", None),
        ("order 4111 1111 1111 1111", "called an order"),
    ],
)
def test_a_number_needs_its_check_digits_or_a_word_that_names_it(
    text: str, kept: str | None
) -> None:
    assert (seen(text) == []) is (kept is not None)


def test_a_word_before_a_number_decides_what_its_form_leaves_open() -> None:
    assert seen("our number is 5551234567") == [(Personal.PHONE, "5551234567")]
    assert seen("customer number 5551234567") == []
    assert seen("order 0664 1234567, phone 0664 1234567") == [(Personal.PHONE, "0664 1234567")]


@pytest.mark.parametrize(
    "address",
    [
        *("joe(at)example.com", "joe [at] example [dot] com", "joe{at}example{dot}co{dot}uk"),
        *("joe[ät]example.de", "joe (arroba) example (punto) es", "joe(arobase)example.fr"),
        *("joe (chiocciola) example.it", "joe <at> example.com", "joe@example[.]com"),
        *("joe_at_example.com", "joe (a) example.com", "joe[a]example.de", "joe@ example.com"),
        *("joe_at_example_dot_com", "joe-at-example-dot-com", "joe*at*example.com"),
        *("jan (małpa) example.pl", "joe -at- example.com", "joe [zavináč] example [tečka] cz"),
        *("joe&#64;example.com", "joe AT example DOT com", "joe [dot] doe [at] example [dot] com"),
        *(
            "joe @ example.com",
            "anna-maria.berg @ example.com",
            "joe  @  example.com",
            "q.lee77@ a.de",
        ),
        *(
            "xq @ gmail.com",
            "xq @ example (dot) com",
            "anna at web.de",
            "joe.doe at example dot com",
        ),
        *("joe AT example.com", "joe <at> example <dot> com", "joe -at- example -dot- com"),
    ],
)
def test_an_address_that_is_spelt_to_hide_it_is_one(address: str) -> None:
    assert seen(f"It is {address}, thanks") == [(Personal.EMAIL, address)]
    assert mask(f"say {address}.") == "say <email>."


@given(st.text(alphabet=" _-@at([{<)]}>*#.dotcmje\u00e4obs%40&;\u00a0", max_size=60))
def test_a_line_that_holds_no_sign_of_an_address_holds_none(text: str) -> None:
    assert may_hold_email(text) or not list(emails_in(text))


def test_plain_words_spell_an_address_only_where_mail_is_spoken_of() -> None:
    assert mask("Schreib an joe punkt doe at example punkt de") == "Schreib an <email>"
    assert mask("my mail is joe at example dot com") == "my mail is <email>"
    for text in (
        "look at example dot com",
        "sale at shop.example.com",
        "noon (at) home",
        "(at) 3.50",
        "meet at example.com",
        "lunch @ example.com",
        "meet us @ example.com today",
        "keynote @ conf.example.com",
        "v1.2 @ example.com, booth B12 @ expo.example.com, room 4.2 @ example.com",
        "look at gmail.com, sign in at outlook.com",
        "SALE AT EXAMPLE.COM",
        "option (a) example.com is open",
        "acme (a) example.com or (b) example.org",
        "created_at_index.html",
        "file look_at_me.py",
        "stay-at-home.com",
    ):
        assert mask(text) == text


@pytest.mark.parametrize(
    "number",
    [
        *("+1-800-FLOWERS", "1-800-FLOWERS", "1 800 GOT JUNK", "(800) CALL-NOW", "1-800-GO-FEDEX"),
        *("1-888-Contacts", "0800 REIMANN", "+44 800 FLOWERS", "800-MATTRESS"),
    ],
)
def test_letters_for_digits_are_a_phone_number(number: str) -> None:
    assert seen(f"Ring {number} today") == [(Personal.PHONE, number)]
    assert mask(f"see {number}") == "see <phone>"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1 800 DOLLARS",
            "1 800 CUSTOMERS",
            "900 USERS",
            "status 800 FAILED",
            "order 0800 FLOWERS",
        ),
        *("error 0800 TIMEOUT", "exit code: 0900 INVALID", "the train at 0700 DEPARTS"),
        *("Fehlercode 0800 UNBEKANNT", "status=0900 REFUSED", "um 0900 BESPRECHUNG"),
        *("version 1-800-ALPHAAA", "in 1800 HUNDREDS", "1-800-ABC", "800 Millionen Menschen"),
        *("OS 0087 12 03 2026", "AB 0042 01 12 2025", "0431 05 06 2024", "OS 0087 12.03.2026"),
        *("0087-12-03-2026", "12 03 2026 0087", "2026 03 12 0087", "PO 0815 2026 12 24"),
    ],
)
def test_amounts_in_capitals_and_numbers_with_a_day_are_no_phone_number(text: str) -> None:
    assert mask(text) == text


def test_what_is_called_a_phone_may_look_like_a_day() -> None:
    assert mask("call 0664 12 03 2026") == "call <phone>"
    assert mask("+43 660 12 03 2026") == "<phone>"


def test_a_country_that_is_known_tells_numbers_that_only_it_has() -> None:
    assert seen("6641234567") == []
    assert seen("6641234567", "AT") == [(Personal.PHONE, "6641234567")]


def test_digits_of_every_script_are_digits() -> None:
    assert seen("هاتف ٠٦٦٤ ١٢٣٤٥٦٧") == [(Personal.PHONE, "٠٦٦٤ ١٢٣٤٥٦٧")]


def test_numbers_side_by_side_are_found_one_by_one() -> None:
    assert seen("0664 1234567 0650 7654321") == [
        (Personal.PHONE, "0664 1234567"),
        (Personal.PHONE, "0650 7654321"),
    ]
    assert seen("4111 1111 1111 1111 12/27") == [(Personal.CARD, "4111 1111 1111 1111")]


@given(st.text(alphabet="0123456789+-. ()/:x@aZ\"'%,\\é", max_size=80))
def test_what_is_found_never_overlaps_and_the_rest_stays_as_it_is(text: str) -> None:
    found = found_in(text)
    assert all(one.begin < one.end for one in found)
    assert all(one.end <= other.begin for one, other in pairwise(found))
    assert replaced(text, found, lambda _, value: value) == text


@given(st.integers(0, 10**16 - 1), st.integers(0, 9))
def test_one_wrong_digit_is_no_card_s_and_no_account_s(number: int, digit: int) -> None:
    text = f"{number:016}"
    wrong = f"{(int(text[0]) + 1 + digit % 9) % 10}{text[1:]}"
    assert not (luhn(text) and luhn(wrong))
    assert not (mod_97(f"AT61{text}") == 1 and mod_97(f"AT61{wrong}") == 1)
