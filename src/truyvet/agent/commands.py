"""``truyvet agent`` is the Bluetooth program for a device: a Linux phone, a Raspberry Pi at a venue, a laptop.

``run`` keeps one device going and prints the address of its page, which opens on this machine only and changes with every start.
``demo`` plays four people on virtual radios against a key server, so that no Bluetooth is needed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from truyvet.proximity.errors import CallerError, PeerError

if TYPE_CHECKING:
    from truyvet.agent.device_log import DeviceLog
    from truyvet.agent.radio import BumbleRadio

EXIT_DONE: Final = 0
EXIT_REFUSED: Final = 2
VIRTUAL_RADIO: Final = "virtual"


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the parts of the command to the parser."""
    parts = parser.add_subparsers(dest="part", metavar="PART", required=True)
    run_ = parts.add_parser("run", help="keep one device going")
    run_.add_argument(
        "--radio", default=VIRTUAL_RADIO, metavar="R", help="virtual, or bumble's name of a controller: usb:0, hci-socket:0 (virtual)"
    )
    run_.add_argument("--server", metavar="URL", help="the key server; without one nothing can be checked")
    run_.add_argument("--server-key", type=Path, metavar="PEM", help="its public key; without one the first key that it shows is kept")
    run_.add_argument("--home", type=Path, required=True, metavar="DIR", help="where the device's diary and its key lie")
    run_.add_argument("--port", type=int, default=0, metavar="N", help="port of the page on this machine (a free one)")
    run_.add_argument("--check-every", type=int, default=3600, metavar="S", help="seconds between two looks for new keys (3600)")
    run_.add_argument(
        "--power", type=int, metavar="DBM", help="the power to state: the controller's own, corrected by what was measured beside a phone"
    )
    run_.add_argument("--saving", action="store_true", help="advertise 15 s, rest 15 s: for small batteries")
    scanned_ = parts.add_parser("scanned", help="note on this device that a venue's code was scanned")
    scanned_.add_argument("--home", type=Path, required=True, metavar="DIR", help="where the device's diary and its key lie")
    scanned_.add_argument("--at", type=datetime.fromisoformat, metavar="TIME", help="when: 2021-05-31T08:00+07:00 (now)")
    scanned_.add_argument("text", metavar="CODE", help="the scanned text")
    places_ = parts.add_parser("places", help="fetch the public list of places and compare it, here, with what was scanned")
    places_.add_argument("--home", type=Path, required=True, metavar="DIR", help="where the device's diary and its key lie")
    places_.add_argument("--server", required=True, metavar="URL", help="the province's server")
    demo_ = parts.add_parser("demo", help="four people on virtual radios: A met B, B met C later, D met nobody")
    demo_.add_argument("--server", required=True, metavar="URL", help="a key server, e.g. that of `truyvet demo`")
    demo_.add_argument("--home", type=Path, required=True, metavar="DIR", help="an empty folder")
    demo_.add_argument("--port", type=int, default=8101, metavar="N", help="A's page; B, C and D follow (8101)")
    demo_.add_argument("--now", type=datetime.fromisoformat, metavar="TIME", help="the server's time: 2021-05-31T08:00+07:00 (now)")


def run(arguments: Namespace) -> int:
    """Runs the command and returns its exit status: 0 stopped by its owner, 2 refused, with a sentence that says why."""
    try:
        import aiohttp  # noqa: F401
        import bumble  # noqa: F401
    except ModuleNotFoundError as missing:
        return _refuse(f"truyvet agent needs its radio: pip install 'truyvet[agent]' (missing: {missing.name})")
    try:
        with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
            parts = {"run": _run, "demo": _demo, "scanned": _scanned, "places": _places}
            asyncio.run(_until_told(parts[arguments.part](arguments)))
    except (CallerError, PeerError) as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{error.filename or 'radio or port'}: {error.strerror or error}")
    return EXIT_DONE


def _refuse(why: str) -> int:
    sys.stderr.write(f"refused: {why}\n")
    return EXIT_REFUSED


