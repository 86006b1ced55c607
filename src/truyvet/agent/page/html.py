"""Builds HTML from calls: everything is escaped unless it was made here."""

from __future__ import annotations

from html import escape
from typing import Final

VOID: Final = frozenset({"input", "link", "meta", "br"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Html | None
Attribute = str | int | bool | None


def el(tag: str, *children: Child, **attributes: Attribute) -> Html:
    """Returns one element. ``class_`` and ``for_`` lose their underscore, others turn it into a hyphen; None and False are left out."""
    written_attributes = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in VOID:
        return Html(f"<{tag}{written_attributes}>")
    return Html(f"<{tag}{written_attributes}>{join(*children)}</{tag}>")


def join(*children: Child) -> Html:
    """Returns several pieces one after the other."""
    return Html("".join(each if isinstance(each, Html) else escape(each) for each in children if each is not None))


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(str(value))}"'
