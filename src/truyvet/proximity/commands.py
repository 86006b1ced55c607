"""``truyvet proximity`` works with key files and sightings, on files alone."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from truyvet.proximity import key_file, tables
from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.matching import dispatch
from truyvet.proximity.matching.sightings import PublishedKeys, Sightings
from truyvet.proximity.nearness.device_levels import learn_levels
from truyvet.proximity.nearness.model import load_model
from truyvet.proximity.nearness.windows import RssiReading, group_readings
from truyvet.proximity.rolling_identifiers import INTERVAL_NUMBER_LIMIT, INTERVAL_S, KEY_BYTES, TEK_ROLLING_PERIOD, TemporaryExposureKey

EXIT_DONE: Final = 0
EXIT_REFUSED: Final = 2
WINDOW_COLUMNS: Final = ("receiver", "transmitter", "window_start", "readings", "probability_near")
REVOKED: Final = 5
"""report_type of a key that its owner took back."""


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the parts of the command to the parser."""
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
    """Runs the command and returns its exit status: 0 done, 2 refused, with a sentence that says what and where."""
    doing = {"inspect": _inspect, "write": _write, "match": _match, "estimate": _estimate}[arguments.part]
    try:
        return doing(arguments)
    except (PeerError, CallerError) as error:
        return _refuse(arguments, str(error))
    except OSError as error:
        return _refuse(arguments, f"{error.filename}: {error.strerror}")


def _refuse(arguments: Namespace, why: str) -> int:
    if arguments.json:
        print(json.dumps({"error": why}))  # noqa: T201 - the command's answer
    sys.stderr.write(f"refused: {why}\n")
    return EXIT_REFUSED


def _inspect(arguments: Namespace) -> int:
    key = _public(arguments.public_key) if arguments.public_key else None
    content = key_file.read(arguments.file.read_bytes(), key)
    answer = {**content.export, "signatures": content.signatures, "signature_valid": content.signed if key else None}
    if arguments.json:
        print(json.dumps(_plain(answer), indent=1))  # noqa: T201
    else:
        words = {True: "valid", False: "NOT VALID", None: "not checked"}[answer["signature_valid"]]
        print(f"{len(content.keys)} keys, {len(answer['revised_keys'])} revised; signature {words}")  # noqa: T201
    if key and not content.signed:
        sys.stderr.write("refused: no signature of this file is by the given key\n")
        return EXIT_REFUSED
    return EXIT_DONE


def _write(arguments: Namespace) -> int:
    answer = json.loads(arguments.keys.read_text("utf-8-sig")) if arguments.keys.exists() else None
    if not isinstance(answer, dict) or not isinstance(answer.get("keys"), list):
        raise PeerError("no_list_of_keys", arguments.keys.name)
    keys = [_key(key, f"keys[{place}]") for place, key in enumerate(answer["keys"])]
    revised = [_key(key, f"revised_keys[{place}]") for place, key in enumerate(answer.get("revised_keys") or [])]
    begins = [key["rolling_start_interval_number"] * INTERVAL_S for key in keys + revised]
    ends = [(key["rolling_start_interval_number"] + key.get("rolling_period", TEK_ROLLING_PERIOD)) * INTERVAL_S for key in keys + revised]
    made = key_file.write(
        keys, _private(arguments.private_key), revised=revised, region=str(answer.get("region", "VN")),
        start=int(answer.get("start_timestamp", min(begins, default=0))), end=int(answer.get("end_timestamp", max(ends, default=0))),
        batch=(int(answer.get("batch_num", 1)), int(answer.get("batch_size", 1))),
    )  # fmt: skip
    arguments.out.write_bytes(made)
    if arguments.json:
        print(json.dumps({"keys": len(keys), "revised_keys": len(revised), "bytes": len(made)}))  # noqa: T201
    return EXIT_DONE


def _match(arguments: Namespace) -> int:
    public = _public(arguments.public_key) if arguments.public_key else None
    content = key_file.read(arguments.keys.read_bytes(), public)
    if public and not content.signed:
        raise PeerError("not_signed_by_the_given_key", arguments.keys.name)
    keys = [_daily(key) for key in content.keys + content.export["revised_keys"] if key.get("report_type") != REVOKED]
    seen = [
        (tables.data(row, "id", where, KEY_BYTES), tables.integer(row, "time", where, 0, INTERVAL_NUMBER_LIMIT * INTERVAL_S))
        for where, row in tables.rows(arguments.sightings, "sightings")
    ]
    found = dispatch.match_keys(PublishedKeys.of(keys), Sightings.of(seen))
    named = [(keys[each.key].key_data, *seen[each.sighting]) for each in found]
    matches = [{"key_data": key.hex(), "id": rpi.hex(), "time": at} for key, rpi, at in named]
    if arguments.json:
        print(json.dumps({"matches": matches, "keys": len(keys), "sightings": len(seen)}))  # noqa: T201
    else:
        print(f"{len(matches)} of {len(seen)} sightings were of {len({each.key for each in found})} of {len(keys)} published keys")  # noqa: T201
    return EXIT_DONE


def _estimate(arguments: Namespace) -> int:
    model = load_model()
    if arguments.prior is not None and not 0 < arguments.prior < 1:
        raise CallerError("--prior lies between 0 and 1")
    rssi_windows = group_readings(_readings(arguments.readings), arguments.window, model.reference_power)
    levels = learn_levels(rssi_windows, model.typical_level)
    rows = [
        {
            "receiver": each.receiver, "transmitter": each.transmitter, "window_start": each.start, "readings": each.readings,
            "probability_near": round(model.probability(
                each.level, arguments.prior, receiver_level=levels.receivers.get(each.receiver, 0.0),
                sender_level=levels.senders.get(each.transmitter),
            ), 6),
        }
        for each in rssi_windows
    ]  # fmt: skip
    tables.write(arguments.out, WINDOW_COLUMNS, rows)
    prior = arguments.prior or model.prior
    if arguments.json:
        counts = {"windows": len(rows), "readings": sum(each.readings for each in rssi_windows), "model": model.version, "prior": prior}
        print(json.dumps({**counts, "receivers_known": len(levels.receivers), "senders_known": len(levels.senders)}))  # noqa: T201
    else:
        known = f"own level known of {len(levels.receivers)} receivers and {len(levels.senders)} senders"
        print(f"{len(rows)} windows, prior {prior:g}; {known}")  # noqa: T201
    return EXIT_DONE


def _readings(path: Path) -> Iterator[RssiReading]:
    for where, row in tables.rows(path, "readings"):
        power = row.get("tx_power")
        yield RssiReading(
            tables.text(row, "receiver", where), tables.text(row, "transmitter", where),
            tables.number(row, "time", where, 0, INTERVAL_NUMBER_LIMIT * INTERVAL_S), tables.number(row, "rssi", where, -200, 50),
            None if power in (None, "") else tables.number(row, "tx_power", where, -128, 127),
        )  # fmt: skip


def _daily(key: dict[str, Any]) -> TemporaryExposureKey:
    return TemporaryExposureKey(key["key_data"], key["rolling_start_interval_number"], key.get("rolling_period", TEK_ROLLING_PERIOD))


def _key(answer: Any, where: str) -> dict[str, Any]:
    """Returns a key from the form in which ``inspect`` prints it."""
    if not isinstance(answer, dict):
        raise PeerError("not_a_key", where)
    return {**answer, "key_data": tables.data(answer, "key_data", where, KEY_BYTES)}


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
