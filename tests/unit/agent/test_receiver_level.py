"""A device's own level, learned from what it heard in company."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from truyvet.agent.device import AgentDevice
from truyvet.agent.device_log import DeviceLog, MinuteSighting
from truyvet.agent.receiver_level import MAX_RECEIVER_LEVEL_DB, learn_receiver_level
from truyvet.agent.sealed_store import SealedStore
from truyvet.proximity.nearness.device_levels import UNKNOWN_WINDOWS
from truyvet.proximity.nearness.model import load_model

MODEL = load_model()
PHONE_DBM = -20
TYPICAL = round(MODEL.typical_level + PHONE_DBM - MODEL.reference_power)


def hour(devices: int, rssi: int, hours: int = 1) -> list[MinuteSighting]:
    """So many devices, each heard in every minute."""
    return [
        MinuteSighting(bytes([device]) * 16, bytes(4), 1_622_430_000 + minute * 60, rssi, rssi, 5)
        for minute in range(60 * hours) for device in range(devices)
    ]  # fmt: skip


def test_a_device_that_hears_everybody_weakly_receives_weakly() -> None:
    assert -5 < learn_receiver_level(hour(3, TYPICAL - 5), MODEL, PHONE_DBM) < -4
    assert 4 < learn_receiver_level(hour(3, TYPICAL + 5), MODEL, PHONE_DBM) < 5


def test_few_windows_say_little() -> None:
    five_minutes = [each for each in hour(3, TYPICAL - 8) if each.at < 1_622_430_300]
    full = MODEL.level(TYPICAL - 8, PHONE_DBM) - MODEL.typical_level
    assert round(learn_receiver_level(five_minutes, MODEL, PHONE_DBM), 3) == round(full * 3 / (3 + UNKNOWN_WINDOWS), 3)
    assert learn_receiver_level([], MODEL, PHONE_DBM) == 0


def test_a_night_beside_one_or_two_others_says_how_far_their_beds_are() -> None:
    company = hour(3, TYPICAL, 1)
    night = [MinuteSighting(each.rpi, each.aem, each.at + 36_000, -55, -55, 5) for each in hour(2, -55, 9)]
    assert learn_receiver_level(night, MODEL, PHONE_DBM) == 0
    assert learn_receiver_level(company + night, MODEL, PHONE_DBM) == learn_receiver_level(company, MODEL, PHONE_DBM)


def test_no_receiver_is_further_off_than_those_that_were_measured() -> None:
    assert learn_receiver_level(hour(4, -40), MODEL, PHONE_DBM) == MAX_RECEIVER_LEVEL_DB
    assert learn_receiver_level(hour(4, -110), MODEL, PHONE_DBM) == -MAX_RECEIVER_LEVEL_DB


class SilentRadio:
    """A radio of a telephone's stated power that hears nothing."""

    power = PHONE_DBM

    def listen(self, listener: object) -> None:
        """Nobody is ever told anything."""

    async def show(self, payload: bytes, address: bytes) -> None:
        """Nothing goes on air."""

    async def hide(self) -> None:
        """Nothing was on air."""

    async def scan(self, on: bool) -> None:
        """Nothing is heard."""


def test_a_device_learns_its_level_from_its_log_and_forgets_it(tmp_path: Path) -> None:
    log = DeviceLog(SealedStore(tmp_path / "agent.db", bytes(32), os.urandom))
    now = [1_622_440_000.0]
    device = AgentDevice(SilentRadio(), log, lambda: now[0], os.urandom)
    asyncio.run(device.tick())
    assert device.collector.receiver_level == 0
    log.add_seen(hour(3, TYPICAL - 5))
    now[0] += 1_800
    asyncio.run(device.tick())
    assert device.collector.receiver_level == 0, "it learns once an hour"
    now[0] += 1_800
    asyncio.run(device.tick())
    assert -5 < device.collector.receiver_level < -4
    assert AgentDevice(SilentRadio(), log, lambda: now[0], os.urandom).history()[0].minutes == 60
    asyncio.run(device.forget(lambda: os.urandom(32)))
    assert device.collector.receiver_level == 0
