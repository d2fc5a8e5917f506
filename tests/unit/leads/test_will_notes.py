"""What colleagues note of a person's will closes what it says, and an ordinary note closes nothing."""

import pytest

from baton.leads.will_notes import refused_in_notes
from baton.leads.will_vocabulary import EMAIL, EVERY, PHONE, SMS
from baton.leads.will_words import LISTS, told_by


@pytest.mark.parametrize(
    ("note", "refused"),
    [
        ("wants no more mail", (EMAIL,)),
        ("bitte nicht mehr anrufen", (PHONE,)),
        ("do not contact", EVERY),
        ("Do not call!", (PHONE,)),
        ("Spoke 3 May: asked not to be contacted again", EVERY),
        ("no calls please", (PHONE,)),
        ("DNC - do not mail or call", (EMAIL, PHONE)),
        ("Customer unsubscribed from newsletter", LISTS),
        ("keine Werbung mehr", LISTS),
        ("möchte nicht mehr angerufen werden", (PHONE,)),
        ("will keine Newsletter", LISTS),
        ("Kontaktaufnahme nicht erwünscht", EVERY),
        ("kein Kontakt erwünscht", EVERY),
        ("hat der Werbung widersprochen", LISTS),
        ("ne plus contacter", EVERY),
        ("ne pas appeler, préfère les mails", (PHONE,)),
        ("ne souhaite plus être relancé", EVERY),
        ("ne veut plus de mails", (EMAIL,)),
        ("n'appelez plus", (PHONE,)),
        ("no llamar más", (PHONE,)),
        ("no quiere que le llamen", (PHONE,)),
        ("no quiere recibir publicidad", LISTS),
        ("no volver a contactar", EVERY),
        ("non chiamare più", (PHONE,)),
        ("non vuole più ricevere mail", (EMAIL,)),
        ("non contattare", EVERY),
        ("basta telefonate", (PHONE,)),
        ("stop sms", (SMS,)),
        ("doesn't want to be called", (PHONE,)),
        ("does not wish any further contact", EVERY),
        ("met at fair; wants no newsletter", LISTS),
        ("Herr Huber bitte nicht per Mail kontaktieren", (EMAIL,)),
        ("pas de démarchage", LISTS),
        ("plus de mails svp", (EMAIL,)),
        ("opted out in 2024", LISTS),
        ("Customer said: stop emailing me", (EMAIL,)),
        ("has asked us not to phone", (PHONE,)),
        ("GDPR: objected to marketing", LISTS),
        ("wants to be left alone", EVERY),
        ("bitte von allen Mailings streichen", (EMAIL,)),
        ("wünscht keine Werbung", LISTS),
        ("Kunde möchte nicht kontaktiert werden", EVERY),
        ("hat um Löschung aus dem Verteiler gebeten", LISTS),
        ("nur noch per Post, keine Mails", (EMAIL,)),
        ("ne plus appeler svp", (PHONE,)),
        ("refuse tout démarchage", LISTS),
        ("opposé à la prospection", LISTS),
        ("no molestar", EVERY),
        ("prefiere no recibir correos", (EMAIL,)),
        ("ha pedido que no le llamemos", (PHONE,)),
        ("non disturbare", EVERY),
        ("non vuole telefonate", (PHONE,)),
        ("no texts", (SMS,)),
        ("remove from list", LISTS),
        ("do not email", (EMAIL,)),
        ("hung up, says never call again", (PHONE,)),
        ("Telefonisch nicht mehr kontaktieren", (PHONE,)),
        ("Keine Newsletter!", LISTS),
        ("bitte keine E-Mails mehr senden", (EMAIL,)),
    ],
)  # fmt: skip
def test_a_note_that_plainly_forbids_closes_what_it_names(
    note: str, refused: tuple[str, ...]
) -> None:
    assert refused_in_notes(note) == refused


