"""The story of the issue, over the virtual radio: A meets B, B meets C, D meets nobody, an attacker replays A beside D."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.integration.agent.virtual_world import verdicts, world

from truyvet.agent.messages import ExposureStatus
from truyvet.agent.radio import advertisement
from truyvet.agent.scenario import Scenario
from truyvet.proximity.diagnosis_keys import ReportType


async def replay(here: Scenario, payload: bytes, address: bytes) -> None:
    """For twenty minutes an attacker plays somebody's old beacon loudly beside D."""
    here.stand({"attacker": 0.0, "D": 0.5})
    d = here.people["D"].device
    before = len(d.log.seen())
    for _ in range(60):
        here.air.play(address, advertisement(payload), "attacker")
        await here.step(20)
    d.keep(here.now)
    assert len(d.log.seen()) > before, "the attack must have reached D"


async def story(home: Path) -> None:
    async with world(home) as (here, server):
        a, b = here.people["A"], here.people["B"]
        await here.meet(30, A=0.0, B=0.8)
        shown = a.device.advertiser.current
        assert shown is not None
        await here.skip(2.5)  # more than the leeway of two hours
        await replay(here, shown.payload, shown.address)
        await here.skip(3)
        await here.meet(30, B=0.0, C=0.8)
        assert set((await verdicts(here)).values()) == {ExposureStatus.CLEAR}

        await here.skip(26)  # the next day: the meetings' keys are those of a past day
        done = await a.upload_keys(server.code())
        assert done.keys == 2
        assert done.public_from > here.now
        published = time.monotonic()
        assert server.publish_due()
        assert len(server.waiting) == 1, "today's key waits for its embargo"
        told = await verdicts(here)
        assert time.monotonic() - published < 5
        assert told == {"A": ExposureStatus.CASE, "B": ExposureStatus.WARNED, "C": ExposureStatus.CLEAR, "D": ExposureStatus.CLEAR}
        (met,) = b.exposures()
        assert 25 <= met["minutes"] <= 35
        assert met["signal"] == "near"

        await b.upload_keys(server.code(ReportType.RECURSIVE))  # staff confirmed that B is a contact
        await here.step(60)
        assert server.publish_due()
        told = await verdicts(here)
        assert told == {"A": ExposureStatus.CASE, "B": ExposureStatus.CASE, "C": ExposureStatus.WARNED, "D": ExposureStatus.CLEAR}
        assert here.people["C"].exposures()[0]["report_type"] == ReportType.RECURSIVE

        await here.skip(48)
        assert server.publish_due(), "today's keys went out after their embargo"
        assert (await verdicts(here))["D"] is ExposureStatus.CLEAR


def test_a_meets_b_meets_c(tmp_path: Path) -> None:
    asyncio.run(story(tmp_path))
