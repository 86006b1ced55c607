"""What all tests share: the database they run on, a day in May 2021, units, staff, and signed-in clients."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests import examples, migrated, postgres
from tests.real.absent import REASON, pytest_runtest_logreport, pytest_unconfigure, shared_data_folder  # noqa: F401 - hooks
from tests.unit_codes import codes_on

if TYPE_CHECKING:
    from django.test import Client

    from truyvet.access.models import Staff

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
"""31 May 2021, 08:00 in Bắc Giang."""
TODAY = date(2021, 5, 31)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run database tests on PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples are generated, and point the settings at PostgreSQL when asked; no connection is open yet."""
    examples.load_profile()
    _share_data_keys()
    if not postgres.wanted(config.getoption("--postgres")):
        return
    from django.conf import settings
    from django.db import connections

    from truyvet.site import config as site_config
    from truyvet.site.settings import _database

    database = _database(site_config.load({**os.environ, "DATABASE_URL": postgres.start()}).database)
    settings.DATABASES["default"] = database
    connections.settings = connections.configure_settings(settings.DATABASES)
    connections.__dict__.pop("databases", None)
    if hasattr(connections._connections, "default"):
        del connections["default"]


def _share_data_keys() -> None:
    """Programs that tests start, in homes of their own, read what this process sealed."""
    from django.conf import settings

    from truyvet.core import data_keys
    from truyvet.site.data_key_file import DataKeySource, made_once, new_data_key

    file = migrated.FOLDER.parent / "test-data-keys"
    made_once(file, new_data_key)
    os.environ["TRUYVET_DATA_KEY_FILE"] = str(file)
    settings.TRUYVET_DATA_KEYS = DataKeySource(file, is_own=False)
    data_keys.forget_keys()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Test databases are copies of one that was migrated before."""
    with migrated.copies_instead_of_migrations():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database, and an emptying of it (transactional tests) that gets past the audit's triggers."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from truyvet.audit import triggers

    flush = BaseDatabaseOperations.execute_sql_flush

    def past_triggers(self: Any, statements: list[str]) -> None:
        triggers.remove(self.connection)
        try:
            flush(self, statements)
        finally:
            triggers.install(self.connection)

    BaseDatabaseOperations.execute_sql_flush = past_triggers  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def quick_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Cheap password hashes, counters of failed sign-ins in memory, files in the test's own folder."""
    if not {"db", "transactional_db", "client", "live_server"} & set(request.fixturenames):
        yield
        return
    from django.core.cache import caches
    from django.test import override_settings

    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in ("default", "rates")},
        TRUYVET_HOME=tmp_path,
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        for each in caches.all():
            each.clear()
        yield


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    """The folder of real data, or a skip that is counted."""
    folder = shared_data_folder(pytestconfig.rootpath)
    if not folder.is_dir():
        pytest.skip(f"{REASON} in {folder}")
    return folder


@pytest.fixture
def now() -> datetime:
    """08:00 on 31 May 2021 in Vietnam."""
    return NOW


class StoppedClock:
    """A setting TRUYVET_CLOCK that always shows ``NOW``, to within the time of a call."""

    start = NOW

    @property
    def real(self) -> float:
        return datetime.now(UTC).timestamp()


@pytest.fixture
def house_clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> datetime:
    """The house's clock stands at ``NOW`` for every door."""
    settings.TRUYVET_CLOCK = StoppedClock()
    monkeypatch.setattr("truyvet.web.clock.now", lambda: NOW)
    return NOW


@pytest.fixture
def gateway(settings: Any) -> None:
    """Every code reaches telephones, by a Zalo that nobody asks: codes wait in the outbox (tests/fixtures/outbox_codes.py)."""
    from truyvet.messaging import message_templates
    from truyvet.messaging.rules.zns import ZnsTemplate
    from truyvet.site.zalo_page import ZaloPage

    approved = {each.name: ZnsTemplate("1") for each in message_templates.templates().values()}
    settings.TRUYVET_ZALO = ZaloPage(access_token="test", zns=approved)


@pytest.fixture(scope="session")
def unit_files() -> Iterator[None]:
    """Reads the lists of units once: most tests load them into their empty database."""
    from truyvet.places import unit_lists

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_lists, "units", cache(unit_lists.units))
        patch.setattr(unit_lists, "steps", cache(unit_lists.steps))
        yield


@pytest.fixture
def units(db: None, unit_files: None) -> dict[str, int]:
    """Row id by code of Bắc Giang's units of 2021 (the units of 2025 of the same province code are loaded too)."""
    from truyvet.audit.values import By
    from truyvet.places import actions

    actions.load_units(by=By.system("test"), now=NOW, province="24")
    return codes_on(TODAY)


@pytest.fixture
def staff(units: dict[str, int]) -> Callable[..., Staff]:
    """``staff("tracer", "24")``: an account with one role since 1 May 2021, a password and a second factor."""
    from truyvet.access import actions
    from truyvet.access.models import Staff
    from truyvet.audit.values import By

    made: list[int] = []

    def make(role: str | None, unit: str | None = "24", **more: Any) -> Staff:
        more.setdefault("username", f"{role or 'nobody'}-{unit}-{len(made)}")
        more.setdefault("since", date(2021, 5, 1))
        number = actions.create_staff(
            by=By.system("test"),
            now=NOW,
            display=more.pop("display", f"Cán bộ {len(made) + 1}"),
            password=more.pop("password", "một câu dài dễ nhớ"),
            role=role,
            unit_code=unit if role else None,
            totp_secret=more.pop("totp_secret", TOTP_SECRET),
            **more,
        )
        made.append(number)
        return Staff.objects.get(pk=number)

    return make


@pytest.fixture
def client_for(staff: Callable[..., Staff], house_clock: datetime) -> Callable[..., Client]:
    """``client_for("tracer", "24")``: a signed-in browser of a new member of staff; ``client.staff`` is the account."""
    from django.test import Client

    def make(role: str | None, unit: str = "24", **more: Any) -> Client:
        client = Client()
        account = staff(role, unit, **more)
        client.force_login(account)
        client.staff = account  # type: ignore[attr-defined]
        return client

    return make


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``db`` get a database without asking twice; on PostgreSQL only those run that use one.

    Files with slow tests come first: at the end of a run nobody waits for one that began last.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        if item.get_closest_marker("db") and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
    if not postgres.wanted(config.getoption("--postgres")):
        return
    without = [item for item in items if not _uses_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("own_server")
    return bool(marked) or not {"db", "transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))
