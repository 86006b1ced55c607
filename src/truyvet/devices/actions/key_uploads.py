"""Accepts uploaded keys that fit a certificate; ``key_files`` publishes them after their embargo."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.encryption import encrypt_values
from truyvet.core.idempotency import conflict_raises
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refused
from truyvet.devices.actions.chaff import write_chaff
from truyvet.devices.models import PURPOSE, DiagnosisKey, KeyOwner, UploadCode, UsedCertificate
from truyvet.devices.rules import verification_certificates
from truyvet.devices.rules.key_files import REPORT_TYPES, days_since_onset, key_published_until
from truyvet.devices.rules.retention_periods import CERTIFICATE_DAYS
from truyvet.devices.rules.verification_certificates import MAX_HMAC_SECRET_BYTES, CertificateClaims, CertificateRefused
from truyvet.keys.keyring import public_keys
from truyvet.people.keyed_hash import keyed_hash, same_hash
from truyvet.proximity.diagnosis_keys import MIN_HMAC_SECRET_BYTES, UploadedKey, keys_hmac, upload_problem
from truyvet.proximity.embargo import public_from


class KeyUploadRefused(Refused):
    """Why keys were refused: "bad_certificate" for anything wrong with the certificate, else what is wrong with the keys."""


@dataclass(frozen=True, slots=True)
class KeyUploadReceipt:
    """How many keys were uploaded, how many wait for their embargo, and when the last embargo ends (epoch seconds, 0: none)."""

    taken: int
    waiting: int
    until: int


def publish_keys(
    *, by: By, now: datetime, certificate: str, keys: Sequence[UploadedKey], secret: bytes, link: bool = False, is_chaff: bool = False,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> KeyUploadReceipt:  # fmt: skip
    """Accepts the keys of a certificate, all or none; a known key is not doubled. Raises KeyUploadRefused.

    ``link``: their owner agreed that matches with them are tied to their case. Chaff writes as many rows and publishes nothing.
    """
    at = int(now.timestamp())
    wrong = upload_problem(keys, at)
    if wrong is not None:
        raise KeyUploadRefused(wrong)
    claims = _claims(certificate, keys, secret, now, is_chaff)
    with conflict_raises(lambda: KeyUploadRefused("bad_certificate")):
        jti_hash = keyed_hash("jti", entropy(16).hex() if is_chaff else claims.jti)
        used = UsedCertificate(jti_hash=jti_hash, delete_on=LocalDay.of(now) + timedelta(days=CERTIFICATE_DAYS))
        UsedCertificate.objects.bulk_create([used])  # one statement; a second use breaks here
        owner = UploadCode.objects.filter(jti_hash=jti_hash).values_list("person_id", flat=True).first()
        known = set(DiagnosisKey.objects.filter(pk__in=[each.key.key_data.hex() for each in keys]).values_list("pk", flat=True))
        # A key that is public already can be handed in by anybody: it gets no second owner.
        fresh = [each for each in keys if each.key.key_data.hex() not in known]
        # Chaff makes the same rows, hashes and seals, and then writes others: haste would tell it apart.
        _put(_rows(fresh, claims), is_chaff, now, entropy)
        if link:
            _put(_owners(fresh, owner or 0), owner is None, now, entropy)
        if is_chaff:
            write_chaff(1, now, entropy)
        else:
            record(by=by, now=now, action="devices.publish", subject="keys")
    late = [public_from(each.key) for each in keys if public_from(each.key) > at]
    return KeyUploadReceipt(len(keys), len(late), max(late, default=0))


def _claims(certificate: str, keys: Sequence[UploadedKey], secret: bytes, now: datetime, is_chaff: bool) -> CertificateClaims:
    """Returns the claims of the certificate when it fits these keys. Chaff is checked as long, and passes."""
    mac = keys_hmac(keys, secret)
    try:
        audience = verification_certificates.CHAFF_AUDIENCE if is_chaff else verification_certificates.AUDIENCE
        claims = verification_certificates.read_certificate(certificate, public_keys(now), int(now.timestamp()), audience)
    except CertificateRefused:
        claims = CertificateClaims("", b"", "", verification_certificates.ONSET_UNKNOWN)
    fits = (
        same_hash(claims.tekmac.hex(), mac.hex())
        and MIN_HMAC_SECRET_BYTES <= len(secret) <= MAX_HMAC_SECRET_BYTES
        and claims.report_type in REPORT_TYPES
    )
    if not fits and not is_chaff:
        raise KeyUploadRefused("bad_certificate")
    return claims


def _rows(keys: Sequence[UploadedKey], claims: CertificateClaims) -> list[DiagnosisKey]:
    return [
        DiagnosisKey(
            key=each.key.key_data.hex(), rolling_start_interval_number=each.key.rolling_start_interval_number,
            rolling_period=each.key.rolling_period, transmission_risk_level=each.transmission_risk_level,
            report_type=REPORT_TYPES.get(claims.report_type, 0),
            days_since_onset=days_since_onset(each.key.rolling_start_interval_number, claims.onset_interval),
            public_from=public_from(each.key), delete_on=LocalDay.of_second(key_published_until(each.key)),
        )
        # In the order of their bytes: not even the order of rows says which key was whose next day's.
        for each in sorted(keys, key=lambda each: each.key.key_data)
    ]  # fmt: skip


def _owners(keys: Sequence[UploadedKey], owner: int) -> list[KeyOwner]:
    owner_hash = keyed_hash("key_owner", str(owner))
    return [
        KeyOwner(
            key_hash=key_hash(each.key.key_data), owner_hash=owner_hash, sealed=encrypt_values(PURPOSE, {"person": str(owner)}),
            delete_on=LocalDay.of_second(key_published_until(each.key)),
        )
        for each in keys
    ]  # fmt: skip


def _put(rows: Sequence[DiagnosisKey] | Sequence[KeyOwner], is_chaff: bool, now: datetime, entropy: Callable[[int], bytes]) -> None:
    if is_chaff:
        write_chaff(len(rows), now, entropy)
    elif rows:
        type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=True)  # type: ignore[arg-type]


def key_hash(key_data: bytes) -> str:
    """Returns the name by which the owner of a key is found; without the site's secret there is none."""
    return keyed_hash("diagnosis_key", key_data.hex())
