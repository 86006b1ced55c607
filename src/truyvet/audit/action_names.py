"""What an action is called on the screen. Each room registers the names of its own in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Mapping

_names: dict[str, object] = {}


def register_actions(names: Mapping[str, object]) -> None:
    """Adds names (lazy translations) by action: ``{"access.sign_in": _("Đăng nhập")}``."""
    _names.update(names)


def action_name(action: str) -> str:
    """Returns the name of an action in the reader's language; its code when no room has named it."""
    return str(_names.get(action, action))
