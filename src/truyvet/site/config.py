"""The environment as one frozen value. Every wrong variable is reported in the same message."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from truyvet.messaging.rules.smpp_address import SmppAddress
from truyvet.messaging.rules.smtp_address import SmtpAddress
from truyvet.messaging.rules.voice_address import VoiceAddress
from truyvet.messaging.rules.zns import zns_templates
from truyvet.site.data_key_file import DataKeySource, made_once, read_command
from truyvet.site.database_address import DatabaseAddress, read_address
from truyvet.site.environment_variable import EnvironmentVariable
from truyvet.site.message_variables import MESSAGE_SETTINGS, push_contact, read_numbers
from truyvet.site.smpp_variable import smpp_address
from truyvet.site.smtp_variable import smtp_address
from truyvet.site.voice_variable import voice_address
from truyvet.site.zalo_page import ZaloPage
from truyvet.web.clock import ShiftedClock

T = TypeVar("T")

LANGUAGES = ("vi", "en")
LOOPBACK: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, checked."""

    home: Path
    database: DatabaseAddress
    secret_key: str = field(repr=False)
    data_keys: DataKeySource
    hosts: tuple[str, ...]
    https: bool
    proxies: int
    debug: bool
    demo: bool
    language: str
    clock: ShiftedClock | None
    zalo: ZaloPage = field(default_factory=ZaloPage)
    smpp: SmppAddress | None = None
    smpp_2: SmppAddress | None = None
    smtp: SmtpAddress | None = None
    push: str = ""
    voice: VoiceAddress | None = None
    trial_numbers: frozenset[str] = frozenset()
    metrics_token: str = field(default="", repr=False)
    backup_key: str = field(default="", repr=False)
    backup_key_file: Path | None = None
    erasures: Path | None = None
    pg_programs: Path | None = None

    @property
    def address(self) -> str:
        """Where people reach the pages, for links that no request asked for: "https://truyvet.example.vn"; "" on this machine alone."""
        names = [host for host in self.hosts if host not in LOOPBACK and not host.startswith(".")]
        return f"{'https' if self.https else 'http'}://{names[0]}" if names else ""


