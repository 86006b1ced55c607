"""The key server, as an agent speaks to it. Requests that could betray a case are padded to one length, real and chaff alike."""

from __future__ import annotations

import base64
import ipaddress
import json
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from truyvet.proximity.errors import OwnError, PeerError

BASE: Final = "/api/bluezone/v1/"
MOST_FILE: Final = 17 * 1024 * 1024
MOST_TEXT: Final = 1024 * 1024
PADDED: Final = {"verify": 1_024, "publish": 8_192, "share": 16_384, "log": 16_384}
"""Bytes of a request's body, whatever is in it: 30 keys and a certificate fit."""
TIMEOUT: Final = aiohttp.ClientTimeout(total=30)


class Unreachable(Exception):
    """No answer, or none that can be used now; try again later."""


class Refused(Exception):
    """The server said no. ``reason`` is its code."""

    def __init__(self, reason: str, status: int) -> None:
        self.reason, self.status = reason, status
        super().__init__(f"{reason} ({status})")


def b64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def body(path: str, said: dict[str, Any]) -> bytes:
    """JSON, padded to the path's length when it has one."""
    size = PADDED.get(path)
    if size is None:
        return json.dumps(said).encode()
    bare = len(json.dumps({**said, "padding": ""}).encode())
    if bare > size:
        raise OwnError(f"{path}: more than {size} bytes")
    return json.dumps({**said, "padding": "0" * (size - bare)}).encode()


class Server:
    """One key server, reached over ``session``. Plain HTTP is spoken with this machine only."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not parts.hostname or (parts.scheme == "http" and not _local(parts.hostname)):
            raise OwnError("the server's address begins with https:// (http:// only for this machine)")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._session = session

    async def index(self) -> str:
        """The list of files, oldest first."""
        return (await self._get("index.txt", MOST_TEXT)).decode("ascii", "replace")

    async def file(self, path: str) -> bytes:
        """One published file."""
        return await self._get(path, MOST_FILE)

    async def key(self) -> bytes:
        """The public key, PEM."""
        return await self._get("key.pem", 10_000)

    async def config(self) -> dict[str, Any]:
        """Thresholds and sizes."""
        return _object(await self._get("config", MOST_TEXT))

    async def post(self, path: str, said: dict[str, Any]) -> dict[str, Any]:
        """Send one request. Raises Refused with the server's code, Unreachable."""
        headers = {"Content-Type": "application/json"}
        return _object(await self._asked("POST", path, MOST_TEXT, data=body(path, said), headers=headers))

    async def _get(self, path: str, most: int) -> bytes:
        return await self._asked("GET", path, most)

    async def _asked(self, method: str, path: str, most: int, **more: Any) -> bytes:
        url = self.origin + BASE + path
        try:
            async with self._session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **more) as answer:
                data = await answer.content.read(most + 1)
                while not answer.content.at_eof() and len(data) <= most:
                    data += await answer.content.read(most + 1 - len(data))
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Unreachable(path) from None
        if len(data) > most:
            raise PeerError("too_large", path)
        if 400 <= status < 500 and status != 429:
            raise Refused(_reason(data), status)
        if status >= 300:
            raise Unreachable(f"{path}: {status}")
        return data


def _object(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise PeerError("not_an_object", "answer")
    return said


def _reason(data: bytes) -> str:
    """The code in an answer: ``reason``, ``error`` or ``detail``."""
    try:
        said = _object(data)
    except PeerError:
        return "refused"
    return next((said[name] for name in ("reason", "error", "detail") if isinstance(said.get(name), str)), "refused")[:80]


def _local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
