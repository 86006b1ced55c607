"""The story of the issue, over the virtual radio: A meets B, B meets C, D meets nobody, an attacker replays A beside D."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.integration.agent.world import World, world

from truyvet.agent.messages import Verdict
from truyvet.proximity.publishing import ReportType


async def verdicts(here: World) -> dict[str, Verdict]:
    for each in here.people.values():
        assert await each.check() == "checked"
    return {name: each.verdict() for name, each in here.people.items()}


async def story(home: Path) -> None:
    async with world(home) as here:
        a, b = here.people["A"], here.people["B"]
        await here.meet(30, A=0.0, B=0.8)
        replayed = a.device._on_air
        await here.skip(6)
        await here.meet(30, B=0.0, C=0.8)
        await here.skip(1)
        # More than the leeway of two hours after A showed it, an attacker plays A's beacon loudly beside D.
        here.places |= {"attacker": 0.0, "D": 0.5}
        assert replayed is not None
        from truyvet.agent.radio import advertisement

        heard_before = len(here.people["D"].device.diary.seen())
        for _ in range(60):
            here.air.play(replayed.address, advertisement(replayed.payload), "attacker")
            await here.step(20)
        here.people["D"].device.keep(here.now)
        assert len(here.people["D"].device.diary.seen()) > heard_before, "the attack must have reached D"
        assert set((await verdicts(here)).values()) == {Verdict.CLEAR}

        await here.skip(26)  # the next day: the meeting's key is a past day's
        done = await a.confirm(here.server.code())
        assert done.keys == 2
        assert done.public_from > here.now
        published = time.monotonic()
        assert here.server.publish_due()
        assert len(here.server.waiting) == 1, "today's key waits for its embargo"
        told = await verdicts(here)
        assert time.monotonic() - published < 5
        assert told == {"A": Verdict.CASE, "B": Verdict.WARNED, "C": Verdict.CLEAR, "D": Verdict.CLEAR}
        (met,) = b.found()
        assert 25 <= met["minutes"] <= 35
        assert met["signal"] == "near"

        await b.confirm(here.server.code(ReportType.RECURSIVE))  # staff confirmed that B is a contact
        await here.step(60)
        assert here.server.publish_due()
        told = await verdicts(here)
        assert told == {"A": Verdict.CASE, "B": Verdict.CASE, "C": Verdict.WARNED, "D": Verdict.CLEAR}
        assert here.people["C"].found()[0]["report_type"] == ReportType.RECURSIVE

        await here.skip(48)
        assert here.server.publish_due(), "today's keys went out after their embargo"
        assert (await verdicts(here))["D"] is Verdict.CLEAR


def test_a_meets_b_meets_c(tmp_path: Path) -> None:
    asyncio.run(story(tmp_path))
