"""Files are imported by the command, as its own tests do it."""

from __future__ import annotations

from tests.integration.exchange.conftest import run_import, table  # noqa: F401 - fixtures
from tests.integration.people.conftest import signed_in  # noqa: F401 - a fixture
