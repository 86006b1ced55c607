"""What is shown: ids and addresses that change together, keys that are kept before they are used (T1, T2)."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from truyvet.agent.advertiser import MAX_ROTATION_S, MIN_ROTATION_S, Advertiser, CurrentAdvertisement, random_address
from truyvet.agent.device_log import DeviceLog
from truyvet.agent.radio import advertisement
from truyvet.agent.sealed_store import SealedRow
from truyvet.proximity.matching import dispatch
from truyvet.proximity.matching.sightings import PublishedKeys, Sightings
from truyvet.proximity.payload import AdvertisedPayload, decode_payload, decrypt_metadata
from truyvet.proximity.rolling_identifiers import Metadata, TemporaryExposureKey, rolling_proximity_identifiers

START = 1_622_160_000
DAY = 86_400


class Shelf:
    """A store in memory: what is not on the shelf is not kept."""

    def __init__(self) -> None:
        self.held: list[tuple[str, int, bytes]] = []

    def add(self, kind: str, day: int, body: bytes) -> None:
        self.held.append((kind, day, body))

    def put(self, kind: str, day: int, body: bytes) -> None:
        self.held = [each for each in self.held if each[:2] != (kind, day)] + [(kind, day, body)]

    def rows(self, kind: str, since: int = 0) -> list[SealedRow]:
        return [SealedRow(number, day, body) for number, (held, day, body) in enumerate(self.held) if held == kind and day >= since]


def device(shelf: Any = None, entropy: Any = os.urandom) -> tuple[Advertiser, DeviceLog]:
    log = DeviceLog(shelf or Shelf())
    return Advertiser(log, entropy), log


def run(advertiser: Advertiser, start: int, seconds: int, step: int = 30) -> list[CurrentAdvertisement]:
    made: list[CurrentAdvertisement] = []
    for at in range(start, start + seconds, step):
        shown = advertiser.at(at)
        if shown is not None and (not made or made[-1] is not shown):
            made.append(shown)
    return made


def test_id_and_address_change_together_and_no_id_twice() -> None:
    made = run(device()[0], START + 123, 3 * DAY)
    assert (
        len({each.payload[:16] for each in made})
        == len({each.payload for each in made})
        == len({each.address for each in made})
        == len(made)
    )
    stays = [two.since - one.since for one, two in pairwise(made)]
    assert all(MIN_ROTATION_S <= stay <= MAX_ROTATION_S + 30 for stay in stays)
    assert max(stays) - min(stays) > 300, "nobody can foresee the moment"


def test_the_id_is_that_of_the_interval_in_which_it_was_taken_up() -> None:
    advertiser, log = device()
    for shown in run(advertiser, START, DAY):
        number = int(shown.since) // 600
        (key,) = [
            key
            for key in log.own_keys()
            if key.rolling_start_interval_number <= number < key.rolling_start_interval_number + key.rolling_period
        ]
        assert shown.payload[:16] == rolling_proximity_identifiers(key)[number - key.rolling_start_interval_number]
        beacon = decode_payload(shown.payload)
        assert decrypt_metadata(beacon, key.key_data) == Metadata(0)


def test_a_restart_in_the_same_interval_is_silent_until_the_next() -> None:
    shelf = Shelf()
    before = device(shelf)[0].at(START + 10)
    again = device(shelf)[0]
    assert again.at(START + 100) is None
    after = again.at(START + 600)
    assert before and after and before.payload[:16] != after.payload[:16]


def test_a_clock_set_back_shows_no_old_id() -> None:
    advertiser, log = device()
    old = {each.payload[:16] for each in run(advertiser, START + 40_000, 10_000)}
    new = {each.payload[:16] for each in run(advertiser, START + 38_000, 10_000)}
    assert new and not old & new
    assert len(log.own_keys()) == 2


def test_a_key_is_kept_before_it_is_shown() -> None:
    class Full(Shelf):
        def add(self, kind: str, day: int, body: bytes) -> None:
            raise OSError("disk full")

    advertiser, _ = device(Full())
    with pytest.raises(OSError, match="disk full"):
        advertiser.at(START)
    assert advertiser.current is None


@examples(30)
@given(st.data())
def test_whatever_was_shown_matches_when_the_kept_keys_are_published(data: st.DataObject) -> None:
    """First day, restart, restored copy, clock changed by up to two hours: every sighting matches (T2). Hundreds of devices a run."""
    keys: list[TemporaryExposureKey] = []
    seen: list[tuple[bytes, int]] = []
    for _ in range(10):
        shelf, at = Shelf(), START + data.draw(st.integers(0, DAY - 1))
        advertiser, log = device(shelf)
        wrong = 0
        for act in data.draw(st.lists(st.sampled_from(["wait", "restart", "restore", "clock"]), min_size=1, max_size=6)):
            shown = advertiser.at(at + wrong)
            if shown is not None:
                seen.append((shown.payload[:16], at))
            if act == "restart":
                advertiser, log = device(shelf)
            elif act == "restore":
                copy = Shelf()
                copy.held = list(shelf.held)
                shelf = copy
                advertiser, log = device(shelf)
            elif act == "clock":
                wrong = data.draw(st.integers(-5_000, 5_000))
            at += data.draw(st.integers(60, 30_000))
        keys += log.own_keys()
    found = dispatch.match_keys(PublishedKeys.of(keys), Sightings.of(seen))
    assert {each.sighting for each in found} == set(range(len(seen)))


def test_thousands_of_first_days_match() -> None:
    """100,000 are done in bench/crowd.py; here the whole way of a thousand devices."""
    dice = np.random.default_rng(4)
    keys, seen = [], []
    for at in (START + dice.integers(0, DAY, 1_000)).tolist():
        advertiser, log = device()
        shown = advertiser.at(at)
        assert shown is not None
        keys += log.own_keys()
        seen.append((shown.payload[:16], at))
    found = dispatch.match_keys(PublishedKeys.of(keys), Sightings.of(seen))
    assert sorted(each.sighting for each in found if each.key == each.sighting) == list(range(1_000))


def advertised(devices: int, rotations: int) -> np.ndarray:
    """(device, rotation, byte): the whole advertisement and its address, as somebody with an antenna sees them."""
    rows = []
    for _ in range(devices):
        made = run(device()[0], START + 77, rotations * 1_300, 300)[:rotations]
        rows.append([list(each.address + advertisement(each.payload)) for each in made])
    return np.array(rows, np.int16)


def test_every_advertised_byte_is_the_same_for_all_or_changes_for_each() -> None:
    seen = advertised(20, 40)
    for place in range(seen.shape[2]):
        if len(np.unique(seen[:, :, place])) == 1:
            continue
        for row in seen[:, :, place]:
            assert len(np.unique(row)) > 20, f"byte {place} stays with its device"
    constant = [place for place in range(seen.shape[2]) if len(np.unique(seen[:, :, place])) == 1]
    assert len(constant) == 11, "flags, service list, and the head of the service data: the same for everybody"


def told_apart(seen: np.ndarray) -> float:
    """How often a linear classifier is right about "of one device or of two?", on 20,000 pairs it was not trained on.

    It sees both advertisements' bits with their addresses, which bits differ, and how many do.
    """
    dice = np.random.default_rng(8)
    devices, turns = seen.shape[:2]
    bits = np.unpackbits(seen.astype(np.uint8), axis=2)
    bits = bits[:, :, bits.reshape(-1, bits.shape[2]).std(0) > 0]
    one, turn = dice.integers(0, devices, 40_000), dice.integers(0, turns - 1, 40_000)
    same = np.arange(40_000) % 2 == 0
    other = np.where(same, one, (one + dice.integers(1, devices, 40_000)) % devices)
    first, second = bits[one, turn], bits[other, turn + 1]
    differ = first ^ second
    features = np.hstack([first, second, differ, differ.mean(1, keepdims=True) * 10]).astype(np.float32)
    features -= features.mean(0)
    train, test = slice(0, 20_000), slice(20_000, 40_000)
    square = features[train].T @ features[train] + 100 * np.eye(features.shape[1], dtype=np.float32)
    weights = np.linalg.solve(square, features[train].T @ (same[train] - 0.5))
    return float(((features[test] @ weights > 0) == same[test]).mean())


def test_a_classifier_of_pairs_is_at_chance_and_finds_one_byte_that_stays() -> None:
    seen = advertised(200, 61)
    assert told_apart(seen) <= 0.52
    seen[:, :, 25] = np.arange(200)[:, None]
    assert told_apart(seen) > 0.8, "the classifier must be able to tell"


def test_addresses_are_private_and_cannot_be_resolved() -> None:
    made = [random_address(os.urandom) for _ in range(2_000)]
    assert all(each[5] >> 6 == 0 for each in made)
    assert len(set(made)) == len(made)
    drawn = iter([bytes(6), b"\xff" * 6, b"\x01" * 6])
    assert random_address(lambda _: next(drawn)) == b"\x01" * 6


def test_a_beacon_of_another_key_does_not_open() -> None:
    advertiser, _ = device()
    shown = advertiser.at(START)
    assert shown is not None
    beacon = decode_payload(shown.payload)
    wrong = 0
    for _ in range(200):
        try:
            decrypt_metadata(AdvertisedPayload(beacon.rpi, beacon.aem), os.urandom(16))
        except ValueError:
            wrong += 1
    assert wrong > 100
