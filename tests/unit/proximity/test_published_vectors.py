"""The published vectors: key schedule, a signed file, Bluezone's ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from tests.real.absent import REASON, shared_data_folder

from truyvet.proximity import bluezone, key_file
from truyvet.proximity.errors import PeerError
from truyvet.proximity.payload import decode_payload, decrypt_metadata, encode_payload
from truyvet.proximity.rolling_identifiers import (
    Metadata,
    TemporaryExposureKey,
    derive_aem_key,
    derive_rpi_key,
    encrypt_metadata,
    rolling_proximity_identifiers,
)


@pytest.fixture(scope="module")
def published(pytestconfig: pytest.Config) -> Path:
    folder = shared_data_folder(pytestconfig.rootpath) / "protocol"
    if not folder.is_dir():
        pytest.skip(f"{REASON} in {folder}")
    return folder


def test_all_ids_and_metadata_of_the_published_day(published: Path) -> None:
    said = json.loads((published / "gaen_key_schedule.json").read_text())
    key = TemporaryExposureKey(bytes.fromhex(said["temporary_exposure_key"]), said["base_interval_number"])
    assert derive_rpi_key(key.key_data).hex() == said["rpik"]
    assert derive_aem_key(key.key_data).hex() == said["aemk"]
    shown, plain = rolling_proximity_identifiers(key), bytes.fromhex(said["metadata"])
    assert len(said["intervals"]) == len(shown) == 144
    for row in said["intervals"]:
        one = shown[row["offset"]]
        assert one.hex() == row["rpi"]
        assert encrypt_metadata(key.key_data, one, plain).hex() == row["aem"]
    assert Metadata.decode(plain) == Metadata(tx_power=8)
    assert Metadata(tx_power=8).encode() == plain


def test_a_payload_is_opened_by_its_own_key_alone(published: Path) -> None:
    key = TemporaryExposureKey(bytes(range(16)), 2_650_032)
    at = key.rolling_start_interval_number * 600 + 4_321
    said = encode_payload(key, at, Metadata(tx_power=-12))
    assert len(said) == 20
    beacon = decode_payload(said)
    assert beacon.rpi == rolling_proximity_identifiers(key)[7]
    assert decrypt_metadata(beacon, key.key_data) == Metadata(tx_power=-12)
    with pytest.raises(PeerError):
        decode_payload(said + b"\0")


def test_the_published_file_is_verified_and_every_flip_is_refused(published: Path) -> None:
    public = load_pem_public_key((published / "gaen_export_public.pem").read_bytes())
    whole = (published / "gaen_export_testExport-2-records-1-of-1.zip").read_bytes()
    found = key_file.read(whole, public)  # type: ignore[arg-type]
    wanted = json.loads((published / "gaen_export_keys.json").read_text())["temporaryExposureKeys"]
    import base64

    assert found.signed
    assert {(key["key_data"], key["rolling_start_interval_number"], key["rolling_period"]) for key in found.keys} == {
        (base64.b64decode(key["key"]), key["rollingStartNumber"], key["rollingPeriod"]) for key in wanted
    }


def test_bluezone_ids(published: Path) -> None:
    for said in json.loads((published / "bluezone_v2_ids.json").read_text())["vectors"]:
        shown = bluezone.ids(bluezone.daily_key(bytes.fromhex(said["base_id_hex"]), said["day"]), said["slots_per_day"])
        assert {place: shown[int(place)].hex().upper() for place in said["ids"]} == said["ids"]
