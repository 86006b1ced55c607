"""Key files of ours: read by an independent reader, refused when anything was changed, and never a crash."""

from __future__ import annotations

import io
import random
import resource
import zipfile
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from tests.unit.proximity.plain_protobuf import read_message, signed

from truyvet.proximity import key_file
from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.protobuf_codec import decode

SIGNER = ec.derive_private_key(0x1234567, ec.SECP256R1())
KEYS: list[dict[str, Any]] = [
    {"key_data": bytes(range(16)), "transmission_risk_level": 3, "rolling_start_interval_number": 2_649_888, "rolling_period": 144,
     "report_type": 1, "days_since_onset_of_symptoms": -2},
    {"key_data": bytes(range(16, 32)), "rolling_start_interval_number": 2_650_032, "rolling_period": 7, "report_type": 4},
]  # fmt: skip


def made() -> bytes:
    return key_file.write(KEYS, SIGNER, start=1_590_000_000, end=1_590_086_400)


def packed(binary: bytes, signature: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("export.bin", binary)
        archive.writestr("export.sig", signature)
    return written.getvalue()


def parts(whole: bytes) -> tuple[bytes, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return archive.read("export.bin"), archive.read("export.sig")


def test_what_is_written_is_read_again() -> None:
    found = key_file.read(made(), SIGNER.public_key())
    assert found.signed and found.keys == KEYS
    assert (found.export["region"], found.export["batch_num"], found.export["batch_size"]) == ("VN", 1, 1)


def test_another_key_did_not_sign_it() -> None:
    assert not key_file.read(made(), ec.derive_private_key(99, ec.SECP256R1()).public_key()).signed


def test_every_flip_of_a_bit_is_refused() -> None:
    binary, signature = parts(made())
    for which, body in (("bin", binary), ("sig", signature)):
        for place in range(len(body) * 8):
            changed = bytearray(body)
            changed[place // 8] ^= 1 << place % 8
            whole = packed(bytes(changed), signature) if which == "bin" else packed(binary, bytes(changed))
            try:
                assert not key_file.read(whole, SIGNER.public_key()).signed, (which, place)
            except PeerError:
                continue


def test_an_independent_reader_reads_our_files() -> None:
    binary, signature = parts(made())
    assert binary[:16] == b"EK Export v1    "
    export = read_message(binary[16:])
    assert [int.from_bytes(bytes(export[number][0]), "little") for number in (1, 2)] == [1_590_000_000, 1_590_086_400]  # type: ignore[arg-type]
    assert (export[3], export[4], export[5]) == ([b"VN"], [1], [1])
    first, second = (read_message(bytes(key)) for key in export[7])  # type: ignore[arg-type]
    assert (first[1], first[2], first[3], first[4], first[5], signed(first[6][0])) == ([bytes(range(16))], [3], [2_649_888], [144], [1], -2)
    assert (second[1], second[3], second[4], second[5]) == ([bytes(range(16, 32))], [2_650_032], [7], [4]) and not {2, 6} & second.keys()
    (listed,) = (read_message(bytes(each)) for each in read_message(signature)[1])  # type: ignore[arg-type]
    assert listed[1] == export[6] and (listed[2], listed[3]) == ([1], [1])
    info = read_message(bytes(listed[1][0]))  # type: ignore[arg-type]
    assert (info[3], info[4], info[5]) == ([b"v1"], [b"452"], [b"1.2.840.10045.4.3.2"])
    SIGNER.public_key().verify(bytes(listed[4][0]), binary, ec.ECDSA(hashes.SHA256()))  # type: ignore[arg-type]


def test_fields_that_we_do_not_know_are_skipped() -> None:
    binary, _ = parts(made())
    assert decode(key_file.EXPORT_FIELDS, binary[16:] + bytes([99 << 3 & 127 | 128 | 2, 6, 2]) + b"hi") == decode(
        key_file.EXPORT_FIELDS, binary[16:]
    )


WRONG = ({"key_data": b"short"}, {"rolling_period": 0}, {"rolling_period": 145}, {"rolling_start_interval_number": -1})


@pytest.mark.parametrize("wrong", WRONG)
def test_what_the_protocol_cannot_say_is_our_own_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(CallerError):
        key_file.write([{**KEYS[0], **wrong}], SIGNER, start=0, end=1)


def test_damaged_files_are_refused_and_never_crash() -> None:
    whole, dice = made(), random.Random(7)
    for _ in range(3_000):
        changed = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        del changed[dice.randrange(len(changed)) :: dice.choice([10**6, 97])]
        try:
            assert not key_file.read(bytes(changed), SIGNER.public_key()).signed or key_file.read(bytes(changed)).keys == KEYS
        except PeerError:
            continue
    binary, signature = parts(whole)
    for _ in range(5_000):
        body = bytearray(binary)
        for _ in range(dice.randint(1, 4)):
            body[dice.randrange(16, len(body))] = dice.randrange(256)
        try:
            assert not key_file.read(packed(bytes(body), signature), SIGNER.public_key()).signed or bytes(body) == binary
        except PeerError:
            continue


def test_a_batch_between_provinces_is_taken_whole_or_not_at_all() -> None:
    from truyvet.proximity import federation

    keys = [{**key, "origin": "24", "visited_countries": ["VN"]} for key in KEYS]
    batch, signature = federation.write(keys, SIGNER)
    assert federation.read(batch, signature, SIGNER.public_key()) == keys
    mixed, _ = federation.write(keys[::-1], SIGNER)
    assert federation.read(mixed, signature, SIGNER.public_key()) == keys[::-1]
    for place in range(len(batch) * 8):
        changed = bytearray(batch)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(PeerError):
            federation.read(bytes(changed), signature, SIGNER.public_key())
    with pytest.raises(CallerError):
        federation.write([{**keys[0], "origin": ""}], SIGNER)


def test_a_diagnosis_is_bound_to_its_keys() -> None:
    from truyvet.proximity.diagnosis_keys import UploadedKey, keys_hmac, upload_problem
    from truyvet.proximity.embargo import public_from
    from truyvet.proximity.rolling_identifiers import TemporaryExposureKey

    secret, now = bytes(range(16)), 2_650_000 * 600
    given = [UploadedKey(TemporaryExposureKey(bytes([number]) * 16, 2_650_000 - 144 * number), number % 3) for number in range(1, 14)]
    bound = keys_hmac(given, secret)
    assert bound == keys_hmac(given[::-1], secret)
    changed = [
        given[:-1],
        [*given, UploadedKey(TemporaryExposureKey(bytes(16), 2_649_000))],
        [UploadedKey(given[0].key, 8), *given[1:]],
        [
            UploadedKey(
                TemporaryExposureKey(given[0].key.key_data, given[0].key.rolling_start_interval_number + 1),
                given[0].transmission_risk_level,
            ),
            *given[1:],
        ],
    ]
    assert all(keys_hmac(other, secret) != bound for other in changed) and keys_hmac(given, secret + b"x") != bound
    assert upload_problem(given, now) is None
    assert (
        upload_problem([], now) == "no_keys"
        and upload_problem(given * 3, now) == "too_many"
        and upload_problem(given[:1] * 2, now) == "doubled"
    )
    assert upload_problem([UploadedKey(TemporaryExposureKey(bytes(16), 2_650_001))], now) == "not_begun"
    assert upload_problem([UploadedKey(TemporaryExposureKey(bytes(16), 2_650_000 - 144 * 15 - 1))], now) == "too_old"
    assert public_from(given[0].key) == (given[0].key.rolling_start_interval_number + 144) * 600 + 7_200


@pytest.mark.parametrize("body", [b"\x3a\x00" * 4_000_000, b"\x0b\x0c" + b"\x3a\x00" * 4_000_000, b"\x32\x00" * 200_000])
def test_a_file_of_empty_keys_is_refused_before_they_are_built(body: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("export.bin", key_file.EXPORT_HEADER + body)
        archive.writestr("export.sig", b"")
    assert len(packed.getvalue()) < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PeerError, match="too_many"):
        key_file.read(packed.getvalue())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
