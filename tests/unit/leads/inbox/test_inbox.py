"""What people answer is threaded to its step, obeyed, waited for, or put to a person."""

import json
from datetime import timedelta
from email.message import EmailMessage
from typing import Any, cast

import pytest

from baton.effects.effect import EffectState
from baton.effects.unsubscribe import link_key
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead_intake import tie_of
from baton.leads.replies import NewReply, key_of
from baton.leads.reply_address import reply_address
from baton.leads.steps import StepReference
from baton.privacy.subject import email_key, phone_key
from baton.runtime.platform import Platform
from functions.leads.inbox.agent import Inbox
from functions.leads.inbox.models import InboxResult, InboxTask, Meaning
from functions.leads.inbox.text_messages import tasks_of
from tests.samples.outreach import Campaigning

KEY = link_key("the secret links")
ANNA = "anna.berg@example.com"


class Post:
    """A world whose second step, an e-mail, went out; and its inbox."""

    def __init__(self, **details: str) -> None:
        self.world = Campaigning(details=details)
        for step in (1, 2):
            self.world.at(step)
            self.world.sweep()
        self.platform = self.world.platform
        self.platform.clock.advance(3_600)
        self.sent = next(one for one in self.world.effects() if StepReference.of(one).step == 2)
        self.answers = 0
        lead = self.world.lead
        with self.platform.transactions.begin() as within:
            self.platform.subjects.tie(tie_of(lead), asked_at=lead.received_at, within=within)

    def mail(self, text: str, **headers: str) -> EmailMessage:
        self.answers += 1
        mail = EmailMessage()
        mail["From"] = headers.pop("sender", f"Anna Berg <{ANNA}>")
        to = headers.pop("to", reply_address("reply@in.example", self.sent.effect_id, KEY))
        mail["To"] = to
        mail["Subject"] = headers.pop("subject", "Re: Your question")
        mail["Message-ID"] = f"<{self.answers}@example.com>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        return mail

    def take(self, task: InboxTask) -> InboxResult:
        return Inbox.assemble(cast("Platform", self.platform)).perform(task)

    def comes(self, mail: EmailMessage, name: str = "inbox/m1") -> InboxResult:
        self.platform.files.write(name, [mail.as_bytes()], content_type="message/rfc822")
        return self.take(InboxTask(key=name))

    def answered(self, text: str, **headers: str) -> InboxResult:
        return self.comes(self.mail(text, **headers))

    def outcomes(self) -> list[Interaction]:
        found = self.platform.interactions.of(self.world.lead.lead_id)
        return [one for one in found if one.kind is not InteractionKind.PLANNED]

    def closed(self, key: str) -> set[str]:
        (status,), _ = self.platform.contact_statuses.read([key])
        return {one.text for one in status.suppressions}

    def third(self) -> Any:
        return next(one for one in self.world.effects() if StepReference.of(one).step == 3)


def test_a_question_is_kept_with_its_step_and_put_to_a_person() -> None:
    post = Post()
    result = post.answered("Does it work with SAP?\n\nOn Monday Baton wrote:\n> Hello Anna,")
    assert (result.meaning, result.step) == (Meaning.PERSON, 2)
    (reply,) = post.outcomes()
    assert (reply.kind, reply.step) == (InteractionKind.REPLIED, 2)
    assert reply.data == {"subject": "Re: Your question", "text": "Does it work with SAP?"}
    case = post.platform.escalations.get(result.escalation_id or "")
    assert (case.subject, case.subject_id) == ("reply", post.world.lead.lead_id)
    assert "SAP" not in case.model_dump_json()
    post.world.run_to_the_end()
    assert post.third().state is EffectState.REFUSED


def test_the_same_answer_twice_is_one() -> None:
    post = Post()
    mail = post.mail("Please call me on Friday.")
    first, second = (post.comes(mail, name) for name in ("inbox/m1", "inbox/m2"))
    assert first.escalation_id == second.escalation_id
    assert len(post.outcomes()) == 1


def test_what_was_received_is_kept_nowhere_but_with_its_lead() -> None:
    post = Post()
    post.answered("My secret question?")
    assert post.platform.files.read("inbox/m1") == b""
    assert post.take(InboxTask(key="inbox/m1")).meaning is Meaning.NOTHING


