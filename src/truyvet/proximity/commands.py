"""``truyvet proximity``: key files and sightings, on files alone."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from truyvet.proximity import keyfile, tables
from truyvet.proximity.errors import OwnError, PeerError
from truyvet.proximity.keys import INTERVAL, KEY, LAST, PERIOD, DailyKey
from truyvet.proximity.matching import door
from truyvet.proximity.matching.sightings import Keys, Sightings
from truyvet.proximity.nearness.model import load
from truyvet.proximity.nearness.windows import Reading, windows

DONE: Final = 0
REFUSED: Final = 2
WINDOW_COLUMNS: Final = ("receiver", "transmitter", "window_start", "readings", "probability_near")
REVOKED: Final = 5
"""report_type of a key that its owner took back."""


def add_arguments(parser: ArgumentParser) -> None:
    """The parts of the command."""
    parts = parser.add_subparsers(dest="part", metavar="PART", required=True)
    inspect = parts.add_parser("inspect", help="what is in a signed key file, and whether its signature holds")
    inspect.add_argument("file", type=Path, metavar="FILE.zip")
    inspect.add_argument("--public-key", type=Path, metavar="PEM")
    write = parts.add_parser("write", help="a signed file with exactly the keys given")
    write.add_argument("keys", type=Path, metavar="KEYS.json")
    write.add_argument("--private-key", type=Path, required=True, metavar="PEM")
    write.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    match = parts.add_parser("match", help="which sightings were of a published key")
    match.add_argument("--keys", type=Path, required=True, metavar="FILE.zip")
    match.add_argument("--sightings", type=Path, required=True, metavar="FILE", help="id (32 hex digits), time (epoch s), rssi")
    match.add_argument("--public-key", type=Path, metavar="PEM", help="refuse a file that this key did not sign")
    estimate = parts.add_parser("estimate", help="from readings of signal strength, how likely two were within two metres, by window")
    estimate.add_argument("--readings", type=Path, required=True, metavar="F", help="receiver, transmitter, time, rssi[, tx_power]")
    estimate.add_argument("--out", type=Path, required=True, metavar="G", help="CSV, or Parquet by its ending")
    estimate.add_argument("--window", type=int, default=300, metavar="S", help="seconds of a window (300)")
    estimate.add_argument("--prior", type=float, metavar="P", help="share of windows that are near beforehand (that of the experiment)")
    for part in (inspect, write, match, estimate):
        part.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: Namespace) -> int:
    """Exit status: 0 done, 2 refused, with a sentence that says what and where."""
    doing = {"inspect": _inspect, "write": _write, "match": _match, "estimate": _estimate}[arguments.part]
    try:
        return doing(arguments)
    except (PeerError, OwnError) as error:
        return _refuse(arguments, str(error))
    except OSError as error:
        return _refuse(arguments, f"{error.filename}: {error.strerror}")


def _refuse(arguments: Namespace, why: str) -> int:
    if arguments.json:
        print(json.dumps({"error": why}))  # noqa: T201 - the command's answer
    sys.stderr.write(f"refused: {why}\n")
    return REFUSED


def _inspect(arguments: Namespace) -> int:
    key = _public(arguments.public_key) if arguments.public_key else None
    opened = keyfile.read(arguments.file.read_bytes(), key)
    said = {**opened.export, "signatures": opened.signatures, "signature_valid": opened.signed if key else None}
    if arguments.json:
        print(json.dumps(_plain(said), indent=1))  # noqa: T201
    else:
        words = {True: "valid", False: "NOT VALID", None: "not checked"}[said["signature_valid"]]
        print(f"{len(opened.keys)} keys, {len(said['revised_keys'])} revised; signature {words}")  # noqa: T201
    if key and not opened.signed:
        sys.stderr.write("refused: no signature of this file is by the given key\n")
        return REFUSED
    return DONE


def _write(arguments: Namespace) -> int:
    said = json.loads(arguments.keys.read_text("utf-8-sig")) if arguments.keys.exists() else None
    if not isinstance(said, dict) or not isinstance(said.get("keys"), list):
        raise PeerError("no_list_of_keys", arguments.keys.name)
    keys = [_key(key, f"keys[{place}]") for place, key in enumerate(said["keys"])]
    revised = [_key(key, f"revised_keys[{place}]") for place, key in enumerate(said.get("revised_keys") or [])]
    begins = [key["rolling_start_interval_number"] * INTERVAL for key in keys + revised]
    ends = [(key["rolling_start_interval_number"] + key.get("rolling_period", PERIOD)) * INTERVAL for key in keys + revised]
    made = keyfile.write(
        keys, _private(arguments.private_key), revised=revised, region=str(said.get("region", "VN")),
        start=int(said.get("start_timestamp", min(begins, default=0))), end=int(said.get("end_timestamp", max(ends, default=0))),
        batch=(int(said.get("batch_num", 1)), int(said.get("batch_size", 1))),
    )  # fmt: skip
    arguments.out.write_bytes(made)
    if arguments.json:
        print(json.dumps({"keys": len(keys), "revised_keys": len(revised), "bytes": len(made)}))  # noqa: T201
    return DONE


def _match(arguments: Namespace) -> int:
    public = _public(arguments.public_key) if arguments.public_key else None
    opened = keyfile.read(arguments.keys.read_bytes(), public)
    if public and not opened.signed:
        raise PeerError("not_signed_by_the_given_key", arguments.keys.name)
    keys = [_daily(key) for key in opened.keys + opened.export["revised_keys"] if key.get("report_type") != REVOKED]
    seen = [
        (tables.data(row, "id", where, KEY), tables.integer(row, "time", where, 0, LAST * INTERVAL))
        for where, row in tables.rows(arguments.sightings, "sightings")
    ]
    found = door.match(Keys.of(keys), Sightings.of(seen))
    named = [(keys[each.key].key_data, *seen[each.sighting]) for each in found]
    matches = [{"key_data": key.hex(), "id": shown.hex(), "time": at} for key, shown, at in named]
    if arguments.json:
        print(json.dumps({"matches": matches, "keys": len(keys), "sightings": len(seen)}))  # noqa: T201
    else:
        print(f"{len(matches)} of {len(seen)} sightings were of {len({each.key for each in found})} of {len(keys)} published keys")  # noqa: T201
    return DONE


def _estimate(arguments: Namespace) -> int:
    model = load()
    if arguments.prior is not None and not 0 < arguments.prior < 1:
        raise OwnError("--prior lies between 0 and 1")
    held = windows(_readings(arguments.readings), arguments.window, model.reference_power)
    rows = [
        {
            "receiver": each.receiver, "transmitter": each.transmitter, "window_start": each.start, "readings": each.readings,
            "probability_near": round(model.probability(each, arguments.prior), 6),
        }
        for each in held
    ]  # fmt: skip
    tables.write(arguments.out, WINDOW_COLUMNS, rows)
    if arguments.json:
        print(json.dumps({"windows": len(rows), "readings": sum(each.readings for each in held), "model": model.version}))  # noqa: T201
    return DONE


def _readings(path: Path) -> Iterator[Reading]:
    for where, row in tables.rows(path, "readings"):
        power = row.get("tx_power")
        yield Reading(
            tables.text(row, "receiver", where), tables.text(row, "transmitter", where),
            tables.number(row, "time", where, 0, LAST * INTERVAL), tables.number(row, "rssi", where, -200, 50),
            None if power in (None, "") else tables.number(row, "tx_power", where, -128, 127),
        )  # fmt: skip


def _daily(key: dict[str, Any]) -> DailyKey:
    return DailyKey(key["key_data"], key["rolling_start_interval_number"], key.get("rolling_period", PERIOD))


def _key(said: Any, where: str) -> dict[str, Any]:
    """A key as ``inspect`` prints it."""
    if not isinstance(said, dict):
        raise PeerError("not_a_key", where)
    return {**said, "key_data": tables.data(said, "key_data", where, KEY)}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _public(path: Path) -> ec.EllipticCurvePublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError:
        raise PeerError("not_a_public_key", path.name) from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise PeerError("not_a_p256_key", path.name)
    return key


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        raise PeerError("not_a_private_key", path.name) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise PeerError("not_a_p256_key", path.name)
    return key
