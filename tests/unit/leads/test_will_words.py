"""What lists and other systems say of a person's will is understood, or is a fault."""

import pytest

from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.lead import Consent
from baton.leads.will_vocabulary import EMAIL, EVERY, PHONE, SMS
from baton.leads.will_words import LISTS, permission, told_by


@pytest.mark.parametrize(
    ("column", "cell", "refused"),
    [
        # English
        ("Status", "unsubscribed", LISTS),
        ("Status", "Unsubscribed.", LISTS),
        ("Subscription Status", "opted-out", LISTS),
        ("Email status", "cleaned", (EMAIL,)),
        ("Whatever", "Do not contact", EVERY),
        ("Notes", "do not call", (PHONE,)),
        ("Unsubscribed", "yes", LISTS),
        ("Unsubscribed from all email", "true", (EMAIL,)),
        ("HasOptedOutOfEmail", "1", (EMAIL,)),
        ("DoNotCall", True, (PHONE,)),
        ("Opt-Out", "x", EVERY),
        ("SMS opt out", "Y", (SMS,)),
        ("UNSUB_TIME", "2026-01-05 08:12:44", LISTS),
        ("Unsubscribe reason", "too many mails", LISTS),
        ("Do not allow Emails", "Do Not Allow", (EMAIL,)),
        ("Email opt-in", "no", (EMAIL,)),
        ("Accepts Email Marketing", "no", (EMAIL,)),
        ("Newsletter", "unsubscribed", (EMAIL,)),
        ("Status", "already unsubscribed", LISTS),
        ("Marketing Status", "Non-Subscribed", LISTS),
        ("DNC", "Y", EVERY),
        ("On DNC list", "yes", EVERY),
        ("TPS", "yes", (PHONE,)),
        ("Bounced", "hard", (EMAIL,)),
        ("Hard bounce", "true", (EMAIL,)),
        # German
        ("Status", "bereits abgemeldet", LISTS),
        ("Mailing", "Nein", (EMAIL,)),
        ("Status", "Abgemeldet", LISTS),
        ("Newsletter abbestellt", "ja", (EMAIL,)),
        ("Werbewiderspruch", "12.03.2025", EVERY),
        ("Werbesperre", "x", EVERY),
        ("Einwilligung E-Mail", "nein", (EMAIL,)),
        ("Bemerkung", "Nicht anrufen", (PHONE,)),
        # French
        ("Statut", "Désabonné", LISTS),
        ("Désinscrit", "oui", LISTS),
        ("Consentement", "non", (EMAIL,)),
        ("Remarque", "Ne pas contacter", EVERY),
        # Spanish
        ("Estado", "Dado de baja", LISTS),
        ("Fecha de baja", "2025-04-01", LISTS),
        ("Suscripción", "no", (EMAIL,)),
        ("No llamar", "sí", (PHONE,)),
        ("Kontakt erlaubt", "nein", EVERY),
        ("Mail gesperrt", "x", (EMAIL,)),
        ("Telefonsperre", "ja", (PHONE,)),
        ("Newsletter-Status", "Stopp", (EMAIL,)),
        ("Anruf gestattet", "nein", (PHONE,)),
        ("Contact allowed", "no", EVERY),
        ("Consenso newsletter", "negato", (EMAIL,)),
        ("Newsletter", "no thanks", (EMAIL,)),
        # columns that say no by themselves, and answers that are a no
        ("Kein Newsletter", "x", (EMAIL,)),
        ("No SMS", "yes", (SMS,)),
        ("Pas de démarchage", "oui", LISTS),
        ("GDPR erase", "yes", EVERY),
        ("Marketing consent", "declined", (EMAIL,)),
        ("Permission", "denied", (EMAIL,)),
        ("Werbung erlaubt", "nein", (EMAIL,)),
        ("Unsubscribed At", "2024-01-01T10:00:00Z", LISTS),
        ("Unsubscribed At", "2024-01-01 10:00:00 UTC", LISTS),
        # a way, an address or marketing as such, and what is over
        ("Marketing", "Stopp", EVERY),
        ("Werbung", "nein", EVERY),
        ("Communications commerciales", "refusées", EVERY),
        ("Pubblicità via SMS", "vietato", (SMS,)),
        ("Llamadas", "no", (PHONE,)),
        ("Mobile", "stop", (PHONE,)),
        ("May we contact you?", "no", EVERY),
        ("Dürfen wir anrufen?", "nein", (PHONE,)),
        ("Contactable par mail", "non", (EMAIL,)),
        ("Abo-Status", "gekündigt", LISTS),
        ("Newsletter", "résilié", (EMAIL,)),
        ("Estado de suscripción", "cancelada", LISTS),
        ("Iscrizione newsletter", "annullata", (EMAIL,)),
        # registers, and refusals that hold
        ("Robinsonliste", "eingetragen", EVERY),
        ("Robinsonliste", "Eintrag vorhanden seit 12.03.2025", EVERY),
        ("Bloctel", "inscrite", (PHONE,)),
        ("Registro delle opposizioni", "iscritto", (PHONE,)),
        ("DNC list", "is on the list", EVERY),
        ("Werbesperre", "aktiv", EVERY),
        ("Opt-out", "received", EVERY),
        ("Baja", "solicitada", LISTS),
        # several labels in one cell
        ("Tags", "unsubscribed, vip", LISTS),
        ("tags", '["unsubscribed", "vip"]', LISTS),
        ("tags", ["unsubscribed", "vip"], LISTS),
        ("Labels", "VIP;Do Not Contact", EVERY),
        # Italian, Dutch, Portuguese, Polish, Russian, Chinese
        ("Stato", "Disiscritto", LISTS),
        ("Uitgeschreven", "ja", LISTS),
        ("Situação", "Descadastrado", LISTS),
        ("Status", "wypisany", LISTS),
        ("Статус", "отписан", LISTS),
        ("状态", "已退订", LISTS),
        ("Status", "Unsubscribed (2021)", LISTS),
        ("Status", "Unsubscribed - spam", LISTS),
        ("Status", "UNSUBSCRIBED BY ADMIN", LISTS),
        ("Status", "Inactive - opted out", LISTS),
        ("Status", "Abgemeldet am 3.4.2024", LISTS),
        ("Statut", "désinscrit le 3/4/24", LISTS),
        ("Status", "Closed - do not call", ("phone",)),
        ("Status", "hard_bounce", LISTS),
        ("Email Marketing Status", "never_subscribed", ("email",)),
        ("Marketing contact status", "Non-marketing contact", EVERY),
        ("GDPR consent", "withdrawn 2024-02-01", ("email",)),
        ("Groups", "Opt-outs", LISTS),
        ("Segment", "Unsubscribers", LISTS),
        ("Spam complaint", "yes", LISTS),
        ("Consent", "No (2023-05-01)", ("email",)),
        ("Email hard bounce reason", "UNKNOWN_USER", ("email",)),
        ("Right to be forgotten", "yes", EVERY),
        ("Marketing objection", "yes", EVERY),
        ("Opposition démarchage", "oui", EVERY),
        ("Acepta publicidad", "no", ("email",)),
        ("Permiso email", "no", ("email",)),
        ("Accord téléphone", "non", ("phone",)),
        ("Consenso marketing", "NO", ("email",)),
        ("Iscritto", "no", ("email",)),
        ("Non contattare", "sì", EVERY),
        ("Toestemming", "nee", ("email",)),
        ("Nieuwsbrief", "nee", ("email",)),
        ("Zgoda marketingowa", "nie", ("email",)),
        ("Nyhetsbrev", "nej", ("email",)),
        ("Samtykke", "nei", ("email",)),
        ("Aceita emails", "não", ("email",)),
        ("Note", "Non vuole email", ("email",)),
        ("Comments", "complained about spam", ("email", "sms")),
    ],
)
def test_who_is_unsubscribed_is_understood(
    column: str, cell: object, refused: tuple[str, ...]
) -> None:
    told = told_by({column: cell})
    assert told.refused == set(refused)
    assert not told.unclear
    assert not told.agreed


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Status", "New"),
        ("Status", "subscribed"),
        ("Message", "How do I unsubscribe from the trial of your product? Please call me."),
        ("Unsubscribed", "no"),
        ("Unsubscribed", ""),
        ("Unsubscribed", "N/A"),
        ("Unsubscribe link", "https://lists.example/u/1"),
        ("HasOptedOutOfFax", "1"),
        ("DoNotPostalMail", "1"),
        ("Notes", "bounced"),
        ("Subscription", "Premium"),
        ("DoNotCall", False),
        ("Unsubscribed at", "0000-00-00 00:00:00"),
        ("Kein Newsletter", "nein"),
        ("No. of emails", "12"),
        ("Note", "Smith, unsubscribed from the trial, asks for a quote"),
        ("Notes", "unsubscribed; asks for a quote again"),
        ("Robinsonliste", "nicht eingetragen"),
        ("Bloctel", "non inscrit"),
        ("DNC", "no match"),
        ("Werbewiderspruch", "kein Widerspruch"),
        ("Werbesperre", "aufgehoben"),
        ("Marketing", "Manager"),
        ("Marketing budget", "no"),
        ("Calls", "0"),
        ("Phone", "no"),
        ("Order status", "cancelled"),
        ("Lead status", "Cancelled"),
        ("Newsletter", "ok"),
        ("Cancelled calls", "1"),
        ("Status", "not unsubscribed"),
        ("Status", "Nicht abgemeldet"),
        ("Campaign", "Unsubscribed winback 2024"),
        ("Consensus", "no"),
        ("Consenso medico", "no"),
        ("Permiso de conducir", "no"),
        ("Accetta carte", "no"),
        ("Iscritto al corso", "no"),
        ("Main objection", "price"),
        ("Forgotten password", "yes"),
        ("Permission set", "none"),
    ],
)
def test_what_refuses_nothing_closes_nothing(column: str, cell: object) -> None:
    assert not told_by({column: cell}).refused


