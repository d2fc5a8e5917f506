"""Money goes to every platform's units and back without a loss, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.ads import units
from baton.core.amounts import _CODES, minor_digits
from baton.core.money import Money

CURRENCIES = st.sampled_from(sorted(_CODES))
AMOUNTS = st.integers(0, 10**12)


@given(CURRENCIES, AMOUNTS)
def test_google_and_linkedin_take_every_currency_to_its_smallest_unit(
    code: str, amount: int
) -> None:
    money = Money(amount=amount, currency=code)
    assert units.from_micros(units.to_micros(money), code) == amount
    assert units.from_decimal(units.to_decimal(money), code) == amount
    assert units.to_micros(money) % 10 ** (6 - minor_digits(code)) == 0


@given(st.sampled_from(sorted(units.META_OFFSETS)), AMOUNTS)
def test_meta_takes_multiples_of_its_step_and_nothing_else(code: str, amount: int) -> None:
    money, step = Money(amount=amount, currency=code), units.meta_step(code)
    if amount % step:
        with pytest.raises(ValueError, match=code):
            units.to_meta(money)
    else:
        assert units.from_meta(units.to_meta(money), code) == amount


def test_yen_are_not_sent_a_hundredfold() -> None:
    assert units.to_meta(Money(amount=5_000, currency="JPY")) == 5_000
    assert units.to_meta(Money(amount=5_000, currency="USD")) == 5_000
    assert units.to_meta(Money(amount=500_000, currency="HUF")) == 5_000
    assert units.to_micros(Money(amount=5_000, currency="JPY")) == 5_000_000_000
    assert units.to_decimal(Money(amount=5_000, currency="JPY")) == "5000"
    assert units.to_decimal(Money(amount=5_000, currency="USD")) == "50.00"


@pytest.mark.parametrize("convert", [units.to_micros, units.to_decimal, units.to_meta])
def test_an_unknown_currency_is_refused(convert: object) -> None:
    with pytest.raises(ValueError, match="XXX"):
        convert(Money(amount=1, currency="XXX"))  # type: ignore[operator]


@pytest.mark.parametrize("text", ["", "1,5", "NaN", "Infinity", "€ 1", "1e999999", "-1e20"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        units.from_decimal(text, "EUR")
