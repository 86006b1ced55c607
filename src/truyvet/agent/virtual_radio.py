"""Virtual radios for tests and the demonstration: bumble's controllers on one link, received by distance.

bumble's own link brings every advertisement to everybody, twice, at one level. Here the link asks how strongly the one hears
the other, and hands each receiver one report with that level, or none.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Any, Final

from bumble import hci, ll
from bumble.controller import Controller
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

from truyvet.agent.radio import BumbleRadio, power_on_device

RSSI_AT_ONE_METRE_DBM: Final = -59.0
"""dBm at one metre."""
TX_POWER_DBM: Final = 0
"""What a virtual radio states as its power: one that sends with 0 dBm is heard with some -59 dBm at one metre."""
PATH_LOSS_DB_PER_DECADE: Final = 20.0
"""dB for ten times the distance."""
RECEIVER_FLOOR_DBM: Final = -100.0
"""dBm below which a receiver hears nothing."""
ReceivedLevel = Callable[[str, str], float | None]
"""(sender, receiver) -> dBm, None when nothing is heard."""
_Report = hci.HCI_LE_Extended_Advertising_Report_Event.Report
_Kind = hci.HCI_LE_Extended_Advertising_Report_Event.EventType


def rssi_at_distance(metres: float, noise: float = 0.0) -> float | None:
    """Returns dBm at a distance, ``noise`` dB included; None out of range."""
    level = RSSI_AT_ONE_METRE_DBM - PATH_LOSS_DB_PER_DECADE * math.log10(max(metres, 0.1)) + noise
    return level if level >= RECEIVER_FLOOR_DBM else None


class VirtualAir(LocalLink):
    """A link on which ``level`` says who receives whom. ``interval_ms`` is how often its radios advertise."""

    def __init__(self, level: ReceivedLevel, interval_ms: float = 250.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.level, self.interval_ms = level, interval_ms

    def send_advertising_pdu(self, sender_controller: Controller, packet: ll.AdvertisingPdu) -> None:
        """Delivers a packet from one controller to those in range."""
        if isinstance(packet, ll.AdvInd | ll.AdvExtInd):
            for each in self.controllers:
                if each is not sender_controller and each.le_scan_enable:
                    rssi = self.level(sender_controller.name, each.name)
                    if rssi is not None:
                        _report(each, packet, rssi)

    async def join(self, name: str, power: int = TX_POWER_DBM) -> BumbleRadio:
        """Returns a new device in this air."""
        controller = Controller(name, link=self)
        device = await power_on_device(controller, AsyncPipeSink(controller))
        return BumbleRadio(device, power, self.interval_ms)

    def play(self, address: bytes, data: bytes, name: str) -> None:
        """Replays recorded bytes from an address of the attacker's choice, as a sender called ``name``."""
        packet = ll.AdvExtInd(hci.Address(address, hci.Address.RANDOM_DEVICE_ADDRESS), data)
        self.send_advertising_pdu(_Elsewhere(name), packet)  # type: ignore[arg-type]


class _Elsewhere:
    """A sender that has no controller of ours."""

    def __init__(self, name: str) -> None:
        self.name = name


def _report(receiver: Controller, packet: ll.AdvInd | ll.AdvExtInd, rssi: float) -> None:
    report = _Report(
        event_type=_Kind.LEGACY_ADVERTISING_PDU_USED, address_type=packet.advertiser_address.address_type,
        address=packet.advertiser_address, primary_phy=hci.Phy.LE_1M, secondary_phy=hci.Phy.LE_1M, advertising_sid=0,
        tx_power=127, rssi=max(-127, min(20, round(rssi))), periodic_advertising_interval=0, direct_address_type=0,
        direct_address=hci.Address.ANY, data=packet.data,
    )  # fmt: skip
    event: Any = hci.HCI_LE_Extended_Advertising_Report_Event([report])
    asyncio.get_running_loop().call_soon(receiver.send_hci_packet, event)
