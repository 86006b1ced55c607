"""The settings of the gateways: what carries messages out of this house, and to whom on trial."""

from __future__ import annotations

import re
from typing import Final

from truyvet.people.rules.phones import normalise
from truyvet.site.environment_variable import EnvironmentVariable

MESSAGE_SETTINGS: Final = (
    EnvironmentVariable("TRUYVET_ZALO_APP_ID", "digits", "", "Number of the application of the province's Zalo page."),
    EnvironmentVariable("TRUYVET_ZALO_OA_SECRET", "a key", "", "The page's secret key: checks the signature of its webhook."),
    EnvironmentVariable("TRUYVET_ZALO_APP_SECRET", "a key", "", "The application's secret key: renews the access token."),
    EnvironmentVariable("TRUYVET_ZALO_ACCESS_TOKEN", "a key", "", "First access token; later ones are kept in TRUYVET_HOME."),
    EnvironmentVariable("TRUYVET_ZALO_REFRESH_TOKEN", "a key", "", "What the first access token is renewed with."),
    EnvironmentVariable(
        "TRUYVET_ZALO_ZNS",
        "name:number or name:number:ours=theirs, with commas",
        "",
        "Texts that Zalo approved for sending to telephone numbers; all others go as before.",
    ),
    EnvironmentVariable(
        "TRUYVET_SMPP",
        "smpps://user:password@host:port?sender=NAME&window=10&ids=text",
        "",
        "The message centre of an operator; then every text to a telephone goes there. ids: text, decimal or hex, or two of them with a "
        "comma, for answers and for receipts. smpp: is the same without TLS.",
    ),
    EnvironmentVariable(
        "TRUYVET_SMPP_2", "as TRUYVET_SMPP", "", "A second message centre: both carry, and the slower one less as long as it is slow."
    ),
    EnvironmentVariable(
        "TRUYVET_SMTP",
        "smtps://user:password@host:port?from=ADDRESS",
        "",
        "The mail server that takes e-mail to citizens. smtp: goes on with STARTTLS, and without it only to this machine itself.",
    ),
    EnvironmentVariable(
        "TRUYVET_PUSH",
        "mailto:ADDRESS or https://PAGE",
        "",
        "Whom push services write to about this server. With it browsers whose owners asked are told over the internet; absent: none is.",
    ),
    EnvironmentVariable(
        "TRUYVET_VOICE",
        "https://:token@calls.example.vn/v1?provider=truyvet",
        "",
        "A provider of automatic calls (docs/how-to/voice-calls.md). provider: whose words it speaks, by messaging/data/calls.toml.",
    ),
    EnvironmentVariable(
        "TRUYVET_TRIAL_NUMBERS",
        "telephone numbers with commas",
        "",
        "Trial: messages go to these numbers of our own staff alone, 50 a day in all. Absent: no trial.",
    ),
)


def push_contact(text: str) -> str:
    """Returns the contact of RFC 8292 §2.1. Raises ValueError."""
    if text and not (re.fullmatch(r"mailto:[^\s@<>]+@[^\s@<>]+|https://[^\s<>]+", text) and text.isascii()):
        raise ValueError("push")
    return text


def read_numbers(text: str) -> frozenset[str]:
    """Returns telephone numbers as E.164. Raises PhoneInvalid, a ValueError."""
    return frozenset(normalise(part) for part in text.split(",") if part.strip())