@pytest.mark.parametrize(
    "text",
    ["STOP", "Hör auf", "lass das bitte", "Smettetela!",
     "desuscribir", "stop please", "keine sms mehr", "annulla iscrizione",
     "Stop!", "Unsubscribe", "Abmelden", "Bitte abmelden", "Arrêtez", "Baja",
     "baja por favor",
     "Bitte keine weiteren Mails mehr.", "Merci de ne plus me contacter.", "No me escriban más.",
     "Please remove me from your list.", "STOP\n\nSent from my iPhone",
     "stop\n\n> If you do not want this, do nothing",
     "S T O P", "FERMA", "rimuovimi", "nope stop",
     "Remove me", "Unsub", "Abmeldung", "Désinscrivez-moi", "Dar de baja", "cancelar suscripción",
     "Ich widerspreche der Nutzung meiner Daten zu Werbezwecken.", "I request erasure under Art. 17.",
     "Stop\n\nAnna Berg\nHead of Operations, Northwind\n+43 664 1234567"],
)  # fmt: skip
def test_stop_in_any_language_ends_everything(text: str) -> None:
    post = Post()
    assert post.answered(text).meaning is Meaning.STOP
    assert post.closed(email_key(ANNA)) == {"*/*/opted_out"}
    post.world.run_to_the_end()
    assert post.third().state is EffectState.REFUSED


@pytest.mark.parametrize(
    "text",
    ["Is there a bus stop nearby?", "Don't stop, I like it!", "Thanks, stop by any time",
     "We want to end our contract with X and move to you.",
     "When does the offer end?",
     "Cancel\nthe call on Monday\n\nPlease take Tuesday instead, thanks.",
     "Thank you, sounds good", "Yes"],
)  # fmt: skip
def test_a_word_that_may_mean_stop_is_not_one_in_a_sentence(text: str) -> None:
    assert Post().answered(text).meaning is Meaning.PERSON


@pytest.mark.parametrize(
    ("subject", "text", "days"),
    [
        ("Automatic reply: Your question", "I am out of the office until 20 March 2026.", 14),
        ("Abwesenheitsnotiz", "Ich bin bis 20.03.2026 im Urlaub.", 14),
        ("Réponse automatique", "Je suis absent jusqu'au 20 mars.", 14),
        ("Respuesta automática", "Estoy fuera hasta el 20 de marzo.", 14),
        ("Out of office", "I will be back soon.", 6),
        ("Auto", "I'm away until 20 March with limited access to email.", 14),
        ("Re: Angebot", "Bin bis 20.03. auf Urlaub.", 14),
        ("Auto", "Ich bin bis 20.03. auf Dienstreise und lese nur sporadisch.", 14),
        ("Auto", "En déplacement jusqu'au 20 mars.", 14),
        ("Auto", "De viaje hasta el 20 de marzo.", 14),
        ("Auto", "Siamo chiusi per ferie fino al 20 marzo.", 14),
        ("Auto", "Nos bureaux sont fermés du 2/3 au 20/3.", 14),
        ("OOO", "Back after 3/20", 14),
        ("Auto", "Unser Büro ist bis 20. März geschlossen.", 14),
    ],
)
def test_who_is_away_is_waited_for(subject: str, text: str, days: int) -> None:
    post = Post()
    before = post.third().due_at
    result = post.answered(text, subject=subject, Auto_Submitted="auto-replied")
    assert result.meaning is Meaning.AWAY
    assert post.outcomes() == []
    assert post.third().due_at - before == timedelta(days=days)
    post.world.run_to_the_end_of(days=days + 5)
    assert post.third().state is EffectState.DONE


def test_a_program_that_only_confirms_changes_nothing() -> None:
    post = Post()
    result = post.answered("We received your mail. Ticket 1.", Auto_Submitted="auto-generated")
    assert result.meaning is Meaning.NOTHING
    assert post.outcomes() == []


def test_a_complaint_is_put_to_a_person_at_once() -> None:
    post = Post()
    result = post.answered("Your system is down for two days, my lawyer will call!")
    assert result.meaning is Meaning.COMPLAINT
    assert post.platform.escalations.get(result.escalation_id or "").case["urgency"] == "high"


def test_who_wants_no_calls_gets_none() -> None:
    post = Post()
    post.answered("Please do not call me, but I would like a quote.")
    assert any(text.startswith("call_task/") for text in post.closed(email_key(ANNA)))


def test_a_report_that_a_mail_never_arrives_closes_its_address() -> None:
    post = Post()
    to = reply_address("reply@in.example", post.sent.effect_id, KEY)
    report = "\r\n".join(
        [
            "From: MAILER-DAEMON@mx.example",
            f"To: {to}",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            "",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example",
            "",
            "Final-Recipient: rfc822; a@example.com",
            "Status: 5.1.1",
            "--b--",
        ]
    )
    post.platform.files.write("inbox/d", [report.encode()], content_type="message/rfc822")
    assert post.take(InboxTask(key="inbox/d")).meaning is Meaning.BOUNCED
    assert post.closed(email_key(ANNA)) == {"email/*/bounced"}


def test_an_answer_without_its_token_is_known_by_its_sender() -> None:
    post = Post()
    result = post.answered("Does it work with SAP?", to="hello@in.example")
    assert (result.lead_id, result.step) == (post.world.lead.lead_id, 2)


