"""An amount is read as it was meant, or refused: never read wrongly."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.amounts import amount_in, minor_digits, minor_units
from baton.tabular.cells import as_money


@pytest.mark.parametrize(
    ("text", "decimal", "currency", "value", "said"),
    [
        ("10k", ".", None, "10000", None),
        ("1.5m USD", ".", None, "1500000", "USD"),
        ("2,5 Mio. \u20ac", ",", None, "2500000", "EUR"),
        ("(500)", ".", None, "-500", None),
        ("\u20ac-500", ".", None, "-500", "EUR"),
        ("US$ 500", ".", None, "500", "USD"),
        ("$500", ".", "USD", "500", "USD"),
        ("Rs. 5000", ".", "INR", "5000", "INR"),
        ("Rs. 5,00,000", ".", "INR", "500000", "INR"),
        ("$500 CAD", ".", None, "500", "CAD"),
        ("2 Mrd. \u20ac", ",", None, "2000000000", "EUR"),
        ("\u20b9 5 lakh", ".", None, "500000", "INR"),
        ("Rp 5.000.000", ",", None, "5000000", "IDR"),
        ("5 Millionen Euro", ",", None, "5000000", "EUR"),
        ("$2MM", ".", "USD", "2000000", "USD"),
        ("10 тыс. руб.", ",", None, "10000", "RUB"),  # noqa: RUF001
        ("Rs 25,000/-", ".", "INR", "25000", "INR"),
        ("500:-", ",", "SEK", "500", "SEK"),
        ("5\u4e07\u5186", ".", None, "50000", "JPY"),
        ("500.-", ".", "CHF", "500", "CHF"),
        ("500,--", ",", None, "500", None),
        ("CHF 1\u2019250.50", ".", None, "1250.50", "CHF"),
        ("1.250,50 \u20ac", ",", "EUR", "1250.50", "EUR"),
    ],
)
def test_what_is_known_is_read(
    text: str, decimal: str, currency: str | None, value: str, said: str | None
) -> None:
    assert amount_in(text, decimal=decimal, currency=currency) == (Decimal(value), said)


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("50%", None, "ends with"),
        ("US$ 500", "EUR", "is in USD, not in EUR"),
        ("$500", None, "which currency"),
        ("Rs. 5000", None, "which currency"),
        ("EUR 500 USD", None, "two currencies"),
        ("10-20", None, "not an amount"),
        ("~500", None, "no currency"),
        ("12 months", None, "ends with"),
        ("1.234,56", None, "decimals after"),
        ("1,2,3", None, "decimals after"),
        ("ten", None, "not an amount"),
        ("", None, "not an amount"),
        ("1e5", None, "not an amount"),
        ("9" * 61, None, "longer"),
    ],
)
def test_anything_else_is_refused_and_says_why(text: str, currency: str | None, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        amount_in(text, currency=currency)


@pytest.mark.parametrize("currency", ["SEK", "INR", "TRY", "CZK", "MAD"])
def test_a_currency_is_no_multiple_of_another(currency: str) -> None:
    for sign in ("kr", "kr.", "rs", "TL", "Kč", "dhs", currency):
        with suppress(ValueError):
            assert amount_in(f"3 {sign}", currency=currency).value == 3


@pytest.mark.parametrize("written", ["1.000", "€ 12.500", "-999.000"])
def test_what_others_write_for_thousands_is_not_read_as_decimals(written: str) -> None:
    with pytest.raises(ValueError, match="may be thousands"):
        amount_in(written, currency="EUR")
    assert amount_in(written, decimal=",", currency="EUR").value % 500 == 0


@pytest.mark.parametrize("written", ["1.000", "€ 12.345"])
def test_who_says_which_sign_stands_before_decimals_is_believed(written: str) -> None:
    assert amount_in(written, decimal=".", currency="EUR").value == Decimal(written.lstrip("€ "))


def test_a_number_of_a_program_is_as_it_is() -> None:
    assert as_money(12.345).amount("EUR").value == Decimal("12.345")
    assert as_money(1.5e3).amount("EUR").value == 1500


def test_a_currency_with_three_decimals_has_them() -> None:
    assert amount_in("1.250", currency="KWD").value == Decimal("1.250")


@given(st.integers(0, 10**12), st.sampled_from(["USD", "EUR", "JPY", "KWD", "CHF"]), st.booleans())
def test_what_is_written_is_read_back(minor: int, currency: str, comma: bool) -> None:
    digits = minor_digits(currency)
    text = f"{Decimal(minor).scaleb(-digits):,.{digits}f} {currency}"
    if comma:
        text = text.translate(str.maketrans(",.", ".,"))
    found = amount_in(text, decimal="," if comma else ".")
    assert (minor_units(found.value, currency), found.currency) == (minor, currency)


@given(st.text(max_size=80))
def test_no_text_is_more_than_refused(text: str) -> None:
    with suppress(ValueError):
        amount_in(text)
