"""What a device does with the key server: check for keys, warn its owner, upload keys, share matches, verify a phone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from truyvet.agent import key_downloads, key_upload, match_report, messages
from truyvet.agent.device import AgentDevice
from truyvet.agent.exposure import ExposureInformation, WarningThresholds, find_exposures
from truyvet.agent.key_downloads import LastKeyFile
from truyvet.agent.key_server_client import KeyServer, ServerRefused, ServerUnreachable
from truyvet.proximity.diagnosis_keys import MAX_KEY_AGE_S, ReportType
from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.local_day import DAY_S, local_day

CHECK_INTERVAL_S: Final = 3_600
"""Seconds between two looks at the index; a screen or a demonstration asks more often."""
CONFIG_INTERVAL_S: Final = 60
"""Seconds between two looks at the server's configuration, however often keys are looked for."""
PLATFORM: Final = "linux"
MAX_KNOWN_NEWS: Final = 200
"""Ids of news that are remembered as told."""


@dataclass(slots=True)
class ExposureService:
    """One device's dealings with one key server. Without a server the device sends and receives, and can check nothing."""

    device: AgentDevice
    server: KeyServer | None
    pinned: ec.EllipticCurvePublicKey | None = None
    check_every: int = CHECK_INTERVAL_S
    on_warning: Callable[[], None] = lambda: None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _configured_at: int = 0

    @property
    def now(self) -> int:
        """Returns the device's time in epoch seconds."""
        return int(self.device.clock())

    # looking for keys

    async def check(self) -> str:
        """Downloads new key files, matches them and stores the exposures. Returns "checked", or why it could not finish."""
        async with self._busy:
            try:
                await self._check()
            except ServerUnreachable:
                return self._unfinished("unreachable")
            except (PeerError, ServerRefused) as trouble:
                return self._unfinished(trouble.reason)
            self.device.log.note(checked_at=self.now, trouble=None)
            return "checked"

    def _unfinished(self, reason: str) -> str:
        self.device.log.note(trouble=reason, tried_at=self.now)
        return reason

    async def _check(self) -> None:
        server, log = self._server(), self.device.log
        self.device.keep(self.device.clock())
        await self._configure(server)
        key = await self._key(server)
        listed = key_downloads.key_file_paths(await server.index())
        known: list[str] = log.fact("taken", [])
        accepted = [path for path in known if path in listed]
        if accepted != known:
            log.note(taken=accepted)
        for path in listed:
            if path not in accepted:
                last_file = log.fact("last")
                keys, last = key_downloads.accept_key_file(
                    await server.file(path), key, LastKeyFile(**last_file) if last_file else None, self.now
                )
                await self._match(keys)
                accepted = [*accepted, path]
                log.note(taken=accepted, last=asdict(last))

    async def _match(self, keys: list[dict[str, Any]]) -> None:
        log, day = self.device.log, local_day(self.now)
        seen = log.seen(self.now - MAX_KEY_AGE_S - DAY_S)
        own = {key.key_data for key in log.own_keys()}
        others = [key for key in keys if key["key_data"] not in own]
        found = await asyncio.to_thread(
            find_exposures, others, seen, self.device.model, self.device.limits, self.device.collector.receiver_level
        )
        known = {each["key"]: each for each in log.documents("found")}
        for each in found:
            if each.key in known:
                log.replace_document("found", day, {**known[each.key], **asdict(each)})
            else:
                log.add_document("found", day, {**asdict(each), "found_at": self.now})
        gone = {key["key_data"].hex() for key in keys if key.get("report_type") == ReportType.REVOKED}
        log.store.remove("found", [each["number"] for name, each in known.items() if name in gone])
        for each in found:
            if each.key not in known:
                self._tell_verdict(each)

    def _tell_verdict(self, found: ExposureInformation) -> None:
        facts = {"day": found.day, "minutes": found.minutes, "warns": found.warns}
        self.keep_messages([messages.OwnerMessage(messages.MessageKind.VERDICT, self.now, found.key, facts)])
        if found.warns:
            self.on_warning()

    async def _configure(self, server: KeyServer) -> None:
        if 0 <= self.now - self._configured_at < CONFIG_INTERVAL_S:
            return
        try:
            body = await server.config()
        except (ServerRefused, ServerUnreachable, PeerError):
            return  # the thresholds that are known still hold
        self._configured_at = self.now
        self.device.limits = WarningThresholds.of(body.get("thresholds"))
        self.device.collector.prior = self.device.limits.prior
        if isinstance(body.get("consents"), dict):
            self.device.log.note(consents=body["consents"])
        self._tell_news(body.get("news"))

    async def _key(self, server: KeyServer) -> ec.EllipticCurvePublicKey:
        """Returns the pinned key: the one given at start, else the first that the server sent; never another later."""
        if self.pinned is None:
            kept = self.device.log.fact("server_key")
            text = kept.encode() if kept else await server.key()
            try:
                key = load_pem_public_key(text)
            except ValueError:
                raise PeerError("bad_key", "key.pem") from None
            if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
                raise PeerError("bad_key", "key.pem")
            self.device.log.note(server_key=text.decode("ascii"))
            self.pinned = key
        return self.pinned

    # telling

    def keep_messages(self, new_messages: list[messages.OwnerMessage]) -> None:
        """Stores the messages that are not stored yet."""
        log = self.device.log
        known = {(each["kind"], each["about"]) for each in log.documents("message")} if new_messages else set()
        for each in new_messages:
            if (each.kind, each.about) not in known:
                log.add_document("message", local_day(self.now), {**asdict(each), "state": messages.MessageState.NEW})

    def _tell_news(self, body: object) -> None:
        """Stores each news item once, also when its message expired while the item still stands in the list."""
        known: list[str] = self.device.log.fact("news", [])
        fresh = [each for each in messages.news_messages(body, self.now) if each.about not in known]
        if fresh:
            self.keep_messages(fresh)
            self.device.log.note(news=[*known, *(each.about for each in fresh)][-MAX_KNOWN_NEWS:])

    def move_message(self, number: int, to: messages.MessageState) -> None:
        """Marks a message as read or puts it away. Raises CallerError."""
        for each in self.device.log.documents("message"):
            if each["number"] == number:
                each["state"] = messages.next_state(messages.MessageState(each["state"]), to)
                self.device.log.replace_document("message", local_day(each["at"]), each)

    def exposures(self) -> list[dict[str, Any]]:
        """Returns the exposures, latest meeting first."""
        return sorted(self.device.log.documents("found"), key=lambda each: -each["start"])

    def status(self) -> messages.ExposureStatus:
        """Returns the owner's status."""
        log = self.device.log
        return messages.exposure_status(self.exposures(), log.fact("case"), log.fact("checked_at"), self.now)

    # what the owner asks for

    def consent(self, purpose: str, language: str) -> tuple[dict[str, str], str] | None:
        """Returns ((version, language), text) of what is to be agreed to ("share", "link"), as the server words it; None before that."""
        body = self.device.log.fact("consents", {}).get(purpose)
        if not isinstance(body, dict) or not isinstance(body.get(language), str):
            return None
        return {"version": str(body.get("version", "")), "language": language}, body[language]

    async def upload_keys(self, typed: str, link: dict[str, str] | None = None) -> key_upload.UploadReceipt:
        """Uploads the keys of a confirmed case; ``link`` as in ``key_upload``. Raises CallerError, ServerRefused, ServerUnreachable."""
        text = key_upload.read_upload_code(typed)
        async with self._busy:
            return await key_upload.upload_keys(self._server(), self.device.log, text, self.now, self.device.entropy, link)

    async def share(self, number: int, language: str) -> None:
        """Shares one exposure with the health department: day, minutes, confidence. Raises ServerRefused, ServerUnreachable."""
        consent_text = self.consent("share", language)
        for each in self.exposures():
            if consent_text and each["number"] == number and not each.get("shared_at"):
                body = {
                    "installation": await self._installation(),
                    "consent": consent_text[0],
                    "matches": [match_report.report_fields(each, self._uuid())],
                }
                await self._server().post("share", body)
                self.device.log.replace_document("found", local_day(each["found_at"]), {**each, "shared_at": self.now})

    def match_log(self) -> list[dict[str, Any]]:
        """Returns the exposures that a case can share, latest first."""
        return match_report.reportable_exposures(self.exposures(), self.now)

    async def share_match_log(self, typed: str, language: str) -> None:
        """Shares ``match_log()`` with a code of kind "log". Raises CallerError ("no_log", a code's), ServerRefused, ServerUnreachable."""
        text, consent_text, found = key_upload.read_upload_code(typed), self.consent("share", language), self.match_log()
        if not found:
            raise CallerError("no_log")
        if consent_text is None:
            raise ServerUnreachable("no text to agree to")
        body = {"code": text, "consent": consent_text[0], "matches": [match_report.report_fields(each, self._uuid()) for each in found]}
        await self._server().post("log", body)
        self.device.log.note(log={"at": self.now, "matches": len(found)})

    async def send_phone(self, number: str) -> None:
        """Asks for a one-time code by message. Raises ServerRefused, ServerUnreachable."""
        await self._server().post("phone", {"installation": await self._installation(), "phone": number})
        self.device.log.note(phone="asked")

    async def check_phone(self, text: str, birth_year: int | None = None) -> None:
        """Sends the code back; the number is not kept. Raises ServerRefused ("wrong", "expired", "ask_year"), ServerUnreachable."""
        body = {"installation": await self._installation(), "code": text} | ({"birth_year": birth_year} if birth_year else {})
        answer = await self._server().post("phone/check", body)
        if (outcome := str(answer.get("outcome"))) != "ok":
            raise ServerRefused(outcome, 200)
        self.device.log.note(phone="verified")

    async def unregister(self) -> None:
        """Has the server forget this installation, when it can be reached."""
        installation = self.device.log.fact("installation")
        if installation and self.server:
            try:
                await self.server.post("forget", {"installation": installation})
            except (ServerRefused, ServerUnreachable, PeerError):
                return  # it forgets by itself what is not used

    async def _installation(self) -> str:
        """Returns this device's name at the server; registers when something needs it first."""
        log = self.device.log
        if log.fact("installation") is None:
            answer = await self._server().post("register", {"event_id": self._uuid(), "platform": PLATFORM})
            log.note(installation=str(answer["installation"]))
        return str(log.fact("installation"))

    # what is due

    async def do_due_work(self) -> None:
        """Does what is due: checks, chaff, reminders. Call it every second or so."""
        log, now = self.device.log, self.now
        tried = max(log.fact("checked_at", 0), log.fact("tried_at", 0))
        if self.server and not 0 <= now - tried < self.check_every:
            await self.check()
        await self._chaff(now)
        new_messages = messages.due_reminders(
            now, begun=log.fact("begun", now), checked_at=log.fact("checked_at"), phone=log.fact("phone") == "verified",
            phone_told=log.fact("phone_told"),
        )  # fmt: skip
        if any(each.kind is messages.MessageKind.PHONE for each in new_messages):
            log.note(phone_told=now)
        self.keep_messages(new_messages)

    async def _chaff(self, now: int) -> None:
        log = self.device.log
        at = log.fact("chaff_at")
        if at is None or self.server is None:
            log.note(chaff_at=key_upload.next_chaff_at(now, self.device.entropy)) if at is None else None
        elif now >= at:
            log.note(chaff_at=key_upload.next_chaff_at(now, self.device.entropy))
            try:
                await key_upload.upload_chaff(self.server, now, self.device.entropy)
            except (ServerRefused, ServerUnreachable, PeerError):
                return  # chaff that does not arrive harms nobody

    def _server(self) -> KeyServer:
        if self.server is None:
            raise ServerUnreachable("no server")
        return self.server

    def _uuid(self) -> str:
        return str(UUID(bytes=self.device.entropy(16), version=4))