async def _until_told(work: Coroutine[None, None, None]) -> None:
    """Runs the work until SIGTERM, which a service manager sends; then sightings are written and the radio falls silent."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


async def _run(arguments: Namespace) -> None:
    import aiohttp

    from truyvet.agent.device import AgentDevice
    from truyvet.agent.exposure_service import ExposureService
    from truyvet.agent.key_server_client import KeyServer
    from truyvet.agent.page_server import keep_going, serve_page
    from truyvet.agent.scan_schedule import ALWAYS_ON, BATTERY_SAVING, DutyCycle, ScanSchedule
    from truyvet.agent.sealed_store import KEY_SETTING

    log = _log(arguments.home)
    key_file = None if os.environ.get(KEY_SETTING) else arguments.home / "agent.key"
    schedule = ScanSchedule(DutyCycle(40, 260, secrets.randbelow(300)), BATTERY_SAVING if arguments.saving else ALWAYS_ON)
    async with AsyncExitStack() as stack:
        stack.callback(log.store.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        radio = await stack.enter_async_context(_radio(arguments.radio))
        if arguments.power is not None:
            radio.power = arguments.power
        device = AgentDevice(radio, log, time.time, secrets.token_bytes, schedule)
        stack.push_async_callback(device.stop)
        server = KeyServer(arguments.server, session) if arguments.server else None
        service = ExposureService(device, server, _pinned(arguments.server_key), arguments.check_every)
        address = await stack.enter_async_context(serve_page(service, arguments.port, key_file))
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        await keep_going(service)


def _log(home: Path) -> DeviceLog:
    """Opens the device's log. Raises CallerError when its key is another one."""
    from truyvet.agent.device_log import DeviceLog
    from truyvet.agent.sealed_store import KEY_SETTING, SealedStore, StoreLocked, key_from

    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = key_from(os.environ.get(KEY_SETTING), home / "agent.key", secrets.token_bytes)
    try:
        return DeviceLog(SealedStore(home / "agent.db", key, secrets.token_bytes))
    except StoreLocked as locked:
        raise CallerError(str(locked)) from None


async def _scanned(arguments: Namespace) -> None:
    from truyvet.agent.place_notices import note_scan

    log = _log(arguments.home)
    with contextlib.closing(log.store):
        note_scan(log, arguments.text, int(arguments.at.timestamp() if arguments.at else time.time()))


async def _places(arguments: Namespace) -> None:
    import aiohttp

    from truyvet.agent.key_server_client import KeyServer, ServerRefused, ServerUnreachable
    from truyvet.agent.place_notices import news_line, place_news, read_list

    log = _log(arguments.home)
    with contextlib.closing(log.store):
        async with aiohttp.ClientSession() as session:
            try:
                answer = await KeyServer(arguments.server, session).places()
            except (ServerRefused, ServerUnreachable) as error:
                raise CallerError(f"the list of places could not be fetched; nothing changed here: {error}") from None
        for each in place_news(log, read_list(answer), int(time.time())):
            sys.stdout.write(news_line(each, arguments.lang) + "\n")


@asynccontextmanager
async def _radio(name: str) -> AsyncIterator[BumbleRadio]:
    from truyvet.agent.advertiser import random_address
    from truyvet.agent.radio import open_controller
    from truyvet.agent.virtual_radio import VirtualAir

    if name == VIRTUAL_RADIO:
        yield await VirtualAir(lambda *_: None).join("alone")
    else:
        async with open_controller(name, random_address(secrets.token_bytes)) as radio:
            yield radio


async def _demo(arguments: Namespace) -> None:
    from truyvet.agent import demo

    began = time.time()
    first_moment = arguments.now.timestamp() if arguments.now else began
    await demo.main(arguments.home, arguments.server, lambda: first_moment + time.time() - began, secrets.token_bytes, arguments.port)


def _pinned(path: Path | None):  # type: ignore[no-untyped-def]
    if path is None:
        return None
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError:
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise PeerError("not_a_p256_public_key", path.name)
    return key
