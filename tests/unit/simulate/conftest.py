"""One small world for the tests that only look at it."""

from __future__ import annotations

import pytest

from truyvet.simulate.options import RATE_PRESETS, ProvinceOptions
from truyvet.simulate.province import Province, record_province
from truyvet.simulate.world import SimulatedWorld, make_world


@pytest.fixture(scope="session")
def world() -> SimulatedWorld:
    return make_world(ProvinceOptions(seed=7, people=6_000, wave=(40, 200), detected=(8, 60)))


@pytest.fixture(scope="session")
def provinces(world: SimulatedWorld) -> dict[str, Province]:
    return {name: record_province(world, rates) for name, rates in RATE_PRESETS.items()}
