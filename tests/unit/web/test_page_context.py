"""What every page knows, the switches, and the pages for what went wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from truyvet.core import registry
from truyvet.core.room_contract import NavItem, Room
from truyvet.web import errors, page_context
from truyvet.web.component_values import SignedInReader

# The assets come from their folders here, not from the collected ones of an installation.
pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def components(monkeypatch: pytest.MonkeyPatch) -> None:
    line = NavItem("Thành phần", "web:components", "see", 1, icon="list")
    monkeypatch.setattr(registry, "_rooms", (Room("web", navigation=(line,)),))


@pytest.mark.usefixtures("components")
def test_the_navigation_is_of_someone_who_may() -> None:
    request = RequestFactory().get("/thanh-phan/xa/")
    assert page_context.shell(request)["nav"] == ()
    request.who = SignedInReader("Trần Thị Ví Dụ", "Cán bộ", "xã Ví Dụ")  # type: ignore[attr-defined]
    assert page_context.shell(request)["nav"] == ()
    request.permissions = frozenset({"see"})  # type: ignore[attr-defined]
    (line,) = page_context.shell(request)["nav"]
    assert (line.url, line.here, line.label) == ("/thanh-phan/", True, "Thành phần")


def test_a_strange_theme_is_no_theme() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[page_context.THEME_COOKIE] = 'dark" onload="x'
    assert page_context.shell(request)["theme"] == ""


@pytest.mark.parametrize(("asked", "lands"), [("/ca/?trang=2", "/ca/?trang=2"), ("https://elsewhere.example/", "/"), ("", "/")])
def test_a_switch_goes_back_to_pages_of_ours_only(client: Client, asked: str, lands: str) -> None:
    answer = client.post("/giao-dien/", {"theme": "dark", "next": asked})
    assert answer.headers["Location"] == lands
    assert answer.cookies[page_context.THEME_COOKIE].value == "dark"


def test_a_language_that_we_do_not_speak_is_not_kept(client: Client, settings: Any) -> None:
    assert settings.LANGUAGE_COOKIE_NAME not in client.post("/ngon-ngu/", {"language": "xx"}).cookies
    assert client.post("/ngon-ngu/", {"language": "en"}).cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_a_switch_is_no_link(client: Client) -> None:
    assert client.get("/giao-dien/").status_code == 405


def test_absent_and_out_of_reach_look_the_same() -> None:
    request = RequestFactory().get("/ca/BG-0412/")
    with override("vi"):
        absent = errors.not_found(request, LookupError("absent"))
        hidden = errors.not_found(request, PermissionError("outside the scope"))
    assert absent.status_code == hidden.status_code == 404
    assert _without_token(absent.content) == _without_token(hidden.content)


@pytest.mark.parametrize(
    ("handler", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.csrf_failed, 403), (errors.not_found, 404)],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_error_says_what_to_do_now(handler: Any, status: int, language: str) -> None:
    with override(language):
        answer = handler(RequestFactory().get("/x/"))
    assert answer.status_code == status
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_page_for_a_broken_system_needs_nothing() -> None:
    answer = errors.server_error(RequestFactory().get("/x/"))
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()


def _without_token(content: bytes) -> str:
    return "\n".join(line for line in content.decode().splitlines() if "csrf" not in line.lower())
