"""``truyvet proximity`` on files alone: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from truyvet.cli.main import main
from truyvet.proximity import tables
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey, rolling_proximity_identifier

KEY = TemporaryExposureKey(bytes(range(16)), 2_650_032)


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    signer = ec.derive_private_key(4_242, ec.SECP256R1())
    (tmp_path / "private.pem").write_bytes(signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "public.pem").write_bytes(signer.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    said = {"key_data": KEY.key_data.hex(), "rolling_start_interval_number": KEY.rolling_start_interval_number, "rolling_period": 144}
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [said]}))
    assert write(tmp_path, "keys.json", "k.zip") == 0
    return tmp_path


def write(folder: Path, keys: str, out: str) -> int:
    return main(["proximity", "write", str(folder / keys), "--private-key", str(folder / "private.pem"), "--out", str(folder / out)])


Said = tuple[int, dict[str, object]]


def inspect(folder: Path, capsys: pytest.CaptureFixture[str], file: str = "k.zip", key: str = "public.pem") -> Said:
    capsys.readouterr()
    status = main(["proximity", "inspect", str(folder / file), "--public-key", str(folder / key), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_what_inspect_prints_is_written_to_the_same_keys(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = inspect(pair, capsys)
    assert status == 0 and said["signature_valid"] is True
    assert said["keys"] == [
        {"key_data": KEY.key_data.hex(), "rolling_start_interval_number": KEY.rolling_start_interval_number, "rolling_period": 144}
    ]
    (pair / "again.json").write_text(json.dumps(said))
    assert write(pair, "again.json", "k2.zip") == 0
    _, again = inspect(pair, capsys, "k2.zip")
    assert {**again, "signatures": 0} == {**said, "signatures": 0}


def test_a_wrong_file_is_refused_with_two(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (pair / "k.zip").read_bytes()
    (pair / "cut.zip").write_bytes(whole[:-30])
    other = ec.derive_private_key(7, ec.SECP256R1()).public_key()
    (pair / "other.pem").write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    status, said = inspect(pair, capsys, "cut.zip")
    assert status == 2 and "bad_zip" in str(said["error"])
    status, said = inspect(pair, capsys, key="other.pem")
    assert status == 2 and said["signature_valid"] is False


def test_match(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number = KEY.rolling_start_interval_number + 50
    seen = [
        (rolling_proximity_identifier(KEY, number), number * 600 + 5),
        (rolling_proximity_identifier(KEY, number), number * 600 + 9_000),
        (bytes(16), number * 600),
    ]
    rows = "".join(f"{shown.hex()},{at},-60\n" for shown, at in seen)
    (pair / "seen.csv").write_text("id,time,rssi\n" + rows)
    capsys.readouterr()
    assert main(["proximity", "match", "--keys", str(pair / "k.zip"), "--sightings", str(pair / "seen.csv"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["matches"] == [{"key_data": KEY.key_data.hex(), "id": seen[0][0].hex(), "time": seen[0][1]}]
    (pair / "bad.csv").write_text("id,time,rssi\nzz,1,-60\n")
    assert main(["proximity", "match", "--keys", str(pair / "k.zip"), "--sightings", str(pair / "bad.csv"), "--json"]) == 2
    assert "bad.csv, row 1, id" in capsys.readouterr().err


def test_estimate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["receiver,transmitter,time,rssi,tx_power"]
    lines += [f"a,b,{1_620_000_000 + second},{-55 if second < 300 else -100}," for second in range(0, 600, 10)]
    lines += [f"a,c,{1_620_000_000 + second},-60,-40" for second in range(0, 30, 10)]
    (tmp_path / "r.csv").write_text("\n".join(lines))
    assert main(["proximity", "estimate", "--readings", str(tmp_path / "r.csv"), "--out", str(tmp_path / "w.csv")]) == 0
    rows = list(csv.DictReader((tmp_path / "w.csv").open()))
    assert [(row["transmitter"], int(row["window_start"]), int(row["readings"])) for row in rows] == [
        ("b", 1_620_000_000, 30), ("b", 1_620_000_300, 30), ("c", 1_620_000_000, 3),
    ]  # fmt: skip
    near, far, weak = (float(row["probability_near"]) for row in rows)
    assert 0 < far < 0.6 < near < 1 and weak > near  # a sender that states −40 dBm and is heard at −60 is nearer still
    assert main(["proximity", "estimate", "--readings", str(tmp_path / "r.csv"), "--out", str(tmp_path / "p.csv"), "--prior", "0.2"]) == 0
    rare = [float(row["probability_near"]) for row in csv.DictReader((tmp_path / "p.csv").open())]
    assert all(one < two for one, two in zip(rare, (near, far, weak), strict=True))
    # One receiver and two senders: the median of a pair is its distance, so that no level is known, and the answer says so.
    assert capsys.readouterr().out.splitlines()[-1] == "3 windows, prior 0.2; own level known of 0 receivers and 0 senders"


def test_without_django(tmp_path: Path) -> None:
    code = "import sys; import truyvet.proximity.commands; assert not {'django', 'truyvet.codes', 'truyvet.tabular'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_table_never_takes_the_place_of_a_link_or_a_device(ending: str, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / f"link.{ending}"
    link.symlink_to(target)
    device = tmp_path / f"device.{ending}"
    device.symlink_to("/dev/null")
    for path in (link, device):
        tables.write(path, ["a"], [{"a": 1}])
        assert path.is_symlink()
    assert target.stat().st_size > 0
    assert device.is_char_device()
    assert {path.name for path in tmp_path.iterdir()} == {"target", link.name, device.name}
