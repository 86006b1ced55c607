"""Who gets into the agent's page: this start's token, at this machine's names, from its own pages."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from tests.integration.agent.virtual_world import START

from truyvet.agent.page_server import serve_page
from truyvet.agent.scenario import open_scenario

PATHS = (
    "/",
    "/quanh-day/",
    "/lich-su/",
    "/canh-bao/",
    "/them/",
    "/dien-thoai/",
    "/ca-benh/",
    "/xoa/",
    "/quanh-day.json",
    "/tinh-trang.json",
)
POSTS = ("/dien-thoai/", "/dien-thoai/ma/", "/ca-benh/", "/ca-benh/lich-su/", "/chia-se/", "/kiem-tra/", "/tam-dung/", "/tin/", "/xoa/")


def served(home: Path, test: Callable[[aiohttp.ClientSession, str, str], Awaitable[None]]) -> None:
    """``test(session, origin, address)`` against one device's page; the session keeps no cookie by itself."""

    async def run() -> None:
        async with (
            open_scenario(home, "A", START, None, os.urandom) as here,
            serve_page(here.people["A"], 0, home / "A" / "agent.key") as address,
        ):
            parts = urlsplit(address)
            async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
                await test(session, f"{parts.scheme}://{parts.netloc}", address)

    asyncio.run(run())


async def cookie(session: aiohttp.ClientSession, address: str) -> str:
    async with session.get(address, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        said = answer.headers["Set-Cookie"]
        assert "HttpOnly" in said and "SameSite=Strict" in said
        assert "k=" not in said
        return said.split(";")[0]


def test_without_the_token_everything_is_locked(tmp_path: Path) -> None:
    async def test(session: aiohttp.ClientSession, origin: str, address: str) -> None:
        for path in PATHS:
            async with session.get(origin + path) as answer:
                assert answer.status == 403, path
                assert "Đã ghi nhận" not in await answer.text()
        for wrong in ("", "0" * 48, address.split("k=")[1][:-1]):
            async with session.get(f"{origin}/?k={wrong}", allow_redirects=False) as answer:
                assert answer.status == 403
                assert "Set-Cookie" not in answer.headers
        token = address.split("k=")[1]
        port = urlsplit(address).port
        async with session.get(origin + "/", headers={"Cookie": f"truyvet_agent_{port}={token}"}) as answer:
            assert answer.status == 403, "the token of the address is not the cookie's"

    served(tmp_path, test)


def test_with_it_every_screen_opens_with_its_headers(tmp_path: Path) -> None:
    async def test(session: aiohttp.ClientSession, origin: str, address: str) -> None:
        mine = {"Cookie": await cookie(session, address)}
        for path in PATHS:
            async with session.get(origin + path, headers=mine) as answer:
                assert answer.status == 200, path
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy and "unsafe" not in policy
                assert answer.headers["Cache-Control"] == "no-store"
                text = await answer.text()
                assert "<script>" not in text and " style=" not in text and "onclick" not in text
        async with session.get(origin + "/static/../app.py", headers=mine) as answer:
            assert answer.status == 404

    served(tmp_path, test)


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "[::1]:{port}"])
def test_another_name_is_refused(tmp_path: Path, name: str) -> None:
    async def test(session: aiohttp.ClientSession, origin: str, address: str) -> None:
        host = name.format(port=urlsplit(address).port)
        for path in (*PATHS, address.removeprefix(origin)):
            async with session.get(origin + path, headers={"Host": host}, allow_redirects=False) as answer:
                assert answer.status == 421
                assert "Set-Cookie" not in answer.headers

    served(tmp_path, test)


def test_another_origin_changes_nothing(tmp_path: Path) -> None:
    async def test(session: aiohttp.ClientSession, origin: str, address: str) -> None:
        mine = {"Cookie": await cookie(session, address)}
        for path in POSTS:
            for other in (None, "null", "https://evil.example", origin.replace("http", "https"), origin + "0"):
                headers = mine | ({"Origin": other} if other else {})
                async with session.post(origin + path, data={"sure": "1", "on": "0"}, headers=headers, allow_redirects=False) as answer:
                    assert answer.status == 403, (path, other)
        async with session.get(origin + "/quanh-day.json", headers=mine | {"Origin": "https://evil.example"}) as answer:
            assert answer.status == 403
        async with session.post(
            origin + "/tam-dung/", data={"on": "0"}, headers=mine | {"Origin": origin}, allow_redirects=False
        ) as answer:
            assert answer.status == 303
        async with session.get(origin + "/", headers=mine) as answer:
            assert "Đã tạm dừng" in await answer.text()

    served(tmp_path, test)


def test_deleting_needs_to_be_meant(tmp_path: Path) -> None:
    async def test(session: aiohttp.ClientSession, origin: str, address: str) -> None:
        mine = {"Cookie": await cookie(session, address), "Origin": origin}
        before = (tmp_path / "A" / "agent.key").read_bytes()
        async with session.post(origin + "/xoa/", data={}, headers=mine, allow_redirects=False) as answer:
            assert answer.status == 422
        assert (tmp_path / "A" / "agent.key").read_bytes() == before
        async with session.post(origin + "/xoa/", data={"sure": "1"}, headers=mine, allow_redirects=False) as answer:
            assert answer.status == 303
        assert (tmp_path / "A" / "agent.key").read_bytes() != before

    served(tmp_path, test)


def test_an_unknown_address_says_nothing(tmp_path: Path) -> None:
    async def test(session: aiohttp.ClientSession, origin: str, address: str) -> None:
        mine = {"Cookie": await cookie(session, address)}
        async with session.get(origin + "/nothing/<script>", headers=mine) as answer:
            assert (answer.status, await answer.text()) == (404, "404")

    served(tmp_path, test)