def test_a_refusal_that_is_not_understood_closes_and_an_agreement_is_none() -> None:
    assert told_by({"Unsubscribed": "perhaps"}).refused == set(LISTS)
    assert told_by({"Unsubscribed": "perhaps"}).unclear == dict.fromkeys(LISTS, "Unsubscribed")
    assert not told_by({"Email opt-in": "perhaps"}).refused
    assert told_by({"Marketing": "yes"}).agreed == frozenset()
    assert told_by({"Email opt-in": "yes"}).agreed == {EMAIL}
    assert told_by({"Email opt-in": "yes", "Status": "unsubscribed"}).agreed == frozenset()
    assert told_by({"Unsubscribed": "yes"}, known=["Unsubscribed"]).refused == frozenset()


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("ja", True),
        ("Oui", True),
        ("opted out", False),
        ("non", False),
        ("0", False),
        ("hm", None),
        ("x" * 201, None),
        ("unknown", None),
    ],
)
def test_consent_is_read_in_every_shipped_language(cell: str, given: bool | None) -> None:
    assert permission(cell) is given


def test_a_file_needs_no_mapping_for_a_refusal_to_count_and_none_can_lose_it() -> None:
    row = {"email": "ada@northwind.example", "Status": "unsubscribed"}
    plain = ColumnMapping.canonical().row(row).lead
    mapped = ColumnMapping.from_yaml("fields: {email: email}").row(row).lead
    for lead in (plain, mapped):
        assert lead is not None
        assert lead.consent == Consent(email=False, sms=False)


def test_a_mapped_cell_of_consent_that_is_not_understood_rejects_its_row() -> None:
    dropping = "fields: {email: email, consent.email: {column: ok, when_invalid: drop}}"
    row = ColumnMapping.from_yaml(dropping).row({"email": "a@b.example", "ok": "perhaps"})
    assert row.lead is None
    assert row.faults


@pytest.mark.parametrize(
    ("column", "cell"),
    [("Unsubscribed", "perhaps"), ("Robinsonliste", "geprüft"), ("Bloctel", "à vérifier")],
)
def test_nobodys_lead_is_lost_for_a_refusal_that_is_not_understood(column: str, cell: str) -> None:
    row = ColumnMapping.canonical().row({"email": "a@b.example", column: cell})
    assert row.lead is not None
    assert row.ignored
    for one in row.ignored:
        assert column in one.why
        assert getattr(row.lead.consent, one.field.removeprefix("consent.")) is False
