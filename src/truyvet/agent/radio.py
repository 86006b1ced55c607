"""What the agent needs from a radio, and the radio on the bumble stack: real controllers by HCI, or virtual ones.

An advertisement is the legacy maximum of 31 bytes: flags, the 16-bit service 0xFD6F, and its 20 bytes of service data. It is not
connectable and has no name and no scan response, so nothing but id and address is said, and those change together.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bumble import hci
from bumble.core import AdvertisingData
from bumble.device import Advertisement, AdvertisingType, Device, DeviceConfiguration
from bumble.host import Host
from bumble.transport import open_transport

from truyvet.proximity.errors import CallerError
from truyvet.proximity.payload import PAYLOAD_BYTES, SERVICE_UUID

ADVERTISING_FLAGS: Final = 0x1A
"""As phones with Exposure Notifications set them: general discoverable, both controllers at once."""
INTERVAL_MS: Final = 250.0
"""Between two advertisements: phones use 200 to 270 ms."""
RSSI_UNKNOWN: Final = 127
"""The level that a controller reports when it knows none."""
_UUID: Final = SERVICE_UUID.to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class ReceivedAdvertisement:
    """One advertisement of our service: the sender's current address, 20 bytes, dBm."""

    address: bytes
    payload: bytes
    rssi: int


Listener = Callable[[ReceivedAdvertisement], None]


def _unheard(_: ReceivedAdvertisement) -> None:
    """Does nothing: there is no listener yet."""


class Radio(Protocol):
    """A radio that sends one payload at a time and receives on demand."""

    power: int
    """dBm with which it sends, as told to those who hear it (encrypted)."""

    def listen(self, listener: Listener) -> None:
        """Sets the function that is called with every advertisement of the service while scanning."""

    async def show(self, payload: bytes, address: bytes) -> None:
        """Advertises these 20 bytes from this address (6 bytes, most significant last), instead of what was shown before."""

    async def hide(self) -> None:
        """Stops advertising."""

    async def scan(self, on: bool) -> None:
        """Begins or ends scanning; doing it twice is no error."""


def advertisement(payload: bytes) -> bytes:
    """Returns the 31 bytes on the air."""
    parts = [(AdvertisingData.FLAGS, bytes([ADVERTISING_FLAGS])), (AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, _UUID)]
    return bytes(AdvertisingData([*parts, (AdvertisingData.SERVICE_DATA_16_BIT_UUID, _UUID + payload)]))


def payload_of(received: Advertisement) -> bytes | None:
    """Returns the 20 bytes of our service in an advertisement; None when it is another's."""
    for kind, data in received.data.ad_structures:
        if kind == AdvertisingData.SERVICE_DATA_16_BIT_UUID and data[:2] == _UUID and len(data) == PAYLOAD_BYTES + 2:
            return bytes(data[2:])
    return None


class BumbleRadio:
    """A radio over bumble's host stack, with any controller under it."""

    def __init__(self, device: Device, power: int = 0, interval_ms: float = INTERVAL_MS) -> None:
        self.device, self.power = device, power
        self._interval_ms = interval_ms
        self._listener: Listener = _unheard
        self._turn = asyncio.Lock()
        device.on(Device.EVENT_ADVERTISEMENT, self._receive)

    def listen(self, listener: Listener) -> None:
        """See ``Radio``."""
        self._listener = listener

    async def show(self, payload: bytes, address: bytes) -> None:
        """See ``Radio``. The old advertisement ends before the new address is set: the two never mix."""
        async with self._turn:
            await self.device.stop_advertising()
            self.device.random_address = hci.Address(address, hci.Address.RANDOM_DEVICE_ADDRESS)
            if not self.device.supports_le_extended_advertising:
                await self._address_of_old_controllers()
            await self.device.start_advertising(
                advertising_type=AdvertisingType.UNDIRECTED, own_address_type=hci.OwnAddressType.RANDOM,
                advertising_data=advertisement(payload), scan_response_data=b"",
                advertising_interval_min=self._interval_ms, advertising_interval_max=self._interval_ms,
            )  # fmt: skip

    async def hide(self) -> None:
        """See ``Radio``."""
        async with self._turn:
            await self.device.stop_advertising()

    async def scan(self, on: bool) -> None:
        """See ``Radio``. Passive: a scanner that asks back would show an address of its own."""
        async with self._turn:
            if on and not self.device.is_scanning:
                await self.device.start_scanning(active=False, filter_duplicates=False)
            elif not on and self.device.is_scanning:
                await self.device.stop_scanning()

    async def _address_of_old_controllers(self) -> None:
        """Sets the address on controllers before Bluetooth 5: they have one, and change it only while silent and deaf."""
        scanning = self.device.is_scanning
        if scanning:
            await self.device.stop_scanning()
        await self.device.send_sync_command(hci.HCI_LE_Set_Random_Address_Command(random_address=self.device.random_address))
        if scanning:
            await self.device.start_scanning(active=False, filter_duplicates=False)

    def _receive(self, received: Advertisement) -> None:
        payload = payload_of(received)
        if payload is not None and received.rssi != RSSI_UNKNOWN:
            self._listener(ReceivedAdvertisement(bytes(received.address), payload, received.rssi))


async def power_on_device(source: Any, sink: Any) -> Device:
    """Returns a device on a controller, without a name, without connections, ready for use."""
    settings = DeviceConfiguration(name="", connectable=False, discoverable=False, gap_service_enabled=False, gatt_service_enabled=False)
    settings.advertising_data = b""
    device = Device(config=settings, host=Host(source, sink))
    await device.power_on()
    return device


@asynccontextmanager
async def open_controller(transport: str, first_address: bytes) -> AsyncIterator[BumbleRadio]:
    """Opens a real controller by bumble's transport string (``usb:0``, ``hci-socket:0``, ``serial:/dev/ttyUSB0,1000000``).

    Not tried on hardware by this project: here is none. Raises CallerError when there is no such radio.
    """
    try:
        transport_pair = await open_transport(transport)
    except Exception as trouble:  # noqa: BLE001 - each transport raises what its own library raises
        raise CallerError(f"no radio at {transport}: {trouble or type(trouble).__name__}") from None
    async with transport_pair as (source, sink):
        device = await power_on_device(source, sink)
        device.random_address = hci.Address(first_address, hci.Address.RANDOM_DEVICE_ADDRESS)
        await device.send_sync_command(hci.HCI_LE_Set_Random_Address_Command(random_address=device.random_address))
        answer = await device.send_sync_command(hci.HCI_LE_Read_Advertising_Physical_Channel_Tx_Power_Command())
        try:
            yield BumbleRadio(device, int(answer.tx_power_level))
        finally:
            await device.power_off()
