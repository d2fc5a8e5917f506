"""What a whole message is about, in words that no phrase foresees."""

import json
from importlib.resources import files

import pytest

from baton.core.packaged_yaml import yaml_of
from baton.leads import reading
from baton.leads.reading.kinds import kind_of, refuses, words_for
from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.whole_message import WEIGHED, weights

CUSTOMERS = frozenset({MessageKind.BUYS, MessageKind.ASKS, MessageKind.OTHER})


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (MessageKind.SELLS, "Our studio edits podcasts for companies like yours, may I send our rates?"),
        (MessageKind.SELLS, "Wir vermitteln Ihnen Monteure aus Polen, Profile gern auf Anfrage."),
        (MessageKind.SELLS, "Notre agence a analysé votre site, audit gratuit ?"),
        (MessageKind.SELLS, "Ayudamos a empresas como la suya a captar clientes, ¿hablamos?"),
        (MessageKind.SELLS, "La nostra agenzia aumenta le vendite di aziende come la vostra."),
        (MessageKind.COMPLAINS, "Since Thursday nobody answers and the lift still does not work."),
        (MessageKind.COMPLAINS, "Seit Wochen warte ich auf die Gutschrift, keiner antwortet."),
        (MessageKind.COMPLAINS, "Toujours pas de réponse, et votre livreur n'est jamais passé."),
        (MessageKind.COMPLAINS, "Sigo sin recibir lo que pagué y nadie me contesta."),
        (MessageKind.COMPLAINS, "Aspetto da settimane il rimborso e nessuno mi risponde."),
    ],
)  # fmt: skip
def test_who_sells_or_complains_is_told_by_the_whole_of_what_they_write(
    kind: MessageKind, message: str
) -> None:
    assert kind_of(message) is kind


@pytest.mark.parametrize(
    "message",
    [
        "need more reviews? we got you",
        "wer druckt bei euch",
        "Wir drucken T-Shirts, brauchen Sie welche?",
        "J'aide les artisans à recruter",
        "cercate donne delle pulizie?",
        "CV en pj",
        "auch ohne ausbildung?",
        "hay trabajo?",
        "l'app si blocca",
        "wo ist mein zeug",
        "thanks for nothing",
    ],
)
def test_who_wants_nothing_of_us_is_not_answered_by_itself_however_short_it_is(
    message: str,
) -> None:
    assert kind_of(message) not in CUSTOMERS


@pytest.mark.parametrize(
    "message",
    [
        "40 licences, annual, what's the damage",
        "any left in green",
        "brauche angebot 300 m2 parkett bis märz",
        "zwei karten für samstag",
        "faire repeindre 3 pièces",
        "une benne demain, 7 m3",
        "me harian falta 20 palets para el martes",
        "si può noleggiare?",
        "Fate SEO? Il mio negozio non si trova su Google",
    ],
)
def test_who_asks_for_what_we_sell_in_a_few_words_is_answered_at_once(message: str) -> None:
    assert kind_of(message) in CUSTOMERS


@pytest.mark.parametrize(
    "message",
    [
        "I run a lead agency and want your software for my clients. What does it cost?",
        "Wir bieten unseren Kunden Schulungen an und brauchen dafür eine Plattform.",
        "Notre prestataire est toujours en retard, nous cherchons à en changer. Vos tarifs ?",
        "Nuestro sistema está caído cada semana y buscamos otro, ¿qué cuesta el vuestro?",
        "Il nostro fornitore non risponde mai, vorremmo passare a voi. Un preventivo?",
    ],
)
def test_who_buys_is_a_customer_whosever_words_they_use(message: str) -> None:
    assert kind_of(message) in CUSTOMERS


@pytest.mark.parametrize(
    "message",
    [
        "no thx, dont write again",
        "not intrested",
        "Kein Intresse!",
        "lasst mich bitte endlich in Ruhe",
        "m'écrivez plus svp",
        "dejadme ya en paz",
        "smettetela con queste mail",
        "Wer hat Ihnen meine Adresse gegeben?",
        "forget about us please",
        "Vergesst uns einfach",
        "Olvídense de nosotros",
    ],
)
def test_who_refuses_in_haste_is_never_answered(message: str) -> None:
    assert kind_of(message) in {MessageKind.REFUSES, MessageKind.MAY_REFUSE}


@pytest.mark.parametrize(
    "message",
    [
        "I am not interested in a contract longer than a year, can you offer monthly?",
        "Kein Interesse an drei Jahren Laufzeit, geht es auch monatlich?",
        "Je ne suis pas intéressé par le leasing, quel est le prix à l'achat ?",
        "No me interesa la permanencia, ¿puede ser mes a mes?",
        "L'abbonamento annuale non mi interessa, si può pagare al mese?",
    ],
)
def test_who_declines_terms_and_asks_for_others_buys(message: str) -> None:
    assert kind_of(message) in CUSTOMERS
    assert not refuses(message)


@pytest.mark.parametrize(
    "message",
    [
        "Did you forget about us? We asked for a quote in May.",
        "Vergessen Sie uns bitte nicht, wir warten auf das Angebot",
        "N'oubliez pas notre devis",
    ],
)
def test_who_asks_not_to_be_forgotten_refuses_nothing(message: str) -> None:
    assert not refuses(message)


