"""Keys rotate by themselves, and what the older ones signed or sealed stays good for its time."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from truyvet.audit.models import AuditRow
from truyvet.codes.code_tokens import make_card, read_card
from truyvet.codes.sealed_scan import open_scan, seal_scan
from truyvet.keys import keyring
from truyvet.keys.key_storage import decrypt_key
from truyvet.keys.models import SigningKey
from truyvet.keys.retention import purge_keys
from truyvet.keys.rules.signing_key_validity import KEY_VALIDITY

pytestmark = pytest.mark.db
USED, BELIEVED, AHEAD = KEY_VALIDITY.sign.used, KEY_VALIDITY.sign.believed, KEY_VALIDITY.ahead


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    decrypt_key.cache_clear()


def test_one_key_signs_for_its_time(now: datetime) -> None:
    first = keyring.signer(now)
    assert keyring.signer(now + USED - timedelta(seconds=1)).kid == first.kid
    assert keyring.signer(now + USED).kid != first.kid
    assert keyring.signer(now).kid == first.kid, "a repeated question of that day is signed by the key of that day"


def test_the_next_key_is_carried_by_gates_before_it_signs(now: datetime) -> None:
    first = keyring.signer(now).kid
    assert set(keyring.public_keys(now)) == {first}
    early = now + USED - AHEAD
    carried = set(keyring.public_keys(early))
    assert len(carried) == 2
    assert keyring.signer(early).kid == first
    assert keyring.signer(now + USED).kid in carried


def test_what_an_old_key_signed_is_believed_until_its_day(now: datetime) -> None:
    at = int(now.timestamp())
    text = make_card(token=b"k" * 16, issued=at, expires=at + 10**7, declared=at, signer=keyring.signer(now))
    last = now + USED + BELIEVED - timedelta(seconds=1)
    assert read_card(text, now=int(last.timestamp()), keys=keyring.public_keys(last)).token == b"k" * 16
    assert keyring.signer(now).kid not in keyring.public_keys(now + USED + BELIEVED)


def test_what_was_sealed_before_a_rotation_still_opens(now: datetime) -> None:
    before, event = keyring.seal_keys(now), uuid.uuid4()
    sealed = seal_scan(b"scan", event, before.public)
    after = keyring.seal_keys(now + USED + timedelta(days=7))
    assert after.kid != before.kid
    assert open_scan(sealed, event, after.opening[before.kid]) == b"scan"
    assert set(keyring.seal_keys(now).opening) & set(keyring.public_keys(now)) == set(), "one key, one use"


def test_the_table_alone_signs_nothing(now: datetime, settings: Any) -> None:
    first = keyring.signer(now)
    secret = SigningKey.objects.get().secret
    private = first.key.private_numbers().private_value.to_bytes(32, "big")
    assert private.hex() not in secret and private not in secret.encode()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret of the site", []
    decrypt_key.cache_clear()
    second = keyring.signer(now)
    assert second.kid != first.kid, "a lost secret stops nobody"
    assert set(keyring.public_keys(now)) == {first.kid, second.kid}, "codes already given out stay good"


def test_an_older_secret_still_opens(now: datetime, settings: Any) -> None:
    first = keyring.signer(now).kid
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer secret of the site"
    decrypt_key.cache_clear()
    assert keyring.signer(now).kid == first


def test_a_clock_that_starts_earlier_finds_a_key(now: datetime) -> None:
    keyring.signer(now)
    earlier = now - timedelta(days=400)
    assert keyring.signer(earlier).kid in keyring.public_keys(earlier)


def test_keys_are_audited_and_go(now: datetime) -> None:
    kid = keyring.signer(now).kid
    row = AuditRow.objects.get(action="passes.make_key")
    assert row.subject == f"key:{kid.hex()}"

    assert purge_keys(now + USED + BELIEVED - timedelta(days=1)) == 0
    assert purge_keys(now + USED + BELIEVED) == 1


def test_signing_on_most_days_asks_the_database_once(now: datetime, django_assert_num_queries: Any) -> None:
    keyring.signer(now)
    with django_assert_num_queries(1):
        keyring.signer(now)
