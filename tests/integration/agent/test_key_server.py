"""The agents against the real key server, over HTTP: codes by staff, certificates, embargo, signed files, sharing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures.outbox_codes import last_code
from tests.integration.agent.virtual_world import verdicts
from tests.integration.devices.conftest import Station, station  # noqa: F401 - a fixture

from truyvet.agent.key_server_client import ServerRefused
from truyvet.agent.messages import ExposureStatus, MessageKind
from truyvet.agent.scenario import open_scenario

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("gateway"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def loop() -> Any:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def test_from_a_code_to_a_warning_to_a_shared_match(
    transactional_db: None, live_server: Any, station: Station, tmp_path: Path,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch, loop: asyncio.AbstractEventLoop,
) -> None:  # fmt: skip
    from truyvet.devices.models import SharedMatch

    run: Callable[[Any], Any] = loop.run_until_complete
    stack = AsyncExitStack()
    here = run(stack.enter_async_context(open_scenario(tmp_path, "AB", station.now.timestamp() - 50 * 3600, live_server.url, os.urandom)))
    try:
        monkeypatch.setattr("truyvet.web.clock.now", lambda: datetime.fromtimestamp(here.now, UTC))
        a, b = here.people["A"], here.people["B"]
        run(here.meet(30, A=0.0, B=0.8))
        run(here.skip((station.now.timestamp() - here.now) / 3600))
        with pytest.raises(ServerRefused):
            run(a.upload_keys("000000000"))
        (tmp_path / "news.toml").write_text('[[news]]\nid = "n"\nday = 2021-05-31\nvi = "Tin"\nen = "News"\n', "utf-8")
        code = station.code("confirmed")
        run(a.check())
        done = run(a.upload_keys(code, a.consent("link", "vi")[0]))  # type: ignore[index]
        assert done.keys == 4, "four UTC days"
        with pytest.raises(ServerRefused):
            run(b.upload_keys(code))
        assert station.publish_due() == 1
        assert run(verdicts(here)) == {"A": ExposureStatus.CASE, "B": ExposureStatus.WARNED}
        (met,) = b.exposures()
        with pytest.raises(ServerRefused, match="no_phone"):
            run(b.share(met["number"], "vi"))
        run(b.send_phone("0911345678"))
        with pytest.raises(ServerRefused, match="wrong"):
            run(b.check_phone("00000000", 1990))
        run(b.check_phone(last_code("phone_code"), 1990))
        run(b.share(met["number"], "vi"))
        (shared,) = SharedMatch.objects.all()
        assert shared.minutes == met["minutes"]
        run(b.unregister())
        station.made.fall_ill(station.side, part="neighbour")
        with pytest.raises(ServerRefused):
            run(b.share_match_log(station.code("confirmed"), "vi"))
        run(b.share_match_log(station.code("log"), "vi"))
        log = SharedMatch.objects.get(source="log")
        assert (log.person_id, log.minutes) == (station.side.ids["neighbour"], met["minutes"])
        assert [each["facts"]["en"] for each in b.device.log.documents("message") if each["kind"] == MessageKind.NEWS] == ["News"]
    finally:
        run(stack.aclose())
