"""One small world for the tests that only look at it."""

from __future__ import annotations

import pytest

from truyvet.simulate.options import RATES, Options
from truyvet.simulate.province import Province, observe
from truyvet.simulate.world import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(Options(seed=7, people=6_000, wave=(40, 200), detected=(8, 60)))


@pytest.fixture(scope="session")
def provinces(world: World) -> dict[str, Province]:
    return {name: observe(world, rates) for name, rates in RATES.items()}
