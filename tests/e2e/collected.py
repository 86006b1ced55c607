"""A server as an installation runs it: assets collected and compressed, served by WhiteNoise; it counts what it sends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer


class Collected:
    """Bytes sent by path, heads included."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.url = ""

    def counting(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The application, each answer of which is weighed."""

        def weighed(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
            path = environ["PATH_INFO"]

            def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                self.sent[path] += len(status) + sum(len(name) + len(value) + 4 for name, value in headers) + 15
                return start(status, headers, *rest)

            answer = app(environ, begin)
            try:
                for piece in answer:
                    self.sent[path] += len(piece)
                    yield piece
            finally:
                # Else the file's own end closes it, in whichever thread happens to tidy up, with that thread's database connection.
                getattr(answer, "close", lambda: None)()

        return weighed


@pytest.fixture
def collected_server(transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collected]:
    """Runs for one test."""
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_USE_FINDERS = False
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}}
    settings.ALLOWED_HOSTS = ["localhost"]
    call_command("collectstatic", interactive=False, verbosity=0)
    counted = Collected()
    # Only so do the assets go through WhiteNoise: Django's own test server would take them from their folders.
    monkeypatch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", counted.counting)
    server = LiveServer("localhost")
    counted.url = server.url
    yield counted
    server.stop()
