"""A share of a price is one in whatever words; a share of anything else is none."""

import pytest

from baton.language.guards.brand import as_read
from baton.language.guards.money import names_money, names_share
from tests.growth import grows_in_proportion

PRICES = """
½ the price; ⅓ cheaper; 1/3 cheaper; half the cost; at half the usual price; a third of the price
a quarter of what it costs; one third cheaper; one-third less expensive; two thirds off; a third off
2x cheaper; 10\u00d7 cheaper; three times cheaper; twice as cheap; half as expensive; 50pc; 20 pc off
six figures; a six-figure sum; 5-figure savings; buy one get one; buy two, get one free; buy 2 get 1
BOGO; 3 for 2; two for the price of one; 2-for-1; save half; save up to a third; cut your costs in half
halve your costs; costs half as much; 99p; a tenner; 50 basis points
zum halben Listenpreis; die Hälfte des Preises; um ein Drittel günstiger; ein Viertel billiger
halb so teuer; doppelt so günstig; dreimal günstiger; 2-mal günstiger; sechsstellig
im fünfstelligen Bereich; zwei zum Preis von einem; nimm 3, zahl 2; drei für zwei
Sparen Sie die Hälfte; Halbieren Sie Ihre Kosten
la moitié du prix; un tiers moins cher; un tiers du prix; deux fois moins cher; 2x moins cher
un montant à six chiffres; un acheté, un offert; deux pour le prix d'un; 3 pour 2; économisez un tiers
divisez vos coûts par deux
la mitad del precio; un tercio más barato; un tercio del coste; dos veces más barato; la mitad de caro
una suma de seis cifras; dos por uno; 2x1; 3x2; compre uno y llévese dos; ahorre la mitad
reduzca sus costes a la mitad
metà del prezzo; un terzo più economico; un terzo in meno; un terzo del costo; due volte più economico
una somma a sei cifre; due al prezzo di uno; prendi 3 paghi 2; risparmi la metà; dimezzi i costi
"""

NONE = """
We could take half an hour for your question on costs.; A third of your fleet, two thirds of the day.
Half of our customers ask this.; The cost of half the fleet; In the third quarter we look at prices.
The six figures on page two show the fleet.; a six-digit code; two figures; You run 50 PCs.
1080p and 720p video; Call me at 9p.m.; Two for you and three for your team.; We need 3 for 2 hours.
Your third price list; Your Meta costs; tiers of the price list; I would save half a day for it.
10 times a day, twice a week, three times faster; a 4x4, a 2x2 grid, a 2.5x zoom; It is a one-off.
ein sechsstelliger Code; die fünfstellige Postleitzahl; Um Viertel nach neun passt es.
Wir sprechen eine halbe Stunde über Kosten.; doppelt so schnell, dreimal pro Woche
Zwei für Sie, drei für Ihr Team.; Workshop, 3x2 Stunden; Wir haben 50 PC und 20 Drucker gesehen.
un code à six chiffres; un quart d'heure, deux fois par semaine; la moitié de l'équipe; 3 pour 2 jours
Une demi-heure sur vos coûts.
un código de seis cifras; Media hora sobre los precios.; El cuarto precio de la lista; a mitad de semana
La mitad de los clientes preguntan por precios.
un codice a sei cifre; mezz'ora, un quarto d'ora; Il terzo prezzo della lista.; metà mattina va bene
"""


def each(texts: str) -> list[str]:
    return [one.strip() for line in texts.strip().splitlines() for one in line.split(";")]


def priced(text: str) -> bool:
    return names_money(text, as_read(text)) or names_share(as_read(text))


@pytest.mark.parametrize("text", each(PRICES))
def test_a_part_or_a_multiple_of_a_price_is_seen(text: str) -> None:
    assert priced(text)
    assert priced(f"We have it for you: {text}.")


@pytest.mark.parametrize("text", each(NONE))
def test_parts_of_time_and_of_people_are_no_price(text: str) -> None:
    assert not priced(text)


@pytest.mark.parametrize(
    "part", ["half of the ", "2x ", "save a a a ", "cut a b c ", "1/", "six figures ", "buy one "]
)
def test_the_time_grows_with_the_length(part: str) -> None:
    assert grows_in_proportion(lambda size: priced(part * (size // len(part))), 40_000)
