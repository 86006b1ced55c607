"""Sends something to the server and shows the owner in plain words how it went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from truyvet.agent.key_server_client import ServerRefused, ServerUnreachable
from truyvet.agent.page.html import Html
from truyvet.agent.page.texts import PageTexts
from truyvet.proximity.errors import CallerError, PeerError

CALLER_ERROR_TEXTS: Final = MappingProxyType(
    {"bad_code": "case.bad_code", "slip": "case.slip", "no_keys": "case.no_keys", "no_log": "log.nothing"}
)
"""What this device refuses by itself, and the text for it."""
NO_TEXTS: Final[Mapping[str, str]] = MappingProxyType({})


async def submit(
    words: PageTexts, do: Callable[[], Awaitable[Any]], next_path: str, again: Callable[[str], Html], refused: Mapping[str, str] = NO_TEXTS,
) -> Html | str:  # fmt: skip
    """Runs ``do`` and goes on to ``next_path``, or shows the page again with what went wrong.

    ``refused``: words for the server's reasons; those under "" for every other one.
    """
    try:
        await do()
    except CallerError as error:
        reason = str(error)
        return again(words(CALLER_ERROR_TEXTS[reason]) if reason in CALLER_ERROR_TEXTS else words("errors.refused", reason=reason))
    except ServerUnreachable:
        return again(words("errors.offline"))
    except (ServerRefused, PeerError) as error:
        return again(refused.get(error.reason) or refused.get("") or words("errors.refused", reason=error.reason))
    return next_path
