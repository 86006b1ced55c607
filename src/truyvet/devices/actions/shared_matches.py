"""Stores matches that an exposed person, or a patient with a code, shares: hints until a person has asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.refusal import Refused
from truyvet.devices.actions.encounters import add_encounters
from truyvet.devices.actions.installations import owner_of
from truyvet.devices.actions.key_uploads import key_hash
from truyvet.devices.actions.verification import UploadCodeInvalid
from truyvet.devices.models import DiagnosisKey, Encounter, KeyOwner, SharedMatch, UploadCode, decrypted_values
from truyvet.devices.rules import upload_codes
from truyvet.devices.rules.encounters import EncounterSegment
from truyvet.devices.rules.retention_periods import MATCH_DAYS
from truyvet.devices.rules.shared_matches import (
    MatchReport,
    MatchVerdict,
    SharingConsent,
    could_be_sighted,
    encounter_start,
    is_current_consent,
    match_problem,
    probability_ppm,
)
from truyvet.people.keyed_hash import keyed_hash
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey


class MatchShareRefused(Refused):
    """Why nothing was stored: no_consent, no_phone, unknown_key, bad_day, bad_match, event_conflict."""


def share_matches(*, by: By, now: datetime, installation: str, consent: SharingConsent, matches: Sequence[MatchReport]) -> int:
    """Stores matches of the phone's owner; returns how many are stored. Raises UnknownInstallation, MatchShareRefused."""
    with transaction.atomic():
        person = owner_of(installation, now)
        if person is None:
            raise MatchShareRefused("no_phone")
        return _take(by, now, person, "share", consent, matches)


def share_match_log(*, by: By, now: datetime, code: str, consent: SharingConsent, matches: Sequence[MatchReport]) -> int:
    """Stores the match log of a patient whom staff gave a code of kind "log". Raises UploadCodeInvalid, MatchShareRefused."""
    try:
        typed = upload_codes.parse_code(code)
    except upload_codes.CodeMistyped:
        raise UploadCodeInvalid from None
    with transaction.atomic():
        row = UploadCode.objects.filter(code_hash=keyed_hash("upload_code", typed), kind="log").first()
        living = UploadCode.objects.filter(pk=row.pk if row else 0, used_at__isnull=True, expires_at__gt=now)
        if row is None or not living.update(used_at=now):
            raise UploadCodeInvalid
        return _take(by, now, row.person_id, "log", consent, matches)


def judge_match(*, by: By, now: datetime, match_id: int, verdict: MatchVerdict, note: str, staff: int | None) -> None:
    """Stores what a person found out. A refuted match is no evidence any more: its encounter goes.

    ``match_id`` is of a match that the reader reaches (queries.shared_matches).
    """
    with transaction.atomic():
        row = SharedMatch.objects.select_for_update().get(pk=match_id)
        row.verdict, row.note, row.judged_by_id, row.judged_at = verdict.value, note, staff, now
        gone = 0
        if verdict is MatchVerdict.REFUTED and row.encounter is not None:
            gone = Encounter.objects.filter(event_id=row.encounter).delete()[0]
        row.save()
        facts = {"verdict": verdict.value, "encounters": gone}
        record(by=by, now=now, action="devices.judge_match", subject=f"match:{row.pk}", facts=facts)


def _take(by: By, now: datetime, person: int, source: str, consent: SharingConsent, matches: Sequence[MatchReport]) -> int:
    at = int(now.timestamp())
    if not is_current_consent("share", consent):
        raise MatchShareRefused("no_consent")
    wrong = next((reason for match in matches if (reason := match_problem(match, at))), None)
    if wrong is not None:
        raise MatchShareRefused(wrong)
    known_hashes = dict(SharedMatch.objects.filter(event_id__in=[match.event_id for match in matches]).values_list("event_id", "body_hash"))
    if any(bytes(known_hashes[match.event_id]) != _body(person, match) for match in matches if match.event_id in known_hashes):
        raise MatchShareRefused("event_conflict")
    fresh = [match for match in matches if match.event_id not in known_hashes]
    keys = _published(fresh)
    owners = _owners(fresh)
    tied = {match.event_id for match in fresh if owners.get(match.key_data, person) != person}
    segments = [_segment(match, person, owners[match.key_data], at) for match in fresh if match.event_id in tied]
    if segments:
        add_encounters(by=by, now=now, segments=segments)
    SharedMatch.objects.bulk_create(
        SharedMatch(
            event_id=match.event_id, body_hash=_body(person, match), person_id=person, source=source, day=match.day,
            minutes=match.minutes, confidence=match.confidence, probability_ppm=probability_ppm(match),
            report_type=keys[match.key_data].report_type,
            encounter=match.event_id if match.event_id in tied else None, consent_version=consent.version,
            consent_language=consent.language, shared_at=now, delete_on=match.day + timedelta(days=MATCH_DAYS),
        )
        for match in fresh
    )  # fmt: skip
    record(
        by=by, now=now, action=f"devices.{source}", subject=f"matches:{len(fresh)}",
        facts={"matches": len(fresh), "tied": len(tied), "consent": consent.version},
    )  # fmt: skip
    return len(matches)


def _published(matches: Sequence[MatchReport]) -> dict[bytes, DiagnosisKey]:
    """Returns the published keys of the matches; an unpublished key, or one that was not sent that day, is no match."""
    rows = DiagnosisKey.objects.filter(pk__in=[match.key_data.hex() for match in matches], batch__isnull=False)
    published = {bytes.fromhex(row.key): row for row in rows}
    for match in matches:
        row = published.get(match.key_data)
        if row is None or not could_be_sighted(
            match, TemporaryExposureKey(match.key_data, row.rolling_start_interval_number, row.rolling_period)
        ):
            raise MatchShareRefused("unknown_key")
    return published


def _owners(matches: Sequence[MatchReport]) -> dict[bytes, int]:
    """Returns the person of each key whose owner agreed to be tied to their case."""
    names = {key_hash(match.key_data): match.key_data for match in matches}
    rows = KeyOwner.objects.filter(pk__in=names).values_list("pk", "sealed")
    owners = ((names[name], decrypted_values(sealed).get("person", "")) for name, sealed in rows)
    return {key: int(person) for key, person in owners if person}


def _segment(match: MatchReport, person: int, owner: int, at: int) -> EncounterSegment:
    return EncounterSegment(
        match.event_id, person, owner, encounter_start(match, at), match.minutes * 60, probability_ppm=probability_ppm(match)
    )


def _body(person: int, match: MatchReport) -> bytes:
    parts = (
        person, match.key_data.hex(), match.day.isoformat(), match.minutes, match.confidence, match.probability_ppm, match.start,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).digest()
