"""``shared_data``: the folder of real data, or a skip that is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.real.absent import REASON, pytest_runtest_logreport, pytest_unconfigure, shared_data_folder

__all__ = ["pytest_runtest_logreport", "pytest_unconfigure", "shared_data"]


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    folder = shared_data_folder(pytestconfig.rootpath)
    if not folder.is_dir():
        pytest.skip(f"{REASON} in {folder}")
    return folder
