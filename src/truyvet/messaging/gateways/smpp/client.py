"""Hands messages to a message centre: one session of this process, in a thread of its own, with several requests under way.

The library acknowledges what comes in before we have written it down: a receipt that comes in the second in which a worker dies is lost,
and its message is unknown after 72 hours; a reader's answer is lost, and they are called as if they had not answered.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import zlib
from collections import OrderedDict, deque
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime
from functools import cache
from threading import Lock, Thread
from typing import Final, TypeVar

import smpp34

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent, NotCarried, OutboundMessage, Taken
from truyvet.messaging.gateways.smpp.codec import SmsPart, normalised_number, read_answer, read_receipt, sms_parts
from truyvet.messaging.gateways.smpp.errors import SmppOutcome, outcome_of
from truyvet.messaging.gateways.smpp.settings import smpp_settings
from truyvet.messaging.rules.receipt import ReceiptOutcome, normalised_id
from truyvet.messaging.rules.smpp_address import SmppAddress

ANSWER_S: Final = 10.0
"""Without an answer for so long the part is unknown; ours, as for Zalo."""
CONNECT_S: Final = 5.0
PATIENCE_S: Final = 15.0
"""So long one message is held back in here when the centre wants us slower; with an answer it is done within half a lease of 120 s."""
PAUSES_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Between two tries at a centre that wants us slower."""
REBINDS_S: Final = (0.0, 1.0, 5.0, 15.0, 60.0)
"""Between two tries to open the session."""
MAX_REFERENCES: Final = 50_000
MAX_ANSWERS: Final = 10_000
"""Of readers, between two rounds of half a second; older ones are lost where somebody floods us."""
VALIDITY: Final = "000000040000000R"
"""Four hours, as in ``delivery.toml``: a warning is not repeated while the first one may still arrive. SMPP 3.4 §7.1.1.2."""
Found = TypeVar("Found")
log = logging.getLogger(__name__)