def test_a_token_that_somebody_made_up_is_none() -> None:
    post = Post()
    forged = reply_address("reply@in.example", post.sent.effect_id, link_key("another secret"))
    result = post.answered("stop", to=forged, sender="mallory@example.net")
    assert result.lead_id is None
    assert post.closed(email_key(ANNA)) == set()
    assert post.closed(email_key("mallory@example.net")) == {"*/*/opted_out"}


def test_a_stranger_who_writes_becomes_a_lead() -> None:
    post = Post()
    result = post.answered("What does it cost?", to="reply@in.example", sender="new@example.net")
    assert result.new_lead
    lead = post.platform.leads.get(result.lead_id or "")
    assert (lead.details.email, lead.details.source) == ("new@example.net", "E-mail")
    assert "What does it cost?" in (lead.details.message or "")


def test_a_text_message_that_says_stop_closes_its_number() -> None:
    post = Post()
    message = {
        "originationNumber": "+43 664 1234567",
        "messageBody": "STOP",
        "inboundMessageId": "i",
    }
    sns = {"Message": json.dumps(message), "MessageId": "n-1"}
    (task,) = tasks_of({"Records": [{"EventSource": "aws:sns", "Sns": sns}]})
    assert post.take(InboxTask.model_validate(task["task"])).meaning is Meaning.STOP
    assert post.closed(phone_key("+436641234567")) == {"*/*/opted_out"}


def test_a_text_message_is_read_as_aws_documents_it() -> None:
    post = Post()
    message = {
        "originationNumber": "+436641234567",
        "destinationNumber": "+12125550101",
        "messageKeyword": "KEYWORD_12125550101",
        "messageBody": "Does it work offline?",
        "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
        "previousPublishedMessageId": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    }
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": "arn:aws:sns:eu-central-1:111122223333:Baton-text-replies:1",
        "Sns": {
            "Type": "Notification",
            "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
            "TopicArn": "arn:aws:sns:eu-central-1:111122223333:Baton-text-replies",
            "Subject": None,
            "Message": json.dumps(message),
            "Timestamp": "2026-03-05T12:45:07.000Z",
            "MessageAttributes": {},
        },
    }
    (task,) = tasks_of({"Records": [record]})
    assert task["trace"] == {"correlation_id": "sms-cae173d2-66b9-564c-8309-21f858e9fb84"}
    taken = post.take(InboxTask.model_validate(task["task"]))
    assert taken.meaning is Meaning.PERSON
    assert list(tasks_of({"Records": [record | {"Sns": {"Message": "no JSON"}}]})) == []


def test_a_mail_is_read_as_ses_puts_it_into_the_bucket() -> None:
    post = Post()
    headers = (
        "Return-Path: <anna.berg@example.com>\r\n"
        "Received: from mail.example.com (mail.example.com [192.0.2.1]) by "
        "inbound-smtp.eu-central-1.amazonaws.com with SMTP id o3vrnil0e2ic28trm7dfhrc2v0\r\n"
        "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n"
        "Received-SPF: pass (spfCheck: domain of example.com designates 192.0.2.1)\r\n"
    )
    raw = headers.encode() + post.mail("Do you deliver to Graz?").as_bytes()
    name = "inbox/o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1"
    post.platform.files.write(name, [raw], content_type="application/octet-stream")
    assert post.take(InboxTask(key=name)).meaning is Meaning.PERSON


def test_the_mail_that_ses_itself_writes_when_the_rule_is_made_is_nobodys() -> None:
    post = Post()
    mail = post.mail(
        "Hello,\n\nYou received this message because you attempted to set up Amazon SES to deliver "
        "emails to this S3 bucket.",
        sender="Amazon Web Services <no-reply-aws@amazon.com>",
        to="recipient@example.com",
        subject="Amazon SES Setup Notification",
    )
    taken = post.comes(mail, "inbox/AMAZON_SES_SETUP_NOTIFICATION")
    assert (taken.new_lead, taken.lead_id) == (False, None)


def test_the_companys_own_system_can_bring_answers() -> None:
    post = Post()
    reply = NewReply.model_validate({"channel": "email", "sender": ANNA, "text": "Does it scale?"})
    post.platform.files.write(key_of("r1"), [reply.model_dump_json().encode()], content_type="j")
    assert post.take(InboxTask(key=key_of("r1"))).meaning is Meaning.PERSON


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"no mail at all",
        b"{",
        b"From: \r\n\r\nstop",
        b"From: a@b\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nThanks",
        b"Subject: =?utf-8?b?broken",
        b"From: " + b"a" * 50_000,
    ],
)
def test_whatever_comes_is_survived(raw: bytes) -> None:
    post = Post()
    for name in ("inbox/x", "inbox/x.json"):
        post.platform.files.write(name, [raw], content_type="x")
        post.take(InboxTask(key=name))
    assert post.outcomes() == []


def test_spam_is_left_alone() -> None:
    post = Post()
    result = post.answered("stop", X_SES_Spam_Verdict="FAIL")
    assert result.meaning is Meaning.NOTHING
    assert post.closed(email_key(ANNA)) == set()
