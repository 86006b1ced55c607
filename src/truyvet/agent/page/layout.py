"""The parts that every screen shares: head, navigation, headings, buttons, cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from truyvet.agent.page.html import Child, Html, el, join
from truyvet.agent.page.texts import PageTexts

NAV_BAR: Final = (
    ("/", "shell.home", "◉"), ("/quanh-day/", "shell.around", "◎"), ("/lich-su/", "shell.history", "▤"), ("/them/", "shell.more", "⋯"),
)  # fmt: skip
SIGNS: Final = {"good": "✓", "warn": "!", "bad": "!", "info": "i"}
"""Beside every colour a sign and a word."""


def page(words: PageTexts, title: str, path: str, *content: Child, lead: str = "", scripts: Iterable[str] = ()) -> Html:
    """Returns a whole screen."""
    head = el(
        "head", el("meta", charset="utf-8"), el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="same-origin"), el("title", f"{title} · {words('shell.name')}"),
        el("link", rel="stylesheet", href="/static/agent.css"), el("link", rel="icon", href="/static/icon.svg"),
        *(el("script", type="module", src=f"/static/{name}") for name in scripts),
    )  # fmt: skip
    other = "en" if words.language == "vi" else "vi"
    top = el(
        "header", el("p", words("shell.name"), class_="brand"),
        el("a", words("shell.language"), href=f"{path}?lang={other}", lang=other, hreflang=other, class_="quiet"), class_="top",
    )  # fmt: skip
    main = el("main", el("h1", title), el("p", lead, class_="lead") if lead else None, *content, id="main", tabindex="-1")
    body = el("body", el("a", words("shell.skip"), href="#main", class_="skip"), top, main, _bar(words, path))
    return Html("<!doctype html>" + el("html", head, body, lang=words.language))


def _bar(words: PageTexts, path: str) -> Html:
    links = [
        el("a", el("span", sign, class_="sign", aria_hidden="true"), words(key), href=to, aria_current="page" if to == path else None)
        for to, key, sign in NAV_BAR
    ]
    return el("nav", *links, aria_label=words("shell.menu"), class_="bar")


def card(*content: Child, tone: str = "") -> Html:
    """Returns a box; with a tone (good, warn, bad, info) its edge is coloured."""
    return el("section", *content, class_=f"card {tone}".strip())


def status_card(tone: str, title: str, text: str, *more: Child) -> Html:
    """Returns a finding: sign, headline, explanation."""
    sign = el("span", SIGNS[tone], class_="state-sign", aria_hidden="true")
    return card(el("h2", sign, title), el("p", text), *more, tone=tone)


def notice(tone: str, text: str) -> Html:
    """Returns the answer to what was just done."""
    sign = el("span", SIGNS[tone], class_="state-sign", aria_hidden="true")
    return el("p", sign, text, class_=f"notice {tone}", role="alert" if tone == "bad" else "status")


def button(text: str, action: str, *fields: Child, quiet: bool = False, danger: bool = False) -> Html:
    """Returns a form with one button."""
    kind = "danger" if danger else "second" if quiet else "first"
    return el("form", *fields, el("button", text, class_=kind), method="post", action=action)


def hidden(name: str, value: str | int) -> Html:
    """Returns a hidden field."""
    return el("input", type="hidden", name=name, value=value)


def field(name: str, label: str, *, error: str = "", value: str = "", needed: bool = True, **more: str | int | bool) -> Html:
    """Returns a labelled field; its error stands beside it and keeps what was typed."""
    error_line = el("p", error, id=f"{name}-error", class_="error") if error else None
    described = f"{name}-error" if error else None
    invalid = "true" if error else None
    typed = el("input", id=name, name=name, value=value, required=needed, aria_invalid=invalid, aria_describedby=described, **more)
    return el("div", el("label", label, for_=name), error_line, typed, class_="field")


def link(text: str, href: str, *, first: bool = False) -> Html:
    """Returns a link that looks like a button."""
    return el("a", text, href=href, class_="first" if first else "second")


def pieces(parts: Iterable[Child]) -> Html:
    """Returns several pieces of content as one."""
    return join(*parts)