class SmppGateway:
    """The gateway of a province that has a contract with an operator."""

    route = "smpp"
    knows_event = False

    def __init__(self, address: SmppAddress, *, route: str = "smpp", answer_s: float = ANSWER_S) -> None:
        self.route = route
        self._address, self._answer_s, self.window = address, answer_s, address.window
        self._loop = asyncio.new_event_loop()
        self._session: smpp34.Smsc | None = None
        self._client: smpp34.Client | None = None
        self._opening = asyncio.Lock()
        self._failures, self._not_before, self._slow_until = 0, 0.0, 0.0
        self._received: deque[tuple[str, ReceiptOutcome]] = deque()
        self._answers: deque[tuple[str, str]] = deque(maxlen=MAX_ANSWERS)
        self._references: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()
        self._reader: asyncio.Task[None] | None = None
        Thread(target=self._loop.run_forever, name="smpp", daemon=True).start()

    @property
    def is_answerable(self) -> bool:
        """Whether its sender is a number: nobody can answer a name."""
        return self._address.sender.removeprefix("+").isdecimal()

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: every text does."""
        return True

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """See ``contract.Gateway``."""
        if message.to_kind != "phone":
            raise NotCarried
        parts = sms_parts(message.text, self._next_reference(message.to_address))
        return self._run(self._submit_all(message.to_address.removeprefix("+"), parts))

    def receipts(self) -> list[tuple[str, ReceiptOutcome]]:
        """Returns what has come since the last call, and opens the session when there is none: receipts come through it alone."""
        if self._session is None:
            asyncio.run_coroutine_threadsafe(self._open_quietly(), self._loop)
        return [self._received.popleft() for _ in range(len(self._received))]

    def answers(self) -> list[tuple[str, str]]:
        """Returns what readers have answered since the last call, from numbers that are telephone numbers."""
        heard = [self._answers.popleft() for _ in range(len(self._answers))]
        return [(normalised_number(number), words) for number, words in heard if normalised_number(number)]

    def close(self) -> None:
        """Ends the session."""
        if self._client is not None:
            self._run(self._stop(self._client))

    def _run(self, work: Coroutine[object, object, Found]) -> Found:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _next_reference(self, number: str) -> int:
        """Counts up for each recipient, so that no telephone mixes two texts; begins at a place that depends on the number."""
        with self._lock:
            reference = self._references.pop(number, zlib.crc32(number.encode())) + 1
            self._references[number] = reference
            while len(self._references) > MAX_REFERENCES:
                self._references.popitem(last=False)
            return reference % 256

    async def _submit_all(self, number: str, parts: tuple[SmsPart, ...]) -> Taken:
        session, ids = await self._opened(), list[str]()
        for part in parts:
            try:
                ids.append(await self._submit_part(session, number, part))
            except GatewayBusy as busy:
                if not ids:
                    raise
                # Some parts are there: the whole must not go again.
                raise GatewaySilent("smpp: cut off", gateway_ids=tuple(ids), parts=len(parts)) from busy
            except GatewaySilent:
                raise GatewaySilent("smpp: no answer", gateway_ids=tuple(ids), parts=len(parts)) from None
        return Taken(tuple(ids))

    async def _submit_part(self, session: smpp34.Smsc, number: str, part: SmsPart) -> str:
        patient_until, pause = self._loop.time() + PATIENCE_S, iter(PAUSES_S)
        while True:
            await asyncio.sleep(max(0.0, self._slow_until - self._loop.time()))
            try:
                answer = await asyncio.wait_for(self._request(session, number, part), self._answer_s)
            except (TimeoutError, smpp34.SmppError, OSError, RuntimeError):
                self._session = None if self._session is session else self._session
                raise GatewaySilent("smpp: no answer") from None
            outcome = outcome_of(answer.command_status)
            if outcome is SmppOutcome.TAKEN:
                return normalised_id(answer.message_id or "", self._address.answer_ids)
            if outcome is SmppOutcome.REFUSED:
                raise GatewayRefused(f"smpp {answer.command_status:#x}")
            if outcome is SmppOutcome.BUSY or self._loop.time() >= patient_until:
                raise GatewayBusy(f"smpp {answer.command_status:#x}")
            self._slow_until = self._loop.time() + next(pause, PAUSES_S[-1])

    def _request(self, session: smpp34.Smsc, number: str, part: SmsPart) -> Coroutine[object, object, smpp34.SubmitSmResp]:
        sender = self._address.sender
        return session.submit_sm(
            number, part.short_message, source_addr=sender, source_addr_ton=0 if sender.isdecimal() else 5, dest_addr_ton=1,
            dest_addr_npi=1, esm_class=part.esm_class, data_coding=part.data_coding, registered_delivery=1, validity_period=VALIDITY,
        )  # fmt: skip

    async def _opened(self) -> smpp34.Smsc:
        async with self._opening:
            if self._session is not None:
                return self._session
            if self._loop.time() < self._not_before:
                raise GatewayBusy("smpp: no session")
            address = self._address
            self._client = smpp34.Client(
                address.host, address.port, address.system_id, address.password, bind_type="TRX", tls=address.is_tls,
                window_size=address.window, connect_timeout_ms=int(CONNECT_S * 1000),
            )  # fmt: skip
            try:
                session = await asyncio.wait_for(self._client.connect(), 2 * CONNECT_S)
            except (TimeoutError, smpp34.SmppError, OSError, RuntimeError) as error:
                self._failures = min(self._failures + 1, len(REBINDS_S) - 1)
                self._not_before = self._loop.time() + REBINDS_S[self._failures]
                log.warning("smpp session did not open: %s", type(error).__name__)
                raise GatewayBusy("smpp: no session") from None
            self._session, self._failures = session, 0
            self._reader = self._loop.create_task(self._read(session))
            return session

    async def _stop(self, client: smpp34.Client) -> None:
        await client.stop()

    async def _open_quietly(self) -> None:
        with suppress(GatewayBusy):
            await self._opened()

    async def _read(self, session: smpp34.Smsc) -> None:
        while isinstance(event := await session.next(), smpp34.DeliverSmEvent):
            found = read_receipt(
                event.esm_class, event.short_message, [(tlv.tag, tlv.value) for tlv in event.tlvs], self._address.receipt_ids
            )
            words = read_answer(event.esm_class, event.data_coding, event.short_message)
            if found is not None:
                self._received.append(found)
            elif words is not None:
                self._answers.append((event.source_addr, words))
        self._session = None if self._session is session else self._session


@cache
def _shared(address: SmppAddress, route: str) -> SmppGateway:
    gateway = SmppGateway(address, route=route)
    # A session that is open when the interpreter ends takes the library's threads by surprise.
    atexit.register(gateway.close)
    return gateway


def smpp_gateway(number: int = 1) -> SmppGateway | None:
    """Returns this process's session with the first or second message centre of the settings; None where there is none."""
    address = smpp_settings(number)
    return None if address is None else _shared(address, "smpp" if number == 1 else f"smpp{number}")