@pytest.mark.parametrize(
    "message",
    [
        "Not interested in a lease. Why do you keep writing?",
        "Kein Interesse. Woher haben Sie meine Nummer?",
        "No me interesa su seguro, ¿por qué me llaman?",
    ],
)
def test_who_reproaches_buys_nothing(message: str) -> None:
    assert kind_of(message) not in CUSTOMERS


@pytest.mark.parametrize(
    "message",
    [
        "Do you need staff in the kitchen? I could start on Monday.",
        "Ich suche eine Lehrstelle als Mechanikerin.",
        "Vous embauchez des serveurs pour l'été ?",
        "Busco un puesto de administrativa, adjunto mi CV.",
        "Assumete personale per la stagione? Ho esperienza.",
        "Do you need hands for the harvest?",
        "Braucht ihr jemanden an der Kassa?",
        "Vi serve qualcuno in magazzino?",
    ],
)
def test_who_looks_for_work_is_never_answered_as_a_customer(message: str) -> None:
    assert kind_of(message) in {MessageKind.APPLIES, MessageKind.UNCLEAR}


@pytest.mark.parametrize(
    "message",
    [
        "The app crashes whenever I open the reports, what am I doing wrong?",
        "Ich komme nicht mehr in mein Konto, der Code kommt nicht an.",
        "La caisse ne marche plus et les clients attendent, aidez-moi !",
        "No puedo entrar en el portal, me dice acceso denegado.",
        "Non riesco ad accedere, mi chiede un codice che non arriva.",
        "it beeps twice, what now?",
        "Das Ding pfeift und geht dann aus",
        "Hace un ruido raro y no arranca",
    ],
)
def test_a_call_for_help_is_read_by_a_person(message: str) -> None:
    assert kind_of(message).needs_a_person


@pytest.mark.parametrize(
    "message",
    [
        "Our account is broken, my lawyer will write. Also send a price list for 40 seats.",
        "Your site was down for two days, my lawyer will call. What does the bigger plan cost?",
        "Unser Konto ist kaputt, mein Anwalt schreibt. Schicken Sie mir auch eine Preisliste.",
        "Votre service est en panne, mon avocat vous \u00e9crira. Envoyez un devis pour 30 postes.",
    ],
)
def test_who_complains_and_wishes_for_something_too_is_read_by_a_person(message: str) -> None:
    assert kind_of(message) is MessageKind.UNCLEAR


@pytest.mark.parametrize(
    "message",
    [
        "We really would not like any more of your adverts here.",
        "Basta mandarci pubblicità.",
        "I'm not interested in the newsletter, but please send me the price list.",
        "Kein Interesse am Newsletter, aber bitte schicken Sie mir die Preisliste.",
        "I was not interested last year, but now I am. Send me a quote please.",
    ],
)
def test_what_only_looks_like_a_refusal_is_read_by_a_person_and_closes_nothing(
    message: str,
) -> None:
    assert kind_of(message) is MessageKind.MAY_REFUSE
    assert kind_of(message).needs_a_person
    assert not refuses(message)


@pytest.mark.parametrize(
    "message", ["Kein Interesse an Ihrem Angebot.", "Not interested in your offer, remove me."]
)
def test_who_refuses_an_offer_does_not_ask_for_one(message: str) -> None:
    assert refuses(message)


def test_the_words_that_are_told_are_words_of_ideas_that_the_person_wrote() -> None:
    message = "Ms Karlsdottir here: since Thursday nobody answers and the lift still does not work."
    words = words_for(message, kind_of(message))
    assert words
    assert set(words) <= set(message.casefold().replace(":", "").replace(".", "").split())
    assert "karlsdottir" not in words


def test_signs_are_told_as_they_were_written_and_little_words_are_not() -> None:
    sells = "We can offer you first page of Google, 50 backlinks for $99!!!"
    assert words_for(sells, MessageKind.SELLS)[-1] == "$"
    assert {"you", "for"}.isdisjoint(words_for(sells, MessageKind.SELLS))


def test_no_words_are_told_where_none_were_weighed() -> None:
    assert words_for("Please unsubscribe me.", MessageKind.REFUSES) == ()
    assert words_for("Your price?", MessageKind.BUYS) == ()


def test_what_is_told_of_no_idea_is_what_the_phrases_say() -> None:
    assert kind_of("多少钱") is MessageKind.BUYS
    assert kind_of("Qwrtz plm") is MessageKind.OTHER


def test_every_weight_belongs_to_a_sign_that_can_be_found() -> None:
    ideas = set(yaml_of(_text("ideas.yaml"))) | {"number"}
    phrases = yaml_of(_text("kinds.yaml"))
    wants = {*yaml_of(_text("noted.yaml"))["wants"], "quantity", "nothing"}
    known = {"#length", "#asks", "#ends_asking", *(f"#wants/{one}" for one in wants)}
    for sign, some in weights().signs.items():
        assert len(some) == len(WEIGHED)
        if sign.startswith("#"):
            assert sign in known or sign[1:].split("/")[0] in phrases
        elif sign.endswith("*"):
            assert sign[:-1].isalnum()
        else:
            assert set(sign.split(">")) <= ideas, sign


def test_the_weights_are_small_enough_to_be_read_at_every_start() -> None:
    assert len(_text("whole_message.json")) < 150_000
    assert set(json.loads(_text("whole_message.json"))["limits"]) == {str(kind) for kind in WEIGHED}


def _text(name: str) -> str:
    return files(reading).joinpath(name).read_text(encoding="utf-8")
