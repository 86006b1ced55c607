"""Keys are taken when a certificate fits them; they go out when nobody can use them any more (``filing``)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.devices.actions.decoys import write_decoys
from truyvet.devices.models import DiagnosisKey, KeyOwner, UploadCode, UsedCertificate
from truyvet.devices.rules import certificates
from truyvet.devices.rules.certificates import CertificateRefused, Claims
from truyvet.devices.rules.encounters import day_of
from truyvet.devices.rules.exporting import KINDS, key_gone_after, onset_days
from truyvet.devices.rules.keeping import CERTIFICATE_DAYS
from truyvet.devices.sealed import seal
from truyvet.passes.keys import public_keys
from truyvet.people.keyed import keyed_hash, same
from truyvet.proximity.publishing import SECRET, Given, fingerprint, problem, public_from
from truyvet.web.clock import local_day

LONGEST_SECRET = 64


class UploadRefused(ValueError):
    """Why keys were not taken: "bad_certificate" for whatever is wrong with it, else what is wrong with the keys."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class TakenKeys:
    """How many keys were handed in, how many of them wait for the embargo, and until when the last one does (epoch seconds, 0: none)."""

    taken: int
    waiting: int
    until: int


def publish(
    *, by: By, now: datetime, certificate: str, keys: Sequence[Given], secret: bytes, link: bool = False, decoy: bool = False,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> TakenKeys:  # fmt: skip
    """Take the keys of a certificate, all or none; a key that is there already is not doubled. Raises UploadRefused.

    ``link``: their owner agreed that matches with them are tied to their case. A ``decoy`` writes as much and takes nothing.
    """
    at = int(now.timestamp())
    wrong = problem(keys, at)
    if wrong is not None:
        raise UploadRefused(wrong)
    claims = _claims(certificate, keys, secret, now, decoy)
    try:
        with transaction.atomic():
            jti_hash = keyed_hash("jti", entropy(16).hex() if decoy else claims.jti)
            used = UsedCertificate(jti_hash=jti_hash, delete_on=local_day(now) + timedelta(days=CERTIFICATE_DAYS))
            UsedCertificate.objects.bulk_create([used])  # one statement; a second use breaks here
            owner = UploadCode.objects.filter(jti_hash=jti_hash).values_list("person_id", flat=True).first()
            known = set(DiagnosisKey.objects.filter(pk__in=[each.key.key_data.hex() for each in keys]).values_list("pk", flat=True))
            # A key that is public already can be handed in by anybody: it gets no second owner.
            fresh = [each for each in keys if each.key.key_data.hex() not in known]
            # Chaff makes the same rows, hashes and seals, and then writes others: haste would tell it apart.
            _put(_rows(fresh, claims), decoy, now, entropy)
            if link:
                _put(_owners(fresh, owner or 0), owner is None, now, entropy)
            if decoy:
                write_decoys(1, now, entropy)
            else:
                record(by=by, now=now, action="devices.publish", subject="keys")
    except IntegrityError:
        raise UploadRefused("bad_certificate") from None
    late = [public_from(each.key) for each in keys if public_from(each.key) > at]
    return TakenKeys(len(keys), len(late), max(late, default=0))


def _claims(certificate: str, keys: Sequence[Given], secret: bytes, now: datetime, decoy: bool) -> Claims:
    """What the certificate says, when it fits these keys. Chaff is checked as long, and passes."""
    mac = fingerprint(keys, secret)
    try:
        audience = certificates.NOWHERE if decoy else certificates.AUDIENCE
        claims = certificates.read(certificate, public_keys(now), int(now.timestamp()), audience)
    except CertificateRefused:
        claims = Claims("", b"", "", certificates.UNKNOWN)
    fits = same(claims.tekmac.hex(), mac.hex()) and SECRET <= len(secret) <= LONGEST_SECRET and claims.report_type in KINDS
    if not fits and not decoy:
        raise UploadRefused("bad_certificate")
    return claims


def _rows(keys: Sequence[Given], claims: Claims) -> list[DiagnosisKey]:
    return [
        DiagnosisKey(
            key=each.key.key_data.hex(), start=each.key.start, period=each.key.period, risk=each.risk,
            report_type=KINDS.get(claims.report_type, 0), onset_days=onset_days(each.key.start, claims.onset_interval),
            public_from=public_from(each.key), delete_on=day_of(key_gone_after(each.key)),
        )
        # In the order of their bytes: not even the order of rows says which key was whose next day's.
        for each in sorted(keys, key=lambda each: each.key.key_data)
    ]  # fmt: skip


def _owners(keys: Sequence[Given], owner: int) -> list[KeyOwner]:
    owner_hash = keyed_hash("key_owner", str(owner))
    return [
        KeyOwner(
            key_hash=key_hash(each.key.key_data), owner_hash=owner_hash, sealed=seal({"person": str(owner)}),
            delete_on=day_of(key_gone_after(each.key)),
        )
        for each in keys
    ]  # fmt: skip


def _put(rows: Sequence[DiagnosisKey] | Sequence[KeyOwner], decoy: bool, now: datetime, entropy: Callable[[int], bytes]) -> None:
    if decoy:
        write_decoys(len(rows), now, entropy)
    elif rows:
        type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=True)  # type: ignore[arg-type]


def key_hash(key_data: bytes) -> str:
    """By what name the owner of a key is found; without the site's secret, by none."""
    return keyed_hash("diagnosis_key", key_data.hex())
