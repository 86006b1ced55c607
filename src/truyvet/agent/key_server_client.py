"""Speaks with the key server. Requests that could betray a case are padded to one length, real and chaff alike."""

from __future__ import annotations

import base64
import ipaddress
import json
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.venue_notices import LIST_PATH

API_PATH: Final = "/api/bluezone/v1/"
MAX_FILE_BYTES: Final = 17 * 1024 * 1024
MAX_TEXT_BYTES: Final = 1024 * 1024
REQUEST_BYTES: Final = {"verify": 1_024, "publish": 8_192, "share": 16_384, "log": 16_384}
"""Bytes of a request's body, whatever is in it: 30 keys and a certificate fit."""
TIMEOUT: Final = aiohttp.ClientTimeout(total=30)
"""Seconds for a whole answer: a file of keys on a network of 2G takes longer, and is asked for again."""


class ServerUnreachable(Exception):
    """There was no answer, or none that can be used now; try again later."""


class ServerRefused(Exception):
    """The server refused. ``reason`` is its code."""

    def __init__(self, reason: str, status: int) -> None:
        self.reason, self.status = reason, status
        super().__init__(f"{reason} ({status})")


def base64url_encode(data: bytes) -> str:
    """Returns base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def padded_body(path: str, fields: dict[str, Any]) -> bytes:
    """Returns JSON, padded to the path's length when it has one."""
    size = REQUEST_BYTES.get(path)
    if size is None:
        return json.dumps(fields).encode()
    bare = len(json.dumps({**fields, "padding": ""}).encode())
    if bare > size:
        raise CallerError(f"{path}: more than {size} bytes")
    return json.dumps({**fields, "padding": "0" * (size - bare)}).encode()


class KeyServer:
    """One key server, reached over ``session``. Plain HTTP is spoken with this machine only."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not parts.hostname or (parts.scheme == "http" and not _local(parts.hostname)):
            raise CallerError("the server's address begins with https:// (http:// only for this machine)")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._session = session

    async def index(self) -> str:
        """Returns the list of key files, oldest first."""
        return (await self._get("index.txt", MAX_TEXT_BYTES)).decode("ascii", "replace")

    async def file(self, path: str) -> bytes:
        """Returns one key file."""
        return await self._get(path, MAX_FILE_BYTES)

    async def key(self) -> bytes:
        """Returns the public key, PEM."""
        return await self._get("key.pem", 10_000)

    async def places(self) -> dict[str, Any]:
        """Returns the public list of venue notices, whole: the same for every device."""
        return _object(await self._get(LIST_PATH, MAX_FILE_BYTES))

    async def config(self) -> dict[str, Any]:
        """Returns the server's configuration."""
        return _object(await self._get("config", MAX_TEXT_BYTES))

    async def post(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Sends one request and returns the answer. Raises ServerRefused with the server's code, ServerUnreachable."""
        headers = {"Content-Type": "application/json"}
        return _object(await self._asked("POST", path, MAX_TEXT_BYTES, data=padded_body(path, fields), headers=headers))

    async def _get(self, path: str, most: int) -> bytes:
        return await self._asked("GET", path, most)

    async def _asked(self, method: str, path: str, most: int, **more: Any) -> bytes:
        url = self.origin + (path if path.startswith("/") else API_PATH + path)
        try:
            async with self._session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **more) as answer:
                data = await answer.content.read(most + 1)
                while not answer.content.at_eof() and len(data) <= most:
                    data += await answer.content.read(most + 1 - len(data))
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise ServerUnreachable(path) from None
        if len(data) > most:
            raise PeerError("too_large", path)
        if 400 <= status < 500 and status != 429:
            raise ServerRefused(_reason(data), status)
        if status >= 300:
            raise ServerUnreachable(f"{path}: {status}")
        return data


def _object(data: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(data)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise PeerError("not_an_object", "answer")
    return fields


def _reason(data: bytes) -> str:
    """Returns the code in an answer: ``reason``, ``error`` or ``detail``."""
    try:
        fields = _object(data)
    except PeerError:
        return "refused"
    return next((fields[name] for name in ("reason", "error", "detail") if isinstance(fields.get(name), str)), "refused")[:80]


def _local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
