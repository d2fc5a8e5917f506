"""Answers as they arrive: mails as they were received, and the JSON of others."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from baton.aws.files import Files
from baton.core.errors import NotFound
from baton.core.observability import logger
from baton.leads.replies import JSON_SUFFIX, NewReply, ReplyChannel
from baton.leads.reply_address import answered_effect
from functions.leads.inbox.mail import Mail, read_mail
from functions.leads.inbox.models import InboxTask
from functions.leads.inbox.own_words import own_words

_READ = 2_000_000
"""Bytes of a mail that are read: its words come before what is attached."""

_SETUP = "/AMAZON_SES_SETUP_NOTIFICATION"
"""With what the key ends of the mail that SES itself writes into the folder when the rule is made."""

_FIRST, _LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An answer, with its own words. ``reply_id`` is a ULID that the same answer always has."""

    reply: NewReply
    reply_id: str
    words: str
    undeliverable: bool = False


class Arrivals:
    """Reads what lies in the folder, and empties it: what was said is kept with its lead, and what was
    received nowhere else.
    """

    def __init__(self, files: Files, keys: Callable[[], Sequence[bytes]]) -> None:
        self._files = files
        self._keys = keys

    def of(self, task: InboxTask) -> Arrived | None:
        """What a task brings; ``None`` if that is nothing, or nothing that anybody can read."""
        if task.reply is not None:
            return _arrived(task.reply, task.reply.message_id or task.reply.model_dump_json())
        kept = self._files.find(task.key) if task.key else None
        if task.key is None or kept is None or kept.rewritten or not kept.size:
            return None
        if task.key.endswith(_SETUP):
            return None
        try:
            return self._from_file(task.key, self._read(task.key))
        except NotFound:
            return None
        except ValidationError as error:
            names = sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]})
            extra = {"key": task.key, "fields": names}
            logger("inbox").warning("nobody can read what came", extra=extra)
            return None

    def done(self, task: InboxTask) -> None:
        """Empties the file of an answer that was taken in."""
        if task.key is not None and self._files.find(task.key) is not None:
            self._files.write(task.key, (b"",), content_type="text/plain", rewritten=True)
            self._files.drop_older(task.key)

    def _read(self, key: str) -> bytes:
        found = bytearray()
        for chunk in self._files.chunks(key):
            found += chunk
            if len(found) >= _READ:
                break
        return bytes(found[:_READ])

    def _from_file(self, key: str, raw: bytes) -> Arrived | None:
        """Raises ``ValidationError``."""
        if not key.endswith(JSON_SUFFIX):
            return self._from_mail(read_mail(raw), key)
        reply = NewReply.model_validate_json(raw)
        return _arrived(reply, reply.message_id or key)

    def _from_mail(self, mail: Mail, key: str) -> Arrived | None:
        """Raises ``ValidationError``."""
        if mail.unwanted or not (mail.sender or mail.undeliverable):
            return None
        named = (one for one in mail.to if answered_effect(one, self._keys()))
        recipient = next(named, mail.to[0] if mail.to else "")
        reply = NewReply(
            channel=ReplyChannel.EMAIL,
            sender=(mail.sender or "mailer-daemon@localhost")[:320],
            recipient=recipient[:320],
            name=mail.name,
            subject=mail.subject,
            text=mail.text,
            message_id=mail.message_id,
            references=mail.references,
            automatic=mail.automatic,
            received_at=mail.written_at,
        )
        return _arrived(reply, mail.message_id or key, undeliverable=mail.undeliverable)


def _arrived(reply: NewReply, named: str, *, undeliverable: bool = False) -> Arrived:
    words = own_words(reply.text)
    return Arrived(reply, _reply_id(reply, named), words, undeliverable)


def _reply_id(reply: NewReply, named: str) -> str:
    from ulid import ULID

    digest = hashlib.sha256(f"{reply.channel}/{reply.sender}/{named}".encode()).digest()
    told = reply.received_at
    at = int(told.timestamp() * 1000) if told and _FIRST <= told <= _LAST else 0
    return str(ULID.from_bytes(at.to_bytes(6, "big") + digest[:10]))
