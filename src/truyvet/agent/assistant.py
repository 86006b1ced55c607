"""What a device does with the key server: look for keys, tell its owner, hand in keys, share, verify a phone. ``mind`` does what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from truyvet.agent import batches, claim, handing, messages
from truyvet.agent.batches import Last
from truyvet.agent.client import Refused, Server, Unreachable
from truyvet.agent.device import Device
from truyvet.agent.diary import DAY
from truyvet.agent.exposure import Exposure, Thresholds, find
from truyvet.proximity.errors import OwnError, PeerError
from truyvet.proximity.publishing import OLDEST, ReportType

CHECK_EVERY: Final = 3_600
"""Seconds between two looks at the index; a screen or a demonstration asks more often."""
CONFIGURE_EVERY: Final = 60
"""Seconds between two looks at the server's configuration, however often keys are looked for."""
PLATFORM: Final = "linux"
NEWS_KNOWN: Final = 200
"""Ids of news that are remembered as told."""


@dataclass(slots=True)
class Assistant:
    """One device's dealings with one server. Without a server it keeps and shows, and can check nothing."""

    device: Device
    server: Server | None
    pinned: ec.EllipticCurvePublicKey | None = None
    check_every: int = CHECK_EVERY
    on_warning: Callable[[], None] = lambda: None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _configured_at: int = 0

    @property
    def now(self) -> int:
        """The device's time, epoch seconds."""
        return int(self.device.clock())

    # looking for keys

    async def check(self) -> str:
        """Fetch what is new, match it, keep what was found. Answers "checked", or why it could not be finished."""
        async with self._busy:
            try:
                await self._check()
            except Unreachable:
                return self._unfinished("unreachable")
            except (PeerError, Refused) as trouble:
                return self._unfinished(trouble.reason)
            self.device.diary.note(checked_at=self.now, trouble=None)
            return "checked"

    def _unfinished(self, reason: str) -> str:
        self.device.diary.note(trouble=reason, tried_at=self.now)
        return reason

    async def _check(self) -> None:
        server, diary = self._server(), self.device.diary
        self.device.keep(self.device.clock())
        await self._configure(server)
        key = await self._key(server)
        listed = batches.paths(await server.index())
        known: list[str] = diary.fact("taken", [])
        taken = [path for path in known if path in listed]
        if taken != known:
            diary.note(taken=taken)
        for path in listed:
            if path not in taken:
                held = diary.fact("last")
                keys, last = batches.take(await server.file(path), key, Last(**held) if held else None, self.now)
                await self._match(keys)
                taken = [*taken, path]
                diary.note(taken=taken, last=asdict(last))

    async def _match(self, keys: list[dict[str, Any]]) -> None:
        diary, day = self.device.diary, self.now // DAY
        seen = diary.seen(self.now - OLDEST - DAY)
        own = {key.key_data for key in diary.own_keys()}
        others = [key for key in keys if key["key_data"] not in own]
        found = await asyncio.to_thread(find, others, seen, self.device.model, self.device.limits)
        known = {each["key"]: each for each in diary.documents("found")}
        for each in found:
            if each.key in known:
                diary.replace_document("found", day, {**known[each.key], **asdict(each)})
            else:
                diary.add_document("found", day, {**asdict(each), "found_at": self.now})
        gone = {key["key_data"].hex() for key in keys if key.get("report_type") == ReportType.REVOKED}
        diary.store.remove("found", [each["number"] for name, each in known.items() if name in gone])
        for each in found:
            if each.key not in known:
                self._tell_verdict(each)

    def _tell_verdict(self, found: Exposure) -> None:
        facts = {"day": found.day, "minutes": found.minutes, "warns": found.warns}
        self.tell([messages.Told(messages.Kind.VERDICT, self.now, found.key, facts)])
        if found.warns:
            self.on_warning()

    async def _configure(self, server: Server) -> None:
        if 0 <= self.now - self._configured_at < CONFIGURE_EVERY:
            return
        try:
            said = await server.config()
        except (Refused, Unreachable, PeerError):
            return  # the thresholds that are known still hold
        self._configured_at = self.now
        self.device.limits = Thresholds.of(said.get("thresholds"))
        self.device.gathering.prior = self.device.limits.prior
        if isinstance(said.get("consents"), dict):
            self.device.diary.note(consents=said["consents"])
        self._tell_news(said.get("news"))

    async def _key(self, server: Server) -> ec.EllipticCurvePublicKey:
        """The pinned key: given at start, else the one that the server showed first; never another later."""
        if self.pinned is None:
            kept = self.device.diary.fact("server_key")
            text = kept.encode() if kept else await server.key()
            try:
                key = load_pem_public_key(text)
            except ValueError:
                raise PeerError("bad_key", "key.pem") from None
            if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
                raise PeerError("bad_key", "key.pem")
            self.device.diary.note(server_key=text.decode("ascii"))
            self.pinned = key
        return self.pinned

    # telling

    def tell(self, told: list[messages.Told]) -> None:
        """Keep messages that were not told before."""
        diary = self.device.diary
        known = {(each["kind"], each["about"]) for each in diary.documents("message")} if told else set()
        for each in told:
            if (each.kind, each.about) not in known:
                diary.add_document("message", self.now // DAY, {**asdict(each), "state": messages.State.NEW})

    def _tell_news(self, said: object) -> None:
        """Each item once, also when its message was deleted with its day and the item still stands in the list."""
        known: list[str] = self.device.diary.fact("news", [])
        fresh = [each for each in messages.news(said, self.now) if each.about not in known]
        if fresh:
            self.tell(fresh)
            self.device.diary.note(news=[*known, *(each.about for each in fresh)][-NEWS_KNOWN:])

    def move(self, number: int, to: messages.State) -> None:
        """Read or put away a message. Raises OwnError."""
        for each in self.device.diary.documents("message"):
            if each["number"] == number:
                each["state"] = messages.moved(messages.State(each["state"]), to)
                self.device.diary.replace_document("message", each["at"] // DAY, each)

    def found(self) -> list[dict[str, Any]]:
        """Exposures, latest meeting first."""
        return sorted(self.device.diary.documents("found"), key=lambda each: -each["start"])

    def verdict(self) -> messages.Verdict:
        """How things stand."""
        diary = self.device.diary
        return messages.verdict(self.found(), diary.fact("case"), diary.fact("checked_at"), self.now)

    # what the owner asks for

    def consent(self, purpose: str, language: str) -> tuple[dict[str, str], str] | None:
        """What is to be agreed to: (version and language, text), as the server words it ("share", "link"); None before its first answer."""
        said = self.device.diary.fact("consents", {}).get(purpose)
        if not isinstance(said, dict) or not isinstance(said.get(language), str):
            return None
        return {"version": str(said.get("version", "")), "language": language}, said[language]

    async def confirm(self, typed: str, link: dict[str, str] | None = None) -> claim.Published:
        """Hand in the keys of a confirmed case. ``link``: see ``claim.publish``. Raises OwnError, Refused, Unreachable."""
        text = claim.code(typed)
        async with self._busy:
            return await claim.publish(self._server(), self.device.diary, text, self.now, self.device.entropy, link)

    async def share(self, number: int, language: str) -> None:
        """With consent: tell the health department about one exposure: day, minutes, confidence. Raises Refused, Unreachable."""
        agreed = self.consent("share", language)
        for each in self.found():
            if agreed and each["number"] == number and not each.get("shared_at"):
                said = {"installation": await self._installation(), "consent": agreed[0], "matches": [handing.told(each, self._uuid())]}
                await self._server().post("share", said)
                self.device.diary.replace_document("found", each["found_at"] // DAY, {**each, "shared_at": self.now})

    def log(self) -> list[dict[str, Any]]:
        """What a case can hand in, latest first."""
        return handing.log(self.found(), self.now)

    async def hand_in(self, typed: str, language: str) -> None:
        """A case gives ``log()``, with a code of kind "log" and consent. Raises OwnError ("no_log", a code's), Refused, Unreachable."""
        text, agreed, found = claim.code(typed), self.consent("share", language), self.log()
        if not found:
            raise OwnError("no_log")
        if agreed is None:
            raise Unreachable("no text to agree to")
        told = {"code": text, "consent": agreed[0], "matches": [handing.told(each, self._uuid()) for each in found]}
        await self._server().post("log", told)
        self.device.diary.note(log={"at": self.now, "matches": len(found)})

    async def send_phone(self, number: str) -> None:
        """Ask for a one-time code by message. Raises Refused, Unreachable."""
        await self._server().post("phone", {"installation": await self._installation(), "phone": number})
        self.device.diary.note(phone="asked")

    async def check_phone(self, text: str, birth_year: int | None = None) -> None:
        """Bring the code back. Raises Refused ("wrong", "expired", "ask_year"), Unreachable. The number itself is not kept here."""
        said = {"installation": await self._installation(), "code": text} | ({"birth_year": birth_year} if birth_year else {})
        answer = await self._server().post("phone/check", said)
        if (outcome := str(answer.get("outcome"))) != "ok":
            raise Refused(outcome, 200)
        self.device.diary.note(phone="verified")

    async def unregister(self) -> None:
        """Have the server forget this installation, as far as it can be reached."""
        installation = self.device.diary.fact("installation")
        if installation and self.server:
            try:
                await self.server.post("forget", {"installation": installation})
            except (Refused, Unreachable, PeerError):
                return  # it forgets by itself what is not used

    async def _installation(self) -> str:
        """This device's name at the server; made when something needs it first."""
        diary = self.device.diary
        if diary.fact("installation") is None:
            answer = await self._server().post("register", {"event_id": self._uuid(), "platform": PLATFORM})
            diary.note(installation=str(answer["installation"]))
        return str(diary.fact("installation"))

    # what is due

    async def mind(self) -> None:
        """Checks, chaff, reminders: each when its time has come. Call it every second or so."""
        diary, now = self.device.diary, self.now
        tried = max(diary.fact("checked_at", 0), diary.fact("tried_at", 0))
        if self.server and not 0 <= now - tried < self.check_every:
            await self.check()
        await self._chaff(now)
        told = messages.due(
            now, begun=diary.fact("begun", now), checked_at=diary.fact("checked_at"), phone=diary.fact("phone") == "verified",
            phone_told=diary.fact("phone_told"),
        )  # fmt: skip
        if any(each.kind is messages.Kind.PHONE for each in told):
            diary.note(phone_told=now)
        self.tell(told)

    async def _chaff(self, now: int) -> None:
        diary = self.device.diary
        at = diary.fact("chaff_at")
        if at is None or self.server is None:
            diary.note(chaff_at=claim.next_chaff(now, self.device.entropy)) if at is None else None
        elif now >= at:
            diary.note(chaff_at=claim.next_chaff(now, self.device.entropy))
            try:
                await claim.chaff(self.server, now, self.device.entropy)
            except (Refused, Unreachable, PeerError):
                return  # chaff that does not arrive harms nobody

    def _server(self) -> Server:
        if self.server is None:
            raise Unreachable("no server")
        return self.server

    def _uuid(self) -> str:
        return str(UUID(bytes=self.device.entropy(16), version=4))