@pytest.mark.parametrize(
    "note",
    [
        "has not been contacted yet",
        "no answer, call again",
        "not reached, call again Monday",
        "no email on file",
        "No phone number",
        "did not call back",
        "do not call before 10",
        "Don't call on Mondays",
        "could not reach him by phone",
        "keine E-Mail vorhanden",
        "noch nicht angerufen",
        "nicht erreicht, nochmal anrufen",
        "bitte nicht vor 10 Uhr anrufen",
        "konnte ihn nicht anrufen",
        "kein Kontakt seit März",
        "no contact since May",
        "lost contact",
        "don't forget to call",
        "bitte anrufen nicht vergessen",
        "ne pas appeler avant 10h",
        "pas encore contacté",
        "pas de réponse, rappeler",
        "no contesta, llamar de nuevo",
        "no llamar antes de las 10",
        "todavía no contactado",
        "non risponde, richiamare",
        "non ancora contattato",
        "never called us back",
        "doesn't mind being called",
        "prefers email",
        "wants more mail about spring",
        "will Angebot per Mail",
        "Newsletter abonniert",
        "nicht interessiert an Modell A, aber an B",
        "not interested at the moment, call in May",
        "no newsletter yet",
        "call him, he never reads mail",
        "no mail arrived, send again",
        "keine Rückmeldung",
        "keine Post erhalten",
        "hat keine Mails bekommen",
        "did not receive any mails",
        "does not want the red one",
        "ne veut pas le modèle rouge",
        "no quiere el rojo",
        "non vuole il rosso",
        "do not send the brochure, he has it",
        "stop by on Tuesday",
        "wants no contract longer than a year",
        "kein Telefon",
        "calls himself Bob",
        "ask not for discount",
        "never mail invoices, only paper",
        "if no answer do not call again this week",
        "has no marketing team",
        "no marketing budget",
        "keine Angebote erhalten",
        "wünscht keine Lieferung am Freitag",
        "no objection",
        "contact person is not Mr Smith",
        "not called in, on leave",
        "Rechnung nicht per Post",
        "please do not reply by phone number 1",
        "called twice, no answer",
        "no reply to mail of 3 May",
        "mail bounced, call instead",
        "prefers calls in the morning",
        "wants a call back",
        "do not discount more than 10%",
        "not a decision maker",
        "does not use email much",
        "told him not to worry",
        "please call assistant, not him",
        "nicht zuständig, Frau Lang anrufen",
        "nicht dringend, im Juni anrufen",
        "Anruf nicht angenommen",
        "keine Zeit, später anrufen",
        "will keine Vorführung, nur Preisliste per Mail",
        "keine Mailadresse",
        "pas intéressé par le modèle pro",
        "pas disponible, rappeler jeudi",
        "ne répond pas au téléphone",
        "no estaba, llamar luego",
        "no tiene correo",
        "non c'era, richiamare",
        "non usa la mail",
        "not to be confused with Smith GmbH",
        "never ordered before",
        "no marketing manager yet",
        "has no objection to calls",
        "asked not for price but for a demo",
        "do not ship to old address",
        "do not call him Bob",
        "stop-over in Vienna, met there",
        "was not called because of holiday",
        "no calls made so far",
        "keine Anrufe bisher",
        "does not want call centre software, wants CRM",
        "wants no newsletter tool, wants CRM",
    ],
)
def test_an_ordinary_note_closes_nothing(note: str) -> None:
    assert refused_in_notes(note) == ()


@pytest.mark.parametrize(
    "column", ["Notes", "Sales notes", "Internal comment", "Gesprächsnotiz", "Remarques", "Note 2"]
)
def test_notes_are_known_by_the_names_of_their_columns(column: str) -> None:
    told = told_by({column: "Spoke on Monday. Wants no more calls."})
    assert (told.refused, told.noted) == ({PHONE}, {PHONE: column})


def test_notes_are_not_named_where_a_column_of_refusals_says_so_too() -> None:
    told = told_by({"Do not call": "yes", "Notes": "do not call"})
    assert (told.refused, told.noted) == ({PHONE}, {})


@pytest.mark.parametrize(
    "note", [None, 7, "", "a " * 5_000, "do not " * 1_000, "ne veut plus de " * 500]
)
def test_whatever_a_cell_holds_is_read(note: object) -> None:
    assert refused_in_notes(note) == ()
