"""T4: twelve kinds of forged upload, a hundred of each; not one key is taken."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.integration.devices.conftest import Phone, Station

from truyvet.codes.cose_sign1 import Signer, sign_message
from truyvet.devices.actions import KeyUploadRefused, publish_keys
from truyvet.devices.models import DiagnosisKey, UsedCertificate
from truyvet.devices.rules import verification_certificates
from truyvet.devices.rules.verification_certificates import CertificateClaims, base64url_encode
from truyvet.keys.keyring import signer
from truyvet.proximity.diagnosis_keys import UploadedKey, keys_hmac
from truyvet.proximity.errors import CallerError
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey

pytestmark = pytest.mark.db
VARIANTS: Final = 100


@dataclass(slots=True)
class Upload:
    """An upload that would be taken, and what it was made with."""

    station: Station
    draw: random.Random
    keys: list[UploadedKey]
    secret: bytes
    certificate: str

    @property
    def at(self) -> int:
        return int(self.station.now.timestamp())

    def signed(self, *, at: int | None = None, by: Signer | None = None, kid: bytes | None = None, head: Any = None, **body: Any) -> str:
        """A certificate for these keys that says whatever is asked, signed."""
        signs = by or signer(self.station.now)
        when = self.at if at is None else at
        said = {
            "iss": verification_certificates.ISSUER, "aud": verification_certificates.AUDIENCE, "iat": when, "exp": when + 900,
            "jti": os.urandom(8).hex(),
            "tekmac": base64url_encode(keys_hmac(self.keys, self.secret)), "report_type": "confirmed", "onset_interval": 0, **body,
        }  # fmt: skip
        top = {"alg": "ES256", "kid": (kid or signs.kid).hex(), "typ": "JWT"} if head is None else head
        message = ".".join(base64url_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (top, said))
        return f"{message}.{base64url_encode(sign_message(signs.key, message.encode()))}"

    def some(self) -> int:
        return self.draw.randrange(len(self.keys))

    def with_key(self, place: int, **changes: Any) -> list[UploadedKey]:
        one = self.keys[place]
        key = TemporaryExposureKey(
            changes.get("key_data", one.key.key_data),
            changes.get("start", one.key.rolling_start_interval_number),
            changes.get("period", one.key.rolling_period),
        )
        return [*self.keys[:place], UploadedKey(key, changes.get("risk", one.transmission_risk_level)), *self.keys[place + 1 :]]


Forged = tuple[list[UploadedKey], bytes, str]
Forgery = Callable[[Upload], Forged]


def changed_key(good: Upload) -> Forged:
    place = good.some()
    data = bytearray(good.keys[place].key.key_data)
    data[good.draw.randrange(16)] ^= 1 << good.draw.randrange(8)
    return good.with_key(place, key_data=bytes(data)), good.secret, good.certificate


def changed_risk(good: Upload) -> Forged:
    place = good.some()
    risk = good.draw.choice([risk for risk in range(9) if risk != good.keys[place].transmission_risk_level])
    return good.with_key(place, risk=risk), good.secret, good.certificate


def changed_time(good: Upload) -> Forged:
    place = good.some()
    one = good.keys[place].key
    if good.draw.random() < 0.5:
        return good.with_key(place, period=good.draw.randrange(1, 144)), good.secret, good.certificate
    return good.with_key(place, start=one.rolling_start_interval_number - good.draw.randrange(1, 100)), good.secret, good.certificate


def no_algorithm(good: Upload) -> Forged:
    kid = signer(good.station.now).kid.hex()
    head = {"alg": good.draw.choice(["none", "None", "NONE", "HS256", "ES384", "RS256", ""]), "kid": kid, "typ": "JWT"}
    text = good.signed(head=head)
    cut = text.rpartition(".")[0] + "."
    return good.keys, good.secret, good.draw.choice([text, cut])


def wrong_kid(good: Upload) -> Forged:
    other = Signer.of(ec.generate_private_key(ec.SECP256R1()))
    ours = signer(good.station.now).kid
    kid = good.draw.choice([os.urandom(8), other.kid, b"", ours])
    # Ours named, another's signature; or another's name and signature; or our signature under another name.
    by = other if kid in (ours, other.kid) else None
    return good.keys, good.secret, good.signed(by=by, kid=kid or other.kid)


def expired(good: Upload) -> Forged:
    changes = good.draw.choice(
        [
            {"at": good.at - 900 - good.draw.randrange(10**6)},
            {"at": good.at + 6 + good.draw.randrange(10**6)},
            {"exp": good.at + 901 + good.draw.randrange(10**6)},
            {"exp": good.at - good.draw.randrange(10**6)},
            {"exp": str(good.at + 100)},
            {"iat": None},
            {"exp": True},
        ]
    )
    return good.keys, good.secret, good.signed(**changes)


def used_before(good: Upload) -> Forged:
    jti = os.urandom(16).hex()
    first = good.signed(jti=jti)
    publish_keys(by=good.station.by, now=good.station.now, certificate=first, keys=good.keys, secret=good.secret)
    return good.keys, good.secret, good.draw.choice([first, good.signed(jti=jti)])


def elsewhere(good: Upload) -> Forged:
    name, right = good.draw.choice([("iss", verification_certificates.ISSUER), ("aud", verification_certificates.AUDIENCE)])
    wrong = [right.upper(), right + ".", "", right[:-1], None, [right], "truyvet.health.gov", verification_certificates.CHAFF_AUDIENCE]
    return good.keys, good.secret, good.signed(**{name: good.draw.choice(wrong)})


def other_secret(good: Upload) -> Forged:
    if good.draw.random() < 0.5:
        return good.keys, os.urandom(len(good.secret)), good.certificate
    other = Phone(good.station.now)
    return other.keys, other.secret, good.certificate


def empty(good: Upload) -> Forged:
    kind = good.draw.randrange(3)
    if kind == 0:
        return [], good.secret, replace(good, keys=[]).signed()
    if kind == 1:
        return good.keys, good.secret[: good.draw.randrange(16)], good.certificate
    return good.keys, good.secret, good.draw.choice(["", ".", "..", "...", "e30.e30.", good.certificate.split(".")[0]])


def doubled(good: Upload) -> Forged:
    place = good.some()
    one = good.keys[place]
    keys = [*good.keys, replace(one, transmission_risk_level=good.draw.randrange(9))]
    return keys, good.secret, replace(good, keys=keys).signed()


def of_the_future_or_too_old(good: Upload) -> Forged:
    now = good.at // 600
    starts = [now + 1 + good.draw.randrange(10**4), now - 15 * 144 - 1 - good.draw.randrange(10**4)]
    keys = good.with_key(good.some(), start=good.draw.choice(starts))
    if good.draw.random() < 0.3:
        keys = [
            UploadedKey(TemporaryExposureKey(os.urandom(16), now - 144 * place % 1_440)) for place in range(31 + good.draw.randrange(20))
        ]
    return keys, good.secret, replace(good, keys=keys).signed()


FORGERIES: Final[tuple[Forgery, ...]] = (
    changed_key, changed_risk, changed_time, no_algorithm, wrong_kid, expired, used_before, elsewhere, other_secret, empty, doubled,
    of_the_future_or_too_old,
)  # fmt: skip


@pytest.fixture
def good(station: Station) -> Upload:
    keys, secret = Phone(station.now, days=5).keys, os.urandom(16)
    claims = CertificateClaims("right", keys_hmac(keys, secret), "confirmed", 0)
    text = verification_certificates.issue_certificate(signer(station.now), claims, int(station.now.timestamp()))
    return Upload(station, random.Random(4), keys, secret, text)


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.__name__)
def test_not_one_is_taken(good: Upload, forgery: Forgery) -> None:
    refused = 0
    for _ in range(VARIANTS):
        try:
            keys, secret, certificate = forgery(good)
            before = DiagnosisKey.objects.count(), UsedCertificate.objects.count()
            publish_keys(by=good.station.by, now=good.station.now, certificate=certificate, keys=keys, secret=secret)
        except KeyUploadRefused:
            refused += 1
            assert (DiagnosisKey.objects.count(), UsedCertificate.objects.count()) == before
        except CallerError:
            pytest.fail("the forgery could not be written")
    assert refused == VARIANTS
    # What they were forged from is taken: the test refuses forgeries, not everything.
    done = publish_keys(by=good.station.by, now=good.station.now, certificate=good.certificate, keys=good.keys[::-1], secret=good.secret)
    assert done.taken == 5


def test_the_door_tells_a_forger_nothing(station: Station) -> None:
    phone = Phone(station.now)
    certificate = phone.verify(station.code()).json()["certificate"]
    other = Phone(station.now)
    head, body, signature = certificate.split(".")
    tries = [other.publish(certificate), phone.publish("x"), phone.publish(f"{head}.{body}.{'A' * 86}")]
    later = replace(phone, now=station.now + timedelta(hours=1))
    assert phone.publish(certificate).status_code == 200
    tries += [phone.publish(certificate), later.publish(f"{head}.{body}.{signature}")]
    assert {(each.status_code, each.json()["error"], len(each.content)) for each in tries} == {(422, "bad_certificate", 1_024)}
