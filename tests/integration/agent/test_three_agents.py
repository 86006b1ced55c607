"""The story of the issue, over the virtual radio: A meets B, B meets C, D meets nobody, an attacker replays A beside D."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.integration.agent.world import verdicts, world

from truyvet.agent.messages import Verdict
from truyvet.agent.radio import advertisement
from truyvet.agent.stage import Stage
from truyvet.proximity.publishing import ReportType


async def replay(here: Stage, payload: bytes, address: bytes) -> None:
    """For twenty minutes an attacker plays somebody's old beacon loudly beside D."""
    here.stand({"attacker": 0.0, "D": 0.5})
    d = here.people["D"].device
    before = len(d.diary.seen())
    for _ in range(60):
        here.air.play(address, advertisement(payload), "attacker")
        await here.step(20)
    d.keep(here.now)
    assert len(d.diary.seen()) > before, "the attack must have reached D"


async def story(home: Path) -> None:
    async with world(home) as (here, server):
        a, b = here.people["A"], here.people["B"]
        await here.meet(30, A=0.0, B=0.8)
        shown = a.device.beacons.shown
        assert shown is not None
        await here.skip(2.5)  # more than the leeway of two hours
        await replay(here, shown.payload, shown.address)
        await here.skip(3)
        await here.meet(30, B=0.0, C=0.8)
        assert set((await verdicts(here)).values()) == {Verdict.CLEAR}

        await here.skip(26)  # the next day: the meetings' keys are those of a past day
        done = await a.confirm(server.code())
        assert done.keys == 2
        assert done.public_from > here.now
        published = time.monotonic()
        assert server.publish_due()
        assert len(server.waiting) == 1, "today's key waits for its embargo"
        told = await verdicts(here)
        assert time.monotonic() - published < 5
        assert told == {"A": Verdict.CASE, "B": Verdict.WARNED, "C": Verdict.CLEAR, "D": Verdict.CLEAR}
        (met,) = b.found()
        assert 25 <= met["minutes"] <= 35
        assert met["signal"] == "near"

        await b.confirm(server.code(ReportType.RECURSIVE))  # staff confirmed that B is a contact
        await here.step(60)
        assert server.publish_due()
        told = await verdicts(here)
        assert told == {"A": Verdict.CASE, "B": Verdict.CASE, "C": Verdict.WARNED, "D": Verdict.CLEAR}
        assert here.people["C"].found()[0]["report_type"] == ReportType.RECURSIVE

        await here.skip(48)
        assert server.publish_due(), "today's keys went out after their embargo"
        assert (await verdicts(here))["D"] is Verdict.CLEAR


def test_a_meets_b_meets_c(tmp_path: Path) -> None:
    asyncio.run(story(tmp_path))