class ConfigError(Exception):
    """The environment cannot be used. ``problems`` holds one line for each variable, never its value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("the settings cannot be used:\n" + "\n".join(f"  {line}" for line in problems))


SETTINGS: tuple[EnvironmentVariable, ...] = (
    EnvironmentVariable("TRUYVET_HOME", "a folder", "var", "Where the database file, the secret key and the trace store lie."),
    EnvironmentVariable(
        "DATABASE_URL",
        "sqlite:///path or postgresql://user:password@host:port/name",
        "",
        "Where rows live. Absent: a SQLite file in TRUYVET_HOME.",
    ),
    EnvironmentVariable(
        "SECRET_KEY",
        "50 characters or more",
        "",
        "Signs sessions. Absent: made once and kept in TRUYVET_HOME/secret-key, readable by the owner alone.",
    ),
    EnvironmentVariable(
        "TRUYVET_DATA_KEY_FILE",
        "a file",
        "",
        "The keys that seal names, numbers and free text in the database, newest first. Absent: made once in TRUYVET_HOME/data-keys.",
    ),
    EnvironmentVariable(
        "TRUYVET_DATA_KEY_COMMAND", "a command", "", "Prints these keys, for a key service; takes the place of TRUYVET_DATA_KEY_FILE."
    ),
    EnvironmentVariable("TRUYVET_HOSTS", "host names with commas", ",".join(LOOPBACK), "Names under which the pages are served."),
    EnvironmentVariable(
        "TRUYVET_HTTPS",
        "1 or 0",
        "",
        "Secure cookies and strict transport. Absent: on as soon as a host is not this machine itself.",
    ),
    EnvironmentVariable("TRUYVET_PROXIES", "a whole number from 0", "0", "How many of our own proxies stand before the server."),
    EnvironmentVariable("TRUYVET_DEBUG", "1 or 0", "0", "Error pages with source lines; never on a machine that others reach."),
    EnvironmentVariable("TRUYVET_DEMO", "1 or 0", "0", "A banner on every page: these people are invented."),
    EnvironmentVariable("TRUYVET_LANGUAGE", "vi or en", "vi", "Language of pages and messages when nothing else is chosen."),
    EnvironmentVariable(
        "TRUYVET_CLOCK",
        "2021-05-31T08:00+07:00, or the same with @ and the real seconds since 1970",
        "",
        "A clock for demonstrations and drills: showed this time at that real moment (absent: now), and ticks.",
    ),
    EnvironmentVariable(
        "TRUYVET_METRICS_TOKEN",
        "16 characters or more",
        "",
        "What a monitor shows to read /metrics (Bearer). Absent: there is no such page.",
    ),
    EnvironmentVariable("TRUYVET_BACKUP_KEY", "44 characters of `truyvet backup --new-key`", "", "Encrypts backups; or name its file."),
    EnvironmentVariable(
        "TRUYVET_BACKUP_KEY_FILE", "a file", "", "Holds the backup key, readable by the service alone. A copy lies elsewhere, on paper."
    ),
    EnvironmentVariable(
        "TRUYVET_ERASURES",
        "a file",
        "",
        "The ledger of erasures, best on the disk of the backups: after a restore the erased are erased again. Absent: in TRUYVET_HOME.",
    ),
    EnvironmentVariable(
        "TRUYVET_PG_PROGRAMS", "a folder", "", "Where pg_dump and pg_restore of the server's version lie. Absent: as the system finds them."
    ),
    *MESSAGE_SETTINGS,
)
"""Every variable that is read, in the order of the reference page."""


VARIABLE_NAMES = tuple(setting.name for setting in SETTINGS)


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError
    return text == "1"


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError
    return int(text)


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not hosts or "*" in hosts or any("/" in host or " " in host for host in hosts):
        raise ValueError
    return hosts


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError
    return text


def _digits(text: str) -> str:
    if text and not (text.isascii() and text.isdecimal()):
        raise ValueError
    return text


def _word(text: str) -> str:
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        raise ValueError
    return text


def _clock(text: str) -> ShiftedClock | None:
    if not text:
        return None
    start, _, real = text.partition("@")
    moment = datetime.fromisoformat(start)
    if moment.tzinfo is None:
        raise ValueError
    return ShiftedClock(moment.astimezone(UTC), float(real) if real else datetime.now(UTC).timestamp())


def _secret(text: str) -> str:
    if text and len(text) < 50:
        raise ValueError
    return text


def _token(text: str) -> str:
    if text and len(_word(text)) < 16:
        raise ValueError
    return text


def _stored_secret(home: Path) -> str:
    """Returns the key stored in ``home``, made on the first start; two processes that start together agree on one."""
    path = home / "secret-key"
    made_once(path, lambda: secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def _data_keys(reader: _Reader, home: Path) -> DataKeySource:
    path = reader.read_variable("TRUYVET_DATA_KEY_FILE", lambda text: Path(text).expanduser().resolve() if text else None, None)
    command = reader.read_variable("TRUYVET_DATA_KEY_COMMAND", read_command, "")
    if path and command:
        reader.problems.append("TRUYVET_DATA_KEY_FILE: expected nothing while TRUYVET_DATA_KEY_COMMAND is set")
    return DataKeySource(path or home / "data-keys", is_own=path is None, command=command)


class _Reader:
    """Reads variables one by one and remembers what was wrong with each."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._settings = {setting.name: setting for setting in SETTINGS}
        self.problems: list[str] = []

    def read_variable(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        setting = self._settings[name]
        text = self._environ.get(name, "").strip() or setting.default
        try:
            return read(text)
        except ValueError:
            # The value itself may be a password: say what was expected and how long it was, never what it was.
            self.problems.append(f"{name}: expected {setting.shape}, got {len(text)} characters that are not that")
            return otherwise


def _path(text: str) -> Path | None:
    return Path(text).expanduser().resolve() if text else None


def load(environ: Mapping[str, str], *, make_key: bool = True) -> Config:
    """The checked settings of ``environ``; raises ConfigError with every problem at once.

    Without ``make_key`` no secret key is made or read from the home.
    """
    reader = _Reader(environ)
    # Tests and tools have variables of their own, so only what looks like a slip of the finger is refused.
    slips = {name: get_close_matches(name, VARIABLE_NAMES, 1, 0.85) for name in sorted(environ) if name not in VARIABLE_NAMES}
    home = reader.read_variable("TRUYVET_HOME", lambda text: Path(text).expanduser().resolve(), Path())
    hosts = reader.read_variable("TRUYVET_HOSTS", _hosts, LOOPBACK)
    is_public = any(host not in LOOPBACK for host in hosts)
    config = Config(
        home=home,
        database=reader.read_variable("DATABASE_URL", read_address, None) or DatabaseAddress("sqlite", str(home / "truyvet.sqlite3")),
        secret_key=reader.read_variable("SECRET_KEY", _secret, ""),
        data_keys=_data_keys(reader, home),
        hosts=hosts,
        https=reader.read_variable("TRUYVET_HTTPS", lambda text: _flag(text) if text else is_public, False),
        proxies=reader.read_variable("TRUYVET_PROXIES", _count, 0),
        debug=reader.read_variable("TRUYVET_DEBUG", _flag, False),
        demo=reader.read_variable("TRUYVET_DEMO", _flag, False),
        language=reader.read_variable("TRUYVET_LANGUAGE", _language, "vi"),
        clock=reader.read_variable("TRUYVET_CLOCK", _clock, None),
        zalo=ZaloPage(
            reader.read_variable("TRUYVET_ZALO_APP_ID", _digits, ""),
            reader.read_variable("TRUYVET_ZALO_OA_SECRET", _word, ""),
            reader.read_variable("TRUYVET_ZALO_APP_SECRET", _word, ""),
            reader.read_variable("TRUYVET_ZALO_ACCESS_TOKEN", _word, ""),
            reader.read_variable("TRUYVET_ZALO_REFRESH_TOKEN", _word, ""),
            reader.read_variable("TRUYVET_ZALO_ZNS", zns_templates, {}),
        ),
        smpp=reader.read_variable("TRUYVET_SMPP", smpp_address, None),
        smpp_2=reader.read_variable("TRUYVET_SMPP_2", smpp_address, None),
        smtp=reader.read_variable("TRUYVET_SMTP", smtp_address, None),
        push=reader.read_variable("TRUYVET_PUSH", push_contact, ""),
        voice=reader.read_variable("TRUYVET_VOICE", voice_address, None),
        trial_numbers=reader.read_variable("TRUYVET_TRIAL_NUMBERS", read_numbers, frozenset()),
        metrics_token=reader.read_variable("TRUYVET_METRICS_TOKEN", _token, ""),
        backup_key=reader.read_variable("TRUYVET_BACKUP_KEY", _word, ""),
        backup_key_file=reader.read_variable("TRUYVET_BACKUP_KEY_FILE", _path, None),
        erasures=reader.read_variable("TRUYVET_ERASURES", _path, None),
        pg_programs=reader.read_variable("TRUYVET_PG_PROGRAMS", _path, None),
    )
    if config.debug and is_public:
        reader.problems.append("TRUYVET_DEBUG: expected 0 while TRUYVET_HOSTS names another machine")
    if config.smpp_2 and not config.smpp:
        reader.problems.append("TRUYVET_SMPP_2: expected nothing while TRUYVET_SMPP is empty")
    reader.problems.extend(f"{name}: no such setting; is it {near[0]}?" for name, near in slips.items() if near)
    if reader.problems:
        raise ConfigError(tuple(reader.problems))
    return config if config.secret_key or not make_key else replace(config, secret_key=_stored_secret(home))
