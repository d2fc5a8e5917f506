"""A refusal speaks of our calls and mails; what is said of anybody else's closes nothing."""

import pytest

from baton.leads.reading.kinds import kind_of, refuses
from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.noted import noted_of

_TROUBLE = (MessageKind.COMPLAINS, MessageKind.NEEDS_SUPPORT)


@pytest.mark.parametrize(
    "message",
    [
        "We don't call customers, we need a dialler",
        "Our patients do not want phone calls, can your tool text them?",
        "There are no calls in our statistics, what does the report cost?",
        "Our clients never write to us, we want a chat widget.",
        "We don't take calls from customers, we want a bot.",
        "Wir rufen unsere Kunden nicht an, wir brauchen ein Portal.",
        "Wir wollen unsere Kunden nicht mehr anrufen müssen.",
        "Unsere Kunden wollen keine Anrufe, sondern eine App.",
        "Wir verschicken keine Werbung, nur Rechnungen.",
        "Nous n'appelons pas nos clients, il nous faut un automate.",
        "Nos clients ne veulent pas être appelés le soir.",
        "No llamamos a nuestros clientes, necesitamos un marcador.",
        "Nuestros clientes no quieren llamadas, buscamos un chat.",
        "Non chiamiamo i clienti, ci serve un centralino.",
        "I nostri clienti non vogliono chiamate, cerchiamo una chat.",
    ],
)
def test_who_speaks_of_calls_to_others_refuses_none(message: str) -> None:
    assert not noted_of(message).no_calls
    assert not refuses(message)
    assert kind_of(message) is not MessageKind.REFUSES


@pytest.mark.parametrize(
    "message",
    [
        "You never call me back!",
        "Why did you not call me yesterday?",
        "If you do not call me back today I go elsewhere.",
        "We get no calls since your update.",
        "Ihr ruft mich nicht zurück!",
        "Warum rufen Sie mich nicht zurück?",
        "Bei uns gehen keine Anrufe mehr ein, seit Sie umgestellt haben.",
        "Vous ne m'appelez pas alors que vous l'aviez promis.",
        "Pourquoi ne me rappelez-vous pas ?",
        "Je n'ai reçu aucun appel de votre part.",
        "¡Nunca me llaman!",
        "Estamos sin llamadas desde ayer.",
        "Kein Rückruf seit drei Wochen!",
        "Non mi richiamate mai!",
        "Perché non mi chiamate?",
    ],
)
def test_who_waits_for_a_call_in_vain_complains(message: str) -> None:
    assert kind_of(message) in _TROUBLE
    assert not noted_of(message).no_calls
    assert not refuses(message)


@pytest.mark.parametrize(
    "message",
    [
        "Never call this number again.",
        "I don't take calls at work.",
        "We run a call centre and do not want your calls.",
        "You may email but not call.",
        "I'd prefer that you do not call.",
        "Our customers call us here, so please do not call this line.",
        "We don't call customers and don't call us either.",
        "Rufen Sie uns bitte nicht zurück.",
        "Rufen Sie meine Kunden und mich nicht an.",
        "Ich will nicht, dass Sie mich anrufen.",
        "Hört auf mich anzurufen!",
        "Bitte sehen Sie von Anrufen ab.",
        "Merci de ne pas me rappeler.",
        "Je préfère que vous ne m'appeliez pas.",
        "Je ne veux pas qu'on m'appelle.",
        "Cessez de m'appeler.",
        "Ne me rappelez surtout pas.",
        "Anrufe sind zwecklos, bitte nur Mail.",
        "Bitte kein Rückruf.",
        "No me vuelvan a llamar.",
        "No quiero que me llamen.",
        "Dejen de llamarme.",
        "Per favore non richiamatemi.",
        "Preferisco non essere chiamata.",
        "Niente chiamate per favore.",
        "Nessuna telefonata, grazie.",
        "Smettetela di chiamarmi.",
    ],
)
def test_who_refuses_our_calls_is_heard(message: str) -> None:
    assert noted_of(message).no_calls


@pytest.mark.parametrize(
    "message",
    [
        "We don't send ads and do not want yours. Stop mailing us.",
        "You never call me back. Unsubscribe me.",
        "Schreiben Sie mir nicht mehr.",
        "Ich will keine Werbung mehr von euch bekommen.",
        "Pas de publicité svp, désinscrivez-moi.",
        "Non voglio ricevere pubblicità.",
    ],
)
def test_who_refuses_our_mails_is_heard(message: str) -> None:
    assert refuses(message)


@pytest.mark.parametrize(
    "message",
    [
        "You don't write to me any more.",
        "Ihr schreibt mir nicht mehr.",
        "Vous ne m'écrivez plus, ma commande est perdue ?",
        "Ya no me escriben más.",
    ],
)
def test_what_may_be_told_or_asked_for_is_read_by_a_person(message: str) -> None:
    assert kind_of(message).needs_a_person
    assert not refuses(message)
