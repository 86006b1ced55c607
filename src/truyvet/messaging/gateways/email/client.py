"""Hands one e-mail to the mail server, in a session of its own: no reply of one message can be taken for another's.

What the server has taken may still come back as a bounce to the sender's address. Nobody reads that here: the message stays *taken*, and is
unknown after 72 hours.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from time import monotonic
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent, NotCarried, OutboundMessage, Taken
from truyvet.messaging.gateways.email.errors import SmtpStep, error_of
from truyvet.messaging.gateways.email.settings import smtp_settings
from truyvet.messaging.gateways.outage import leave_alone, refuse_while_down
from truyvet.messaging.rules.smtp_address import SmtpAddress

EMAIL: Final = "email"
STEP_S: Final = 5.0
"""For each reply before the text is handed over; nothing is lost by giving up."""
SESSION_S: Final = 25.0
"""For all that comes before the recipient: with it, a hand-over ends within half of a message's lease of 120 s."""
ANSWER_S: Final = 10.0
"""Without a reply to the text for so long the message is unknown; ours, as for the other gateways."""
SUBJECTS: Final = {"vi": "Tin từ cơ quan y tế – Truy Vết", "en": "From your health authority – Truy Vết"}
"""One for all texts: who looks over a shoulder reads nothing about a person."""


class EmailGateway:
    """The gateway of an installation that has a mail server."""

    route = EMAIL
    knows_event = False
    window = 1

    def __init__(self, address: SmtpAddress | None = None) -> None:
        self._address = address or smtp_settings()

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: no e-mail is a code's way."""
        return False

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """See ``contract.Gateway``."""
        if message.to_kind != EMAIL or self._address is None:
            raise NotCarried
        mail = _mail(message, self._address.sender, now)
        session = _session(self._address)
        try:
            _hand_over(session, self._address.sender, message.to_address, mail)
            with suppress(smtplib.SMTPException, OSError):
                # What goes wrong at the good-bye takes nothing back.
                session.quit()
        finally:
            session.close()
        return Taken()


def _session(address: SmtpAddress) -> smtplib.SMTP:
    """Opens a session, encrypted and signed in. Raises GatewayBusy: whatever goes wrong here, nobody has the message."""
    server, began = f"{address.host}:{address.port}", monotonic()
    refuse_while_down(server)
    try:
        safe = ssl.create_default_context()
        if address.is_tls:
            session: smtplib.SMTP = smtplib.SMTP_SSL(address.host, address.port, timeout=STEP_S, context=safe)
        else:
            session = smtplib.SMTP(address.host, address.port, timeout=STEP_S)
        session.ehlo_or_helo_if_needed()
        if not address.is_tls and session.has_extn("starttls"):
            session.starttls(context=safe)
            session.ehlo_or_helo_if_needed()
        elif not (address.is_tls or address.is_own_machine):
            # Somebody on the way may have struck the offer out: no notice and no password goes in clear.
            raise GatewayBusy("smtp: no encryption")
        if address.username:
            session.login(address.username, address.password)
        if monotonic() - began > SESSION_S:
            raise GatewayBusy("smtp: slow")
    except (smtplib.SMTPException, OSError, GatewayBusy) as error:
        leave_alone(server)
        raise GatewayBusy(f"smtp: no session, {type(error).__name__}") from None
    return session


def _hand_over(session: smtplib.SMTP, sender: str, to: str, mail: bytes) -> None:
    """Raises GatewayBusy, GatewayRefused; GatewaySilent where a reply to the text itself is missing."""
    step = SmtpStep.SENDER
    try:
        _check(step, session.mail(sender)[0])
        step = SmtpStep.MAILBOX
        _check(step, session.rcpt(to)[0])
        step = SmtpStep.TEXT
        if session.sock is not None:
            session.sock.settimeout(ANSWER_S)
        _check(step, session.data(mail)[0])
    except smtplib.SMTPDataError as error:
        raise error_of(step, error.smtp_code) from None
    except (smtplib.SMTPException, OSError):
        # Nothing of what was caught is passed on: it may quote the recipient.
        raise (GatewaySilent if step is SmtpStep.TEXT else GatewayBusy)("smtp: no answer") from None


def _check(step: SmtpStep, code: int) -> None:
    if not 200 <= code < 300:
        raise error_of(step, code)


def _mail(message: OutboundMessage, sender: str, now: datetime) -> bytes:
    """Returns the mail as it travels, in seven bits, which every server carries. Raises GatewayRefused for what is no one address."""
    try:
        validate_email(message.to_address)
        message.to_address.encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        raise GatewayRefused("no_such_address") from None
    mail = EmailMessage(policy.SMTP)
    mail["Subject"], mail["From"], mail["To"] = SUBJECTS[message.language], sender, message.to_address
    mail["Date"], mail["Message-ID"] = format_datetime(now), f"<{message.event_id}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    mail.set_content(message.text + "\n", cte="quoted-printable")
    return mail.as_bytes()
