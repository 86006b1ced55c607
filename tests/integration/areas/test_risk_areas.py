"""The province's own list of risk areas takes the place of the sample, and is read again when it changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TODAY

from truyvet.areas import queries, risk_file
from truyvet.areas.rules import risk_areas as areas
from truyvet.audit.values import Scope
from truyvet.core.toml_table import DataFileError

SCOPE = Scope.system("test", TODAY)


def test_own_list(settings: Any, tmp_path: Path) -> None:
    settings.TRUYVET_HOME = tmp_path
    assert queries.in_force(SCOPE) == areas.sample_risk_areas()
    shipped = Path(areas.__file__).parents[1] / "data" / "risk_areas.toml"
    file = tmp_path / risk_file.FILE
    text = shipped.read_text("utf-8")
    file.write_text(text, "utf-8")
    assert queries.in_force(SCOPE) == areas.sample_risk_areas()
    first, _, rest = text.partition("[[area]]")
    file.write_text(first + "[[area]]" + rest.partition("[[area]]")[0], "utf-8")
    os.utime(file, ns=(1, 1))
    assert len(queries.in_force(SCOPE)) == 1 < len(areas.sample_risk_areas())
    file.write_text("not = [toml", "utf-8")
    os.utime(file, ns=(2, 2))
    assert len(queries.in_force(SCOPE)) == 1, "the last good list stays in force"
    risk_file._in_force.clear()
    with pytest.raises(DataFileError, match=r"risk_areas\.toml"):
        queries.in_force(SCOPE)  # at start
