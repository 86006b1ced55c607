"""The keys of this installation: those that sign codes and those to which gates seal. They are renewed by themselves (data/validity.toml).

The next key is made some days before it is used, so that a gate that was offline meanwhile already carries it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.codes.cose_sign1 import Signer, kid_of, point, public_key
from truyvet.keys.key_storage import KeyLost, decrypt_key, encrypt_key
from truyvet.keys.models import SigningKey
from truyvet.keys.rules.signing_key_validity import KEY_VALIDITY

BY = By.system("keys")


@dataclass(frozen=True, slots=True)
class SealKeys:
    """``public`` (named ``kid``) is what gates seal to now; ``opening`` every private key, by kid, that still opens."""

    kid: bytes
    public: ec.EllipticCurvePublicKey
    opening: Mapping[bytes, ec.EllipticCurvePrivateKey] = field(repr=False)


def signer(now: datetime) -> Signer:
    """Returns the key that signs codes at ``now``, and makes one when there is none."""
    row, key = _used(_believed("sign", now), now)
    return Signer(bytes(row.kid), key)


def public_keys(now: datetime) -> dict[bytes, ec.EllipticCurvePublicKey]:
    """Returns every signing key that is believed at ``now``, the next one too, by kid: what a gate carries."""
    return {bytes(row.kid): public_key(bytes(row.public_x), bytes(row.public_y)) for row in _believed("sign", now)}


def seal_keys(now: datetime) -> SealKeys:
    """Returns the key to which gates seal at ``now``, and the keys that open what they sealed before."""
    rows = _believed("seal", now)
    row, key = _used(rows, now)
    opening = ((bytes(each.kid), _opened(each)) for each in rows)
    return SealKeys(bytes(row.kid), key.public_key(), {kid: opens for kid, opens in opening if opens is not None})


def _believed(use: str, now: datetime) -> list[SigningKey]:
    """Returns the believed keys, newest first, after making a missing key for now or its successor. One statement on most days."""
    rows = _rows(use, now)
    usable = [row for row in rows if _opened(row) is not None]
    current = [row for row in usable if row.created_at <= now]
    last = max((row.used_until for row in usable), default=now)
    if current and current[0].used_until > now and last > now + KEY_VALIDITY.ahead:
        return rows
    with transaction.atomic():
        # Two processes may both get here. Two keys instead of one do no harm: both are believed, the newest signs.
        _make(use, now=now, starts=last if current and current[0].used_until > now else now)
    return _rows(use, now)


def _rows(use: str, now: datetime) -> list[SigningKey]:
    return list(SigningKey.objects.filter(purpose=use, believed_until__gt=now).order_by("-created_at", "-id"))


def _used(rows: list[SigningKey], now: datetime) -> tuple[SigningKey, ec.EllipticCurvePrivateKey]:
    opened = ((row, _opened(row)) for row in rows if row.created_at <= now < row.used_until)
    return next((row, key) for row, key in opened if key is not None)


def _opened(row: SigningKey) -> ec.EllipticCurvePrivateKey | None:
    """Returns None when the site's secret changed and the old one was not kept: issued codes stay good."""
    try:
        return decrypt_key(row.secret)
    except KeyLost:
        return None


def _make(use: str, *, now: datetime, starts: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    x, y = point(key.public_key())
    kid = kid_of(key.public_key())
    ends = starts + KEY_VALIDITY.of(use).used
    SigningKey.objects.create(
        kid=kid, purpose=use, secret=encrypt_key(key), public_x=x, public_y=y,
        created_at=starts, used_until=ends, believed_until=ends + KEY_VALIDITY.of(use).believed,
    )  # fmt: skip
    record(by=BY, now=now, action="passes.make_key", subject=f"key:{kid.hex()}", facts={"use": use, "starts": starts.isoformat()})
