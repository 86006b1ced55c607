"""The page's door: loopback only, host and origin checked, a token for each start, no inline script. One owner, one browser."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from aiohttp import web

from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.page import case_screen, form_screens, live_data, screens
from truyvet.agent.page.html import Html
from truyvet.agent.page.layout import notice, page
from truyvet.agent.page.texts import LANGUAGES, PageTexts, choose_language

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
STATIC: Final = {"agent.css": "text/css", "around.js": "text/javascript", "home.js": "text/javascript", "icon.svg": "image/svg+xml"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Act = Callable[[PageTexts, ExposureService, dict[str, str]], Awaitable["Html | str"]]


@dataclass(frozen=True, slots=True)
class PageDoor:
    """Decides who may come in: the browser with this start's token, at exactly these hosts. ``forget`` deletes everything."""

    service: ExposureService
    token: str
    session: str
    port: int
    forget: Callable[[], Awaitable[None]]

    @property
    def cookie(self) -> str:
        """Returns the cookie's name; it holds the port, since cookies do not tell ports apart."""
        return f"truyvet_agent_{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Returns the names of this page; any other name that leads here is an attack (DNS rebinding)."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    def known(self, request: web.Request) -> bool:
        """Returns whether the cookie is this start's."""
        return hmac.compare_digest(request.cookies.get(self.cookie, "").encode(), self.session.encode())


def application(door: PageDoor) -> web.Application:
    """Returns the page's application; serve it on 127.0.0.1 only."""
    made = web.Application(middlewares=[_guard(door)], client_max_size=16_384)
    shows: dict[str, Callable[[PageTexts], Html]] = {
        "/": lambda words: screens.home(words, door.service), "/quanh-day/": screens.around,
        "/lich-su/": lambda words: screens.history(words, door.service.device.history()),
        "/canh-bao/": lambda words: screens.warning(words, door.service),
        "/them/": lambda words: screens.more(words, door.service), "/dien-thoai/": lambda words: form_screens.phone(words, door.service),
        "/ca-benh/": lambda words: case_screen.case_screen(words, door.service), "/xoa/": screens.forget,
    }  # fmt: skip
    does: dict[str, Act] = {
        "/dien-thoai/": form_screens.send_phone, "/dien-thoai/ma/": form_screens.check_phone, "/chia-se/": form_screens.share,
        "/ca-benh/": case_screen.confirm, "/ca-benh/lich-su/": case_screen.hand_in, "/kiem-tra/": form_screens.check,
        "/tam-dung/": form_screens.pause, "/tin/": form_screens.message, "/xoa/": _forget(door),
    }  # fmt: skip
    tells = {"/quanh-day.json": live_data.nearby, "/tinh-trang.json": live_data.status}
    made.add_routes([web.get(path, _show(door, show)) for path, show in shows.items()])
    made.add_routes([web.post(path, _do(door, act)) for path, act in does.items()])
    made.add_routes([web.get(path, _tell(door, tell)) for path, tell in tells.items()])
    made.add_routes([web.get("/static/{name}", _static)])
    return made


def _guard(door: PageDoor) -> Any:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await _guarded(door, request, handler)
        answer.headers.update(HEADERS)
        return answer

    return guard


async def _guarded(door: PageDoor, request: web.Request, handler: Handler) -> web.StreamResponse:
    if status := _strange(door, request):
        return web.Response(status=status, text=str(status))
    if request.path == "/" and "k" in request.query:
        return _let_in(door, request)
    if not request.path.startswith("/static/") and not door.known(request):
        return _locked(request)
    try:
        return await handler(request)
    except web.HTTPException as refused:
        return web.Response(status=refused.status, text=str(refused.status))


def _strange(door: PageDoor, request: web.Request) -> int:
    """Returns the status with which a request of another site, or to another name, is refused; 0 for our own."""
    if request.host not in door.hosts:
        return 421
    origin = request.headers.get("Origin")
    if origin is None:
        return 0 if request.method == "GET" else 403
    return 0 if origin.removeprefix("http://") in door.hosts and origin.startswith("http://") else 403


def _let_in(door: PageDoor, request: web.Request) -> web.Response:
    """Exchanges the token of the printed address for a cookie, so that the address bar loses it."""
    if not hmac.compare_digest(request.query["k"].encode(), door.token.encode()):
        return _locked(request)
    answer = web.Response(status=303, headers={"Location": "/"})
    answer.set_cookie(door.cookie, door.session, httponly=True, samesite="Strict", path="/")
    return answer


def _locked(request: web.Request) -> web.Response:
    words = PageTexts(choose_language(None, request.headers.get("Accept-Language", "")))
    return _html(page(words, words("errors.locked_title"), "/", notice("warn", words("errors.locked"))), 403)


def _words(request: web.Request) -> PageTexts:
    return PageTexts(
        choose_language(request.query.get("lang") or request.cookies.get("truyvet_agent_lang"), request.headers.get("Accept-Language", ""))
    )


def _show(door: PageDoor, show: Callable[[PageTexts], Html]) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        answer = _html(show(_words(request)))
        if request.query.get("lang") in LANGUAGES:
            answer.set_cookie("truyvet_agent_lang", request.query["lang"], samesite="Strict", path="/", httponly=True)
        return answer

    return handler


def _do(door: PageDoor, act: Act) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        answer = await act(_words(request), door.service, form)
        if isinstance(answer, Html):
            return _html(answer, 422)
        return web.Response(status=303, headers={"Location": answer})

    return handler


def _tell(door: PageDoor, tell: Callable[[ExposureService], dict[str, Any]]) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(text=live_data.to_json(tell(door.service)), content_type="application/json")

    return handler


def _forget(door: PageDoor) -> Act:
    async def forget(words: PageTexts, service: ExposureService, form: dict[str, str]) -> Html | str:
        if form.get("sure") != "1":
            return screens.forget(words, missing=True)
        await door.forget()
        return "/"

    return forget


async def _static(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    return web.Response(body=files("truyvet.agent.page").joinpath("static", name).read_bytes(), content_type=STATIC[name], charset="utf-8")


def _html(made: Html, status: int = 200) -> web.Response:
    return web.Response(text=made, status=status, content_type="text/html", charset="utf-8")
