"""What kind of message somebody wrote, and what it asks for."""

from pathlib import Path

import pytest

from baton.core.packaged_yaml import yaml_of
from baton.leads.reading.kinds import kind_of, refuses
from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.noted import noted_of

MESSAGES = yaml_of(Path(__file__).with_name("messages.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("kind", "message"), [(kind, one) for kind, some in MESSAGES.items() for one in some]
)
def test_a_message_is_of_its_kind(kind: str, message: str) -> None:
    assert kind_of(message) == kind


@pytest.mark.parametrize(
    "message",
    [
        "My email is anna@example.com, please get back to me.",
        "You can reach me at my email address below.",
        "I don't want a demo yet, just send me the details by email.",
        "I do not want the premium package. Looking forward to hearing from you.",
        "We no longer want our old newsletter tool. Can you email us a quote?",
        "Our customers do not want spam. How does your tool handle consent?",
        "Please stop by our office, my email is below.",
        "Bitte nehmen Sie mich in Ihren Newsletter auf.",
        "My address has changed, please remove the old one and send the quote to the new.",
        "Wir wollen keine Papierrechnungen mehr, sondern E-Mails. Geht das bei Ihnen?",
        "Je ne veux pas d'engagement, mais envoyez-moi vos offres.",
        "No quiero permanencia, pero sí más información por correo.",
    ],
)
def test_who_speaks_of_mail_and_of_what_they_do_not_want_refuses_no_contact(message: str) -> None:
    assert not refuses(message)
    assert kind_of(message) is not MessageKind.REFUSES


@pytest.mark.parametrize(
    ("message", "wants", "quantities", "times"),
    [
        ("A quote for 80 vehicles, in spring", ("quote",), ("80 vehicles",), ("in spring",)),
        ("Angebot, drei Standorte, bis Mai 2027", ("quote",), ("drei Standorte",), ("bis Mai 2027",)),
        ("Un devis pour 1 500 licences", ("quote",), ("1 500 licences",), ()),
        ("Quiero una demostración para tres sedes", ("demo",), ("tres sedes",), ()),
        ("We run 35 refrigerated vans", (), ("35 refrigerated vans",), ()),
        ("A bakery with four electric delivery vans.", (), ("four electric delivery vans",), ()),
        ("Wir haben 80 neue Fahrzeuge", (), ("80 neue Fahrzeuge",), ()),
        ("We need 20 chairs and tables", (), ("20 chairs",), ()),
        ("For 15 staff, in two buildings", (), ("15 staff", "two buildings"), ()),
        ("We met 3 weeks ago at 10 am", (), (), ()),
        ("Call me on +43 664 1234567", ("callback",), (), ()),
        ("Just looking", (), (), ()),
    ],
)  # fmt: skip
def test_what_a_message_asks_for_is_noted(
    message: str, wants: tuple[str, ...], quantities: tuple[str, ...], times: tuple[str, ...]
) -> None:
    noted = noted_of(message)
    assert (noted.wants, noted.quantities, noted.times) == (wants, quantities, times)


@pytest.mark.parametrize(
    "text", ["a" * 5_000, "? " * 2_500, "1 a " * 1_250, "pri " * 1_250, "\u0130" * 5_000]
)
def test_a_long_message_is_read_too(text: str) -> None:
    assert kind_of(text) in set(MessageKind)
    assert noted_of(text) is noted_of(text)
