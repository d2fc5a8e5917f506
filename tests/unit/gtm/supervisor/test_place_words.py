"""Countries, channels and currencies are found where they are named, and nowhere else."""

import pytest

from functions.gtm.supervisor.place_words import places_in


@pytest.mark.parametrize(
    ("words", "countries"),
    [
        ("and in Germany?", ("DE",)),
        ("revenue in DE and France", ("DE", "FR")),
        ("what about the UK or the United States of America", ("GB", "US")),
        ("write to german customers", ("DE",)),
        ("Côte d'Ivoire", ("CI",)),
        ("is it in us or at me", ()),
        ("Where is my order 01M8P3B59WKA2CYAJR77YE2EFA?", ()),
        ("Where is order AT-1001, or 1001-DE?", ()),
        ("WHAT IS IT IN US", ()),
        ("NRR, ARR, MRR, CAC, LTV, GRR and SEO", ()),
        ("GM and what HR, IT and PR cost, in us dollars", ()),
        ("revenue in US dollars", ()),
        ("GM in IT", ("IT",)),
        ("turnover in the             by month", ()),
        ("margins in the uk, and what the ad cost", ("GB",)),
        ("</s><s> revenue excl. VAT", ()),
    ],
)
def test_countries_are_found_by_name_and_by_code_in_capitals(
    words: str, countries: tuple[str, ...]
) -> None:
    assert places_in(words).countries == countries


@pytest.mark.parametrize(
    ("words", "channel"),
    [
        ("cost per customer via Google", "google"),
        ("how are facebook ads doing", "meta"),
        ("revenue through the newsletter", "email"),
        ("write an email to our customers", None),
        ("revenue by channel", None),
        ("google's CAC", "google"),
        ("LTV of newsletter", "email"),
        ("how did the partner channel do", "partner"),
        ("which is the best channel", None),
        ("share left after direct costs", None),
    ],
)
def test_a_channel_is_one_through_which_something_came(words: str, channel: str | None) -> None:
    assert places_in(words).channels == ((channel,) if channel else ())


@pytest.mark.parametrize(
    ("words", "currency"),
    [
        ("LTV in USD", "USD"),
        ("in euros please", "EUR"),
        ("in US dollars", "USD"),
        ("in RUB", "RUB"),
        ("in rubles", "RUB"),
        ("in chf", "CHF"),
        ("in £", "GBP"),
        ("in ALL countries", None),
        ("in FOO", None),
        ("in USA", None),
        ("USD", "USD"),
        ("what did we pay, USD or EUR", None),
    ],
)
def test_a_currency_is_one_that_figures_are_wanted_in(words: str, currency: str | None) -> None:
    assert places_in(words).currency == currency
