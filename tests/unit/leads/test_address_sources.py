"""A source says that an address was bought, or names where a person asked."""

import pytest

from baton.leads.address_sources import was_bought


@pytest.mark.parametrize(
    "source",
    ["Bought list", "purchased_leads.csv", "Adressen (gekauft)", "Kaufadressen", "Fremdliste",
     "rental list",
     "Daten von Drittanbieter", "Liste achetée 2025", "location de fichiers", "lista comprada",
     "lista acquistata", "gekocht adresbestand", "external list", "Apollo export", "bought"],
)  # fmt: skip
def test_bought_in_any_words(source: str) -> None:
    assert was_bought(source)


@pytest.mark.parametrize(
    "source",
    ["Location", "external", "External website", "Rental leads page", "Externe", "Compra",
     "Achat en ligne",
     "Cold storage landing page", "Purchase request form", "Data room", "Messe Wien", None],
)  # fmt: skip
def test_where_a_person_asked_is_not_bought(source: str | None) -> None:
    assert not was_bought(source)
