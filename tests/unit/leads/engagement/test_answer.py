"""The first words answer what the person wrote, in their language."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.brand import Brand
from baton.leads.engagement import Channel, Content
from baton.leads.lead import NewLead
from baton.leads.reading.language import Language, language_for
from baton.leads.reading.noted import noted_of
from functions.leads.engagement.content import Templates

FIRST = ("premium_first_contact", "nurture_welcome", "general_answer")
CALLS = (" call", "Telefonat", "anrufen?", "vive voix", "vous appeler", "llamada breve", "llamarle",
         "phone", "Telefon", "téléphone", "teléfono")  # fmt: skip


def first_words(message: str | None, template: str = FIRST[0], **details: Any) -> Content:
    given = {"email": "a@example.com", "message": message} | details
    lead = NewLead.model_validate(given)
    templates = Templates.load(language_for(lead.message, lead.country))
    return templates.write(template, Channel.EMAIL, lead)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Bonjour, quels sont vos délais ?", "« Quels sont vos délais ? »"),
        ("Hi there, do you deliver to Cork?", "“Do you deliver to Cork?”"),
        ("Grüß Gott! Liefern Sie nach Tirol?", "„Liefern Sie nach Tirol?“"),
        ("Hola, ¿tienen mesas plegables?", "«¿Tienen mesas plegables?»"),
        ("Hi-fi systems for twelve rooms?", "“Hi-fi systems for twelve rooms?”"),
    ],
)
def test_a_question_is_repeated_without_its_greeting(message: str, said: str) -> None:
    body = first_words(message).body.replace("\u00a0", " ").replace("\u202f", " ")
    assert said in body


@pytest.mark.parametrize(
    ("message", "promised"),
    [
        ("A quote for 80 vans, please. Do you deliver to Graz?", "Your question is with our team"),
        ("Bitte ein Angebot. Liefern Sie in die Schweiz?", "Ihre Frage liegt bei unserem Team"),
        ("Un devis svp. Livrez-vous en Belgique ?", "Votre question est entre les mains"),
        ("Un presupuesto, por favor. ¿Envían a Canarias?", "Su pregunta está en manos"),
    ],
)
def test_a_question_beside_a_wish_is_answered_too(message: str, promised: str) -> None:
    assert promised in first_words(message).body
    assert promised not in first_words(message.partition(". ")[0]).body


def test_no_line_begins_with_a_french_question_mark() -> None:
    assert "délais\u202f?" in first_words("Bonjour, quels sont vos délais ?").body


def test_a_question_that_asks_for_the_wish_itself_is_no_further_one() -> None:
    assert "with our team" not in first_words("Can you send me a quote for 80 vans?").body


def test_who_writes_in_italian_is_understood_and_answered_in_english() -> None:
    said = first_words("Buongiorno, vorrei un preventivo per 30 licenze.")
    assert said.subject == "Your request for a quote"
    assert "30 licenze" in said.body


@pytest.mark.parametrize(
    "message",
    [
        "Not longer than a year. Can you offer monthly?",
        "Wir wollen keine drei Jahre Bindung, was kostet es?",
        "El contrato de un año es largo, ¿cuánto cuesta?",
    ],
)
def test_how_long_is_no_answer_to_when(message: str) -> None:
    assert not noted_of(message).times


@pytest.mark.parametrize("template", FIRST)
@pytest.mark.parametrize(
    ("message", "named"),
    [
        (
            "Please send a quote for 80 vehicles. No calls please, we want to start in spring.",
            ["a quote", "80 vehicles", "in spring", "do not want to be called"],
        ),
        ("Is there a sandbox, and what are the rate limits?", ["“Is there a sandbox, and what"]),
        ("Can we book a demo for 12 people next week?", ["a demonstration", "12 people"]),
        ("To Norway? We need 5,000 boxes by May 2027.", ["Norway?", "5,000 boxes", "by May 2027"]),
        (
            "Bitte um ein Angebot für 20 Arbeitsplätze bis Ende März, lieber per E-Mail.",
            ["ein Angebot", "20 Arbeitsplätze", "bis Ende März", "nicht angerufen werden"],
        ),
        ("Liefern Sie auch in die Schweiz? Danke!", ["„Liefern Sie auch in die Schweiz?“"]),
        (
            "Nous voudrions un devis pour 12 véhicules, merci de ne pas m'appeler.",
            ["un devis", "12 véhicules", "Vous ne souhaitez pas d"],
        ),
        ("Est-ce que vous livrez aussi en Belgique ?", ["« Est-ce que vous livrez aussi en Belgique"]),
        (
            "Necesitamos un presupuesto para 40 licencias en enero, por favor no me llamen.",
            ["un presupuesto", "40 licencias", "en enero", "No desea llamadas"],
        ),
        ("¿Cuánto cuesta para tres sedes?", ["¿Cuánto cuesta para tres sedes?"]),
    ],
)  # fmt: skip
def test_wishes_numbers_and_questions_are_named(
    message: str, named: list[str], template: str
) -> None:
    body = first_words(message, template).body
    assert [one for one in named if one not in body] == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("The seamstress has taken four inches off my dress.", "a person reads it and writes back"),
        ("Der Kühlschrank brummt seit gestern lauter als vorher.", "Ein Mensch liest sie"),
        ("La robe est maintenant dix centimètres trop courte.", "une personne le lit"),
        ("Nos vendieron un coche con el cuentakilómetros cambiado.", "una persona lo lee"),
        ("Hello!", "reply with your question"),
    ],
)
def test_who_only_tells_something_is_not_asked_to_say_it_again(message: str, said: str) -> None:
    assert said in first_words(message).body


@pytest.mark.parametrize(
    "refusal",
    ["Please do not call me.", "Only by e-mail, please.", "Bitte nicht anrufen.", "Keine Anrufe!",
     "Kein Telefonat, bitte.", "I am deaf, please write.", "Merci de ne pas téléphoner.",
     "Nada de llamadas, por favor.", "Niente telefonate, per favore.",
     "Ne m'appelez pas.", "Par mail uniquement.", "No me llamen.", "Solo por correo."],
)  # fmt: skip
def test_a_refused_call_is_not_offered(refusal: str) -> None:
    for language in Language:
        details = NewLead.model_validate({"email": "a@example.com", "message": refusal})
        templates = Templates.load(language)
        for name, channel in templates.names:
            if channel in (Channel.EMAIL, Channel.SMS):
                said = templates.write(name, channel, details).body
                assert not [one for one in CALLS if one in said.replace(" be called", "")], said


def test_consent_that_is_refused_refuses_calls_too() -> None:
    body = first_words("Please send a quote.", consent={"phone": False}).body
    assert "short call" not in body
    assert "short call" in first_words("Please send a quote.").body


@pytest.mark.parametrize(
    ("message", "country", "language"),
    [
        ("Können Sie auch in die Schweiz liefern?", "GB", "de"),
        ("Do you deliver to Vienna?", "AT", "en"),
        ("Est-ce que vous livrez en Suisse ?", "CH", "fr"),
        ("¿Tienen stock en Madrid?", None, "es"),
        (None, "DE", "de"),
        (None, "MX", "es"),
        (None, "CH", "en"),
        ("Vorrei sapere quanto costa, grazie", "IT", "en"),
        ("Quero agendar uma reunião e receber uma proposta para 40 lojas.", "BR", "en"),
        ("请寄一份产品目录。", "CN", "en"),
        ("ok", "FR", "fr"),
        ("Devis pour 3 camions", "BE", "fr"),
        ("Bonjour", None, "fr"),
        ("Angebot?", "US", "de"),
        ("Hola", None, "es"),
        ("More info about pricing", "ES", "en"),
        ("Buongiorno", "CH", "en"),
        ("katalog bitte per post", None, "de"),
        ("essai gratuit pour 4 postes", None, "fr"),
        ("cuanto tarda el envio", None, "es"),
        ("avete ancora piastrelle", None, "en"),
        ("Wat kost het?", "BE", "en"),
    ],
)
def test_people_are_answered_in_the_language_they_write(
    message: str | None, country: str | None, language: str
) -> None:
    assert language_for(message, country) == language


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400) | st.from_regex(r"\A(?:[A-Za-z0-9 ,.:/@%$'!-]{1,80}\?){1,3}\Z"))
def test_whatever_somebody_writes_the_answer_may_go_out(message: str) -> None:
    try:
        content = first_words(message)
    except ValueError:
        return
    allowed = Allowed(channel="email", brand=Brand.shipped())
    assert faults_of(content.subject, content.body, allowed) == ()
