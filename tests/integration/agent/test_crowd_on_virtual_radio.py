"""Twenty devices of a walking crowd over the real stack: who hears whom follows from where they stand."""

from __future__ import annotations

import asyncio
import os
import time

import numpy as np

from truyvet.agent.radio import BumbleRadio, ReceivedAdvertisement
from truyvet.agent.virtual_radio import VirtualAir
from truyvet.simulate.crowd import REACH_M, Crowd

PEOPLE = 20


async def walk(rounds: int) -> tuple[dict[tuple[int, int], list[int]], dict[tuple[int, int], float]]:
    """Levels heard and true distances by (hearer, sender), over all rounds."""
    crowd = Crowd(PEOPLE, 11)
    crowd.x, crowd.y = crowd.x * 0.5, crowd.y * 0.5
    levels: dict[tuple[str, str], float | None] = {}
    air = VirtualAir(lambda sender, receiver: levels.get((sender, receiver)), interval_ms=500)
    radios: list[BumbleRadio] = [await air.join(str(number)) for number in range(PEOPLE)]
    payloads = [os.urandom(20) for _ in radios]
    whose = {payload: number for number, payload in enumerate(payloads)}
    heard: dict[tuple[int, int], list[int]] = {}
    truth: dict[tuple[int, int], float] = {}
    for number, radio in enumerate(radios):
        radio.listen(lambda each, number=number: note(heard, number, whose, each))  # type: ignore[misc]
        await radio.show(payloads[number], os.urandom(5) + b"\x01")
        await radio.scan(True)
    for _ in range(rounds):
        one, other, metres = crowd.pairs()
        both = [np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([metres, metres])]
        made = crowd.levels(*both)
        levels.clear()
        levels.update({(str(b), str(a)): float(level) for a, b, level in zip(both[0], both[1], made, strict=True)})
        truth = {(int(a), int(b)): float(m) for a, b, m in zip(*both, strict=True)}
        heard.clear()
        await asyncio.sleep(1.2)
        crowd.walk()
    return heard, truth


def note(heard: dict[tuple[int, int], list[int]], number: int, whose: dict[bytes, int], each: ReceivedAdvertisement) -> None:
    heard.setdefault((number, whose[each.payload]), []).append(each.rssi)


def test_twenty_devices_hear_who_is_in_reach_and_nobody_else() -> None:
    began = time.monotonic()
    heard, truth = asyncio.run(walk(3))
    assert time.monotonic() - began < 60
    assert len(truth) > 40
    assert heard.keys() <= truth.keys(), "somebody was heard from beyond reach"
    assert len(heard) > 0.9 * len(truth)
    pairs = sorted(heard)
    means = np.array([np.mean(heard[pair]) for pair in pairs])
    metres = np.array([truth[pair] for pair in pairs])
    assert metres.max() <= REACH_M
    assert np.corrcoef(means, np.log10(np.maximum(metres, 0.1)))[0, 1] < -0.5
