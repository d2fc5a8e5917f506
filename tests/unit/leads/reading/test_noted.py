"""What a message asks for, and that a call that somebody does not want is none."""

import pytest

from baton.leads.reading.noted import noted_of


@pytest.mark.parametrize(
    "message",
    [
        "price pls, dont phone",
        "I'd rather you didn't call",
        "no phoning please",
        "don't want any calls",
        "I can't talk on the phone, write",
        "Do not give me a ring",
        "angebot bitte, ruft mich nicht an",
        "nicht telefonieren, nur mail",
        "bitte keinen anruf",
        "Anrufe unerwünscht",
        "m'appelez pas svp",
        "je ne veux pas être appelé",
        "pas de coup de téléphone",
        "inutile de m'appeler",
        "presupuesto 15 ventanas, no me llaméis",
        "no me llames por favor",
        "no quiero llamadas",
        "non chiamate, solo mail",
        "non telefonatemi",
        "preferisco per iscritto",
    ],
)
def test_who_wants_no_call_is_offered_none(message: str) -> None:
    noted = noted_of(message)
    assert noted.no_calls
    assert "callback" not in noted.wants


@pytest.mark.parametrize(
    "message",
    [
        "ruf mich morgen an",
        "meldet euch telefonisch",
        "llamadme el lunes",
        "¿Me llaman?",
        "rappelle-moi demain",
        "un coup de fil svp",
        "richiamatemi",
        "could you call?",
        "please don't hesitate to call me",
        "n'hésitez pas, appelez-moi",
    ],
)
def test_who_asks_for_a_call_wants_one(message: str) -> None:
    noted = noted_of(message)
    assert not noted.no_calls
    assert "callback" in noted.wants


def test_a_question_that_is_asked_twice_is_one() -> None:
    assert noted_of("What is your price? What is your price?").questions == ("What is your price?",)
