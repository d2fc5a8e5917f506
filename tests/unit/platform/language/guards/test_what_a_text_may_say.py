"""Links, money, strangers' names, unfilled places and markup are seen in every form and language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.brand import Brand
from baton.language.guards.names import Known
from baton.leads.engagement import Channel

LETTER = (
    "Hello Anna,\n\nThank you for your interest in reporting. Which time suits you for a call?\n\n"
    "Kind regards\nYour team"
)
READER = Known.of("Anna", "Berg", "Berg GmbH", words=LETTER)


def faults(added: str, known: Known | None = READER) -> tuple[str, ...]:
    allowed = Allowed(channel=Channel.EMAIL, brand=Brand.shipped(), known=known)
    return faults_of("Your enquiry", f"{LETTER}\n\n{added}", allowed)


def said(added: str, told: str) -> bool:
    return any(told in fault for fault in faults(added))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "x.com/acme",
            "müller.de",
            "пример.рф",
            "evil.com_",
            "visit evil.com.",
            "evil.co.uk",
            "例え.jp",
        ),
        *(
            "(evil.fr)",
            "evil.com:8080",
            "xn--e1afmkfd.xn--p1ai",
            "evil。com",
            "evil．com",  # noqa: RUF001
            "t.co/abc",
        ),
        *(
            "evil[.]com",
            "evil dot com",
            "evil (dot) io",
            "evil dot co dot uk",
            "evil.com-foo",
            "http:evil.com",
            "1.evil.biz",
        ),
        *("10.0.0.1/x", "192.168.4.7:8080", "see 203.0.113.9/promo"),
        *(
            "evil .com/x",
            "evil .io",
            "visit evil .shop",
            "evil. com",
            "www evil com",
            "www. evil. de",
        ),
        *(
            "localhost:8080",
            "[2001:db8::1]/login",
            "2001:db8::1/x",
            "[::1]:8080",
            "2130706433/admin",
        ),
        *("mail.evil.москва", "go.evil.museum", "https://evil.example.net/x", "www.evil.net"),
    ],
)
def test_what_a_mail_program_makes_a_link_of_is_a_link(text: str) -> None:
    assert said(text, "links to a page")


@pytest.mark.parametrize(
    "text", ["skype:bob?call", "sms:+4366", "mailto:a@b.example", "view-source:x", "tel:+43660"]
)
def test_what_opens_a_program_is_a_link(text: str) -> None:
    assert said(text, "does not lead to a page")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "EUR1000",
            "5k EUR",
            "50 USD",
            "usd50",
            "£1m",
            "€ 2.5 million",
            "US$ 5",
            "R$ 50",
            "TRY 500",
        ),
        *("₺500", "499 zł", "100 Kč", "500 Ft", "1500 kr", "₽100", "100 рублей", "5 lakh rupees"),
        *(
            "99 cents",
            "It costs 99",
            "the price is 120",
            "half price",
            "two for one",
            "Preis: 49",
            "49.-",
            "50:-",
            "€ neun",
            "৳500",
            "50 ct",
            "五百元",
            "5万円",
            "５０ ＥＵＲ",  # noqa: RUF001
        ),
        *("ten thousand dollars", "fifty euros", "three hundred US dollars", "5 bucks"),
        *("50 per cent", "twenty percent off", "50 pct", "20 % off", "%50 indirim"),
        *(
            "fünfzig Euro",
            "zehntausend Franken",
            "99,-",
            "2 Mio. Euro",
            "kostet nur 99",
            "CHF 20.-",
        ),
        *("50٪", "50 bps", "50 p. c."),
        *("50 Prozent", "fünfzig Prozent", "zum halben Preis", "einhundertfünfzig Euro"),
        *("mille euros", "cinquante euros", "coûte 30", "50 pour cent", "dix pour cent"),
        *("diez mil pesos", "cincuenta euros", "precio de 45", "veinte por ciento", "3 mil euros"),
        *("EUR fifty", "4999/-", "twenty-percent", "2-for-one", "first month free", "kostet nix"),
        *("premier mois offert", "RRP 49.99", "49.– CHF", "50 000 F CFA", "no setup fees"),  # noqa: RUF001
        *(
            "at no cost",
            "zero cost",
            "gebührenfrei",
            "ohne Kosten",
            "sans frais",
            "c'est offert",
            "sin cargo",
        ),
        *("a costo zero", "in omaggio", "senza spese", "de regalo", "aufs Haus", "on the house"),
        *("cento euro", "10 per cento", "vijftig euro", "sto złotych", "десять тысяч рублей"),
    ],
)
def test_money_and_shares_are_seen_in_figures_and_in_words(text: str) -> None:
    assert said(text, "a price")


@pytest.mark.parametrize(
    "text",
    [
        *("Hello Maria,", "Dear Mr Smith,", "Hi Otto", "hi otto,", "Sehr geehrter Herr Huber,"),
        *(
            "Liebe Frau Gruber,",
            "Bonjour Sophie,",
            "Hola Carlos,",
            "Ciao Giulia,",
            "Dear Contoso team,",
        ),
        *("As Peter told you.", "We know John Smith.", "Wie Herr Maier sagt.", "Ask Dr. Watson."),
        *(
            "It runs for Contoso Ltd",
            "Huber KG uses it",
            "wie die Muster AG",
            "We like Globex.",
            "X, Inc.",
        ),
        *("J. Smith will call.", "Ask for B. Okafor.", "Kind regards, P. Novak", "von A. Maier"),
        *("Best, Thomas", "Monsieur Dupuis vous appelle", "la señora García"),
    ],
)
def test_nobody_else_is_named(text: str) -> None:
    assert said(text, "neither the reader nor of the company")


def test_the_reader_and_the_company_may_be_named_and_a_person_may_use_words_of_their_own() -> None:
    for text in ("Mr Berg, Anna Berg", "Berg GmbH has it", "Frau Berg, passt das?", "Dear all,"):
        assert faults(text) == ()
    assert faults("We like Globex.", Known.of("Anna")) == ()
    assert faults("Ask Otto of Contoso Ltd.", Known.of("Anna", "Otto", "Contoso")) == ()
    assert faults("As Peter told you.", None) == ()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Lorem ipsum dolor",
            "XXX",
            "xxx",
            "XX",
            "TBD",
            "TODO",
            "%FIRST_NAME%",
            "%first_name%",
            "%s",
        ),
        *(
            "{first_name}",
            "${name}",
            "[Your Name]",
            "[hier Namen einfügen]",
            "<<name>>",
            "«Vorname»",
        ),
        *(
            "*|FNAME|*",
            "$NAME",
            "__NAME__",
            "@NAME@",
            "#NAME#",
            "____",
            "[object Object]",
            "[name-3]",
            "<%= name %>",
            "\u2039name\u203a",
        ),
        *(
            "insert name here",
            "(insert company)",
            "tbd",
            "Firstname Lastname,",
            "John Doe",
            "Max Mustermann",
            "Jean Dupont",
            "sample text",
            "Your Name,",
        ),
        *(
            "Sehr geehrte/r Frau Berg",
            "NAME_HERE",
            "your_name",
            "(Vorname)",
            "at HH:MM",
            "Firma XYZ",
        ),
        *(
            "INSERT NAME",
            "(Ihr Name)",
            "(your company)",
            "::name::",
            "||name||",
            "tbc",
            "Musterfirma",
        ),
        *(
            "dd.mm.yyyy",
            "MM/DD/YYYY",
            "tt.mm.jjjj",
            "Bonjour Prénom,",
            "Hola Nombre,",
            "Ciao Nome,",
        ),
        *("Hello None,", "Hallo null,", "Hi N/A,", "Dear undefined,", "Hello ,", "Bonjour test,"),
    ],
)
def test_a_place_that_nobody_filled_in_is_seen(text: str) -> None:
    assert said(text, "placeholder")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "**bold**",
            "*very* good",
            "_very_ good",
            "__b__",
            "~~no~~",
            "`code`",
            "# Title",
            "> quote",
        ),
        *("<b>x</b>", "&nbsp;", "&#8364;", "[b]x[/b]", "[url=x]y[/url]", "[here](x)", "![a](b)"),
        *(":smile:", "a :+1: for it", "==this==", "* one\n* two", "+ one\n+ two", "- [ ] to do"),
        *("line\\nnext", "---", "| a | b |", "\\textbf{x}"),
    ],
)
def test_markup_of_every_kind_is_seen(text: str) -> None:
    assert said(text, "markup")


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_no_text_makes_looking_for_names_fail(text: str) -> None:
    faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Мы можем показать это вам в понедельник, если вам удобно.",
        "Możemy pokazać to państwu w czwartek, łatwo i szybko.",
        "We can meet on Monday or Tuesday, e.g. at 9.30, a.m. or p.m.; you asked about 80 vehicles.",
        "Node.js and Version 2.0 are fine. Is 14:00 good for you? It has 3 steps, and 5 * 3 is 15.",
        "- first point\n- second point with snake_case\n1. All 50 of them try 3 times, top 10 first.",
        "One question, two weeks, half an hour. See our demo, i.e. the part on charts.",
        "Gern zeigen wir Ihnen, was das für Ihre Flotte ist: Passt Ihnen Dienstag, z. B. um 9.30 Uhr?",
        "Nous vous remercions de votre question. Quel jour vous convient pour un appel de 15 minutes ?",
        "Le 3 mars à 14 h, ou le 30 mars à 9 h, ça vous va ? Il y a trois mars, disent-ils.",
        "Gracias por su pregunta. ¿Qué día le viene bien para una llamada de quince minutos?",
        "Grazie per la sua domanda. Quale giorno le va bene?",
        "See parts 1.-3. and 5.-7., from 10:00 - 11:00, in step 4.",
        "Estimada Anna, querida Anna, chère Anna, liebe Anna: it is in part two, step 3.",
        "Plan B. Then ours, option A. It is fine, by B. Then: at 10:30: yes, or 4711/2026.",
        "We like it. Come at 9. Localhost is a word, net. of it, z. B. Planung, i. d. R. Planung.",
        "Reply with yes or no; the U.S. team and Dr. Berg will read it at 9.am.",
    ],
)
def test_ordinary_sentences_may_go_out(text: str) -> None:
    known = Known.of("Anna", "Berg", words=f"{LETTER} Node Version Localhost")
    assert faults(text, known) == ()
