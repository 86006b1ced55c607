"""Which published files are taken (T7): signed, in order, none left out."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.agent.key_downloads import LastKeyFile, accept_key_file, key_file_paths, sequence_problem
from truyvet.proximity import key_file
from truyvet.proximity.errors import PeerError

NOW = 1_622_430_000
SIGNER = ec.generate_private_key(ec.SECP256R1())
KEY = {"key_data": b"k" * 16, "rolling_start_interval_number": 2_703_600, "rolling_period": 144}


def file(start: int, end: int, number: int = 1, signer: ec.EllipticCurvePrivateKey = SIGNER) -> bytes:
    return key_file.write([KEY], signer, start=start, end=end, batch=(number, max(number, 1)))


def refused(data: bytes, last: LastKeyFile | None) -> str:
    with pytest.raises(PeerError) as error:
        accept_key_file(data, SIGNER.public_key(), last, NOW)
    return error.value.reason


def test_files_in_order_are_taken() -> None:
    keys, last = accept_key_file(file(NOW - 900, NOW - 600), SIGNER.public_key(), None, NOW)
    assert [key["key_data"] for key in keys] == [b"k" * 16]
    keys, last = accept_key_file(file(NOW - 600, NOW - 300), SIGNER.public_key(), last, NOW)
    assert last == LastKeyFile(NOW - 600, NOW - 300, 1)
    assert accept_key_file(file(NOW - 600, NOW - 300, 2), SIGNER.public_key(), last, NOW)[1].number == 2


def test_others_are_not() -> None:
    last = LastKeyFile(NOW - 900, NOW - 600, 1)
    assert refused(file(NOW - 600, NOW - 300, signer=ec.generate_private_key(ec.SECP256R1())), last) == "not_signed"
    assert refused(file(NOW - 500, NOW - 300), last) == "gap"
    assert refused(file(NOW - 600, NOW - 300, 2), last) == "gap"
    assert refused(file(NOW - 900, NOW - 600), last) == "older"
    assert refused(file(NOW - 1200, NOW - 900), last) == "older"
    assert refused(file(NOW - 600, NOW + 9_000), last) == "from_the_future"
    assert refused(file(NOW, NOW), last) == "bad_span"


def test_any_flipped_byte_of_the_export_is_refused() -> None:
    good = file(NOW - 900, NOW - 600)
    for place in range(0, len(good), 7):
        bad = bytearray(good)
        bad[place] ^= 1
        try:
            keys, _ = accept_key_file(bytes(bad), SIGNER.public_key(), None, NOW)
        except PeerError:
            continue
        assert keys[0]["key_data"] == b"k" * 16, "only bytes of the zip's frame may change"


def test_whoever_was_away_longer_than_files_are_kept_may_go_on() -> None:
    long_ago = LastKeyFile(NOW - 30 * 86_400, NOW - 29 * 86_400, 1)
    assert sequence_problem(LastKeyFile(NOW - 600, NOW - 300, 1), long_ago, NOW) is None


@pytest.mark.parametrize(
    "line", ["../../etc/passwd", "https://elsewhere/x.zip", "/files/1.zip", "files/..zip/../1.zip", "files/1.txt", "a b.zip"]
)
def test_an_index_leads_nowhere_else(line: str) -> None:
    with pytest.raises(PeerError):
        key_file_paths(f"files/1.zip\n{line}\n")
    assert key_file_paths("files/1.zip\n\nfiles/2.zip\n") == ["files/1.zip", "files/2.zip"]
