"""``ask``: the command in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.tracing.trace_command import Ask, asker


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    return asker(tmp_path, capsys)
