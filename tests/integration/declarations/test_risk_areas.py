"""The province's own list of risk areas takes the place of the sample, and is read again when it changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from truyvet.declarations import risk
from truyvet.declarations.rules import areas


def test_own_list(settings: Any, tmp_path: Path) -> None:
    settings.TRUYVET_HOME = tmp_path
    assert risk.in_force() == areas.sample_risk_areas()
    shipped = Path(areas.__file__).parents[1] / "data" / "risk_areas.toml"
    file = tmp_path / risk.FILE
    text = shipped.read_text("utf-8")
    file.write_text(text, "utf-8")
    assert risk.in_force() == areas.sample_risk_areas()
    first, _, rest = text.partition("[[area]]")
    file.write_text(first + "[[area]]" + rest.partition("[[area]]")[0], "utf-8")
    os.utime(file, ns=(1, 1))
    assert len(risk.in_force()) == 1 < len(areas.sample_risk_areas())
    file.write_text("not = [toml", "utf-8")
    os.utime(file, ns=(2, 2))
    with pytest.raises(Exception, match=r"risk_areas\.toml"):
        risk.in_force()
