"""Where sessions are kept: under a keyed hash of the browser's cookie, their contents encrypted.

Whoever reads the table, or a copy of it, can make no cookie from it and learns from no row whose it is.
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils.encoding import force_bytes

from truyvet.core.encryption import DecryptionFailed, decrypt, encrypt

PURPOSE: Final = "web.session"
BEGUN_AT: Final = "begun_at"
"""Epoch seconds, real time, in the session: when somebody signed in."""
MAX_SESSION_AGE: Final = timedelta(hours=24)
"""Use prolongs a session, but not for ever: who takes a cookie has it for a day at most. Ours: a double shift and the way home."""


def stored_key(key: str, secret: str | bytes | None = None) -> str:
    """Returns under what a session of this cookie is kept: 40 hex digits, as many as the column holds."""
    return hmac.new(force_bytes(secret or settings.SECRET_KEY), f"truyvet.session\x1f{key}".encode(), hashlib.sha256).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's table of sessions, which no longer holds a cookie. Only what a request uses is changed; no door here is asynchronous."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Returns the contents as encrypted text."""
        return encrypt(PURPOSE, self.serializer().dumps(session_dict))

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Returns the contents; nothing when they are not ours or were changed."""
        text = session_data if isinstance(session_data, str) else session_data.decode("ascii", "replace")
        try:
            values: dict[str, Any] = self.serializer().loads(decrypt(PURPOSE, text))
        except (DecryptionFailed, ValueError):
            return {}
        return values

    def load(self) -> dict[str, Any]:
        """Returns the contents of this session and prolongs it when a quarter of its time is over."""
        now = datetime.now(UTC)
        row = self._row(now)
        if row is None:
            self._session_key = None
            return {}
        values = self.decode(row.session_data)
        until = _expiry(values, now, self.get_session_cookie_age())
        if until - row.expire_date > timedelta(seconds=self.get_session_cookie_age() / 4):
            with suppress(DatabaseError):  # a page that can be read is shown also while nothing can be written
                Session.objects.filter(pk=row.pk).update(expire_date=until)
        return values

    def _row(self, now: datetime) -> Session | None:
        key = self.session_key or ""
        row = Session.objects.filter(pk=stored_key(key), expire_date__gt=now).first()
        for secret in settings.SECRET_KEY_FALLBACKS if row is None else ():
            # The secret was changed: the session goes on under the new one.
            if Session.objects.filter(pk=stored_key(key, secret), expire_date__gt=now).update(session_key=stored_key(key)):
                return Session.objects.get(pk=stored_key(key))
        return row

    def exists(self, session_key: str) -> bool:
        """Returns whether a session of this cookie is kept."""
        return Session.objects.filter(pk=stored_key(session_key)).exists()

    def cycle_key(self) -> None:
        """Gives the session another cookie, as at each sign-in; its time begins anew."""
        self[BEGUN_AT] = int(datetime.now(UTC).timestamp())
        super().cycle_key()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Returns the row to be written."""
        now = datetime.now(UTC)
        data.setdefault(BEGUN_AT, int(now.timestamp()))
        until = _expiry(data, now, self.get_expiry_age())
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]  # the stubs know no private methods
        return Session(session_key=stored_key(key), session_data=self.encode(data), expire_date=until)

    def delete(self, session_key: str | None = None) -> None:
        """Removes the session of this cookie, or this session."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(pk=stored_key(key)).delete()


def _expiry(values: dict[str, Any], now: datetime, age_s: int) -> datetime:
    begun = values.get(BEGUN_AT)
    start = datetime.fromtimestamp(begun, UTC) if isinstance(begun, int) else now
    return min(now + timedelta(seconds=age_s), start + MAX_SESSION_AGE)
