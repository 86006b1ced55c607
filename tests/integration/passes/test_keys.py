"""Keys rotate by themselves, and what the older ones signed or sealed stays good for its time."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from truyvet.audit.models import AuditRow
from truyvet.codes.code_tokens import make_card, read_card
from truyvet.codes.sealed_scan import open_scan, seal_scan
from truyvet.passes import keys
from truyvet.passes.actions import purge_keys
from truyvet.passes.key_storage import decrypt_key
from truyvet.passes.models import SigningKey
from truyvet.passes.rules.validity import VALIDITY

pytestmark = pytest.mark.db
USED, BELIEVED, AHEAD = VALIDITY.keys["sign"].used, VALIDITY.keys["sign"].believed, VALIDITY.ahead


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    decrypt_key.cache_clear()


def test_one_key_signs_for_its_time(now: datetime) -> None:
    first = keys.signer(now)
    assert keys.signer(now + USED - timedelta(seconds=1)).kid == first.kid
    assert keys.signer(now + USED).kid != first.kid
    assert keys.signer(now).kid == first.kid, "a repeated question of that day is signed by the key of that day"


def test_the_next_key_is_carried_by_gates_before_it_signs(now: datetime) -> None:
    first = keys.signer(now).kid
    assert set(keys.public_keys(now)) == {first}
    early = now + USED - AHEAD
    carried = set(keys.public_keys(early))
    assert len(carried) == 2
    assert keys.signer(early).kid == first
    assert keys.signer(now + USED).kid in carried


def test_what_an_old_key_signed_is_believed_until_its_day(now: datetime) -> None:
    at = int(now.timestamp())
    text = make_card(token=b"k" * 16, issued=at, expires=at + 10**7, declared=at, signer=keys.signer(now))
    last = now + USED + BELIEVED - timedelta(seconds=1)
    assert read_card(text, now=int(last.timestamp()), keys=keys.public_keys(last)).token == b"k" * 16
    assert keys.signer(now).kid not in keys.public_keys(now + USED + BELIEVED)


def test_what_was_sealed_before_a_rotation_still_opens(now: datetime) -> None:
    before, event = keys.seal_keys(now), uuid.uuid4()
    sealed = seal_scan(b"scan", event, before.public)
    after = keys.seal_keys(now + USED + timedelta(days=7))
    assert after.kid != before.kid
    assert open_scan(sealed, event, after.opening[before.kid]) == b"scan"
    assert set(keys.seal_keys(now).opening) & set(keys.public_keys(now)) == set(), "one key, one use"


def test_the_table_alone_signs_nothing(now: datetime, settings: Any) -> None:
    first = keys.signer(now)
    secret = SigningKey.objects.get().secret
    private = first.key.private_numbers().private_value.to_bytes(32, "big")
    assert private.hex() not in secret and private not in secret.encode()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret of the site", []
    decrypt_key.cache_clear()
    second = keys.signer(now)
    assert second.kid != first.kid, "a lost secret stops nobody"
    assert set(keys.public_keys(now)) == {first.kid, second.kid}, "codes already given out stay good"


def test_an_older_secret_still_opens(now: datetime, settings: Any) -> None:
    first = keys.signer(now).kid
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer secret of the site"
    decrypt_key.cache_clear()
    assert keys.signer(now).kid == first


def test_a_clock_that_starts_earlier_finds_a_key(now: datetime) -> None:
    keys.signer(now)
    earlier = now - timedelta(days=400)
    assert keys.signer(earlier).kid in keys.public_keys(earlier)


def test_keys_are_audited_and_go(now: datetime) -> None:
    kid = keys.signer(now).kid
    row = AuditRow.objects.get(action="passes.make_key")
    assert row.subject == f"key:{kid.hex()}"
    from truyvet.audit.values import By

    assert purge_keys(by=By.system("test"), now=now + USED + BELIEVED - timedelta(days=1)) == 0
    assert purge_keys(by=By.system("test"), now=now + USED + BELIEVED) == 1


def test_signing_on_most_days_asks_the_database_once(now: datetime, django_assert_num_queries: Any) -> None:
    keys.signer(now)
    with django_assert_num_queries(1):
        keys.signer(now)
