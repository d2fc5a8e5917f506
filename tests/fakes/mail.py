"""A mail room in memory."""

from baton.messaging.mail import Mail, mime
from tests.fakes.transaction import Ground


class FakeMail:
    """See ``baton.messaging.mail.MailRoom``. ``sent`` is what was handed in."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> str:
        mime(mail).as_bytes()
        with self._ground.faults.at("mail.send"), self._ground.lock:
            self.sent.append(mail)
            return f"mail-{len(self.sent)}"
