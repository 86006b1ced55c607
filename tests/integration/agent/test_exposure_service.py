"""A device and its server when things go wrong: no network, forged and missing files, used codes, chaff."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.integration.agent.fake_key_server import FakeServer
from tests.integration.agent.virtual_world import world

from truyvet.agent import key_upload
from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.key_server_client import ServerRefused, ServerUnreachable
from truyvet.agent.messages import ExposureStatus, MessageKind, MessageState
from truyvet.agent.scenario import Scenario
from truyvet.proximity import key_file
from truyvet.proximity.diagnosis_keys import ReportType
from truyvet.proximity.errors import CallerError

Test = Callable[[Scenario, FakeServer, ExposureService, ExposureService], Awaitable[None]]


def met(home: Path, test: Test) -> None:
    """A and B met for half an hour the day before; B knows the server's key."""

    async def run() -> None:
        async with world(home, "AB") as (here, server):
            a, b = here.people["A"], here.people["B"]
            await here.meet(30, A=0.0, B=0.8)
            await here.skip(27)
            assert await b.check() == "checked"
            await test(here, server, a, b)

    asyncio.run(run())


def test_without_network_nothing_is_lost(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        code = server.code()
        server.down = True
        assert await b.check() == "unreachable"
        with pytest.raises(ServerUnreachable):
            await a.upload_keys(code)
        server.down = False
        real = server._publish
        server._publish = lambda said: {}["no answer"]  # type: ignore[method-assign]
        with pytest.raises(ServerRefused):
            await a.upload_keys(code)
        assert code not in server.codes, "the code is used up"
        server._publish = real  # type: ignore[method-assign]
        assert (await a.upload_keys(code)).keys == 2, "the certificate was kept"
        assert server.publish_due()
        await b.check()
        assert b.status() is ExposureStatus.WARNED

    met(tmp_path, test)


def test_codes_that_are_wrong_used_or_mistyped(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        asked = len(server.log)
        for wrong, reason in (("123", "bad_code"), ("000000001", "slip")):
            with pytest.raises(CallerError, match=reason):
                await a.upload_keys(wrong)
        assert len(server.log) == asked, "what is mistyped costs no request"
        with pytest.raises(ServerRefused, match="unknown_code"):
            await a.upload_keys("000000000")
        code = server.code()
        await a.upload_keys(" " + code.lower()[:4] + "-" + code.lower()[4:])
        with pytest.raises(ServerRefused):
            await b.upload_keys(code)

    met(tmp_path, test)


def test_forged_missing_and_old_files_are_refused_and_told(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        await a.upload_keys(server.code())
        name = server.publish_due()
        assert name is not None
        good = server.files.pop(name)
        key = key_file.read(good).keys[0]
        server.files["files/forged.zip"] = key_file.write(
            [key], ec.generate_private_key(ec.SECP256R1()), start=server.ended - 600, end=server.ended
        )
        assert await b.check() == "not_signed"
        assert b.status() is ExposureStatus.CLEAR
        assert b.device.log.fact("trouble") == "not_signed"
        del server.files["files/forged.zip"]
        server.files[name] = good
        assert await b.check() == "checked"
        assert b.status() is ExposureStatus.WARNED
        server.files["files/gap.zip"] = key_file.write([key], server.signer, start=server.ended + 60, end=server.ended + 120)
        here.now += 3_600
        assert await b.check() == "gap"
        server.files["files/gap.zip"] = good
        assert await b.check() == "older"

    met(tmp_path, test)


def test_a_server_that_shows_another_key_later_is_not_believed(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        await a.upload_keys(server.code())
        server.signer = ec.generate_private_key(ec.SECP256R1())
        server.publish_due()
        assert await b.check() == "not_signed"
        restarted = ExposureService(b.device, b.server)
        assert await restarted.check() == "not_signed", "the key is kept over a restart"

    met(tmp_path, test)


def test_real_and_chaff_uploads_look_alike_on_the_line(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        server.log.clear()
        await a.upload_keys(server.code(), {"version": "1", "language": "vi"})
        real = [(name, size) for name, size, _ in server.log]
        server.log.clear()
        assert b.server is not None
        await key_upload.upload_chaff(b.server, b.now, os.urandom)
        assert all(chaff for _, _, chaff in server.log)
        assert [(name, size) for name, size, _ in server.log] == real == [("verify", 1_024), ("publish", 8_192)]
        assert len(server.waiting) == 2, "chaff publishes nothing"
        assert server.links == [{"version": "1", "language": "vi"}]

    met(tmp_path, test)


def test_chaff_goes_out_by_itself(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        server.log.clear()
        for _ in range(60):
            here.now += 86_400
            await b.do_due_work()
        sent = sum(name == "publish" for name, _, _ in server.log)
        assert 3 <= sent <= 25, "60 days at 0.2 a day"

    met(tmp_path, test)


def test_messages_come_once_and_can_be_put_away(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        server.config["news"] = [{"id": "n1", "vi": "Tiêm chủng thứ bảy", "en": "Vaccination on Saturday"}]
        here.now += 61  # the configuration is asked for once a minute at most
        await a.upload_keys(server.code())
        server.publish_due()
        warned: list[bool] = []
        b.on_warning = lambda: warned.append(True)
        for _ in range(3):
            await b.check()
        held = b.device.log.documents("message")
        assert [each["kind"] for each in held] == [MessageKind.NEWS, MessageKind.VERDICT]
        assert warned == [True]
        assert "A" not in str(held[1]["facts"])
        b.move_message(held[1]["number"], MessageState.AWAY)
        await b.check()
        states = {each["kind"]: each["state"] for each in b.device.log.documents("message")}
        assert states == {MessageKind.NEWS: MessageState.NEW, MessageKind.VERDICT: MessageState.AWAY}
        server.config["news"] += [{"id": "n2", "day": "2021-06-20", "vi": "Tin thứ hai"}]
        here.now += 25 * 86_400
        await b.device.tick()
        await b.check()
        told = [each["about"] for each in b.device.log.documents("message")]
        assert told == ["n2"], "the first is deleted with its day and still in the list: it is not told again"

    met(tmp_path, test)


def test_a_log_is_handed_in_with_a_code_of_staff(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        await a.upload_keys(server.code())
        server.publish_due()
        await b.check()
        code = server.log_code()
        await b.share_match_log(code, "vi")
        (log,) = server.shared
        assert (log["code"], log["consent"], len(log["matches"])) == (code, {"version": "1", "language": "vi"}, 1)
        assert set(log["matches"][0]) == {"event_id", "key_data", "day", "minutes", "confidence", "probability"}
        assert b.device.log.fact("log") == {"at": b.now, "matches": 1}
        with pytest.raises(ServerRefused):
            await b.share_match_log(code, "vi")
        with pytest.raises(CallerError, match="no_log"):
            await a.share_match_log(server.log_code(), "vi")
        here.now += 14 * 86_400
        with pytest.raises(CallerError, match="no_log"):
            await b.share_match_log(server.log_code(), "vi")

    met(tmp_path, test)


def test_a_pause_shows_and_hears_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        async with world(tmp_path, "AB") as (here, _):
            a, b = here.people["A"], here.people["B"]
            await a.device.allow(False)
            await here.meet(15, A=0.0, B=0.8)
            a.device.keep(here.now)
            b.device.keep(here.now)
            assert (a.device.log.seen(), b.device.log.seen()) == ([], [])
            await a.device.allow(True)
            await here.meet(10, A=0.0, B=0.8)
            b.device.keep(here.now)
            assert b.device.log.seen()

    asyncio.run(run())


def test_a_key_that_is_taken_back_ends_the_warning(tmp_path: Path) -> None:
    async def test(here: Scenario, server: FakeServer, a: ExposureService, b: ExposureService) -> None:
        await a.upload_keys(server.code())
        name = server.publish_due()
        assert name is not None
        await b.check()
        assert b.status() is ExposureStatus.WARNED
        key = key_file.read(server.files[name]).keys[0]
        here.now += 600
        now = int(here.now)
        server.files["files/back.zip"] = key_file.write(
            [], server.signer, start=server.ended, end=now, revised=[{**key, "report_type": int(ReportType.REVOKED)}]
        )
        assert await b.check() == "checked"
        assert b.status() is ExposureStatus.CLEAR

    met(tmp_path, test)
