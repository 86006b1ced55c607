"""Matches that an exposed person, or a patient with a code, hands to the health department: hints until a person has asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.devices.actions.publishing import key_hash
from truyvet.devices.actions.registering import owner_of
from truyvet.devices.actions.telling import add_encounters
from truyvet.devices.actions.verifying import CodeRefused
from truyvet.devices.models import DiagnosisKey, Encounter, KeyOwner, SharedMatch, UploadCode
from truyvet.devices.rules import codes
from truyvet.devices.rules.encounters import Slice
from truyvet.devices.rules.keeping import MATCH_DAYS
from truyvet.devices.rules.sharing import Consent, Match, Verdict, agreed, began, heard, likely, problem
from truyvet.devices.sealed import unseal
from truyvet.people.keyed import keyed_hash
from truyvet.proximity.keys import DailyKey


class ShareRefused(ValueError):
    """Why nothing was taken: no_consent, no_phone, unknown_key, bad_day, bad_match, event_conflict."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def share(*, by: By, now: datetime, installation: str, consent: Consent, matches: Sequence[Match]) -> int:
    """Matches of the person whose phone this is; how many are held now. Raises UnknownInstallation, ShareRefused."""
    with transaction.atomic():
        person = owner_of(installation, now)
        if person is None:
            raise ShareRefused("no_phone")
        return _take(by, now, person, "share", consent, matches)


def hand_in_log(*, by: By, now: datetime, code: str, consent: Consent, matches: Sequence[Match]) -> int:
    """Matches from the log of a patient whom staff gave a code of kind "log"; it is used up. Raises CodeRefused, ShareRefused."""
    try:
        typed = codes.read(code)
    except codes.CodeMistyped:
        raise CodeRefused from None
    with transaction.atomic():
        row = UploadCode.objects.filter(code_hash=keyed_hash("upload_code", typed), kind="log").first()
        living = UploadCode.objects.filter(pk=row.pk if row else 0, used_at__isnull=True, expires_at__gt=now)
        if row is None or not living.update(used_at=now):
            raise CodeRefused
        return _take(by, now, row.person_id, "log", consent, matches)


def judge_match(*, by: By, now: datetime, match_id: int, verdict: Verdict, note: str, staff: int | None) -> None:
    """What a person found out. A refuted hint is no evidence any more: its encounter goes, and the next trace knows nothing of it.

    ``match_id`` is of a match that the reader reaches (queries.matches).
    """
    with transaction.atomic():
        row = SharedMatch.objects.select_for_update().get(pk=match_id)
        row.verdict, row.note, row.judged_by_id, row.judged_at = verdict.value, note, staff, now
        gone = 0
        if verdict is Verdict.REFUTED and row.encounter is not None:
            gone = Encounter.objects.filter(event_id=row.encounter).delete()[0]
        row.save()
        facts = {"verdict": verdict.value, "encounters": gone}
        record(by=by, now=now, action="devices.judge_match", subject=f"match:{row.pk}", facts=facts)


def _take(by: By, now: datetime, person: int, told_by: str, consent: Consent, matches: Sequence[Match]) -> int:
    at = int(now.timestamp())
    if not agreed("share", consent):
        raise ShareRefused("no_consent")
    wrong = next((reason for match in matches if (reason := problem(match, at))), None)
    if wrong is not None:
        raise ShareRefused(wrong)
    held = dict(SharedMatch.objects.filter(event_id__in=[match.event_id for match in matches]).values_list("event_id", "body_hash"))
    if any(bytes(held[match.event_id]) != _body(person, match) for match in matches if match.event_id in held):
        raise ShareRefused("event_conflict")
    fresh = [match for match in matches if match.event_id not in held]
    keys = _published(fresh)
    owners = _owners(fresh)
    tied = {match.event_id for match in fresh if owners.get(match.key_data, person) != person}
    slices = [_slice(match, person, owners[match.key_data], at) for match in fresh if match.event_id in tied]
    if slices:
        add_encounters(by=by, now=now, slices=slices)
    SharedMatch.objects.bulk_create(
        SharedMatch(
            event_id=match.event_id, body_hash=_body(person, match), person_id=person, told_by=told_by, day=match.day,
            minutes=match.minutes, confidence=match.confidence, probability_ppm=likely(match), report_type=keys[match.key_data].report_type,
            encounter=match.event_id if match.event_id in tied else None, consent_version=consent.version,
            consent_language=consent.language, shared_at=now, delete_on=match.day + timedelta(days=MATCH_DAYS),
        )
        for match in fresh
    )  # fmt: skip
    record(
        by=by, now=now, action=f"devices.{told_by}", subject=f"matches:{len(fresh)}",
        facts={"matches": len(fresh), "tied": len(tied), "consent": consent.version},
    )  # fmt: skip
    return len(matches)


def _published(matches: Sequence[Match]) -> dict[bytes, DiagnosisKey]:
    """The published keys that are meant; a key that is not out, or was not heard of that day, is no match."""
    rows = DiagnosisKey.objects.filter(pk__in=[match.key_data.hex() for match in matches], batch__isnull=False)
    found = {bytes.fromhex(row.key): row for row in rows}
    for match in matches:
        row = found.get(match.key_data)
        if row is None or not heard(match, DailyKey(match.key_data, row.start, row.period)):
            raise ShareRefused("unknown_key")
    return found


def _owners(matches: Sequence[Match]) -> dict[bytes, int]:
    """Person of each key whose owner agreed to be tied to their case."""
    names = {key_hash(match.key_data): match.key_data for match in matches}
    rows = KeyOwner.objects.filter(pk__in=names).values_list("pk", "sealed")
    opened = ((names[name], unseal(sealed).get("person", "")) for name, sealed in rows)
    return {key: int(person) for key, person in opened if person}


def _slice(match: Match, person: int, owner: int, at: int) -> Slice:
    return Slice(match.event_id, person, owner, began(match, at), match.minutes * 60, probability_ppm=likely(match))


def _body(person: int, match: Match) -> bytes:
    parts = (
        person, match.key_data.hex(), match.day.isoformat(), match.minutes, match.confidence, match.probability_ppm, match.start,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).digest()
