"""The key server's contract in one process, for the agents' tests: codes, certificates, embargo, signed files. Keeps a log of requests."""

from __future__ import annotations

import base64
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.proximity import key_file, upload_code_format
from truyvet.proximity.diagnosis_keys import ReportType, UploadedKey, keys_hmac, upload_problem
from truyvet.proximity.embargo import public_from
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey

BASE = "/api/bluezone/v1/"
ANSWER = 2_048


def data(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class FakeServer:
    """State of the server. ``publish_due`` writes a file, as the real one's worker does."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.signer = ec.generate_private_key(ec.SECP256R1())
        self.codes: dict[str, ReportType] = {}
        self.certificates: dict[str, tuple[bytes, float, ReportType]] = {}
        self.waiting: list[tuple[TemporaryExposureKey, ReportType]] = []
        self.files: dict[str, bytes] = {}
        self.ended = int(clock()) - 14 * 86_400
        self.log: list[tuple[str, int, bool]] = []
        self.shared: list[dict[str, Any]] = []
        self.installations: dict[str, dict[str, Any]] = {}
        self.config: dict[str, Any] = {
            "thresholds": {"minutes": 15, "probability": 0.7},
            "consents": {name: {"version": "1", "vi": f"Đồng ý {name}", "en": f"Agree {name}"} for name in ("share", "link")},
        }
        self.links: list[Any] = []
        self.log_codes: set[str] = set()
        self.forgotten: list[str] = []
        self.down = False

    def code(self, kind: ReportType = ReportType.CONFIRMED) -> str:
        made = upload_code_format.code_from_bytes(secrets.token_bytes(5))
        self.codes[made] = kind
        return made

    def log_code(self) -> str:
        made = upload_code_format.code_from_bytes(secrets.token_bytes(5))
        self.log_codes.add(made)
        return made

    def publish_due(self) -> str | None:
        """Keys that may be given out go into one file."""
        now = int(self.clock())
        due = [(key, kind) for key, kind in self.waiting if public_from(key) <= now]
        if not due:
            return None
        self.waiting = [each for each in self.waiting if each not in due]
        keys = [
            {
                "key_data": key.key_data,
                "rolling_start_interval_number": key.rolling_start_interval_number,
                "rolling_period": key.rolling_period,
                "report_type": int(kind),
            }
            for key, kind in due
        ]
        name = f"files/{now}.zip"
        self.files[name] = key_file.write(keys, self.signer, start=self.ended, end=now)
        self.ended = now
        return name

    def pem(self) -> bytes:
        return self.signer.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def app(self) -> web.Application:
        made = web.Application(client_max_size=100_000)
        made.add_routes(
            [
                web.post(BASE + name, self._post)
                for name in ("register", "phone", "phone/check", "forget", "verify", "publish", "share", "log")
            ]
        )
        made.add_routes([web.get(BASE + "{path:.+}", self._get)])
        return made

    async def _get(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if self.down:
            raise web.HTTPServiceUnavailable
        if path == "index.txt":
            return web.Response(text="".join(f"{name}\n" for name in self.files))
        if path == "key.pem":
            return web.Response(body=self.pem())
        if path == "config":
            return web.json_response(self.config)
        if path in self.files:
            return web.Response(body=self.files[path])
        raise web.HTTPNotFound

    async def _post(self, request: web.Request) -> web.Response:
        raw, said = await request.read(), await request.json()
        name = request.path.removeprefix(BASE)
        self.log.append((name, len(raw), bool(said.get("chaff"))))
        if self.down:
            raise web.HTTPServiceUnavailable
        try:
            answer = getattr(self, "_" + name.replace("/", "_"))(said)
        except KeyError as error:
            return web.json_response({"error": error.args[0]}, status=422)
        return web.json_response({**answer, "padding": "0" * max(0, ANSWER - len(str(answer)))})

    def _register(self, said: dict[str, Any]) -> dict[str, Any]:
        token = secrets.token_urlsafe(16)
        self.installations[token] = {"platform": said["platform"]}
        return {"installation": token}

    def _phone(self, said: dict[str, Any]) -> dict[str, Any]:
        self.installations[said["installation"]]["asked"] = said["phone"]
        return {}

    def _phone_check(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["code"] != "123456":
            return {"outcome": "wrong"}
        self.installations[said["installation"]]["verified"] = True
        return {"outcome": "ok"}

    def _forget(self, said: dict[str, Any]) -> dict[str, Any]:
        self.forgotten.append(said["installation"])
        return {}

    def _log(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["code"] not in self.log_codes:
            raise KeyError("refused")
        self.log_codes.remove(said["code"])
        self.shared.append(said)
        return {"held": len(said["matches"])}

    def _verify(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["chaff"]:
            return {"certificate": "x" * 43, "expires": int(self.clock()) + 900}
        if said["code"] not in self.codes:
            raise KeyError("unknown_code")
        kind = self.codes.pop(said["code"])
        certificate = secrets.token_urlsafe(32)
        self.certificates[certificate] = (data(said["hmac"]), self.clock() + 900, kind)
        return {"certificate": certificate, "expires": int(self.clock()) + 900}

    def _publish(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["chaff"]:
            return {"taken": 0}
        bound, expires, kind = self.certificates.pop(said["certificate"])
        given = [
            UploadedKey(TemporaryExposureKey(data(key["key_data"]), key["rolling_start_interval_number"], key["rolling_period"]))
            for key in said["keys"]
        ]
        if self.clock() > expires or keys_hmac(given, data(said["hmac_secret"])) != bound:
            raise KeyError("bad_certificate")
        if wrong := upload_problem(given, int(self.clock())):
            raise KeyError(wrong)
        self.waiting += [(each.key, kind) for each in given]
        self.links.append(said["link"])
        return {"taken": len(given)}

    def _share(self, said: dict[str, Any]) -> dict[str, Any]:
        assert said["installation"] in self.installations
        self.shared.append(said)
        return {"held": len(said["matches"])}


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The application on a free port of this machine: its origin."""
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
