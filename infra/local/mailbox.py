"""The mailbox of the local AWS: what it sent can be read, and it can be written to.

On AWS a receipt rule of SES puts a mail that comes in into the folder ``inbox`` of the intake bucket;
here this module does, with the same bytes.
"""

import json
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from infra.local.ministack import LocalFailure, MiniStack

FOLDER = "inbox/"


def write(aws: MiniStack, *, sender: str, to: str, subject: str, text: str) -> str:
    """Has a mail come in; gives its key in the bucket. Without ``to`` it answers the last mail that was
    sent to ``sender``. Raises ``LocalFailure`` if there is none.
    """
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to or _answers_go_to(aws, sender)
    mail["Subject"], mail["Date"], mail["Message-ID"] = subject, formatdate(), make_msgid()
    mail.set_content(text)
    key = f"{FOLDER}{mail['Message-ID'].strip('<>').partition('@')[0]}"
    client = aws.client("s3")
    client.put_object(Bucket=intake_bucket(client), Key=key, Body=mail.as_bytes())
    return key


def sent(aws: MiniStack) -> Iterator[dict[str, Any]]:
    """The mails that were sent, as the mail service keeps them, the first one first."""
    with urllib.request.urlopen(f"{aws.endpoint}/_ministack/ses/messages", timeout=5) as answer:  # noqa: S310 (ours)
        yield from _mails(json.loads(answer.read()))


def _mails(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict) and "To" in found:
        yield found
        return
    inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    for one in inner:
        yield from _mails(one)


def _answers_go_to(aws: MiniStack, address: str) -> str:
    mails = [one for one in sent(aws) if address in one.get("To", ())]
    if not mails:
        raise LocalFailure(f"Nothing was sent to {address}: say whom to write to with --to.")
    last = mails[-1]
    replies = last.get("ReplyTo") or last.get("ReplyToAddresses") or []
    return str(replies[0] if replies else last.get("Source") or last.get("From"))


def intake_bucket(client: Any) -> str:
    """The bucket that files are dropped into. Raises ``LocalFailure`` if there is none."""
    names = [str(one["Name"]) for one in client.list_buckets()["Buckets"]]
    found = next((name for name in names if "intake" in name.lower()), None)
    if found is None:
        raise LocalFailure(f"No bucket for files is there, of {', '.join(names) or 'none'}.")
    return found
