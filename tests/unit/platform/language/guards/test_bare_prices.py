"""A number is a price by what stands around it, also without a currency or in another script."""

import pytest

from baton.language.guards.brand import as_read
from baton.language.guards.money import names_money
from tests.growth import grows_in_proportion

PRICES = """
49 Fr.; 49 Fr; Fr. 49.-; Fr. 120 pro Jahr; 49.50 Fr.; nur 49; nur 49 im Monat; nur 49 monatlich
nur 9,90; bloß 49 pro Nutzer; schon ab 49; ab 49 im Monat; 49 zzgl. MwSt.; 49 netto pro Monat
only 49 a month; just 49; from 49/month; starting at 49; 49/mo; 49 per seat; 49 plus VAT
it is yours for 9.99; you pay 49; we charge 49 per user; €49/mo; 49 bucks; only forty-nine a month
seulement 49 par mois; à partir de 49 par mois; 49 HT; 49 TTC par an; juste 49; dès 49 par mois
49 francs; vous payez 49; quarante-neuf par mois seulement; rien que 49
solo 49 al mes; desde 49 al mes; 49 más IVA; sólo 49; tan solo 49 al año; paga 49; 49 mensuales
49 por usuario
solo 49 al mese; a partire da 49 al mese; 49 più IVA; sui 49; appena 49 al mese; 49 a utente
49 mensili; soltanto 49; 49,-
499 रुपये; रु. 499; पाँच सौ रुपये; 5 लाख रुपये; 2 करोड़; 5 लाख; सिर्फ ४९९ रुपए; 5 lakh; 2 crores
a grand; half a grand; a couple of grand; a grand a year; 1,5k; 2.5K; fifty k; 1,5 mil; 20 Tsd.; $$$
€€ €; £££
49,00; 1.299,00; 1 200,00; 99.95; 49-99 per month; ninety-nine a month; six hundred a year; 1.200 p.a.
fünfzig Mäuse; 50 Tacken; zwei Riesen; einen Hunderter; ein Zehner im Monat; Tagessatz von 900
Budget von 5000
deux cents balles; mille balles; quarante-neuf par mois; un acompte de 100; économisez 300
un budget de 5 000
50 pavos; cinco lucas; cuarenta y nueve al mes; un presupuesto de 5000; mil sacchi; quarantanove al mese
deposit of 100; it will set you back 500; save 500; a four-digit sum; ein dreistelliger Preis
una cifra a quattro zeri
95 an hour; 120 per day; 85 pro Stunde; 95 de l'heure; 110 la hora; 75 all'ora; 80/h; it came to 1.2M
1,5 Mio!; a budget of 2 million; 12M last year; E 49; nur E 49; 49e; 49e par mois; E49.90
0.99 each; 1.20 apiece; 0,79 pro Stück; 0,50 chacun; it costs a hundred; kostet hundert; cuesta cien
costs two hundred a month; priced at ninety; coûte cinquante; costa cento
500美元; 300 欧元; 5만 원; 500 달러; 99 ευρώ; 500 ريال; 500 บาท; ৫০০ টাকা; 100 שקל
"""

NONE = """
Is EUR one of your currencies; a table for two for 8:00; a room for 4 for two nights
nur 49 Plätze; nur 2 Plätze; nur 49 von 80 Fahrzeugen; nur 2025; nur bis 2026; Hauptstraße 49
Hauptstr. 49, 1010 Wien; nur am 30. April; nur 30. April; Wir sind ab 9 Uhr da; ab 14 Uhr; ab 2026
ab 49 Nutzern; nur um 9.30; um 9:30; nur 3; 3 Termine im Monat; nur 20 Minuten
Mo-Do 9-17, Fr 9-12; Fr 14 Uhr; Fr. 12.5.; Fr., 12. Mai; Mi 25, Fr 27; Mo 9-17 Fr 9-12; nur 24/7
Fr 14:30; am Fr 27. März
only 49 seats; only 2 of them; just 15 minutes; only 9:30 or 10:00; only 2024; since 1999
from 9 to 5; from 2019; 3 per week; 10 times a month; 20 calls per month; starting at 9
only 5 and 6; house 49; only 12 people; just 3 steps; at 9.30; for 14.30; room 49; at 4.75 stars
80 vehicles per year; pay 12 people; 300 leads a month; Only 5 left; for 2 hours; version 2.99
twice a month; only two a month; in 12 months
seulement 49 places; dès 9 h; à partir de 9 heures; à partir de 2026; 3 rendez-vous par mois
seulement 15 minutes; 12 rue de la Paix; juste 2; dès 2025; rien que 12 personnes
solo 49 plazas; desde 2019; a partir de las 9; calle Mayor 49; 3 citas al mes; solo 15 minutos
cada 12 meses; sólo 2 personas
solo 49 posti; sui 49 posti; via Roma 49; a partire dal 2026; solo 15 minuti; 3 volte al mese
dalle 9 alle 17; solo 2
5 लाख लोग; बार 49; 49 बार; 2025 में; 5 lakh users; 5 个; 3 per day; 2026 netto; Zahlen 2025
a grand opening; a grand piano; a 5k run; 4K; 10k steps; 1,5k leads; 2k users; 1,5 km; how much milk
49.00 hours
at 9.00; 9,00 Uhr; um 14,00; version 49.00; a score of 99.95; 24.12.; 12.05; 95 km/h; in 2025
40 calls an hour; up to 200 per day; the limit is 50 an hour; 24 hours a day
80 km/h; 3 an hour; 10 a day; 5M people; a 4M window; a cable of 5 m; 2 Mio Nutzer; an M8 bolt
eine Stadt mit 2 Mio. Einwohnern; le 16e; le 49e étage; E45 motorway; Building E 12; Saal E 49 im Haus
an AUC of 0.88 each; 3 each
costs a lot; costs two days; kostet hundert Stunden; costs a hundred hours; coûte une minute
Costa Rica 2026; hundreds a month; ten a day
un budget de temps; dix par jour; die Mäuse; 3 Tausender-Blöcke; el presupuesto 2231; Rechnung 4711
a three-digit code
confidence 0.90; a share of 0,95; 0.99
die Zahlen 2025 sind da; three a year; 49 HTML pages; 49 ht-Tags
"""


def each(texts: str) -> list[str]:
    return [one.strip() for line in texts.strip().splitlines() for one in line.split(";")]


def priced(text: str) -> bool:
    return names_money(text, as_read(text))


@pytest.mark.parametrize("text", each(PRICES))
def test_a_number_is_a_price_by_the_words_around_it(text: str) -> None:
    assert priced(text)
    assert priced(f"We have it for you: {text}. Is that well?")


@pytest.mark.parametrize("text", each(NONE))
def test_counts_years_days_hours_and_houses_are_no_prices(text: str) -> None:
    assert not priced(text)
    assert not priced(f"So it is: {text}. And on we go.")


@pytest.mark.parametrize(
    "part",
    [
        "nur 49 ",
        "1.234 ",
        "fr. 4",
        "only one hundred ",
        "5 सौ ",
        "a 1,",
        "fifty-",
        "a grand ",
        "49,0 ",
    ],
)
def test_the_time_grows_with_the_length(part: str) -> None:
    assert grows_in_proportion(lambda size: priced(part * (size // len(part))), 40_000)
