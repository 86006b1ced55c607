"""Who is signed in, for many requests at once: a group of a hot door asks two questions, however many citizens it holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from truyvet.people.citizen_door import Citizen, person_id_in_session
from truyvet.people.models import Person
from truyvet.web.session_store import SessionStore, stored_key

MAX_KEY_LETTERS: Final = 40
"""Letters of a session's key."""


def session_key(cookies: Mapping[str, str]) -> str:
    """Returns the session's key in a browser's cookies, "" without one; what could never be a key is none."""
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    return key if 8 <= len(key) <= MAX_KEY_LETTERS and key.isascii() and key.isalnum() else ""


def session_contents(keys: Collection[str], at: datetime) -> dict[str, Mapping[str, Any]]:
    """Returns what stands in the sessions of ``keys``, in one query; one that ended before ``at`` (real time) or never was is absent."""
    if not keys:
        return {}
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    cookies = {stored_key(key, secret): key for key in keys for secret in secrets}
    rows = SessionStore.get_model_class().objects.filter(session_key__in=cookies, expire_date__gt=at)
    decode = SessionStore().decode
    return {cookies[key]: decode(data) for key, data in rows.values_list("session_key", "session_data")}


def citizens(sessions: Mapping[str, Mapping[str, Any]], at: datetime) -> dict[str, Citizen]:
    """Returns the signed-in citizen of each of these sessions, in one query, by the rules of ``citizen_door.citizen_of``."""
    claimed = {key: person for key, session in sessions.items() if (person := person_id_in_session(session, at)) is not None}
    if not claimed:
        return {}
    codes = dict(Person.objects.filter(id__in=set(claimed.values())).filter(erased_at__isnull=True).values_list("id", "code"))
    return {key: Citizen(person, codes[person]) for key, person in claimed.items() if person in codes}
